from odoo import api, fields, models


class StockLotNonconformityClose(models.TransientModel):
    """Asks for the signature that closes a nonconformity. Decides nothing itself."""

    _name = "stock.lot.nonconformity.close"
    _description = "Close a Nonconformity"
    _inherit = ["stock.lot.signing"]

    nonconformity_id = fields.Many2one("stock.lot.nonconformity", required=True, readonly=True)
    next_step = fields.Text(related="nonconformity_id.next_step")
    words = fields.Char("Closing words")

    def _get_signing_depends(self):
        return ["nonconformity_id"]

    @api.depends("nonconformity_id")
    def _compute_requires_signature(self):
        result = super()._compute_requires_signature()
        self.requires_signature = True
        return result

    def action_apply(self):
        """Sign and close."""
        self.ensure_one()
        dialog = self._without_secret()
        nonconformity = dialog.nonconformity_id
        signature = nonconformity._sign_closing(dialog.meaning_id, self._get_secret())
        nonconformity._close(signature, dialog.words)
        return {"type": "ir.actions.act_window_close"}


class StockLotNonconformityVoid(models.TransientModel):
    """Asks why a nonconformity is void. Decides nothing itself."""

    _name = "stock.lot.nonconformity.void"
    _description = "Make a Nonconformity Void"

    nonconformity_id = fields.Many2one("stock.lot.nonconformity", required=True, readonly=True)
    words = fields.Char("Why", required=True)

    def action_apply(self):
        """Make it void."""
        self.ensure_one()
        self.nonconformity_id._make_void(self.words)
        return {"type": "ir.actions.act_window_close"}
