from odoo import api, fields, models


class StockLocationUpdateStatus(models.TransientModel):
    """Asks for the new status of a place, and why. Decides nothing itself."""

    _name = "stock.location.update.status"
    _description = "Change the Status of a Place"
    _inherit = ["stock.lot.signing"]

    location_id = fields.Many2one("stock.location", "Place", required=True, readonly=True)
    company_id = fields.Many2one(related="location_id.company_id")
    disposition_id = fields.Many2one(
        "stock.lot.disposition",
        "New status",
        domain="[('company_id', 'in', (False, company_id))]",
        help="Empty: as the place around it; where none has a status, only the lots decide.",
    )
    requires_reason = fields.Boolean(compute="_compute_requires_reason")
    reason = fields.Char()

    @api.depends("location_id", "disposition_id")
    def _compute_requires_reason(self):
        for wizard in self:
            wizard.requires_reason = wizard._get_signed_disposition().requires_reason

    def action_apply(self):
        """Put the place under the new status."""
        self.ensure_one()
        terms = self.disposition_id, self.reason
        place, secret = self.location_id, self._get_secret()
        signature = None
        if self.requires_signature:
            signature = place._sign_disposition(*terms, self.meaning_id, secret)
        place.with_env(self._without_secret().env)._set_disposition(*terms, signature=signature)
        return {"type": "ir.actions.act_window_close"}

    def _get_signed_disposition(self):
        return self.location_id._get_wanted(self.disposition_id)

    def _get_signing_depends(self):
        return ["location_id", "disposition_id"]
