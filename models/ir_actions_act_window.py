from odoo import models

LOT_ACTIONS = ("stock.action_production_lot_form", "stock.action_product_production_lot_form")
KEPT = ("id", "xml_id", "path")
OWN_ACTION = "stock_lot_lifecycle.stock_lot_action"


class IrActionsActWindow(models.Model):
    """Core's lot actions lead to our screen; the stored actions stay as core made them."""

    _inherit = "ir.actions.act_window"

    def _get_action_dict(self):
        action = super()._get_action_dict()
        if self.get_external_id().get(self.id) not in LOT_ACTIONS:
            return action
        own = self.env.ref(OWN_ACTION, raise_if_not_found=False)
        return {**own._get_action_dict(), **{key: action[key] for key in KEPT}} if own else action
