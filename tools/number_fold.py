"""Numbers that look alike: one folding, as a function and as SQL.

Two numbers are near duplicates when they fold to the same text: case, blanks, punctuation
and leading zeros do not count, and characters that people confuse are one. Letters outside
ASCII stay as they are, so that the answer does not depend on the database's collation.
"""

import string

from odoo.tools import SQL

ALIKE = {"O": "0", "I": "1", "L": "1", "S": "5", "B": "8", "Z": "2"}
SKIPPED = " -._/:,;#*+&()'\"\\\t\u00a0\u200b\ufeff"  # few: the database tries them all
_FROM = "".join(ALIKE) + SKIPPED
_TO = "".join(ALIKE.values())
_TABLE = dict.fromkeys(map(ord, SKIPPED)) | {
    ord(letter): ALIKE.get(letter.upper(), letter.upper()) for letter in string.ascii_letters
}


def fold(number):
    """Return what is left of `number` when everything people confuse is made equal.

    >>> fold("lot 00-12"), fold("L0T0012"), fold(" LOT.OO12")
    ('10T0012', '10T0012', '10T0012')
    >>> fold("000898984") == fold("898984")
    True
    """
    return number.translate(_TABLE).lstrip("0")


def fold_sql(column):
    """Return the same, of a text column."""
    return SQL("ltrim(translate(upper(%s COLLATE \"C\"), %s, %s), '0')", column, _FROM, _TO)


def fold_index(column):
    """Return the same, as the text of an index definition on the named column."""
    source = _FROM.replace("'", "''")
    return f"ltrim(translate(upper({column} COLLATE \"C\"), '{source}', '{_TO}'), '0')"
