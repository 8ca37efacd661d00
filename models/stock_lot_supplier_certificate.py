from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_list

from .provenance import Provenance, get_provenance, with_provenance

ISSUERS = ("inspector", "quality_manager")
GUARDED = {"state", "accepted_by_id", "accepted_at", "company_id"}


class StockLotSupplierCertificate(models.Model):
    """A supplier's certificate of a lot: the file, its values, and how they keep our limits.

    Accepting it answers the open inspection with the supplier's values, named as theirs. What
    proves the identity of the goods is never taken from paper.
    """

    _name = "stock.lot.supplier.certificate"
    _description = "Certificate of a Supplier"
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char("Supplier's number", required=True)
    day = fields.Date("Dated", required=True)
    inspection_id = fields.Many2one(
        "stock.lot.inspection", required=True, index=True, ondelete="restrict", check_company=True
    )
    lot_id = fields.Many2one(related="inspection_id.lot_id", store=True, index=True)
    product_id = fields.Many2one(related="lot_id.product_id")
    company_id = fields.Many2one(related="inspection_id.company_id", store=True, index=True)
    partner_id = fields.Many2one("res.partner", "Supplier", required=True, ondelete="restrict")
    attachment_ids = fields.Many2many("ir.attachment", string="Files")
    line_ids = fields.One2many("stock.lot.supplier.certificate.line", "certificate_id", "Values")
    state = fields.Selection(
        [("open", "To check"), ("accepted", "Accepted"), ("refused", "Refused")],
        default="open",
        required=True,
        readonly=True,
        copy=False,
    )
    reason = fields.Char("Why refused", copy=False)
    accepted_by_id = fields.Many2one("res.users", "Checked by", readonly=True, copy=False)
    accepted_at = fields.Datetime("Checked on", readonly=True, copy=False)
    missing = fields.Text("What is missing", compute="_compute_missing")

    @api.depends("line_ids.verdict", "attachment_ids", "inspection_id.result_ids.verdict")
    @api.depends_context("lang")
    def _compute_missing(self):
        for certificate in self:
            steps = certificate._get_missing() if certificate.state == "open" else []
            certificate.missing = "\n".join(steps)

    @api.constrains("day")
    def _check_day(self):
        for certificate in self:
            if certificate.day > certificate.company_id._get_lot_today():
                raise ValidationError(self.env._("A certificate is not dated in the future."))

    @api.model_create_multi
    def create(self, vals_list):
        fresh = {"state": "open", "accepted_by_id": False, "accepted_at": False}
        if any(vals.get(name) for vals in vals_list for name in GUARDED - {"company_id"}):
            self._refuse_direct()
        certificates = super().create([{**vals, **fresh} for vals in vals_list])
        certificates.inspection_id._check_open()
        for certificate in certificates:
            certificate._fill()
        return certificates

    def write(self, vals):
        if not get_provenance(self.env).decides:
            if (GUARDED | {"inspection_id"}) & vals.keys():
                self._refuse_direct()
            self._check_unchecked()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_checked(self):
        self._check_unchecked()

    def _refuse_direct(self):
        raise AccessError(self.env._("Press Accept or Refuse: nobody writes the outcome directly."))

    def _check_unchecked(self):
        for certificate in self:
            if certificate.state != "open":
                raise UserError(
                    self.env._(
                        "%(number)s was checked already and stays as it is.",
                        number=certificate.name,
                    )
                )

    def _fill(self):
        """Give it a line for each test that may be taken from paper."""
        known = self.line_ids.result_id
        rows = self.inspection_id.result_ids.filtered(lambda row: not row.is_identity) - known
        self.line_ids.create([{"certificate_id": self.id, "result_id": row.id} for row in rows])

    # buttons and verbs

    def action_accept(self):
        """Accept these certificates."""
        for certificate in self:
            certificate._accept()

    def action_refuse(self):
        """Refuse these certificates; the reason stands beside them."""
        for certificate in self:
            certificate._refuse()

    def _accept(self):
        """Answer the inspection with the supplier's values, which keep our limits."""
        self._check_may_check()
        missing = self._get_missing()
        if missing:
            raise UserError(
                self.env._(
                    "%(number)s cannot be accepted:\n%(missing)s",
                    number=self.name,
                    missing="\n".join(f"- {step}" for step in missing),
                )
            )
        said = self.env._("Certificate %(number)s of %(who)s", number=self.name,
                          who=self.partner_id.name)  # fmt: skip
        for line in self.line_ids.filtered(lambda row: row.typed and not row.result_id.answered):
            line.result_id.write({"typed": line.typed, "tested_on": self.day, "analyst": said})
        self._settle("accepted")

    def _refuse(self):
        self._check_may_check()
        if not (self.reason or "").strip():
            raise UserError(self.env._("Write why the certificate is refused first."))
        self._settle("refused", self.reason)

    def _settle(self, state, reason=""):
        vals = {"state": state, "accepted_by_id": self.env.uid}
        vals["accepted_at"] = self.env.cr.now().replace(microsecond=0)
        with_provenance(self, Provenance(decides=True)).write(vals)
        partner = self.partner_id
        events = with_provenance(self.env["stock.lot.event"], Provenance("user", reason))
        facts = {"id": self.id, "name": self.name, "files": self.attachment_ids.mapped("checksum")}
        facts["partner"] = {"id": partner.id, "name": partner.display_name}
        events.with_company(self.company_id)._record(
            self.lot_id, "certificate", step=state, certificate=facts
        )

    def _check_may_check(self):
        self.ensure_one()
        self.check_access("write")
        prefix = "stock_lot_lifecycle.stock_lot_lifecycle_group"
        if not any(self.env.user.has_group(f"{prefix}_{role}") for role in ISSUERS):
            raise AccessError(self.env._("Inspectors and quality managers check certificates."))
        self._check_unchecked()
        self.inspection_id._check_open()

    def _get_missing(self):
        """Return all that stands in the way of accepting it."""
        steps = [] if self.attachment_ids else [self.env._("Attach the certificate.")]
        own = self.line_ids.filtered(lambda line: not line.result_id.answered)
        empty = own.filtered(lambda line: line.result_id.is_required and not line.typed)
        if empty:
            names = format_list(self.env, empty.mapped("name"))
            steps.append(self.env._("Enter its values: %(tests)s.", tests=names))
        for line in own.filtered(lambda line: line.typed and line.verdict != "pass"):
            steps.append(
                self.env._(
                    "%(test)s does not keep our limits: %(value)s, %(limits)s.",
                    test=line.name,
                    value=line.typed,
                    limits=line.limits_words or "–",
                )
            )
        return [*steps, *self._get_missing_identity()]

    def _get_missing_identity(self):
        tests = self.inspection_id.result_ids.filtered("is_identity")
        if not tests:
            yield self.env._(
                "%(specification)s has no identity test: no certificate is accepted without one "
                "of our own.",
                specification=self.inspection_id.specification_id.display_name,
            )
        for row in tests.filtered(lambda row: row.verdict != "pass"):
            yield self.env._(
                "Our own identity test is missing or failed: %(test)s.",
                test=row.characteristic_id.name,
            )


