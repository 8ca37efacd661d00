from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import calendar_day

SEAM_FIELDS = {"lot_id", "quantity", "location_id", "location_dest_id", "state"}


class StockMoveLine(models.Model):
    """The movement seam: what a done movement says about its lots is written here."""

    _inherit = "stock.move.line"

    # every "movements of this lot" would read the whole table without it
    _lot_done = models.Index("(lot_id) WHERE lot_id IS NOT NULL")

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.filtered(lambda line: line.state == "done")._record_movement()
        return lines

    def write(self, vals):
        if not SEAM_FIELDS & vals.keys():
            return super().write(vals)
        done = self.filtered(lambda line: line.state == "done" and line.lot_id)
        lots_before = done.lot_id
        result = super().write(vals)
        if done or vals.get("state") == "done":
            self.filtered(lambda line: line.state == "done")._record_movement()
            lots_before._refresh_presence()
        return result

    def _action_done(self):
        result = super()._action_done()
        self.exists()._record_movement()
        return result

    def _record_movement(self):
        """Tell the lots what just moved: presence, and the facts of a first receipt."""
        lines = self.filtered("lot_id")
        if not lines:
            return
        # sudo: whoever validates a transfer, a sale or a production may lack rights on lots
        lines = lines.sudo()
        lines.lot_id._refresh_presence()
        arrivals = lines.filtered(lambda line: line._is_first_arrival())
        self.env["stock.lot"].sudo()._set_received(arrivals)  # sudo: as above

    def _is_first_arrival(self):
        return (
            not self.lot_id.received_date
            and self.location_id.usage in ("supplier", "production")
            and self.location_dest_id.usage in ("internal", "transit")
        )

    @api.model
    def _domain_of_lots(self, lots):
        return Domain("lot_id", "in", lots.ids) & Domain("state", "=", "done")

    def _prepare_received_vals(self):
        """Return what this first arrival says of its lot (a dict of stock.lot values)."""
        self.ensure_one()
        lot = self.lot_id
        zone = lot.company_id._get_lot_tz()
        vals = {"received_date": calendar_day.day_of(self.date or fields.Datetime.now(), zone)}
        partner = self._get_partner()
        if self.location_id.usage == "supplier" and partner and not lot.supplier_id:
            vals["supplier_id"] = partner.commercial_partner_id.id
        if not lot.weight and self.product_id.weight:
            vals["weight"] = self.product_id.weight * self.quantity_product_uom
        return vals

    def _get_partner(self):
        """Return who sent or receives these goods; empty inside a warehouse."""
        return self.picking_id.partner_id or self.move_id.picking_id.partner_id
