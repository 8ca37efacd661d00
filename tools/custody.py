"""Who held a lot, where, from when to when: stays, made of movements in their order.

>>> came = Hop(1, "supplier", "Acme", "Stock", "own", "Us", 10.0, None, "Mia", "Suppliers")
>>> sold = Hop(2, "own", "Us", "Customers", "customer", "Deco", 4.0, None, "Mia", "Stock")
>>> [(stay.holder, stay.quantity, stay.since, stay.until) for stay in stays_of([came, sold])]
[('Us', 4.0, 1, 2), ('Us', 6.0, 1, None), ('Deco', 4.0, 2, None)]
"""

from collections import deque
from dataclasses import dataclass, field
from typing import NamedTuple

from .trace import PRECISION, Document, Withheld, plain

# a stay in other hands begins nowhere (a supplier) or ends there (production, loss)
HELD = {"own", "subcontractor", "between", "customer"}
TINY = 10**-PRECISION


class Hop(NamedTuple):
    """One movement of a lot. Kinds are those of `flow_sql.place_class`, and subcontractor."""

    date: object
    source_kind: str
    giver: str
    place: str
    kind: str
    taker: str
    quantity: float
    document: Document | None
    who: str
    source: str


class Stay(NamedTuple):
    """A quantity of a lot in one hand.

    :param kind: own, subcontractor, between (companies), customer, production, loss, supplier
    :param giver: whom it came from
    :param since: when it came; None: no movement says so, which is a gap
    :param until: when it left; None: it is there still, or ended there
    :param who: who recorded that it came
    """

    kind: str
    holder: str
    place: str
    quantity: float
    since: object
    until: object
    giver: str
    came_by: Document | None
    left_by: Document | None
    who: str

    @property
    def is_gap(self):
        """Return whether it left a hand that no movement put it in."""
        return self.since is None


@dataclass
class Custody:
    """The chain of custody of one lot. :param is_cut: only the first movements were read."""

    stays: list = field(default_factory=list)
    moves_read: int = 0
    withheld: Withheld = Withheld()
    is_cut: bool = False

    @property
    def is_complete(self):
        """Return whether every hand-over is there."""
        return not (self.is_cut or self.withheld or any(stay.is_gap for stay in self.stays))

    def as_json(self):
        """Return it as plain lists, dicts, texts and numbers."""
        return {
            "is_complete": self.is_complete,
            "is_cut": self.is_cut,
            "moves_read": self.moves_read,
            "withheld": plain(self.withheld),
            "stays": [{**plain(stay), "is_gap": stay.is_gap} for stay in self.stays],
        }


def stays_of(hops):
    """Return the stays these movements make, the earliest first.

    What leaves a place is what came there first; a part that leaves splits the stay.
    """
    held, ended = {}, []
    for hop in hops:
        if hop.source_kind in HELD:
            _leave(held, ended, hop)
        stay = Stay(
            hop.kind, hop.taker, hop.place, hop.quantity, hop.date, None, hop.giver,
            hop.document, None, hop.who,
        )  # fmt: skip
        if hop.kind in HELD:
            held.setdefault(_hand(hop.kind, hop.place, hop.taker), deque()).append(stay)
        else:
            ended.append(stay)
    for queue in held.values():
        ended += queue
    return sorted(ended, key=_order)


def _order(stay):
    moment = stay.until if stay.since is None else stay.since
    return moment, stay.until is None, stay.until or moment


def _hand(kind, place, holder):
    """Return what tells the hands apart: customers share a place, we do not need to know who."""
    return (place, holder) if kind == "customer" else place


def _leave(held, ended, hop):
    """End the stays that this movement takes its quantity from."""
    missing = hop.quantity
    queue = held.get(_hand(hop.source_kind, hop.source, hop.giver), ())
    while missing > TINY and queue:
        stay = queue.popleft()
        taken = min(stay.quantity, missing)
        missing -= taken
        ended.append(stay._replace(quantity=taken, until=hop.date, left_by=hop.document))
        rest = stay.quantity - taken
        if rest > TINY:
            queue.appendleft(stay._replace(quantity=rest))
    if missing > TINY:
        ended.append(
            Stay(
                hop.source_kind, hop.giver, hop.source, round(missing, PRECISION), None, hop.date,
                "", None, hop.document, "",
            )
        )  # fmt: skip
