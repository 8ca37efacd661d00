"""Counting with any signs, and check characters.

Counters are whole numbers; what stands on the goods are signs. Check characters are computed
over what stands before them: letters count as 10 to 35, other signs are left out.
"""

import string

from .gs1 import check_digit

DIGITS = string.digits
LETTERS = string.ascii_uppercase
# nobody reads these for one another: no 0 O, 1 I L, 2 Z, 5 S, 8 B, no U beside V
ALPHABETS = {
    "digits": DIGITS,
    "base36": DIGITS + LETTERS,
    "letters": LETTERS,
    "safe": "34679ACDEFGHJKMNPQRTVWXY",
}
_AS_DIGITS = {ord(sign): str(value) for value, sign in enumerate(DIGITS + LETTERS)}
_AS_DIGITS |= {ord(letter.lower()): _AS_DIGITS[ord(letter)] for letter in LETTERS}


def encode(value, signs, width=0):
    """Return `value` written with `signs`, filled up in front to `width`.

    >>> encode(42, DIGITS, 5), encode(35, ALPHABETS["base36"]), encode(26, LETTERS, 3)
    ('00042', 'Z', 'ABA')
    """
    if signs == DIGITS:
        return f"{value:0{width}d}"
    base, written = len(signs), ""
    while value:
        value, rest = divmod(value, base)
        written = signs[rest] + written
    return written.rjust(width or 1, signs[0])


def decode(written, signs):
    """Return the value of what `encode` wrote; None where a sign is not one of `signs`.

    >>> decode("00042", DIGITS), decode("ABA", LETTERS), decode("1", LETTERS)
    (42, 26, None)
    """
    value = 0
    for sign in written:
        place = signs.find(sign)
        if place < 0:
            return None
        value = value * len(signs) + place
    return value


def as_digits(text):
    """Return `text` as digits only: letters as two, other signs left out.

    >>> as_digits("LOT-7b")
    '212429711'
    """
    return "".join([_AS_DIGITS[ord(sign)] for sign in text if ord(sign) in _AS_DIGITS])


def mod10(text):
    """Return the Luhn digit over `text`, as on ISIN numbers.

    >>> mod10("7992739871"), mod10("US037833100")
    ('3', '5')
    """
    total = 0
    for place, digit in enumerate(reversed(as_digits(text))):
        doubled = int(digit) * (2 - place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)


def mod97(text):
    """Return the two digits of ISO 7064 MOD 97-10 over `text`.

    >>> mod97("794"), int(as_digits("LOT-7") + mod97("LOT-7")) % 97
    ('44', 1)
    """
    return f"{98 - int((as_digits(text) or '0') + '00') % 97:02d}"


def gs1(text):
    """Return GS1's check digit over the digits of `text`; letters are left out.

    >>> gs1("0952123454321"), gs1("LOT-629104150021")
    ('3', '3')
    """
    return check_digit([sign for sign in text if sign in DIGITS])


CHECKS = {"mod10": (mod10, 1), "mod97": (mod97, 2), "gs1": (gs1, 1)}
