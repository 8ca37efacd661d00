import datetime
import io
import zipfile

import openpyxl

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_import import ImportCase

HEADER = "Product code,Lot,Expiry\n"


@tagged("post_install", "-at_install")
class TestImportFiles(ImportCase):
    """Hostile and broken files: a clear message, nothing written; good ones of any kind."""

    def setUp(self):
        super().setUp()
        self.product = self._product(name="Größe", default_code="JAM")

    def _refused(self, content, words, filename="lots.csv"):
        document = self._load(content, filename)
        with self.assertRaisesRegex(UserError, words):
            document.action_continue()
        self.assertEqual(document.state, "file")
        self.assertFalse(document.column_ids)
        self.assertFalse(document.line_ids)

    def _workbook(self, rows, change=None):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        if change:
            change(book.active)
        buffer = io.BytesIO()
        book.save(buffer)
        return buffer.getvalue()

    def test_files_without_content_are_refused(self):
        self._refused(b" ", "is empty")
        self._refused(HEADER, "no rows")

    def test_files_of_another_kind_are_refused(self):
        self._refused(b"%PDF-1.7 lots", "not a table", "lots.csv")
        self._refused(b"\x89PNG\r\n\x1a\n0000", "not a table", "lots.xlsx")
        self._refused(HEADER + "JAM,L1,\n", "named like", "lots.xlsx")

    def test_duplicate_headers_are_refused(self):
        self._refused("Lot,Product code,Lot\nA,JAM,B\n", "occurs more than once")

    def test_too_many_rows_are_refused(self):
        self._refused(HEADER + "JAM,L,\n" * 100_001, "more than 100000 rows")

    def test_macros_and_bombs_are_refused(self):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr("xl/workbook.xml", "<workbook/>")
            archive.writestr("xl/vbaProject.bin", b"macro")
        self._refused(buffer.getvalue(), "macros", "lots.xlsx")
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr(
                "xl/workbook.xml",
                '<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY l2 "&lol;&lol;">]>'
                "<workbook>&l2;</workbook>",
            )
        self._refused(buffer.getvalue(), "cannot be read|not accepted|entit", "lots.xlsx")

    def test_a_huge_cell_is_an_error_of_its_row(self):
        document = self._check(HEADER + f"JAM,{'9' * 1_000_000},\nJAM,L2,\n")
        self.assertIn("cell_too_long", self._codes(document)[2])
        self.assertEqual(document.error_count, 1)

    def test_formulas_without_result_are_errors(self):
        def change(sheet):
            sheet["B2"] = "=A2&1"

        content = self._workbook([["Product code", "Lot"], ["JAM", "x"], ["JAM", "L2"]], change)
        document = self._check(content, "lots.xlsx")
        self.assertEqual(self._codes(document)[2], {"formula_without_value"})
        self.assertEqual(self._actions(document), ["error", "create"])

    def test_merged_cells_are_errors(self):
        rows = [["Product code", "Lot"], ["JAM", "L1"], [None, "L2"]]
        content = self._workbook(rows, lambda sheet: sheet.merge_cells("A2:A3"))
        document = self._check(content, "lots.xlsx")
        self.assertIn("merged_cells", self._codes(document)[3])

    def test_numbers_a_spreadsheet_lost_are_errors(self):
        content = self._workbook([["Product code", "Lot"], ["JAM", 12345678901234567890]])
        document = self._check(content, "lots.xlsx")
        self.assertEqual(self._codes(document), {2: {"excel_mangled"}})

    def test_exports_of_many_kinds_import(self):
        text = "Artikelnummer;Charge;Verfallsdatum;Menge\nJAM;%s;31.12.2027;1,5\n"
        for number, content in (
            ("U8", (text % "U8").encode("utf-8-sig")),
            ("L1", (text.replace("Menge", "Prüfmenge Menge") % "L1").encode("latin-1")),
            ("U16", (text % "U16").encode("utf-16")),
            ("TAB", (text % "TAB").replace(";", "\t").encode()),
        ):
            document = self._import(content, f"{number}.csv")
            self.assertEqual(document.lot_ids.name, number)
            self.assertEqual(str(document.lot_ids.expiration_day), "2027-12-31")

    def test_a_workbook_imports(self):
        rows = [["Product code", "Lot", "Expiry"], ["JAM", "0042", datetime.date(2027, 12, 31)]]
        document = self._import(self._workbook(rows), "lots.xlsx")
        self.assertEqual(document.lot_ids.name, "0042")
        self.assertEqual(str(document.lot_ids.expiration_day), "2027-12-31")

    def test_a_marked_file_can_be_corrected_and_imported(self):
        document = self._check(HEADER + "JAM,L1,2027-02-30\n")
        book = openpyxl.load_workbook(io.BytesIO(document._get_marked_file()))
        sheet = book.worksheets[0]
        self.assertIn("not a date", sheet["E2"].value)
        sheet["C2"] = "2027-02-28"
        buffer = io.BytesIO()
        book.save(buffer)
        again = self._import(buffer.getvalue(), "lots-marked.xlsx")
        self.assertEqual(str(again.lot_ids.expiration_day), "2027-02-28")

    def test_a_formula_in_a_number_is_text_in_the_marked_file(self):
        document = self._check(HEADER + 'JAM,"=cmd|A1",2027-02-30\n')
        sheet = openpyxl.load_workbook(io.BytesIO(document._get_marked_file())).worksheets[0]
        self.assertEqual(sheet["B2"].data_type, "s")
