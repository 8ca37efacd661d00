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
