from odoo.tests import BaseCase, tagged

from odoo.addons.stock_lot_lifecycle.tools import lot_table
from odoo.addons.stock_lot_lifecycle.tools.import_rows import read_rows
from odoo.addons.stock_lot_lifecycle.tools.table_asides import find_asides

HEAD = "Item,Item name,Lot,Expiry,Bin,Qty\n"


@tagged("post_install", "-at_install")
class TestTableAsides(BaseCase):
    """Totals, notes and repeated headers of an export are told from lots; lots never are."""

    def _asides(self, *rows):
        table = lot_table.read_table((HEAD + "\n".join(rows) + "\n").encode(), "lots.csv")
        return find_asides(table, lot_table.guess_fields(table.headers))

    def _code(self, row):
        return self._asides(row).get(2, (None, None))[0]

    def test_totals_in_many_words(self):
        for row in (
            "Total,,,,,11",
            "TOTAL:,,,,,11",
            "Total 57,,,,,11",
            "Grand Total:,,,,,11",
            "Subtotal RM2,,,,,5",
            ",,Total,,,11",
            ",,,,,11",
            ',,,,,"1.234,50"',
            "Gesamt,,,,,11",
            "Zwischensumme Halle 2,,,,,11",
            "Sous-total,,,,,11",
            "Totale,,,,,11",
        ):
            with self.subTest(row=row):
                self.assertEqual(self._code(row), "total_row")

    def test_lines_that_stand_alone_are_notes(self):
        for row in ("Printed by Mia,,,,,", "Page 1 of 1,,,,,", "Location: RM1,,,,,", "*,,,,,"):
            with self.subTest(row=row):
                self.assertEqual(self._code(row), "note_row")

    def test_the_header_on_every_page_is_known_again(self):
        self.assertEqual(self._code("ITEM,Item name,Lot ,Expiry,Bin,Qty"), "repeated_header")
        self.assertEqual(self._code("Item,Item name,Lot,,,"), "repeated_header")

    def test_what_could_be_a_lot_never_is_an_aside(self):
        for row in (
            "P1,Thing,L1,2027-01-31,A1,5",
            "Total,Breakfast cereal,L1,2027-01-31,A1,5",
            "P1,Total nutrition 1 l,,,A1,5",
            "Total nutrition 1 l,,,,A1,5",
            "P1,,,,,5",
            ",,L1,,,",
            ",,L1,2027-01-31,A1,5",
            ",,,,A1,5",
            "Item,Item name,L1,,,",
        ):
            with self.subTest(row=row):
                self.assertIsNone(self._code(row))

    def test_the_text_of_an_aside_is_told(self):
        self.assertEqual(self._asides("Grand Total:,,,,,11"), {2: ("total_row", "Grand Total:")})
        self.assertEqual(len(self._asides("x" * 500 + ",,,,,")[2][1]), 100)

    def test_a_code_alone_counts_in_a_narrow_table(self):
        table = lot_table.read_table(b"Item,Lot\nP1,\nP2,L2\n", "lots.csv")
        self.assertEqual(find_asides(table, {0: "product_code", 1: "name"}), {})

    def test_merged_cells_stay_the_error_they_are(self):
        table = lot_table.read_table(b"Item,Lot,Qty\nA,L1,1\n,,2\n", "lots.csv")
        merged = lot_table.Issue(3, 0, "merged_cells", {"range": "A2:A3"})
        fields = lot_table.guess_fields(table.headers)
        self.assertEqual(find_asides(table, fields), {3: ("total_row", "2")})
        self.assertEqual(find_asides(table._replace(issues=[merged]), fields), {})

    def test_rows_of_another_system_are_all_rows(self):
        table = lot_table.read_table(b"Item,Lot,Qty\nTotal,,5\n", "lots.csv")
        fields = lot_table.guess_fields(table.headers)
        self.assertEqual(read_rows(table, fields)[0].aside, ("total_row", "Total"))
        sent = table._replace(facts=lot_table.Facts("json"))
        self.assertIsNone(read_rows(sent, fields)[0].aside)
