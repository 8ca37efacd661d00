import random

from odoo.tests import tagged

from .common_trace import TraceCase


class SlowTracer:
    """The obvious way: from lot to line to line to lot, one record after the other."""

    def __init__(self, roots, is_forward):
        self.is_forward = is_forward
        self.edges = {}
        self.lots = roots.sudo()
        waiting = list(self.lots)
        while waiting:
            for other in self._step(waiting.pop()):
                if other not in self.lots:
                    self.lots |= other
                    waiting.append(other)

    def _lines(self, lot):
        return lot.env["stock.move.line"].search([("lot_id", "=", lot.id), ("state", "=", "done")])

    def _step(self, lot):
        for line in self._lines(lot):
            for other in line.produce_line_ids if self.is_forward else line.consume_line_ids:
                used, made = (line, other) if self.is_forward else (other, line)
                total = sum(used.produce_line_ids.mapped("quantity_product_uom"))
                part = used.quantity_product_uom * made.quantity_product_uom / total
                ends = (used.lot_id.name, made.lot_id.name)
                self.edges[ends] = self.edges.get(ends, 0) + part
                yield other.lot_id

    def flows(self):
        """Return ``{(number, kind): quantity}`` of what customers and suppliers got and sent."""
        kinds = {
            ("supplier", "internal"): "received", ("internal", "customer"): "delivered",
            ("customer", "internal"): "returned", ("internal", "supplier"): "sent_back",
        }  # fmt: skip
        found = {}
        for line in self.lots.mapped(lambda lot: self._lines(lot)):
            kind = kinds.get((line.location_id.usage, line.location_dest_id.usage))
            if kind:
                key = (line.lot_id.name, kind)
                found[key] = found.get(key, 0) + line.quantity_product_uom
        return found

    def on_hand(self):
        quants = self.lots.quant_ids.filtered(lambda quant: quant.location_id.usage == "internal")
        return {
            lot.name: sum(quants.filtered(lambda q, lot=lot: q.lot_id == lot).mapped("quantity"))
            for lot in self.lots
        }


@tagged("post_install", "-at_install")
class TestRandomGenealogies(TraceCase):
    """What the trace says is what a slow, obvious tracer says, whatever was recorded."""

    def _grow(self, seed, lots, steps):
        """Return lots that were made of one another at random, in loops too, and moved about."""
        chance = random.Random(seed)
        products = [self._product(name=f"R{seed}-{number}") for number in range(3)]
        found = self.env["stock.lot"]
        for number in range(lots):
            found |= self._receive(products[number % 3], f"N{seed}-{number:02}", 50)
        for _number in range(steps):
            self._make(self._pick(chance, found), self._pick(chance, found))
        for lot in chance.sample(list(found), lots // 2):
            self._ship(lot, chance.randint(2, 5))
            if chance.random() < 0.5:
                self._return_from_customer(lot, 1)
            if chance.random() < 0.3:
                self._return_to_supplier(lot, 1)
        return found

    def _pick(self, chance, lots):
        """Return one to three of these lots with a quantity each."""
        chosen = chance.sample(list(lots), chance.randint(1, 3))
        return {lot: chance.randint(1, 9) for lot in chosen}

    def _assert_same(self, roots, direction):
        slow = SlowTracer(roots, direction == "forward")
        trace = self._trace(roots, direction)
        self.assertCountEqual(self._names(trace), slow.lots.mapped("name"))
        self.assertCountEqual(self._trace_lots(roots, direction), slow.lots.mapped("name"))
        edges = self._edges(trace)
        self.assertEqual(edges.keys(), slow.edges.keys())
        for ends, quantity in slow.edges.items():
            self.assertAlmostEqual(edges[ends], quantity, 5, f"{direction}: {ends}")
        flows = {}
        for name, kind, quantity, _partner in self._flows(trace):
            flows[name, kind] = flows.get((name, kind), 0) + quantity
        self.assertEqual(flows, slow.flows())
        held = {trace.nodes[key].name: row.on_hand for key, row in trace.balances.items()}
        self.assertEqual(held, slow.on_hand())
        self.assertEqual({row.unexplained for row in trace.balances.values()}, {0})
        return trace

    def _trace_lots(self, roots, direction):
        return self.as_("quality_manager", roots)._trace_lots(direction).lots.mapped("name")

    def test_thin_genealogies(self):
        for seed in (1, 2):
            lots = self._grow(seed, 8, 4)
            for direction in ("forward", "backward"):
                with self.subTest(seed=seed, direction=direction):
                    self._assert_same(lots[0] | lots[3], direction)
                    self._assert_same(lots[5], direction)

    def test_dense_genealogies_full_of_loops(self):
        lots = self._grow(3, 7, 9)
        for direction in ("forward", "backward"):
            for lot in lots:
                with self.subTest(lot=lot.name, direction=direction):
                    self._assert_same(lot, direction)

    def test_both_is_forward_and_backward(self):
        lots = self._grow(4, 8, 6)
        both = self._trace(lots[1])
        ways = [self._trace(lots[1], direction) for direction in ("forward", "backward")]
        self.assertEqual(both.nodes.keys(), ways[0].nodes.keys() | ways[1].nodes.keys())
        self.assertEqual({*both.edges}, {*ways[0].edges} | {*ways[1].edges})
