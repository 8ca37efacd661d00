"""Numbers written as ranges, and what is missing among counted values.

``A001-A050`` and ``A001..A050`` are all from the first to the last, ``A001+9`` is the first and
nine more, ``1,3;5`` are three. A hyphen is only read as *to* where both ends are the same words
with as many digits: ``LOT-7`` and ``0039-0174`` stay one number.
"""

import re

ENDS = re.compile(r"(.*?)(\d+)(\D*)")
TO = re.compile(r"\s*(?:\.\.|…)\s*")
MORE = re.compile(r"(.+?)\s*\+\s*(\d{1,6})")
YEAR = re.compile(r"(.*\d)([-/._ ])(\d{4})")
BETWEEN = re.compile(r"[,;\n\t]")
MOST = 20000


class RangeError(ValueError):
    """What is wrong with a range.

    :param code: unlike (the ends differ in more than a count), backwards, too_many
    """

    def __init__(self, code, text):
        super().__init__(f"{code}: {text}")
        self.code = code
        self.text = text


def expand(text):
    """Return the numbers that `text` names, in its order, each once.

    >>> expand("A001-A003, B7..B9, C1+2, LOT-7")
    ['A001', 'A002', 'A003', 'B7', 'B8', 'B9', 'C1', 'C2', 'C3', 'LOT-7']
    """
    found = {}
    for part in BETWEEN.split(text or ""):
        part = part.strip()
        if part:
            found |= dict.fromkeys(_expand_part(part))
        if len(found) > MOST:
            raise RangeError("too_many", part)
    return list(found)


def expand_known(text):
    """Return the numbers of a range; what is none, or a wrong one, as the number it may be.

    >>> expand_known("A1..A3"), expand_known("A3..A1")
    (['A1', 'A2', 'A3'], ['A3..A1'])
    """
    try:
        return _expand_part(text.strip())
    except RangeError:
        return [text]


def is_range(text):
    """Return whether `text` names several numbers by a range.

    >>> is_range("A1-A3"), is_range("A1+2"), is_range("LOT-0007"), is_range("2026-01-31")
    (True, True, False, False)
    """
    try:
        return len(_expand_part(text.strip())) > 1
    except RangeError:
        return True


def _expand_part(part):
    more = MORE.fullmatch(part)
    if more and ENDS.fullmatch(more[1]):
        return _count(ENDS.fullmatch(more[1]), int(more[2]) + 1, part)
    ends = TO.split(part)
    if len(ends) == 2:
        return _between(*ends, part)
    for place in range(1, len(part)):  # the hyphen that stands between two like ends
        if part[place] == "-" and _alike(part[:place].strip(), part[place + 1 :].strip()):
            return _between(part[:place].strip(), part[place + 1 :].strip(), part)
    return [part]


def _alike(first, last):
    """Return whether a hyphen between these two may mean *to*: like text, as many digits.

    >>> _alike("A1", "A9"), _alike("A1", "B9"), _alike("1001", "1009")
    (True, False, False)
    """
    one, two = ENDS.fullmatch(first), ENDS.fullmatch(last)
    if not one or not two or not one[1] or one[1] != two[1] or one[3] != two[3]:
        return False
    return len(one[2]) == len(two[2]) and int(one[2]) < int(two[2])


def _between(first, last, part):
    one, two = ENDS.fullmatch(first), ENDS.fullmatch(last)
    if not one or not two or one[1] != two[1] or one[3] != two[3]:
        raise RangeError("unlike", part)
    count = int(two[2]) - int(one[2]) + 1
    if count < 1:
        raise RangeError("backwards", part)
    return _count(one, count, part)


def _count(start, count, part):
    if count > MOST:
        raise RangeError("too_many", part)
    before, digits, after = start.groups()
    width, value = len(digits), int(digits)
    return [f"{before}{value + step:0{width}d}{after}" for step in range(count)]


def count_on(first, count, years):
    """Return `first` and what follows it where it ends in one of `years`; else None.

    >>> count_on("LOT-0009-2026", 2, {"2026"}), count_on("LOT-0009", 2, {"2026"})
    (['LOT-0009-2026', 'LOT-0010-2026'], None)
    """
    match = YEAR.fullmatch(first)
    if not match or match[3] not in years:
        return None
    start = ENDS.fullmatch(match[1])
    return [number + match[2] + match[3] for number in _count(start, count, first)]


def find_gaps(values):
    """Return the missing stretches between the lowest and the highest value: (first, last).

    >>> find_gaps([1, 2, 5, 6, 9])
    [(3, 4), (7, 8)]
    """
    ordered = sorted(set(values))
    return [
        (before + 1, after - 1)
        for before, after in zip(ordered, ordered[1:], strict=False)
        if after - before > 1
    ]
