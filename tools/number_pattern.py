"""Numbers from a pattern, and back.

Facts are a dict: dates under ``date`` (an instant in the lot's zone), ``production``,
``expiry`` and ``best_before``; texts under the other names of ``number_tokens``.

>>> facts = {"date": datetime(2026, 6, 15, 10), "product.code": "RV624"}
>>> pattern = Pattern("{product.code}-{date:%y%j}-{seq:05}{check}")
>>> pattern.frame(facts).number(42)
'RV624-26166-000426'
>>> pattern.frame(facts).value("RV624-26166-000426")
42
>>> pattern.read("RV624-26001-000078").number(8)
'RV624-26001-000086'
"""

import re
from datetime import datetime  # noqa: F401 (examples use it)

from .number_signs import CHECKS, DIGITS, decode, encode
from .number_tokens import (
    DATES,
    DIRECTIVES,
    PatternError,
    parse,
    read_sequence,
    read_shifts,
    read_table,
)

LONGEST = 120  # a number longer than this is none of ours
LOOSE = 2  # with more parts of unknown length, trying them all takes too long


class Pattern:
    """A parsed pattern; what is written with it stands in a `Frame`."""

    def __init__(self, text):
        self.tokens = parse(text)
        self.place = [token.name for token in self.tokens].index("seq")
        self.width, self.grows, self.signs = read_sequence(self.tokens[self.place])

    def __str__(self):
        return "".join(map(str, self.tokens))

    @property
    def needs(self):
        """Return the names of the facts that a number needs."""
        names = {token.name for token in self.tokens} - {"", "seq", "check"}
        bases = {name.partition(".")[0] for name in names} & set(DATES)
        rest = {name for name in names if name.partition(".")[0] not in DATES}
        return frozenset(bases | ({"date"} if "shift" in rest else set()) | rest - {"shift"})

    @property
    def capacity(self):
        """Return the highest value a number can show; None where it may grow.

        >>> Pattern("{seq:3}").capacity, Pattern("{seq:2,letters}").capacity
        (999, 675)
        """
        return None if self.grows else len(self.signs) ** self.width - 1

    @property
    def is_strict(self):
        """Return whether the form of a number alone shows that it is of this pattern."""
        return not any(_is_loose(token) for token in self.tokens)

    @property
    def is_readable(self):
        """Return whether numbers can be taken apart without knowing what they are about."""
        return sum(_is_loose(token) for token in self.tokens) <= LOOSE

    def frame(self, facts):
        """Return the Frame of these facts, or raise where one that is needed is missing."""
        pieces = [
            None if token.name in ("seq", "check") else write(token, facts) for token in self.tokens
        ]
        return Frame(self, pieces)

    def read(self, number):  # pylint: disable=method-required-super
        """Return the Frame in which `number` stands, found without facts; None if in none."""
        if len(number) > LONGEST or not self.is_readable:
            return None
        match = re.fullmatch("".join(f"({spell(token)})" for token in self.tokens), number)
        if not match:
            return None
        pieces = [
            None if token.name in ("seq", "check") else text
            for token, text in zip(self.tokens, match.groups(), strict=True)
        ]
        frame = Frame(self, pieces)
        return frame if frame.value(number) is not None else None


class Frame:
    """What stands around the sequence: all of a number but its counted part."""

    def __init__(self, pattern, pieces):
        self.pattern = pattern
        place = pattern.place
        checks = [
            CHECKS[token.form or "mod10"] if token.name == "check" else None
            for token in pattern.tokens
        ]
        self.before = ""
        for piece, check in zip(pieces[:place], checks[:place], strict=True):
            self.before += check[0](self.before) if check else piece
        rows = zip(pieces[place + 1 :], checks[place + 1 :], strict=True)
        self.rest = [(piece, check and check[0]) for piece, check in rows]
        self.tail = sum(
            check[1] if check else len(piece)
            for piece, check in zip(pieces[place + 1 :], checks[place + 1 :], strict=True)
        )

    def number(self, value):
        """Return the number of the counted `value`, or raise when its width is used up."""
        pattern = self.pattern
        written = encode(value, pattern.signs, pattern.width)
        if not pattern.grows and len(written) > pattern.width:
            raise PatternError("used_up", pattern.tokens[pattern.place].position, pattern.capacity)
        number = self.before + written
        for piece, check in self.rest:
            number += check(number) if check else piece
        return number

    def is_like(self, other):
        """Return whether `other` writes the same around the count."""
        return (self.before, self.rest) == (other.before, other.rest)

    def following(self, number, count):
        """Return `number` and those that follow it; none where the count is used up.

        >>> Pattern("A{seq:2}").frame({}).following("A98", 2)
        ('A98', 'A99')
        """
        first, capacity = self.value(number), self.pattern.capacity
        if capacity and first + count - 1 > capacity:
            return ()
        return tuple(self.number(first + step) for step in range(count))

    def value(self, number):
        """Return what was counted when `number` was made in this frame; None if it was not."""
        before = len(self.before)
        written = number[before : len(number) - self.tail]
        value = decode(written, self.pattern.signs) if written else None
        if value is None or len(written) < self.pattern.width:
            return None
        if not self.pattern.grows and len(written) > self.pattern.width:
            return None
        return value if self.number(value) == number else None


