import json

from odoo.tests import tagged

from .common import LotCase


@tagged("post_install", "-at_install")
class TestLineage(LotCase):
    """What lots were made of, what became of them, and by how much."""

    def setUp(self):
        super().setUp()
        self.milk = self._receive(self._product(name="Milk"), "M1", 10)
        self.cheese = self._produce({self.milk: 4}, self._product(name="Cheese"), "C1", 2)

    def _key(self, lot):
        return f"lot:{lot.id}"

    def _pairs(self, trace):
        return {(edge.source, edge.target): edge.quantity for edge in trace.edges}

    def _trace(self, lots, direction="both", role="quality_manager", **limits):
        return self.as_(role, lots)._trace(direction, **limits)

    def test_forward_tells_what_became_of_a_lot(self):
        pizza = self._produce({self.cheese: 1}, self._product(name="Pizza"), "P1", 1)
        picking = self._ship(pizza, 1)
        trace = self._trace(self.milk, "forward")
        keys = [self._key(lot) for lot in (self.milk, self.cheese, pizza)]
        self.assertEqual(list(trace.nodes), keys)
        self.assertEqual([trace.nodes[key].depth for key in keys], [0, 1, 2])
        self.assertEqual(self._pairs(trace), {(keys[0], keys[1]): 4, (keys[1], keys[2]): 1})
        sold = [flow for flow in trace.flows if flow.kind == "delivered"]
        self.assertEqual([flow.key for flow in sold], [keys[2]])
        self.assertEqual(sold[0].document[1:], (picking.id, picking.name))
        self.assertEqual((sold[0].partner, sold[0].quantity), ("Deco Addict", 1))
        self.assertTrue(trace.is_complete, trace.gaps)
        json.dumps(trace.as_json())

    def test_backward_tells_what_a_lot_is_made_of(self):
        trace = self._trace(self.cheese, "backward")
        self.assertEqual([node.name for node in trace.nodes.values()], ["C1", "M1"])
        self.assertEqual([node.depth for node in trace.nodes.values()], [0, -1])
        came = [flow for flow in trace.flows if flow.kind == "received"]
        self.assertEqual([(flow.partner, flow.quantity) for flow in came], [("Acme Farms", 10)])
        self.assertTrue(trace.is_complete, trace.gaps)
        balance = trace.balances[self._key(self.milk)]
        self.assertEqual((balance.received, balance.consumed, balance.on_hand), (10, 4, 6))
        self.assertEqual(balance.unexplained, 0)
