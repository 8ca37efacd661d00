import doctest
from datetime import date, datetime
from unittest import TestCase

from odoo.tests import tagged

from odoo.addons.stock_lot_lifecycle.models.stock_lot_trace_flows import parts_of
from odoo.addons.stock_lot_lifecycle.tools import (
    custody,
    exposure,
    trace,
    trace_depths,
    trace_sections,
)
from odoo.addons.stock_lot_lifecycle.tools.trace import (
    Balance,
    Cut,
    Document,
    Flow,
    Gap,
    Stock,
    Trace,
    Withheld,
    plain,
)
from odoo.addons.stock_lot_lifecycle.tools.trace_depths import depths

ENDS = ("supplier", "customer", "production", "loss", "own", "between")


@tagged("post_install", "-at_install")
class TestTraceAnswer(TestCase):
    """The answer of a trace by itself; pure."""

    def setUp(self):
        super().setUp()
        self.trace = Trace("forward", ["lot:1"], datetime(2026, 6, 1))

    def test_the_examples_hold(self):
        for module in (trace, trace_depths, trace_sections, custody):
            self.assertEqual(doctest.testmod(module).failed, 0, module.__name__)

    def test_it_is_complete_only_when_nothing_is_missing(self):
        self.assertTrue(self.trace.is_complete)
        self.trace.cuts.append(Cut("lot:1", "hub"))
        self.assertTrue(self.trace.is_complete, "a hub is cut on purpose")
        for name, value in (
            ("cuts", [Cut("lot:1", "cap")]), ("cuts", [Cut("", "documents")]),
            ("gaps", [Gap("no_lot", "lot:1", "…")]), ("withheld", Withheld(stock=1)),
        ):  # fmt: skip
            with self.subTest(name):
                trace = Trace("forward", [], datetime(2026, 6, 1))
                setattr(trace, name, value)
                self.assertFalse(trace.is_complete)

    def test_steps_are_counted_by_the_shortest_way(self):
        edges = [("a", "b"), ("b", "c"), ("a", "c"), ("c", "d"), ("d", "a"), ("z", "a")]
        self.assertEqual(depths(["a"], edges, "forward"), {"a": 0, "b": 1, "c": 1, "d": 2})
        self.assertEqual(
            depths(["a"], edges, "backward"), {"a": 0, "d": -1, "z": -1, "c": -2, "b": -3}
        )
        both = depths(["a"], edges, "both")
        self.assertEqual((both["d"], both["z"]), (2, -1))

    def test_every_movement_keeps_the_balance(self):
        """Whatever ends a movement joins, what it adds explains what it does to the stock."""
        inside = {"own": 1, "between": 1}
        for source in ENDS:
            for target in ENDS:
                for is_count in (False, True):
                    sums = dict.fromkeys(Balance._fields, 0.0)
                    for kind, sign in parts_of(source, target, is_count):
                        sums[kind] += sign
                    sums["on_hand"] = inside.get(target, 0) - inside.get(source, 0)
                    with self.subTest(source=source, target=target, is_count=is_count):
                        self.assertEqual(Balance(**sums).unexplained, 0)

    def test_balances_add_up(self):
        both = Balance(received=10, on_hand=4).plus(Balance(received=0.1, delivered=0.2))
        self.assertEqual((both.received, both.on_hand, both.delivered), (10.1, 4, 0.2))
        self.assertEqual(both.unexplained, 5.9)

    def test_what_is_left_of_adding_floats_is_nothing(self):
        self.assertEqual(Balance(received=0.1 + 0.2, on_hand=0.3).unexplained, 0)

    def test_plain_values(self):
        self.assertEqual(plain(date(2026, 6, 1)), "2026-06-01")
        self.assertEqual(plain((Document("m", 1, "n"), None)), [
            {"model": "m", "id": 1, "name": "n"}, None,
        ])  # fmt: skip


@tagged("post_install", "-at_install")
class TestExposure(TestCase):
    """Who holds what, and who sent it; pure."""

    def _flow(self, kind, quantity, day, partner=7, key="lot:1"):
        document = Document("stock.picking", day, f"T{day}")
        name = {7: "Deco", 8: "Gemini", None: ""}[partner]
        return Flow(key, kind, quantity, datetime(2026, 6, day), document, partner, name, "Us")

    def _trace(self, *flows, stock=()):
        return Trace("forward", [], datetime(2026, 6, 9), flows=list(flows), stock=list(stock))

    def test_customers_are_net_of_what_they_returned(self):
        trace = self._trace(
            self._flow("delivered", 5, 1), self._flow("returned", 2, 3),
            self._flow("delivered", 1, 4), self._flow("delivered", 9, 2, 8),
        )  # fmt: skip
        deco, gemini = exposure.customers(trace)
        self.assertEqual((deco.quantity, deco.back), (4, 2))
        self.assertEqual((deco.first.day, deco.last.day), (1, 4))
        self.assertEqual([document.name for document in deco.documents], ["T1", "T3", "T4"])
        self.assertEqual((gemini.partner, gemini.quantity), ("Gemini", 9))

    def test_each_lot_of_a_customer_is_a_row(self):
        trace = self._trace(
            self._flow("delivered", 5, 1), self._flow("delivered", 2, 1, key="lot:2")
        )
        self.assertEqual([row.key for row in exposure.customers(trace)], ["lot:1", "lot:2"])

    def test_suppliers_are_net_of_what_was_sent_back(self):
        trace = self._trace(self._flow("received", 5, 1), self._flow("sent_back", 5, 2))
        self.assertEqual([row.quantity for row in exposure.suppliers(trace)], [0])

    def test_who_returned_all_holds_nothing(self):
        trace = self._trace(self._flow("delivered", 5, 1), self._flow("returned", 5, 2))
        self.assertEqual(exposure.holdings(trace), [])

    def test_customers_without_a_name_hold_something_too(self):
        held = exposure.holdings(self._trace(self._flow("delivered", 5, 1, None)))
        self.assertEqual([(row.holder_id, row.quantity) for row in held], [(None, 5)])

    def test_places_hold_what_lies_there(self):
        row = Stock("lot:1", "transit", 3, "Truck", "Us", 2.0, 0.0)
        held = exposure.holdings(self._trace(stock=[row]))
        self.assertEqual(held, [exposure.Holding("transit", 3, "Truck", "lot:1", 2.0)])
