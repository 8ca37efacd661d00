import doctest
from datetime import date, datetime, timedelta

from odoo.tests import BaseCase, tagged

from odoo.addons.stock_lot_lifecycle.tools import calendar_day
from odoo.addons.stock_lot_lifecycle.tools.calendar_day import (
    day_of,
    days_between,
    noon_of,
    shifted,
    start_of,
)

ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/Los_Angeles",
    "Pacific/Kiritimati",
    "Pacific/Midway",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "America/Sao_Paulo",
    "Africa/Casablanca",
)


@tagged("post_install", "-at_install")
class TestCalendarDay(BaseCase):
    def test_its_examples_are_right(self):
        failed, tried = doctest.testmod(calendar_day)
        self.assertEqual(failed, 0)
        self.assertGreater(tried, 5)

    def test_noon_of_a_day_is_on_that_day_everywhere_and_always(self):
        for zone in ZONES:
            for number in range(0, 800, 3):
                day = date(2025, 1, 1) + timedelta(days=number)
                self.assertEqual(day_of(noon_of(day, zone), zone), day)

    def test_a_day_starts_at_its_first_instant_and_no_earlier(self):
        for zone in ZONES:
            for number in range(800):
                day = date(2025, 1, 1) + timedelta(days=number)
                start = start_of(day, zone)
                self.assertEqual(day_of(start, zone), day, (zone, day))
                self.assertLess(day_of(start - timedelta(seconds=1), zone), day, (zone, day))

    def test_a_day_that_never_was_starts_where_the_next_one_does(self):
        # Samoa skipped 30 December 2011
        self.assertEqual(start_of(date(2011, 12, 31), "Pacific/Apia"), datetime(2011, 12, 30, 10))

    def test_nothing_has_no_day(self):
        for nothing in (None, False):
            self.assertIsNone(day_of(nothing, "UTC"))
            self.assertIsNone(noon_of(nothing, "UTC"))
            self.assertIsNone(shifted(nothing, 3))

    def test_no_zone_is_utc(self):
        instant = datetime(2026, 6, 15, 23, 59, 59)
        for nothing in (None, False, "", "UTC"):
            self.assertEqual(day_of(instant, nothing), date(2026, 6, 15))

    def test_days_count_both_ways(self):
        self.assertEqual(days_between(date(2026, 2, 28), date(2026, 3, 1)), 1)
        self.assertEqual(days_between(date(2028, 2, 28), date(2028, 3, 1)), 2)
        self.assertEqual(days_between(date(2026, 3, 1), date(2026, 2, 28)), -1)
        self.assertEqual(shifted(date(2026, 3, 1), -1), date(2026, 2, 28))

    def test_instants_with_parts_of_seconds_keep_their_day(self):
        self.assertEqual(
            day_of(datetime(2026, 6, 15, 21, 59, 59, 999999), "Europe/Berlin"), date(2026, 6, 15)
        )
        self.assertEqual(day_of(datetime(2026, 6, 15, 22), "Europe/Berlin"), date(2026, 6, 16))
