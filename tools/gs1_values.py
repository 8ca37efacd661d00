"""Values of GS1 application identifiers: check digits, days, weights."""

import calendar
from datetime import date, datetime

GTIN_LENGTHS = (8, 12, 13, 14)
POUND = 0.45359237  # kilograms, exactly
WEIGHTS = {"310": 1, "320": POUND}


class ScanError(ValueError):
    """What is wrong with a scan.

    :param code: not_a_scan, unknown_identifier, too_short, too_long, bad_digit,
        bad_character, bad_check_digit, bad_date, contradiction, swallowed
    :param identifier: the application identifier it is about, may be empty
    :param position: where in the scan that identifier stands, from 1; 0 where it has no place
    """

    def __init__(self, code, identifier="", text="", position=0):
        super().__init__(f"{code} ({identifier}) {text}".replace(" () ", " ").strip())
        self.code = code
        self.identifier = identifier
        self.text = text
        self.position = position


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

    >>> weight_of({"3103": "001250"}), weight_of({"3201": "000010"}), weight_of({"10": "A"})
    (1.25, 0.45359237, None)
    """
    for code, digits in elements.items():
        if len(code) == 4 and code[:3] in WEIGHTS:
            return int(digits) / 10 ** int(code[3]) * WEIGHTS[code[:3]]
    return None


def count_of(elements):
    """Return how many pieces a scan speaks of, or None.

    >>> count_of({"30": "24"}), count_of({"02": "09521234543213", "37": "12"}), count_of({})
    (24, 12, None)
    """
    digits = elements.get("30") or elements.get("37")
    return int(digits) if digits else None
