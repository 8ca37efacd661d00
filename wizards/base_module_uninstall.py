from odoo import api, fields, models


class BaseModuleUninstall(models.TransientModel):
    """Before the ledger goes with the add-on, offer to take it along."""

    _inherit = "base.module.uninstall"

    loses_lot_ledger = fields.Boolean(compute="_compute_loses_lot_ledger")

    @api.depends("module_ids")
    def _compute_loses_lot_ledger(self):
        for wizard in self:
            names = wizard._get_modules().mapped("name")
            wizard.loses_lot_ledger = "stock_lot_lifecycle" in names

    def action_view_lot_events(self):
        """Open the ledger, to export it."""
        return self.env["ir.actions.act_window"]._for_xml_id(
            "stock_lot_lifecycle.stock_lot_event_action"
        )
