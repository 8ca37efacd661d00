r"""The parts of a numbering pattern: text and, in braces, what is filled in.

``{name}`` ``{name:form}`` ``{name|instead}``; ``{{`` and ``}}`` are braces as text. Nothing
in a pattern is ever executed: names and forms are looked up in the tables here.

>>> [token.name or token.form for token in parse("L{{{product.code}-{seq:5}")]
['L{', 'product.code', '-', 'seq']
>>> parse("A{seqq}")
Traceback (most recent call last):
...
odoo.addons.stock_lot_lifecycle.tools.number_tokens.PatternError: unknown_name (2): seqq
"""

import re
from typing import NamedTuple

from .number_signs import ALPHABETS, CHECKS

DATES = ("date", "production", "expiry", "best_before")
VALUES = (
    "product.code", "product.barcode", "product.name", "category.name", "supplier.ref",
    "supplier.name", "supplier_lot", "company.name", "company.registry", "warehouse.code",
    "warehouse.name", "workcenter.code", "workcenter.name", "operation.code",
)  # fmt: skip
PROPERTY = "property."
# directive: digits it writes
DIRECTIVES = {
    "Y": 4, "y": 2, "m": 2, "d": 2, "j": 3, "V": 2, "G": 4, "g": 2, "u": 1, "H": 2, "M": 2,
}  # fmt: skip
# part of a date: how many codes its table needs; a year's table may have any length
PARTS = {"year": 0, "month": 12, "day": 31, "week": 53, "weekday": 7, "hour": 24}
MAX_LENGTH, MAX_TOKENS, MAX_WIDTH = 500, 24, 18
SEQUENCE = re.compile(r"(\d{0,3})(\+?)(?:,([a-z0-9]+))?")
CUT = re.compile(r"(?:-?[1-9]\d?|0[1-9]\d?)?")
SHIFT = re.compile(r"([^=,]+)=(\d{1,2})(?::([0-5]\d))?")


class PatternError(ValueError):
    """What is wrong with a pattern, or with a number made from it.

    :param code: see PATTERN_WORDS in models/stock_lot_scheme_words.py
    :param position: place of the sign it begins at, from 1; 0 where there is none
    """

    def __init__(self, code, position=0, value=""):
        super().__init__(f"{code} ({position}): {value}")
        self.code = code
        self.position = position
        self.value = value


class Token(NamedTuple):
    """A part of a pattern; text has no name, its form is the text itself."""

    name: str
    form: str = ""
    instead: str | None = None
    position: int = 0

    def __str__(self):
        if not self.name:
            return self.form.replace("{", "{{").replace("}", "}}")
        form = f":{self.form}" if self.form else ""
        instead = "" if self.instead is None else f"|{self.instead}"
        return "{" + self.name + form + instead + "}"


def parse(text):
    """Return the tokens of a pattern, or raise a PatternError that says where it is wrong."""
    if not text or len(text) > MAX_LENGTH:
        raise PatternError("length", 0, MAX_LENGTH)
    tokens = list(_joined(_split(text)))
    if len(tokens) > MAX_TOKENS:
        raise PatternError("too_many", tokens[MAX_TOKENS].position, MAX_TOKENS)
    for token in tokens:
        _check(token)
    places = [token.position for token in tokens if token.name == "seq"]
    if len(places) != 1:
        raise PatternError("no_sequence" if not places else "two_sequences", *places[1:2])
    return tuple(tokens)


def _split(text):
    """Yield text and braces as they come."""
    place = 0
    while place < len(text):
        sign, position = text[place], place + 1
        if text[place : place + 2] in ("{{", "}}"):
            yield Token("", sign, position=position)
            place += 2
        elif sign == "{":
            end = text.find("}", place)
            if end < 0:
                raise PatternError("unclosed", position)
            yield _read_braces(text[place + 1 : end], position)
            place = end + 1
        elif sign == "}":
            raise PatternError("unopened", position)
        else:
            yield Token("", sign, position=position)
            place += 1


