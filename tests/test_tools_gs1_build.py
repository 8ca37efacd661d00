import doctest
from datetime import date

from odoo.tests import BaseCase, tagged

from odoo.addons.stock_lot_lifecycle.tools import gs1, gs1_build

from .common_symbols import CHARACTERS, GTIN, random_strings


@tagged("post_install", "-at_install")
class TestGs1Build(BaseCase):
    def test_examples_in_the_module_are_true(self):
        outcome = doctest.testmod(gs1_build)
        self.assertGreater(outcome.attempted, 1)
        self.assertEqual(outcome.failed, 0)

    def test_what_is_built_reads_back_as_it_was(self):
        for seed, elements, text in random_strings(300):
            with self.subTest(seed=seed, text=text):
                for carrier in ("", "\x1d", *gs1.ELEMENT_CARRIERS):
                    self.assertEqual(gs1.parse(carrier + text), elements)
                self.assertEqual(gs1.parse(gs1_build.link(elements)), elements)
                self.assertEqual(gs1.parse(f"]Q1{gs1_build.link(elements)}"), elements)
                self.assertTrue(gs1.looks_like_scan(f"]d2{text}"))

    def test_what_is_printed_reads_back_unless_a_value_has_such_brackets_itself(self):
        for seed, elements, _text in random_strings(300):
            if not any(gs1.PRINTED.search(value) for value in elements.values()):
                with self.subTest(seed=seed):
                    self.assertEqual(gs1.parse(gs1_build.printed(elements)), elements)

    def test_a_scanner_may_send_another_character_for_the_separator(self):
        for _seed, elements, text in random_strings(50):
            for typed in ("#", "Alt029"):
                self.assertEqual(gs1.parse(text.replace(gs1.FNC1, typed)), elements)

    def test_every_character_of_the_standard_can_be_in_a_number(self):
        for start in range(0, len(CHARACTERS), 20):
            elements = {"01": GTIN, "10": CHARACTERS[start : start + 20]}
            self.assertEqual(gs1.parse(gs1_build.element_string(elements)), elements)
            self.assertEqual(gs1.parse(gs1_build.link(elements)), elements)

    def test_separators_stand_only_where_needed(self):
        elements = {"10": "A", "21": "1", "37": "5", "17": "261231", "01": GTIN, "3103": "001250"}
        self.assertEqual(
            gs1_build.element_string(elements),
            f"01{GTIN}172612313103001250375\x1d10A\x1d211",
        )
        self.assertNotIn(gs1.FNC1, gs1_build.element_string({"01": GTIN, "21": "1"}))

    def test_what_no_scanner_may_send_is_refused(self):
        for code, value in (("10", "LOT 1"), ("10", "L" * 21), ("01", "1"), ("17", "261301")):
            with self.assertRaises(gs1.ScanError):
                gs1_build.element_string({code: value})

    def test_lines_hold_what_fits_and_lose_nothing(self):
        for seed, elements, _text in random_strings(50):
            lines = gs1_build.in_lines(elements, lambda pairs: len(gs1_build.joined(pairs)) <= 40)
            with self.subTest(seed=seed):
                read = {}
                for line in lines:
                    read |= gs1.parse(gs1_build.joined(line))
                self.assertEqual(read, elements)

    def test_a_day_that_means_the_month_stays_in_the_code(self):
        text = gs1_build.element_string({"17": "261200"})
        read = gs1.parse(text)["17"]
        self.assertEqual(text, "17261200")
        self.assertEqual(gs1.day_of(read, date(2026, 6, 1)), date(2026, 12, 31))
