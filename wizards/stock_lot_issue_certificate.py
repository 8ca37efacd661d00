from odoo import api, fields, models

from ..models.stock_lot_certificate_profile import KINDS


class StockLotIssueCertificate(models.TransientModel):
    """Asks what certificates to issue, and says before whether they can be. Decides nothing."""

    _name = "stock.lot.issue.certificate"
    _description = "Issue Certificates"
    _inherit = ["stock.lot.signing"]

    lot_ids = fields.Many2many("stock.lot", string="Lots", required=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    kind = fields.Selection(KINDS, compute="_compute_kind", store=True, readonly=False)
    partner_id = fields.Many2one("res.partner", "Customer")
    picking_id = fields.Many2one("stock.picking", "Delivery", check_company=True)
    replaces_id = fields.Many2one("stock.lot.certificate", "Next revision of", readonly=True)
    reason = fields.Char("Why again", help="Printed nowhere; stands with the earlier revision.")
    deviation = fields.Text(
        help="Why lots go although they do not comply. Printed, with your name."
    )
    is_signed = fields.Boolean(
        "Sign",
        compute="_compute_is_signed",
        store=True,
        readonly=False,
        help="Your name stands on the certificate, with your electronic signature.",
    )
    refusals = fields.Text("Cannot be issued", compute="_compute_outcome")
    suppressed = fields.Text("Not printed", compute="_compute_outcome")

    @api.depends("partner_id", "lot_ids", "company_id", "replaces_id")
    def _compute_kind(self):
        Profile = self.env["stock.lot.certificate.profile"]
        for dialog in self:
            company = dialog.company_id or self.env.company
            profile = Profile._match(dialog.lot_ids[:1].product_id, dialog.partner_id, company)
            dialog.kind = dialog.replaces_id.kind or profile.kind or "analysis"

    @api.depends("lot_ids", "deviation")
    def _compute_is_signed(self):
        for dialog in self:
            signed = all(lot.signature_state == "signed" for lot in dialog.lot_ids)
            needed = dialog.company_id.lot_certificate_signed and not signed
            dialog.is_signed = needed or bool(dialog.deviation)

    def _get_signing_depends(self):
        return ["is_signed"]

    @api.depends("is_signed")
    def _compute_requires_signature(self):
        result = super()._compute_requires_signature()
        for dialog in self:
            dialog.requires_signature = dialog.is_signed
        return result

    @api.depends("lot_ids", "kind", "partner_id", "picking_id", "deviation", "is_signed")
    def _compute_outcome(self):
        for dialog in self:
            lots = dialog.lot_ids._origin
            company = dialog.company_id or self.env.company
            plans = lots._plan_certificates(company, **dialog._get_terms()) if lots else []
            causes = [cause for plan in plans for cause in dialog._get_causes(plan)]
            dialog.refusals = "\n".join(causes)
            hidden = [lots._get_suppressed_words(plan.rows) for plan in plans]
            dialog.suppressed = "\n".join(dict.fromkeys(filter(None, hidden)))

    def _get_causes(self, plan):
        """Return what would still stand in the way once it is signed, with the words typed."""
        causes = plan.refusals
        if not self.is_signed:
            return causes
        lot = plan.lot.with_env(self.env)
        own = {"by": {"id": self.env.uid, "name": self.env.user.name}}
        signed = plan.signature or own
        under = lot._get_deviation(plan.inspections, plan.rows, self.deviation, own, signed)
        plan = plan._replace(signature=own, deviation=under)
        _decided, waiting = lot._find_tested(self.company_id)[lot.id]
        return list(lot._get_certificate_refusals(plan, waiting, self.company_id))

    def action_apply(self):
        """Issue them, signed where that was chosen, and open them."""
        self.ensure_one()
        dialog = self._without_secret()
        Certificate, terms = dialog.env["stock.lot.certificate"], dialog._get_terms()
        lots, company = dialog.lot_ids, dialog.company_id
        if self.is_signed:
            sign = (dialog.meaning_id, self._get_secret())
            terms["signature"] = Certificate._sign_issue(lots, company, *sign, **terms)
        if dialog.replaces_id:
            terms |= {"replaces": dialog.replaces_id, "reason": dialog.reason}
        return Certificate._issue(lots, company, **terms)._get_records_action()

    def _get_terms(self):
        return {
            "kind": self.kind,
            "partner": self.partner_id,
            "picking": self.picking_id,
            "deviation": self.deviation or "",
        }


class StockLotCertificateVoid(models.TransientModel):
    """Asks why a certificate is void. Decides nothing itself."""

    _name = "stock.lot.certificate.void"
    _description = "Make a Certificate Void"

    certificate_id = fields.Many2one("stock.lot.certificate", required=True, readonly=True)
    reason = fields.Char("Why", required=True)

    def action_apply(self):
        """Make it void."""
        self.ensure_one()
        self.certificate_id._make_void(self.reason)
        return {"type": "ir.actions.act_window_close"}
