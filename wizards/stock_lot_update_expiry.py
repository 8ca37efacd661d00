from odoo import api, fields, models
from odoo.exceptions import UserError


class StockLotUpdateExpiry(models.TransientModel):
    """Moves the dates of many lots, after showing old and new. Computes no date itself."""

    _name = "stock.lot.update.expiry"
    _description = "Update Lot Expiry Transactions"
    _inherit = "stock.lot.choice"

    mode = fields.Selection(
        [
            ("set", "Set the expiry date"),
            ("shift", "Shift by a number of days"),
            ("production", "Recompute from the manufacturing date"),
            ("product", "Recompute the other dates from the product"),
            ("life", "Recompute all dates from the product"),
        ],
        string="How",
        default="set",
        required=True,
    )
    day = fields.Date("Expiry Date")
    days = fields.Integer(help="Days to add; negative to move the dates back.")
    preview = fields.Json(compute="_compute_preview")
    change_count = fields.Integer(compute="_compute_preview")

    @api.depends("scope", "lot_domain", "numbers", "product_ids", "mode", "day", "days")
    def _compute_preview(self):
        for wizard in self:
            lots = wizard._get_lots()
            wizard.preview = lots._get_bulk_dates_preview(wizard._plan(lots))
            wizard.change_count = wizard.preview["changed"]

    def _plan(self, lots):
        return lots._plan_bulk_dates(self.mode, self.day, self.days)

    def action_apply(self):
        """Change the dates of the lots that the preview shows without a contradiction."""
        self.ensure_one()
        lots = self._get_lots()
        changed = lots._apply_bulk_dates(self._plan(lots), self.reason)
        if not changed:
            raise UserError(self.env._("No date changes. Choose other lots or another date."))
        return self._close(
            self.env._("%(lots)s: dates changed.", lots=self._count_lots(len(changed)))
        )
