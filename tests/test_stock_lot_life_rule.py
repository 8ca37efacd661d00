from datetime import timedelta

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from odoo.addons.stock_lot_lifecycle.tools import life_span

from .common_age import TODAY, LifeCase


@tagged("post_install", "-at_install")
class TestLifeRules(LifeCase):
    """Which rule counts, and what it may say."""

    def test_only_a_life_can_be_asked_for(self):
        for wrong in ("", "soon", "0", "0.66", "5/4", "2/0", "101 %", "-3"):
            with self.subTest(wrong), self.assertRaises(ValidationError), self.env.cr.savepoint():
                self._rule(wrong or " ")
        for right in ("30", "30 days", "66 %", "66,5%", "2/3", " 2 / 3 "):
            self.assertTrue(life_span.parse(right))

    def test_who_comes_before_what_and_the_nearest_first(self):
        country = self.env.ref("base.de")
        self.chain.with_env(self.root).country_id = country
        category = self.root["product.category"].create({"name": "Milk"}).id
        self.product.with_env(self.root).categ_id = category
        self._rule(name="anybody, anything")
        self.assertEqual(self._find(self.shop), "anybody, anything")
        self._rule(name="anybody, product", product_id=self.product.id)
        self.assertEqual(self._find(self.shop), "anybody, product")
        self._rule(name="country", country_id=country.id)
        self.assertEqual(self._find(self.shop), "country")
        self._rule(name="chain", partner_id=self.chain.id)
        self.assertEqual(self._find(self.shop), "chain")
        self._rule(name="chain, category", partner_id=self.chain.id, categ_id=category)
        self.assertEqual(self._find(self.shop), "chain, category")
        self._rule(name="chain, product", partner_id=self.chain.id, product_id=self.product.id)
        self.assertEqual(self._find(self.shop), "chain, product")
        self._rule(name="shop", partner_id=self.shop.id)
        self.assertEqual(self._find(self.shop), "shop")
        self.assertEqual(self._find(self.chain), "chain, product")
        self.assertEqual(self._find(self.customer), "anybody, product")

    def test_the_nearest_category_counts(self):
        root = self.root["product.category"]
        outer = root.create({"name": "Food"})
        inner = root.create({"name": "Milk", "parent_id": outer.id})
        self.product.with_env(self.root).categ_id = inner
        self._rule(name="outer", categ_id=outer.id)
        self.assertEqual(self._find(), "outer")
        self._rule(name="inner", categ_id=inner.id)
        self.assertEqual(self._find(), "inner")

    def test_each_company_has_its_own_and_they_come_first(self):
        second = self._company()
        self._rule(name="all", company_id=False)
        self.assertEqual(self._find(company=second), "all")
        self._rule(name="own")
        self.assertEqual(self._find(), "own")
        self.assertEqual(self._find(company=second), "all")

    def test_a_rule_counts_from_its_first_day_to_its_last(self):
        self._rule(date_from=TODAY, date_to=TODAY + timedelta(days=2))
        for shift, expected in ((-1, None), (0, "Retail"), (2, "Retail"), (3, None)):
            self.assertEqual(self._find(day=TODAY + timedelta(days=shift)), expected)

    def test_two_rules_for_the_same_at_the_same_time_are_refused(self):
        self._rule(date_to=TODAY)
        with self.assertRaisesRegex(ValidationError, "Retail"), self.env.cr.savepoint():
            self._rule(name="again", date_from=TODAY)
        self._rule(name="later", date_from=TODAY + timedelta(days=1))
        self._rule(name="supplier", movement="receipt")

    def test_a_rule_is_for_one_kind_of_customer_and_goods(self):
        category = self.root["product.category"].create({"name": "Milk"})
        for both in (
            {"partner_id": self.chain.id, "country_id": self.env.ref("base.de").id},
            {"product_id": self.product.id, "categ_id": category.id},
        ):
            with self.assertRaisesRegex(ValidationError, "one customer or for a country"):
                self._rule(**both)

    def test_rules_are_imported_by_odoos_own_import(self):
        names = ["name", "partner_id", "product_id", "minimum", "policy", "date_to"]
        rows = [
            ["Imported", "Retail", "Yoghurt", "2/3", "Ask for a reason", "2027-01-31"],
            ["For all", "", "", "30", "Refuse it", ""],
        ]
        outcome = self.rules.load(names, rows)
        self.assertFalse(outcome["messages"])
        self.assertEqual(self._find(self.shop), "Imported")
        self.assertEqual(self._find(), "For all")
        wrong = self.rules.load(["name", "minimum"], [["Wrong", "soon"]])
        self.assertIn("says no remaining life", wrong["messages"][0]["message"])

    def test_only_the_administrator_makes_rules_and_changes_are_events(self):
        rule = self._rule()
        for role in ("warehouse", "stock_manager", "quality_manager", "auditor"):
            with self.assertRaises(AccessError):
                self.as_(role, rule).write({"minimum": "1"})
        rule.minimum = "30"
        event = self.root["stock.lot.event"].search(
            [("kind", "=", "policy")], order="id desc", limit=1
        )
        self.assertIn('"minimum":"30"', event.payload.replace(" ", ""))

    def test_other_companies_see_no_rules_of_ours(self):
        rule = self._rule()
        stranger = self._user_of(self._company())
        self.assertFalse(self.as_(stranger, self.rules).search([("id", "=", rule.id)]))
