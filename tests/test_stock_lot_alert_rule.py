import json

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import MODULE
from .common_alert import AlertCase


@tagged("post_install", "-at_install")
class TestWhichRule(AlertCase):
    """Of the rules that fit, the narrowest count."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Category = cls.root["product.category"]
        cls.outer = Category.create({"name": "Medicines"})
        cls.inner = Category.create({"name": "Injections", "parent_id": cls.outer.id})

    def _rules_of(self, lot):
        self._run()
        return sorted(self._alerts(lot).rule_id.mapped("name"))

    def test_product_before_inner_category_before_outer_before_all(self):
        self._rule(name="All")
        self._rule(name="Outer", categ_id=self.outer.id)
        self._rule(name="Inner", categ_id=self.inner.id)
        special = self._perishable(categ_id=self.inner.id)
        self._rule(name="Product", product_tmpl_id=special.product_tmpl_id.id)
        for product, name in (
            (self.product, "All"),
            (self._perishable(categ_id=self.outer.id), "Outer"),
            (self._perishable(categ_id=self.inner.id), "Inner"),
            (special, "Product"),
        ):
            with self.subTest(name):
                self.assertEqual(self._rules_of(self._in_stock(product=product)), [name])

    def test_rules_of_the_same_width_all_count(self):
        self._rule(name="Buyers", user_ids=self.carl.ids, tells_responsible=False)
        self._rule(name="Quality")
        lot = self._in_stock()
        self.assertEqual(self._rules_of(lot), ["Buyers", "Quality"])
        self.assertEqual(self._activities(lot).user_id, self.carl | self.rita)

    def test_a_companys_own_rule_replaces_the_one_of_all(self):
        second = self._company()
        self._rule(name="All")
        self._rule(name="Second", company_id=second.id)
        lot = self._in_stock()
        self._receive(self.product.with_env(self.root), lot.with_env(self.root),
                      warehouse=self._warehouse_of(second))  # fmt: skip
        self._run()
        found = {(a.company_id, a.rule_id.name) for a in self._alerts(lot)}
        self.assertEqual(found, {(self.company, "All"), (second, "Second")})

    def test_a_rule_that_is_switched_off_tells_nobody_and_replaces_nothing(self):
        self._rule(name="All")
        self._rule(name="Product", product_tmpl_id=self.product.product_tmpl_id.id, is_on=False)
        self.assertEqual(self._rules_of(self._in_stock()), ["All"])

    def test_a_new_rule_looks_at_the_lots_that_are_there(self):
        lot = self._in_stock()
        self._run()
        self.assertEqual(self._rules_of(lot), [])
        self._rule(name="New")
        self.assertEqual(self._rules_of(lot), ["New"])

    def test_a_removed_rule_leaves_the_lots_to_the_wider_one(self):
        self._rule(name="All")
        narrow = self._rule(name="Product", product_tmpl_id=self.product.product_tmpl_id.id)
        lot = self._in_stock()
        self._run()
        narrow.unlink()
        self.env.invalidate_all()
        self.assertEqual(self._rules_of(lot), ["All"])

    def test_a_product_that_changes_its_category_changes_its_rule(self):
        self._rule(name="Outer", categ_id=self.outer.id)
        lot = self._in_stock()
        self.assertEqual(self._rules_of(lot), [])
        self.product.with_env(self.root).categ_id = self.inner
        self.assertEqual(self._rules_of(lot), ["Outer"])

    def test_an_archived_product_in_stock_is_warned_of(self):
        self._rule(name="Outer", categ_id=self.outer.id)
        lot = self._in_stock(product=self._perishable(categ_id=self.outer.id))
        lot.product_id.with_env(self.root).active = False
        self.assertEqual(self._rules_of(lot), ["Outer"])


@tagged("post_install", "-at_install")
class TestRuleTells(AlertCase):
    """Who is told; a rule that could tell nobody is refused."""

    def test_the_shipped_rule_does_what_odoo_did(self):
        self.assertEqual(self.shipped.tier_ids.mapped("date_name"), ["alert_date"])
        self.assertEqual(self.shipped.tier_ids.amount, 0)
        self.assertEqual(self.shipped.channel, "activity")
        self.assertTrue(self.shipped.tells_responsible)
        self.assertFalse(self.shipped.company_id)

    def test_the_responsible_people_and_everybody_with_a_role_are_told(self):
        group = self.root["res.groups"].create(
            {"name": "Expiry team", "user_ids": [Command.set(self.paul.ids)]}
        )
        rule = self._rule(user_ids=self.carl.ids, group_id=group.id)
        told = rule._get_recipients(self.company, self.product.product_tmpl_id)
        self.assertEqual(told, self.rita | self.carl | self.paul)

    def test_who_left_or_works_elsewhere_is_not_told(self):
        rule = self._rule(user_ids=(self.carl | self.paul).ids)
        self.carl.active = False
        other = self._company()
        self.paul.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        told = rule._get_recipients(self.company, self.product.product_tmpl_id)
        self.assertEqual(told, self.rita)

    def test_core_told_a_robot_when_nobody_was_responsible(self):
        """Core defect: the activity went to OdooBot, whom nobody reads."""
        self.product.with_env(self.root).responsible_id = False
        rule = self._rule()
        told = rule._get_recipients(self.company, self.product.product_tmpl_id)
        self.assertEqual(len(told), 1)
        self.assertTrue(told.has_group("stock.group_stock_manager"))
        self.assertFalse(told._is_superuser())

    def test_a_rule_that_tells_nobody_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "tells nobody"):
            self._rule(tells_responsible=False)

    def test_a_rule_that_never_warns_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "never warns"):
            self.Rule.create({"name": "Empty"})

    def test_a_rule_that_escalates_to_nobody_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "escalates to nobody"):
            self._rule(escalate_after=3)

    def test_only_a_lot_administrator_makes_rules(self):
        vals = {"name": "Mine", "tier_ids": self._warnings((30, "expiration_date"))}
        for role in ("warehouse", "stock_manager", "quality_manager", "auditor"):
            with self.assertRaises(AccessError):
                self.as_(role, self.Rule).create(vals)
        made = self.as_("lot_administrator", self.Rule).create(vals)
        made.tier_ids.amount = 20
        made.is_on = False
        made.unlink()

    def test_a_rule_of_one_company_is_not_seen_by_others(self):
        second = self._company()
        rule = self._rule(company_id=second.id)
        mine = self.as_("lot_administrator", self.Rule).search([])
        self.assertNotIn(rule.id, mine.ids)
        tiers = self.as_("lot_administrator", self.env["stock.lot.alert.tier"]).search([])
        self.assertNotIn(rule.tier_ids.id, tiers.ids)

    def test_warnings_say_themselves_in_words(self):
        rule = self._rule(
            (30, "expiration_date"), (0, "use_date"), (25, "expiration_date", "percent")
        )
        self.assertEqual(
            set(rule.tier_ids.mapped("words")),
            {"Expiry date, 30 days before", "Best before", "25% of life left"},
        )


@tagged("post_install", "-at_install")
class TestSendTest(AlertCase):
    """Send test alert: what it says is what is in Odoo's queue."""

    def _test(self, **vals):
        rule = self._rule(user_ids=self.carl.ids, tells_responsible=False, **vals)
        self.as_("lot_administrator", rule).action_send_test()
        return rule.test_result

    def test_a_mail_is_put_into_the_queue_and_the_result_says_so(self):
        result = self._test(channel="mail")
        self.assertEqual(
            result,
            f"Carl: sent to {self.carl.email} at 10:00 AM, in the outgoing queue",
        )
        mail = self.root["mail.mail"].search([("subject", "=", "Test: Rule")])
        self.assertEqual((mail.state, mail.email_to), ("outgoing", self.carl.email_formatted))
        self.assertIn("Nothing expires", mail.body_html)

    def test_both_ways_are_tried(self):
        result = self._test(channel="both")
        self.assertIn("in the outgoing queue, activity made", result)
        todo = self.root["mail.activity"].search([("user_id", "=", self.carl.id)])
        self.assertEqual(todo.summary, "Test: Rule")

    def test_somebody_without_an_address_is_named(self):
        self.carl.email = False
        self.assertEqual(self._test(channel="mail"), "Carl: no e-mail, the person has no address")

    def test_who_is_told_in_case_of_escalation_is_tested_too(self):
        result = self._test(channel="mail", escalate_after=2, escalation_user_ids=self.paul.ids)
        self.assertIn(self.paul.email, result)

    def test_in_place_of_each_products_responsible_the_tester_gets_it(self):
        rule = self._rule(channel="mail")
        self.user["lot_administrator"].with_env(self.root).email = "admin@example.com"
        self.as_("lot_administrator", rule).action_send_test()
        self.assertIn("admin@example.com", rule.test_result)

    def test_a_test_notes_no_alert_and_only_administrators_send_it(self):
        rule = self._rule()
        with self.assertRaises(AccessError):
            self.as_("warehouse", rule).action_send_test()
        self.as_("lot_administrator", rule).action_send_test()
        self.assertFalse(self._alerts())

    def test_a_job_that_is_switched_off_is_said(self):
        rule = self._rule()
        self.assertIn("every hour", rule.job_notice)
        self.root.ref(f"{MODULE}.stock_lot_alert_cron").active = False
        self.env.invalidate_all()
        self.assertIn("switched off: nobody is told", rule.job_notice)


