"""The answer of a trace: plain values, no cursor, no environment; `as_json` writes them down."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

BACKWARD, FORWARD, BOTH = "backward", "forward", "both"
DIRECTIONS = (BACKWARD, FORWARD, BOTH)
PRECISION = 6  # decimals of a quantity; what is left of adding floats is no quantity


class Document(NamedTuple):
    """What to open to see it; the movement itself where there is no transfer and no order."""

    model: str
    id: int
    name: str


class Node(NamedTuple):
    """A lot, or a product of which no lot is known, as such.

    :param key: ``lot:<id>`` or ``product:<id>``
    :param status: active, depleted, expired, or another reason for Inactive; "" of a product
    :param disposition: its name; `blocked`: whether it stops anything
    :param depth: steps from the nearest root: positive forward, negative backward
    :param cut: why nothing is read beyond it: hub, cap; "" where everything was
    :param former: numbers it had before
    """

    key: str
    lot_id: int | None
    name: str
    product_id: int
    product: str
    unit: str
    tracking: str
    company: str
    received: date | None = None
    produced: date | None = None
    expires: date | None = None
    status: str = ""
    disposition: str = ""
    blocked: bool = False
    supplier_lot: str = ""
    depth: int = 0
    is_root: bool = False
    cut: str = ""
    former: tuple = ()


class Edge(NamedTuple):
    """How much of `source` went into `target` by one document.

    :param source: key of the node that was used
    :param target: key of the node that was made of it
    :param quantity: of the source, in its product's unit
    :param kind: produced, unbuilt, repaired, removed, subcontracted, relabelled
    :param share: which part of what the document took of the source went into this target
    :param is_exact: False where several lots were made and the quantity is a proportion
    """

    source: str
    target: str
    quantity: float | None
    unit: str
    kind: str
    date: datetime | None
    document: Document | None
    share: float | None
    is_exact: bool


class Flow(NamedTuple):
    """What came into or left a lot's stock by one document.

    :param kind: received, sent_back, delivered, returned, scrapped, adjusted (negative: down),
        handed_over, taken_over (between companies)
    :param quantity: in the product's unit
    :param is_direct: from the supplier to the customer, never in our stock
    """

    key: str
    kind: str
    quantity: float
    date: datetime | None
    document: Document | None
    partner_id: int | None
    partner: str
    company: str
    is_direct: bool = False


class Stock(NamedTuple):
    """What lies where, now. :param kind: place, transit or subcontractor."""

    key: str
    kind: str
    place_id: int
    place: str
    company: str
    quantity: float
    reserved: float


class Gap(NamedTuple):
    """One thing that keeps the answer from being complete.

    :param code: stable code
    :param words: what it is
    :param fix: what to do about it; "" where nothing can be
    """

    code: str
    key: str
    words: str
    document: Document | None = None
    fix: str = ""
    quantity: float | None = None


class Cut(NamedTuple):
    """Where reading stopped.

    :param reason: hub (by policy), cap (the limit of lots), documents (theirs; of no node)
    """

    key: str
    reason: str


class Balance(NamedTuple):
    """received + produced = on hand + consumed + delivered − returned + … + unexplained."""

    received: float = 0.0
    produced: float = 0.0
    on_hand: float = 0.0
    consumed: float = 0.0
    delivered: float = 0.0
    returned: float = 0.0
    sent_back: float = 0.0
    scrapped: float = 0.0
    adjusted: float = 0.0

    @property
    def unexplained(self):
        """Return what neither stock nor movements account for.

        >>> Balance(received=10, delivered=7, returned=1, on_hand=3, scrapped=1).unexplained
        0.0
        """
        gone = self.consumed + self.delivered + self.sent_back + self.scrapped + self.adjusted
        rest = self.received + self.produced + self.returned - self.on_hand - gone
        return round(rest, PRECISION) + 0.0

    def plus(self, other):
        """Return the sum of both."""
        return Balance(*(round(a + b, PRECISION) for a, b in zip(self, other, strict=True)))


class Withheld(NamedTuple):
    """How much of the answer its reader may not see."""

    lots: int = 0
    edges: int = 0
    movements: int = 0
    documents: int = 0
    stock: int = 0

    def __bool__(self):
        return any(self)


@dataclass
class Trace:
    """Everything a trace found; see docs/decisions/0010-trace.md."""

    direction: str
    roots: list
    at: datetime
    nodes: dict = field(default_factory=dict)
    edges: list = field(default_factory=list)
    flows: list = field(default_factory=list)
    stock: list = field(default_factory=list)
    balances: dict = field(default_factory=dict)
    spans: dict = field(default_factory=dict)
    gaps: list = field(default_factory=list)
    cuts: list = field(default_factory=list)
    moves_read: int = 0
    withheld: Withheld = Withheld()

    @property
    def is_complete(self):
        """Return whether nothing is missing, withheld or cut off by a limit."""
        capped = any(cut.reason != "hub" for cut in self.cuts)
        return not (self.gaps or self.withheld or capped)

    def as_json(self):
        """Return the answer as plain lists, dicts, texts and numbers; dates in ISO form."""
        return {
            "direction": self.direction,
            "roots": list(self.roots),
            "at": plain(self.at),
            "is_complete": self.is_complete,
            "moves_read": self.moves_read,
            "nodes": [plain(node) for node in self.nodes.values()],
            **{
                name: [plain(row) for row in getattr(self, name)]
                for name in ("edges", "flows", "stock", "gaps", "cuts")
            },
            "balances": {
                key: {**plain(balance), "unexplained": balance.unexplained}
                for key, balance in self.balances.items()
            },
            "withheld": plain(self.withheld),
        }


def plain(value):
    """Return `value` as JSON knows it.

    >>> plain(Document("stock.picking", 7, "WH/IN/7"))
    {'model': 'stock.picking', 'id': 7, 'name': 'WH/IN/7'}
    """
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if hasattr(value, "_asdict"):
        return {name: plain(inner) for name, inner in zip(value._fields, value, strict=True)}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    return value
