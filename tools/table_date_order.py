"""Does a column of dates write the day, the month or the year first? Evidence, never a guess."""

from typing import NamedTuple

from .table_dates import LONGEST_DATE, ORDERS, readings
from .table_errors import TableError


class DateOrder(NamedTuple):
    """What a column of dates says about its order.

    `order` is dmy, mdy or ymd; "ambiguous" when several fit (`example` shows one such text);
    "mixed" when `example` and `other` contradict each other; "none" when nothing in the column
    depends on the order.
    """

    order: str
    example: str | None = None
    other: str | None = None

    @property
    def chosen(self):
        """The order for `parse_date`, None while somebody must choose."""
        return self.order if self.order in ORDERS else None


def detect_date_order(texts):
    """Return the DateOrder of a column; cells that are not text, and non-dates, say nothing.

    >>> detect_date_order(["31/01/2025", "02/03/2025"]).order
    'dmy'
    >>> detect_date_order(["01/02/2025", "03/04/2025"])
    DateOrder(order='ambiguous', example='01/02/2025', other=None)
    >>> detect_date_order(["31/01/2025", "01/31/2025"]).order
    'mixed'
    """
    left, decisive, unclear, certain = set(ORDERS), None, None, None
    for text in dict.fromkeys(text.strip() for text in texts if isinstance(text, str)):
        fitting, differ = _votes(text)
        if not differ:
            certain = certain or (text if fitting else None)
            continue
        if not fitting & left:
            return DateOrder("mixed", decisive or unclear, text)
        if len(fitting & left) < len(left) and len(fitting) == 1:
            decisive = decisive or text
        unclear = unclear or (text if len(fitting) > 1 else None)
        left &= fitting
    if not unclear and not decisive:
        return DateOrder("ymd" if certain else "none", certain)
    if len(left) > 1:
        return DateOrder("ambiguous", unclear)
    return DateOrder(left.pop(), decisive or unclear)


def order_matters(text):
    """Say whether a text of a date is another day in another order.

    >>> order_matters("03/04/2025"), order_matters("2025-04-03"), order_matters("3 Apr 2025")
    (True, False, False)
    """
    return _votes(text)[1]


def _votes(text):
    """Return (orders a text could be in, whether the order matters for it).

    Judged by day <= 31 and month <= 12 alone: 30/02/2025 is an error, but it is day-first.
    """
    if len(text) > LONGEST_DATE:
        return set(), False
    try:
        shapes, monthly = ({}, True) if text.isdigit() else readings(text)
    except TableError:
        return set(), False
    if monthly:
        return set(), False
    fitting = {
        order: shape
        for order, shape in shapes.items()
        if 1 <= shape[1] <= 12 and 1 <= shape[2] <= 31
    }
    return set(fitting), len(set(shapes.values())) > 1 and bool(fitting)
