import io
import json

import openpyxl

from odoo.http import Request
from odoo.tests import HttpCase, tagged

from odoo.addons.stock_lot_lifecycle.models import stock_lot_trace_export

from .common import LotCase
from .common_trace import TraceCase


@tagged("post_install", "-at_install")
class TestCustodyPaper(TraceCase):
    def _paper(self, lots, role="auditor"):
        Report = self.as_(role, self.env["ir.actions.report"])
        html, _kind = Report._render_qweb_html(
            "stock_lot_lifecycle.stock_lot_custody_report", lots.ids
        )
        return html.decode()

    def _shipped(self, number="OAT-1", **product):
        lot = self._receive(self._product(**product), number, 10)
        self._ship(lot, 4)
        return lot

    def test_the_paper_tells_every_hand(self):
        html = self._paper(self._shipped())
        for words in ("OAT-1", "Acme Farms", "Deco Addict", "/IN/", "/OUT/", "Complete:"):
            self.assertIn(words, html)
        self.assertNotIn("text-danger", html)

    def test_a_gap_is_red_on_paper(self):
        lot = self._lot()
        self._move(lot, 2, self.stock, self.customers)
        html = self._paper(lot)
        self.assertIn("Incomplete:", html)
        self.assertIn("text-danger", html)

    def test_every_lot_has_its_own_chain(self):
        html = self._paper(self._shipped("A") | self._shipped("B"))
        self.assertEqual(html.count("Chain of custody of"), 2)

    def test_rows_that_have_no_room_are_counted_in_red(self):
        self.patch(stock_lot_trace_export, "PRINTED", 1)
        self.assertIn("more rows are not printed", self._paper(self._shipped()))

    def test_it_is_printed_from_the_lot(self):
        action = self.as_("auditor", self._shipped()).action_print_custody()
        self.assertEqual(action["report_name"], "stock_lot_lifecycle.report_lot_custody")

    def test_hostile_names_stay_text(self):
        html = self._paper(self._shipped("<b>X</b>", name="<script>alert(1)</script>"))
        self.assertNotIn("<script>alert(1)", html)
        self.assertNotIn("<b>X</b>", html)


@tagged("post_install", "-at_install")
class TestCustodyWorkbook(TraceCase):
    def _book(self, lots):
        content = self.as_("auditor", lots)._get_custody_workbook()
        return openpyxl.load_workbook(io.BytesIO(content))

    def _rows(self, book, title="Chain of custody"):
        return [[cell.value for cell in row] for row in book[title].rows][1:]

    def test_times_are_times_and_quantities_numbers(self):
        lot = self._receive(self._product(name="Oats"), "OAT-1", 10)
        self._ship(lot, 4)
        rows = self._rows(self._book(lot))
        self.assertEqual(sorted(row[5] for row in rows), [4, 4, 6])
        self.assertEqual({row[0] for row in rows}, {"OAT-1"})
        self.assertEqual({row[7].date().isoformat() for row in rows}, {"2026-06-15"})

    def test_a_gap_is_red_and_the_lot_is_named_with_it(self):
        lot = self._lot(name="LOST")
        self._move(lot, 2, self.stock, self.customers)
        book = self._book(lot)
        told = [row for row in book["About"].rows if "Incomplete" in str(row[2].value)]
        self.assertEqual(told[0][0].value, "LOST")
        self.assertEqual(told[0][2].font.color.rgb, "FFC00000")
        red = [
            row for row in book["Chain of custody"].rows
            if row[2].font.color and row[2].font.color.rgb == "FFC00000"
        ]  # fmt: skip
        self.assertEqual(len(red), 1)

    def test_no_text_becomes_a_formula(self):
        partner = self._partner("@SUM(A1)")
        lot = self._receive(self._product(name="=HYPERLINK(A1)"), "=1+1", 3, partner)
        for sheet in self._book(lot):
            for row in sheet.rows:
                for cell in row:
                    self.assertNotEqual(cell.data_type, "f", (sheet.title, cell.value))


@tagged("post_install", "-at_install")
class TestCustodyFiles(LotCase, HttpCase):
    """The addresses of the files: who may read the lot gets them, nobody else."""

    freeze_time = None

    def setUp(self):
        super().setUp()
        self.lot = self._receive(self._product(name="Secret Tablets"), "SECRET-1", 5)

    def _file(self, kind, ids=None):
        data = {"ids": ids or f"[{self.lot.id}]", "csrf_token": Request.csrf_token(self)}
        path = f"/stock_lot_lifecycle/custody.{kind}"
        return self.url_open(path, data=data, allow_redirects=False)

    def test_the_auditor_gets_workbook_and_plain_file(self):
        self.authenticate("lots_auditor", "lots_auditor")
        book = self._file("xlsx")
        self.assertEqual(book.status_code, 200)
        self.assertTrue(book.content.startswith(b"PK"))
        self.assertIn("SECRET-1", book.headers["Content-Disposition"])
        [lot] = json.loads(self._file("json").content)
        self.assertEqual((lot["lot"], lot["is_complete"]), ("SECRET-1", True))
        self.assertEqual(lot["stays"][0]["giver"], "Acme Farms")
        self.assertEqual(lot["read_by"], "Lots auditor")

    def test_nobody_else_gets_them(self):
        for login in ("lots_portal", "lots_employee"):
            self.authenticate(login, login)
            for kind in ("xlsx", "json"):
                with self.subTest(login, kind=kind):
                    answer = self._file(kind)
                    self.assertGreaterEqual(answer.status_code, 400)
                    self.assertNotIn(b"SECRET-1", answer.content)
        self.authenticate(None, None)
        self.assertIn("/web/login", self._file("json").headers["Location"])

    def test_hostile_questions_are_refused(self):
        self.authenticate("lots_auditor", "lots_auditor")
        for hostile in ("x", '["x"]', "{}", "[[1]]", "[null]", "[true]"):
            with self.subTest(hostile):
                self.assertEqual(self._file("json", hostile).status_code, 400)

    def test_a_lot_that_is_gone_is_left_out(self):
        self.authenticate("lots_auditor", "lots_auditor")
        self.assertEqual(json.loads(self._file("json", "[999999999]").content), [])
