from odoo.tests import tagged

from .common_age import AgeCase


@tagged("post_install", "-at_install")
class TestPolicies(AgeCase):
    """What passing a date means: the product's word, else the category's, else the company's."""

    def test_best_before_asks_a_reason_expired_blocks_by_default(self):
        self.assertEqual(self.company.lot_expired_policy, "block")
        self.assertEqual(self.company.lot_best_before_policy, "warn")
        second = self._company()
        self.assertEqual(second.lot_expired_policy, "block")

    def test_the_nearest_word_counts(self):
        product = self.product
        group = self.root["product.category"].create({"name": "Fresh"})
        inner = self.root["product.category"].create({"name": "Milk", "parent_id": group.id})
        product.with_env(self.root).categ_id = inner
        read = lambda: product._get_lot_policy("lot_expired_policy")  # noqa: E731
        self._policy("expired", "warn")
        self.assertEqual(read(), "warn")
        self._policy("expired", "ignore", group)
        self.assertEqual(read(), "ignore")
        self._policy("expired", "block", inner)
        self.assertEqual(read(), "block")
        self._policy("expired", "warn", product)
        self.assertEqual(read(), "warn")

    def test_each_company_has_its_own_word(self):
        second = self._company()
        self._policy("expired", "warn", self.product)
        own = self.product.with_env(self.root).with_company(second)
        self.assertEqual(own._get_lot_policy("lot_expired_policy"), "block")

    def test_expired_goods_leave_with_a_reason_where_policy_says_so(self):
        self._policy("expired", "warn", self.product)
        self._age(expiration=-1)
        self._refused(self._deliver()._action_done, words="with a reason")
        self._validate(self._deliver(override_reason="For the museum"))
        self.assertEqual(self._events(self.lot, "age_override").reason, "For the museum")

    def test_where_expiry_is_ignored_nothing_is_asked(self):
        self._policy("expired", "ignore", self.product)
        self._policy("best_before", "ignore")
        self._age(expiration=-1, removal=-5, best_before=-9)
        self.assertEqual(self._lots_of(self._assign(quantity=15)), {"OLD", "NEW"})
        self.env["stock.picking"].search([]).do_unreserve()
        self._validate(self._deliver())
        self.assertFalse(self._events(self.lot, "age_override"))

    def test_best_before_can_block_or_mean_nothing(self):
        self._age(best_before=-1)
        self._policy("best_before", "block")
        self._refused(self._deliver().button_validate, words="was best before 06/14/2026")
        self._policy("best_before", "ignore")
        self._validate(self._deliver())

    def test_the_removal_day_asks_a_reason_from_that_day_on(self):
        self._age(removal=1)
        self._validate(self._deliver())
        self._age(removal=0)
        self._refused(self._deliver()._action_done, words="taken out of stock since 06/15/2026")

    def test_a_retest_that_is_due_blocks_until_a_new_date_is_set(self):
        self._age(retest=0)
        self._refused(self._deliver().button_validate, words="due for a retest")
        self._age(retest=1)
        self._validate(self._deliver())

    def test_a_changed_policy_is_an_event(self):
        as_admin = self.as_("stock_manager", self.product.product_tmpl_id)
        as_admin.sudo().lot_expired_policy = "warn"
        self.assertIn("lot_expired_policy", self._last_policy().payload)
        self.company.lot_best_before_policy = "block"
        self.assertIn("lot_best_before_policy", self._last_policy().payload)

    def _last_policy(self):
        events = self.root["stock.lot.event"]
        return events.search([("kind", "=", "policy")], limit=1, order="id desc")
