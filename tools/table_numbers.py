"""Cells into exact decimal numbers, with their unit. Never guesses what 1,234 means.

`decimal` is "." or ",", or "auto": then only texts that can be read in one way are accepted.
"""

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

from .table_errors import TableError
from .table_text import is_blank

MOST = Decimal(10) ** 15
SPACES = str.maketrans("", "", " \u00a0\u202f\u2009'’")
PARTS = re.compile(
    r"(?P<open>\()?\s*(?P<sign>[+\-−])?\s*"
    r"(?P<digits>(?:\d[\d.,'’ \u00a0\u202f\u2009]*|[.,]\d+)(?:(?<=\d)[eE][+-]?\d{1,2}(?!\w))?)"
    r"\s*(?P<after>[-−])?\s*(?P<close>\))?\s*(?P<unit>(?![eE]\d)[^\W\d_][\w./²³%]{0,19}|%)?\s*(?P<end>\))?"
)
SPACE_GROUPS = re.compile(
    r"\d{1,3}(?:[ '’\u00a0\u202f\u2009]\d{3})+(?:[.,]\d*)?|[^ '’\u00a0\u202f\u2009]+"
)
GROUPED = {",": re.compile(r"\d{1,3}(?:,\d{2,3})*,\d{3}"), ".": re.compile(r"\d{1,3}(?:\.\d{3})+")}


class DecimalMark(NamedTuple):
    """What a column of numbers says about its decimal mark.

    `mark` is "." or ","; "ambiguous" when both fit and differ (`example`); "mixed" when
    `example` and `other` contradict each other; "none" when no number has a mark.
    """

    mark: str
    example: str | None = None
    other: str | None = None

    @property
    def chosen(self):
        """The mark for `parse_number`: "auto" while nothing had to be or could be decided."""
        return self.mark if self.mark in (".", ",") else "auto"


def parse_number(cell, decimal="auto"):
    """Return a cell as Decimal, None if blank.

    Raises TableError invalid_number, ambiguous_number, number_too_large or unexpected_unit.

    >>> parse_number("1.234,5"), parse_number("(5)"), parse_number("1,234", ".")
    (Decimal('1234.5'), Decimal('-5'), Decimal('1234'))
    """
    number, unit = parse_quantity(cell, decimal)
    if unit:
        raise TableError("unexpected_unit", value=str(cell), unit=unit)
    return number


def parse_quantity(cell, decimal="auto"):
    """Return (Decimal or None, unit or "") of a cell like "12.4 kg". Raises as `parse_number`.

    >>> parse_quantity("12,4 kg"), parse_quantity(7), parse_quantity("")
    ((Decimal('12.4'), 'kg'), (Decimal('7'), ''), (None, ''))
    """
    if is_blank(cell):
        return None, ""
    if isinstance(cell, str):
        return _parse_text(cell.strip(), decimal)
    if isinstance(cell, (int, float, Decimal)) and not isinstance(cell, bool):
        return _checked(Decimal(str(cell)), cell), ""
    raise TableError("invalid_number", value=str(cell))


@lru_cache(maxsize=65_536)
def _parse_text(text, decimal):
    if text.isdigit() and text.isascii() and len(text) < 16:
        return Decimal(text), ""
    digits, negative, unit = _take_apart(text)
    plain = {mark: _plain(digits, mark) for mark in ((".", ",") if decimal == "auto" else decimal)}
    values = {value for value in plain.values() if value is not None}
    if not values:
        raise TableError("invalid_number", value=text[:100])
    if len(values) > 1:
        raise TableError("ambiguous_number", value=text)
    number = _checked(values.pop(), text)
    return (-number if negative and number else number), unit


def _take_apart(text):
    """Return (digits with their marks, whether negative, unit)."""
    parts = PARTS.fullmatch(text) if len(text) <= 60 else None
    closed = parts and bool(parts["close"] or parts["end"])
    if not parts or bool(parts["open"]) != closed or (parts["close"] and parts["end"]):
        raise TableError("invalid_number", value=text[:100])
    signs = [sign for sign in (parts["sign"], parts["after"], parts["open"]) if sign]
    if len(signs) > 1:
        raise TableError("invalid_number", value=text[:100])
    return parts["digits"].strip(), bool(signs) and signs[0] != "+", parts["unit"] or ""


@lru_cache(maxsize=65_536)
def _plain(digits, mark):
    """Return the Decimal that digits are with this decimal mark, None if they cannot be."""
    other = "," if mark == "." else "."
    if not SPACE_GROUPS.fullmatch(digits):
        return None
    whole, found, fraction = digits.translate(SPACES).partition(mark)
    if mark in fraction or other in fraction:
        return None
    if other in whole:
        if not GROUPED[other].fullmatch(whole) or whole.startswith("0"):
            return None
        whole = whole.replace(other, "")
    try:
        return Decimal(f"{whole or 0}{'.' if found else ''}{fraction}")
    except InvalidOperation:
        return None


def _checked(number, cell):
    if not number.is_finite():
        raise TableError("invalid_number", value=str(cell))
    if abs(number) >= MOST:
        raise TableError("number_too_large", value=str(cell)[:100])
    return number


def detect_decimal(texts):
    """Return the DecimalMark of a column; cells that are not text, and non-numbers, say nothing.

    >>> detect_decimal(["1,234", "12,5"]).mark, detect_decimal(["1,234", "5,000"]).mark
    (',', 'ambiguous')
    >>> detect_decimal(["12", "7"]).mark, detect_decimal(["1,5", "1.5"]).mark
    ('none', 'mixed')
    """
    left, decisive, unclear = {".", ","}, None, None
    for text in dict.fromkeys(text.strip() for text in texts if isinstance(text, str)):
        fitting = _marks(text)
        if fitting == {".", ","}:
            unclear = unclear or text
        elif fitting:
            if not fitting & left:
                return DecimalMark("mixed", decisive, text)
            left, decisive = fitting, decisive or text
    if decisive:
        return DecimalMark(left.pop(), decisive)
    return DecimalMark("ambiguous", unclear) if unclear else DecimalMark("none")


def _marks(text):
    """Return the decimal marks a text can have; empty when it has none or is no number."""
    if text.isdigit():
        return set()
    try:
        digits = _take_apart(text)[0]
    except TableError:
        return set()
    plain = {mark: _plain(digits, mark) for mark in (".", ",")}
    if "." not in digits and "," not in digits:
        return set()
    return {mark for mark, value in plain.items() if value is not None}
