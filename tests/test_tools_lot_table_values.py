"""Cells into days, numbers and lot numbers: what is read, refused and never guessed."""

import datetime
import math
import time
from decimal import Decimal

from odoo.tests import tagged

from odoo.addons.stock_lot_lifecycle.tools import lot_table

from .test_tools_lot_table import TableCase

LAST_OF_JANUARY = datetime.date(2027, 1, 31)


@tagged("post_install", "-at_install")
class TestLotTableDates(TableCase):
    def test_unmistakable_dates_need_no_order(self):
        for text in (
            "31/01/2027",
            "01/31/2027",
            "31.1.2027",
            "31-01-2027",
            "31 01 2027",
            "31.01.27",
            "2027-01-31",
            "2027/1/31",
            "2027-01-31T00:00:00",
            "2027-01-31 23:59:59",
            "2027-01-31T12:00:00.000Z",
            "31/01/2027 11:59 PM",
            "20270131",
            "31012027",
            "31 Jan 2027",
            "31-Jan-27",
            "Jan 31, 2027",
            "January 31st, 2027",
            "2027-Jan-31",
            "31. Januar 2027",
            "31 janv. 2027",
            "31 de enero de 2027",
            "2027-W04-7",
        ):
            with self.subTest(text=text):
                self.assertEqual(lot_table.read_date(text), (LAST_OF_JANUARY, None))

    def test_months_in_four_languages(self):
        for text, month in (
            ("1 März 2026", 3),
            ("1 Mrz 2026", 3),
            ("1 mai 2026", 5),
            ("1 Okt. 2026", 10),
            ("1 Dez 2026", 12),
            ("1er août 2026", 8),
            ("1 févr. 2026", 2),
            ("1 juillet 2026", 7),
            ("1 agosto 2026", 8),
            ("1 dic 2026", 12),
            ("1 Sept 2026", 9),
        ):
            with self.subTest(text=text):
                self.assertEqual(lot_table.parse_date(text), datetime.date(2026, month, 1))

    def test_an_ambiguous_date_is_refused_until_an_order_is_chosen(self):
        error = self.assertCode("ambiguous_date", lot_table.parse_date, "03/04/2025")
        self.assertEqual(error.params["first"], "2025-03-04")
        self.assertEqual(error.params["second"], "2025-04-03")
        self.assertEqual(lot_table.parse_date("03/04/2025", "dmy"), datetime.date(2025, 4, 3))
        self.assertEqual(lot_table.parse_date("03/04/2025", "mdy"), datetime.date(2025, 3, 4))
        self.assertEqual(lot_table.parse_date("05/05/2025"), datetime.date(2025, 5, 5))
        self.assertEqual(lot_table.parse_date("05/05/2025", "ymd"), datetime.date(2025, 5, 5))

    def test_a_chosen_order_is_never_left_silently(self):
        self.assertCode("invalid_date", lot_table.parse_date, "31/01/2025", "mdy")
        self.assertCode("invalid_date", lot_table.parse_date, "01/31/2025", "dmy")
        self.assertCode("invalid_date", lot_table.parse_date, "31/01/2025", "ymd")
        self.assertEqual(lot_table.parse_date("2025-03-04", "mdy"), datetime.date(2025, 3, 4))
        self.assertEqual(lot_table.parse_date("20250304", "dmy"), datetime.date(2025, 3, 4))

    def test_two_digit_years(self):
        self.assertEqual(lot_table.parse_date("31.12.69").year, 2069)
        self.assertEqual(lot_table.parse_date("31.12.70").year, 1970)
        self.assertCode("ambiguous_date", lot_table.parse_date, "26-01-31")
        self.assertEqual(lot_table.parse_date("26-01-31", "ymd"), datetime.date(2026, 1, 31))

    def test_dates_that_do_not_exist_are_refused(self):
        for text in (
            "30/02/2025",
            "30 Feb 2025",
            "2025-02-30",
            "29/02/2025",
            "31.04.2026",
            "20261301",
            "00/00/2027",
            "13/2027",
            "2027-W60",
            "32 Jan 2027",
            "31 Foo 2027",
            "hello",
            "12",
            "310126",
            "1/2",
            "1.5",
            "12:30",
            "31/01/2027/5",
            "a" * 5000,
        ):
            with self.subTest(text=text[:20]):
                for order in (None, "dmy", "mdy"):
                    self.assertCode("invalid_date", lot_table.parse_date, text, order)
        self.assertEqual(lot_table.parse_date("29/02/2024"), datetime.date(2024, 2, 29))

    def test_years_far_away_are_refused(self):
        for cell in ("31/12/9998", "31/12/1899", "2201-01-01", datetime.date(1800, 1, 1)):
            self.assertCode("year_out_of_range", lot_table.parse_date, cell)
        self.assertCode("year_out_of_range", lot_table.parse_date, "Jan 2300")

    def test_a_month_alone_is_its_last_day_with_a_warning(self):
        for text in ("Jan 2027", "01/2027", "1.2027", "2027-01", "2027/01", "01/27", "Jan-27"):
            with self.subTest(text=text):
                found = lot_table.read_date(text)
                self.assertEqual(found, (LAST_OF_JANUARY, "month_only"))
        self.assertEqual(lot_table.parse_date("02/2028"), datetime.date(2028, 2, 29))
        first = lot_table.parse_date("02/2028", month="first")
        self.assertEqual(first, datetime.date(2028, 2, 1))

    def test_an_iso_week_alone_is_its_last_day_with_a_warning(self):
        self.assertEqual(lot_table.read_date("2027-W04"), (LAST_OF_JANUARY, "week_only"))
        monday = lot_table.parse_date("2027W04", month="first")
        self.assertEqual(monday, datetime.date(2027, 1, 25))

    def test_numbers_are_day_numbers_of_a_spreadsheet_and_say_so(self):
        day = datetime.date(2024, 1, 31)
        for cell in (45322, 45322.75, "45322"):
            self.assertEqual(lot_table.read_date(cell), (day, "date_from_number"))
        self.assertEqual(lot_table.parse_date(20270131), LAST_OF_JANUARY)
        for cell in (3, 20_000, 80_000, 1e300, math.nan, math.inf, True, -45322):
            self.assertCode("invalid_date", lot_table.parse_date, cell)

    def test_gs1_dates_only_when_asked(self):
        self.assertEqual(lot_table.parse_date("270131", gs1=True), LAST_OF_JANUARY)
        found = lot_table.read_date("270100", gs1=True)
        self.assertEqual(found, (LAST_OF_JANUARY, "month_only"))
        self.assertCode("invalid_date", lot_table.parse_date, "271301", gs1=True)

    def test_date_cells_and_blanks(self):
        cell = datetime.datetime(2027, 1, 31, 23, 59)
        self.assertEqual(lot_table.read_date(cell), (LAST_OF_JANUARY, None))
        self.assertEqual(lot_table.read_date(LAST_OF_JANUARY).day, LAST_OF_JANUARY)
        for cell in (None, "", "  ", "N/A", "-"):
            self.assertIsNone(lot_table.parse_date(cell))

    def test_the_order_of_a_column_is_found_from_evidence(self):
        for texts, order in (
            (["01/02/2025", "31/01/2025", None, 5], "dmy"),
            (["01/02/2025", "01/31/2025"], "mdy"),
            (["30/02/2025"], "dmy"),
            (["2025-01-02", "31/01/2025"], "dmy"),
            (["2025-01-02", "2025-03-04"], "ymd"),
            (["99-12-31", "26-01-02"], "ymd"),
            (["Jan 2027", "hello", "45322"], "none"),
            ([], "none"),
        ):
            with self.subTest(texts=texts):
                self.assertEqual(lot_table.detect_date_order(texts).order, order)

    def test_an_undecided_column_shows_an_example(self):
        found = lot_table.detect_date_order(["05/05/2025", "01/02/2025", "03/04/2025"])
        self.assertEqual(found, ("ambiguous", "01/02/2025", None))
        self.assertIsNone(found.chosen)
        self.assertEqual(lot_table.detect_date_order(["26-01-30"]).order, "ambiguous")

    def test_a_contradictory_column_shows_both_sides(self):
        found = lot_table.detect_date_order(["01/02/2025", "31/01/2025", "01/31/2025"])
        self.assertEqual(found, ("mixed", "31/01/2025", "01/31/2025"))
        self.assertIsNone(found.chosen)