def _read_braces(inside, position):
    """Return the token written as `inside` a pair of braces."""
    if "{" in inside:
        raise PatternError("unclosed", position)
    inside, bar, instead = inside.partition("|")
    name, colon, form = inside.partition(":")
    if not name or (colon and not form):
        raise PatternError("empty", position)
    return Token(name.strip(), form, instead if bar else None, position)


def _joined(tokens):
    """Yield the same tokens, neighbouring text as one."""
    before = None
    for token in tokens:
        if before and not before.name and not token.name:
            before = before._replace(form=before.form + token.form)
            continue
        if before:
            yield before
        before = token
    if before:
        yield before


def _check(token):
    """Raise where a token is none."""
    name = token.name
    base, dot, part = name.partition(".")
    if not name:
        _check_text(token)
    elif name in DATES:
        _check_directives(token)
    elif base in DATES and dot:
        _check_table(token, part)
    elif name in VALUES or (name.startswith(PROPERTY) and len(name) > len(PROPERTY)):
        _check_cut(token)
    elif name in ("seq", "shift", "check"):
        {"seq": read_sequence, "shift": read_shifts, "check": _check_check}[name](token)
    else:
        raise PatternError("unknown_name", token.position, name)
    if token.instead is not None:
        _check_text(token._replace(form=token.instead))


def _check_cut(token):
    if not CUT.fullmatch(token.form):
        raise PatternError("bad_form", token.position, token.form)


def _check_check(token):
    if token.form and token.form not in CHECKS:
        raise PatternError("unknown_check", token.position, token.form)


def _check_text(token):
    for place, sign in enumerate(token.form):
        if not sign.isprintable() or sign in ";\t":
            raise PatternError("bad_sign", token.position + place, sign)


def _check_directives(token):
    found = re.findall("%(.?)", token.form)
    wrong = [sign for sign in found if sign not in DIRECTIVES]
    if wrong or (token.form and not found):
        raise PatternError("bad_date", token.position, f"%{wrong[0]}" if wrong else token.form)
    if token.name != "date" and {"H", "M"} & set(found):
        raise PatternError("no_hour", token.position, token.name)
    _check_text(token)


def _check_table(token, part):
    if part not in PARTS:
        raise PatternError("unknown_name", token.position, token.name)
    if part == "hour" and not token.name.startswith("date."):
        raise PatternError("no_hour", token.position, token.name)
    codes, needed = read_table(token), PARTS[part]
    if len(codes) < (needed or 2):
        raise PatternError("short_table", token.position, needed or 2)
    if len(set(codes)) < len(codes):
        raise PatternError("same_codes", token.position, token.form)
    _check_text(token)


def read_table(token):
    """Return the codes of a table: one sign each, or words separated by commas.

    >>> read_table(Token("date.month", "AB")), read_table(Token("date.month", "J1,F2"))
    (['A', 'B'], ['J1', 'F2'])
    """
    return token.form.split(",") if "," in token.form else list(token.form)


def read_sequence(token):
    """Return the width, whether it may grow beyond, and the signs of a sequence.

    >>> read_sequence(Token("seq", "05")), read_sequence(Token("seq", "3+,letters"))[:2]
    ((5, False, '0123456789'), (3, True))
    """
    match = SEQUENCE.fullmatch(token.form)
    if not match or (match[3] or "digits") not in ALPHABETS:
        raise PatternError("bad_sequence", token.position, token.form)
    width = int(match[1] or 0)
    if width > MAX_WIDTH:
        raise PatternError("wide", token.position, MAX_WIDTH)
    return width, bool(match[2]) or not width, ALPHABETS[match[3] or "digits"]


def read_shifts(token):
    """Return the shifts as ``(minute of the day it begins, code)``, the earliest first.

    >>> read_shifts(Token("shift", "A=6,B=14:30,C=22"))
    [(360, 'A'), (870, 'B'), (1320, 'C')]
    """
    shifts = []
    for text in token.form.split(","):
        match = SHIFT.fullmatch(text.strip())
        if not match or int(match[2]) > 23:
            raise PatternError("bad_shift", token.position, text)
        shifts.append((int(match[2]) * 60 + int(match[3] or 0), match[1]))
    if len(set(dict(shifts).values())) < len(shifts):
        raise PatternError("same_codes", token.position, token.form)
    return sorted(shifts)
