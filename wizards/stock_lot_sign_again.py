from odoo import api, fields, models


class StockLotSignAgain(models.TransientModel):
    """Asks to sign a lot that changed since, or never was, signed. Decides nothing itself."""

    _name = "stock.lot.sign.again"
    _description = "Sign Again"
    _inherit = ["stock.lot.signing"]

    lot_id = fields.Many2one("stock.lot", required=True, readonly=True)
    disposition_id = fields.Many2one(related="lot_id.disposition_id", string="Status")
    signature_words = fields.Char(related="lot_id.signature_words")
    requires_reason = fields.Boolean(related="disposition_id.requires_reason")
    requires_second_person = fields.Boolean(related="disposition_id.requires_second_person")
    reason = fields.Char()

    @api.depends("disposition_id")
    def _compute_requires_signature(self):
        result = super()._compute_requires_signature()
        self.requires_signature = True
        return result

    def _get_signed_disposition(self):
        return self.disposition_id

    def action_apply(self):
        """Sign; where two persons are asked, let a second one sign as well."""
        self.ensure_one()
        dialog = self._without_secret()
        lot, disposition = dialog.lot_id, dialog.disposition_id
        terms = disposition, self.reason
        signature = lot._sign_decision(*terms, dialog.meaning_id, self._get_secret())
        lot._set_disposition(*terms, signature=signature)
        return True
