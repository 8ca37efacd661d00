"""Cells into texts: lot numbers that keep every character, and texts safe to write in a CSV."""

import datetime
import math
import re
import unicodedata
from functools import lru_cache

from .table_errors import TableError

LONGEST_NUMBER = 100  # characters of a lot number
EXACT_DIGITS = 15  # digits a spreadsheet keeps of a number
MANGLED = re.compile(r"[+-]?\d(?:[.,]\d+)?E\+\d{2,3}", re.I)
PLACEHOLDERS = {"-", "--", "---", "–", "—", "n/a", "#n/a", "none", "null", "nil", "(blank)"}
FORMULA_START = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def is_blank(cell):
    """Say whether a cell has no value: empty, only spaces, or a placeholder such as N/A.

    >>> [is_blank(cell) for cell in (None, " \\u00a0", "n/a", "-", 0, "0")]
    [True, True, True, True, False, False]
    """
    if cell is None:
        return True
    if not isinstance(cell, str):
        return False
    text = cell.strip()
    return not text or text.casefold() in PLACEHOLDERS


def is_placeholder(cell):
    """Say whether a cell is blank although something stands in it (warning `placeholder`)."""
    return is_blank(cell) and bool(isinstance(cell, str) and cell.strip())


def text_number(cell):
    """Return a lot, serial or reference number as text, "" for a blank cell.

    Leading zeros, slashes and inner spaces stay; spaces around, invisible characters and an
    apostrophe that only forced text go. Raises excel_mangled, number_is_date,
    control_character or text_too_long.

    >>> text_number(" 00392/174\\u00a0"), text_number(37627.0), text_number("'0123")
    ('00392/174', '37627', '0123')
    """
    if isinstance(cell, str):
        # Long texts are not worth the memory of the cache.
        clean = _clean_number if len(cell) <= LONGEST_NUMBER else _clean_number.__wrapped__
        return clean(cell)
    if cell is None:
        return ""
    if isinstance(cell, datetime.date):
        raise TableError("number_is_date", value=cell.isoformat()[:10])
    if isinstance(cell, float) and (not math.isfinite(cell) or abs(cell) >= 10**EXACT_DIGITS):
        raise TableError("excel_mangled", value=str(cell))
    text = str(int(cell)) if cell == int(cell) else str(cell)
    if len(text.lstrip("-")) > EXACT_DIGITS:
        raise TableError("excel_mangled", value=text)
    return text


@lru_cache(maxsize=65_536)
def _clean_number(cell):
    text = clean_text(cell)
    if text[:1] == "'" and (text[1:2].isdigit() or text[1:2] in FORMULA_START):
        text = text[1:]
    if is_blank(text):
        return ""
    if len(text) > LONGEST_NUMBER:
        raise TableError("text_too_long", value=text[:20], length=len(text), limit=LONGEST_NUMBER)
    if any(unicodedata.category(char) == "Cc" or is_half(char) for char in text):
        shown = "".join(char if char.isprintable() else "␣" for char in text)
        raise TableError("control_character", value=shown)
    if MANGLED.fullmatch(text):
        raise TableError("excel_mangled", value=text)
    return text


def is_half(char):
    """Say whether a character is half of one (a lone surrogate), which no database can keep."""
    return "\ud800" <= char <= "\udfff"


def clean_text(text):
    """Return a text composed (NFC), without invisible format characters, stripped.

    >>> clean_text("\\ufeffA\\u200bB\\u00a0C ")
    'AB C'
    """
    text = text.strip()
    if text.isascii():
        return text
    text = unicodedata.normalize("NFC", text).replace("\u00a0", " ").replace("\u202f", " ")
    return "".join(char for char in text if unicodedata.category(char) != "Cf").strip()


def safe_cell(text):
    """Return a text that no spreadsheet program runs as a formula when it opens a CSV.

    An apostrophe is put before what could start a formula; `text_number` takes it off again.

    >>> safe_cell("=1+1"), safe_cell("00392/174"), safe_cell("  @cmd"), safe_cell(None)
    ("'=1+1", '00392/174', "'  @cmd", '')
    """
    if text is None:
        return ""
    text = str(text)
    if text.startswith(FORMULA_START) or text.lstrip().startswith(FORMULA_START):
        return "'" + text
    return text
