from datetime import date, datetime, timedelta

from odoo.exceptions import ValidationError
from odoo.tests import Form, freeze_time, tagged

from .common import LotCase

DAYS = ("expiration_day", "best_before_day", "removal_day", "alert_day")


@tagged("post_install", "-at_install")
class TestFlowCoreDates(LotCase):
    """What Odoo alone gets wrong about dates, one test each: all fail without the add-on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # 100 days of life; best before 30, removal 20, alert 40 days before
        cls.product = cls._perishable()
        cls.lot = cls._lot(cls.product, "L1", expiration_day="2026-12-31")

    def _assert_moved(self, lot, last="2027-01-10"):
        """Assert that all four dates stand as far from each other as before."""
        day = date.fromisoformat(last)
        expected = [day - timedelta(days) for days in (0, 30, 20, 40)]
        self.assertEqual([lot[name] for name in DAYS], expected)

    def test_core_leaves_three_of_four_dates_stale_on_write(self):
        self.lot.write({"expiration_date": "2027-01-10 12:00:00"})
        self._assert_moved(self.lot)

    def test_core_leaves_three_of_four_dates_stale_in_a_multi_edit(self):
        other = self._lot(self.product, "L2", expiration_day="2026-11-30")
        lots = self.lot | other
        lots.web_save({"expiration_date": "2027-01-10 12:00:00"}, {"display_name": {}})
        for lot in lots:
            self._assert_moved(lot)

    def test_core_leaves_three_of_four_dates_stale_when_a_file_updates_lots(self):
        rows = [[str(self.lot.id), "2027-01-10 12:00:00"]]
        outcome = self.env["stock.lot"].load([".id", "expiration_date"], rows)
        self.assertFalse([m for m in outcome["messages"] if m["type"] == "error"])
        self._assert_moved(self.lot)

    def test_core_keeps_three_dates_when_the_expiry_is_cleared_and_brings_old_ones_back(self):
        self.lot.expiration_date = False
        self.assertEqual([self.lot[name] for name in DAYS], [False] * 4)
        self.lot.expiration_date = "2027-01-10 12:00:00"
        self._assert_moved(self.lot)

    def test_core_reserves_by_the_removal_date_that_stayed_behind(self):
        other = self._lot(self.product, "L2", expiration_day="2026-12-30")
        for lot in other | self.lot:
            self._adjust(lot, 10)
        self.lot.expiration_date = "2026-12-01 12:00:00"
        self.product.with_env(self.root).categ_id = self.root["product.category"].create(
            {"name": "FEFO", "removal_strategy_id": self.env.ref("product_expiry.removal_fefo").id}
        )
        move = self.env["stock.move"].create(
            {
                "product_id": self.product.id,
                "product_uom_qty": 5,
                "location_id": self.stock.id,
                "location_dest_id": self.customers.id,
            }
        )
        move._action_confirm()
        move._action_assign()
        self.assertEqual(move.move_line_ids.lot_id, self.lot)

    def test_core_never_alerts_again_after_a_lot_was_postponed(self):
        self.root["stock.lot"].browse(self.lot.id).product_expiry_reminded = True
        self.lot.expiration_day = "2027-01-10"
        self.assertFalse(self.lot.product_expiry_reminded)

    def test_core_lets_a_shelf_life_of_zero_expire_at_once(self):
        endless = self._perishable(days=0, name="Salt")
        self.assertFalse(self._lot(endless, "Z1").expiration_date)
        self.assertFalse(self._receive(endless, "Z2").expiration_date)

    def test_core_counts_life_from_the_entry_and_not_from_the_making(self):
        lot = self._lot(self.product, "MADE", production_date="2026-05-01")
        self.assertEqual(lot.expiration_day, date(2026, 8, 9))

    def test_core_takes_an_expiry_before_the_making(self):
        with self.assertRaises(ValidationError):
            self._lot(self.product, "X", production_date="2026-05-01", expiration_day="2026-04-30")

    def test_core_takes_a_best_before_after_the_expiry(self):
        with self.assertRaises(ValidationError):
            self.lot.use_date = "2027-01-01 12:00:00"

    def test_core_shifts_a_day_for_whoever_looks_from_another_zone(self):
        self.company.lot_tz = "Pacific/Auckland"
        lot = self._lot(self.product, "Z", expiration_day="2027-03-31")
        for zone in ("America/Los_Angeles", "Pacific/Auckland", "UTC"):
            seen = lot.with_context(tz=zone)
            self.env.invalidate_all()
            self.assertEqual(seen.expiration_day, date(2027, 3, 31))

    def test_core_expires_a_lot_during_its_last_day(self):
        lot = self._lot(self.product, "T", expiration_date="2026-06-15 08:00:00")
        self.assertFalse(lot.product_expiry_alert)
        with freeze_time("2026-06-16 00:00:01"):
            self.env.invalidate_all()
            self.assertTrue(lot.product_expiry_alert)

    def test_core_forgets_who_changed_a_date_and_when(self):
        self.lot.with_context(tracking_disable=True).expiration_day = "2027-01-10"
        event = self._events(self.lot, "dates")
        self.assertEqual(event.user_name, "Lots warehouse")
        self.assertIn("12/31/2026 → 01/10/2027", event.summary)

    def test_core_never_gives_dates_to_lots_of_a_product_that_begins_to_expire(self):
        plain = self._product(name="Plain")
        lot = self._receive(plain, "P1")
        self.assertFalse(lot.expiration_date)
        plain.with_env(self.root).write({"use_expiration_date": True, "expiration_time": 50})
        Wizard = self.env["stock.lot.update.expiry"]
        wizard = Wizard.create(
            {"scope": "chosen", "lot_domain": f'[["id", "=", {lot.id}]]', "mode": "life"}
        )
        wizard.action_apply()
        self.assertEqual(lot.expiration_day, date(2026, 8, 4))

    def test_core_loses_no_date_when_a_product_stops_to_expire_and_neither_do_we(self):
        self._adjust(self.lot, 5)
        self.product.with_env(self.root).use_expiration_date = False
        self.lot.ref = "still saveable"
        self.assertEqual(self.lot.expiration_day, date(2026, 12, 31))
        self.lot.expiration_day = "2027-01-10"
        self.assertEqual(self.lot.expiration_day, date(2027, 1, 10))

    def test_the_ends_of_the_calendar_can_be_written(self):
        for number, last in enumerate(("9999-12-31", "2028-02-29")):
            lot = self._lot(self.product, f"C{number}", expiration_day=last)
            self._assert_moved(lot, last)

    def test_what_never_expires_is_found_and_not_shifted_past_the_end(self):
        lot = self._lot(self.product, "EVER", expiration_day="9999-12-31")
        Lot = self.env["stock.lot"]
        for operator, found in (("=", True), ("<=", True), (">=", True), (">", False)):
            domain = [("id", "=", lot.id), ("expiration_day", operator, "9999-12-31")]
            self.assertEqual(bool(Lot.search(domain)), found, operator)
        wizard = self.env["stock.lot.update.expiry"].create(
            {
                "scope": "chosen",
                "lot_domain": f'[["id", "=", {lot.id}]]',
                "mode": "shift",
                "days": 10,
            }
        )
        self.assertEqual((wizard.change_count, wizard.preview["unchanged"]), (0, 1))

    def test_nights_in_which_clocks_change_lose_no_day(self):
        self.company.lot_tz = "Europe/Berlin"
        lot = self._lot(self.product, "DST", expiration_day="2026-10-24")
        self.assertEqual(lot.expiration_date, datetime(2026, 10, 24, 10))
        lot.expiration_day = "2026-10-26"
        self.assertEqual(lot.expiration_day, date(2026, 10, 26))
        self._assert_moved(lot, "2026-10-26")

    def test_a_form_moves_them_while_somebody_types(self):
        form = Form(self.lot)
        form.expiration_day = date(2027, 1, 10)
        self.assertEqual(form.removal_day, date(2026, 12, 21))
        form.save()
        self._assert_moved(self.lot)
