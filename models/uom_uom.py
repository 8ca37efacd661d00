from odoo import models


class UomUom(models.Model):
    """The name of the unit of weights is kept in memory until a unit is renamed."""

    _inherit = "uom.uom"

    def write(self, vals):
        result = super().write(vals)
        if "name" in vals:
            self.env.registry.clear_cache()
        return result
