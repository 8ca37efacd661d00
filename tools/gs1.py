r"""Reading GS1 scans: element strings, their printed form and Digital Links.

A scan becomes a dict of application identifiers and their text. What is wrong with it is a
``ScanError`` with a stable code. Writing them: `gs1_build`.

>>> parse("(01)09521234543213(10)ABC")
{'01': '09521234543213', '10': 'ABC'}
>>> parse("]d2010952123454321310ABC\x1d21S1") == parse("(01)09521234543213(10)ABC(21)S1")
True
>>> parse("https://id.gs1.org/01/09521234543213/10/AB%2FC?17=261231")
{'01': '09521234543213', '10': 'AB/C', '17': '261231'}
"""

import re
from datetime import date
from urllib.parse import parse_qsl, unquote, urlsplit

from .gs1_identifiers import WITHOUT_SEPARATOR, kind_of, pattern_of
from .gs1_values import (
    ScanError,
    check_digit,
    count_of,
    day_of,
    is_gtin,
    minute_of,
    spellings,
    weight_of,
)

__all__ = [
    "FNC1",
    "ScanError",
    "check",
    "count_of",
    "day_of",
    "is_gtin",
    "looks_like_scan",
    "minute_of",
    "parse",
    "spellings",
    "swallowed",
    "weight_of",
]

FNC1 = "\x1d"
# what scanners that type like a keyboard send in its place; none of it can be in a value
FNC1_TYPED = re.compile(r"Alt029|#|\x1d")
ELEMENT_CARRIERS = ("]C1", "]e0", "]d2", "]Q3", "]J1")
LINK_CARRIERS = ("]d1", "]Q1", "]J0")
PRINTED = re.compile(r"\((\d{2,4})\)")
GOODS = re.compile(r"\((?:01|02)\)\d{8}|\((?:10|21)\)")  # what brackets must hold
UNMARKED = re.compile(r"0[12]\d{14}(?:10|11|13|15|17|21|30|37|3[12]0\d|7003)")
LINK = re.compile(r"https?://\S+?/01/(\d{14})(?:[/?#]|$)", re.IGNORECASE)
TEXT = re.compile(r"""[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]*""")
DATED = re.compile(r"(?P<code>11|15|17)(?P<digits>\d{6})$")


def looks_like_scan(text):
    r"""Return whether `text` carries the marks of a scan of goods.

    >>> [looks_like_scan(text) for text in ("(10)ABC", "\x1d10ABC", "ABC", "(10 pieces)")]
    [True, True, False, False]
    """
    return bool(
        text[:3] in ELEMENT_CARRIERS + LINK_CARRIERS
        or FNC1 in text
        or (PRINTED.match(text) and GOODS.search(text) and kind_of(PRINTED.match(text)[1]))
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
    start = 3 if text[:1] == "]" else 0
    body = text[start:]
    if LINK.match(body) or (start and text[:3] in LINK_CARRIERS):
        triples = _split_link(body)
    elif PRINTED.match(body):
        triples = _split_printed(body)
    elif body:
        triples = _split_raw(body)
    else:
        raise ScanError("not_a_scan", text=text)
    elements = {}
    for code, value, position in triples:
        check(code, value, today or date.today(), start + position)
        if elements.setdefault(code, value) != value:
            raise ScanError("contradiction", code, value, start + position)
    return elements


def swallowed(elements):
    """Return what seems to have run into a number because a separator got lost, or None.

    ``(identifier of the number, the number before, identifier of the date, its digits)``

    >>> swallowed({"10": "ABC12317261231"})
    ('10', 'ABC123', '17', '261231')
    >>> swallowed({"10": "ABC12317261231", "17": "261231"}), swallowed({"10": "ABC17261399"})
    (None, None)
    """
    for code in ("10", "21"):
        found = DATED.search(elements.get(code, ""))
        if found and found.start() and found["code"] not in elements:
            try:
                check(found["code"], found["digits"], date.today())
            except ScanError:
                continue
            return code, elements[code][: found.start()], found["code"], found["digits"]
    return None


def _split_printed(text):
    marks = list(PRINTED.finditer(text))
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return [
        (mark[1], text[mark.end() : end], mark.start() + 1)
        for mark, end in zip(marks, ends, strict=True)
    ]


def _split_raw(text):
    triples = []
    position = 0
    while position < len(text):
        separator = FNC1_TYPED.match(text, position)
        if separator:
            position = separator.end()
            continue
        code = _code_at(text, position)
        value = FNC1_TYPED.split(text[position + len(code) :], maxsplit=1)[0]
        if code.startswith(WITHOUT_SEPARATOR):
            value = value[: kind_of(code)[2]]
        triples.append((code, value, position + 1))
        position += len(code) + len(value)
    return triples


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
    pairs += [(code, value) for code, value in parse_qsl(link.query) if code.isdigit()]
    return [(code, value, _place_in_link(text, code)) for code, value in pairs]


def _place_in_link(text, code):
    found = re.search(rf"[/?&]{code}[/=]", text)
    return found.start() + 2 if found else 0


def _code_at(text, position):
    for length in (2, 3, 4):
        if pattern_of(text[position : position + length]):
            return text[position : position + length]
    raise ScanError("unknown_identifier", text[position : position + 4], position=position + 1)


def check(code, value, today, position=0):
    """Raise what is wrong with the value of one identifier."""
    known = kind_of(code)
    if not known:
        raise ScanError("unknown_identifier", code, position=position)
    kind, shortest, longest = known
    problem = ""
    if not TEXT.fullmatch(value):
        problem = "bad_character"
    elif kind != "x" and not value.isdigit():
        problem = "bad_digit"
    elif not shortest <= len(value) <= longest:
        problem = "too_short" if len(value) < shortest else "too_long"
    elif kind == "c" and check_digit(value[:-1]) != value[-1]:
        problem = "bad_check_digit"
    elif kind in "dt" and not _is_date(kind, value, today):
        problem = "bad_date"
    if problem:
        raise ScanError(problem, code, value, position)


def _is_date(kind, value, today):
    try:
        (day_of if kind == "d" else minute_of)(value, today)
    except ScanError:
        return False
    return True
