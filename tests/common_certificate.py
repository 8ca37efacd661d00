import io
from unittest import SkipTest

from PIL import Image

from odoo.tools.pdf import PdfReader

from .common_quality import QualityCase
from .common_signing import PASSWORD, SigningCase

ADDRESS = {"street": "Mühlweg 4", "zip": "80331", "city": "München", "phone": "+49 89 1234"}


class CertificateCase(QualityCase, SigningCase):
    """Released almonds with a decided inspection, and a quality manager who signs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if cls.root["ir.actions.report"].get_wkhtmltopdf_state() == "install":
            raise SkipTest("wkhtmltopdf is not installed")

    def setUp(self):
        super().setUp()
        self.spec = self._spec(code="S-7", two_persons=False)
        self.almonds = self._receive(self.nuts, "A1", 40)
        self.inspection = self._decided(self._pass(self._open(self.almonds)))
        self.mia.partner_id.function = "Head of quality"
        # sudo: builders make the world of a test
        self.customer.sudo().write({**ADDRESS, "email": "lab@example.com"})

    @classmethod
    def _spec(cls, *args, **vals):
        """Return a specification by which nothing opens by itself: tests are opened by hand."""
        return super()._spec(*args, **{"frequency": "hand", **vals})

    def _decided(self, inspection, **vals):
        """Close an inspection as released by Mia."""
        vals = {"state": "decided", "decision_id": self.released.id, **vals}
        vals = {"decided_by_id": self.mia.id, "decided_at": self.env.cr.now(), **vals}
        inspection._as_system().write(vals)
        return inspection

    def _certificates(self, role=None):
        return self.as_(role or self.mia, self.env["stock.lot.certificate"])

    def _issue(self, lots=None, role=None, sign=True, **terms):
        """Issue certificates of `lots` as Mia, signed."""
        Certificate = self._certificates(role)
        lots = self.as_(role or self.mia, self.almonds if lots is None else lots)
        if sign:
            meaning = self.as_(role or self.mia, self.meaning)
            own = {key: terms[key] for key in terms.keys() - {"replaces", "reason"}}
            signature = Certificate._sign_issue(lots, self.company, meaning, PASSWORD, **own)
            terms["signature"] = signature
        return Certificate._issue(lots, self.company, **terms)

    def _delivery(self, lots=None, quantity=1, partner=None):
        """Return a done delivery of one each of `lots`."""
        lots = self.almonds if lots is None else lots
        rows = [(lot.product_id, lot, quantity) for lot in lots]
        to = (self.stock, self.customers, "outgoing", partner or self.customer)
        return self._validate(self._picking(rows, *to))

    def _terms(self, lines=(), **vals):
        """Return the terms of the customer."""
        Profile = self.as_("quality_manager", self.env["stock.lot.certificate.profile"])
        vals = {"name": "Deco", "partner_id": self.customer.id, "line_ids": list(lines), **vals}
        return Profile.create(vals)

    def _text(self, certificate, page=None):
        """Return the words of a certificate's file, all or one page's."""
        pages = PdfReader(io.BytesIO(certificate._get_pdf())).pages
        chosen = pages if page is None else [pages[page]]
        return " ".join(" ".join(one.extract_text() for one in chosen).split())

    def _logo(self, colour="navy"):
        stream = io.BytesIO()
        Image.new("RGB", (240, 60), colour).save(stream, "PNG")
        return stream.getvalue()
