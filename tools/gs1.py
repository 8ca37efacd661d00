r"""Reading GS1 scans: element strings, their printed form and Digital Links.

A scan becomes a dict of application identifiers and their text. What is wrong with it is a
``ScanError`` with a stable code.

>>> parse("(01)09521234543213(10)ABC")
{'01': '09521234543213', '10': 'ABC'}
>>> parse("]d2010952123454321310ABC\x1d21S1") == parse("(01)09521234543213(10)ABC(21)S1")
True
>>> parse("https://id.gs1.org/01/09521234543213/10/AB%2FC?17=261231")
{'01': '09521234543213', '10': 'AB/C', '17': '261231'}
"""

import calendar
import re
from datetime import date, datetime
from urllib.parse import parse_qsl, unquote, urlsplit

from .gs1_identifiers import WITHOUT_SEPARATOR, kind_of, pattern_of

FNC1 = "\x1d"
ELEMENT_CARRIERS = ("]C1", "]e0", "]d2", "]Q3", "]J1")
LINK_CARRIERS = ("]d1", "]Q1", "]J0")
PRINTED = re.compile(r"\((\d{2,4})\)")
UNMARKED = re.compile(r"01\d{14}(?:10|11|13|15|17|21|30|37|31\d\d|7003)")
LINK = re.compile(r"https?://\S+?/01/(\d{14})(?:[/?#]|$)", re.IGNORECASE)
TEXT = re.compile(r"""[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]*""")
GTIN_LENGTHS = (8, 12, 13, 14)


class ScanError(ValueError):
    """What is wrong with a scan.

    :param code: not_a_scan, unknown_identifier, too_short, too_long, bad_digit,
        bad_character, bad_check_digit, bad_date, contradiction
    :param identifier: the application identifier it is about, may be empty
    """

    def __init__(self, code, identifier="", text=""):
        super().__init__(f"{code} ({identifier}) {text}".replace(" () ", " ").strip())
        self.code = code
        self.identifier = identifier
        self.text = text


