"""GS1-128 (Code 128, ISO/IEC 15417): an element string as one line of bars.

A symbol is a list of 0 and 1, without the quiet zones. Pairs of digits take one character, by
the set that makes the line shortest; FNC1 comes first, which makes it a GS1 symbol.
"""

import re
from functools import cache

SEPARATOR = "\x1d"
LONGEST = 48  # characters a GS1-128 symbol may carry
FNC1, START, SWITCH, STOP = 102, {"C": 105, "B": 104}, {"C": 99, "B": 100}, 106
# widths of bars and spaces, by the value of the character
WIDTHS = re.findall(
    r"\d+",
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212"
    " 112232 122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131"
    " 311222 321122 321221 312212 322112 322211 212123 212321 232121 111323 131123 131321"
    " 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121"
    " 313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111"
    " 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114"
    " 122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212"
    " 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113"
    " 114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112",
)


def encode(text):
    """Return the modules of an element string; ValueError when it is too long.

    >>> "".join(map(str, encode("12")))
    '110100111001111010111010110011100111001011001100011101011'
    """
    modules = []
    for value in values(text):
        for place, width in enumerate(WIDTHS[value]):
            modules += [1 - place % 2] * int(width)
    return modules


def values(text):
    """Return the character values of an element string, check character and stop included.

    >>> values("421840AB")  # start in C, FNC1, three pairs, set B, two letters
    [105, 102, 42, 18, 40, 100, 33, 34, 102, 106]
    """
    if len(text) > LONGEST:
        raise ValueError("The code is too long for one line")
    bad = next((char for char in text if char != SEPARATOR and not " " <= char <= "~"), None)
    if bad:
        raise ValueError(f"{bad!r} cannot be in a GS1 code")
    found = min((_shortest(text, name) for name in START), key=lambda way: len(way[1]))
    chars = [START[found[0]], FNC1, *found[1]]
    return [*chars, check_value(chars), STOP]


def check_value(chars):
    """Return the check character of the values before it.

    >>> check_value([103, 48, 42, 42, 17, 18, 19, 35])  # PJJ123C
    54
    >>> check_value([105, 102, 42, 18, 40, 20, 50, 101, 16])
    92
    """
    return sum(value * max(place, 1) for place, value in enumerate(chars)) % 103


def _shortest(text, first):
    """Return `first` and the values that write `text`, beginning in that character set."""

    @cache
    def rest(place, name):
        if place == len(text):
            return ()
        ways = [(value, *rest(place + read, name)) for value, read in _steps(text, place, name)]
        other = "C" if name == "B" else "B"
        ways += [
            (SWITCH[other], value, *rest(place + read, other))
            for value, read in _steps(text, place, other)
        ]
        return min(ways, key=len)

    return first, rest(0, first)


def _steps(text, place, name):
    """Return ``[(value, characters it writes)]`` that are possible here in a character set."""
    pair = text[place : place + 2]
    if text[place] == SEPARATOR:
        return [(FNC1, 1)]
    if name == "B":
        return [(ord(text[place]) - 32, 1)]
    return [(int(pair), 2)] if len(pair) == 2 and pair.isascii() and pair.isdigit() else []
