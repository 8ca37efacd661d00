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

    def test_the_numbers_of_a_column_are_read_as_the_clear_ones_show(self):
        rows = self._rows('Lot;Qty\nA;1.234\nB;"12,50"\nC;1.000.000\n', {0: "name", 1: "quantity"})
        self.assertEqual([row.get("quantity") for row in rows], [1234, Decimal("12.5"), 1_000_000])
        rows = self._rows('Lot;Qty\nA;1,234\nB;12.50\n', {0: "name", 1: "quantity"})
        self.assertEqual([row.get("quantity") for row in rows], [1234, Decimal("12.5")])

    def test_numbers_that_nothing_explains_stay_unclear(self):
        rows = self._rows("Lot;Qty\nA;1.234\nB;5\n", {0: "name", 1: "quantity"})
        self.assertEqual([issue["code"] for issue in rows[0].issues], ["ambiguous_number"])
        rows = self._rows("Lot;Qty\nA;1.234\nB;1,5\nC;1.5\n", {0: "name", 1: "quantity"})
        self.assertEqual([row.level for row in rows], ["error", "ok", "ok"])
        (row,) = self._rows("Lot;Qty\nA;1.234\n", {0: "name", 1: "quantity"}, decimal=".")
        self.assertEqual(row.get("quantity"), Decimal("1.234"))

    def test_units_behind_numbers_and_in_headers_are_kept(self):
        rows = self._rows(
            "Lot,Qty,Net weight (g)\nA,5 boxes,500\nB,7,2 lb\nC,7,\n",
            {0: "name", 1: "quantity", 2: "weight"},
        )
        self.assertEqual(rows[0].units, {"quantity": "boxes", "header": "g"})
        self.assertEqual(rows[1].units, {"weight": "lb", "header": "g"})
        self.assertEqual(rows[2].units, {})
        self.assertEqual(rows[0].get("quantity"), 5)

    def test_a_name_in_two_lines_is_one_name(self):
        (row,) = self._rows(
            'P,L,N\n"Bike\r\n 28 inch",A,"one\ntwo"\n',
            {0: "product_name", 1: "name", 2: "description"},
        )
        self.assertEqual(row.get("product_name"), "Bike 28 inch")
        self.assertEqual(row.get("description"), "one\ntwo")
        (row,) = self._rows('P,L\nBike,"A\nB"\n', {0: "product_name", 1: "name"})
        self.assertEqual([issue["code"] for issue in row.issues], ["control_character"])

    def test_half_a_character_is_an_error_wherever_it_stands(self):
        for field in ("name", "product_code", "product_name", "description", "location"):
            table = lot_table.Table(["X"], [lot_table.Row(1, ["a\ud800b"])],
                                    lot_table.Facts("json"), [])  # fmt: skip
            (row,) = read_rows(table, {0: field})
            self.assertEqual([issue["code"] for issue in row.issues], ["control_character"])
            self.assertEqual(row.issues[0]["params"]["value"], "a␣b")

    def test_no_date_and_no_end_are_not_errors(self):
        rows = self._rows(
            "L,E\nA,00.00.0000\nB,0000-00-00 00:00:00\nC,31/12/9999\nD,9999-12-31\nE,31/12/2027\n",
            {0: "name", 1: "expiration_date"},
        )
        self.assertEqual([row.get("expiration_date") for row in rows[:4]], [None] * 4)
        codes = [[issue["code"] for issue in row.issues] for row in rows]
        self.assertEqual(codes, [[], [], ["endless_date"], ["endless_date"], []])
        self.assertEqual(rows[2].level, "warning")
