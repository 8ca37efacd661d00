import io
import re

from odoo.tests import HttpCase, tagged

from .common_certificate import CertificateCase


@tagged("post_install", "-at_install")
class TestVerification(CertificateCase, HttpCase):
    """The public page: what is printed anyway, whether it holds, and nothing else."""

    def setUp(self):
        super().setUp()
        self.made = self._issue(partner=self.customer)
        self.token = self.made.sudo().token

    def _page(self, token=None, **options):
        self.env.flush_all()
        return self.url_open(f"/lot/certificate/{token or self.token}", **options)

    def _send(self, content, token=None):
        path = f"/lot/certificate/{token or self.token}/file"
        self.env.flush_all()
        return self.url_open(path, files={"file": ("c.pdf", io.BytesIO(content))})

    def _shown(self, page):
        """Return the outcomes that the page shows."""
        answers = re.findall(r'data-outcome="(\w+)"(\s+hidden)?', page.text)
        return [outcome for outcome, hidden in answers if not hidden]

    def test_it_shows_number_product_lot_and_status(self):
        page = self._page()
        self.assertEqual(page.status_code, 200)
        for words in ("COA/2026/00001", "Almonds", "A1", "Valid", self.made.sha256):
            self.assertIn(words, page.text)

    def test_nothing_else_leaks(self):
        text = self._page().text
        for words in ("Deco", "5.1", "Mia", "Acme", "WH/", "Moisture", "session_info", "uid"):
            self.assertNotIn(words, text)

    def test_it_is_not_indexed_cached_or_remembered(self):
        page = self._page()
        self.assertIn("noindex", page.headers["X-Robots-Tag"])
        self.assertIn("no-store", page.headers["Cache-Control"])
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")

    def test_guesses_find_nothing(self):
        for token in ("x", "A" * 32, self.token[:-1], self.token.swapcase(), f"{self.token}%00",
                      str(self.made.id), "%25", "' OR 1=1 --"):  # fmt: skip
            with self.subTest(token):
                page = self._page(token)
                self.assertEqual(page.status_code, 404)
                self.assertNotIn("Almonds", page.text)

    def test_void_superseded_and_blocked_are_said(self):
        second = self._issue(replaces=self.made, reason="Wrong order", partner=self.customer)
        self.assertIn("Superseded", self._page().text)
        second._make_void("Wrong lot")
        page = self._page(second.sudo().token)
        self.assertIn("VOID", page.text)
        self.assertNotIn("Wrong lot", page.text)
        third = self._issue()
        self.as_("recall_coordinator", self.almonds)._set_disposition(
            self.as_("recall_coordinator", self.recalled), "Salmonella"
        )
        page = self._page(third.sudo().token)
        self.assertIn("Not valid any more", page.text)
        self.assertNotIn("Salmonella", page.text)

    def test_the_issued_file_is_recognised_and_another_is_not(self):
        content = self.made._get_pdf()
        self.assertEqual(self._shown(self._send(content)), ["same"])
        self.assertEqual(self._shown(self._send(content + b" ")), ["other"])
        self.assertEqual(self._shown(self._send(b"")), ["other"])

    def test_a_file_sent_to_a_wrong_address_finds_nothing(self):
        page = self._send(self.made._get_pdf(), "A" * 32)
        self.assertEqual(page.status_code, 404)

    def test_a_field_that_is_no_file_does_no_harm(self):
        page = self.url_open(f"/lot/certificate/{self.token}/file", data={"file": "text"})
        self.assertEqual(page.status_code, 200)
        self.assertEqual(self._shown(page), [])

    def test_downloads_are_for_who_may_read(self):
        path = f"/stock_lot_lifecycle/certificates.pdf?ids={self.made.id}"
        self.authenticate("lots_warehouse", "lots_warehouse")
        page = self.url_open(path)
        self.assertEqual(page.content, self.made._get_pdf())
        self.assertIn("COA-2026-00001.pdf", page.headers["Content-Disposition"])
        self.assertEqual(self.url_open("/stock_lot_lifecycle/certificates.pdf?ids=x").status_code,
                         404)  # fmt: skip
        self.authenticate("lots_portal", "lots_portal")
        self.assertNotEqual(self.url_open(path).status_code, 200)

    def test_several_are_one_file(self):
        second = self._issue(kind="conformity")
        self.env.flush_all()
        self.authenticate("lots_warehouse", "lots_warehouse")
        ids = f"{self.made.id},{second.id}"
        page = self.url_open(f"/stock_lot_lifecycle/certificates.pdf?ids={ids}")
        self.assertEqual(page.status_code, 200)
        self.assertEqual(page.content[:5], b"%PDF-")
