import json
from datetime import timedelta

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from odoo.tests import Form, tagged

from odoo.addons.stock_lot_lifecycle.models.stock_lot_gate import ReasonNeededError
from odoo.addons.stock_lot_lifecycle.tools import life_span

from .test_stock_lot_age import TODAY, AgeCase


class LifeCase(AgeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.as_("lot_administrator", cls.env["stock.lot.life.rule"])
        # 100 days of life; OLD has 40 left, NEW 80
        for lot, left in ((cls.lot, 40), (cls.other, 80)):
            lot.write(
                {
                    "production_date": TODAY - timedelta(days=100 - left),
                    "expiration_day": TODAY + timedelta(days=left),
                    "best_before_day": TODAY + timedelta(days=left),
                    "removal_day": TODAY + timedelta(days=left),
                }
            )
        cls.chain = cls._partner("Retail", is_company=True)
        cls.shop = cls._partner("Retail, shop 7", parent_id=cls.chain.id, type="delivery")

    def _rule(self, minimum="2/3", name="Retail", **vals):
        return self.rules.create({"name": name, "minimum": minimum, **vals})

    def _find(self, partner=None, movement="delivery", company=None, day=TODAY):
        found = self.rules._find(
            movement, partner or self.customer, self.product, company or self.company, day
        )
        return found.name or None


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


@tagged("post_install", "-at_install")
class TestLifeAtTheGate(LifeCase):
    """Rules count at reservation, picking, shipment and receipt; the message names them."""

    def _to(self, partner, lot=None, quantity=1):
        rows = [(self.product, lot or self.lot, quantity)]
        return self._picking(rows, self.shelf, self.customers, "outgoing", partner)

    def test_what_is_too_short_lived_is_refused_by_name(self):
        self._rule(partner_id=self.chain.id)
        words = self._refused(self._to(self.shop).button_validate)
        self.assertIn("Lot OLD expires on 07/25/2026: 40 days left on 06/15/2026.", words)
        self.assertIn("Rule “Retail” asks for 2/3 of its life: 67 of 100 days.", words)
        self.assertIn("Pick another lot: NEW", words)
        self._validate(self._to(self.customer))

    def test_exactly_enough_is_enough(self):
        rule = self._rule("40 %", partner_id=self.chain.id)
        self._validate(self._to(self.shop))
        for minimum in ("41", "41 %", "41/100"):
            rule.minimum = minimum
            self._refused(self._to(self.shop).button_validate)
        rule.minimum = "40"
        self._validate(self._to(self.shop))

    def test_a_rule_can_ask_for_a_reason_which_is_an_event(self):
        rule = self._rule(partner_id=self.chain.id, policy="warn")
        picking = self._to(self.shop)
        with self.assertRaises(ReasonNeededError), self.env.cr.savepoint():
            picking._action_done()
        picking.move_line_ids._answer_warnings("They know")
        self._validate(picking)
        event = self._events(self.lot, "age_override")
        passed = json.loads(event.payload)["passed"][0]
        self.assertEqual((passed["rule"]["id"], passed["left"], passed["asked"]), (rule.id, 40, 67))
        self.assertIn("“Retail”", event.summary)

    def test_it_is_not_reserved_on_any_path(self):
        self._rule(partner_id=self.chain.id, policy="warn")
        picking = self._draft(quantity=15)
        picking.partner_id = self.shop
        picking.action_assign()
        self.assertEqual(self._lots_of(picking), {"NEW"})
        picking.do_unreserve()
        picking.move_ids.quantity = 5
        self.assertEqual(self._lots_of(picking), {"NEW"})
        picking.move_ids.quantity = 0
        self.assertEqual(self._lots_of(self._assign(quantity=15)), {"OLD", "NEW"})

    def test_the_step_before_looks_at_the_last_customer(self):
        self._rule(partner_id=self.chain.id)
        output = self._location("Output")
        first = self._draft(quantity=15, target=output, code="internal")
        last = self._draft(quantity=15, source=output)
        last.partner_id = self.shop
        first.move_ids.move_dest_ids = last.move_ids
        first.move_ids.location_final_id = self.customers
        first.action_assign()
        self.assertEqual(self._lots_of(first), {"NEW"})

    def test_the_planned_day_counts_for_reserving(self):
        self._rule("60", partner_id=self.chain.id)
        picking = self._draft(quantity=15)
        picking.partner_id = self.shop
        picking.move_ids.date = "2026-07-15 10:00:00"  # NEW has 50 days left then
        picking.action_assign()
        self.assertFalse(self._lots_of(picking))

    def test_suppliers_deliver_no_short_lived_goods(self):
        self._rule("50", name="Fresh", movement="receipt", partner_id=self.supplier.id)
        rows = [(self.product, self.lot, 1)]
        receipt = self._picking(rows, self.suppliers, self.shelf, "incoming", self.supplier)
        words = self._refused(receipt.button_validate)
        self.assertIn("Rule “Fresh” asks for 50. It cannot be received.", words)
        other = self._picking(rows, self.suppliers, self.shelf, "incoming", self.customer)
        self._validate(other)

    def test_numbers_that_are_only_typed_are_judged_too(self):
        rule = self._rule("50", name="Fresh", movement="receipt", policy="warn")
        rows = [(self.product, "TYPED", 1)]
        receipt = self._picking(rows, self.suppliers, self.shelf, "incoming", self.supplier)
        receipt.move_line_ids.expiration_date = TODAY + timedelta(days=30)
        action = receipt.button_validate()
        self.assertEqual(action["res_model"], "stock.lot.override")
        wizard = Form(self.env["stock.lot.override"].with_context(**action["context"]))
        self.assertIn("TYPED", wizard.notice)
        wizard.reason = "Half price"
        wizard.save().action_pass()
        self.assertEqual(receipt.state, "done")
        event = self._events(receipt.move_line_ids.lot_id, "age_override")
        self.assertEqual(event.reason, "Half price")
        rule.policy = "block"
        second = self._picking(
            [(self.product, "TYPED2", 1)], self.suppliers, self.shelf, "incoming", self.supplier
        )
        second.move_line_ids.expiration_date = TODAY + timedelta(days=30)
        self._refused(second.button_validate, words="TYPED2")

    def test_a_share_of_a_life_nobody_knows_is_not_met(self):
        self._rule(partner_id=self.chain.id)
        self.lot.production_date = False
        self.product.with_env(self.root).expiration_time = 0
        words = self._refused(self._to(self.shop).button_validate)
        self.assertIn("which nobody knows: it has no manufacturing date", words)

    def test_without_a_manufacturing_date_the_products_shelf_life_counts(self):
        self._rule(partner_id=self.chain.id)
        self.lot.production_date = False
        self.product.with_env(self.root).expiration_time = 50
        self._validate(self._to(self.shop))

    def test_what_does_not_expire_passes(self):
        self._rule(partner_id=self.chain.id)
        self.lot.write({"expiration_day": False})
        self._validate(self._to(self.shop))

    def test_the_database_and_python_agree(self):
        lots = self.env["stock.lot"]
        product = self.product
        for number, (left, total) in enumerate(
            [(10, 30), (20, 30), (21, 30), (None, None), (15, None), (0, 10), (-1, 10), (30, 30)]
        ):
            vals = {"expiration_day": left is not None and TODAY + timedelta(days=left)}
            if total:
                vals["production_date"] = TODAY + timedelta(days=left - total)
            lots |= self._lot(product, f"A{number}", **vals)
            if left is None:
                lots[-1].expiration_day = False
        self.env.flush_all()
        for zone in ("UTC", "Asia/Tokyo", "America/New_York"):
            self._company(f"In {zone}", zone)
            for minimum in ("2/3", "100 %", "15", "33 %", "1"):
                span = life_span.parse(minimum)
                domain = lots._domain_life(span, product)
                with self.subTest(zone=zone, minimum=minimum):
                    found = lots.search(domain & Domain("id", "in", lots.ids))
                    self.assertEqual(set(found), set(lots.filtered_domain(domain)))

    def test_many_lines_cost_no_more_queries_than_few(self):
        self._rule(partner_id=self.chain.id)
        counts = []
        for size in (2, 40):
            product = self._perishable(name=f"Many {size}")
            rows = []
            for number in range(size):
                lot = self._lot(product, f"M{number}", production_date=TODAY)
                self._stock(product, 1, self.shelf, lot)
                rows.append((product, lot, 1))
            picking = self._picking(rows, self.shelf, self.customers, "outgoing", self.shop)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            picking.sudo().move_line_ids._get_refusals()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])


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
