from odoo import models


class ResPartner(models.Model):
    """Its zone may be that of a company's lots; the lots it sent or got can be traced."""

    _inherit = "res.partner"

    def action_trace(self):
        """Open the trace of all lots that this contact and its addresses sent or got."""
        family = self | self.with_context(active_test=False).search([("id", "child_of", self.ids)])
        return self.env["stock.lot"]._get_trace_action(family)

    def write(self, vals):
        result = super().write(vals)
        if "tz" in vals:
            zones, _main_id = self.env["res.company"]._get_known_zones()
            if not {partner_id for _zone, partner_id in zones.values()}.isdisjoint(self._ids):
                self.env.registry.clear_cache()
        return result
