import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from lxml import html
from PIL import Image

from odoo.tests import tagged

from odoo.addons.stock_lot_lifecycle.tools import gs1

from .common import LotCase
from .common_symbols import GTIN, SymbolReader

SMALL = "stock_lot_lifecycle.report_lot_label_small"
LARGE = "stock_lot_lifecycle.report_lot_label_large"
ZPL = "stock_lot_lifecycle.stock_lot_label_zpl_report"
LONG = "Paracetamol film-coated tablets 500 mg, blister of 10, box of 100, for hospital use only"


@tagged("post_install", "-at_install")
class TestStockLotLabel(SymbolReader, LotCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._perishable(name=LONG, barcode=GTIN[1:], default_code="RV624")
        cls.lot = cls._lot(
            cls.product,
            "ABC/123",
            production_date="2026-01-02",
            expiration_day="2026-12-31",
            best_before_day="2026-12-01",
        )
        cls.elements = {
            "01": GTIN,
            "11": "260102",
            "15": "261201",
            "17": "261231",
            "10": "ABC/123",
        }

    def _drawn(self, source):
        """Return the codes of all drawings on a page."""
        found = set()
        for path in html.fromstring(source).iter("path"):
            corners = re.findall(r"M(\d+) (\d+)h(\d+)v1", path.get("d"))
            spans = [tuple(map(int, corner)) for corner in corners]
            width = max(x + wide for x, _y, wide in spans)
            rows = [[0] * width for _y in range(max(y for _x, y, _wide in spans) + 1)]
            for x, y, wide in spans:
                rows[y][x : x + wide] = [1] * wide
            found |= self._scan_rows(rows, 3, 40 if len(rows) == 1 else 1)
        return found

    def _page(self, report, lots):
        return self.env["ir.actions.report"]._render_qweb_html(report, lots.ids)[0].decode()

    def _zpl(self, lots, report=ZPL):
        return self.env["ir.actions.report"]._render_qweb_text(report, lots.ids)[0].decode()

    def _scanned(self, found, carrier="]d2"):
        """Return what the one code of this kind says."""
        ((_carrier, text),) = [code for code in found if code[0] == carrier]
        return gs1.parse(carrier + text)

    def test_a_scanner_reads_the_lot_from_a_small_label(self):
        self.assertEqual(self._scanned(self._drawn(self._page(SMALL, self.lot))), self.elements)

    def test_a_scanner_reads_all_of_a_large_label_from_either_code(self):
        found = self._drawn(self._page(LARGE, self.lot))
        self.assertEqual(self._scanned(found), self.elements)
        lines = {}
        for carrier, text in found:
            if carrier == "]C1":
                lines |= gs1.parse(text)
        self.assertEqual(lines, self.elements)

    def test_a_scanner_reads_the_label_of_a_label_printer(self):
        self.assertEqual(self._scanned(self._scan_zpl(self._zpl(self.lot))), self.elements)

    def test_odoos_own_labels_carry_a_gs1_code_when_the_setting_is_on(self):
        self.root.ref("base.group_user").implied_ids |= self.root.ref(
            "stock.group_stock_lot_print_gs1"
        )
        page = self._page("stock.report_lot_label", self.lot)
        self.assertEqual(self._scanned(self._drawn(page)), self.elements)
        text = self._zpl(self.lot, "stock.label_lot_template")
        self.assertEqual(self._scanned(self._scan_zpl(text)), self.elements)
        self.assertIn("Use by: 12/31/2026", text)

    def test_what_is_scanned_from_a_label_finds_the_lot(self):
        ((carrier, text),) = self._drawn(self._page(SMALL, self.lot))
        found = self.env["stock.lot"].search([("any_name", "ilike", carrier + text)])
        self.assertEqual(found, self.lot)

    def test_people_read_the_same_below_the_code(self):
        printed = f"(01){GTIN}(11)260102(15)261201(17)261231(10)ABC/123"
        page = self._page(SMALL, self.lot)
        self.assertIn(printed, "".join(html.fromstring(page).itertext()))
        self.assertIn(printed, self._zpl(self.lot))
        for source in (page, self._zpl(self.lot)):
            for shown in ("2026-01-02", "2026-12-01", "2026-12-31", "RV624"):
                self.assertIn(shown, source)

    def test_the_days_are_those_of_the_lot_on_both_sides_of_utc(self):
        for zone in ("Pacific/Auckland", "America/Los_Angeles"):
            self.company.lot_tz = zone
            self.lot.expiration_day = "2026-11-30"
            self.lot.expiration_day = "2026-12-31"
            self.assertEqual(self.lot._get_label_elements()["17"], "261231", zone)

    def test_a_serial_is_a_serial_in_the_code(self):
        pump = self._lot(self._product("serial", "Pump", barcode="9521234543220"), "S-1")
        read = self._scanned(self._drawn(self._page(SMALL, pump)))
        self.assertEqual(read, {"01": "09521234543220", "21": "S-1"})

    def test_without_an_article_number_the_code_has_the_number_alone(self):
        for barcode in (False, "internal-7", "9521234543219"):
            lot = self._lot(self._product(name=f"Plain {barcode}", barcode=barcode), "L1")
            self.assertEqual(self._scanned(self._drawn(self._page(SMALL, lot))), {"10": "L1"})

    def test_a_number_gs1_does_not_allow_is_an_ordinary_code(self):
        for number in ("LOT 1", "A" * 21, "LOT#1"):
            lot = self._lot(self.product, number)
            self.assertEqual(self._drawn(self._page(LARGE, lot)), {("]d1", number)})
            self.assertEqual(self._scan_zpl(self._zpl(lot)), {("]d1", number)})

    def test_a_number_no_symbol_can_hold_leaves_the_label_without(self):
        lot = self._lot(self.product, "№ 7^XA~JA")
        for report in (SMALL, LARGE):
            page = self._page(report, lot)
            self.assertNotIn("<path", page)
            self.assertIn("No code: the number has characters", page)
        text = self._zpl(lot)
        self.assertNotIn("^GFA", text)
        self.assertIn("\\5EXA\\7EJA", text)
        self.assertEqual(text.count("^XA"), 1, "a number is no command for the printer")

    def test_a_day_without_an_expiry_is_not_printed(self):
        lot = self._lot(self._product(name="Bolts", barcode="9521234543237"), "B1")
        lot.expiration_day = "2026-12-31"
        self.assertNotIn("17", lot._get_label_elements())

    def test_the_labels_of_a_transfer_are_as_many_as_asked(self):
        picking = self._picking(
            [(self.product, self.lot, 3)], self.suppliers, self.stock, "incoming", self.supplier
        )
        for quantity, count in (("lots", 1), ("units", 3)):
            for print_format, report in (
                ("gs1_100x50", SMALL),
                ("gs1_100x150", LARGE),
                ("gs1_zpl", "stock_lot_lifecycle.report_lot_label_zpl"),
                ("4x12", "stock.report_lot_label"),
            ):
                dialog = self.env["lot.label.layout"].create(
                    {
                        "move_line_ids": picking.move_line_ids.ids,
                        "label_quantity": quantity,
                        "print_format": print_format,
                    }
                )
                action = dialog.process()
                self.assertEqual(action["report_name"], report)
                self.assertEqual(action["context"]["active_ids"], self.lot.ids * count)
                self.assertTrue(action["close_on_report_download"])

    def test_a_label_is_one_page_and_reads_from_paper(self):
        if not (shutil.which("wkhtmltopdf") and shutil.which("pdftoppm")):
            self.skipTest("wkhtmltopdf and pdftoppm (Debian's poppler-utils) draw the pages")
        longest = self._lot(self.product, "ABCDEFGHIJKLMNOPQRST", production_date="2026-01-02")
        reports = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        for report in (SMALL, LARGE):
            lots = self.lot + longest
            with self.allow_pdf_render():
                content, kind = reports._render_qweb_pdf(report, lots.ids)
            self.assertEqual(kind, "pdf")
            pages = self._photograph(content)
            self.assertEqual(len(pages), 2, report)
            for lot, page in zip(lots, pages, strict=True):
                read = self._scanned(self._scan_image(page))
                self.assertEqual(read, lot._get_label_elements())

    def _photograph(self, content):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "label.pdf").write_bytes(content)
            subprocess.run(
                ["pdftoppm", "-r", "203", "-gray", "label.pdf", "page"], cwd=folder, check=True
            )
            return [Image.open(path).copy() for path in sorted(Path(folder).glob("page*.pgm"))]
