from datetime import date, timedelta

from odoo.tests import freeze_time, tagged

from odoo.addons.stock_lot_lifecycle.models import stock_lot_alert_tier

from .common import NOW
from .common_alert import AlertCase


@tagged("post_install", "-at_install")
class TestWhatIsDue(AlertCase):
    """Which lots are warned of, on which day."""

    def test_a_lot_is_due_so_many_days_before_its_date(self):
        self._rule((30, "expiration_date"))
        due, later = self._in_stock(30, "DUE"), self._in_stock(31, "LATER")
        self._run()
        self.assertEqual(self._alerts().lot_id, due)
        with freeze_time("2026-06-16 10:00:00"):
            self._run()
        self.assertEqual(self._alerts().lot_id, due | later)

    def test_each_date_has_its_warnings(self):
        lot = self._in_stock(100)  # best before 16 Aug, removal 3 Sep, alert 14 Aug
        for name, day in (
            ("use_date", "2026-08-24"),
            ("removal_date", "2026-09-03"),
            ("alert_date", "2026-08-14"),
            ("expiration_date", "2026-09-23"),
        ):
            rule = self._rule((0, name))
            with freeze_time(f"{day} 00:30:00"):
                self._run()
            with self.subTest(name):
                alert = self._alerts(lot, rule_id=rule.id)
                self.assertEqual(str(alert.day), day)
                self.assertEqual(alert.due_on, alert.day)
            rule.is_on = False

    def test_core_warned_in_the_morning_of_a_date_of_the_night_before_it_ended(self):
        """Core defect: the alert of tomorrow's lots in a zone behind UTC."""
        self.company.lot_tz = "America/New_York"
        self._rule((0, "expiration_date"))
        lot = self._lot(self.product, "NY", expiration_day="2026-06-16")
        self._receive(self.product, lot)
        for moment, due in (("2026-06-16 03:59:00", False), ("2026-06-16 04:00:00", True)):
            with freeze_time(moment):
                self._run()
            self.assertEqual(bool(self._alerts(lot)), due, moment)

    def test_a_zone_ahead_of_utc_is_warned_when_its_day_begins(self):
        self.company.lot_tz = "Asia/Tokyo"
        self._rule((0, "expiration_date"))
        lot = self._lot(self.product, "JP", expiration_day="2026-06-17")
        self._receive(self.product, lot)
        for moment, due in (("2026-06-16 14:59:00", False), ("2026-06-16 15:00:00", True)):
            with freeze_time(moment):
                self._run()
            self.assertEqual(bool(self._alerts(lot)), due, moment)

    def test_companies_in_two_zones_are_warned_each_in_its_own(self):
        tokyo = self._company("Tokyo Ltd", "Asia/Tokyo")
        self._rule((0, "expiration_date"))
        here = self._lot(self.product, "HERE", expiration_day="2026-06-17",
                         company_id=self.company.id)  # fmt: skip
        self._receive(self.product, here)
        there = self.root["stock.lot"].create(
            {"name": "THERE", "product_id": self.product.id, "company_id": tokyo.id,
             "expiration_day": "2026-06-17"}
        )  # fmt: skip
        self._receive(self.product.with_env(self.root), there, warehouse=self._warehouse_of(tokyo))
        with freeze_time("2026-06-16 18:00:00"):
            self._run()
            self.assertEqual(self._alerts(here | there).lot_id, there.with_env(self.root))
        with freeze_time("2026-06-17 01:00:00"):
            self._run()
            self.assertEqual(len(self._alerts(here | there)), 2)

    def test_a_share_of_life_left_counts_from_the_manufacturing_date(self):
        self._rule((25, "expiration_date", "percent"))
        for made, days, due in ((-75, 25, True), (-74, 26, False), (-300, 100, True)):
            product = self._perishable()
            lot = self._in_stock(days, f"P{made}", product=product,
                                 production_date=self._day(made))  # fmt: skip
            self._run()
            with self.subTest(made=made, days=days):
                self.assertEqual(bool(self._alerts(lot)), due)

    def _day(self, days):
        return date(2026, 6, 15) + timedelta(days=days)

    def test_without_a_manufacturing_date_life_is_the_products_shelf_life(self):
        self._rule((25, "expiration_date", "percent"))
        due, later = self._in_stock(25, "DUE"), self._in_stock(26, "LATER")
        endless = self._in_stock(1, "ENDLESS", product=self._perishable(days=0))
        self._run()
        self.assertEqual(self._alerts(due | later | endless).lot_id, due.with_env(self.root))
        with freeze_time("2026-06-16 10:00:00"):
            self._run()
        self.assertTrue(self._alerts(endless), "nothing known: the day itself at the latest")

    def test_a_lot_without_stock_is_left_alone(self):
        self._rule()
        lot = self._in_stock()
        empty = self._lot(self.product, "EMPTY", expiration_day="2026-06-20")
        gone = self._in_stock(5, "GONE")
        self._ship(gone, 10, reason="Sold off")
        self._run()
        self.assertEqual(self._alerts(lot | empty | gone).lot_id, lot.with_env(self.root))

    def test_a_lot_without_dates_is_left_alone(self):
        self._rule((0, "alert_date"), (30, "expiration_date"))
        self._receive(self._product(), "BARE")
        self.assertEqual(self._run(), 0)

    def test_a_lot_is_found_although_it_arrives_after_its_date(self):
        self._rule()
        lot = self._lot(self.product, expiration_day="2026-06-01")
        self._run()
        self.assertFalse(self._alerts(lot))
        with freeze_time("2026-07-01 10:00:00"):
            self._run()
            self._receive(self.product, lot)
            self._run()
        self.assertEqual(self._alerts(lot).state, "sent")

    def test_days_that_were_looked_at_are_not_looked_at_again(self):
        rule = self._rule()
        self._run()
        self.assertEqual(str(rule.tier_ids.seen_day), NOW[:10])
        rule.tier_ids.amount = 60
        self.assertFalse(rule.tier_ids.seen_day, "another warning has seen nothing yet")
        self._run()
        self._rule((5, "expiration_date"), product_tmpl_id=self.product.product_tmpl_id.id)
        self.assertFalse(rule.tier_ids.seen_day, "another rule may leave lots to this one")

    def test_lots_in_batches_are_each_noted_once(self):
        self.patch(stock_lot_alert_tier, "BATCH", 2)
        self._rule()
        lots = self.env["stock.lot"].concat(
            *(self._in_stock(10, f"B{number}") for number in range(5))
        )
        self._run()
        self.assertEqual(len(self._alerts(lots)), 5)
        self.assertEqual(self._run(), 0)

    def test_a_lot_that_needs_a_retest_is_warned_of(self):
        self._rule((5, "retest_date"))
        lot = self._in_stock(90, retest_date="2026-06-20")
        self._in_stock(90, "LATER", retest_date="2026-06-21")
        self._run()
        self.assertEqual(self._alerts().lot_id, lot.with_env(self.root))
        lot.retest_date = "2026-07-20"
        self._run()
        self.assertEqual(self._alerts(lot).closed_because, "date")