@tagged("post_install", "-at_install")
class TestRulesInTheLedger(AlertCase):
    """Who changes who is warned of what stands in the ledger."""

    def setUp(self):
        super().setUp()
        self.rule = self.as_("lot_administrator", self._rule((30, "expiration_date")))
        self.told = self._events()

    def _events(self):
        return self.root["stock.lot.event"].search([("kind", "=", "policy")], order="id")

    def _new(self):
        new = self._events() - self.told
        self.told |= new
        return [(json.loads(event.payload)["old"], json.loads(event.payload)["new"])
                for event in new]  # fmt: skip

    def test_a_rule_switched_off_is_told_once_with_its_company(self):
        second = self._company()
        rule = self._rule(company_id=second.id, name="Second")
        self._new()
        rule.write({"is_on": False, "name": "Renamed"})
        self.assertEqual(self._events()[-1].company_id, second)
        self.assertEqual(self._new(), [({"is_on": True}, {"is_on": False})])

    def test_whom_it_tells_is_told_by_name(self):
        self.rule.user_ids = self.carl
        [(old, new)] = self._new()
        self.assertEqual((old["user_ids"], new["user_ids"][0]["name"]), ([], "Carl"))

    def test_a_warning_changed_added_and_taken_away_is_told(self):
        tier = self.rule.tier_ids
        self.rule.write({"tier_ids": [Command.update(tier.id, {"amount": 10})]})
        tier.create({"rule_id": self.rule.id, "amount": 5})
        tier.unlink()
        words = [[one["name"] for one in new["tier_ids"]] for _old, new in self._new()]
        ten, five = "Expiry date, 10 days before", "Expiry date, 5 days before"
        self.assertEqual(words, [[ten], [ten, five], [five]])

    def test_a_rule_deleted_leaves_what_it_was(self):
        self.rule.unlink()
        olds = [old for old, _new in self._new()]
        self.assertEqual(olds[0], {"is_on": True})
        self.assertEqual(olds[1]["tier_ids"][0]["name"], "Expiry date, 30 days before")

    def test_what_nobody_is_told_differently_by_is_not_told(self):
        self.rule.write({"sequence": 3})
        self.rule.tier_ids.write({"amount": 30})
        self.assertEqual(self._new(), [])