@tagged("post_install", "-at_install")
class TestLotTableNumbers(TableCase):
    def test_numbers_of_all_countries(self):
        for text, number in (
            ("1,234.5", "1234.5"),
            ("1.234,5", "1234.5"),
            ("1 234,5", "1234.5"),
            ("1\u00a0234,5", "1234.5"),
            ("1\u202f234", "1234"),
            ("1'234.50", "1234.50"),
            ("1,23,456.78", "123456.78"),
            ("12,5", "12.5"),
            ("0,123", "0.123"),
            ("1234,567", "1234.567"),
            ("1.234.567", "1234567"),
            (".5", "0.5"),
            ("5.", "5"),
            ("(5)", "-5"),
            ("-5", "-5"),
            ("5-", "-5"),
            ("−5", "-5"),
            ("+5", "5"),
            ("100000", "100000"),
            ("1.5E3", "1500"),
        ):
            with self.subTest(text=text):
                self.assertEqual(lot_table.parse_number(text), Decimal(number))

    def test_what_is_no_number_is_refused(self):
        for cell in (
            "nan",
            "inf",
            "-Infinity",
            "1,2,3",
            "1.2.3",
            "12 34",
            "--5",
            "(-5)",
            "(5",
            "5)",
            "kg",
            "1e400",
            "5 x y",
            "1.234.5,6",
            "9" * 200,
            "=1+1",
            True,
        ):
            with self.subTest(cell=cell):
                self.assertCode("invalid_number", lot_table.parse_number, cell)
        for cell in (math.nan, math.inf, Decimal("NaN"), Decimal("Infinity")):
            self.assertCode("invalid_number", lot_table.parse_number, cell)
        for cell in ("9" * 16, "1e99", 1e15, "-1E20"):
            self.assertCode("number_too_large", lot_table.parse_number, cell)

    def test_thousands_or_decimals_is_never_guessed(self):
        for text in ("1,234", "1.234", "-1,234 kg", "123.456"):
            self.assertCode("ambiguous_number", lot_table.parse_quantity, text)
        self.assertEqual(lot_table.parse_number("1,234", "."), 1234)
        self.assertEqual(lot_table.parse_number("1,234", ","), Decimal("1.234"))
        self.assertCode("invalid_number", lot_table.parse_number, "1.234,5", ".")
        self.assertCode("invalid_number", lot_table.parse_number, "12,5", ".")

    def test_the_decimal_mark_of_a_column_is_found_from_evidence(self):
        for texts, mark in (
            (["1,234", "12,5"], ","),
            (["1,234", "12.5", None], "."),
            (["1,234", "1,234,567"], "."),
            (["1.234", "12,5 kg"], ","),
            (["1,234", "5"], "ambiguous"),
            (["12,5", "12.5"], "mixed"),
            (["12", "7", "kg"], "none"),
        ):
            with self.subTest(texts=texts):
                self.assertEqual(lot_table.detect_decimal(texts).mark, mark)
        self.assertEqual(lot_table.detect_decimal(["1,234", "12,5"]).chosen, ",")
        self.assertEqual(lot_table.detect_decimal(["1,234"]).chosen, "auto")
        self.assertEqual(lot_table.detect_decimal(["5", "1,234"]).example, "1,234")

    def test_units_are_given_apart(self):
        for text, number, unit in (
            ("12.4 kg", "12.4", "kg"),
            ("12,4kg", "12.4", "kg"),
            ("7 Stück", "7", "Stück"),
            ("(12.4 kg)", "-12.4", "kg"),
            ("50%", "50", "%"),
            ("100", "100", ""),
        ):
            self.assertEqual(lot_table.parse_quantity(text), (Decimal(number), unit))
        error = self.assertCode("unexpected_unit", lot_table.parse_number, "5 kg")
        self.assertEqual(error.params["unit"], "kg")

    def test_number_cells_are_exact_and_blanks_are_none(self):
        self.assertEqual(lot_table.parse_number(0.1), Decimal("0.1"))
        self.assertEqual(lot_table.parse_number(7), Decimal(7))
        self.assertEqual(lot_table.parse_quantity(" - "), (None, ""))
        self.assertIsNone(lot_table.parse_number(None))


