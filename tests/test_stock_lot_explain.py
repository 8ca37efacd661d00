from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_age import FefoCase


@tagged("post_install", "-at_install")
class TestExplaining(FefoCase):
    """Why this lot: every candidate in its order, with the reason."""

    def _explained(self, line):
        action = line.action_explain()
        why = self.env["stock.lot.why"].browse(action["res_id"])
        return {row.lot_name: (row.state, row.why) for row in why.candidate_ids}, why

    def test_every_candidate_has_its_reason(self):
        self._more("BAD", 10)
        self._decide(self.env["stock.lot"].search([("name", "=", "BAD")]), self.on_hold)
        self._more("GONE", -3)
        self._more("HELD", 15)
        self._assign(quantity=10)
        picking = self._assign(quantity=5)
        rows, why = self._explained(picking.move_line_ids)
        self.assertEqual(rows["OLD"], ("taken", "This line takes it."))
        self.assertEqual(rows["BAD"], ("out", "Blocked: On hold"))
        self.assertIn("expired on 06/12/2026", rows["GONE"][1])
        self.assertEqual(rows["HELD"], ("out", "Reserved for other transfers."))
        self.assertEqual(
            rows["NEW"], ("after", "To be removed 07/25/2026, the taken one 07/05/2026.")
        )
        self.assertIn("First expired, first out", why.order_words)
        self.assertFalse(why.more_words)

    def test_rules_of_the_customer_are_named(self):
        self.as_("lot_administrator", self.env["stock.lot.life.rule"]).create(
            {"name": "Retail", "minimum": "30", "partner_id": self.customer.id}
        )
        picking = self._draft(quantity=5)
        picking.partner_id = self.customer
        picking.action_assign()
        rows, _why = self._explained(picking.move_line_ids)
        self.assertEqual(rows["NEW"][0], "taken")
        self.assertEqual(rows["OLD"][0], "out")
        self.assertIn("Rule “Retail” asks for 30", rows["OLD"][1])

    def test_a_lot_that_was_passed_over_is_shown_as_earlier(self):
        rows, _why = self._explained(self._deliver(self.other).move_line_ids)
        self.assertEqual(rows["OLD"][0], "before")

    def test_other_strategies_are_explained_too(self):
        self.category.removal_strategy_id = False
        self.lot.quant_ids.sudo().in_date = "2026-01-01 10:00:00"
        rows, why = self._explained(self._assign(quantity=5).move_line_ids)
        self.assertEqual(rows["OLD"][0], "taken")
        self.assertEqual(rows["NEW"][0], "after")
        self.assertIn("Came in", rows["NEW"][1])
        self.assertIn("First in, first out", why.order_words)

    def test_the_latest_first_is_explained_as_such(self):
        self.category.removal_strategy_id = self.env.ref("stock.removal_lifo")
        self.other.quant_ids.sudo().in_date = "2026-06-20 10:00:00"
        rows, why = self._explained(self._assign(quantity=5).move_line_ids)
        self.assertEqual((rows["NEW"][0], rows["OLD"][0]), ("taken", "after"))
        self.assertIn("Last in, first out", why.order_words)

    def test_each_tie_break_is_named_by_what_decided(self):
        same = "2026-06-15 10:00:00"
        self.lot.quant_ids.sudo().in_date = same
        package = self.root["stock.package"].create({"name": "BOX"})
        self._more("LATER", 20, in_date="2026-06-16 10:00:00")
        self._more("BOXED", 20, in_date=same, package_id=package.id)
        self._more("MORE", 20, quantity=50, in_date=same)
        self._more("EQUAL", 20, in_date=same)
        rows, _why = self._explained(self._assign(quantity=5).move_line_ids)
        self.assertEqual(rows["LATER"][1], "Came in 06/16/2026, the taken one 06/15/2026.")
        self.assertEqual(rows["BOXED"], ("after", "It is packed: loose goods leave first."))
        self.assertEqual(rows["MORE"], ("after", "The smaller rest leaves first."))
        self.assertEqual(rows["OLD"][0], "taken")

    def test_endless_lots_are_said_to_be_removed_never(self):
        self._more("SALT", None)
        rows, _why = self._explained(self._assign(quantity=5).move_line_ids)
        self.assertEqual(rows["SALT"], ("after", "To be removed never, the taken one 07/05/2026."))

    def test_goods_in_a_blocked_place_are_left_out(self):
        hold = self._location("Hold")
        self._more("HERE", 10, place=hold)
        self._block(hold, self.quarantine)
        rows, _why = self._explained(self._assign(quantity=5).move_line_ids)
        self.assertEqual(rows["HERE"], ("out", "Blocked: Quarantine"))

    def test_of_much_stock_the_first_places_and_the_taken_one_are_shown(self):
        for number in range(64):
            self._more(f"S{number}", 10)
        rows, why = self._explained(self._deliver(self.other).move_line_ids)
        self.assertEqual(len(why.candidate_ids), 61)
        self.assertEqual(rows["NEW"][0], "taken")
        self.assertEqual(why.more_words, "5 more come later.")

    def test_the_planned_day_counts_as_it_does_for_reserving(self):
        picking = self._draft(quantity=5)
        picking.move_ids.date = "2026-07-10 10:00:00"  # OLD is to be removed five days before
        picking.action_assign()
        rows, _why = self._explained(picking.move_line_ids)
        self.assertEqual(rows["NEW"][0], "taken")
        self.assertEqual(rows["OLD"][0], "out")
        self.assertIn("expired on 07/05/2026", rows["OLD"][1])

    def test_others_than_stock_users_are_told_nothing(self):
        line = self._assign(quantity=5).move_line_ids
        for role in ("employee", "portal"):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self.as_(role, line).action_explain()
