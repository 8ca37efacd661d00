from odoo import api, fields, models


class StockLotUpdateStatus(models.TransientModel):
    """Puts many lots under a disposition, after saying what will happen. Decides nothing itself."""

    _name = "stock.lot.update.status"
    _description = "Update Lot Status"
    _inherit = ["stock.lot.choice", "stock.lot.signing"]

    disposition_id = fields.Many2one(
        "stock.lot.disposition",
        string="New status",
        compute="_compute_disposition_id",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    possible_ids = fields.Many2many("stock.lot.disposition", compute="_compute_outcome")
    requires_reason = fields.Boolean(related="disposition_id.requires_reason")
    policy = fields.Selection(
        [("possible", "Those that can; the others stay as they are"), ("all", "All or nothing")],
        string="Change",
        default="possible",
        required=True,
    )
    change_count = fields.Integer(compute="_compute_outcome")
    refused_count = fields.Integer(compute="_compute_outcome")
    outcome = fields.Json("What will happen", compute="_compute_outcome")
    stamp = fields.Char(
        compute="_compute_stamp", store=True, readonly=False, compute_sudo=False
    )
    news = fields.Text(readonly=True)

    @api.depends("scope", "lot_domain")
    def _compute_disposition_id(self):
        for wizard in self:
            domain = wizard._get_domain() if wizard.scope == "chosen" else None
            wizard.disposition_id = self.env["stock.lot"]._propose_disposition(domain)

    @api.depends("disposition_id", "scope", "lot_domain", "numbers", "product_ids")
    def _compute_outcome(self):
        for wizard in self:
            domain, disposition = wizard._get_domain(), wizard.disposition_id
            wizard.update(self.env["stock.lot"]._preview_in_bulk(domain, disposition))

    @api.depends("disposition_id", "scope", "lot_domain", "numbers", "product_ids")
    def _compute_stamp(self):
        for wizard in self:
            wizard.stamp = self.env["stock.lot"]._stamp_dispositions(wizard._get_domain())

    def action_apply(self):
        """Do what the preview says, unless the lots have changed since."""
        self.ensure_one()
        dialog = self._without_secret()
        lots, domain = dialog.env["stock.lot"], dialog._get_domain()
        self.news = lots._get_news(domain, self.stamp)
        if self.news:
            self.stamp = lots._stamp_dispositions(domain)
            name = self.env._("Update Lot Status")
            return dialog._get_records_action(name=name, target="new", context={})
        terms = {"reason": self.reason, "everything": self.policy == "all"}
        sign = self._sign if self.requires_signature else None
        done = lots._decide_in_bulk(domain, dialog.disposition_id, sign=sign, **terms)
        return self._close(done) if isinstance(done, str) else done._get_records_action()

    def _get_signed_disposition(self):
        return self.disposition_id

    def _sign(self, lots):
        """Return the signature under this change."""
        terms = self.disposition_id, self.reason, self.meaning_id
        return lots._sign_decision(*terms, self._get_secret())
