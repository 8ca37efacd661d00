from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .common import LotCase

LIST = "/odoo/stock_lot"


@tagged("post_install", "-at_install")
class TestActionAddress(LotCase, HttpCase):
    freeze_time = None

    def setUp(self):
        super().setUp()
        self.authenticate("lots_warehouse", "lots_warehouse")

    def _open(self, query, **kwargs):
        return self.url_open(f"/action{query}", allow_redirects=False, **kwargs)

    def _path(self, response):
        self.assertEqual(response.status_code, 303)
        return response.headers["Location"].removeprefix(self.base_url())

    def test_the_name_of_the_screen_leads_to_the_lots(self):
        self.assertEqual(self._path(self._open("?name=stock_lot")), LIST)

    def test_the_screen_answers_where_the_address_leads(self):
        response = self.url_open("/action?name=stock_lot")
        self.assertEqual(response.status_code, 200)
        self.assertTrue(response.url.endswith(LIST))

    def test_an_id_leads_to_that_lot(self):
        self.assertEqual(self._path(self._open("?name=stock_lot&id=42")), f"{LIST}/42")

    def test_an_id_that_is_no_number_is_left_out(self):
        for hostile in ("../web", "4//evil.example", "-1", "1e3", "٤٢x", ""):
            with self.subTest(hostile):
                response = self._open(f"?name=stock_lot&id={hostile}")
                self.assertEqual(self._path(response), LIST)

    def test_debug_is_forwarded_and_nothing_else(self):
        response = self._open("?name=stock_lot&debug=1&redirect=//evil.example&x=y")
        self.assertEqual(self._path(response), f"{LIST}?debug=1")
        response = self._open("?name=stock_lot&debug=<script>")
        self.assertEqual(self._path(response), LIST)

    def test_logged_out_the_login_comes_first_and_returns_here(self):
        self.authenticate(None, None)
        path = self._path(self._open("?name=stock_lot"))
        self.assertEqual(path, "/web/login?redirect=%2Faction%3Fname%3Dstock_lot")

    def test_after_the_login_the_screen_comes(self):
        self.authenticate(None, None)
        page = self.url_open("/action?name=stock_lot")
        token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        response = self.url_open(
            "/web/login",
            data={
                "login": "lots_warehouse",
                "password": "lots_warehouse",
                "csrf_token": token,
                "redirect": "/action?name=stock_lot",
            },
        )
        self.assertTrue(response.url.endswith(LIST), response.url)

    def test_a_customer_of_the_portal_is_told_that_this_is_not_for_them(self):
        self.authenticate("lots_portal", "lots_portal")
        response = self._open("?name=stock_lot")
        self.assertEqual(response.status_code, 403)
        self.assertIn("only for employees", response.text)

    def test_unknown_and_hostile_names_are_not_found(self):
        names = (
            "nothing", "", "//evil.example", "../web", "javascript:alert(1)", "stock_lot/../web",
            "STOCK_LOT", "stock_lot%00", "stock.stock_lot", "a" * 4000, "%0d%0aX: y",
            "<script>alert(1)</script>",
        )  # fmt: skip
        for name in names:
            with self.subTest(name[:40]):
                response = self._open(f"?name={name}")
                self.assertEqual(response.status_code, 404)
                self.assertNotIn("<script>alert(1)", response.text)
                self.assertNotIn("Traceback", response.text)
                self.assertIn("There is no screen", response.text)

    def test_no_name_at_all_is_not_found(self):
        self.assertEqual(self._open("").status_code, 404)

    def test_a_name_given_twice_counts_once(self):
        self.assertEqual(self._path(self._open("?name=stock_lot&name=//evil.example")), LIST)

    def test_only_reading_is_answered(self):
        response = self.url_open("/action", data={"name": "stock_lot"}, allow_redirects=False)
        self.assertIn(response.status_code, (400, 405))


@tagged("post_install", "-at_install")
class TestClosedDoors(LotCase, HttpCase):
    """Addresses of files and papers: nothing for customers, nothing for visitors."""

    freeze_time = None

    def setUp(self):
        super().setUp()
        self.lot = self._lot(self._product(name="Secret Tablets"), "SECRET-1")
        self._decide(self.lot, self.on_hold)
        seal = self.root["stock.lot.seal"].search([], limit=1)
        check = self.root["stock.lot.verification"]._verify()
        paper = "/report/html/stock_lot_lifecycle"
        self.papers = {
            f"{paper}.report_lot_story/{self.lot.id}",
            f"{paper}.report_lot_verification/{check.id}",
            f"{paper}.report_lot_seal/{seal.id or 1}",
            "/stock_lot_lifecycle/import_template.xlsx",
            "/stock_lot/status_update/1/report.xlsx",
        }

    def _story(self, **values):
        token = Request.csrf_token(self)
        data = {"model": "stock.lot", "ids": f"[{self.lot.id}]", "csrf_token": token, **values}
        return self.url_open("/stock_lot_lifecycle/story.xlsx", data=data, allow_redirects=False)

    def _answers(self):
        yield "story", self._story()
        for path in self.papers:
            yield path, self.url_open(path, allow_redirects=False)

    def test_a_customer_of_the_portal_gets_none(self):
        self.authenticate("lots_portal", "lots_portal")
        for path, answer in self._answers():
            with self.subTest(path):
                self.assertGreaterEqual(answer.status_code, 400)
                self.assertNotIn("SECRET-1", answer.text)

    def test_a_visitor_is_asked_to_log_in(self):
        self.authenticate(None, None)
        for path, answer in self._answers():
            with self.subTest(path):
                self.assertEqual(answer.status_code, 303)
                self.assertIn("/web/login", answer.headers["Location"])

    def test_the_auditor_gets_the_story(self):
        self.authenticate("lots_auditor", "lots_auditor")
        answer = self._story()
        self.assertEqual(answer.status_code, 200)
        self.assertTrue(answer.content.startswith(b"PK"))

    def test_a_hostile_choice_of_lots_is_a_bad_request(self):
        self.authenticate("lots_auditor", "lots_auditor")
        for hostile in ("", "x", '["x"]', "{}", "[[1]]", "[null]", "1"):
            with self.subTest(hostile):
                self.assertEqual(self._story(ids=hostile).status_code, 400)
        self.assertEqual(self._story(model="res.users").status_code, 404)
