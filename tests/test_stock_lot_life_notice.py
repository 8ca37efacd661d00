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
