"""Workbooks we write: problems marked, nothing executable, and readable by ourselves."""

import datetime
import io
import math
import zipfile
from decimal import Decimal

import openpyxl

from odoo.tests import tagged

from odoo.addons.stock_lot_lifecycle.tools import lot_table

from .test_tools_lot_table import TableCase, workbook

HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=x", "=cmd|' /C calc'!A0", "http://x.y",
           "{=1}", "0123"]  # fmt: skip


def load(content):
    """Return the openpyxl book of some bytes."""
    return openpyxl.load_workbook(io.BytesIO(content))


@tagged("post_install", "-at_install")
class TestLotTableMarkedWorkbook(TableCase):
    def marked(self):
        table = self.table(
            "Lot,Expiry,Qty\nA,30/02/2025,5\nB,01/2027,\nC,2027-01-31,7\n", "lots.csv"
        )
        marks = [
            lot_table.Mark(2, 1, "error", "There is no 30 February."),
            lot_table.Mark(2, 1, "warning", "And it is a Sunday."),
            lot_table.Mark(3, 1, "warning", "The last day is taken."),
            lot_table.Mark(3, 2, "error", "A quantity is missing."),
            lot_table.Mark(4, None, "error", "The lot exists twice."),
        ]
        return lot_table.marked_workbook(table, marks, title_notes=["2 errors", "=1"])

    def test_cells_with_problems_are_coloured_and_explained(self):
        page = load(self.marked())["Lots"]
        self.assertEqual(page["B2"].fill.fgColor.rgb, "FFF8C4C0")
        self.assertEqual(page["B3"].fill.fgColor.rgb, "FFFFE3A3")
        self.assertEqual(page["C3"].fill.fgColor.rgb, "FFF8C4C0", "an empty cell can be marked")
        self.assertEqual(page["A2"].fill.fill_type, None)
        self.assertIn("30 February", page["B2"].comment.text)
        self.assertIn("Sunday", page["B2"].comment.text)
        self.assertIsNone(page["A4"].comment)

    def test_row_numbers_and_messages_stand_behind_the_columns(self):
        page = load(self.marked())["Lots"]
        titles = [cell.value for cell in page[1]]
        self.assertEqual(titles, ["Lot", "Expiry", "Qty", "Row", "Problem"])
        self.assertEqual([page.cell(line, 4).value for line in (2, 3, 4)], [2, 3, 4])
        self.assertEqual(page["E2"].value, "There is no 30 February.\nAnd it is a Sunday.")
        self.assertEqual(page["E4"].value, "The lot exists twice.")

    def test_the_header_is_frozen_and_filters_and_notes_are_apart(self):
        book = load(self.marked())
        self.assertEqual(book["Lots"].freeze_panes, "A2")
        self.assertEqual(book["Lots"].auto_filter.ref, "A1:E4")
        self.assertEqual([row[0].value for row in book["Notes"].rows], ["2 errors", "=1"])
        self.assertEqual(book["Notes"]["A2"].data_type, "s")

    def test_a_corrected_workbook_can_be_imported_as_it_is(self):
        table = self.table(self.marked(), "marked.xlsx")
        self.assertEqual(table.headers[:3], ["Lot", "Expiry", "Qty"])
        self.assertEqual(table.rows[0].cells[:3], ["A", "30/02/2025", "5"])
        guess = lot_table.guess_fields(table.headers)
        self.assertEqual(guess, {0: "name", 1: "expiration_date", 2: "quantity"})

    def test_no_text_becomes_a_formula_or_a_link(self):
        rows = [lot_table.Row(2 + i, [text, text]) for i, text in enumerate(HOSTILE)]
        facts = lot_table.Facts("csv")
        table = lot_table.Table(["=1+1", "Note"], rows, facts, [])
        marks = [lot_table.Mark(2, 0, "error", "=HYPERLINK(1)")]
        content = lot_table.marked_workbook(table, marks)
        page = load(content)["Lots"]
        for line in range(2, 2 + len(HOSTILE)):
            self.assertEqual(page.cell(line, 1).data_type, "s")
        self.assertEqual(page["A1"].data_type, "s")
        read = self.table(content, "marked.xlsx").rows
        self.assertEqual([row.cells[0] for row in read], [text.strip() for text in HOSTILE])
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            sheet = archive.read("xl/worksheets/sheet1.xml")
        self.assertNotIn(b"<f>", sheet)
        self.assertNotIn(b"hyperlink", sheet)

    def test_values_keep_their_types(self):
        day = datetime.date(2027, 1, 31)
        cells = ["0898984", day, 5, Decimal("12.5"), 10**18, math.nan, datetime.date(1850, 1, 1)]
        table = lot_table.Table(list("abcdefg"), [lot_table.Row(2, cells)], None, [])
        page = load(lot_table.marked_workbook(table, []))["Lots"]
        values = [cell.value for cell in page[2]][:7]
        self.assertEqual(values[0], "0898984")
        self.assertEqual(values[1].date(), day)
        self.assertEqual(values[2:5], [5, 12.5, str(10**18)])
        self.assertEqual(values[5:], ["nan", "1850-01-01"])

    def test_very_long_texts_are_cut_to_what_a_workbook_allows(self):
        table = lot_table.Table(["a"], [lot_table.Row(2, ["x" * 40_000])], None, [])
        marks = [lot_table.Mark(2, 0, "error", "y" * 40_000)]
        page = load(lot_table.marked_workbook(table, marks))["Lots"]
        self.assertEqual(len(page["A2"].value), 32_767)

    def test_words_can_be_translated(self):
        table = self.table("Lot,Qty\nA,1\n")
        labels = lot_table.Labels(sheet="Chargen", problem="Problem!", row="Zeile")
        page = load(lot_table.marked_workbook(table, [], labels=labels))["Chargen"]
        self.assertEqual(page["D1"].value, "Problem!")


