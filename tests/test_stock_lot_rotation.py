import json

from odoo.tests import tagged

from odoo.addons.stock_lot_lifecycle.models.stock_lot_gate import ReasonNeededError

from .common_age import FefoCase


@tagged("post_install", "-at_install")
class TestChoosing(FefoCase):
    """Another lot than the first to leave needs a reason, where policy says so."""

    def test_it_is_free_unless_policy_asks(self):
        self._validate(self._deliver(self.other))
        self._policy("rotation", "warn")
        with self.assertRaisesRegex(ReasonNeededError, "OLD in Shelf is to be removed earlier"):
            self._deliver(self.other)._action_done()
        self._policy("rotation", "free", self.category)
        self._validate(self._deliver(self.other))

    def test_the_reason_is_an_event_of_its_own(self):
        self._policy("rotation", "warn", self.category)
        picking = self._deliver(self.other)
        self.assertEqual(picking.move_line_ids.warn_notice, "Not the first to expire")
        picking.move_line_ids._answer_warnings("Pallet in front")
        self._validate(picking)
        event = self._events(self.other, "rotation_override")
        self.assertEqual(event.reason, "Pallet in front")
        self.assertEqual(json.loads(event.payload)["passed"][0]["lot"], "OLD")
        self.assertIn("Left before OLD", event.summary)

    def test_the_first_to_leave_is_not_asked_about(self):
        self._policy("rotation", "warn")
        self._validate(self._deliver(self.lot))

    def test_earlier_lots_that_cannot_leave_do_not_count(self):
        self._policy("rotation", "warn")
        self._decide(self.lot, self.on_hold)
        self._validate(self._deliver(self.other))
        self._decide(self.lot, self.released)
        held = self._assign(quantity=10)
        self.assertEqual(self._lots_of(held), {"OLD"})
        self._validate(self._deliver(self.other))

    def test_earlier_lots_elsewhere_do_not_count(self):
        self._policy("rotation", "warn")
        aside = self._location("Aside")
        self._more("SOON", 5, place=aside)
        picking = self._picking(
            [(self.product, self.lot, 1)], self.shelf, self.customers, "outgoing"
        )
        self._validate(picking)

    def test_the_same_day_is_no_other_choice(self):
        self._policy("rotation", "warn")
        self._more("SAME", 20, in_date="2026-01-01 00:00:00")
        self._validate(self._deliver(self.lot))

    def test_other_strategies_are_not_asked_about(self):
        self._policy("rotation", "warn")
        self.category.removal_strategy_id = False
        self._validate(self._deliver(self.other))

    def test_corrections_of_what_is_done_are_not_asked_about(self):
        self._policy("rotation", "warn")
        line = self._validate(self._deliver(self.lot)).move_line_ids
        line.lot_id = self.other
        self.assertEqual(line.lot_id, self.other)
