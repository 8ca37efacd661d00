import doctest

from odoo.tests import BaseCase, tagged

from odoo.addons.stock_lot_lifecycle.tools import datamatrix

from .common_symbols import CHARACTERS, SymbolReader, random_strings

# ISO/IEC 16022, annex O: "123456" as a plain symbol
EXAMPLE = [142, 164, 186, 114, 25, 5, 88, 102]
EXAMPLE_ROWS = (
    "1010101010",
    "1100101101",
    "1100000100",
    "1100011101",
    "1100001000",
    "1000001111",
    "1110110000",
    "1111011001",
    "1001110100",
    "1111111111",
)


@tagged("post_install", "-at_install")
class TestDataMatrix(SymbolReader, BaseCase):
    def test_examples_in_the_module_are_true(self):
        outcome = doctest.testmod(datamatrix)
        self.assertGreater(outcome.attempted, 1)
        self.assertEqual(outcome.failed, 0)

    def test_the_example_of_the_standard_comes_out_module_by_module(self):
        size, words = datamatrix.with_correction(datamatrix.codewords("123456", gs1=False))
        self.assertEqual(words, EXAMPLE)
        rows = ["".join(map(str, row)) for row in datamatrix.draw(size, words)]
        self.assertEqual(rows, list(EXAMPLE_ROWS))

    def test_scanners_read_a_gs1_symbol_with_its_separators(self):
        for seed, _elements, text in random_strings(60):
            with self.subTest(seed=seed, text=text):
                rows = datamatrix.encode(text)
                self.assertEqual(self._scan_rows(rows), {("]d2", text)})

    def test_every_size_reads(self):
        sizes = set()
        for length in (1, 4, 7, 11, 17, 21, 29, 35, 43, 61, 85, 113, 143, 173):
            text = (CHARACTERS[10:] * 5)[:length]
            rows = datamatrix.encode(text)
            self.assertEqual({len(row) for row in rows}, {len(rows)})
            self.assertEqual(self._scan_rows(rows), {("]d2", text)}, length)
            sizes.add(len(rows))
        self.assertEqual(sizes, {size[0] for size in datamatrix.SIZES if size[0] > 10} | sizes)
        self.assertEqual(len(sizes), len(datamatrix.SIZES))

    def test_a_damaged_symbol_still_reads(self):
        text = "01095212345432131726123110ABC123"
        rows = datamatrix.encode(text)
        for place in range(4):
            rows[8 + place][9] ^= 1
        self.assertEqual(self._scan_rows(rows), {("]d2", text)})

    def test_pairs_of_digits_take_one_codeword_and_the_smallest_symbol_is_taken(self):
        self.assertEqual(len(datamatrix.codewords("1" * 20)), 11)
        self.assertEqual(len(datamatrix.codewords("A" * 20)), 21)
        self.assertLess(len(datamatrix.encode("1" * 40)), len(datamatrix.encode("A" * 40)))

    def test_what_does_not_fit_is_refused(self):
        with self.assertRaises(ValueError):
            datamatrix.encode("A" * 174)
        with self.assertRaises(ValueError):
            datamatrix.encode("é")
