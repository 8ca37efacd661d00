from odoo import api, fields, models


class StockLotRecordBreach(models.TransientModel):
    """Asks what really left although it was blocked. Decides nothing itself."""

    _name = "stock.lot.record.breach"
    _description = "Record a Breach"

    picking_id = fields.Many2one("stock.picking", required=True, readonly=True)
    state = fields.Selection(related="picking_id.state")
    line_id = fields.Many2one(
        "stock.move.line",
        compute="_compute_line_id",
        store=True,
        readonly=False,
        domain="[('picking_id', '=', picking_id)]",
    )
    product_id = fields.Many2one(related="line_id.product_id")
    tracking = fields.Selection(related="line_id.product_id.tracking")
    lot_id = fields.Many2one(
        "stock.lot",
        string="Lot that really moved",
        compute="_compute_what_moved",
        store=True,
        readonly=False,
        domain="[('product_id', '=', product_id)]",
    )
    quantity = fields.Float(
        "Quantity that really moved",
        digits="Product Unit",
        compute="_compute_what_moved",
        store=True,
        readonly=False,
    )
    reason = fields.Char(required=True)

    @api.depends("picking_id")
    def _compute_line_id(self):
        for wizard in self:
            lines = wizard.picking_id.move_line_ids
            wizard.line_id = lines if len(lines) == 1 else False

    @api.depends("line_id")
    def _compute_what_moved(self):
        for wizard in self:
            wizard.lot_id = wizard.line_id.lot_id
            wizard.quantity = wizard.line_id.quantity

    def action_record(self):
        """Correct the line of a done transfer, or post a sale of the shop."""
        self.ensure_one()
        if self.state == "done":
            vals = {"lot_id": self.lot_id.id, "quantity": self.quantity}
            self.line_id._record_breach(self.reason, vals)
        else:
            self.picking_id._record_breach(self.reason)
        return {"type": "ir.actions.act_window_close"}
