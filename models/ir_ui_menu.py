from odoo import models


class IrUiMenu(models.Model):
    """Hides core's second entry to the lots: there is one, directly under Inventory."""

    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        hidden = self.env.ref("stock.menu_action_production_lot_form", raise_if_not_found=False)
        return [*super()._load_menus_blacklist(), *(hidden.ids if hidden else [])]
