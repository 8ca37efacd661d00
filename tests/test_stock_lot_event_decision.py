from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import format_datetime

from .common_signing import PASSWORD
from .test_stock_lot_decision_request import RequestCase


@tagged("post_install", "-at_install")
class TestDecisionWords(RequestCase):
    """The life story says who proposed, who confirmed and who signed."""

    def _told(self, kind, lot=None):
        """Return the story's newest entry of `kind`."""
        story = (lot or self.lot).get_story(kind="decisions")["entries"]
        return next(entry for entry in story if entry["kind"] == kind)

    def test_a_decision_names_its_dispositions(self):
        self._need(signature=False)
        self._release(self.mia)
        self.assertEqual(self._told("disposition")["what"], "Disposition: Quarantine → Released")
        self.assertEqual(self._told("disposition")["signature"], "")

    def test_a_signed_decision_says_by_whom_when_and_meaning_what(self):
        self._need()
        self.mia.tz = "Europe/Berlin"
        self._release(self.mia, self._sign(self.mia))
        entry = self._told("disposition")
        self.assertEqual(entry["signature"], "signed")
        at = format_datetime(self.env, self.env.cr.now(), tz="Europe/Berlin", dt_format="medium")
        words = f"Signed by Mia Kern, Approval, {at} Europe/Berlin."
        self.assertIn(words, entry["what"])

    def test_a_decision_of_two_says_who_proposed_and_who_confirmed(self):
        self._need(second_person=True)
        request = self._propose(signature=self._sign(self.mia))
        proposed = self._told("proposed")
        self.assertIn("Proposed status: Released", proposed["what"])
        self.assertIn("Signed by Mia Kern, Approval", proposed["what"])
        theirs = self.as_(self.tom, request)
        signature = theirs._sign(self.as_(self.tom, self.meaning), PASSWORD)
        self._confirm(self.tom, request, signature)
        words = self._told("disposition")["what"]
        for part in ("Proposed by Mia Kern, ", "Second person: Tom Adler",
                     "Signed by Mia Kern, Approval", "Signed by Tom Adler, Approval"):  # fmt: skip
            self.assertIn(part, words)

    def test_declined_and_withdrawn_proposals_say_what_was_proposed(self):
        self.as_(self.tom, self._propose())._decline("Retest first")
        declined = self._told("declined")
        self.assertIn("Proposed status: Released", declined["what"])
        self.assertEqual((declined["reason"], declined["who"]), ("Retest first", "Tom Adler"))
        self.as_(self.mia, self._propose()).action_withdraw()
        self.assertEqual(self._told("withdrawn")["label"], "Decision withdrawn")

    def test_a_breach_says_what_moved_and_under_what_it_stood(self):
        facts = {"movement": "delivery", "quantity": 4.0, "unit": "kg", "status": "quarantine",
                 "partner": {"id": 1, "name": "Deco Addict"}}  # fmt: skip
        self.root["stock.lot.event"]._record(self.lot, "breach", **facts)
        self.assertEqual(
            self._told("breach")["what"],
            "Delivered: 4 kg, Deco Addict.\nThe lot stood under Quarantine.",
        )

    def test_the_last_decision_shows_that_the_lot_changed_since(self):
        self._need()
        self._release(self.mia, self._sign(self.mia))
        self.lot.ref = "R"
        self.assertEqual(self._told("disposition")["signature"], "changed")
        self.assertEqual(self._told("disposition", self.lots[1])["signature"], "signed")

    def test_the_last_decision_shows_that_nobody_signed_it(self):
        self._need(signature=False)
        self._release(self.mia)
        self._need()
        self.assertEqual(self._told("disposition")["signature"], "unsigned")