@tagged("post_install", "-at_install")
class TestLotTableTexts(TableCase):
    def test_lot_numbers_keep_every_character_that_counts(self):
        for cell, number in (
            ("0898984", "0898984"),
            ("00392/174", "00392/174"),
            ("  A 1 ", "A 1"),
            ("\u00a0A1\u200b\ufeff", "A1"),
            ("A\u00a01", "A 1"),
            ("12\u202e3", "123"),
            ("Ａ", "Ａ"),
            ("e\u0301", "é"),
            ("'0123", "0123"),
            ("'=A1", "=A1"),
            ("'n", "'n"),
            ("5E12", "5E12"),
            ("12E10", "12E10"),
            (37627, "37627"),
            (37627.0, "37627"),
            (12.5, "12.5"),
            (None, ""),
            ("N/A", ""),
            (" ", ""),
        ):
            with self.subTest(cell=cell):
                self.assertEqual(lot_table.text_number(cell), number)

    def test_numbers_a_spreadsheet_has_destroyed_are_refused(self):
        for cell in ("1.2E+10", "1,23457E+11", "1E+10", "1.2e+10", 10**15, 1e20, math.nan):
            with self.subTest(cell=cell):
                self.assertCode("excel_mangled", lot_table.text_number, cell)
        day = datetime.date(2026, 12, 3)
        error = self.assertCode("number_is_date", lot_table.text_number, day)
        self.assertIn("2026-12-03", str(error))

    def test_control_characters_and_long_numbers_are_refused(self):
        for cell in ("A\tB", "A\nB", "A\0B", "A\x7fB", "A\x85B"):
            self.assertCode("control_character", lot_table.text_number, cell)
        self.assertEqual(len(lot_table.text_number("x" * 100)), 100)
        self.assertCode("text_too_long", lot_table.text_number, "x" * 101)

    def test_a_placeholder_is_told_from_an_empty_cell(self):
        self.assertTrue(lot_table.is_placeholder("n/a"))
        self.assertFalse(lot_table.is_placeholder(" "))
        self.assertFalse(lot_table.is_placeholder(None))
        self.assertFalse(lot_table.is_blank("NA"))

    def test_ten_thousand_distinct_values_are_parsed_at_once(self):
        start = time.perf_counter()
        for index in range(10_000):
            lot_table.text_number(f"0{index}")
            lot_table.parse_number(f"{index},25")
            lot_table.parse_date(f"{index % 28 + 1}/{index % 12 + 1}/{2000 + index % 90}", "dmy")
        self.assertLess(time.perf_counter() - start, 3)

    def test_long_cells_are_neither_slow_nor_kept(self):
        spaces = "1" + " " * 9_990 + "2"
        start = time.perf_counter()
        for index in range(300):
            self.assertCode("invalid_date", lot_table.parse_date, f"{spaces}{index}")
            self.assertCode("invalid_number", lot_table.parse_number, f"{spaces}{index}")
            self.assertCode("text_too_long", lot_table.text_number, f"{spaces}{index}")
        lot_table.detect_date_order(f"{spaces}{index}" for index in range(300))
        self.assertLess(time.perf_counter() - start, 2)
        self.assertEqual(lot_table.text_number("\u200b" * 5_000 + "A"), "A")

    def test_every_code_has_words_and_every_warning_is_a_code(self):
        self.assertLessEqual(lot_table.WARNINGS, set(lot_table.MESSAGES))
        for code in lot_table.MESSAGES:
            self.assertTrue(lot_table.message(code, {}))
