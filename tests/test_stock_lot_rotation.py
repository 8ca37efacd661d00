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

    def test_who_takes_all_of_the_first_takes_the_next_without_a_reason(self):
        self._policy("rotation", "warn")
        rows = [(self.product, self.lot, 10), (self.product, self.other, 2)]
        picking = self._picking(rows, self.shelf, self.customers, "outgoing")
        self._validate(picking)

    def test_earlier_lots_that_break_the_customers_rule_do_not_count(self):
        self._policy("rotation", "warn")
        self.as_("lot_administrator", self.env["stock.lot.life.rule"]).create(
            {"name": "Retail", "minimum": "30", "partner_id": self.customer.id}
        )
        self._validate(self._deliver(self.other))

    def test_endless_lots_come_after_those_that_are_removed(self):
        self._policy("rotation", "warn")
        salt = self._more("SALT", None)
        with self.assertRaisesRegex(ReasonNeededError, "OLD in Shelf is to be removed earlier"):
            self._deliver(salt)._action_done()

    def test_moves_inside_and_scrap_are_not_asked_about(self):
        self._policy("rotation", "warn")
        self._relocate(self.other, 2, self._location("Aside"), self.shelf)
        self._scrap(self.other, 1, self.shelf)

    def test_productions_are_asked_about_too(self):
        self._policy("rotation", "warn")
        workshop = self._place("production").with_env(self.env)
        with self.assertRaisesRegex(ReasonNeededError, "OLD in Shelf is to be removed earlier"):
            self._post(self.shelf, workshop, lot=self.other)

    def test_each_company_has_its_own_word(self):
        category = self.category.with_env(self.root)
        category.with_company(self._company()).lot_rotation_policy = "warn"
        self._validate(self._deliver(self.other))
        category.lot_rotation_policy = "warn"
        with self.assertRaises(ReasonNeededError):
            self._deliver(self.other)._action_done()

    def test_many_lines_cost_no_more_queries_than_few(self):
        self._policy("rotation", "warn")
        counts = []
        for size in (3, 40):
            product = self._perishable(name=f"Many {size}", categ_id=self.category.id)
            lots = [self._lot(product, f"M{number}") for number in range(size)]
            for lot in lots:
                self._stock(product, 2, self.shelf, lot)
            rows = [(product, lot, 1) for lot in lots]
            picking = self._picking(rows, self.shelf, self.customers, "outgoing", self.customer)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            picking.sudo().move_line_ids._get_refusals()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLess(counts[1] - counts[0], 5)  # of 37 lines more
