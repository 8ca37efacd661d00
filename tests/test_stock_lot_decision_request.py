import json

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged

from .common_signing import PASSWORD, SigningCase


class RequestCase(SigningCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._need(signature=False, second_person=True)

    def _propose(self, user=None, lots=None, reason="Tests passed", signature=None):
        """Propose to release the lots; return the decision that waits."""
        changed = self._release(user or self.mia, signature, lots, reason)
        self.assertFalse(changed)
        return self._pending(lots)

    def _pending(self, lots=None):
        self.env.invalidate_all()
        return (self.lots if lots is None else lots).pending_request_id

    def _confirm(self, user, request, signature=None):
        return self.as_(user, request)._confirm(signature)


@tagged("post_install", "-at_install")
class TestProposal(RequestCase):
    """One person proposes, a second one confirms; until then nothing changes."""

    def test_the_first_person_s_word_changes_no_lot(self):
        request = self._propose()
        self.assertEqual(self.lots.disposition_id, self.quarantine)
        self.assertEqual(request.state, "pending")
        self.assertEqual(request.user_id, self.mia)
        self.assertEqual(request.lot_ids, self.lots)
        self.assertEqual(request.display_name, "Released: 3 lots")

    def test_the_lot_says_what_waits(self):
        self._propose()
        self.assertRegex(
            self.lot.pending_notice,
            r"Released proposed by Mia Kern on .*: Tests passed\. A second person confirms\.",
        )

    def test_a_lot_that_waits_for_nobody_says_nothing(self):
        self.assertFalse(self.lot.pending_notice)

    def test_the_second_person_s_word_does(self):
        request = self._propose()
        self.assertEqual(self._confirm(self.tom, request), self.lots)
        self.assertEqual(self.lots.disposition_id, self.released)
        self.assertEqual(request.state, "confirmed")
        self.assertEqual(request.closed_by_id, self.tom)
        self.assertFalse(self._pending())

    def test_both_persons_are_named_in_every_event(self):
        self._confirm(self.tom, self._propose())
        for event in self._events(self.lots, "disposition")[-3:]:
            facts = json.loads(event.payload)
            self.assertEqual(facts["by"]["name"], "Tom Adler")
            self.assertEqual(facts["proposal"]["by"]["name"], "Mia Kern")
            self.assertEqual(event.reason, "Tests passed")
        self.assertEqual(len(self._events(self.lots, "proposed")), 3)

    def test_both_sign_where_signatures_are_asked(self):
        self._need(second_person=True)
        with self.assertRaisesRegex(UserError, "needs a signature"):
            self._release(self.mia)
        request = self._propose(signature=self._sign(self.mia))
        with self.assertRaisesRegex(UserError, "needs a signature"):
            self._confirm(self.tom, request)
        theirs = self.as_(self.tom, request)
        signature = theirs._sign(self.as_(self.tom, self.meaning), PASSWORD)
        self._confirm(self.tom, request, signature)
        self.assertEqual(self.lot.signature_state, "signed")
        self.assertIn("Mia Kern", self.lot.signature_words)
        self.assertIn("Tom Adler", self.lot.signature_words)

    def test_the_first_signature_does_not_serve_the_second_person(self):
        self._need(second_person=True)
        first = self._sign(self.mia)
        request = self._propose(signature=first)
        with self.assertRaisesRegex(UserError, "signed by Mia Kern"):
            self._confirm(self.tom, request, first)

    def test_those_who_may_confirm_are_told_and_the_proposer_is_not(self):
        request = self._propose()
        told = request.sudo().activity_ids.user_id
        self.assertIn(self.tom, told)
        self.assertNotIn(self.mia, told)
        self.assertNotIn(self.user["warehouse"], told)
        self._confirm(self.tom, request)
        self.assertFalse(request.sudo().activity_ids)

    def test_rules_of_the_system_wait_for_nobody(self):
        self.lots.sudo()._set_disposition(self.released, "Rule 7", source="policy")
        self.assertEqual(self.lots.disposition_id, self.released)

    def test_the_proposer_takes_it_back(self):
        request = self._propose()
        self.as_(self.mia, request).action_withdraw()
        self.assertEqual(request.state, "withdrawn")
        self.assertFalse(self._pending())
        self.assertEqual(len(self._events(self.lots, "withdrawn")), 3)

    def test_the_second_person_declines_and_says_why(self):
        request = self._propose()
        with self.assertRaisesRegex(UserError, "Say why"):
            self.as_(self.tom, request)._decline("  ")
        self.as_(self.tom, request)._decline("Retest B first")
        self.assertEqual(request.state, "declined")
        self.assertEqual(request.answer, "Retest B first")
        self.assertEqual(self.lots.disposition_id, self.quarantine)
        events = self._events(self.lots, "declined")
        self.assertEqual(set(events.mapped("reason")), {"Retest B first"})
        self.assertEqual(set(events.mapped("user_name")), {"Tom Adler"})

    def test_another_decision_overtakes_what_waits(self):
        request = self._propose()
        self._decide(self.lot, self.on_hold)
        self.assertEqual(request.state, "overtaken")
        with self.assertRaisesRegex(UserError, "does not wait .*: Overtaken"):
            self._confirm(self.tom, request)

    def test_one_proposal_at_a_time_for_each_lot(self):
        self._propose(lots=self.lot)
        with self.assertRaisesRegex(UserError, "Lot S0 waits for a second person already"):
            self._release(self.tom)
        self._propose(lots=self.lots[1:])

    def test_the_dialog_confirms_with_the_second_signature(self):
        self._need(second_person=True)
        request = self._propose(signature=self._sign(self.mia))
        action = self.as_(self.tom, request).action_confirm()
        Dialog = self.as_(self.tom, self.env["stock.lot.decision.answer"])
        dialog = Dialog.with_context(**action["context"]).create({})
        self.assertTrue(dialog.requires_signature)
        self.assertEqual(dialog.meaning_id, self.meaning)
        with self.assertRaisesRegex(UserError, "Enter your password"):
            dialog.action_apply()
        call_kw(dialog, "action_apply", [dialog.ids], {"context": {"stock_lot_secret": PASSWORD}})
        self.assertEqual(self.lots.disposition_id, self.released)

    def test_the_dialog_declines(self):
        request = self._propose()
        action = self.as_(self.tom, request).action_decline()
        Dialog = self.as_(self.tom, self.env["stock.lot.decision.answer"])
        dialog = Dialog.with_context(**action["context"]).create({"answer": "Not yet"})
        self.assertFalse(dialog.requires_signature)
        dialog.action_apply()
        self.assertEqual(request.state, "declined")

    def test_update_lot_status_says_that_it_is_proposed(self):
        domain = f'[["id", "in", {self.lots.ids}]]'
        vals = {"scope": "chosen", "lot_domain": domain, "disposition_id": self.released.id}
        wizard = self.as_(self.mia, self.env["stock.lot.update.status"]).create(vals)
        message = wizard.action_apply()["params"]["message"]
        self.assertEqual(message, "3 lots: Released is proposed. A second person confirms it.")
        self.assertTrue(self._pending())


@tagged("post_install", "-at_install")
class TestProposalAttacks(RequestCase):
    """Two persons are two persons, and confirm what was proposed."""

    def test_nobody_confirms_or_declines_what_they_proposed(self):
        request = self._propose()
        mine = self.as_(self.mia, request)
        for call in (mine._confirm, mine.sudo()._confirm, lambda: mine._decline("x")):
            with self.assertRaisesRegex(AccessError, "You proposed this yourself"):
                call()
        self.assertEqual(self.lots.disposition_id, self.quarantine)

    def test_proposing_twice_confirms_nothing(self):
        self._propose()
        with self.assertRaisesRegex(UserError, "waits for a second person already"):
            self._release(self.mia)

    def test_people_who_may_not_change_lots_propose_and_sign_nothing(self):
        hold = self._disposition_for_all()
        auditor = self._signer("audra", "Audra Audit", "auditor")
        stranger = self._user_of(self._company(), "warehouse")
        mine = self._lot(self.product, "MINE", company_id=self.company.id)
        fresh = self._lot(self.product, "FRESH")  # nobody's role is needed to lift Released
        for user, lot in ((auditor, fresh), (stranger, mine)):
            with self.subTest(user.name), self.assertRaises(AccessError):
                self.as_(user, lot)._set_disposition(self.as_(user, hold), "Because")
            self.assertFalse(self._pending(lot))
        request = self.as_(auditor, self._propose())
        with self.assertRaises(AccessError):
            request._sign(self.as_(auditor, self.meaning), PASSWORD)
        self.assertFalse(
            self.root["stock.lot.signature"].search([("user_res_id", "=", auditor.id)])
        )

    def _disposition_for_all(self):
        """Return a disposition that anybody may propose and a second person confirms."""
        return self.root["stock.lot.disposition"].create(
            {"name": "Look at", "code": "look", "requires_second_person": True}
        )

    def test_people_without_the_role_confirm_and_decline_nothing(self):
        request = self._propose()
        for role in ("warehouse", "inspector", "lot_administrator", "auditor", "employee"):
            theirs = self.as_(role, request)
            for call in (theirs._confirm, lambda: theirs._decline("x")):  # noqa: B023
                with self.subTest(role), self.assertRaises(AccessError):
                    call()
        self.assertEqual(request.state, "pending")

    def test_only_the_proposer_takes_it_back(self):
        request = self._propose()
        for user in (self.tom, self.admin):
            with self.assertRaisesRegex(AccessError, "Only Mia Kern can withdraw"):
                self.as_(user, request).action_withdraw()

    def test_lots_that_changed_since_are_proposed_again(self):
        request = self._propose()
        self.lots[1].supplier_lot_ref = "77-B"
        with self.assertRaisesRegex(UserError, "S1 changed since this was proposed"):
            self._confirm(self.tom, request)
        self.assertEqual(self.lots.disposition_id, self.quarantine)

    def test_nobody_writes_creates_or_deletes_a_proposal(self):
        request = self._propose()
        vals = {"state": "pending", "user_id": self.tom.id}
        for user in (self.mia, self.tom, self.admin, self.user["stock_manager"]):
            theirs = self.as_(user, request)
            for call in (
                lambda: theirs.write(vals), theirs.unlink, lambda: theirs.create(vals),  # noqa: B023
                lambda: theirs.write({"lot_ids": [(5,)]}),  # noqa: B023
            ):  # fmt: skip
                with self.assertRaises(AccessError):
                    call()

    def test_the_verbs_cannot_be_called_from_outside(self):
        request = self.as_(self.tom, self._propose())
        for name in ("_confirm", "_close", "_decline", "_settle", "_check_confirms"):
            with self.subTest(name), self.assertRaises(AccessError):
                call_kw(request, name, [request.ids], {})

    def test_a_confirmation_does_not_serve_other_lots_or_another_reason(self):
        request = self.as_(self.tom, self._propose(lots=self.lots[:2]))
        for lots, reason in ((self.lots, "Tests passed"), (self.lots[:2], "Other")):
            with self.assertRaisesRegex(UserError, "changed since this was proposed"):
                self._release(self.tom, None, lots, reason, request=request)

    def test_people_of_another_company_see_nothing_of_it(self):
        request = self._propose()
        stranger = self._user_of(self._company(), "quality_manager")
        theirs = self.as_(stranger, request)
        self.assertFalse(theirs.search([("id", "=", request.id)]))
        with self.assertRaises(AccessError):
            theirs.read(["reason"])

    def test_a_second_person_who_cannot_reach_all_lots_confirms_nothing(self):
        second = self._company()
        foreign = self.root["stock.lot"].create(
            {"name": "F1", "product_id": self.product.id, "company_id": second.id}
        )
        foreign._set_disposition(self.quarantine.with_env(self.root), source="policy")
        self.mia.company_ids |= second
        request = self._propose(lots=self.lots | foreign.with_env(self.env))
        with self.assertRaises(AccessError):
            self._confirm(self.tom, request)
