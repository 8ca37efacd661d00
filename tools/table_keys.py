"""Keys that recognise a file, or the same rows in another file, when it is imported again."""

import datetime
import hashlib
import json
from decimal import Decimal


def file_key(content):
    """Return the SHA-256 of a file's bytes as 64 hex digits."""
    return hashlib.sha256(content).hexdigest()


def rows_key(rows, headers=()):
    """Return the SHA-256 of rows (Row or plain sequences), whatever file they came from.

    Row numbers, trailing blanks, the file's format and the type of a number do not count; the
    order of rows and columns does.

    >>> rows_key([["A", 5]]) == rows_key([["A ", "5", None]])
    True
    >>> rows_key([["A", "05"]]) == rows_key([["A", 5]])
    False
    """
    digest = hashlib.sha256(_canonical(headers))
    for row in rows:
        digest.update(_canonical(getattr(row, "cells", row)))
    return digest.hexdigest()


def _canonical(cells):
    texts = [_text(cell) for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    return json.dumps(texts, ensure_ascii=True).encode() + b"\n"


def _text(cell):
    if cell is None:
        return ""
    if isinstance(cell, datetime.date):
        return cell.isoformat()[:10]
    if isinstance(cell, (float, Decimal)):
        number = Decimal(str(cell))
        return str(int(number)) if number.is_finite() and number == int(number) else str(number)
    return str(cell).strip()
