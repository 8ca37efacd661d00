from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import Form, freeze_time, tagged

from .common_gate import GateCase

TODAY = fields.Date.to_date("2026-06-15")


class AgeCase(GateCase):
    """`lot` and `other` of a perishable product lie on `shelf`; `lot` is to leave first."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._perishable(name="Yoghurt")
        cls.lot = cls._lot(cls.product, "OLD")
        cls.other = cls._lot(cls.product, "NEW")
        for lot in (cls.lot, cls.other):
            cls._stock(cls.product, 10, cls.shelf, lot)

    def _age(self, lot=None, **days):
        """Set dates of a lot as days from today; those not given lie a year ahead."""
        last = days.get("expiration", 365)
        names = {"expiration": 365, "best_before": last, "removal": 365} | days
        vals = {
            f"{name}_day" if name != "retest" else "retest_date": TODAY + timedelta(days=number)
            for name, number in names.items()
        }
        lot = lot or self.lot
        lot.write(vals)
        self.env.flush_all()
        return lot

    def _deliver(self, lot=None, quantity=1, **line):
        """Return a picked delivery of that lot, not validated yet."""
        rows = [(self.product, lot or self.lot, quantity)]
        picking = self._picking(rows, self.shelf, self.customers, "outgoing", self.customer)
        if line:
            picking.move_line_ids.write(line)
        return picking

    def _refused(self, call, *args, words="OLD"):
        with self.assertRaisesRegex(UserError, words) as refused, self.env.cr.savepoint():
            call(*args)
        self.env.invalidate_all()
        return str(refused.exception)

    def _policy(self, name, value, record=None):
        (record or self.company).with_env(self.root)[f"lot_{name}_policy"] = value


@tagged("post_install", "-at_install")
class TestExpired(AgeCase):
    """A lot is expired from the day after its last good day; then it may not leave to people."""

    def test_on_its_last_good_day_it_may_leave(self):
        self._age(expiration=0)
        self._validate(self._deliver())

    def test_the_day_after_it_is_refused_with_what_to_do(self):
        self._age(expiration=-1)
        words = self._refused(self._deliver().button_validate)
        self.assertIn("Lot OLD expired on 06/14/2026. It cannot be delivered.", words)
        self.assertIn("Scrap it, send it back, or move it out of stock", words)
        self.assertIn("or pick another lot: NEW (10 Units", words)

    def test_nobody_passes_by_whatever_they_call(self):
        self._age(expiration=-1)
        picking = self._deliver()
        for env in (self.env, self.env(su=True), self.root):
            self._refused(picking.with_env(env)._action_done)
            self._refused(picking.with_env(env).move_ids._action_done)
            self._refused(picking.with_env(env).move_line_ids._action_done)
        forged = {"context": {"skip_expired": True, "stock_lot_lifecycle_provenance": "x"}}
        self._refused(call_kw, self.env["stock.picking"], "button_validate", [picking.ids], forged)

    def test_a_reason_opens_nothing_that_is_blocked(self):
        self._age(expiration=-1)
        self._refused(self._deliver(override_reason="They said yes").button_validate)

    def test_it_is_not_used_in_productions(self):
        self._age(expiration=-1)
        workshop = self._place("production").with_env(self.env)
        words = self._refused(self._post, self.shelf, workshop, None, self.lot)
        self.assertIn("It cannot be used in a production.", words)

    def test_it_can_always_be_scrapped_returned_moved_and_counted(self):
        self._age(expiration=-1)
        self._scrap(self.lot, 1, self.shelf)
        self._post(self.shelf, self.suppliers, lot=self.lot)
        self._post(self.shelf, self.stock, lot=self.lot)
        self._adjust(self.lot, 3, self.shelf)
        self._post(self.suppliers, self.shelf, lot=self.lot)
        self._post(self.customers, self.shelf, lot=self.lot)

    def test_the_zone_of_the_lots_company_decides(self):
        self._age(expiration=-1)  # until the end of 14 June
        self.company.lot_tz = "America/Los_Angeles"
        self.lot.expiration_day = TODAY - timedelta(days=1)
        with freeze_time("2026-06-15 06:00:00"):  # 14 June there
            self._validate(self._deliver())
        with freeze_time("2026-06-15 07:30:00"):
            self._refused(self._deliver().button_validate)

    def test_a_done_line_is_not_corrected_to_it(self):
        self._age(expiration=-1)
        line = self._validate(self._deliver(self.other)).move_line_ids
        self._refused(line.write, {"lot_id": self.lot.id})
        self._refused(line.write, {"lot_id": self.lot.id, "override_reason": "Typing error"})
        outcome = line.load([".id", "lot_id/.id"], [[str(line.id), str(self.lot.id)]])
        self.assertIn("expired", outcome["messages"][0]["message"])

    def test_a_quality_manager_records_what_already_left(self):
        self._age(expiration=-1)
        line = self._validate(self._deliver(self.other)).move_line_ids
        manager = self.as_("quality_manager", line)
        manager._record_breach("Wrong pallet", {"lot_id": self.lot.id})
        self.assertEqual(self._events(self.lot, "breach").reason, "Wrong pallet")

    def test_the_screen_says_so_before_and_helps_to_go_on(self):
        picking = self._deliver()
        self.assertFalse(picking.block_notice)
        self._age(expiration=-1)
        self.env.invalidate_all()
        self.assertEqual(picking.move_line_ids.block_notice, "Expired")
        self.assertIn("expired on", picking.block_notice)
        picking.action_choose_other_lots()
        self.assertEqual(self._lots_of(picking), {"NEW"})

    def test_core_asks_about_receipts_of_expired_goods_as_ever(self):
        self._age(expiration=-1)
        rows = [(self.product, self.lot, 1)]
        receipt = self._picking(rows, self.suppliers, self.shelf, "incoming", self.supplier)
        self.assertEqual(receipt.button_validate()["res_model"], "expiry.picking.confirmation")


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


@tagged("post_install", "-at_install")
class TestQuantities(AgeCase):
    """Old stock is on hand, but not free for customers, and not available."""

    def _free(self):
        self.env.invalidate_all()
        product = self.product.with_env(self.env)
        return product.qty_available, product.free_qty

    def _available(self):
        self.env.invalidate_all()
        quant = self.lot.quant_ids.filtered("quantity")
        total = self.env["stock.quant"]._read_group(
            [("id", "in", quant.ids)], [], ["available_quantity:sum"]
        )[0][0]
        self.assertEqual(total, sum(quant.mapped("available_quantity")))
        return total

    def test_core_counts_expired_stock_with_a_stale_removal_date_as_free(self):
        self._age(expiration=0, removal=30)
        self.assertEqual(self._free(), (20, 20))
        self._age(expiration=-1, removal=30)
        self.assertEqual(self._free(), (20, 10))
        self.assertEqual(self._available(), 0)

    def test_what_waits_for_a_retest_is_not_free(self):
        self._age(retest=0)
        self.assertEqual(self._free(), (20, 10))
        self.assertEqual(self._available(), 0)
        self._age(retest=1)
        self.assertEqual(self._free(), (20, 20))
        self.assertEqual(self._available(), 10)

    def test_policy_decides_on_the_others(self):
        self._age(best_before=-1)
        self.assertEqual(self._free(), (20, 20))
        self._policy("best_before", "block", self.product)
        self.assertEqual(self._free(), (20, 10))
        self._age(expiration=-1, removal=30)
        self._policy("best_before", "ignore", self.product)
        self._policy("expired", "ignore", self.product)
        self.assertEqual(self._free(), (20, 20))

    def test_nothing_is_taken_out_twice(self):
        self._age(expiration=-1, removal=-1, best_before=-1, retest=-1)
        self._decide(self.lot, self.on_hold)
        self.assertEqual(self._free(), (20, 10))


@tagged("post_install", "-at_install")
class TestProposing(AgeCase):
    """Old lots are not proposed, on any of core's paths."""

    def test_core_takes_the_expired_lot_first_when_a_quantity_is_typed(self):
        self._age(expiration=-1)
        picking = self._draft(quantity=5)
        picking.move_ids.quantity = 5
        self.assertEqual(self._lots_of(picking), {"NEW"})

    def test_core_reserves_expired_lots_for_chained_moves(self):
        output = self._location("Output")
        first = self._picking([(self.product, self.lot, 2)], self.shelf, output, "internal")
        self._validate(first)
        self._age(expiration=-1)
        second = self._draft(quantity=2, source=output)
        second.move_ids.move_orig_ids = first.move_ids
        second.action_assign()
        self.assertFalse(self._lots_of(second))

    def test_core_reserves_a_lot_whose_removal_date_is_stale(self):
        self._age(expiration=-1, removal=30)
        self.assertEqual(self._lots_of(self._assign(quantity=15)), {"NEW"})

    def test_core_reserves_expired_lots_for_late_orders(self):
        self._age(expiration=-1, removal=-1)
        picking = self._draft(quantity=15)
        picking.move_ids.date = "2026-06-01 10:00:00"
        picking.action_assign()
        self.assertEqual(self._lots_of(picking), {"NEW"})

    def test_what_will_be_old_when_it_leaves_is_not_proposed(self):
        self._age(expiration=3, removal=3)
        picking = self._draft(quantity=15)
        picking.move_ids.date = "2026-06-20 10:00:00"
        picking.action_assign()
        self.assertEqual(self._lots_of(picking), {"NEW"})
        self.assertEqual(self._lots_of(self._assign(quantity=5)), {"OLD"})

    def test_immediate_transfers_take_good_lots(self):
        self._age(expiration=-1)
        kind = self.warehouse.out_type_id.id
        with Form(self.env["stock.picking"].with_context(default_picking_type_id=kind)) as form:
            form.partner_id = self.customer
            with form.move_ids.new() as move:
                move.product_id = self.product
                move.quantity = 3
        self.assertEqual(self._lots_of(form.save()), {"NEW"})

    def test_productions_take_good_lots(self):
        if "mrp.production" not in self.env:
            self.skipTest("needs mrp")
        self._age(expiration=-1)
        order = self.root["mrp.production"].create(
            {
                "product_id": self.loose.id,
                "product_qty": 1,
                "bom_id": False,
                "location_src_id": self.shelf.id,
                "move_raw_ids": [
                    Command.create({"product_id": self.product.id, "product_uom_qty": 4})
                ],
            }
        )
        order.action_confirm()
        order.action_assign()
        self.assertEqual(order.move_raw_ids.move_line_ids.lot_id, self.other)
        order.do_unreserve()
        order.qty_producing = 1
        order._set_qty_producing()
        self.assertEqual(order.move_raw_ids.move_line_ids.lot_id, self.other)

    def test_retests_that_are_due_and_removal_days_keep_lots_back(self):
        for days in ({"removal": 0}, {"retest": 0}):
            with self.subTest(days):
                self._age(**days)
                picking = self._assign(quantity=15)
                self.assertEqual(self._lots_of(picking), {"NEW"})
                picking.do_unreserve()

    def test_best_before_keeps_back_only_where_it_blocks(self):
        self._age(best_before=-1)
        self.assertEqual(self._lots_of(self._assign(quantity=15)), {"OLD", "NEW"})
        self.env["stock.picking"].search([]).do_unreserve()
        self._policy("best_before", "block")
        self.assertEqual(self._lots_of(self._assign(quantity=15)), {"NEW"})

    def test_a_chosen_lot_is_found_where_it_lies(self):
        serial = self._perishable(name="Pump", tracking="serial")
        lot = self._lot(serial, "S1")
        self._stock(serial, 1, self.shelf, lot)
        self._age(lot, removal=-1)
        picking = self._draft(quantity=1, product=serial)
        picking.move_ids.lot_ids = lot
        self.assertEqual(picking.move_line_ids.location_id, self.shelf)

    def test_inside_the_house_core_decides(self):
        self._age(expiration=-1, removal=365)
        inner = self._location("Inner")
        picking = self._assign(quantity=15, source=self.shelf, target=inner, code="internal")
        self.assertEqual(self._lots_of(picking), {"OLD", "NEW"})

    def test_what_goes_back_to_the_supplier_may_be_expired(self):
        self._age(expiration=-1, removal=-5)
        picking = self._assign(quantity=15, source=self.shelf, target=self.suppliers)
        self.assertEqual(self._lots_of(picking), {"OLD", "NEW"})
