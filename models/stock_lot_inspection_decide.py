from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_list

from ..tools.inspection_facts import inspections_subject, results_digest
from .stock_lot_specification import MANAGER

RESULT_FACTS = (
    "id", "sequence", "kind", "unit", "method", "minimum", "maximum", "minimum_included",
    "maximum_included", "target", "lod", "accepted", "is_required", "decimals", "typed", "value",
    "answered", "verdict", "tested_on", "analyst", "instrument", "uncertainty", "note", "attempt",
    "is_current", "repeat_reason", "answered_at",
)  # fmt: skip
SAMPLE_FACTS = (
    "id", "name", "purpose", "quantity", "container", "place", "drawn_on", "keep_until", "note",
)  # fmt: skip
NAMED = 5


class StockLotInspection(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The decision: who may take it, what it follows from, and what it does to the lots."""

    _inherit = "stock.lot.inspection"

    is_intact = fields.Boolean("Unaltered", compute="_compute_is_intact")

    def _compute_is_intact(self):
        decided = self.filtered("digest")
        now = decided._get_digests()
        for inspection in self:
            inspection.is_intact = not inspection.digest or (
                now[inspection.id] == inspection.digest == inspection._get_recorded_digest()
            )

    def _get_recorded_digest(self):
        """Return the digest that the lot's ledger keeps of this inspection."""
        # sudo: whether something was altered does not depend on who asks
        Event = self.env["stock.lot.event"].sudo()
        events = Event.search([("lot_res_id", "=", self.lot_id.id), ("kind", "=", "inspected")])
        known = (event._get_inspection_facts() for event in events)
        return next((facts.get("digest") for facts in known if facts.get("id") == self.id), None)

    def action_decide(self):
        """Open the dialog that says what will happen, and asks for the decision."""
        actions = self.env["ir.actions.act_window"]
        action = actions._for_xml_id("stock_lot_lifecycle.stock_lot_inspection_decide_action")
        return {**action, "context": {"default_inspection_ids": self.ids}}

    def _decide(self, disposition, reason="", valid_until=None, signing=None, source="user"):
        """Close these inspections and put their lots under `disposition`.

        :param disposition: one stock.lot.disposition
        :param valid_until: the last day of a conditional release
        :param signing: (meaning, secret) of the running user, where a signature is asked
        :param source: user or import
        :raises AccessError: the user tested what they would decide on, or is no quality manager
        :raises UserError: closed, undecided, failed, or a signature, reason or day is missing
        """
        disposition.ensure_one()
        reason = (reason or "").strip()
        self._check_open()
        self._check_decider()
        self._check_allows(disposition, reason, valid_until)
        digests = self._get_digests()
        subject = inspections_subject(
            disposition.code, reason, fields.Date.to_string(valid_until) or "", digests
        )
        signature = self._sign(subject, disposition, signing)
        self._close(disposition, reason, valid_until, digests, signature)
        self._move_lots(disposition, reason, valid_until, signing, source)

    # may they?

    def _check_decider(self):
        self.check_access("write")
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only a quality manager decides on inspections."))
        for inspection in self.filtered("specification_id.two_persons"):
            if self.env.user in inspection.all_result_ids.answered_by_id:
                raise AccessError(
                    self.env._(
                        "You entered results of %(name)s, so somebody else decides on it.",
                        name=inspection.name,
                    )
                )

    def _check_allows(self, disposition, reason, valid_until):
        """Refuse to free lots that did not pass, unless it is conditional, with reason and day."""
        if disposition.is_conditional:
            if not reason or not valid_until or valid_until < self._get_today():
                raise UserError(
                    self.env._(
                        "%(status)s needs a reason and the last day on which it holds, today or "
                        "later.",
                        status=disposition.name,
                    )
                )
        elif not disposition._closes_gates():
            for inspection in self.filtered(lambda one: one.verdict != "pass"):
                raise UserError(inspection._get_verdict_refusal(disposition))
        if disposition.requires_reason and not reason:
            raise UserError(
                self.env._("Say why the lots become %(status)s.", status=disposition.name)
            )

    @api.model
    def _get_today(self):
        return (self.company_id[:1] or self.env.company)._get_lot_today()

    def _get_verdict_refusal(self, disposition):
        names = [row.characteristic_id.name for row in self._get_unmet()]
        words = {
            "name": self.name,
            "lot": self.lot_id.name,
            "status": disposition.name,
            "tests": format_list(self.env, names[:NAMED]) if names else "–",
        }
        if self.verdict == "fail":
            return self.env._(
                "Lot %(lot)s cannot become %(status)s: %(name)s failed (%(tests)s). Reject it, "
                "hold it, repeat the test with a reason, or release it conditionally.",
                **words,
            )
        return self.env._(
            "Lot %(lot)s cannot become %(status)s: %(name)s is undecided (%(tests)s). Enter what "
            "is missing.",
            **words,
        )

    def _get_unmet(self):
        """Return the results that stand against a pass."""
        if self.verdict == "fail":
            return self.result_ids.filtered(lambda row: row.verdict == "fail")
        return self.result_ids.filtered(
            lambda row: row.verdict == "undecided" and (row.is_required or row.answered)
        )

    # what is decided upon

    def _get_digests(self):
        """Return ``{inspection id: digest of all its results, samples and files}``."""
        # sudo: files count, whoever may read them
        rows = self.sudo()
        return {
            row.id: results_digest(
                {
                    "id": row.id,
                    "name": row.name,
                    "lot": row.lot_id.id,
                    "specification": row.specification_id.id,
                    "note": row.note or None,
                },
                _plain(row.all_result_ids, RESULT_FACTS),
                _plain(row.sample_ids, SAMPLE_FACTS),
                (row.attachment_ids | row.all_result_ids.attachment_ids).mapped("checksum"),
            )
            for row in rows
        }

    def _sign(self, subject, disposition, signing):
        """Return the spent signature under this decision; empty where none is asked."""
        Signature = self.env["stock.lot.signature"]
        if not any(self.specification_id.mapped("requires_signature")):
            return Signature
        if not signing:
            raise UserError(
                self.env._("This decision is signed. Give your password or PIN and its meaning.")
            )
        signature = Signature._sign(subject, *signing)
        signature._use(subject)
        return signature

    # what follows

    def _close(self, disposition, reason, valid_until, digests, signature):
        """Freeze the inspections and record them in the ledger of their lots."""
        common = {
            "state": "decided",
            "decision_id": disposition.id,
            "reason": reason,
            "valid_until": valid_until,
            "decided_by_id": self.env.uid,
            "decided_at": self.env.cr.now().replace(microsecond=0),
            "signature_id": signature.id,
        }
        own = self._as_system()
        own.write(common)
        for inspection in own:
            inspection.digest = digests[inspection.id]
        signatures = signature._get_event_facts()
        for inspections in own._in_rounds():
            self.env["stock.lot.event"]._record(
                inspections.lot_id,
                "inspected",
                reason=reason,
                **({"signatures": signatures} if signatures else {}),
                per_lot={one.lot_id.id: one._get_event_facts() for one in inspections},
            )

    def _in_rounds(self):
        """Yield these inspections so that each lot stands once in a round."""
        left = self
        while left:
            first = self.browse(one[0].id for one in left.grouped("lot_id").values())
            yield first
            left -= first

    def _get_event_facts(self):
        """Return what the event of one inspection says of it."""
        until = self.valid_until and {"until": self.valid_until}
        return {
            "document": self.name,
            "inspection": {"id": self.id, "name": self.name, "digest": self.digest},
            "verdict": self.verdict,
            "to": self.decision_id.code,
            **(until or {}),
        }

    def _move_lots(self, disposition, reason, valid_until, signing, source):
        """Put the lots under `disposition` by their own verb, and note what a pass moves on."""
        lots = self.env["stock.lot"].browse(self.lot_id.ids)
        if disposition.is_conditional:
            lots._set_conditional_until(valid_until)
        signature = None
        moving = lots._get_to_decide(disposition)
        if moving and disposition.requires_signature and signing:
            signature = moving._sign_decision(disposition, reason, *signing)
        if moving:
            moving._set_disposition(disposition, reason, source, signature=signature)
        for inspection in self.filtered(lambda one: one._moves_retest()):
            inspection._move_retest()

    def _moves_retest(self):
        return self.operation == "retest" and not self.decision_id._closes_gates()

    def _move_retest(self):
        """Set the day from which the lot needs the next test."""
        days = self.specification_id.valid_days
        again = fields.Date.add(self._get_today(), days=days) if days else False
        if self.valid_until:  # a conditional release holds no longer than it says
            again = self.valid_until
        self._as_system().lot_id._set_dates({"retest_date": again}, self.name, source="policy")


def _plain(rows, names):
    """Return a dict of plain values for each of `rows`; empty ones are left out."""
    empty = (False, None, "")
    return [{name: row[name] for name in names if row[name] not in empty} for row in rows]
