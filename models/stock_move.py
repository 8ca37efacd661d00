from odoo import api, fields, models


class StockMove(models.Model):
    """The movement seam: tells the lines of done movements to tell their lots."""

    _inherit = "stock.move"

    @api.model
    def action_generate_lot_line_vals(self, context_data, mode, first_lot, count, lot_text):
        lines = super().action_generate_lot_line_vals(
            context_data, mode, first_lot, count, lot_text
        )
        product = self.env["product.product"].browse(context_data.get("default_product_id"))
        picking = self.env["stock.picking"].browse(context_data.get("default_picking_id"))
        computed = picking.scheduled_date or fields.Datetime.today()
        return self._without_endless_dates(product, lines, computed)

    def _generate_serial_move_line_commands(
        self, field_data, location_dest_id=False, origin_move_line=None
    ):
        commands = super()._generate_serial_move_line_commands(
            field_data, location_dest_id=location_dest_id, origin_move_line=origin_move_line
        )
        lines = [command[2] for command in commands]
        self._without_endless_dates(self.product_id, lines, fields.Datetime.today())
        return commands

    @api.model
    def _without_endless_dates(self, product, lines, computed):
        """Take the date core computed out of `lines`: a shelf life of 0 computes none."""
        for vals in lines if not product.expiration_time else ():
            if vals.get("expiration_date") == computed:
                vals["expiration_date"] = False
        return lines

    def _action_done(self, cancel_backorder=False):
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        done = moves.filtered(lambda move: move.state == "done")
        done.move_line_ids._record_movement()
        return moves
