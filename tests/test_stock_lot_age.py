from datetime import timedelta

from odoo.service.model import call_kw
from odoo.tests import freeze_time, tagged

from .common_age import TODAY, AgeCase


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
