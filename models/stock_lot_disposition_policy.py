from odoo import models
from odoo.exceptions import AccessError

ENTERING = ("requires_reason", "requires_signature", "requires_second_person")
BLOCKS = ("blocks_delivery", "blocks_production")
ROLES = ("group_ids", "lift_group_ids")
TOLD = {
    "name", "company_id", "allows_rework", "counts_in_forecast", "makes_inactive",
    "signature_meaning_id", "next_ids", *BLOCKS, *ENTERING, *ROLES,
}  # fmt: skip


class StockLotDisposition(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Changes of what a disposition does: told in the ledger, and not weakened by anybody."""

    _inherit = "stock.lot.disposition"

    def write(self, vals):
        told = TOLD & vals.keys()
        if not told:
            return super().write(vals)
        before = [] if self.env.user._is_superuser() else [
            (row, row._get_strength(), row._get_weakening_refusal()) for row in self
        ]  # fmt: skip
        with self.env["stock.lot.event"]._policy_told(self, told):
            result = super().write(vals)
        for row, strength, refusal in before:
            if refusal and row._is_weaker_than(strength):
                raise AccessError(refusal)
        return result

    def _get_weakening_refusal(self):
        """Return why this user may not weaken the disposition now; empty when they may."""
        refusal = self._get_role_refusal("lift_group_ids") or self._get_role_refusal("group_ids")
        if not refusal or not self._is_in_use():
            return ""
        return self.env._(
            "Lots or places are %(status)s. What blocks them is not weakened by somebody who "
            "could not free them. %(refusal)s Ask one of them, or free the lots first.",
            status=self.name,
            refusal=refusal,
        )

    def _is_in_use(self):
        # sudo: a block counts, whichever company's lots stand under it
        under = [("disposition_id", "=", self.id)]
        places = self.env["stock.location"].sudo().with_context(active_test=False)
        lots = self.env["stock.lot"].sudo()
        return bool(lots.search_count(under, limit=1) or places.search_count(under, limit=1))

    def _get_strength(self):
        """Return what stops people: flags that hold, and for roles and steps the only ones."""
        row = self.sudo()  # sudo: roles are policy
        held = {name for name in (*BLOCKS, *ENTERING) if row[name]}
        if row.blocks_production and not row.allows_rework:
            held.add("allows_rework")
        return held, {name: row[name] for name in (*ROLES, "next_ids")}

    def _is_weaker_than(self, strength):
        """Return whether less holds than `strength`, of `_get_strength`, says."""
        held, only = self._get_strength()
        before, only_before = strength
        if before - held:
            return True
        for name, was in only_before.items():
            added = only[name] - was
            if name in ROLES:  # who has such a role has one of those before
                added = added.filtered(lambda role, was=was: not role.all_implied_ids & was)
            if was and (added or not only[name]):
                return True
        return False
