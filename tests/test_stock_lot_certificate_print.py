import io

from odoo.tests import tagged
from odoo.tools.pdf import PdfReader

from .common_certificate import CertificateCase


@tagged("post_install", "-at_install")
class TestCertificatePrint(CertificateCase):
    """Every field that has to stand on a certificate, on both papers, in two languages."""

    def setUp(self):
        super().setUp()
        self.company.write({"street": "Havenlaan 7", "city": "Rotterdam"})
        self.nuts.product_tmpl_id.sudo().write(
            {
                "default_code": "ALM-1",
                "lot_grade": "Raw, 27/30",
                "lot_authorisation": "EU/1/26/001",
                "lot_storage": "Cool and dry",
            }
        )
        days = {"production_date": "2026-01-15", "expiration_day": "2027-01-14"}
        self.almonds.sudo()._set_dates(days, "Label", source="policy")
        self.almonds.sudo().write({"supplier_lot_ref": "77-B", "retest_date": "2026-12-01"})
        self.supplier.sudo().write({"street": "1 Farm Road", "phone": "+1 209 555"})

    def test_it_says_all_that_it_has_to(self):
        picking = self._delivery(quantity=4)
        picking.sudo().origin = "PO-4711"
        text = self._text(self._issue(partner=self.customer, picking=picking))
        for words in (
            "COA/2026/00001", "Page 1 of 1", self.company.name, "Havenlaan 7", "Deco Addict",
            "Mühlweg 4", "+49 89 1234", "Almonds", "ALM-1", "Raw, 27/30", "EU/1/26/001",
            "Cool and dry", "A1", "77-B", "Acme Farms", "1 Farm Road", "+1 209 555",
            "Jan 15, 2026", "Jan 14, 2027", "Dec 1, 2026", "S-7 v1", "Moisture", "ISO 665",
            "≤ 6.5 %", "5.1 %", "Complies", "Lots inspector", "Jun 15, 2026",
            "complies with the specification", "Mia Kern", "Head of quality", "Approval", "UTC",
            "relate only to the lot", "copied as a whole", "PO-4711", picking.name,
            "/lot/certificate/",
        ):  # fmt: skip
            with self.subTest(words):
                self.assertIn(words, text)

    def test_a_test_nobody_did_is_not_mentioned(self):
        self.assertNotIn("Aflatoxin", self._text(self._issue()))

    def test_what_terms_hide_is_not_there(self):
        terms = [
            self._line(self.moisture, shown="no"),
            self._line(self.colour, shown="result", label="Hue"),
        ]
        self._terms(terms, statement="Free of GMO.")
        text = self._text(self._issue(partner=self.customer))
        self.assertNotIn("Moisture", text)
        self.assertNotIn("Ivory or Beige", text)
        for words in ("Hue", "Ivory", "Free of GMO."):
            self.assertIn(words, text)

    def test_another_language_writes_days_and_decimals_its_way(self):
        self.root["res.lang"]._activate_lang("de_DE")
        self._terms(lang="de_DE")
        made = self._issue(partner=self.customer)
        self.assertEqual(made.lang, "de_DE")
        text = self._text(made)
        for words in ("≤ 6,5 %", "5,1 %", "15.01.2026"):
            self.assertIn(words, text)

    def test_papers(self):
        for paper, size in (("a4", (595, 842)), ("letter", (612, 792))):
            profile = self._terms(paper=paper)
            pages = PdfReader(io.BytesIO(self._issue(partner=self.customer)._get_pdf())).pages
            box = pages[0].mediabox
            self.assertEqual((round(float(box.width)), round(float(box.height))), size)
            profile.unlink()

    def test_conformance_has_no_results(self):
        text = self._text(self._issue(kind="conformity"))
        self.assertIn("Certificate of conformance", text)
        self.assertIn("conform to the specification and to the order", text)
        self.assertNotIn("Moisture", text)

    def test_an_inspection_certificate_has_the_codes_of_its_standard(self):
        picking = self._delivery(quantity=4)
        text = self._text(self._issue(kind="inspection", partner=self.customer, picking=picking))
        for words in ("EN 10204", "A01", "A03", "A06", "B01", "B07", "B08", "Z01", "Z02",
                      "independent of manufacturing", "IC/2026/00001"):  # fmt: skip
            self.assertIn(words.casefold(), text.casefold())

    def test_five_hundred_tests_say_on_every_page_what_they_are(self):
        product = self._product(name="Many")
        kinds = [self._characteristic(f"c{n:03}", unit="mg/kg") for n in range(500)]
        lines = [self._line(kind, maximum="10") for kind in kinds]
        self._spec(lines, product, code="MANY", two_persons=False)
        lot = self._receive(product, "M1", 5)
        inspection = self._open(lot)
        inspection.result_ids.typed = "7"
        self._decided(inspection)
        made = self._issue(lot)
        count = len(PdfReader(io.BytesIO(made._get_pdf())).pages)
        self.assertGreater(count, 5)
        for page in (0, count // 2, count - 1):
            text = self._text(made, page)
            self.assertIn("COA/2026/00001", text)
            self.assertIn("Lot M1", text)
            self.assertIn(f"Page {page + 1} of {count}", text)

    def test_names_with_signs_of_markup_are_words(self):
        self.nuts.sudo().name = "<b>Nuts</b> & Co"
        self.assertIn("<b>Nuts</b> & Co", self._text(self._issue()))
