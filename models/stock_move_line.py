from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import calendar_day

SEAM_FIELDS = {
    "lot_id",
    "quant_id",
    "quantity",
    "product_uom_id",
    "location_id",
    "location_dest_id",
    "state",
}


class StockMoveLine(models.Model):
    """The movement seam: what a done movement says about its lots is written here."""

    _inherit = "stock.move.line"

    # every "movements of this lot" would read the whole table without it
    _lot_done = models.Index("(lot_id) WHERE lot_id IS NOT NULL")

    @api.depends("product_id", "lot_id.expiration_date", "picking_id.scheduled_date")
    def _compute_expiration_date(self):  # pylint: disable=missing-return
        endless = self.filtered(
            lambda line: not line.product_id.expiration_time and not line.expiration_date
        )
        super()._compute_expiration_date()
        for line in endless:  # a shelf life of 0 computes none
            line.expiration_date = line.lot_id.expiration_date

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
            lots_before._unset_received()
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
        """Return what these first arrivals of one lot say of it (a dict of its values)."""
        line, lot = self[0], self.lot_id
        zone = lot.company_id._get_lot_tz()
        vals = {"received_date": calendar_day.day_of(line.date or fields.Datetime.now(), zone)}
        supplier = line._get_partner().commercial_partner_id
        # a shared lot shows no company another company's partner
        fits = supplier.company_id in (lot.company_id, self.env["res.company"])
        if line.location_id.usage == "supplier" and fits and not lot.supplier_id:
            vals["supplier_id"] = supplier.id
        if not lot.weight and lot.product_id.weight:
            vals["weight"] = lot.product_id.weight * sum(self.mapped("quantity_product_uom"))
        return vals

    def _get_partner(self):
        """Return who sent or receives these goods; empty inside a warehouse."""
        line = self[:1]
        return line.picking_id.partner_id or line.move_id.picking_id.partner_id
