"""Files that are wrong, broken or malicious: each gets a clear error, quickly."""

import io
import time
import zipfile

from odoo.tests import tagged

from odoo.addons.stock_lot_lifecycle.tools import lot_table

from .test_tools_lot_table import FILES, TableCase, workbook

SHEET = "xl/worksheets/sheet1.xml"
GOOD = ["Lot", "Qty"], ["A", 1]
GIVE_UP = 60  # seconds: a hostile file must end, on the slowest machine too


def repack(content, changes=None, **added):
    """Return a zip with parts changed by {name: function of its bytes} and parts added."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, (changes or {}).get(name, bytes)(old.read(name)))
        for name, part in added.items():
            new.writestr(name, part)
    return buffer.getvalue()


def sheet_of(rows_xml):
    """Return a workbook whose sheet has these <row> elements as they are."""
    head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    sheet = head + b"<sheetData>" + rows_xml + b"</sheetData></worksheet>"
    return repack(workbook(*GOOD), {SHEET: lambda _part: sheet})


def text_row(number, *texts):
    """Return a <row> element with texts in its cells."""
    cells = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)
    return f'<row r="{number}">{cells}</row>'.encode()


@tagged("post_install", "-at_install")
class TestLotTableWrongFiles(TableCase):
    def test_empty_files(self):
        self.assertCode("empty_file", self.table, b"")
        self.assertCode("empty_file", self.table, b"", "lots.xlsx")
        self.assertCode("empty_file", self.table, b" \r\n\n")
        self.assertCode("empty_file", self.table, b"\xef\xbb\xbf")

    def test_a_header_alone_is_an_error(self):
        self.assertCode("no_rows", self.table, "Lot,Qty\n")
        self.assertCode("no_rows", self.table, "Lot,Qty\n,\n ,\n")
        self.assertCode("no_rows", self.table, workbook(["Lot", "Qty"]), "lots.xlsx")
        self.assertCode("no_rows", self.table, workbook(), "lots.xlsx")

    def test_duplicate_headers_are_named_with_their_columns(self):
        error = self.assertCode("duplicate_header", self.table, "Lot,Qty,LOT \nA,1,B\n")
        self.assertEqual((error.params["first"], error.params["second"]), (1, 3))
        self.assertEqual(error.params["header"], "LOT")

    def test_a_text_named_like_a_workbook_is_refused_with_its_right_name(self):
        error = self.assertCode("extension_mismatch", self.table, "Lot,Qty\nA,1\n", "lots.xlsx")
        self.assertEqual(error.params["rename"], "csv")
        self.assertCode("extension_mismatch", self.table, "Lot,Qty\nA,1\n", "lots.XLS")

    def test_a_workbook_named_like_a_text_is_refused_with_its_right_name(self):
        error = self.assertCode("extension_mismatch", self.table, workbook(*GOOD), "lots.csv")
        self.assertEqual(error.params["rename"], "xlsx")
        old = (FILES / "stock_97.xls").read_bytes()
        self.assertCode("extension_mismatch", self.table, old, "lots.txt")

    def test_other_kinds_of_files_are_refused_by_their_content(self):
        ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Root Entry\0WordDocument".encode("utf-16-le")
        for content in (
            b"%PDF-1.7 ...",
            b"\x89PNG\r\n\x1a\n....",
            b"\xff\xd8\xff\xe0",
            b"<html><table><tr><td>Lot</td></tr></table></html>",
            b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>",
            b'{"lots": []}',
            b'[{"lot": 1}]',
            bytes(range(1, 32)) * 40,
            ole,
        ):
            for filename in ("lots.csv", "lots.xlsx", "lots.xls", "lots"):
                with self.subTest(content=content[:12], filename=filename):
                    self.assertCode("not_a_spreadsheet", self.table, content, filename)

    def test_other_zip_files_are_refused(self):
        for name in ("word/document.xml", "content.xml", "xl/workbook.bin", "photo.jpg"):
            buffer = io.BytesIO()
            with zipfile.ZipFile(buffer, "w") as archive:
                archive.writestr(name, "x")
            self.assertCode("not_a_spreadsheet", self.table, buffer.getvalue(), "lots.xlsx")

    def test_null_bytes_and_unclosed_quotes_name_their_line(self):
        error = self.assertCode("null_bytes", self.table, b"Lot,Qty\nA,1\nB\0,2\n")
        self.assertEqual(error.params["line"], 3)
        error = self.assertCode("unclosed_quote", self.table, 'Lot,Qty\nA,1\n"B,2\nC,3\nD,4\n')
        self.assertEqual(error.params["line"], 3)

    def test_inch_marks_are_no_open_quotes(self):
        self.assertEqual(self.cells('Lot,Name\nA,5" tube\nB,"x\ny"\n')[0], ["A", '5" tube'])

    def test_broken_utf_16(self):
        self.assertCode("damaged_file", self.table, b"\xff\xfeL\0o\0t\0x")


@tagged("post_install", "-at_install")
class TestLotTableLimits(TableCase):
    def test_size_rows_and_columns_are_limited(self):
        small = lot_table.Limits(file_bytes=20, rows=3, columns=4)
        rows = lot_table.Limits(rows=3, columns=4)
        self.assertCode("file_too_large", self.table, b"x" * 21, limits=small)
        self.assertEqual(len(self.cells("Lot,Qty\n" + "A,1\n" * 3, limits=rows)), 3)
        self.assertCode("too_many_rows", self.table, "Lot,Qty\n" + "A,1\n" * 4, limits=rows)
        self.assertCode("too_many_rows", self.table, "Lot,Qty\n" + "A,1\n" * 99, limits=rows)
        self.assertCode("too_many_columns", self.table, "Lot,Qty,a,b,c\nA,1\n", limits=rows)
        wide = workbook(["Lot", "Qty", "a", "b", "c"], ["A"])
        self.assertCode("too_many_columns", self.table, wide, "lots.xlsx", limits=rows)

    def test_a_cell_of_ten_megabytes_is_an_issue_of_its_row(self):
        huge = "x" * 10_000_000
        for content, filename in (
            (f"Lot,Note\nA,{huge}\nB,ok\n".encode(), "lots.csv"),
            (f'Lot,Note\nA,"{huge}"\nB,ok\n'.encode(), "lots.csv"),
            (sheet_of(text_row(1, "Lot", "Note") + text_row(2, "A", huge)), "lots.xlsx"),
        ):
            table = self.table(content, filename)
            issue = table.issues[0]
            self.assertEqual((issue.row, issue.column, issue.code), (2, 1, "cell_too_long"))
            self.assertEqual(issue.params["length"], 10_000_000)
            self.assertLess(len(table.rows[0].cells[1]), 200)

    def test_a_million_filled_rows_are_refused_quickly(self):
        row = b'<row><c t="n"><v>1</v></c><c><v>2</v></c></row>'
        content = sheet_of(row * 1_048_576)
        start = time.perf_counter()
        self.assertCode("too_many_rows", self.table, content, "lots.xlsx")
        self.assertLess(time.perf_counter() - start, GIVE_UP)

    def test_a_million_empty_rows_end_quickly(self):
        rows = text_row(1, "Lot", "Qty") + text_row(2, "A", "1")
        content = sheet_of(rows + b"<row/>" * 1_048_570)
        start = time.perf_counter()
        self.assertEqual(self.cells(content, "lots.xlsx"), [["A", "1"]])
        self.assertLess(time.perf_counter() - start, GIVE_UP)

    def test_a_value_in_the_last_row_is_read(self):
        rows = text_row(1, "Lot", "Qty") + text_row(1_048_576, "A", "1")
        table = self.table(sheet_of(rows), "lots.xlsx")
        self.assertEqual(table.rows, [lot_table.Row(1_048_576, ["A", "1"])])

    def test_impossible_row_numbers_do_not_loop(self):
        rows = text_row(1, "Lot", "Qty") + text_row(10**15, "A", "1")
        self.assertCode("damaged_file", self.table, sheet_of(rows), "lots.xlsx")

    def test_a_text_of_a_million_rows_is_refused_quickly(self):
        start = time.perf_counter()
        self.assertCode("too_many_rows", self.table, b"Lot,Qty\n" + b"A,1\n" * 1_048_576)
        self.assertLess(time.perf_counter() - start, GIVE_UP)


@tagged("post_install", "-at_install")
class TestLotTableAttacks(TableCase):
    def test_xml_bombs_are_refused_before_they_are_parsed(self):
        bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
        for name in (SHEET, "xl/workbook.xml", "xl/styles.xml", "docProps/core.xml"):
            content = repack(workbook(*GOOD), {name: lambda _part: bomb})
            self.assertCode("unsafe_xml", self.table, content, "lots.xlsx")

    def test_a_bomb_in_another_encoding_or_far_inside_is_refused(self):
        text = '<?xml version="1.0" encoding="%s"?><!DOCTYPE x []><x/>'
        for hidden in (
            (text % "UTF-16").encode("utf-16"),
            (text % "UTF-16").encode("utf-16-be"),
            (text % "UTF-7").replace("<!", "+ADwAIQ-").encode(),
            text.encode("cp037"),
            b"<x>" + b" " * ((1 << 20) - 7) + b"<!DOCTYPE x []>",
        ):
            content = repack(workbook(*GOOD), {SHEET: lambda _part, hidden=hidden: hidden})
            self.assertCode("unsafe_xml", self.table, content, "lots.xlsx")

    def test_zip_bombs_are_refused_before_they_are_unpacked(self):
        content = repack(workbook(*GOOD), {SHEET: lambda _part: b" " * 260_000_000})
        self.assertLess(len(content), 400_000)
        start = time.perf_counter()
        self.assertCode("unpacks_too_large", self.table, content, "lots.xlsx")
        self.assertLess(time.perf_counter() - start, GIVE_UP)
        strings = repack(workbook(*GOOD), **{"xl/other.xml": b"<a/>" * 16_000_000})
        self.assertCode("unpacks_too_large", self.table, strings, "lots.xlsx")
        ratio = repack(workbook(*GOOD), {SHEET: lambda _part: b" " * 70_000_000})
        self.assertCode("unpacks_too_large", self.table, ratio, "lots.xlsx")

    def test_endless_tags_do_not_make_the_search_slow(self):
        content = repack(workbook(*GOOD), {SHEET: lambda _part: b"<row" * 500_000})
        start = time.perf_counter()
        self.assertCode("damaged_file", self.table, content, "lots.xlsx")
        self.assertLess(time.perf_counter() - start, GIVE_UP)

    def test_too_many_parts(self):
        added = {f"xl/media/{number}": b"x" for number in range(2_001)}
        content = repack(workbook(*GOOD), **added)
        self.assertCode("too_many_parts", self.table, content, "lots.xlsx")

    def test_macros_are_refused_by_name_by_part_and_by_type(self):
        self.assertCode("macros", self.table, workbook(*GOOD), "lots.xlsm")
        content = repack(workbook(*GOOD), **{"xl/vbaProject.bin": b"x"})
        self.assertCode("macros", self.table, content, "lots.xlsx")
        types = {
            "[Content_Types].xml": lambda part: part.replace(
                b"openxmlformats-officedocument.spreadsheetml.sheet.main",
                b"ms-excel.sheet.macroEnabled.main",
            )
        }
        self.assertCode("macros", self.table, repack(workbook(*GOOD), types), "lots.xlsx")
        old = (FILES / "stock_97.xls").read_bytes() + "_VBA_PROJECT".encode("utf-16-le")
        self.assertCode("macros", self.table, old, "lots.xls")

    def test_password_protected_workbooks(self):
        ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
        content = ole + "EncryptedPackage".encode("utf-16-le")
        self.assertCode("password_protected", self.table, content, "lots.xlsx")

    def test_truncated_and_damaged_files(self):
        good = workbook(*GOOD)
        old = (FILES / "stock_97.xls").read_bytes()
        for content, filename in (
            (good[: len(good) // 2], "lots.xlsx"),
            (good[:40], "lots.xlsx"),
            (good[:600] + b"\0" * 200 + good[800:], "lots.xlsx"),
            (repack(good, {SHEET: lambda part: part[: len(part) // 2]}), "lots.xlsx"),
            (repack(good, {"xl/workbook.xml": lambda _part: b"<a/>"}), "lots.xlsx"),
            (repack(good, {"xl/styles.xml": lambda _part: b"no xml"}), "lots.xlsx"),
            (old[: len(old) // 2], "lots.xls"),
        ):
            with self.subTest(size=len(content)):
                self.assertCode("damaged_file", self.table, content, filename)

    def test_a_workbook_without_styles_or_with_external_links_is_read(self):
        content = repack(workbook(*GOOD), **{"xl/externalLinks/externalLink1.xml": b"<a/>"})
        self.assertEqual(self.cells(content, "lots.xlsx"), [["A", 1]])
