from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common_nonconformity import NonconformityCase


@tagged("post_install", "-at_install")
class TestNonconformityAction(NonconformityCase):
    """Actions with an owner and a due date, and the owner's reminder."""

    def test_the_owner_is_reminded(self):
        nonconformity = self._report()
        action = self._act(nonconformity)
        activity = nonconformity.activity_ids
        self.assertEqual(activity.user_id, self.mia)
        self.assertEqual(activity.date_deadline, date(2026, 6, 22))
        self.assertEqual(activity.summary, "Train the shift")
        action.write({"user_id": self.tom.id, "deadline": date(2026, 6, 30)})
        self.assertEqual(nonconformity.activity_ids.user_id, self.tom)
        self.assertEqual(nonconformity.activity_ids.date_deadline, date(2026, 6, 30))
        self.assertEqual(len(nonconformity.activity_ids), 1)

    def test_done_names_who_and_when_and_ends_the_reminder(self):
        nonconformity = self._report()
        action = self.as_(self.mia, self._act(nonconformity))
        action.outcome = "Trained"
        action.action_done()
        self.assertEqual(action.done_by_id, self.mia)
        self.assertTrue(action.done_at)
        self.assertFalse(nonconformity.activity_ids)

    def test_done_needs_words(self):
        action = self.as_(self.mia, self._act(self._report()))
        for words in (False, "  "):
            action.outcome = words
            with self.assertRaises(UserError):
                action.action_done()

    def test_an_owner_in_the_warehouse_finishes_their_own_and_nothing_else(self):
        owner = self.user["warehouse"]
        nonconformity = self._report()
        action = self.as_(owner, self._act(nonconformity, user_id=owner.id))
        other = self.as_(owner, self._act(nonconformity))
        action.outcome = "Repacked"
        action.action_done()
        self.assertEqual(action.done_by_id, owner)
        with self.assertRaises(AccessError):
            other.outcome = "Repacked"
        with self.assertRaises(AccessError):
            other.action_done()

    def test_an_owner_does_not_move_their_own_deadline(self):
        owner = self.user["warehouse"]
        action = self.as_(owner, self._act(self._report(), user_id=owner.id))
        with self.assertRaises(AccessError):
            action.deadline = date(2027, 1, 1)

    def test_what_is_done_stays(self):
        action = self.as_(self.mia, self._act(self._report()))
        action.outcome = "Trained"
        action.action_done()
        for call in (
            lambda: action.write({"outcome": "More"}), action.unlink, action.action_done,
        ):  # fmt: skip
            with self.assertRaises(UserError):
                call()

    def test_nobody_writes_that_it_is_done(self):
        action = self._act(self._report())
        with self.assertRaises(UserError):
            action.done_at = "2026-06-01 10:00:00"
        with self.assertRaises(UserError):
            self._act(self._report(), done_by_id=self.mia.id)

    def test_a_new_action_asks_for_a_new_check(self):
        nonconformity = self.as_(self.mia, self._report())
        nonconformity.effectiveness = "ineffective"
        self._act(nonconformity)
        self.assertFalse(nonconformity.effectiveness)

    def test_late_is_asked_not_stored(self):
        action = self._act(self._report())
        self.assertFalse(action.is_late)
        with freeze_time("2026-06-23 10:00:00"):
            self.env.invalidate_all()
            self.assertTrue(action.is_late)

    def test_taking_an_open_action_out_takes_its_reminder(self):
        nonconformity = self._report()
        self._act(nonconformity).unlink()
        self.assertFalse(nonconformity.activity_ids)
