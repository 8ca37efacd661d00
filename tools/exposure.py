"""Who holds what of the lots of a trace, and who sent it: sums over the trace's own rows."""

from typing import NamedTuple

from .trace import PRECISION, Trace


class Partner(NamedTuple):
    """What one contact got or sent of one lot, all documents together.

    :param quantity: net: what came back is taken off
    :param back: what came back
    """

    partner_id: int | None
    partner: str
    key: str
    quantity: float
    back: float
    first: object
    last: object
    documents: tuple


class Holding(NamedTuple):
    """Who holds how much of a lot, and by which documents it got there.

    :param kind: customer, place, transit or subcontractor
    :param holder_id: of the contact or of the place
    """

    kind: str
    holder_id: int | None
    holder: str
    key: str
    quantity: float
    documents: tuple = ()


class Exposure(NamedTuple):
    """The holdings, and the trace they are from: it says whether they are all."""

    holdings: list
    trace: Trace


def customers(trace):
    """Return a `Partner` for each customer and lot, the earliest first."""
    return _partners(trace.flows, "delivered", "returned")


def suppliers(trace):
    """Return a `Partner` for each supplier and lot, the earliest first."""
    return _partners(trace.flows, "received", "sent_back")


def holdings(trace):
    """Return a `Holding` for each customer and place that has something of these lots."""
    sold = [
        Holding("customer", row.partner_id, row.partner, row.key, row.quantity, row.documents)
        for row in customers(trace)
        if row.quantity
    ]
    kept = [
        Holding(row.kind, row.place_id, row.place, row.key, row.quantity) for row in trace.stock
    ]
    return kept + sold


def _partners(flows, kind, opposite):
    found = {}
    for flow in flows:
        if flow.kind in (kind, opposite):
            found.setdefault((flow.partner_id, flow.partner, flow.key), []).append(flow)
    return [_partner(who, rows, opposite) for who, rows in found.items()]


def _partner(who, rows, opposite):
    back = sum(flow.quantity for flow in rows if flow.kind == opposite)
    forth = sum(flow.quantity for flow in rows if flow.kind != opposite)
    days = sorted(flow.date for flow in rows if flow.date)
    documents = dict.fromkeys(flow.document for flow in rows if flow.document)
    return Partner(
        *who, round(forth - back, PRECISION), round(back, PRECISION),
        days[0] if days else None, days[-1] if days else None, tuple(documents),
    )  # fmt: skip
