"""A trace as a drawing: who sent it, lots, what made them, who got it; what leads to what.

Where there would be too many shapes, the lots of one product are one shape that says how many
they are. Pure: an answer of `tools/trace.py` goes in, plain values come out.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from .exposure import customers, suppliers
from .trace import BACKWARD, BOTH, FORWARD, PRECISION, Balance, Node
from .trace_groups import MOST_OPENED, groups_of

MOST_SHAPES = 1000
MOST_PARTNERS = 100  # one by one, where lots are not


class Shape(NamedTuple):
    """A node of the drawing.

    :param kind: supplier, lot, product (without lots), document, customer, or group: the
        lots of one product; suppliers, customers: too many to show
    :param count: how many things it stands for
    :param can_open: whether what a group stands for can be shown one by one
    :param node: the lot itself, and its balance: what its card tells
    """

    key: str
    kind: str
    title: str
    subtitle: str = ""
    quantity: float | None = None
    unit: str = ""
    status: str = ""
    disposition: str = ""
    blocked: bool = False
    depth: int = 0
    is_root: bool = False
    cut: str = ""
    count: int = 1
    can_open: bool = False
    lot_id: int | None = None
    product_id: int | None = None
    partner_id: int | None = None
    document: object = None
    gaps: int = 0
    node: Node | None = None
    balance: dict | None = None


class Line(NamedTuple):
    """What leads from one shape to another. :param share: of all there was of the source."""

    source: str
    target: str
    quantity: float | None
    unit: str
    share: float
    is_exact: bool = True


@dataclass
class Drawing:
    """Shapes and lines. :param is_grouped: whether shapes stand for several lots."""

    shapes: dict = field(default_factory=dict)
    lines: list = field(default_factory=list)
    is_grouped: bool = False


def draw(trace, opened=(), most=MOST_SHAPES):
    """Return the `Drawing` of a trace.

    :param opened: keys of groups to show one by one all the same
    :param most: beyond so many shapes lots are shown by product
    """
    if len(trace.nodes) <= most:
        whole = _Painter(trace, {}).paint()
        if len(whole.shapes) <= most:
            return whole
    drawing = _Painter(trace, groups_of(trace, set(opened))).paint()
    drawing.is_grouped = True
    return drawing


def came_in(balance):
    """Return how much of a lot there ever was.

    >>> came_in(Balance(received=10, returned=2)), came_in(Balance(adjusted=-4))
    (10.0, 4)
    """
    entered = balance.received + balance.produced
    return entered or max(-balance.adjusted, balance.on_hand, 0)


def of_interest(trace, rows, way):
    """Return the rows of the lots whose senders (backward) or receivers a trace is about.

    In a trace both ways, who got another part of what went in is no answer.
    """
    if trace.direction != BOTH:
        return [row for row in rows if trace.direction == way and row.key in trace.nodes]
    sign = -1 if way == BACKWARD else 1
    return [
        row for row in rows if row.key in trace.nodes and trace.nodes[row.key].depth * sign >= 0
    ]


class _Painter:
    """Makes one drawing of one trace."""

    def __init__(self, trace, groups):
        self.trace, self.groups = trace, groups
        self.drawing = Drawing()
        self.sums = {}  # (source, target): [quantity, unit, share, exact, number of shares]
        self.gaps = {}
        for gap in trace.gaps:
            self.gaps[gap.key] = self.gaps.get(gap.key, 0) + 1

    def paint(self):
        self._paint_lots()
        self._paint_partners("supplier", suppliers(self.trace), BACKWARD)
        for edge in self.trace.edges:
            self._paint_edge(edge)
        self._paint_partners("customer", customers(self.trace), FORWARD)
        self.drawing.lines = [
            Line(*ends, *_settle(total)) for ends, total in self.sums.items()
        ]
        return self.drawing

    def _paint_lots(self):
        for node in self.trace.nodes.values():
            balance = self.trace.balances.get(node.key)
            quantity = round(came_in(balance), PRECISION) if balance else None
            key = self.groups.get(node.key, node.key)
            known = self.drawing.shapes.get(key)
            if known:
                shape = self._one_more(known, node, quantity)
            elif key != node.key:
                shape = self._first_of_group(key, node, quantity)
            else:
                shape = self._shape_of(node, quantity, balance)
            self.drawing.shapes[key] = shape

    def _shape_of(self, node, quantity, balance):
        title, subtitle = (node.name, node.product) if node.lot_id else (node.product, "")
        return Shape(
            node.key, "lot" if node.lot_id else "product", title, subtitle, quantity, node.unit,
            node.status, node.disposition, node.blocked, node.depth, node.is_root, node.cut,
            lot_id=node.lot_id, product_id=node.product_id, gaps=self.gaps.get(node.key, 0),
            node=node, balance=balance and _told(balance),
        )  # fmt: skip

    def _first_of_group(self, key, node, quantity):
        return Shape(
            key, "group", node.product, "", quantity, node.unit, blocked=node.blocked,
            depth=node.depth, is_root=node.is_root, product_id=node.product_id,
            gaps=self.gaps.get(node.key, 0),
        )  # fmt: skip

    def _one_more(self, group, node, quantity):
        return group._replace(
            quantity=round((group.quantity or 0) + (quantity or 0), PRECISION),
            count=group.count + 1,
            can_open=group.count + 1 <= MOST_OPENED,
            blocked=group.blocked or node.blocked,
            gaps=group.gaps + self.gaps.get(node.key, 0),
        )

    def _paint_partners(self, kind, rows, way):
        rows = of_interest(self.trace, rows, way)
        names = {(row.partner_id, row.partner) for row in rows}
        many = self.groups and len(names) > MOST_PARTNERS
        counts = {}
        for row in rows:
            key = f"{kind}s" if many else f"{kind}:{row.partner_id or 0}"
            counts.setdefault(key, set()).add((row.partner_id, row.partner))
            lot = self.groups.get(row.key, row.key)
            ends = (key, lot) if kind == "supplier" else (lot, key)
            node = self.trace.nodes[row.key]
            there = came_in(self.trace.balances.get(row.key, Balance()))
            self._add(ends, row.quantity, node.unit, row.quantity / there if there else 0)
            self._paint_partner(key, kind, row, node, many)
        for key, who in counts.items():
            self.drawing.shapes[key] = self.drawing.shapes[key]._replace(count=len(who))

    def _paint_partner(self, key, kind, row, node, many):
        known = self.drawing.shapes.get(key)
        if not known:
            self.drawing.shapes[key] = Shape(
                key, f"{kind}s" if many else kind, "" if many else row.partner,
                quantity=row.quantity, unit=node.unit,
                depth=node.depth + (1 if kind == "customer" else -1),
                partner_id=None if many else row.partner_id,
            )  # fmt: skip
            return
        same = known.unit == node.unit  # kilograms and pieces are not added up
        quantity = round((known.quantity or 0) + row.quantity, PRECISION) if same else None
        self.drawing.shapes[key] = known._replace(
            quantity=quantity, unit=known.unit if same else ""
        )

    def _paint_edge(self, edge):
        source = self.groups.get(edge.source, edge.source)
        target = self.groups.get(edge.target, edge.target)
        named = edge.document and edge.document.name  # a bare movement has no name to show
        if self.groups or not named or edge.kind == "relabelled":
            if source != target:
                share = self._share_of(edge.source, edge.quantity)
                self._add((source, target), edge.quantity, edge.unit, share, edge.is_exact)
            return
        key = f"document:{edge.document.model}:{edge.document.id or edge.document.name}"
        if key not in self.drawing.shapes:
            depth = min(self.trace.nodes[end].depth for end in (edge.source, edge.target))
            self.drawing.shapes[key] = Shape(
                key, "document", edge.document.name, status=edge.kind, depth=depth,
                document=edge.document,
            )  # fmt: skip
        share = self._share_of(edge.source, edge.quantity)
        self._add((source, key), edge.quantity, edge.unit, share, edge.is_exact)
        self._add((key, target), None, "", edge.share or 0, is_mean=True)

    def _share_of(self, key, quantity):
        there = came_in(self.trace.balances.get(key, Balance()))
        return (quantity or 0) / there if there else 0

    def _add(self, ends, quantity, unit, share, is_exact=True, *, is_mean=False):
        total = self.sums.setdefault(ends, [None, unit, 0.0, True, 0])
        if quantity is not None:
            total[0] = (total[0] or 0) + quantity
        total[1] = unit if total[1] == unit else ""
        total[2] += share
        total[3] = total[3] and is_exact
        total[4] += 1 if is_mean or self.groups else 0


def _told(balance):
    return {**balance._asdict(), "unexplained": balance.unexplained}


def _settle(total):
    """Return quantity, unit, share and exactness of what was added up."""
    quantity, unit, share, is_exact, parts = total
    if unit == "" or quantity is None:
        quantity = None
    share = min(max(share / (parts or 1), 0), 1)
    return quantity and round(quantity, PRECISION), unit, round(share, 4), is_exact
