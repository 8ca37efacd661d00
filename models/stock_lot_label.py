from odoo import models

from ..tools import code128, datamatrix, gs1, gs1_build, symbols
from .stock_lot_scan import NUMBERS, SCANNED_DAYS

NARROWEST = 300  # modules of a line of bars: more than these are too fine to print in its width
DOTS = 6  # of a module on a label printer; 8 dots are a millimetre
LINE_DOTS = 2
TEXT_ESCAPES = {ord(char): f"\\{ord(char):02X}" for char in "\\^~"}


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """What a label of a lot carries: a GS1 code for scanners, and its text for people."""

    _inherit = "stock.lot"

    def _get_label_elements(self):
        """Return the GS1 elements of this lot; empty when its number cannot be in a GS1 code."""
        self.ensure_one()
        product = self.product_id
        elements = {NUMBERS.get(product.tracking, "10"): self.name or ""}
        if product.barcode and gs1.is_gtin(product.barcode):
            elements["01"] = product.barcode.zfill(14)
        for code, name in SCANNED_DAYS.items():
            if self[name] and (code == "11" or product.use_expiration_date):
                elements[code] = self[name].strftime("%y%m%d")
        try:
            gs1_build.arranged(elements)
        except gs1.ScanError:
            return {}
        return elements

    def _get_label_words(self):
        """Return what people read below the code, value by value."""
        pairs = gs1_build.arranged(self._get_label_elements())
        return [f"({code}){value}" for code, value in pairs] or [self.name]

    def _get_label_text(self):
        return "".join(self._get_label_words())

    def _get_label_modules(self):
        """Return the rows of a DataMatrix: a GS1 one, else of the bare number; None without."""
        elements = self._get_label_elements()
        try:
            if elements:
                return datamatrix.encode(gs1_build.element_string(elements))
            words = datamatrix.codewords(self.name, gs1=False)
            return datamatrix.draw(*datamatrix.with_correction(words))
        except ValueError:
            return None

    def _get_label_lines(self):
        """Return ``[(pairs, modules)]`` of GS1-128, in as many lines as stay readable."""
        lines = gs1_build.in_lines(self._get_label_elements(), _fits)
        return [(pairs, code128.encode(gs1_build.joined(pairs))) for pairs in lines]

    # on pages

    def _get_label_symbol(self, width):
        """Return the DataMatrix as a drawing `width` pixels wide, its quiet zone included."""
        rows = self._get_label_modules()
        if not rows:
            return None
        scale = width / (len(rows) + 2)
        return {"path": symbols.outline(rows), "scale": scale, "text": self._get_label_text()}

    def _get_label_bars(self, width):
        """Return the lines of GS1-128 as drawings at most `width` pixels wide."""
        return [
            {
                "path": symbols.outline([modules]),
                "scale": min(width / (len(modules) + 20), 2),
                "modules": len(modules),
                "text": gs1_build.printed(dict(pairs)),
            }
            for pairs, modules in self._get_label_lines()
        ]

    # on label printers

    def _get_label_zpl(self):
        """Return the DataMatrix as a graphic field of ZPL."""
        rows = self._get_label_modules()
        return symbols.zpl_graphic(rows, DOTS) if rows else ""

    def _get_label_bars_zpl(self, height=80):
        """Return ``[(graphic field, text below it)]`` of the lines of GS1-128."""
        return [
            (symbols.zpl_graphic([modules], LINE_DOTS, height), gs1_build.printed(dict(pairs)))
            for pairs, modules in self._get_label_lines()
        ]

    def _get_zpl_text(self, text, longest=60):
        """Return `text` for a field that begins with ^FH\\: what would be a command is escaped."""
        plain = " ".join(str(text or "").split())
        shown = plain if len(plain) <= longest else f"{plain[: longest - 1]}…"
        return shown.translate(TEXT_ESCAPES)


def _fits(pairs):
    try:
        return len(code128.encode(gs1_build.joined(pairs))) <= NARROWEST
    except ValueError:
        return False
