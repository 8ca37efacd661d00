"""Canonical bytes of a ledger entry: the one form that is stored, hashed and verified."""

import json
from datetime import date, datetime
from decimal import Decimal

VERSION = 1


def _plain(value):
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no canonical form")


def canonical(payload):
    """Return the canonical JSON text of `payload` (a dict of plain values).

    Keys are sorted, white space is left out, text stays readable, instants are UTC with
    a final ``Z``. The same facts give the same text on every machine.

    >>> canonical({"new": {"name": "Ä1"}, "at": datetime(2026, 1, 2, 3, 4, 5)})
    '{"at":"2026-01-02T03:04:05Z","new":{"name":"Ä1"},"v":1}'
    >>> canonical({"x": object()})
    Traceback (most recent call last):
    TypeError: object has no canonical form
    """
    return json.dumps(
        {"v": VERSION, **payload},
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
        default=_plain,
    )
