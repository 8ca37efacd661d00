import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common_nonconformity import NonconformityCase
from .common_signing import PASSWORD


@tagged("post_install", "-at_install")
class TestClosing(NonconformityCase):
    """Closed by a quality manager's signature, once nothing is missing."""

    def test_closing_names_all_that_is_missing(self):
        nonconformity = self.as_(self.mia, self._report())
        self._act(nonconformity)
        with self.assertRaises(UserError) as caught:
            self._end(nonconformity)
        for words in ("why it happened", "Train the shift", "actions work", "became of S0"):
            self.assertIn(words, str(caught.exception))
        self.assertEqual(nonconformity.state, "open")

    def test_lots_that_anybody_can_take_are_missing_a_block(self):
        self._decide(self.lot, self.released, "Tests passed")
        nonconformity = self._report()
        self.assertIn("Block S0", nonconformity.next_step)
        self._decide(self.lot, self.on_hold)
        self.env.invalidate_all()
        self.assertNotIn("Block S0", nonconformity.next_step)

    def test_a_minor_one_needs_no_action(self):
        self.assertIn("does not happen again", self._report().next_step)
        self.assertNotIn("does not happen again", self._report(severity="minor").next_step)

    def test_it_is_not_closed_while_its_actions_do_not_work(self):
        nonconformity = self._work(self._report())
        nonconformity.effectiveness = "ineffective"
        with self.assertRaises(UserError):
            self._end(nonconformity)

    def test_closing_is_signed_and_told_to_its_lots(self):
        nonconformity = self._work(self._report(self.lots))
        self._end(nonconformity, "Done")
        self.assertEqual(nonconformity.state, "closed")
        self.assertEqual(nonconformity.closed_by_id, self.mia)
        entry = nonconformity.signature_id.sudo()
        self.assertEqual(entry.user_name, "Mia Kern")
        self.assertEqual(entry.summary, nonconformity.display_name)
        self.assertTrue(entry.is_intact)
        for lot in self.lots:
            facts = json.loads(self._events(lot, "nonconformity")[-1].payload)
            self.assertEqual((facts["step"], facts["reason"]), ("closed", "Done"))

    def test_without_a_signature_it_stays_open(self):
        nonconformity = self._work(self._report())
        for signature in (None, nonconformity.env["stock.lot.signature"]):
            with self.assertRaises(UserError):
                nonconformity._close(signature)

    def test_a_signature_does_not_hold_for_what_was_changed_since(self):
        nonconformity = self._work(self._report())
        signature = nonconformity._sign_closing(self.as_(self.mia, self.meaning), PASSWORD)
        nonconformity.cause_words = "Something else"
        with self.assertRaises(UserError):
            nonconformity._close(signature)

    def test_a_signature_closes_one_nonconformity_only(self):
        first, second = self._work(self._report()), self._work(self._report())
        signature = first._sign_closing(self.as_(self.mia, self.meaning), PASSWORD)
        with self.assertRaises(UserError):
            second._close(signature)
        first._close(signature)

    def test_nobody_closes_with_the_signature_of_somebody_else(self):
        nonconformity = self._work(self._report())
        signature = nonconformity._sign_closing(self.as_(self.mia, self.meaning), PASSWORD)
        with self.assertRaises(UserError):
            self.as_(self.tom, nonconformity)._close(self.as_(self.tom, signature))

    def test_an_inspector_does_not_close(self):
        nonconformity = self._work(self._report())
        with self.assertRaises(AccessError):
            self.as_("inspector", nonconformity)._sign_closing(self.meaning, PASSWORD)
        with self.assertRaises(AccessError):
            self.as_("inspector", nonconformity)._make_void("Twice")

    def test_closed_it_is_frozen_for_everybody(self):
        nonconformity = self._work(self._report())
        self._end(nonconformity)
        for who in (self.mia, self.root.user):
            with self.assertRaises(UserError):
                nonconformity.with_user(who).write({"cause_words": "Rewritten"})
            with self.assertRaises(UserError):
                self._act(nonconformity.with_user(who))

    def test_closing_ends_the_reminders(self):
        nonconformity = self._work(self._report())
        nonconformity.activity_schedule(summary="Look again", user_id=self.mia.id)
        self._end(nonconformity)
        self.assertFalse(nonconformity.activity_ids)

    def test_void_keeps_number_and_reason(self):
        nonconformity = self.as_(self.mia, self._report())
        with self.assertRaises(UserError):
            nonconformity._make_void(" ")
        nonconformity._make_void("Counted twice")
        self.assertEqual(nonconformity.state, "void")
        self.assertEqual(nonconformity.closing_words, "Counted twice")
        self.assertIn("void", self._events(self.lot, "nonconformity")[-1].summary)


@tagged("post_install", "-at_install")
class TestButtons(NonconformityCase):
    """Buttons and dialogs: input only, the verb decides."""

    def test_contain_opens_update_status_with_the_free_lots_and_the_reason(self):
        self._decide(self.lots[:2], self.released, "Tests passed")
        nonconformity = self.as_(self.mia, self._report(self.lots))
        action = nonconformity.action_contain()
        self.assertEqual(action["context"]["active_ids"], self.lots[:2].ids)
        Wizard = nonconformity.env["stock.lot.update.status"].with_context(**action["context"])
        wizard = Wizard.create({"disposition_id": self.on_hold.id})
        self.assertIn(nonconformity.name, wizard.reason)
        wizard.action_apply()
        self.assertEqual(self.lots[:2].disposition_id, self.on_hold)
        with self.assertRaises(UserError):
            nonconformity.action_contain()

    def test_the_dialog_signs_and_closes(self):
        nonconformity = self._work(self._report())
        action = nonconformity.action_close()
        Dialog = nonconformity.env["stock.lot.nonconformity.close"].with_context(
            **action["context"]
        )
        with Form(Dialog) as form:
            form.words = "Done"
            form.secret = PASSWORD
        form.record.with_context(stock_lot_secret="wrong-1").ensure_one()
        with self.assertRaises(UserError):
            form.record.with_context(stock_lot_secret="wrong-1").action_apply()
        form.record.with_context(stock_lot_secret=PASSWORD).action_apply()
        self.assertEqual(nonconformity.state, "closed")

    def test_the_dialog_makes_void(self):
        nonconformity = self.as_(self.mia, self._report())
        context = nonconformity.action_make_void()["context"]
        Dialog = nonconformity.env["stock.lot.nonconformity.void"].with_context(**context)
        Dialog.create({"words": "Twice"}).action_apply()
        self.assertEqual(nonconformity.state, "void")
