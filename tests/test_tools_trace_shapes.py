import doctest
from datetime import datetime

from odoo.tests import BaseCase, tagged

from odoo.addons.stock_lot_lifecycle.tools import trace_groups, trace_shapes
from odoo.addons.stock_lot_lifecycle.tools.trace import (
    BACKWARD,
    BOTH,
    FORWARD,
    Balance,
    Document,
    Edge,
    Flow,
    Gap,
    Node,
    Trace,
)
from odoo.addons.stock_lot_lifecycle.tools.trace_shapes import draw

NOW = datetime(2026, 6, 15, 10)
RECEIPT = Document("stock.picking", 1, "WH/IN/1")
ORDER = Document("mrp.production", 7, "WH/MO/7")
DELIVERY = Document("stock.picking", 2, "WH/OUT/2")


def lot(number, depth=0, product=1, **facts):
    return Node(
        f"lot:{number}", number, f"L{number}", product, f"Product {product}", "kg", "lot", "",
        status="active", depth=depth, is_root=depth == 0, **facts,
    )  # fmt: skip


def used(source, target, quantity, share=1.0, document=ORDER, kind="produced", exact=True):
    return Edge(
        f"lot:{source}", f"lot:{target}", quantity, "kg", kind, NOW, document, share, exact
    )


def flow(number, kind, quantity, partner=(5, "Acme"), document=RECEIPT):
    return Flow(f"lot:{number}", kind, quantity, NOW, document, *partner, "")


def traced(nodes, edges=(), flows=(), balances=None, direction=BOTH, **facts):
    roots = [node.key for node in nodes if node.is_root]
    return Trace(
        direction, roots, NOW, nodes={node.key: node for node in nodes}, edges=list(edges),
        flows=list(flows), balances=balances or {}, **facts,
    )  # fmt: skip


@tagged("post_install", "-at_install")
class TestTraceShapes(BaseCase):
    """What a trace looks like before anything is drawn."""

    def _lines(self, drawing):
        return {(line.source, line.target): line for line in drawing.lines}

    def _chain(self, direction=BOTH):
        """10 kg from Acme; 4 of them into lot 2, of 8; Deco got 6 and gave 1 back."""
        balances = {
            "lot:1": Balance(received=10, consumed=4, on_hand=6),
            "lot:2": Balance(produced=8, delivered=6, returned=1, on_hand=3),
        }
        flows = [
            flow(1, "received", 10),
            flow(2, "delivered", 6, (6, "Deco"), DELIVERY),
            flow(2, "returned", 1, (6, "Deco"), DELIVERY),
        ]
        nodes = [lot(2, product=2), lot(1, -1)]
        return traced(nodes, [used(1, 2, 4)], flows, balances, direction)

    def test_the_examples_hold(self):
        for module in (trace_shapes, trace_groups):
            self.assertEqual(doctest.testmod(module).failed, 0)

    def test_it_leads_from_the_supplier_over_the_production_to_the_customer(self):
        drawing = draw(self._chain())
        self.assertEqual(
            list(self._lines(drawing)),
            [
                ("supplier:5", "lot:1"),
                ("lot:1", "document:mrp.production:7"),
                ("document:mrp.production:7", "lot:2"),
                ("lot:2", "customer:6"),
            ],
        )
        kinds = {shape.key: shape.kind for shape in drawing.shapes.values()}
        self.assertEqual(kinds["document:mrp.production:7"], "document")
        self.assertEqual(kinds["lot:2"], "lot")
        self.assertFalse(drawing.is_grouped)

    def test_a_line_is_as_thick_as_its_part_of_the_lot(self):
        lines = self._lines(draw(self._chain()))
        self.assertEqual(lines["lot:1", "document:mrp.production:7"].share, 0.4)
        self.assertEqual(lines["lot:2", "customer:6"].share, 0.625)  # 5 of 8

    def test_what_came_back_is_taken_off(self):
        drawing = draw(self._chain())
        self.assertEqual(drawing.shapes["customer:6"].quantity, 5)

    def test_a_lot_says_how_much_of_it_there_ever_was(self):
        shapes = draw(self._chain()).shapes
        self.assertEqual(shapes["lot:1"].quantity, 10)
        self.assertEqual(shapes["lot:2"].quantity, 8)
        self.assertEqual(shapes["lot:1"].balance["on_hand"], 6)
        self.assertEqual(shapes["lot:1"].balance["unexplained"], 0)

    def test_backward_shows_no_customers_and_forward_no_suppliers(self):
        self.assertNotIn("customer:6", draw(self._chain(BACKWARD)).shapes)
        self.assertNotIn("supplier:5", draw(self._chain(FORWARD)).shapes)

    def test_both_ways_who_got_another_part_of_an_ingredient_is_no_answer(self):
        trace = self._chain()
        trace.flows.append(flow(1, "delivered", 2, (9, "Somebody"), DELIVERY))
        self.assertNotIn("customer:9", draw(trace).shapes)

    def test_quantities_of_one_document_into_several_lots_are_added_up(self):
        trace = traced(
            [lot(1), lot(2, 1, 2), lot(3, 1, 2)],
            [used(1, 2, 3, 0.75, exact=False), used(1, 3, 1, 0.25, exact=False)],
            balances={"lot:1": Balance(received=8)},
        )
        lines = self._lines(draw(trace))
        into = lines["lot:1", "document:mrp.production:7"]
        self.assertEqual((into.quantity, into.share, into.is_exact), (4, 0.5, False))
        self.assertEqual(lines["document:mrp.production:7", "lot:2"].share, 0.75)

    def test_a_relabelled_lot_leads_directly_to_the_other(self):
        trace = traced([lot(1), lot(2, 1)], [used(1, 2, 3, kind="relabelled")])
        self.assertIn(("lot:1", "lot:2"), self._lines(draw(trace)))

    def test_a_step_without_document_leads_directly(self):
        trace = traced([lot(1), lot(2, 1)], [used(1, 2, 3, document=None)])
        self.assertEqual(list(draw(trace).shapes), ["lot:1", "lot:2"])

    def test_a_movement_without_a_name_is_no_shape(self):
        nameless = Document("stock.move", 3, "")
        drawing = draw(traced([lot(1), lot(2, 1)], [used(1, 2, 3, document=nameless)]))
        self.assertEqual(list(drawing.shapes), ["lot:1", "lot:2"])
        self.assertEqual(list(self._lines(drawing)), [("lot:1", "lot:2")])

    def test_units_that_differ_are_not_added_up(self):
        pieces = lot(2, product=2)._replace(unit="Units")
        trace = traced(
            [lot(1), pieces], [],
            [flow(1, "delivered", 3, (6, "Deco")), flow(2, "delivered", 4, (6, "Deco"))],
            direction=FORWARD,
        )  # fmt: skip
        customer = draw(trace).shapes["customer:6"]
        self.assertEqual((customer.quantity, customer.unit), (None, ""))

    def test_a_partner_without_a_name_is_shown_too(self):
        trace = traced([lot(1)], [], [flow(1, "delivered", 3, (None, ""))], direction=FORWARD)
        self.assertEqual(draw(trace).shapes["customer:0"].quantity, 3)

    def test_gaps_are_counted_at_what_they_are_about(self):
        trace = self._chain()
        trace.gaps = [Gap("no_origin", "lot:1", "…"), Gap("negative", "lot:1", "…")]
        self.assertEqual(draw(trace).shapes["lot:1"].gaps, 2)


