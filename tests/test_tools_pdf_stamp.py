import doctest
import io

from reportlab.pdfgen.canvas import Canvas

from odoo.tests import BaseCase, tagged
from odoo.tools.pdf import PdfReader

from odoo.addons.stock_lot_lifecycle.models.stock_lot_certificate_print import FURTHER
from odoo.addons.stock_lot_lifecycle.tools import pdf_stamp


def _pdf(pages=1, size=(595, 842)):
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=size)
    for number in range(pages):
        canvas.drawString(72, 400, f"Body {number + 1}")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _words(content):
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def _of(page, pages):
    return f"Page {page} of {pages}"


@tagged("post_install", "-at_install")
class TestPdfStamp(BaseCase):
    """Words at the foot of every page."""

    def test_examples(self):
        self.assertFalse(doctest.testmod(pdf_stamp).failed)

    def test_every_page_says_what_it_is_and_which_of_how_many(self):
        pages = _words(pdf_stamp.stamp(_pdf(3), "COA/1 · Lot Ä", _of))
        self.assertEqual(len(pages), 3)
        for number, text in enumerate(pages, start=1):
            self.assertIn(f"Body {number}", text)
            self.assertIn("COA/1", text)
            self.assertIn(f"Page {number} of 3", text)

    def test_sizes_stay(self):
        for size in ((595, 842), (612, 792)):
            stamped = PdfReader(io.BytesIO(pdf_stamp.stamp(_pdf(1, size), "X", _of)))
            box = stamped.pages[0].mediabox
            self.assertEqual((float(box.width), float(box.height)), size)

    def test_several_become_one_and_keep_their_own_numbers(self):
        parts = [pdf_stamp.stamp(_pdf(count), f"No {count}", _of) for count in (1, 2)]
        pages = _words(pdf_stamp.merged(parts))
        self.assertEqual(len(pages), 3)
        self.assertIn("Page 1 of 1", pages[0])
        self.assertIn("Page 2 of 2", pages[2])

    def test_letters_of_other_scripts_take_a_font_that_has_them(self):
        font, text = pdf_stamp.fitting("Партия 7", [FURTHER])
        self.assertIn(text, ("Партия 7", "?????? 7"))  # as the machine has the font or not
        self.assertEqual(font == pdf_stamp.STANDARD, text != "Партия 7")

    def test_a_font_that_is_not_there_is_passed_over(self):
        font, text = pdf_stamp.fitting("Партия", ["/nowhere/none.ttf"])
        self.assertEqual((font, text), (pdf_stamp.STANDARD, "??????"))
