from odoo import api, fields, models

RELEASED, REJECTED = (
    f"stock_lot_lifecycle.stock_lot_disposition_{code}" for code in ("released", "rejected")
)


class StockLotInspectionDecide(models.TransientModel):
    """Says what a decision would do, and asks for it. Decides nothing itself."""

    _name = "stock.lot.inspection.decide"
    _description = "Decide Inspections"
    _inherit = ["stock.lot.signing"]

    inspection_ids = fields.Many2many("stock.lot.inspection", required=True, readonly=True)
    lot_words = fields.Char("Lots", compute="_compute_words")
    verdict_words = fields.Char("Verdict", compute="_compute_words")
    disposition_id = fields.Many2one(
        "stock.lot.disposition",
        "The lots become",
        compute="_compute_disposition_id",
        store=True,
        readonly=False,
    )
    is_conditional = fields.Boolean(related="disposition_id.is_conditional")
    requires_reason = fields.Boolean(related="disposition_id.requires_reason")
    reason = fields.Char(compute="_compute_reason", store=True, readonly=False)
    valid_until = fields.Date("Until", help="The last day on which the lots may go.")
    verb = fields.Selection([("decide", "Decide"), ("cancel", "Cancel")], default="decide")

    @api.depends("inspection_ids")
    def _compute_words(self):
        labels = dict(
            self.env["stock.lot.inspection"]._fields["verdict"]._description_selection(self.env)
        )
        for dialog in self:
            counts = dialog.inspection_ids.grouped("verdict")
            dialog.lot_words = ", ".join(dialog.inspection_ids.lot_id.mapped("name"))
            dialog.verdict_words = ", ".join(
                labels[verdict] if len(counts) == 1 else f"{labels[verdict]}: {len(found)}"
                for verdict, found in counts.items()
            )

    @api.depends("inspection_ids")
    def _compute_disposition_id(self):
        for dialog in self:
            verdicts = set(dialog.inspection_ids.mapped("verdict"))
            proposed = {"pass": RELEASED, "fail": REJECTED}.get(verdicts.pop())
            proposed = None if verdicts else proposed
            dialog.disposition_id = proposed and self.env.ref(proposed, False)

    @api.depends("inspection_ids")
    def _compute_reason(self):
        for dialog in self:
            dialog.reason = dialog.inspection_ids._propose_reason()

    @api.depends("inspection_ids", "disposition_id")
    def _compute_requires_signature(self):
        result = super()._compute_requires_signature()
        for dialog in self:
            if any(dialog.inspection_ids.specification_id.mapped("requires_signature")):
                dialog.requires_signature = dialog.verb == "decide"
        return result

    def _get_signed_disposition(self):
        return self.disposition_id

    def action_apply(self):
        """Decide, signed where that is asked, or cancel."""
        self.ensure_one()
        dialog = self._without_secret()
        if self.verb == "cancel":
            dialog.inspection_ids._cancel(self.reason)
        else:
            signing = (dialog.meaning_id, self._get_secret()) if self.requires_signature else None
            dialog.inspection_ids._decide(
                dialog.disposition_id, self.reason, self.valid_until, signing
            )
        return {"type": "ir.actions.act_window_close"}
