"""What a tester typed, as a value that can be compared. Exact: no binary fractions anywhere.

Pure: no database, no Odoo. A text that is no value of its kind raises ResultError with a stable
code; it is never guessed at and never taken for zero.
"""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from .table_dates import parse_date
from .table_errors import TableError
from .table_numbers import parse_quantity

KINDS = ("number", "text", "choice", "yes_no", "date")
YES = {"yes", "y", "true", "1", "pass", "passed", "conforms", "complies"}
NO = {"no", "n", "false", "0", "fail", "failed"}
BELOW = re.compile(r"(?:<\s*(?:lod|loq)|n\.?\s?d\.?|not detected|bdl)", re.I)
RELATION = re.compile(r"(<=|>=|=<|=>|≤|≥|<|>)\s*(.*)", re.S)
SIGNS = {"<=": "≤", "=<": "≤", ">=": "≥", "=>": "≥"}
BOOKKEEPING = re.compile(r"[()]|[-−]\s*$")  # (5) and 5- are minus five to accountants only
LONGEST = 500  # characters


class ResultError(ValueError):
    """A text that cannot be read as a result of its kind.

    :param code: not_a_number, ambiguous_number, number_too_large, other_unit, no_detection_limit,
        not_a_choice, not_yes_no, not_a_date, too_long
    :param facts: what the message names
    """

    def __init__(self, code, **facts):
        super().__init__(code)
        self.code, self.facts = code, facts


class Reading(NamedTuple):
    """One value.

    :param value: Decimal, date or text
    :param sign: "", "<", "≤", ">" or "≥": the value itself, or on which side of it
    :param unit: the unit that stood behind the number
    """

    value: object
    sign: str = ""
    unit: str = ""

    @property
    def text(self):
        """The value as it is kept and printed.

        >>> read_result("number", "< 0,05").text, read_result("yes_no", "Y").text
        ('<0.05', 'yes')
        """
        value = f"{self.value:f}" if isinstance(self.value, Decimal) else str(self.value)
        return f"{self.sign}{value}"


def read_result(kind, typed, *, decimals=None, lod=None, choices=(), mark="."):
    """Return the Reading of a text, None when nothing was typed.

    :param kind: one of KINDS
    :param decimals: how many a number keeps, rounded half up from the typed text
    :param lod: the detection limit, a Decimal: what "<LOD" and "n.d." stand for
    :param choices: the texts of which a choice is one
    :param mark: the decimal mark of whoever typed it; decides only where both readings differ

    >>> read_result("number", "9.95", decimals=1).text, read_result("number", "1,5").text
    ('10.0', '1.5')
    >>> read_result("number", "<LOD", lod=Decimal("0.02")).text
    '<0.02'
    """
    typed = "" if typed is None or typed is False else str(typed).strip()
    if not typed:
        return None
    if len(typed) > LONGEST:
        raise ResultError("too_long", limit=LONGEST)
    if kind == "number":
        return _read_number(typed, decimals, lod, mark)
    return {"choice": _read_choice, "yes_no": _read_yes_no, "date": _read_date}.get(
        kind, lambda text, _choices: Reading(text)
    )(typed, choices)


def _read_number(typed, decimals, lod, mark):
    if BELOW.fullmatch(typed):
        if lod is None:
            raise ResultError("no_detection_limit", value=typed)
        return Reading(lod, "<")
    sign, rest = "", typed
    if relation := RELATION.fullmatch(typed):
        sign, rest = SIGNS.get(relation[1], relation[1]), relation[2]
    number, unit = read_number(rest, mark)
    # rounding the bound of an inequality would make it say another thing
    return Reading(number if sign else round_half_up(number, decimals), sign, unit)


def read_number(text, mark="."):
    """Return (Decimal, unit) of a text like "12,4 kg".

    "1.234" is read with a decimal point as 1.234; with a decimal comma it is refused, as it
    may mean 1234.

    >>> read_number("1.234,5 mg"), read_number("1.234"), read_number("1,234", ",")
    ((Decimal('1234.5'), 'mg'), (Decimal('1.234'), ''), (Decimal('1.234'), ''))
    """
    other = "," if mark == "." else "."
    if BOOKKEEPING.search(text):
        raise ResultError("not_a_number", value=text[:100])
    try:
        number, unit = parse_quantity(text, "auto" if other in text else mark)
    except TableError as error:
        code = "not_a_number" if error.code == "invalid_number" else error.code
        raise ResultError(code, value=str(text)[:100]) from error
    if number is None:
        raise ResultError("not_a_number", value=str(text)[:100])
    return number, unit


def round_half_up(number, decimals):
    """Return `number` with that many decimals; as it is when None.

    >>> round_half_up(Decimal("9.95"), 1), round_half_up(Decimal("2.5"), 0)
    (Decimal('10.0'), Decimal('3'))
    """
    if decimals is None:
        return number
    return number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def _read_choice(typed, choices):
    for choice in choices:
        if choice.casefold() == typed.casefold():
            return Reading(choice)
    raise ResultError("not_a_choice", value=typed[:100], choices=list(choices))


def _read_yes_no(typed, _choices):
    word = typed.casefold()
    if word not in YES | NO:
        raise ResultError("not_yes_no", value=typed[:100])
    return Reading("yes" if word in YES else "no")


def _read_date(typed, _choices):
    try:
        return Reading(parse_date(typed))
    except TableError as error:
        raise ResultError("not_a_date", value=typed[:100]) from error


def split_list(text):
    """Return the texts of a list that people write with semicolons.

    >>> split_list(" White; off-white;;")
    ['White', 'off-white']
    """
    return [part.strip() for part in (text or "").split(";") if part.strip()]
