"""What a trace found as tables: plain rows for the screen, for paper and for workbooks."""

from typing import NamedTuple

from .exposure import customers, suppliers
from .trace import BACKWARD, FORWARD, Balance
from .trace_shapes import came_in, of_interest

# the amounts of a balance in a table: what came, is there, went, and is missing
BALANCE = (
    "received", "produced", "returned", "on_hand", "consumed", "delivered", "sent_back",
    "scrapped", "adjusted", "unexplained",
)  # fmt: skip


class Row(NamedTuple):
    """A row of a table.

    :param link: model and id of what to open; None where there is nothing
    :param key: of the node it is about
    :param is_red: whether it must catch the eye
    :param links: ``{number of a cell: model and id}`` where single cells open something
    """

    cells: list
    link: tuple | None = None
    key: str = ""
    is_red: bool = False
    links: dict | None = None


def link_of(document):
    """Return what to open of a document.

    >>> from .trace import Document
    >>> link_of(Document("stock.picking", 7, "WH/IN/7")), link_of(None)
    (('stock.picking', 7), None)
    """
    return (document.model, document.id) if document and document.model and document.id else None


def name_of(document):
    """Return how a document is called, or nothing."""
    return document.name if document else ""


def partner_rows(trace, way, day_of):
    """Return who sent (backward) or got (forward) what, and by which documents.

    :param day_of: function from an instant to the day people saw
    """
    found = suppliers(trace) if way == BACKWARD else customers(trace)
    rows = []
    for who in of_interest(trace, found, way):
        node = trace.nodes[who.key]
        rows.append(
            Row(
                [
                    who.partner, node.name, node.product, node.supplier_lot, who.quantity,
                    node.unit, who.back, day_of(who.first), day_of(who.last),
                    ", ".join(filter(None, map(name_of, who.documents))),
                ],
                ("res.partner", who.partner_id) if who.partner_id else None,
                who.key,
                not who.partner_id,
            )
        )  # fmt: skip
    return sorted(rows, key=lambda row: (row.cells[0], row.cells[2], row.cells[1]))


def customer_rows(trace, day_of):
    """Return who got what."""
    return partner_rows(trace, FORWARD, day_of)


def supplier_rows(trace, day_of):
    """Return who sent what."""
    return partner_rows(trace, BACKWARD, day_of)


def place_rows(trace, kinds):
    """Return what lies where. :param kinds: the words for place, transit and subcontractor."""
    rows = []
    for stock in trace.stock:
        node = trace.nodes[stock.key]
        cells = [
            stock.place, kinds.get(stock.kind, stock.kind), node.name, node.product,
            stock.quantity, stock.reserved, node.unit, stock.company,
        ]  # fmt: skip
        link = ("stock.location", stock.place_id)
        rows.append(Row(cells, link, stock.key, stock.quantity < 0))
    return rows


def lot_rows(trace, statuses):
    """Return the lots, the nearest first. :param statuses: the words for them."""
    rows = []
    for node in trace.nodes.values():
        balance = trace.balances.get(node.key, Balance())
        cells = [
            node.name, node.product, statuses.get(node.status, node.status), node.disposition,
            came_in(balance) if node.lot_id else None, balance.on_hand if node.lot_id else None,
            balance.delivered - balance.returned if node.lot_id else None, node.unit,
            node.received, node.produced, node.expires, node.supplier_lot, node.depth,
            node.company, ", ".join(node.former),
        ]  # fmt: skip
        link = ("stock.lot", node.lot_id) if node.lot_id else None
        rows.append(Row(cells, link, node.key, node.blocked))
    return rows


def balance_rows(trace):
    """Return the balance of each lot."""
    return [
        Row(
            [node.name, node.product, node.unit, *_amounts(trace.balances[node.key])],
            ("stock.lot", node.lot_id),
            node.key,
            bool(trace.balances[node.key].unexplained),
        )
        for node in trace.nodes.values()
        if node.lot_id and node.key in trace.balances
    ]


def total_rows(trace):
    """Return the balance of each product over its lots: only what has one unit is added up."""
    found = {}
    for node in trace.nodes.values():
        if node.lot_id and node.key in trace.balances:
            about = (node.product_id, node.product, node.unit)
            count, total = found.get(about, (0, Balance()))
            found[about] = count + 1, total.plus(trace.balances[node.key])
    return [
        Row(
            [product, unit, count, *_amounts(total)],
            ("product.product", product_id),
            is_red=bool(total.unexplained),
        )
        for (product_id, product, unit), (count, total) in found.items()
    ]


def edge_rows(trace, kinds, day_of):
    """Return how much of what went into what. :param kinds: the words for what was done."""
    rows = []
    for edge in trace.edges:
        source, target = trace.nodes[edge.source], trace.nodes[edge.target]
        cells = [
            source.name, source.product, edge.quantity, edge.unit, edge.is_exact,
            kinds.get(edge.kind, edge.kind), target.name, target.product, day_of(edge.date),
            name_of(edge.document),
        ]  # fmt: skip
        rows.append(Row(cells, link_of(edge.document), edge.target))
    return rows


def gap_rows(trace):
    """Return what keeps the answer from being complete, and what to do about it."""
    return [
        Row(
            [gap.words, gap.fix, name_of(gap.document), gap.quantity, gap.code],
            link_of(gap.document), gap.key, is_red=True,
        )
        for gap in trace.gaps
    ]  # fmt: skip


def _amounts(balance):
    return [getattr(balance, name) for name in BALANCE]
