import json
from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date, format_list

TESTED = ("receipt", "in_process", "finished", "retest")
WITH_RESULTS = ("analysis", "inspection")


class CertificatePlan(NamedTuple):
    """A certificate that could be issued for one lot, and all that speaks against it.

    :param lot: one stock.lot, in the language of the certificate
    :param kind: analysis, conformity or inspection
    :param profile: the customer's terms, may be empty
    :param inspections: the decided inspections it rests on, the newest first
    :param rows: what is known of each test, hidden ones too
    :param refusals: why it cannot be issued, in the reader's words; empty when it can
    :param deviation: the signed words under which a lot that does not comply is released
    :param signature: who stands for it, as an event carries it; empty when nobody signed
    """

    lot: object
    kind: str
    partner: object
    picking: object
    profile: object
    inspections: object
    rows: list
    refusals: list
    deviation: dict
    signature: dict

    @property
    def printed(self):
        """What stands on paper; a test nobody had to do and nobody did is not mentioned."""
        return [row for row in self.rows if row["shown"] != "no" and row["answered"]]

    @property
    def complies(self):
        return all(row["verdict"] != "fail" for row in self.rows)


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The aspect of certificates: what one would say, and whether the lot is entitled to it."""

    _inherit = "stock.lot"

    def _plan_certificates(self, company, kind=None, partner=None, picking=None, **terms):
        """Return one CertificatePlan per lot; nothing is written.

        :param terms: deviation, the words of a quality manager; signature, theirs
        """
        partner = partner or self.env["res.partner"]
        by_lot = self._find_tested(company)
        signed = self._find_release_signatures(by_lot)
        plans = []
        for lot in self:
            profile = self.env["stock.lot.certificate.profile"]._match(
                lot.product_id, partner, company
            )
            lang = profile._get_lang(partner, company)
            plans.append(
                lot.with_context(lang=lang)._plan_certificate(
                    kind or profile.kind or "analysis", profile, company,
                    (partner, picking or self.env["stock.picking"]),
                    by_lot[lot.id], signed.get(lot.id, {}), **terms,
                )
            )  # fmt: skip
        return plans

    def _plan_certificate(
        self, kind, profile, company, target, tested, signed, deviation="", signature=None
    ):
        decided, waiting = tested
        rows = self._get_tested_rows(decided, profile)
        own = signature._get_event_facts()[0] if signature else {}
        under = self._get_deviation(decided, rows, deviation, own, signed)
        plan = CertificatePlan(
            self, kind, *target, profile, decided, rows, [], under, own or signed
        )
        refusals = self.with_context(lang=self.env.user.lang)._get_certificate_refusals(
            plan, waiting, company
        )
        return plan._replace(refusals=list(refusals))

    def _find_tested(self, company):
        """Return ``{lot id: (decided inspections, those that still wait)}``, the newest first."""
        # sudo: what was found does not depend on who asks
        Inspection = self.env["stock.lot.inspection"].sudo()
        found = Inspection.search(
            Domain("lot_id", "in", self.ids)
            & Domain("company_id", "=", company.id)
            & Domain("operation", "in", TESTED)
            & Domain("state", "in", ("open", "decided")),
            order="decided_at desc, id desc",
        )
        today = company._get_lot_today()
        waiting = found.filtered(
            lambda one: one.state == "open" and not (one.due_date and one.due_date > today)
        )
        decided = found.filtered(lambda one: one.state == "decided")
        return {
            lot.id: tuple(
                some.filtered(lambda one, lot=lot: one.lot_id.id == lot.id)
                for some in (decided, waiting)
            )
            for lot in self
        }

    def _find_release_signatures(self, by_lot):
        """Return ``{lot id: the signature under its release}`` of those that hold."""
        signed = {}
        for lot in self:
            inspection = by_lot[lot.id][0].filtered("signature_id")[:1]
            if inspection:
                signed[lot.id] = inspection.signature_id._get_event_facts()[0]
        rest = self.filtered(lambda lot: lot.id not in signed and lot.signature_state == "signed")
        for lot_id, event in rest._find_decisions().items():
            signatures = json.loads(event.payload).get("signatures") or [{}]
            signed[lot_id] = signatures[-1]
        return signed

    @api.model
    def _get_deviation(self, decided, rows, words, own, signed):
        """Return under which signed deviation a lot goes that does not comply; may be empty.

        :param words: of whoever issues the certificate; they count with `own`, their signature
        :param signed: the signature under the release of the lot
        """
        bad = any(row["verdict"] != "pass" for row in rows if row["is_required"] or row["answered"])
        conditional = decided.filtered("valid_until")[:1]
        if not (bad or conditional):
            return {}
        if own and (words or "").strip():
            return {"words": words.strip(), "by": own["by"]["name"], "until": None}
        if conditional and signed:
            until = conditional.valid_until.isoformat()
            return {"words": conditional.reason, "by": signed["by"]["name"], "until": until}
        return {}

    # whether it may

    def _get_certificate_refusals(self, plan, waiting, company):
        """Yield each cause for which this certificate cannot be issued."""
        yield from self._get_lot_refusals()
        if plan.kind in WITH_RESULTS or plan.inspections or waiting:
            yield from self._get_test_refusals(plan, waiting)
        if not plan.signature and company.lot_certificate_signed:
            yield self.env._(
                "Nobody signed the release of %(lot)s. Issue the certificate by hand and sign it.",
                lot=self.name,
            )

    def _get_lot_refusals(self):
        stand = self.disposition_id
        if stand.is_blocking or stand.makes_inactive:
            yield self.env._(
                "Lot %(lot)s is %(status)s, not released.", lot=self.name, status=stand.name
            )
        if self.signature_state == "changed":
            yield self.env._("Lot %(lot)s was changed since it was signed.", lot=self.name)
        if self.nonconformity_notice:
            yield self.env._(
                "Lot %(lot)s has an open nonconformity: %(nonconformity)s.",
                lot=self.name,
                nonconformity=self.nonconformity_notice,
            )

    def _get_test_refusals(self, plan, waiting):
        for inspection in waiting:
            yield self.env._(
                "Inspection %(inspection)s of lot %(lot)s is not decided.",
                inspection=inspection.name,
                lot=self.name,
            )
        for inspection in plan.inspections.filtered(lambda one: not one.is_intact):
            yield self.env._(
                "Inspection %(inspection)s of lot %(lot)s was altered after it was decided.",
                inspection=inspection.name,
                lot=self.name,
            )
        if not plan.rows:
            yield self.env._("Lot %(lot)s was not tested: there is no decided inspection.",
                             lot=self.name)  # fmt: skip
        elif not plan.deviation:
            yield from self._get_result_refusals(plan)
        lapsed = plan.deviation.get("until")
        if lapsed and lapsed < plan.inspections[:1].company_id._get_lot_today().isoformat():
            yield self.env._(
                "The conditional release of lot %(lot)s ended on %(day)s.",
                lot=self.name,
                day=format_date(self.env, lapsed),
            )

    def _get_result_refusals(self, plan):
        """Yield what results say against it; a signed deviation stands above them."""
        missing = [row["name"] for row in plan.rows if row["is_required"] and not row["answered"]]
        if missing:
            yield self.env._(
                "Results of lot %(lot)s are missing: %(tests)s.",
                lot=self.name,
                tests=format_list(self.env, missing),
            )
        for row in plan.rows:
            if row["answered"] and row["verdict"] != "pass":
                yield self._get_failure_words(row)
        if plan.inspections.filtered("valid_until"):
            yield self.env._(
                "The conditional release of lot %(lot)s is not signed.", lot=self.name
            )

    def _get_failure_words(self, row):
        facts = {"lot": self.name, "test": row["name"], "result": row["result"] or "–"}
        if not row["limits"]:
            return self.env._("%(test)s of lot %(lot)s did not pass: %(result)s.", **facts)
        return self.env._(
            "%(test)s of lot %(lot)s did not pass: %(result)s, limits %(limits)s.",
            **facts,
            limits=row["limits"],
        )
