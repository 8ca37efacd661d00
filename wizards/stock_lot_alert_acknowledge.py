from odoo import api, fields, models


class StockLotAlertAcknowledge(models.TransientModel):
    """The answer to one alert or many. Decides nothing itself."""

    _name = "stock.lot.alert.acknowledge"
    _description = "Answer to Expiry Alerts"

    alert_ids = fields.Many2many(
        "stock.lot.alert", default=lambda self: self._default_alert_ids(), readonly=True
    )
    alert_count = fields.Integer(compute="_compute_alert_count")
    note = fields.Char("What happens with it", help="Stays with the alert and in the life story.")

    @api.model
    def _default_alert_ids(self):
        if self.env.context.get("active_model") != "stock.lot.alert":
            return False
        alerts = self.env["stock.lot.alert"].browse(self.env.context.get("active_ids", []))
        return alerts.exists().filtered("is_open").ids

    @api.depends("alert_ids")
    def _compute_alert_count(self):
        for dialog in self:
            dialog.alert_count = len(dialog.alert_ids)

    def action_apply(self):
        """Acknowledge the alerts with what was written."""
        self.ensure_one()
        self.alert_ids._acknowledge(self.note)
        return {"type": "ir.actions.act_window_close", "infos": {"alertsAnswered": True}}
