from odoo import models


class ResPartner(models.Model):
    """The zone of a company's address may be the zone of its lots."""

    _inherit = "res.partner"

    def write(self, vals):
        result = super().write(vals)
        if "tz" in vals:
            zones, _main_id = self.env["res.company"]._get_known_zones()
            if not {partner_id for _zone, partner_id in zones.values()}.isdisjoint(self._ids):
                self.env.registry.clear_cache()
        return result
