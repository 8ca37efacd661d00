from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import clean_context

CONTINUES = {"mrp.production": "button_mark_done", "repair.order": "action_repair_end"}


class StockLotOverride(models.TransientModel):
    """Asks why lots may pass although something speaks against it. Decides nothing itself."""

    _name = "stock.lot.override"
    _description = "Let Lots Pass with a Reason"

    line_ids = fields.Many2many("stock.move.line", readonly=True)
    notice = fields.Text(compute="_compute_notice")
    reason = fields.Char(required=True)

    @api.depends("line_ids")
    def _compute_notice(self):
        for wizard in self:
            # sudo: who picks may lack rights on lots and rules, and is told what it is about
            lines = wizard.line_ids.sudo()
            refusals = lines._get_unanswered(lines._get_refusals())
            wizard.notice = lines.lot_id._get_refusal_words(refusals, lines)

    def action_pass(self):
        """Give the reason, and go on with what was asked about."""
        self.ensure_one()
        lines = self.line_ids.exists()
        if not lines:
            raise UserError(
                self.env._("What this is about was not saved. Save the document, then try again.")
            )
        lines._answer_warnings(self.reason)
        validated = self.env.context.get("button_validate_picking_ids")
        if validated:
            env = self.env(context=clean_context(self.env.context))  # defaults were this dialog's
            return env["stock.picking"].browse(validated).button_validate()
        document = lines._get_document()
        if document and document._name in CONTINUES:
            return getattr(document, CONTINUES[document._name])()
        return {"type": "ir.actions.act_window_close"}
