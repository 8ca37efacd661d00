import base64
import secrets

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.hash_chain import canonical
from ..tools.signed_facts import bytes_digest, digest
from .provenance import Provenance, with_provenance
from .stock_lot_certificate import CODES, ENDING

ISSUERS = ("inspector", "quality_manager")
TOKEN_BYTES = 24  # 192 bits: nobody finds one by trying
PATH = "/lot/certificate"
ALL_SHOWN = 10


class StockLotCertificate(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The verb that issues certificates: entitled or refused with the cause, nothing between."""

    _inherit = "stock.lot.certificate"

    @api.model
    def _issue(self, lots, company=None, source="user", **terms):
        """Issue one certificate for each lot and return them; all or none.

        :param terms: kind, partner, picking, deviation and signature as of
            `_plan_certificates`; `replaces`, the certificate of which it is the next revision,
            and `reason`, why
        :param source: user, or policy: at a delivery whoever ships has entitled ones issued
        :raises UserError: a lot is not entitled; every cause is named
        """
        company = company or self.env.company
        replaces = terms.pop("replaces", self.browse()).with_env(self.env)
        reason = terms.pop("reason", "")
        if source != "policy":
            self._check_may_issue(terms)
        if not lots:
            raise UserError(self.env._("No lot is chosen. Choose the lots first."))
        if replaces:
            reason = replaces._check_may_revise(lots, reason)
        signed = self._take_signature(lots, company, terms)
        plans = lots._plan_certificates(company, **terms)
        self._check_entitled(plans)
        issued = self.browse()
        for plan in plans:
            issued |= self._issue_one(plan, company, replaces, reason)
        with_provenance(issued, Provenance(source, reason))._tell("issued", reason, signed)
        for old in replaces:
            old._end("superseded", reason, issued[:1])
        return issued

    def _take_signature(self, lots, company, terms):
        """Spend the signature under these certificates; return what events say of it."""
        signature = terms.get("signature")
        if not signature:
            return []
        signature.with_env(self.env)._use(self._get_issue_subject(lots, company, terms))
        return signature._get_event_facts()

    def _issue_one(self, plan, company, replaces, reason):
        number = replaces.name or company._next_lot_document(CODES[plan.kind])
        revision = replaces.revision + 1 if replaces else 0
        token = secrets.token_urlsafe(TOKEN_BYTES)
        address = f"{company.get_base_url()}{PATH}/{token}"
        content = self._compose(plan, number, revision, company, address)
        # sudo: the logo of the issuer, whoever issues
        pdf = self._print(content, plan.profile.sudo().logo or company.sudo().logo)
        # sudo: only this verb makes certificates; it checked who may
        own = with_provenance(self.sudo(), Provenance(decides=True))
        vals = {
            **dict.fromkeys(ENDING, False),  # all said: no default_… key may slip one in
            **self._prepare_vals(plan, content, pdf),
            "company_id": company.id,
            "state": "valid",
            "token": token,
            "reason": reason,
        }
        return own.create(vals).with_env(self.env)

    def _prepare_vals(self, plan, content, pdf):
        return {
            "name": content["number"],
            "revision": content["revision"],
            "kind": plan.kind,
            "lot_id": plan.lot.id,
            "lot_name": plan.lot.name,
            "product_id": plan.lot.product_id.id,
            "partner_id": plan.partner.id,
            "picking_id": plan.picking.id,
            "lang": content["lang"],
            "paper": content["paper"],
            "content": canonical(content),
            "suppressed": plan.lot.with_env(self.env)._get_suppressed_words(plan.rows),
            "is_conditional": bool(plan.deviation),
            "pdf": base64.b64encode(pdf),
            "sha256": bytes_digest(pdf),
            "issued_at": self.env.cr.now().replace(microsecond=0),
            "issued_by_id": self.env.uid,
        }

    @api.model
    def _sign_issue(self, lots, company, meaning, secret, **terms):
        """Return the running user's signature under the certificates that would be issued."""
        self._check_may_issue(terms)
        subject = self._get_issue_subject(lots, company, terms)
        return self.env["stock.lot.signature"]._sign(subject, meaning, secret)

    @api.model
    def _get_issue_subject(self, lots, company, terms):
        """Return the canonical text of what is signed: which lots, for whom, with which results."""
        terms = {name: value for name, value in terms.items() if name != "signature"}
        plans = lots._plan_certificates(company, **terms)
        said = [
            [
                plan.lot.id,
                plan.kind,
                [[row["code"], row["result"], row["verdict"]] for row in plan.rows],
            ]
            for plan in plans
        ]
        names = ", ".join(lots[:3].mapped("name")) + ("…" if len(lots) > 3 else "")
        partner = terms.get("partner") or self.env["res.partner"]
        return canonical(
            {
                "verb": "issue_certificate",
                "title": self.env._("Certificate of %(lots)s", lots=names),
                "reason": terms.get("deviation") or "",
                "partner": partner.id,
                "facts": digest(canonical({"lots": said})),
            }
        )

    # whether it may

    @api.model
    def _check_may_issue(self, terms):
        prefix = "stock_lot_lifecycle.stock_lot_lifecycle_group"
        if not any(self.env.user.has_group(f"{prefix}_{role}") for role in ISSUERS):
            raise AccessError(
                self.env._("Inspectors and quality managers issue certificates. Ask one of them.")
            )
        if (terms.get("deviation") or "").strip():
            self._check_manager()

    def _check_may_revise(self, lots, reason):
        self.ensure_one()
        self._check_manager()
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why %(number)s is issued again.", number=self.name))
        if self.state != "valid" or self.lot_id != lots:
            raise UserError(
                self.env._(
                    "Only a valid certificate of the same lot gets a next revision. Issue a new "
                    "certificate instead."
                )
            )
        return reason

    @api.model
    def _check_entitled(self, plans):
        causes = [cause for plan in plans for cause in plan.refusals]
        if causes:
            more = len(causes) - ALL_SHOWN
            shown = causes[:ALL_SHOWN]
            if more > 0:
                shown.append(self.env._("… and %(count)s more", count=more))
            raise UserError(
                self.env._(
                    "No certificate can be issued:\n%(causes)s",
                    causes="\n".join(f"- {cause}" for cause in shown),
                )
            )


class ResCompany(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Whether certificates need a signed release."""

    _inherit = "res.company"

    lot_certificate_signed = fields.Boolean(
        "Certificates need a signature",
        default=True,
        help="Of the release of the lot, or of whoever issues the certificate.",
    )
