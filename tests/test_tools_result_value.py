import doctest
from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from odoo.addons.stock_lot_lifecycle.tools import result_value
from odoo.addons.stock_lot_lifecycle.tools.result_value import ResultError, read_result


@tagged("post_install", "-at_install")
class TestResultValue(BaseCase):
    """What testers type, and what it is taken for."""

    def _assert_refused(self, code, kind, typed, **terms):
        with self.subTest(typed=typed), self.assertRaises(ResultError) as caught:
            read_result(kind, typed, **terms)
        self.assertEqual(caught.exception.code, code)

    def test_its_examples_hold(self):
        self.assertFalse(doctest.testmod(result_value).failed)

    def test_nothing_typed_is_no_result_and_zero_is_one(self):
        for nothing in ("", "   ", None, False):
            self.assertIsNone(read_result("number", nothing))
        self.assertEqual(read_result("number", "0").value, Decimal(0))
        self.assertEqual(read_result("number", 0).value, Decimal(0))

    def test_point_and_comma_are_both_a_decimal_mark(self):
        for typed in ("1.5", "1,5", " 1.50 ", "+1,5", "1.5e0"):
            with self.subTest(typed):
                self.assertEqual(read_result("number", typed).value, Decimal("1.5"))

    def test_what_may_be_a_thousand_is_refused_unless_it_is_the_own_mark(self):
        self.assertEqual(read_result("number", "1.500").value, Decimal("1.500"))
        self.assertEqual(read_result("number", "1,500", mark=",").value, Decimal("1.500"))
        self._assert_refused("ambiguous_number", "number", "1,500")
        self._assert_refused("ambiguous_number", "number", "1.500", mark=",")
        self.assertEqual(read_result("number", "1.500,0").value, Decimal("1500.0"))

    def test_rounding_is_half_up_from_the_typed_text(self):
        for typed, decimals, expected in (
            ("9.94", 1, "9.9"), ("9.95", 1, "10.0"), ("2.675", 2, "2.68"), ("1.005", 2, "1.01"),
            ("0.125", 2, "0.13"), ("2.5", 0, "3"), ("-2.5", 0, "-3"), ("7", 2, "7.00"),
            ("9.949999999999", 1, "9.9"),
        ):  # fmt: skip
            with self.subTest(typed):
                self.assertEqual(read_result("number", typed, decimals=decimals).text, expected)

    def test_the_bound_of_an_inequality_is_not_rounded(self):
        self.assertEqual(read_result("number", "<0.04", decimals=1).text, "<0.04")

    def test_an_inequality_keeps_its_sign(self):
        for typed, expected in (
            ("<0.05", "<0.05"), ("< 0,05", "<0.05"), ("<=5", "≤5"), ("=<5", "≤5"), (">=5", "≥5"),
            ("≥ 5", "≥5"), (">300", ">300"),
        ):  # fmt: skip
            with self.subTest(typed):
                self.assertEqual(read_result("number", typed).text, expected)

    def test_not_detected_stands_for_below_the_detection_limit(self):
        for typed in ("<LOD", "< lod", "<LOQ", "n.d.", "ND", "not detected", "BDL"):
            with self.subTest(typed):
                self.assertEqual(read_result("number", typed, lod=Decimal("0.02")).text, "<0.02")
            self._assert_refused("no_detection_limit", "number", typed)

    def test_text_where_a_number_belongs_is_refused(self):
        for typed in ("clear", "1.2.3", "1,2,3,4", "--1", "<", "5 to 6", "<LOD>", "1/2"):
            self._assert_refused("not_a_number", "number", typed)
        for typed in ("NaN", "inf", "-Infinity", "9" * 61, "(5)", "5-", "1 2"):
            with self.subTest(typed), self.assertRaises(ResultError):
                read_result("number", typed)
        self._assert_refused("number_too_large", "number", "9" * 30)

    def test_other_digits_mean_the_same(self):
        self.assertEqual(read_result("number", "١٢").text, "12")

    def test_a_unit_behind_the_number_is_told_apart(self):
        reading = read_result("number", "<0,05 mg")
        self.assertEqual((reading.value, reading.sign, reading.unit), (Decimal("0.05"), "<", "mg"))
        self.assertEqual(read_result("number", "0x10").unit, "x10")

    def test_a_choice_is_one_of_them_however_it_is_written(self):
        choices = ("White", "Off-white")
        self.assertEqual(read_result("choice", " off-WHITE ", choices=choices).value, "Off-white")
        self._assert_refused("not_a_choice", "choice", "grey", choices=choices)
        self._assert_refused("not_a_choice", "choice", "white", choices=())

    def test_yes_and_no_have_several_words(self):
        for typed, expected in (("Yes", "yes"), ("1", "yes"), ("conforms", "yes"), ("N", "no")):
            self.assertEqual(read_result("yes_no", typed).value, expected)
        self._assert_refused("not_yes_no", "yes_no", "maybe")

    def test_a_date_that_can_be_two_is_refused(self):
        self.assertEqual(read_result("date", "2026-03-04").value, date(2026, 3, 4))
        for typed in ("03/04/2026", "yesterday", "2026-02-30"):
            self._assert_refused("not_a_date", "date", typed)

    def test_a_text_stays_what_it_is_and_has_an_end(self):
        self.assertEqual(read_result("text", "  Clear, no odour ").text, "Clear, no odour")
        self._assert_refused("too_long", "text", "x" * 501)
