import doctest

from odoo.tests import BaseCase, tagged

from odoo.addons.stock_lot_lifecycle.tools import code128, gs1_build

from .common_symbols import CHARACTERS, GTIN, SymbolReader, random_strings


@tagged("post_install", "-at_install")
class TestCode128(SymbolReader, BaseCase):
    def test_examples_in_the_module_are_true(self):
        outcome = doctest.testmod(code128)
        self.assertGreater(outcome.attempted, 1)
        self.assertEqual(outcome.failed, 0)

    def test_the_table_of_widths_is_whole(self):
        self.assertEqual(len(code128.WIDTHS), 107)
        self.assertEqual(len(set(code128.WIDTHS)), 107)
        for value, widths in enumerate(code128.WIDTHS[:-1]):
            bars = sum(map(int, widths[::2]))
            self.assertEqual((sum(map(int, widths)), bars % 2), (11, 0), value)
        self.assertEqual(sum(map(int, code128.WIDTHS[-1])), 13)

    def test_scanners_read_a_gs1_line_with_its_separators(self):
        read = 0
        for seed, elements, _text in random_strings(40):
            for line in gs1_build.in_lines(
                elements, lambda pairs: len(gs1_build.joined(pairs)) <= code128.LONGEST
            ):
                text = gs1_build.joined(line)
                with self.subTest(seed=seed, text=text):
                    rows = [code128.encode(text)]
                    self.assertEqual(self._scan_rows(rows, 2, 40), {("]C1", text)})
                    read += 1
        self.assertGreater(read, 40)

    def test_every_character_reads(self):
        for start in range(0, len(CHARACTERS), 20):
            text = f"10{CHARACTERS[start : start + 20]}"
            rows = [code128.encode(text)]
            self.assertEqual(self._scan_rows(rows, 2, 40), {("]C1", text)})

    def test_a_symbol_begins_with_fnc1_and_ends_with_its_check_character(self):
        for _seed, _elements, text in random_strings(30):
            values = code128.values(text[: code128.LONGEST])
            self.assertIn(values[0], code128.START.values())
            self.assertEqual(values[1], code128.FNC1)
            self.assertEqual(values[-2:], [code128.check_value(values[:-2]), code128.STOP])

    def test_the_shortest_way_is_taken(self):
        for text, length in (
            (f"01{GTIN}", 8),
            (f"01{GTIN}10A", 11),  # eight pairs, 10, set B, A
            ("1AA", 3),
            ("10A1A", 5),
            ("AA123456AA", 9),  # two letters, set C, three pairs, set B, two letters
            ("12345", 4),
        ):
            with self.subTest(text):
                self.assertEqual(len(code128.values(text)) - 4, length)

    def test_what_does_not_fit_is_refused(self):
        for text in ("1" * 49, "é", "10A\n"):
            with self.assertRaises(ValueError):
                code128.encode(text)
