"""Words at the foot of every page of a PDF, with its number; and several PDFs as one.

The renderer at hand may not know how many pages it made, or print no footers at all; so they are
put onto the pages afterwards. No env, no cursor.
"""

import io
from functools import lru_cache

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas

from odoo.tools.pdf import PdfReader, PdfWriter

SIZE = 7.5
GREY = 0.35
ABOVE_EDGE = 22  # points from the lower edge of the page
STANDARD = "Helvetica"


def stamp(content, left, numbered, fonts=(), margin=40):
    """Return the PDF `content` with words at the foot of each page.

    :param content: bytes of a PDF
    :param left: words of every page, at its left
    :param numbered: function of a page's number and the number of pages: words at the right
    :param fonts: paths of TrueType fonts for letters that the standard font lacks
    """
    reader = PdfReader(io.BytesIO(content), strict=False)
    writer, count = PdfWriter(), len(reader.pages)
    layers = _draw_layers(reader, left, numbered, fonts, margin)
    for page, layer in zip(reader.pages, layers.pages, strict=True):
        page.merge_page(layer)
        writer.add_page(page)
    writer.add_metadata({"/Title": left, "/Subject": numbered(count, count)})
    return _written(writer)


def merged(contents):
    """Return one PDF of the pages of all `contents`, in their order."""
    writer = PdfWriter()
    for content in contents:
        for page in PdfReader(io.BytesIO(content), strict=False).pages:
            writer.add_page(page)
    return _written(writer)


def count_pages(content):
    """Return how many pages a PDF has."""
    return len(PdfReader(io.BytesIO(content), strict=False).pages)


def _draw_layers(reader, left, numbered, fonts, margin):
    """Return a PDF with as many pages as `reader`, of the same sizes, holding only the words."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    count = len(reader.pages)
    for number, page in enumerate(reader.pages, start=1):
        width, height = float(page.mediabox.width), float(page.mediabox.height)
        canvas.setPageSize((width, height))
        canvas.setFillGray(GREY)
        right = numbered(number, count)
        for text, draw, at in (
            (left, canvas.drawString, margin),
            (right, canvas.drawRightString, width - margin),
        ):
            font, text = fitting(text, fonts)
            canvas.setFont(font, SIZE)
            draw(at, ABOVE_EDGE, text)
        canvas.showPage()
    canvas.save()
    buffer.seek(0)
    return PdfReader(buffer, strict=False)


def fitting(text, fonts=()):
    """Return a font that has every letter of `text`, and the text.

    Where none has them all, what the standard font lacks becomes a question mark.

    >>> fitting("Größe 5 µg")
    ('Helvetica', 'Größe 5 µg')
    >>> fitting("批号 7")
    ('Helvetica', '?? 7')
    """
    if _is_standard(text):
        return STANDARD, text
    for path in fonts:
        name, letters = _load(path)
        if name and all(ord(letter) in letters for letter in text):
            return name, text
    return STANDARD, text.encode("cp1252", "replace").decode("cp1252")


def _is_standard(text):
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


@lru_cache(maxsize=8)
def _load(path):
    """Return the name under which the font at `path` is known, and the letters it has."""
    name = f"stamp-{abs(hash(path))}"
    try:
        font = TTFont(name, path)
    except (TTFError, OSError):
        return None, frozenset()
    pdfmetrics.registerFont(font)
    return name, frozenset(font.face.charToGlyph)


def _written(writer):
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()
