from odoo import fields, models
from odoo.exceptions import AccessError


class StockLocation(models.Model):
    """A place can stand under a disposition: what lies there is blocked, not the whole lot."""

    _inherit = "stock.location"

    disposition_id = fields.Many2one(
        "stock.lot.disposition",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        help="What lies here stands under this disposition too, such as customer returns that "
        "nobody has looked at yet. Empty: only the lots decide.",
    )

    def write(self, vals):
        if "disposition_id" in vals and not self.env.user._is_superuser():
            self._check_may_decide(vals["disposition_id"])
        result = super().write(vals)
        if "disposition_id" in vals:
            self.env["stock.quant"]._forget_availability()
        return result

    def _check_may_decide(self, disposition_id):
        """Refuse to free a place, or to block it, to who may not do so with a lot."""
        wanted = self.env["stock.lot.disposition"].browse(disposition_id)
        for stand in self.disposition_id - wanted:
            refusal = stand._get_role_refusal("lift_group_ids")
            if refusal:
                raise AccessError(refusal)
        refusal = wanted and wanted._get_role_refusal("group_ids")
        if refusal:
            raise AccessError(refusal)
