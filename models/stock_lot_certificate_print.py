import base64
from pathlib import Path

from odoo import models
from odoo.exceptions import UserError
from odoo.modules import get_module_path

from ..tools.pdf_stamp import stamp

STILL = "data-report-still"  # an argument of the page: it has no script to wait for
FONTS = ("web", "static", "fonts", "sign", "NotoSans-Reg.ttf")
FURTHER = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"


class IrActionsReport(models.Model):
    """Pages without scripts are printed without waiting for any."""

    _inherit = "ir.actions.report"

    def _build_wkhtmltopdf_args(
        self, paperformat_id, landscape, specific_paperformat_args=None, set_viewport_size=False
    ):
        arguments = super()._build_wkhtmltopdf_args(
            paperformat_id, landscape, specific_paperformat_args, set_viewport_size
        )
        if (specific_paperformat_args or {}).get(STILL):
            arguments += ["--disable-javascript", "--javascript-delay", "1"]
        return arguments


class StockLotCertificate(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Turns what a certificate says into its file. Asks nothing but what it is given."""

    _inherit = "stock.lot.certificate"

    def _print(self, content, logo):
        """Return the bytes of the PDF of `content`, numbered on every page.

        The numbers are put on afterwards, so they are there whatever the renderer can do.
        """
        # sudo: paper sizes, whoever prints
        Report = self.env["ir.actions.report"].sudo()
        if Report.get_wkhtmltopdf_state() == "install":
            raise UserError(
                self.env._(
                    "Certificates are PDF files, and the program that makes them is missing on the "
                    "server. Ask your administrator to install wkhtmltopdf."
                )
            )
        html = self._render_page(content, logo)
        report = self.env.ref(f"stock_lot_lifecycle.report_lot_certificate_{content['paper']}")
        pdf = Report._run_wkhtmltopdf(
            [html], report_ref=report, specific_paperformat_args={STILL: True}
        )
        own = self.with_context(lang=content["lang"])
        fonts = (str(Path(get_module_path(FONTS[0])).joinpath(*FONTS[1:])), FURTHER)
        return stamp(pdf, own._get_identity(content), own._get_page_words(content), fonts)

    def _render_page(self, content, logo):
        qweb = self.env["ir.qweb"].with_context(lang=content["lang"])
        values = {
            "c": content,
            "logo": self._as_image(logo),
            "qr": self._as_image(self._get_code(content["address"])),
        }
        page = qweb._render("stock_lot_lifecycle.report_lot_certificate", values)
        return f"<!DOCTYPE html>\n{page}"

    def _get_code(self, address):
        png = self.env["ir.actions.report"].barcode("QR", address, width=240, height=240, quiet=0)
        return base64.b64encode(png)

    def _as_image(self, content):
        if not content:
            return ""
        text = content.decode() if isinstance(content, bytes) else content
        kind = "png"
        for start, name in (("/9j", "jpeg"), ("PHN2", "svg+xml"), ("PD94", "svg+xml")):
            kind = name if text.startswith(start) else kind
        return f"data:image/{kind};base64,{text}"

    def _get_identity(self, content):
        words = [content["number"]]
        if content["revision"]:
            words.append(self.env._("Revision %(number)s", number=content["revision"]))
        words.append(self.env._("Lot %(lot)s", lot=content["lot"]))
        return " · ".join(words)

    def _get_page_words(self, content):
        """Return the function that says which page of how many; signs only, from right to left."""
        if content["direction"] == "rtl":
            return lambda page, pages: f"{page} / {pages}"
        return lambda page, pages: self.env._(
            "Page %(page)s of %(pages)s", page=page, pages=pages
        )