@tagged("post_install", "-at_install")
class TestSignAgain(RequestCase):
    """A changed lot is signed again where it stands."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._need()

    def setUp(self):
        super().setUp()
        self._release(self.mia, self._sign(self.mia))
        self.lot.ref = "R"

    def _dialog(self, user, lot=None):
        action = self.as_(user, lot or self.lot).action_sign_again()
        Dialog = self.as_(user, self.env["stock.lot.sign.again"])
        return Dialog.with_context(**action["context"]).create({"reason": "Checked"})

    def _apply(self, dialog):
        return dialog.with_context(stock_lot_secret=PASSWORD).action_apply()

    def test_a_lot_for_which_nothing_waits_says_nothing(self):
        self.assertFalse(self.lot.pending_notice)

    def test_a_new_dialog_gives_back_what_was_typed_for_its_button(self):
        typed = {
            "stock.lot.sign.again": {"lot_id": self.lot.id, "secret": "x"},
            "stock.lot.update.status": {"secret": "x"},
            "stock.lot.pin": {"code": "1", "pin": "2", "again": "3"},
        }
        for model, vals in typed.items():
            Dialog = self.as_(self.mia, self.env[model])
            spec = {name: {} for name in vals if name != "lot_id"}
            [given] = call_kw(Dialog, "web_save", [[], vals], {"specification": spec})
            self.assertEqual({name: given[name] for name in spec}, {n: vals[n] for n in spec})

    def test_it_counts_as_signed_again_without_a_way_round(self):
        dialog = self._dialog(self.tom)
        self.assertTrue(dialog.requires_signature)
        self._apply(dialog)
        self.assertEqual(self.lot.signature_state, "signed")
        self.assertIn("Tom Adler", self.lot.signature_words)
        self.assertEqual(self.lot.disposition_id, self.released)
        event = self._events(self.lot)[-1]
        self.assertEqual((event.kind, event.reason), ("signed", "Checked"))
        self.assertIn("Signed by Tom Adler", event.summary)
        self.assertNotIn("old", event.payload)

    def test_the_earlier_signature_stays_in_the_story(self):
        self._apply(self._dialog(self.tom))
        entries = self.lot.get_story(kind="decisions")["entries"]
        self.assertEqual([entry["kind"] for entry in entries][:2], ["signed", "disposition"])
        self.assertEqual([entry["signature"] for entry in entries][:2], ["signed", "signed"])

    def test_the_ledger_stays_intact(self):
        self._apply(self._dialog(self.tom))
        self.assertFalse(self.root["stock.lot.verification"]._find_problems(self.lot.ids))

    def test_what_is_signed_already_is_not_signed_twice(self):
        lots = self.as_(self.mia, self.lots)
        signature = lots._sign_decision(self.released, "Again", self.meaning, PASSWORD)
        changed = lots._set_disposition(self.released, "Again", signature=signature)
        self.assertEqual(changed, self.lot)

    def test_without_a_signature_nothing_happens(self):
        self.assertFalse(self._release(self.mia))
        self.assertEqual(self.lot.signature_state, "changed")

    def test_the_signature_is_for_the_lot_as_it_is_now(self):
        lots = self.as_(self.mia, self.lot)
        signature = lots._sign_decision(self.released, "Again", self.meaning, PASSWORD)
        self.lot.ref = "S"
        with self.assertRaisesRegex(UserError, "changed since"):
            lots._set_disposition(self.released, "Again", signature=signature)

    def test_people_without_the_role_do_not_sign(self):
        warehouse = self._signer("wade", "Wade", "warehouse")
        with self.assertRaisesRegex(AccessError, "may lift the status Quarantine"):
            self._apply(self._dialog(warehouse))
        self.assertEqual(self.lot.signature_state, "changed")

    def test_where_two_decide_two_sign_again(self):
        self._need(second_person=True)
        self._apply(self._dialog(self.mia))
        request = self._pending(self.lot)
        self.assertTrue(self.as_(self.tom, request).may_confirm)
        self.assertEqual(self.lot.signature_state, "changed")
        theirs = self.as_(self.tom, request)
        self._confirm(self.tom, request, theirs._sign(self.as_(self.tom, self.meaning), PASSWORD))
        self.assertEqual(self.lot.signature_state, "signed")
        self.assertEqual(request.state, "confirmed")
        for who in ("Mia Kern", "Tom Adler"):
            self.assertIn(who, self.lot.signature_words)

    def test_nothing_looks_for_stock_again(self):
        before = self.root["stock.lot.reassignment"].search_count([])
        self._apply(self._dialog(self.tom))
        self.assertEqual(self.root["stock.lot.reassignment"].search_count([]), before)
