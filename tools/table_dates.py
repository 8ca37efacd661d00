"""Cells into calendar days. Never guesses between day-first and month-first.

`order` is "dmy", "mdy", "ymd" or None (not chosen). A year written first with four digits, a
month by its name and real date cells mean the same in every order. Two-digit years below 70 are
20xx, others 19xx.
"""

import calendar
import datetime
import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from .table_errors import TableError
from .table_months import MONTHS
from .table_text import is_blank

FIRST_YEAR, LAST_YEAR, PIVOT = 1900, 2200, 70
LONGEST_DATE = 60  # characters
SERIALS = range(20_001, 80_000)  # Excel day numbers from 1954 to 2119
EPOCH = datetime.date(1899, 12, 30)
ORDERS = ("dmy", "mdy", "ymd")
TIME = re.compile(
    r"(?:t|\s+|,\s*)\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[ap]\.?m\.?)?"
    r"\s*(?:z|utc|gmt|[+-]\d{2}:?\d{2})?$"
)
TOKEN = re.compile(r"\d+|[a-z]+")
BETWEEN = re.compile(r"[\s./,\-]*")
WEEK = re.compile(r"(\d{4})-?w(\d{2})(?:-?([1-7]))?")
IDEOGRAPHS = str.maketrans("年月日", "--\N{SPACE}")  # 2027年1月31日
FILLERS = {"de", "del", "of", "st", "nd", "rd", "th", "er", "the", "den", "le"}
# how other systems write that there is no date, and that something never expires
NO_DAY = re.compile(r"0{4}[-./]0{2}[-./]0{2}|0{1,2}[-./]0{1,2}[-./](?:0{2}|0{4})|0{8}")
ENDLESS = re.compile(r"(?:31[-./]12|12[-./]31)[-./]9999|9999[-./]?12[-./]?31")


class Day(NamedTuple):
    """A day, and the code of the warning it deserves.

    month_only, week_only, date_from_number; endless_date has no day.
    """

    day: datetime.date | None
    warning: str | None = None


def parse_date(cell, order=None, *, month="last", gs1=False):
    """Return the day in a cell, None if the cell is blank. Raises like `read_date`.

    >>> parse_date("31/01/2025"), parse_date("Feb 2028")
    (datetime.date(2025, 1, 31), datetime.date(2028, 2, 29))
    """
    found = read_date(cell, order, month=month, gs1=gs1)
    return found and found.day


def read_date(cell, order=None, *, month="last", gs1=False):
    """Return the Day in a cell, None if the cell is blank or a date of zeros.

    month: which day a month (or week) without day means, "last" (expiry) or "first";
    gs1: read six digits as YYMMDD, where day 00 is the month's last.
    Raises TableError invalid_date, ambiguous_date or year_out_of_range.

    >>> read_date("01.2027")
    Day(day=datetime.date(2027, 1, 31), warning='month_only')
    >>> read_date("03/04/2025", "mdy").day
    datetime.date(2025, 3, 4)
    """
    if isinstance(cell, datetime.date):
        day = cell.date() if isinstance(cell, datetime.datetime) else cell
        endless = ENDLESS.fullmatch(day.isoformat())
        return Day(None, "endless_date") if endless else Day(_in_range(day, cell))
    if is_blank(cell):
        return None
    if isinstance(cell, str):
        if len(cell) > LONGEST_DATE:
            raise TableError("invalid_date", value=cell[:LONGEST_DATE])
        return _read_text(cell.strip(), order, month, gs1)
    return _read_number(cell)


def _read_number(cell):
    if isinstance(cell, bool):
        raise TableError("invalid_date", value=str(cell))
    try:
        whole = int(cell)
    except (ValueError, OverflowError, TypeError) as error:
        raise TableError("invalid_date", value=str(cell)) from error
    if whole in SERIALS:
        return Day(EPOCH + datetime.timedelta(days=whole), "date_from_number")
    if whole == cell and len(str(whole)) == 8:
        return _read_text(str(whole), None, "last", False)
    raise TableError("invalid_date", value=str(cell))


@lru_cache(maxsize=65_536)
def _read_text(text, order, month, gs1):
    bare = TIME.sub("", text.casefold())
    if NO_DAY.fullmatch(bare):
        return None
    if ENDLESS.fullmatch(bare):
        return Day(None, "endless_date")
    if text.isdigit() and text.isascii():
        return _read_digits(text, order, gs1)
    week = WEEK.fullmatch(text.casefold())
    if week:
        return _read_week(text, week, month)
    shapes, monthly = readings(text)
    if monthly:
        return Day(_month_day(text, *shapes, month), "month_only")
    return Day(_choose(text, shapes, order))


def _read_digits(text, order, gs1):
    """Read text of digits only: 20260131, 31012026, an Excel day number, GS1 YYMMDD."""
    if len(text) == 8:
        shapes = {"ymd": (text[:4], text[4:6], text[6:])}
        for name, cut in (("dmy", (1, 0)), ("mdy", (0, 1))):
            pair = text[:2], text[2:4]
            shapes[name] = (text[4:], pair[cut[0]], pair[cut[1]])
        return Day(_choose(text, {name: tuple(map(int, s)) for name, s in shapes.items()}, order))
    if gs1 and len(text) == 6:
        year, number, day = _full_year(text[:2]), int(text[2:4]), int(text[4:])
        if not day:
            return Day(_month_day(text, year, number, "last"), "month_only")
        return Day(_build(text, year, number, day))
    if len(text) == 5 and int(text) in SERIALS:
        return Day(EPOCH + datetime.timedelta(days=int(text)), "date_from_number")
    raise TableError("invalid_date", value=text)


