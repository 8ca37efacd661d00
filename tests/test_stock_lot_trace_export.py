import io
import json

import openpyxl

from odoo.http import Request
from odoo.tests import HttpCase, tagged

from odoo.addons.stock_lot_lifecycle.models import stock_lot_trace_export

from .common import LotCase
from .test_stock_lot_trace_screen import TraceScreenCase


@tagged("post_install", "-at_install")
class TestTraceWorkbook(TraceScreenCase):
    def _book(self, lots, direction="both", role="quality_manager"):
        lots = self.as_(role, lots)
        content = lots._get_trace_workbook(lots._trace(direction), "OAT-1")
        return openpyxl.load_workbook(io.BytesIO(content))

    def _rows(self, book, title):
        return [[cell.value for cell in row] for row in book[title].rows][1:]

    def test_every_table_is_a_sheet(self):
        book = self._book(self._story()[0])
        self.assertEqual(
            book.sheetnames,
            [
                "About", "What is missing", "Customers", "Suppliers", "Where it is now",
                "Mass balance", "Lots", "Mass balance by lot", "What went into what",
            ],
        )  # fmt: skip

    def test_it_says_what_was_asked_by_whom_and_whether_it_is_all(self):
        facts = dict(self._rows(self._book(self._story()[0]), "About"))
        self.assertEqual(facts["Trace of"], "OAT-1")
        self.assertEqual(facts["Read by"], "Lots quality_manager")
        self.assertIn("Complete", facts["Is it all?"])
        self.assertEqual(facts["Direction"], "Both ways")

    def test_quantities_are_numbers_and_days_are_dates(self):
        [row] = self._rows(self._book(self._story()[0]), "Customers")
        self.assertEqual((row[0], row[1], row[4], row[6]), ("Deco Addict", "M-1", 5, 1))
        self.assertEqual(row[7].date().isoformat(), "2026-06-15")

    def test_what_went_into_what_is_there_with_its_quantity(self):
        [row] = self._rows(self._book(self._story()[0]), "What went into what")
        self.assertEqual((row[0], row[2], row[4], row[6]), ("OAT-1", 4, "Yes", "M-1"))

    def test_gaps_are_red(self):
        lot = self._lot(self.oats, "COUNTED")
        self._adjust(lot, 5)
        book = self._book(lot)
        cell = book["What is missing"]["A2"]
        self.assertIn("COUNTED", cell.value)
        self.assertEqual(cell.font.color.rgb, "FFC00000")
        [told] = [row[1] for row in book["About"].rows if "Incomplete" in str(row[1].value)]
        self.assertEqual(told.font.color.rgb, "FFC00000")

    def test_no_text_becomes_a_formula(self):
        product = self._product(name="=HYPERLINK(A1)")
        lot = self._receive(product, "=1+1", 3, self._partner("@SUM(A1)"))
        book = self._book(lot)
        for sheet in book:
            for row in sheet.rows:
                for cell in row:
                    self.assertNotEqual(cell.data_type, "f", (sheet.title, cell.value))
        self.assertIn("=1+1", [row[0] for row in self._rows(book, "Lots")])

    def test_all_rows_are_there_whatever_the_screen_shows(self):
        oats = self._receive(self.oats, "OAT-1", 1000)
        self.patch(stock_lot_trace_export, "PRINTED", 1)
        for number in range(3):
            self._produce({oats: 1}, self.muesli, f"M-{number}", 2)
        self.assertEqual(len(self._rows(self._book(oats), "Lots")), 4)