@tagged("post_install", "-at_install")
class TestTraceGroups(BaseCase):
    """More than can be drawn one by one."""

    def _wide(self, count=30, **facts):
        nodes = [lot(900)] + [lot(number, 1, 2) for number in range(1, count + 1)]
        edges = [used(900, number, 2, 1 / count) for number in range(1, count + 1)]
        balances = {node.key: Balance(produced=3, on_hand=3) for node in nodes[1:]}
        balances["lot:900"] = Balance(received=2 * count)
        return traced(nodes, edges, balances=balances, **facts)

    def test_beyond_the_limit_the_lots_of_one_product_are_one_shape(self):
        drawing = draw(self._wide(), most=20)
        self.assertTrue(drawing.is_grouped)
        group = drawing.shapes["group:2:after"]
        self.assertEqual((group.count, group.quantity, group.unit), (30, 90, "kg"))
        self.assertEqual(group.title, "Product 2")
        [line] = drawing.lines
        self.assertEqual((line.source, line.target), ("lot:900", "group:2:after"))
        self.assertEqual(line.quantity, 60)

    def test_up_to_the_limit_every_lot_is_shown(self):
        self.assertFalse(draw(self._wide(10), most=20).is_grouped)

    def test_an_opened_group_shows_its_lots(self):
        drawing = draw(self._wide(), ["group:2:after"], most=20)
        self.assertEqual(sum(shape.kind == "lot" for shape in drawing.shapes.values()), 31)

    def test_too_many_lots_cannot_be_opened(self):
        trace = self._wide(trace_groups.MOST_OPENED + 1)
        drawing = draw(trace, ["group:2:after"], most=20)
        self.assertFalse(drawing.shapes["group:2:after"].can_open)
        self.assertIn("group:2:after", drawing.shapes)

    def test_where_the_trace_begins_is_never_hidden_in_a_group(self):
        drawing = draw(self._wide(), most=20)
        self.assertTrue(drawing.shapes["lot:900"].is_root)

    def test_very_many_beginnings_are_grouped_too(self):
        nodes = [lot(number) for number in range(1, trace_groups.MOST_ROOTS + 2)]
        drawing = draw(traced(nodes), most=20)
        self.assertEqual([shape.count for shape in drawing.shapes.values()], [len(nodes)])
        self.assertTrue(drawing.shapes["group:1:root"].is_root)

    def test_what_is_blocked_or_has_gaps_shows_on_its_group(self):
        trace = self._wide()
        trace.nodes["lot:7"] = trace.nodes["lot:7"]._replace(blocked=True)
        trace.gaps = [Gap("negative", "lot:9", "…")]
        group = draw(trace, most=20).shapes["group:2:after"]
        self.assertEqual((group.blocked, group.gaps), (True, 1))

    def test_a_product_made_of_itself_does_not_lead_to_itself(self):
        trace = self._wide()
        trace.edges.append(used(1, 2, 1))
        drawing = draw(trace, most=20)
        self.assertTrue(all(line.source != line.target for line in drawing.lines))

    def test_very_many_customers_are_one_shape_with_their_number(self):
        count = trace_shapes.MOST_PARTNERS + 1
        flows = [flow(1, "delivered", 1, (number, f"C{number}")) for number in range(count)]
        trace = self._wide(flows=flows, direction=FORWARD)
        shape = draw(trace, most=20).shapes["customers"]
        self.assertEqual((shape.kind, shape.count, shape.quantity), ("customers", count, count))

    def test_nothing_is_lost_by_grouping(self):
        trace = self._wide()
        shapes = draw(trace, most=20).shapes.values()
        self.assertEqual(sum(shape.count for shape in shapes), len(trace.nodes))