def check_digit(digits):
    """Return the check digit that follows `digits`.

    >>> check_digit("0952123454321"), check_digit("19521234000000001")
    ('3', '0')
    """
    total = sum(int(digit) * (3, 1)[place % 2] for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def is_gtin(text):
    """Return whether `text` is an article number, of any length, with its check digit.

    >>> is_gtin("09521234543213"), is_gtin("09521234543214"), is_gtin("12")
    (True, False, False)
    """
    digits = text.isascii() and text.isdigit() and len(text) in GTIN_LENGTHS
    return bool(digits) and check_digit(text[:-1]) == text[-1]


def spellings(gtin):
    """Return the ways to write one article number: it may be stored without leading zeros.

    >>> spellings("00000012345670")
    ['00000012345670', '0000012345670', '000012345670', '12345670']
    """
    full = gtin.zfill(GTIN_LENGTHS[-1])
    return [
        full[-length:] for length in reversed(GTIN_LENGTHS) if not full[:-length].strip("0")
    ]


def day_of(digits, today):
    """Return the day of six digits; day 00 is the last one of the month.

    >>> today = date(2026, 11, 22)
    >>> day_of("280200", today), day_of("770101", today), day_of("760101", today)
    (datetime.date(2028, 2, 29), datetime.date(1977, 1, 1), datetime.date(2076, 1, 1))
    """
    year, month, day = (int(digits[start : start + 2]) for start in (0, 2, 4))
    ahead = year - today.year % 100
    century = today.year // 100 + (-1 if ahead > 50 else 1 if ahead < -49 else 0)
    if not 1 <= month <= 12:
        raise ScanError("bad_date", text=digits)
    last = calendar.monthrange(century * 100 + year, month)[1]
    if day > last:
        raise ScanError("bad_date", text=digits)
    return date(century * 100 + year, month, day or last)


def minute_of(digits, today):
    """Return the instant of ten digits, in whatever zone the label was printed in.

    >>> minute_of("2612312359", date(2026, 11, 22))
    datetime.datetime(2026, 12, 31, 23, 59)
    """
    hour, minute = int(digits[6:8]), int(digits[8:10])
    if digits[4:6] == "00" or hour > 23 or minute > 59:
        raise ScanError("bad_date", text=digits)
    day = day_of(digits[:6], today)
    return datetime(day.year, day.month, day.day, hour, minute)


def weight_of(elements):
    """Return the net weight in kilograms, or None.

    >>> weight_of({"3103": "001250"}), weight_of({"10": "A"})
    (1.25, None)
    """
    for code, digits in elements.items():
        if code.startswith("310"):
            return int(digits) / 10 ** int(code[3])
    return None


def looks_like_scan(text):
    r"""Return whether `text` carries the marks of a scan.

    >>> [looks_like_scan(text) for text in ("(10)ABC", "\x1d10ABC", "ABC", "(10 pieces)")]
    [True, True, False, False]
    """
    return bool(
        text[:3] in ELEMENT_CARRIERS + LINK_CARRIERS
        or FNC1 in text
        or PRINTED.match(text)
        or LINK.match(text)
        or is_unmarked_scan(text)
    )


def is_unmarked_scan(text):
    """Return whether `text` reads like a scan whose marks the scanner has swallowed.

    >>> is_unmarked_scan("010952123454321310ABC"), is_unmarked_scan("010952123454321410ABC")
    (True, False)
    """
    return bool(UNMARKED.match(text)) and is_gtin(text[2:16])


def parse(text, today=None):
    """Return ``{identifier: text}`` of a scan, every value checked.

    >>> parse("(01)09521234543214")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    ScanError: bad_check_digit (01) 09521234543214
    """
    carrier, body = (text[:3], text[3:]) if text[:1] == "]" else ("", text)
    if LINK.match(body) or carrier in LINK_CARRIERS:
        pairs = _split_link(body)
    elif PRINTED.match(body):
        pairs = _split_printed(body)
    elif body:
        pairs = _split_raw(body)
    else:
        raise ScanError("not_a_scan", text=text)
    elements = {}
    for code, value in pairs:
        _check(code, value, today or date.today())
        if elements.setdefault(code, value) != value:
            raise ScanError("contradiction", code, value)
    return elements


def _split_printed(text):
    parts = PRINTED.split(text)[1:]
    return list(zip(parts[::2], parts[1::2], strict=True))


def _split_raw(text):
    pairs = []
    rest = text.lstrip(FNC1)
    while rest:
        code = _code_at(rest)
        _kind, _shortest, longest = _known(code)
        value = rest[len(code) :].split(FNC1, 1)[0]
        if code.startswith(WITHOUT_SEPARATOR):
            value = value[:longest]
        pairs.append((code, value))
        rest = rest[len(code) + len(value) :].lstrip(FNC1)
    return pairs


def _split_link(text):
    link = urlsplit(text)
    found = LINK.match(text)
    if not found:
        raise ScanError("not_a_scan", text=text)
    steps = link.path.split("/01/", 1)[1].split("/")[1:]
    if len(steps) % 2:
        raise ScanError("not_a_scan", text=text)
    pairs = [("01", found[1])]
    pairs += [(code, unquote(value)) for code, value in zip(steps[::2], steps[1::2], strict=True)]
    return pairs + [(code, value) for code, value in parse_qsl(link.query) if code.isdigit()]


def _code_at(text):
    for length in (2, 3, 4):
        if pattern_of(text[:length]):
            return text[:length]
    raise ScanError("unknown_identifier", text[:4])


def _known(code):
    kind = kind_of(code)
    if not kind:
        raise ScanError("unknown_identifier", code)
    return kind


def _check(code, value, today):
    """Raise what is wrong with the value of one identifier."""
    kind, shortest, longest = _known(code)
    if not TEXT.fullmatch(value):
        raise ScanError("bad_character", code, value)
    if kind != "x" and not value.isdigit():
        raise ScanError("bad_digit", code, value)
    if not shortest <= len(value) <= longest:
        raise ScanError("too_short" if len(value) < shortest else "too_long", code, value)
    if kind == "c" and check_digit(value[:-1]) != value[-1]:
        raise ScanError("bad_check_digit", code, value)
    if kind in "dt":
        try:
            (day_of if kind == "d" else minute_of)(value, today)
        except ScanError as error:
            raise ScanError(error.code, code, value) from None
