import doctest
from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from odoo.addons.stock_lot_lifecycle.tools import import_scans, lot_table
from odoo.addons.stock_lot_lifecycle.tools.import_rows import read_rows

from .common_symbols import GTIN

CODE = f"(01){GTIN}(11)260102(17)261231(3103)001250(10)ABC"


@tagged("post_install", "-at_install")
class TestImportScans(BaseCase):
    def _row(self, text, fields):
        table = lot_table.read_table(text.encode(), "lots.csv")
        return read_rows(table, fields, "ymd")[0]

    def test_examples_in_the_module_are_true(self):
        outcome = doctest.testmod(import_scans)
        self.assertGreater(outcome.attempted, 1)
        self.assertEqual(outcome.failed, 0)

    def test_a_code_fills_the_row(self):
        for fields in ({0: "name"}, {0: "gs1_code"}):
            row = self._row(f"Code\n{CODE}\n", fields)
            self.assertEqual(
                row.values,
                {
                    "name": "ABC",
                    "product_barcode": GTIN[1:],
                    "production_date": date(2026, 1, 2),
                    "expiration_date": date(2026, 12, 31),
                    "weight": Decimal("1.25"),
                },
            )
            self.assertEqual((row.level, row.units["weight"]), ("ok", "kg"))

    def test_what_other_columns_say_counts_more(self):
        row = self._row(
            f"Code,Lot,Expiry,Product\n{CODE},XYZ,2026-11-30,RV624\n",
            {0: "gs1_code", 1: "name", 2: "expiration_date", 3: "product_code"},
        )
        self.assertEqual(row.values["name"], "XYZ")
        self.assertEqual(row.values["expiration_date"], date(2026, 11, 30))
        self.assertNotIn("product_barcode", row.values)

    def test_a_separator_in_a_cell_is_read(self):
        row = self._row(f"Code\n01{GTIN}10ABC\x1d17261231\n", {0: "name"})
        self.assertEqual((row.level, row.values["name"]), ("ok", "ABC"))

    def test_what_is_wrong_is_told_at_its_place(self):
        for code, issue, position in (
            (CODE.replace("261231", "261331"), "scan_bad_date", 29),
            (CODE.replace(GTIN, "09521234543214"), "scan_bad_check_digit", 1),
            (f"01{GTIN}10ABC17261231", "scan_swallowed", None),
        ):
            row = self._row(f"Code\n{code}\n", {0: "name"})
            self.assertEqual([told["code"] for told in row.issues], [issue])
            self.assertEqual(row.issues[0]["params"].get("position"), position)
            self.assertNotIn("name", row.values)
        row = self._row("Code,Lot\n0898984,A\n", {0: "gs1_code", 1: "name"})
        self.assertEqual(row.level, "error")

    def test_headers_of_codes_are_known(self):
        for header in ("GS1 code", "UDI", "DataMatrix", "Element string"):
            self.assertEqual(lot_table.guess_fields([header]), {0: "gs1_code"}, header)
