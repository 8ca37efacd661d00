import hashlib
import re

from odoo.http import Controller, content_disposition, request, route

from ..tools.pdf_stamp import merged

TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
MOST_FILES = 500
LARGEST = 20 * 1024 * 1024
CHUNK = 64 * 1024
PUBLIC = {"type": "http", "auth": "public", "sitemap": False, "save_session": False}
HEADERS = [
    ("X-Robots-Tag", "noindex, nofollow"),
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-store"),
]


class Certificates(Controller):
    """The files of certificates for who may read them; a page for who got one, by its token."""

    @route(
        "/stock_lot_lifecycle/certificates.pdf",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def download(self, ids=""):
        """One PDF of these certificates, each as it was issued."""
        numbers = [int(text) for text in ids.split(",") if text.isdecimal() and len(text) < 10]
        Certificate = request.env["stock.lot.certificate"]
        found = Certificate.search([("id", "in", numbers[:MOST_FILES])], order="id")
        if not found:
            raise request.not_found()
        contents = [certificate._get_pdf() for certificate in found]
        name = found._get_filename() if len(found) == 1 else "certificates.pdf"
        content = contents[0] if len(found) == 1 else merged(contents)
        headers = [
            ("Content-Type", "application/pdf"),
            ("Content-Disposition", content_disposition(name)),
        ]
        return request.make_response(content, headers)

    @route("/lot/certificate/<string:token>", methods=["GET"], readonly=True, **PUBLIC)
    def verify(self, token):
        """Say whether a certificate holds, and let its file be compared."""
        return self._show(token)

    # csrf: it answers and changes nothing, and there is no session to ride on
    @route("/lot/certificate/<string:token>/file", methods=["POST"], csrf=False, **PUBLIC)
    def compare(self, token, file=None):
        """Compare an uploaded file with the one that was issued; nothing is kept of it."""
        too_large = (request.httprequest.content_length or 0) > LARGEST
        digest = None if too_large or not hasattr(file, "read") else self._get_digest(file)
        return self._show(token, digest, "too_large" if too_large else "")

    def _get_digest(self, file):
        digest = hashlib.sha256()
        while chunk := file.read(CHUNK):
            digest.update(chunk)
        return digest.hexdigest()

    def _show(self, token, digest=None, problem=""):
        Certificate = request.env["stock.lot.certificate"]
        known = Certificate._find_public(token) if TOKEN.fullmatch(token) else None
        values = {"c": known, "token": token, "problem": problem, "outcome": ""}
        if known and digest:
            values["outcome"] = "same" if digest == known["sha256"] else "other"
        return request.render(
            "stock_lot_lifecycle.certificate_page",
            values,
            status=200 if known else 404,
            headers=HEADERS,
        )
