"""What a signature is bound to: canonical texts of a decision and of the lots it is about."""

import hashlib

from .hash_chain import canonical


def digest(text):
    """Return the SHA-256 of `text` as 64 lower case hexadecimal digits.

    >>> digest("abc")[:16]
    'ba7816bf8f01cfea'
    """
    return hashlib.sha256(text.encode()).hexdigest()


def facts_digest(facts):
    """Return the digest of a lot's facts, a dict of plain values; empty ones do not count.

    >>> facts_digest({"name": "L1", "ref": None}) == facts_digest({"name": "L1"})
    True
    >>> facts_digest({"name": "L1"}) == facts_digest({"name": "L2"})
    False
    """
    return digest(canonical({name: value for name, value in facts.items() if value}))


def decision_subject(disposition, reason, lots):
    """Return the canonical text of a decision, which is what a person signs.

    The lots stand in it as their number and one digest over all of them, so that a decision
    on 100,000 lots is as short as one on a single lot.

    :param disposition: code of the new disposition
    :param reason: the words of the person
    :param lots: dicts with the id of a lot, its number, product, disposition and digest of facts

    >>> one, two = {"id": 1, "name": "A"}, {"id": 2, "name": "B"}
    >>> decision_subject("released", "ok", [two, one]) == decision_subject(
    ...     "released", "ok", [one, two]
    ... )
    True
    >>> decision_subject("released", "ok", [one]) == decision_subject("released", "ok", [two])
    False
    """
    lines = (canonical(lot) for lot in sorted(lots, key=lambda lot: lot["id"]))
    return canonical(
        {
            "verb": "set_disposition",
            "disposition": disposition,
            "reason": reason,
            "count": len(lots),
            "lots": digest("\n".join(lines)),
        }
    )


def bytes_digest(content):
    """Return the SHA-256 of a file's bytes as 64 lower case hexadecimal digits.

    >>> bytes_digest(b"abc") == digest("abc")
    True
    """
    return hashlib.sha256(content).hexdigest()
