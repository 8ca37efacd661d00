import base64
import json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ..tools.signed_facts import bytes_digest
from .provenance import Provenance, get_provenance, with_provenance
from .stock_lot_certificate_profile import KINDS, PAPERS

STATES = [("valid", "Valid"), ("superseded", "Superseded"), ("void", "Void")]
CODES = {
    "analysis": "stock_lot_lifecycle.certificate",
    "conformity": "stock_lot_lifecycle.conformity",
    "inspection": "stock_lot_lifecycle.inspection_certificate",
}
# all that ever changes of an issued certificate; its content never does
ENDING = {"state", "replaced_by_id", "ended_by_id", "ended_at", "end_reason"}
MANAGER = "stock_lot_lifecycle.stock_lot_lifecycle_group_quality_manager"


class StockLotCertificate(models.Model):
    """One issued certificate of one lot: the file, what stands in it, and whether it still holds.

    It is made by `_issue` and never changes: what a customer has got is what is stored. A
    correction is the next revision; what was issued by mistake is void. None is deleted.
    """

    _name = "stock.lot.certificate"
    _description = "Certificate of a Lot"
    _order = "id desc"

    name = fields.Char("Number", required=True, readonly=True)
    revision = fields.Integer(readonly=True, aggregator=None)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True, default="valid", index=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    lot_id = fields.Many2one(
        "stock.lot", "Lot / Serial Number", readonly=True, index=True, ondelete="restrict"
    )
    lot_name = fields.Char("Lot", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True, ondelete="restrict")
    partner_id = fields.Many2one(
        "res.partner", "Customer", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    picking_id = fields.Many2one(
        "stock.picking", "Delivery", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    lang = fields.Char("Language", readonly=True)
    paper = fields.Selection(PAPERS, readonly=True)
    content = fields.Text("As issued", readonly=True, help="All that is printed, as it was then.")
    suppressed = fields.Text(
        "Not printed", readonly=True, help="What this customer's terms left out or renamed."
    )
    is_conditional = fields.Boolean("Under a deviation", readonly=True)
    pdf = fields.Binary("File", attachment=True, readonly=True)
    sha256 = fields.Char("SHA-256", required=True, readonly=True)
    token = fields.Char(required=True, readonly=True, groups="base.group_system")
    issued_at = fields.Datetime("Issued on", required=True, readonly=True)
    issued_by_id = fields.Many2one("res.users", "Issued by", readonly=True, ondelete="restrict")
    reason = fields.Char("Why this revision", readonly=True)
    replaced_by_id = fields.Many2one("stock.lot.certificate", readonly=True, ondelete="restrict")
    ended_by_id = fields.Many2one("res.users", "Ended by", readonly=True, ondelete="restrict")
    ended_at = fields.Datetime("Ended on", readonly=True)
    end_reason = fields.Char("Why it ended", readonly=True)
    notice = fields.Text(compute="_compute_notice")

    _by_number = models.UniqueIndex(
        "(company_id, name, revision)", "This certificate was issued at the same time. Try again."
    )
    _by_token = models.UniqueIndex("(token)")

    @api.depends("name", "revision")
    def _compute_display_name(self):
        for certificate in self:
            words = self.env._("revision %(revision)s", revision=certificate.revision)
            certificate.display_name = (
                f"{certificate.name}, {words}" if certificate.revision else certificate.name
            )

    @api.depends("state", "ended_at", "end_reason", "lot_id.disposition_id")
    @api.depends_context("lang")
    def _compute_notice(self):
        for certificate in self:
            certificate.notice = certificate._get_notice()

    def _get_notice(self):
        """Return what whoever relies on it has to know; empty while it holds."""
        if self.state == "superseded":
            return self.env._(
                "Superseded by %(other)s: %(why)s",
                other=self.replaced_by_id.display_name,
                why=self.end_reason,
            )
        if self.state == "void":
            return self.env._("Void: %(why)s", why=self.end_reason)
        stand = self.lot_id.disposition_id
        if stand.is_blocking:
            return self.env._(
                "The lot is %(status)s now. Whoever checks this certificate is told to ask you.",
                status=stand.name,
            )
        return ""

    @api.model_create_multi
    def create(self, vals_list):
        if not get_provenance(self.env).decides:
            self._refuse_direct()
        return super().create(vals_list)

    def write(self, vals):
        if not get_provenance(self.env).decides or vals.keys() - ENDING:
            self._refuse_direct()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_always(self):
        raise UserError(
            self.env._("An issued certificate is never deleted. Make it void, and say why.")
        )

    def copy(self, default=None):  # pylint: disable=method-required-super
        raise UserError(self.env._("Issue a new certificate instead of copying one."))

    def _refuse_direct(self):
        raise AccessError(
            self.env._(
                "A certificate is what was issued and never changes. Issue a new revision, or "
                "make it void."
            )
        )

    # buttons and verbs

    def action_download(self):
        """Download the file as it was issued."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/stock_lot_lifecycle/certificates.pdf?ids={','.join(map(str, self.ids))}",
            "target": "new",
        }

    def action_make_void(self):
        """Open the dialog that asks why it is void."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "stock_lot_lifecycle.stock_lot_certificate_void_action"
        )
        return {**action, "context": {"default_certificate_id": self.id}}

    def _make_void(self, reason):
        """Say that it does not hold; who checks it is told so from now on."""
        self.check_access("read")
        self._check_manager()
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why this certificate is void."))
        for certificate in self:
            if certificate.state == "void":
                raise UserError(self.env._("%(number)s is void already.", number=certificate.name))
            certificate._end("void", reason)

    def _end(self, state, reason, replaced_by=None):
        vals = {
            "state": state,
            "end_reason": reason,
            "ended_by_id": self.env.uid,
            "ended_at": self.env.cr.now().replace(microsecond=0),
            "replaced_by_id": replaced_by.id if replaced_by else False,
        }
        # sudo: nobody has the rights to write certificates; the verbs check who calls
        with_provenance(self.sudo(), Provenance(decides=True)).write(vals)
        self._tell(state, reason)

    def _tell(self, step, reason="", signatures=()):
        """Append an event to the lot of each certificate."""
        for company, certificates in self.grouped("company_id").items():
            provenance = Provenance(get_provenance(self.env).source, reason)
            events = with_provenance(self.env["stock.lot.event"], provenance)
            per_lot = {
                one.lot_id.id: {"certificate": one._get_event_facts()} for one in certificates
            }
            facts = {"step": step, "signatures": list(signatures) or None}
            events.with_company(company)._record(
                certificates.lot_id, "certificate", per_lot=per_lot, **facts
            )

    def _get_event_facts(self):
        partner = self.partner_id
        return {
            "id": self.id,
            "name": self.display_name,
            "sha256": self.sha256,
            "partner": {"id": partner.id, "name": partner.display_name} if partner else None,
            "suppressed": self.suppressed or None,
            "conditional": self.is_conditional or None,
        }

    def _check_manager(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._("Only a quality manager makes certificates void or issues revisions.")
            )

    # reading what was issued

    def _get_pdf(self):
        """Return the bytes as issued.

        :raises UserError: the stored file is not what was issued
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: the file belongs to the certificate, which the caller may read
        content = base64.b64decode(self.sudo().with_context(bin_size=False).pdf or b"")
        if bytes_digest(content) != self.sha256:
            raise UserError(
                self.env._(
                    "The stored file of %(number)s is not what was issued on %(day)s: it was "
                    "altered or lost. Tell an administrator, and do not hand it out.",
                    number=self.display_name,
                    day=format_date(self.env, self.issued_at),
                )
            )
        return content

    def _get_content(self):
        return json.loads(self.content)

    def _get_filename(self):
        number = self.name.replace("/", "-")
        return f"{number}-r{self.revision}.pdf" if self.revision else f"{number}.pdf"
