from odoo import api, fields, models

from .provenance import get_provenance


class StockLotInspectionSample(models.Model):
    """What was taken of a lot to be tested or to be kept: how much, when, by whom, where it is."""

    _name = "stock.lot.inspection.sample"
    _description = "Sample"
    _order = "inspection_id desc, id"

    inspection_id = fields.Many2one(
        "stock.lot.inspection", required=True, index=True, ondelete="restrict"
    )
    name = fields.Char("Number", required=True)
    purpose = fields.Selection(
        [("test", "To test"), ("retained", "Retained")], required=True, default="test"
    )
    quantity = fields.Float(digits="Product Unit")
    uom_id = fields.Many2one("uom.uom", "Unit", ondelete="restrict")
    container = fields.Char(help="What it is kept in.")
    place = fields.Char("Kept in", help="Where a retained sample lies.")
    drawn_on = fields.Date("Drawn", help="When it was taken.")
    drawn_by_id = fields.Many2one("res.users", "Drawn by", ondelete="restrict")
    keep_until = fields.Date()
    note = fields.Char()

    @api.model_create_multi
    def create(self, vals_list):
        samples = super().create(vals_list)
        samples._check_open()
        return samples

    def write(self, vals):
        self._check_open()
        result = super().write(vals)
        self._check_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        self._check_open()

    def _check_open(self):
        if not get_provenance(self.env).decides:
            self.inspection_id._check_open()
