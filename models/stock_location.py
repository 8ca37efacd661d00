from odoo import fields, models
from odoo.exceptions import AccessError

from ..tools.movement_kind import place_kind
from .stock_lot_gate import STANDING


class StockLocation(models.Model):
    """A place can stand under a disposition: what lies there is blocked, not the whole lot."""

    _inherit = "stock.location"

    disposition_id = fields.Many2one(
        "stock.lot.disposition",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        help="What lies here stands under this disposition too, such as customer returns that "
        "nobody has looked at yet. Empty: as the place around it; where none has one, only the "
        "lots decide.",
    )
    disposition_color = fields.Integer(related="disposition_id.color")

    def write(self, vals):
        if not STANDING & vals.keys():
            return super().write(vals)
        before = {place: place._get_standing_disposition() for place in self}
        result = super().write(vals)
        self.env["stock.quant"]._forget_availability()
        if not self.env.user._is_superuser():
            for place, stand in before.items():
                place._check_may_decide(stand)
        return result

    def _check_may_decide(self, stand):
        """Refuse to have freed a place, or blocked it, to who may not do so with a lot.

        :param stand: the disposition that stood over it before
        """
        wanted = self._get_standing_disposition()
        if wanted == stand:
            return
        refusal = stand and stand._get_role_refusal("lift_group_ids")
        refusal = refusal or (wanted and wanted._get_role_refusal("group_ids"))
        if refusal:
            raise AccessError(refusal)

    def _get_place_kind(self):
        """Return what this place is to us, as tools.movement_kind names it."""
        # sudo: the places of another company are told apart too
        subcontractors = self.sudo().company_id._get_subcontractors_place()
        is_subcontractor = bool(subcontractors) and self._child_of(subcontractors)
        return place_kind(self.usage, bool(self.company_id), is_subcontractor)
