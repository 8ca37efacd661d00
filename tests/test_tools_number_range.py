import doctest

from odoo.tests import BaseCase, tagged

from odoo.addons.stock_lot_lifecycle.tools import number_range
from odoo.addons.stock_lot_lifecycle.tools.number_range import (
    RangeError,
    expand,
    find_gaps,
    is_range,
)


@tagged("post_install", "-at_install")
class TestNumberRange(BaseCase):
    """Ranges as people write them. Pure: no database."""

    def test_examples_in_the_module_are_true(self):
        outcome = doctest.testmod(number_range)
        self.assertGreater(outcome.attempted, 3)
        self.assertEqual(outcome.failed, 0)

    def test_every_form_of_a_range(self):
        for text, first, last, count in (
            ("A001-A050", "A001", "A050", 50), ("A001..A010", "A001", "A010", 10),
            ("A001 .. A010", "A001", "A010", 10), ("A001…A002", "A001", "A002", 2),
            ("A001+9", "A001", "A010", 10), ("A99+1", "A99", "A100", 2), ("7..12", "7", "12", 6),
            ("SN-0098-SN-0101", "SN-0098", "SN-0101", 4),
            ("A1B001 - A1B003", "A1B001", "A1B003", 3),
            ("001/26..003/26", "001/26", "001/26", None), ("É1-É3", "É1", "É3", 3),
        ):  # fmt: skip
            if count is None:
                self.assertRaises(RangeError, expand, text)
                continue
            with self.subTest(text):
                numbers = expand(text)
                self.assertEqual((numbers[0], numbers[-1], len(numbers)), (first, last, count))
                self.assertTrue(is_range(text))

    def test_a_number_with_hyphens_stays_one_number(self):
        for text in (
            "LOT-7", "LOT-0009-2026", "2026-01-31", "0039-0174", "1234-5678", "A1-B9", "A9-A1",
            "A1-A10", "C++", "A+B", "-", "A-", "-1", "00392/174",
        ):  # fmt: skip
            with self.subTest(text):
                self.assertEqual(expand(text), [text])
                self.assertFalse(is_range(text))

    def test_lists_mix_ranges_and_numbers_and_name_each_once(self):
        self.assertEqual(expand("A1, A1-A3;\nA2\tB"), ["A1", "A2", "A3", "B"])
        self.assertEqual(expand(" ,;\n"), [])
        self.assertEqual(expand(None), [])

    def test_a_wrong_range_is_said_and_never_guessed(self):
        for text, code in (
            ("A5..A1", "backwards"), ("A1..B5", "unlike"), ("A..B", "unlike"),
            ("A1+99999", "too_many"), ("1..99999999", "too_many"),
        ):  # fmt: skip
            with self.subTest(text), self.assertRaises(RangeError) as caught:
                expand(text)
            self.assertEqual(caught.exception.code, code)
            self.assertTrue(is_range(text))

    def test_many_ranges_are_too_many_together(self):
        with self.assertRaises(RangeError):
            expand("A1+15000,B1+15000")

    def test_gaps_are_what_is_missing_between_the_ends(self):
        self.assertEqual(find_gaps([]), [])
        self.assertEqual(find_gaps([4]), [])
        self.assertEqual(find_gaps([3, 1, 2, 2]), [])
        self.assertEqual(find_gaps([9, 1]), [(2, 8)])
