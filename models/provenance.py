"""Who says so, and why: the one hidden argument that crosses core's signatures.

A ``Provenance`` is an object, so nobody can send one through RPC: what it carries can
be believed.
"""

from typing import NamedTuple

KEY = "stock_lot_lifecycle_provenance"


class Provenance(NamedTuple):
    """Where a change comes from.

    :param source: user, policy, seam, recall or import
    :param reason: the words of the person, may be empty
    :param document: display name of the document that caused it, may be empty
    :param decides: whether the verb that set it may write guarded fields
    :param kind: kind of the event to record instead of the one the changed fields give
    :param breach: whether a quality manager records goods that left although they were blocked
    :param told: whether the caller appends the events of what changes, for many at once
    :param facts: further facts of that event, a dict of plain values
    """

    source: str = "user"
    reason: str = ""
    document: str = ""
    decides: bool = False
    kind: str = ""
    facts: dict | None = None
    breach: bool = False
    told: bool = False


def get_provenance(env):
    """Return the provenance of the running call; a plain user's when none was set."""
    provenance = env.context.get(KEY)
    return provenance if isinstance(provenance, Provenance) else Provenance()


def with_provenance(records, provenance):
    """Return `records` in a context that carries `provenance`."""
    return records.with_context(**{KEY: provenance})