def _read_week(text, week, month):
    weekday = int(week[3] or (1 if month == "first" else 7))
    try:
        day = datetime.date.fromisocalendar(int(week[1]), int(week[2]), weekday)
    except ValueError as error:
        raise TableError("invalid_date", value=text) from error
    return Day(_in_range(day, text), None if week[3] else "week_only")


@lru_cache(maxsize=65_536)
def readings(text):
    """Return ({order: (year, month, day)}, False), or ((year, month), True) without a day.

    Calendar and range are not checked here. Raises invalid_date when the shape is no date.
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    plain = TIME.sub("", plain.translate(IDEOGRAPHS).strip(" -"))
    tokens = [token for token in TOKEN.findall(plain) if token not in FILLERS]
    if not BETWEEN.fullmatch(TOKEN.sub("", plain)) or max(map(len, tokens), default=9) > 10:
        raise TableError("invalid_date", value=text[:LONGEST_DATE])
    names = [token for token in tokens if not token.isdigit()]
    if len(tokens) == 2:
        return _month_and_year(text, tokens, names), True
    if len(tokens) != 3 or len(names) > 1 or (names and names[0] not in MONTHS):
        raise TableError("invalid_date", value=text[:LONGEST_DATE])
    shape = _named(tokens, names[0]) if names else _numeric(tokens, "-" in plain)
    if not shape:
        raise TableError("invalid_date", value=text[:LONGEST_DATE])
    return shape, False


def _month_and_year(text, tokens, names):
    """Return (year, month) of "Jan 2027", "01/2027", "2027-01" or "06/27"."""
    number, year = sorted(tokens, key=lambda token: (token.isdigit(), len(token)))
    if not names and len(year) != 4:
        number, year = tokens
    index = MONTHS.get(number) or (number.isdigit() and len(number) <= 2 and int(number))
    if not index or len(year) not in (2, 4) or not year.isdigit():
        raise TableError("invalid_date", value=text[:LONGEST_DATE])
    return _full_year(year), index


def _named(tokens, name):
    """Read "31 Jan 2027", "Jan 31, 2027" or "2027-Jan-31": the same in every order."""
    first, second = (token for token in tokens if token != name)
    day, year = (second, first) if len(first) == 4 else (first, second)
    if len(day) > 2 or len(year) not in (2, 4):
        return {}
    return dict.fromkeys(ORDERS, (_full_year(year), MONTHS[name], int(day)))


def _numeric(tokens, dashed):
    """Read three numbers; a two-digit year comes first only in dashed dates (26-01-31)."""
    first, middle, last = tokens
    if len(first) == 4 and max(len(middle), len(last)) <= 2:
        return dict.fromkeys(ORDERS, (int(first), int(middle), int(last)))
    if max(len(first), len(middle)) > 2 or len(last) not in (1, 2, 4):
        return {}
    shapes = {}
    if len(last) != 1:
        year = _full_year(last)
        shapes = {"dmy": (year, int(middle), int(first)), "mdy": (year, int(first), int(middle))}
    if dashed and len(first) == 2 and len(last) <= 2:
        shapes["ymd"] = (_full_year(first), int(middle), int(last))
    return shapes


def _full_year(text):
    year = int(text)
    return year if len(text) > 2 else year + (2000 if year < PIVOT else 1900)


def _choose(text, shapes, order):
    """Return the one day meant by a text; `shapes` is {order: (year, month, day)}."""
    if order and order in shapes and len(set(shapes.values())) > 1 and not text.isdigit():
        return _build(text, *shapes[order])
    if order and order not in shapes and len(set(shapes.values())) > 1:
        raise TableError("invalid_date", value=text)
    fitting = {shape for shape in shapes.values() if _exists(*shape)}
    days = sorted({_build(text, *shape) for shape in fitting})
    if len(days) > 1:
        first, second = days[0].isoformat(), days[1].isoformat()
        raise TableError("ambiguous_date", value=text, first=first, second=second)
    if not days:
        return _build(text, *next(iter(shapes.values())))
    return days[0]


def _exists(year, month, day):
    if not FIRST_YEAR <= year <= LAST_YEAR or not 1 <= month <= 12:
        return False
    return 1 <= day <= calendar.monthrange(year, month)[1]


def _build(text, year, month, day):
    try:
        return _in_range(datetime.date(year, month, day), text)
    except TableError:
        raise
    except ValueError as error:
        raise TableError("invalid_date", value=text) from error


def _month_day(text, year, month, which):
    if not 1 <= month <= 12:
        raise TableError("invalid_date", value=text)
    _in_range(datetime.date(max(year, 1), month, 1), text)
    return _build(text, year, month, 1 if which == "first" else calendar.monthrange(year, month)[1])


def _in_range(day, cell):
    if FIRST_YEAR <= day.year <= LAST_YEAR:
        return day
    raise TableError("year_out_of_range", value=str(cell), first=FIRST_YEAR, last=LAST_YEAR)