@tagged("post_install", "-at_install")
class TestLotTableTemplate(TableCase):
    def test_a_template_keeps_zeros_and_dates_and_has_no_rows(self):
        fields = [
            ("Lot number", "0898984", "As printed on the label"),
            ("Expiry", datetime.date(2027, 1, 31), "The last good day"),
            ("Quantity", 100, "=in the product's unit"),
        ]
        content = lot_table.template_workbook(fields)
        book = load(content)
        page, guide = book.worksheets
        self.assertEqual([cell.value for cell in page[1]], ["Lot number", "Expiry", "Quantity"])
        self.assertEqual(page.column_dimensions["A"].number_format, "@")
        self.assertEqual(page.column_dimensions["B"].number_format, "yyyy-mm-dd")
        self.assertEqual(guide["B2"].value, "0898984")
        self.assertEqual(guide["C4"].data_type, "s")
        guess = lot_table.guess_fields(["Lot number", "Expiry", "Quantity"])
        self.assertEqual(list(guess.values()), ["name", "expiration_date", "quantity"])

    def test_an_unfilled_template_has_no_rows(self):
        content = lot_table.template_workbook([("Lot", "A", "x"), ("Qty", 1, "y")])
        self.assertCode("no_rows", self.table, content, "t.xlsx", sheet="Lots")
        self.assertCode("no_rows", self.table, content, "t.xlsx")


@tagged("post_install", "-at_install")
class TestLotTableKeys(TableCase):
    def test_the_same_rows_in_another_file_have_the_same_key(self):
        text = self.table("Lot,Expiry,Qty\nA1,2027-01-31,5\n")
        book = workbook(["Lot", "Expiry", "Qty"], [], ["A1", datetime.date(2027, 1, 31), 5.0])
        sheet = self.table(book, "x.xlsx")
        key = lot_table.rows_key(text.rows, text.headers)
        self.assertEqual(key, lot_table.rows_key(sheet.rows, sheet.headers))
        self.assertEqual(len(key), 64)

    def test_what_differs_has_another_key(self):
        rows = [["A", "B"], ["C", None]]
        keys = {
            lot_table.rows_key(changed)
            for changed in (
                rows,
                [["A", "B"], ["c", None]],
                [["C", None], ["A", "B"]],
                [["A"], ["B", "C"]],
                [["A,B"], ["C"]],
                [["A", "B"], [None, "C"]],
            )
        }
        self.assertEqual(len(keys), 6)
        self.assertNotEqual(lot_table.rows_key([["05"]]), lot_table.rows_key([[5]]))
        self.assertNotEqual(lot_table.rows_key(rows), lot_table.rows_key(rows, ["x"]))

    def test_a_file_is_known_by_its_bytes(self):
        self.assertEqual(
            lot_table.file_key(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        )

    def test_csv_texts_cannot_be_formulas_and_come_back(self):
        for text in HOSTILE[:7]:
            self.assertEqual(lot_table.safe_cell(text), "'" + text)
        for text in ("0123", "A=1", "00392/174", ""):
            self.assertEqual(lot_table.safe_cell(text), text)
        for text in ("=A1", "+5", "-A", "@x"):
            self.assertEqual(lot_table.text_number(lot_table.safe_cell(text)), text)
