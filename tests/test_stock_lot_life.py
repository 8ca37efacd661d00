import json
from datetime import timedelta

from odoo.fields import Domain
from odoo.tests import Form, tagged

from odoo.addons.stock_lot_lifecycle.models.stock_lot_gate import ReasonNeededError
from odoo.addons.stock_lot_lifecycle.tools import life_span

from .common_age import TODAY, LifeCase


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

    def test_the_screen_says_so_before_anybody_validates(self):
        rule = self._rule(partner_id=self.chain.id)
        picking = self._to(self.shop)
        self.assertEqual(picking.move_line_ids.block_notice, "Too short-lived")
        self.assertIn("Rule “Retail” asks for 2/3", picking.block_notice)
        rule.policy = "warn"
        picking = self._to(self.shop)
        self.assertEqual(picking.move_line_ids.warn_notice, "Too short-lived")
        self.assertIn("Rule “Retail” asks for 2/3", picking.warn_notice)

    def test_the_first_step_of_a_delivery_is_refused_already(self):
        self._rule(partner_id=self.chain.id)
        output = self._location("Output")
        rows = [(self.product, self.lot, 1)]
        first = self._picking(rows, self.shelf, output, "internal")
        last = self._draft(quantity=1, source=output)
        last.partner_id = self.shop
        first.move_ids.move_dest_ids = last.move_ids
        first.move_ids.location_final_id = self.customers
        self._refused(first.button_validate)

    def test_only_deliveries_and_receipts_are_judged(self):
        self._rule("90", name="Everybody")
        self._rule("90", name="All", movement="receipt", partner_id=self.supplier.id)
        self._relocate(self.lot, 1, self._location("Aside"), self.shelf)
        self._post(self.shelf, self._place("production").with_env(self.env), lot=self.lot)
        self._post(self.shelf, self.suppliers, lot=self.lot)
        self._post(self.customers, self.shelf, lot=self.lot)
        self._scrap(self.lot, 1, self.shelf)
        self._refused(self._post, self.shelf, self.customers, None, self.lot)

    def test_a_rule_of_a_country_counts_for_its_customers(self):
        self._rule(name="Abroad", country_id=self.env.ref("base.fr").id)
        self.shop.with_env(self.root).country_id = self.env.ref("base.fr")
        words = self._refused(self._to(self.shop).button_validate)
        self.assertIn("Rule “Abroad”", words)
        self.shop.with_env(self.root).country_id = self.env.ref("base.de")
        self._validate(self._to(self.shop))

    def test_a_rule_that_has_ended_or_is_another_companys_asks_for_nothing(self):
        rule = self._rule(partner_id=self.chain.id, date_to=TODAY - timedelta(days=1))
        self._validate(self._to(self.shop))
        rule.date_to = False
        self._refused(self._to(self.shop).button_validate)
        rule.sudo().company_id = self._company()
        self._validate(self._to(self.shop))

    def test_a_rule_that_is_taken_back_counts_no_more(self):
        rule = self._rule(partner_id=self.chain.id)
        picking = self._to(self.shop)
        self._refused(picking.button_validate)
        rule.unlink()
        self._validate(picking)

    def test_nobody_passes_by_whatever_they_call(self):
        self._rule(partner_id=self.chain.id)
        picking = self._to(self.shop)
        for env in (self.env, self.env(su=True), self.root):
            for records in (picking, picking.move_ids, picking.move_line_ids):
                self._refused(records.with_env(env)._action_done)
        done = self._validate(self._to(self.shop, self.other)).move_line_ids
        self._refused(done.write, {"lot_id": self.lot.id})

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