@tagged("post_install", "-at_install")
class TestTracePaper(TraceScreenCase):
    def _paper(self, lots, role="quality_manager", **options):
        Report = self.as_(role, self.env["ir.actions.report"])
        html, _kind = Report._render_qweb_html(
            "stock_lot_lifecycle.stock_lot_trace_report", lots.ids, data=options
        )
        return html.decode()

    def test_the_paper_tells_who_sent_it_who_got_it_and_where_it_is(self):
        html = self._paper(self._story()[0])
        for words in ("OAT-1", "Acme Farms", "M-1", "Deco Addict", "WH/Stock", "Mass balance"):
            self.assertIn(words, html)
        self.assertIn("Complete:", html)
        self.assertNotIn("text-danger", html)

    def test_a_gap_is_red_on_paper(self):
        lot = self._lot(self.oats, "COUNTED")
        self._adjust(lot, 5)
        html = self._paper(lot)
        self.assertIn("Incomplete: 1 gap", html)
        self.assertIn("text-danger", html)

    def test_several_lots_are_one_trace(self):
        first, second = (self._receive(self.oats, number, 10) for number in ("A", "B"))
        html = self._paper(first | second)
        self.assertEqual(html.count("Trace of"), 1)
        self.assertIn("2 lots", html)

    def test_the_direction_is_kept(self):
        html = self._paper(self._story()[1], direction="forward")
        self.assertIn("Forward", html)
        self.assertNotIn("Acme Farms", html)

    def test_rows_that_have_no_room_are_counted_in_red(self):
        self.patch(stock_lot_trace_export, "PRINTED", 1)
        html = self._paper(self._story()[0])
        self.assertIn("more rows are not printed", html)

    def test_hostile_names_stay_text(self):
        lot = self._receive(self._product(name="<script>alert(1)</script>"), "<b>X</b>", 1)
        html = self._paper(lot)
        self.assertNotIn("<script>alert(1)", html)
        self.assertNotIn("<b>X</b>", html)


@tagged("post_install", "-at_install")
class TestTraceFiles(LotCase, HttpCase):
    """The addresses of the files: who may read the lot gets them, nobody else."""

    freeze_time = None

    def setUp(self):
        super().setUp()
        self.lot = self._receive(self._product(name="Secret Tablets"), "SECRET-1", 5)

    def _file(self, kind, **values):
        data = {
            "model": "stock.lot", "ids": f"[{self.lot.id}]", "direction": "both",
            "csrf_token": Request.csrf_token(self), **values,
        }  # fmt: skip
        path = f"/stock_lot_lifecycle/trace.{kind}"
        return self.url_open(path, data=data, allow_redirects=False)

    def test_the_workbook_and_the_plain_file_are_there_for_the_auditor(self):
        self.authenticate("lots_auditor", "lots_auditor")
        book = self._file("xlsx")
        self.assertEqual(book.status_code, 200)
        self.assertTrue(book.content.startswith(b"PK"))
        self.assertIn("SECRET-1", book.headers["Content-Disposition"])
        answer = json.loads(self._file("json").content)
        self.assertEqual(answer["nodes"][0]["name"], "SECRET-1")
        self.assertIn("movements read", answer["coverage"])
        self.assertEqual(answer["flows"][0]["partner"], "Acme Farms")

    def test_a_customer_of_the_portal_gets_none(self):
        self.authenticate("lots_portal", "lots_portal")
        for kind in ("xlsx", "json", "pdf"):
            with self.subTest(kind):
                answer = self._file(kind)
                self.assertGreaterEqual(answer.status_code, 400)
                self.assertNotIn(b"SECRET-1", answer.content)

    def test_a_visitor_is_asked_to_log_in(self):
        self.authenticate(None, None)
        for kind in ("xlsx", "json", "pdf"):
            answer = self._file(kind)
            self.assertEqual(answer.status_code, 303)
            self.assertIn("/web/login", answer.headers["Location"])

    def test_hostile_questions_are_refused(self):
        self.authenticate("lots_auditor", "lots_auditor")
        for hostile in ("", "x", '["x"]', "{}", "[[1]]", "[null]", "1"):
            with self.subTest(hostile):
                self.assertEqual(self._file("json", ids=hostile).status_code, 400)
        self.assertEqual(self._file("json", direction="sideways").status_code, 400)
        for model in ("res.users", "no.such.model", "ir.config_parameter"):
            with self.subTest(model):
                self.assertGreaterEqual(self._file("json", model=model).status_code, 400)

    def test_only_posting_is_answered(self):
        self.authenticate("lots_auditor", "lots_auditor")
        answer = self.url_open("/stock_lot_lifecycle/trace.json", allow_redirects=False)
        self.assertIn(answer.status_code, (400, 404, 405))
