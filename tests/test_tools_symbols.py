import doctest

from odoo.tests import BaseCase, tagged

from odoo.addons.stock_lot_lifecycle.tools import code128, datamatrix, symbols

from .common_symbols import SymbolReader

TEXT = "01095212345432131726123110ABC\x1d21S1"


@tagged("post_install", "-at_install")
class TestSymbols(SymbolReader, BaseCase):
    def test_examples_in_the_module_are_true(self):
        outcome = doctest.testmod(symbols)
        self.assertGreater(outcome.attempted, 1)
        self.assertEqual(outcome.failed, 0)

    def test_an_outline_covers_every_dark_module_and_no_other(self):
        rows = datamatrix.encode(TEXT)
        dark = set()
        for part in symbols.outline(rows).strip("Mz").split("zM"):
            corner, rest = part.split("h", 1)
            x, y = map(int, corner.split())
            dark |= {(x + step, y) for step in range(int(rest.split("v")[0]))}
        expected = {(x, y) for y, row in enumerate(rows) for x, dark in enumerate(row) if dark}
        self.assertEqual(dark, expected)

    def test_a_graphic_of_a_label_printer_reads(self):
        field = symbols.zpl_graphic(datamatrix.encode(TEXT), 6)
        self.assertEqual(self._scan_zpl(f"^XA^FO10,10{field}^FS^XZ"), {("]d2", TEXT)})
        field = symbols.zpl_graphic([code128.encode(TEXT)], 2, 90)
        self.assertEqual(self._scan_zpl(f"^XA^FO10,10{field}^FS^XZ"), {("]C1", TEXT)})

    def test_a_graphic_is_short_because_lines_repeat(self):
        field = symbols.zpl_graphic(datamatrix.encode(TEXT), 8)
        self.assertLess(len(field), 2000)
        self.assertEqual(symbols.zpl_graphic([[1, 0, 1]], 1, 3), "^GFA,3,3,1,A0::")
