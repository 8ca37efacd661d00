"""Canonical bytes of a ledger entry and the chain over them: what is stored, hashed, verified.

To check an entry by hand: the SHA-256 of the previous entry's hash (64 lower case hexadecimal
digits, nothing for the first entry) directly followed by the payload, both as UTF-8.
"""

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal

VERSION = 1  # of the payload's form
HASH_VERSION = 1  # of the recipe of `chained`


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


def chained(previous, payload):
    """Return the hash of an entry that follows the one with the hash `previous`.

    >>> first = chained("", '{"a":1,"v":1}')
    >>> first
    'e891bc0dd4260d3b1cdea980da1a9e1eb2b246d7401fd25e5f3bceae03431249'
    >>> chained(first, '{"a":2,"v":1}') == hashlib.sha256(
    ...     (first + '{"a":2,"v":1}').encode()
    ... ).hexdigest()
    True
    """
    return hashlib.sha256(f"{previous}{payload}".encode()).hexdigest()


def grow(tips, entries):
    """Chain `entries` onto `tips` and return ``(position, previous hash, hash)`` of each.

    :param tips: ``{chain: (number of entries, hash of the last one)}``; moved along
    :param entries: pairs of chain and payload, in the order they happened

    >>> tips = {7: (0, "")}
    >>> (first, second) = grow(tips, [(7, "a"), (7, "b")])
    >>> first[:2], second[:2] == (2, first[2]), tips[7] == (2, second[2])
    ((1, ''), True, True)
    """
    links = []
    for chain, payload in entries:
        count, previous = tips[chain]
        digest = chained(previous, payload)
        tips[chain] = (count + 1, digest)
        links.append((count + 1, previous, digest))
    return links
