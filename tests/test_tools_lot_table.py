"""Reading files of every kind into a Table, and guessing what their columns mean."""

import datetime
import doctest
import importlib
import io
from pathlib import Path

import openpyxl

from odoo.tests import BaseCase, tagged

from odoo.addons.stock_lot_lifecycle.tools import lot_table

FILES = Path(__file__).parent / "files"
MODULES = [
    "table_csv",
    "table_date_order",
    "table_dates",
    "table_errors",
    "table_fields",
    "table_guard",
    "table_keys",
    "table_numbers",
    "table_reader",
    "table_shape",
    "table_text",
    "table_workbook",
    "table_xls",
    "table_xlsx",
    "lot_table",
]


def workbook(*rows, edit=None):
    """Return the bytes of an XLSX with these rows; `edit` may change its book before saving."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if edit:
        edit(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


class TableCase(BaseCase):
    def assertCode(self, code, function, *args, **kwargs):
        """Check that a call raises a TableError with this code, whose message has words."""
        with self.assertRaises(lot_table.TableError) as caught:
            function(*args, **kwargs)
        self.assertEqual(caught.exception.code, code)
        self.assertIn(code, lot_table.MESSAGES)
        self.assertNotIn("%(", str(caught.exception))
        return caught.exception

    def table(self, content, filename="lots.csv", **kwargs):
        content = content.encode() if isinstance(content, str) else content
        return lot_table.read_table(content, filename, **kwargs)

    def cells(self, content, filename="lots.csv", **kwargs):
        return [row.cells for row in self.table(content, filename, **kwargs).rows]


@tagged("post_install", "-at_install")
class TestLotTableDoctests(BaseCase):
    def test_examples_in_the_modules_are_true(self):
        attempted = 0
        for name in MODULES:
            module = importlib.import_module(f"odoo.addons.stock_lot_lifecycle.tools.{name}")
            for function in vars(module).values():
                if hasattr(function, "cache_clear"):
                    function.cache_clear()  # tests with a frozen clock left frozen dates in it
            result = doctest.testmod(module)
            self.assertEqual(result.failed, 0, name)
            attempted += result.attempted
        self.assertGreater(attempted, 30)


@tagged("post_install", "-at_install")
class TestLotTableText(TableCase):
    def test_a_warehouse_inventory_is_read_whole(self):
        table = self.table((FILES / "warehouse_inventory.csv").read_bytes())
        self.assertEqual(len(table.rows), 57)
        self.assertEqual(table.issues, [])
        self.assertEqual(table.headers[:3], ["Product code", "Product name", "Lot number"])
        lots = [row.cells[2] for row in table.rows if row.cells[2]]
        self.assertEqual(len(lots), 16)
        self.assertIn("0898984", lots)
        self.assertIn("00392/174", lots)
        self.assertEqual(table.rows[1].number, 3)
        self.assertEqual(table.rows[1].cells[1], "Muesli with nuts, 500g bag")
        order = lot_table.detect_date_order(row.cells[3] for row in table.rows)
        self.assertEqual(order.order, "dmy")

    def test_every_usual_encoding_gives_the_same_text(self):
        text = "Lot;Größe;Note\nÄ1;5;é\n"
        for encoding, name in (
            ("utf-8", "utf-8"),
            ("utf-8-sig", "utf-8-sig"),
            ("utf-16", "utf-16-le"),
            ("utf-16-le", "utf-16-le"),
            ("utf-16-be", "utf-16-be"),
            ("cp1252", "windows-1252"),
        ):
            with self.subTest(encoding=encoding):
                table = self.table(text.encode(encoding))
                self.assertEqual(table.headers, ["Lot", "Größe", "Note"])
                self.assertEqual(table.rows[0].cells, ["Ä1", "5", "é"])
                self.assertEqual(table.facts.encoding, name)

    def test_utf_16_big_endian_with_its_mark(self):
        content = b"\xfe\xff" + "Lot,Qty\nA,1\n".encode("utf-16-be")
        self.assertEqual(self.cells(content), [["A", "1"]])

    def test_bytes_that_windows_1252_lacks_are_latin_1(self):
        self.assertEqual(self.cells(b"Lot,Note\nA,\x81\xe9\n")[0][1][-1], "é")

    def test_each_delimiter_is_found(self):
        for mark in ",;\t|":
            table = self.table(f'Lot{mark}Name{mark}Qty\nA{mark}"x{mark}y"{mark}1\n')
            self.assertEqual(table.facts.delimiter, mark)
            self.assertEqual(table.rows[0].cells, ["A", f"x{mark}y", "1"])

    def test_decimal_commas_do_not_make_commas_the_delimiter(self):
        rows = "".join(f"A{i};1,5;2,5;3,5\n" for i in range(20))
        self.assertEqual(self.table("Lot;Qty;Weight;Price\n" + rows).facts.delimiter, ";")

    def test_commas_in_names_do_not_disturb_semicolons(self):
        rows = "".join(f"A{i};Tube, red, {i};5\n" for i in range(20))
        self.assertEqual(self.table("Lot;Product;Qty\n" + rows).facts.delimiter, ";")

    def test_a_stated_separator_is_obeyed_and_is_no_row(self):
        table = self.table("sep=;\nLot;Qty\nA,1;2\n")
        self.assertEqual(table.headers, ["Lot", "Qty"])
        self.assertEqual(table.rows, [lot_table.Row(3, ["A,1", "2"])])

    def test_quoted_line_breaks_stay_in_their_cell_and_lines_are_counted(self):
        table = self.table('Lot,Note\r\nA,"one\r\ntwo"\r\nB,x\r\n')
        self.assertEqual(table.rows[0], lot_table.Row(2, ["A", "one\r\ntwo"]))
        self.assertEqual(table.rows[1].number, 4)

    def test_old_mac_line_ends(self):
        self.assertEqual(self.cells("Lot,Qty\rA,1\rB,2\r"), [["A", "1"], ["B", "2"]])

    def test_titles_and_blank_lines_above_the_header_are_skipped(self):
        text = "Stock list\n\nPrinted by:,Mia\nLot,Expiry,Qty\nA,2026-01-31,5\n\n,,\nB,,1\n"
        table = self.table(text)
        self.assertEqual(table.headers, ["Lot", "Expiry", "Qty"])
        self.assertEqual(table.facts.header_row, 4)
        self.assertEqual([row.number for row in table.rows], [5, 8])
        self.assertEqual(table.rows[1].cells, ["B", None, "1"])

    def test_a_header_in_an_unknown_language_is_the_first_line_with_two_texts(self):
        table = self.table("Lager 7,2026\nEra,Tuote\nA1,Maito\n")
        self.assertEqual(table.headers, ["Era", "Tuote"])

    def test_a_list_of_numbers_alone_is_a_table_of_one_column(self):
        table = self.table("Lot\nA1\nA2\n")
        self.assertEqual(table.headers, ["Lot"])
        self.assertEqual([row.cells for row in table.rows], [["A1"], ["A2"]])

    def test_equals_quotes_that_protect_zeros_are_taken_off(self):
        self.assertEqual(self.cells('Lot,Qty\n="0123",1\n'), [["0123", "1"]])

    def test_short_rows_are_filled_and_long_rows_are_told(self):
        table = self.table("Lot,Name,Qty\nA,Tube\nB,Tube, red,5\nC,Tube,5,,\n")
        self.assertEqual(table.rows[0].cells, ["A", "Tube", None])
        self.assertEqual([(i.row, i.code) for i in table.issues], [(3, "too_many_cells")])

    def test_empty_columns_at_the_end_are_dropped_and_inner_ones_kept(self):
        self.assertEqual(self.table("Lot,,Qty,,\nA,,1,,\n").headers, ["Lot", "", "Qty"])

    def test_ten_thousand_rows_are_read_whole(self):
        line = "QX039,Rye bread,L{},31/01/2025,RM1-RACK1,,100,\n"
        text = "Product code,Product name,Lot number,Expiry,Bin,OB QOH,Qty,Comment\n"
        content = (text + "".join(line.format(i) for i in range(10_000))).encode()
        table = self.table(content)
        self.assertEqual(len(table.rows), 10_000)


@tagged("post_install", "-at_install")
class TestLotTableWorkbooks(TableCase):
    def test_values_keep_their_types_and_shown_zeros(self):
        def zeros(book):
            book.active["A3"].number_format = "0000000"

        table = self.table(
            workbook(
                ["Lot", "Expiry", "Qty", "Weight", "Ok"],
                ["0898984", datetime.datetime(2025, 12, 31), 9800, 12.5, True],
                [898984, datetime.date(2026, 1, 1), 5.0, None, None],
                edit=zeros,
            ),
            "lots.xlsx",
        )
        day = datetime.date(2025, 12, 31)
        self.assertEqual(table.rows[0], lot_table.Row(2, ["0898984", day, 9800, 12.5, "TRUE"]))
        self.assertEqual(type(table.rows[0].cells[1]), datetime.date)
        self.assertEqual(table.rows[1].cells[0], "0898984")
        self.assertEqual(type(table.rows[1].cells[2]), int)
        self.assertEqual(table.facts.format, "xlsx")

    def test_row_numbers_are_those_of_the_sheet(self):
        content = workbook(["Title"], [], ["Lot", "Qty"], ["A", 1], [], ["B", 2])
        table = self.table(content, "lots.xlsx")
        self.assertEqual(table.facts.header_row, 3)
        self.assertEqual([row.number for row in table.rows], [4, 6])

    def test_a_formula_without_result_is_an_issue_of_its_cell(self):
        table = self.table(workbook(["Lot", "Qty"], ["A", "=1+1"], ["B", 2]), "lots.xlsx")
        self.assertEqual(table.issues, [lot_table.Issue(2, 1, "formula_without_value", {})])
        self.assertEqual(table.rows[0].cells, ["A", None])

    def test_an_error_cell_is_an_issue(self):
        def broken(book):
            book.active["B2"].value, book.active["B2"].data_type = "#N/A", "e"

        table = self.table(workbook(["Lot", "Qty"], ["A", 1], edit=broken), "lots.xlsx")
        self.assertEqual([(i.row, i.column, i.code) for i in table.issues], [(2, 1, "cell_error")])

    def test_merged_cells_below_the_header_are_told_per_row(self):
        def merge(book):
            book.active.merge_cells("A1:C1")
            book.active.merge_cells("A3:A5")

        rows = ["Report"], ["Lot", "Qty", "Note"], ["A", 1], [None, 2], [None, 3], ["B", 4]
        table = self.table(workbook(*rows, edit=merge), "lots.xlsx")
        told = [(i.row, i.column, i.code, i.params["range"]) for i in table.issues]
        self.assertEqual(told, [(4, 0, "merged_cells", "A3:A5"), (5, 0, "merged_cells", "A3:A5")])

    def test_the_first_visible_sheet_with_rows_is_read_unless_one_is_named(self):
        def sheets(book):
            book.active.sheet_state = "hidden"
            book.create_sheet("Empty")
            page = book.create_sheet("Lots")
            page.append(["Lot", "Qty"])
            page.append(["B", 2])

        content = workbook(["Lot", "Qty"], ["H", 1], edit=sheets)
        table = self.table(content, "lots.xlsx")
        self.assertEqual(table.facts.sheet, "Lots")
        self.assertEqual(table.rows[0].cells, ["B", 2])
        self.assertEqual(table.facts.sheets, ("Empty", "Lots", "Sheet"))
        self.assertEqual(self.cells(content, "lots.xlsx", sheet="Sheet"), [["H", 1]])
        error = self.assertCode("unknown_sheet", self.table, content, "lots.xlsx", sheet="X")
        self.assertIn("Lots", str(error))

    def test_excel_97_files_are_read_with_dates_zeros_and_merged_cells(self):
        content = (FILES / "stock_97.xls").read_bytes()
        table = self.table(content, "stock.xls")
        self.assertEqual(table.facts.format, "xls")
        self.assertEqual(table.facts.header_row, 3)
        day = datetime.date(2025, 6, 30)
        self.assertEqual(table.rows[0], lot_table.Row(4, ["00392/174", day, 12.5, "TRUE"]))
        self.assertEqual(table.rows[1].cells[0], "0898984")
        self.assertEqual([(i.row, i.code) for i in table.issues], [(7, "merged_cells")])
        self.assertEqual(self.cells(content, "stock.xls", sheet="Hidden"), [["H1", 1]])
        self.assertCode("unknown_sheet", self.table, content, "stock.xls", sheet="X")

    def test_an_old_workbook_named_like_a_new_one_is_read_by_its_content(self):
        content = (FILES / "stock_97.xls").read_bytes()
        self.assertEqual(self.table(content, "stock.xlsx").facts.format, "xls")


@tagged("post_install", "-at_install")
class TestLotTableFields(TableCase):
    def guess(self, line, split=","):
        headers = line.split(split)
        return {headers[i]: field for i, field in lot_table.guess_fields(headers).items()}

    def test_the_sample_is_understood(self):
        guess = self.guess(
            "Product code,Product name,Lot number,Expiration date,Bin location,OB QOH,"
            "Physical QOH,Comment"
        )
        self.assertEqual(
            guess,
            {
                "Product code": "product_code",
                "Product name": "product_name",
                "Lot number": "name",
                "Expiration date": "expiration_date",
                "Bin location": "location",
                "Physical QOH": "quantity",
                "Comment": "description",
            },
        )

    def test_an_opening_balance_counts_when_nothing_was_counted(self):
        self.assertEqual(self.guess("Lot,OB QOH")["OB QOH"], "quantity")

    def test_exports_of_other_systems_are_understood(self):
        for line, fields in (
            ("Item,Lot,Exp date", "product_code name expiration_date"),
            (
                "Material,Material Description,Batch,SLED/BBD,Storage Bin,Unrestricted,"
                "Base Unit of Measure",
                "product_code product_name name expiration_date location quantity uom",
            ),
            (
                "Artikelnummer,Bezeichnung,Charge,MHD,Verfallsdatum,Menge,Lagerplatz",
                "product_code product_name name best_before_date expiration_date quantity location",
            ),
            (
                "Batch ID,Item Code,Item Name,Expiry Date,Manufacturing Date,Batch Quantity",
                "name product_code product_name expiration_date production_date quantity",
            ),
            (
                "Lot/Serial Number,Product,Internal Reference,Quantity,Company",
                "name product_name ref quantity company",
            ),
            (
                "N° de lot,Code article,Désignation,Date de péremption,Quantité,Emplacement",
                "name product_code product_name expiration_date quantity location",
            ),
            (
                "Lote,Código,Producto,Fecha de caducidad,Cantidad,Ubicación",
                "name product_code product_name expiration_date quantity location",
            ),
            (
                "lotNumber,productCode,GTIN,expirationDate,quantityOnHand",
                "name product_code product_barcode expiration_date quantity",
            ),
            (
                "Lot,Supplier,Supplier lot,Net weight (kg),Received on,Alert Date,Removal Date",
                "name supplier supplier_lot_ref weight received_date alert_date removal_date",
            ),
        ):
            with self.subTest(line=line):
                self.assertEqual(list(self.guess(line).values()), fields.split())

    def test_each_field_is_given_once_and_lookalikes_are_left_alone(self):
        guess = self.guess("Lot,Serial number,Lot size,Product category,Unit price,Qty,Quantity")
        self.assertEqual(guess, {"Lot": "name", "Quantity": "quantity"})
        self.assertEqual(self.guess("Colour,,Lot properties"), {})