def write(token, facts):
    """Return the text of a token for these facts.

    >>> at = {"date": datetime(2026, 6, 15, 10), "supplier.name": "Acme"}
    >>> one = parse("{date:%G-W%V}{date.month:ABCDEFGHJKLM}{shift:E=6,L=14}{supplier.name:3}{seq}")
    >>> [write(token, at) for token in one[:-1]]
    ['2026-W25', 'F', 'E', 'Acm']
    """
    name, form = token.name, token.form
    if not name:
        return form
    base, _dot, part = name.partition(".")
    fact = facts.get("date" if name == "shift" else base if base in DATES else name)
    if fact in (None, False, ""):
        if token.instead is None:
            raise PatternError("missing", token.position, name)
        return token.instead
    if name == "shift":
        return _write_shift(token, fact)
    if name in DATES:
        return fact.strftime(form or "%Y%m%d")
    if base in DATES:
        return _write_code(token, part, fact)
    return _cut(str(fact), form, token)


def _cut(text, form, token):
    """Return `text` cut or filled as `form` says: 3 its first, -3 its last, 05 zeros in front."""
    if not form:
        return text
    if form[0] == "0":
        if len(text) > int(form):
            raise PatternError("long_value", token.position, text)
        return text.rjust(int(form), "0")
    return text[int(form) :] if form[0] == "-" else text[: int(form)]


def _write_code(token, part, day):
    codes = read_table(token)
    if part == "year":
        return codes[day.year % len(codes)]
    if part == "hour":
        return codes[day.hour]
    places = {"week": day.isocalendar()[1], "weekday": day.isoweekday()}
    return codes[(places.get(part) or getattr(day, part)) - 1]


def _write_shift(token, instant):
    minute = instant.hour * 60 + instant.minute
    shifts = read_shifts(token)
    begun = [code for start, code in shifts if start <= minute]
    return begun[-1] if begun else shifts[-1][1]  # the night's shift began the day before


def _is_loose(token):
    """Return whether what a token writes can have several lengths."""
    is_value = token.name and token.name.partition(".")[0] not in (*DATES, "seq", "check", "shift")
    return bool(is_value and token.form[:1] != "0")


def spell(token):
    """Return the regular expression of what a token can write."""
    name, form = token.name, token.form
    base, _dot, part = name.partition(".")
    if not name:
        return re.escape(form)
    if name == "seq":
        width, grows, signs = read_sequence(token)
        digit = "[0-9]" if signs == DIGITS else f"[{signs}]"
        return f"{digit}{{{width or 1},{'' if grows else width}}}"
    if name == "check":
        return f"[0-9]{{{CHECKS[form or 'mod10'][1]}}}"
    if name == "shift":
        found = "|".join(re.escape(code) for _start, code in read_shifts(token))
    elif name in DATES:
        pieces = re.split("%(.)", form or "%Y%m%d")
        found = "".join(
            f"[0-9]{{{DIRECTIVES[piece]}}}" if place % 2 else re.escape(piece)
            for place, piece in enumerate(pieces)
        )
    elif base in DATES:
        found = "|".join(map(re.escape, read_table(token)))
    else:
        found = _spell_cut(form)
    return f"(?:{found})" if token.instead is None else f"(?:{found}|{re.escape(token.instead)})"


def _spell_cut(form):
    if not form:
        return ".+?"
    return f".{{{int(form)}}}" if form[0] == "0" else f".{{1,{abs(int(form))}}}?"
