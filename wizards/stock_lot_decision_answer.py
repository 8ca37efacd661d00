from odoo import fields, models


class StockLotDecisionAnswer(models.TransientModel):
    """What the second person answers to a proposed decision. Decides nothing itself."""

    _name = "stock.lot.decision.answer"
    _description = "Answer to a Proposed Decision"
    _inherit = ["stock.lot.signing"]

    request_id = fields.Many2one("stock.lot.decision.request", required=True, readonly=True)
    verb = fields.Selection(
        [("confirm", "Confirm"), ("decline", "Decline")], required=True, default="confirm"
    )
    disposition_id = fields.Many2one(related="request_id.disposition_id")
    lot_count = fields.Integer(related="request_id.lot_count")
    proposed_by_id = fields.Many2one(related="request_id.user_id")
    proposed_reason = fields.Char("Reason", related="request_id.reason")
    answer = fields.Char("Why not")

    def _get_signed_disposition(self):
        nothing = self.env["stock.lot.disposition"]
        return self.disposition_id if self.verb == "confirm" else nothing

    def action_apply(self):
        """Confirm, signed where that is asked, or decline."""
        self.ensure_one()
        dialog = self._without_secret()
        request = dialog.request_id
        if self.verb == "decline":
            request._decline(self.answer)
            return True
        signature = None
        if self.requires_signature:
            signature = request._sign(dialog.meaning_id, self._get_secret())
        request._confirm(signature)
        return True
