import datetime
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from odoo.addons.stock_lot_lifecycle.tools import lot_table
from odoo.addons.stock_lot_lifecycle.tools.import_rows import read_rows


@tagged("post_install", "-at_install")
class TestImportRows(BaseCase):
    """Cells become typed values; what cannot be read becomes an issue and counts as empty."""

    def _rows(self, text, fields, **how):
        return read_rows(lot_table.read_table(text.encode(), "lots.csv"), fields, **how)

    def test_values_are_typed(self):
        (row,) = self._rows(
            "Lot,Expiry,Qty,Note\n007,31/12/2027,\"1.234,5\",Hello\n",
            {0: "name", 1: "expiration_date", 2: "quantity", 3: "description"},
        )
        self.assertEqual(row.get("name"), "007")
        self.assertEqual(row.get("expiration_date"), datetime.date(2027, 12, 31))
        self.assertEqual(row.get("quantity"), Decimal("1234.5"))
        self.assertEqual(row.get("description"), "Hello")
        self.assertEqual(row.level, "ok")

    def test_empty_cells_have_no_value(self):
        (row,) = self._rows("Lot,Expiry\nA,n/a\n", {0: "name", 1: "expiration_date"})
        self.assertIsNone(row.get("expiration_date"))
        self.assertEqual(row.issues, [])

    def test_a_month_is_its_last_day_for_expiry_and_its_first_for_production(self):
        (row,) = self._rows("A,B\n02/2028,02/2028\n", {0: "expiration_date", 1: "production_date"})
        self.assertEqual(row.get("expiration_date"), datetime.date(2028, 2, 29))
        self.assertEqual(row.get("production_date"), datetime.date(2028, 2, 1))
        self.assertEqual(row.level, "warning")

    def test_problems_of_the_file_reach_their_row_and_field(self):
        rows = self._rows("Lot,Qty\nA,1\nB,2,3\n", {0: "name", 1: "quantity"})
        self.assertEqual([issue["code"] for issue in rows[1].issues], ["too_many_cells"])
        self.assertEqual(rows[1].level, "error")
        self.assertEqual(rows[0].level, "ok")

    def test_a_long_text_is_an_error(self):
        (row,) = self._rows(f"P,L\n{'x' * 300},A\n", {0: "product_name", 1: "name"})
        self.assertEqual(row.issues[0]["code"], "text_too_long")
        self.assertIsNone(row.get("product_name"))
