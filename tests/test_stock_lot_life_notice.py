from datetime import timedelta

from odoo.tests import Form, tagged

from .common_age import TODAY, LifeCase


@tagged("post_install", "-at_install")
class TestLifeOnScreen(LifeCase):
    """The lot says whom rules keep it from, and is tested against a customer."""

    def test_the_form_names_the_rule_and_counts_customers(self):
        self.assertFalse(self.lot.life_notice)
        self._rule(partner_id=self.chain.id)
        self._rule(partner_id=self.customer.id)
        self.env.invalidate_all()
        self.assertEqual(self.lot.life_notice, "Customer rule “Retail” excludes 2 customers.")
        self.assertFalse(self.other.life_notice)

    def test_the_most_specific_rule_of_a_customer_is_meant(self):
        self._rule(partner_id=self.chain.id)
        self._rule("1", name="Soft", partner_id=self.chain.id, product_id=self.product.id)
        self.env.invalidate_all()
        self.assertFalse(self.lot.life_notice)

    def test_countries_and_everybody_are_named(self):
        self._rule(name="EU", country_id=self.env.ref("base.de").id)
        self._rule(name="House")
        self.env.invalidate_all()
        self.assertIn("Rule “EU” excludes customers in Germany.", self.lot.life_notice)
        self.assertIn("Rule “House” excludes customers without a rule", self.lot.life_notice)

    def test_a_lot_is_tested_against_a_customer(self):
        self._rule(partner_id=self.chain.id)
        action = self.lot.action_test_for_customer()
        test = Form(self.env["stock.lot.life.test"].with_context(**action["context"]))
        test.partner_id = self.shop
        self.assertEqual(test.verdict, "block")
        self.assertIn("2/3 of its life: 67 of 100 days", test.rule_words)
        self.assertIn("40 days left on 06/15/2026", test.reason_words)
        self.assertIn("NEW", test.other_words)
        test.partner_id = self.customer
        self.assertEqual(test.verdict, "pass")
        test.day = TODAY + timedelta(days=60)
        self.assertEqual(test.verdict, "block")
        self.assertIn("expired on 07/25/2026", test.reason_words)

    def test_a_block_is_told_too(self):
        self._decide(self.lot, self.on_hold)
        reasons, _rule, _others = self.lot._test_for(self.customer, TODAY)
        self.assertEqual([reason.code for reason in reasons], ["disposition"])

    def test_a_reason_that_would_do_is_said_as_such(self):
        self._rule(partner_id=self.chain.id, policy="warn")
        test = self._test(self.lot, self.shop)
        self.assertEqual(test.verdict, "warn")
        self.lot.best_before_day = TODAY - timedelta(days=1)
        test = self._test(self.other, self.shop)
        self.assertEqual((test.verdict, test.reason_words), ("pass", ""))

    def test_without_a_rule_and_another_lot_it_says_so(self):
        test = self._test(self.lot, self.customer)
        self.assertIn("No rule", test.rule_words)
        self._decide(self.other, self.on_hold)
        test = self._test(self.lot, self.customer)
        self.assertIn("No other lot", test.other_words)

    def _test(self, lot, partner):
        return self.env["stock.lot.life.test"].create(
            {"lot_id": lot.id, "partner_id": partner.id, "day": TODAY}
        )

    def test_empty_and_endless_lots_say_nothing(self):
        self._rule(partner_id=self.chain.id)
        empty = self._lot(self.product, "EMPTY", expiration_day=TODAY + timedelta(days=5))
        self.lot.expiration_day = False
        self.env.invalidate_all()
        self.assertFalse(empty.life_notice or self.lot.life_notice)

    def test_rules_of_other_companies_and_goods_are_not_told(self):
        second = self._company()
        self._rule(partner_id=self.chain.id).sudo().company_id = second
        self._rule(name="Other goods", product_id=self.loose.id)
        self.env.invalidate_all()
        self.assertFalse(self.lot.life_notice)