class StockLotSupplierCertificateLine(models.Model):
    """One value of a supplier's certificate beside our limits."""

    _name = "stock.lot.supplier.certificate.line"
    _description = "Value of a Supplier's Certificate"
    _order = "certificate_id, id"

    certificate_id = fields.Many2one(
        "stock.lot.supplier.certificate", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="certificate_id.company_id", store=True, index=True)
    result_id = fields.Many2one(
        "stock.lot.inspection.result", required=True, readonly=True, ondelete="restrict"
    )
    name = fields.Char(related="result_id.characteristic_id.name", string="Test")
    limits_words = fields.Char(related="result_id.limits_words", string="Our limits")
    is_required = fields.Boolean(related="result_id.is_required")
    typed = fields.Char("Their value")
    verdict = fields.Selection(
        [("pass", "Pass"), ("fail", "Fail"), ("undecided", "Undecided")],
        compute="_compute_verdict",
    )

    _once = models.UniqueIndex("(certificate_id, result_id)", "This test is in the list already.")

    @api.depends("typed", "result_id")
    def _compute_verdict(self):
        for line in self:
            row = line.result_id
            line.verdict = row._judge(row._read(line.typed)) if row else "undecided"

    @api.constrains("result_id")
    def _check_result(self):
        for line in self:
            if line.result_id.inspection_id != line.certificate_id.inspection_id:
                raise ValidationError(
                    self.env._("A certificate has values of its own inspection only.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.certificate_id._check_unchecked()
        return lines

    def write(self, vals):
        self.certificate_id._check_unchecked()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_checked(self):
        self.certificate_id._check_unchecked()
