from odoo.fields import Command
from odoo.tests import tagged

from .common_trace import TraceCase


class ModuleTraceCase(TraceCase):
    """The trace of another module's documents; skipped where it is not installed."""

    needs = ""

    def setUp(self):
        super().setUp()
        if self.needs not in self.env:
            self.skipTest(f"needs {self.needs}")

    def _kinds(self, trace):
        return {
            (trace.nodes[edge.source].name, trace.nodes[edge.target].name): edge.kind
            for edge in trace.edges
        }


@tagged("post_install", "-at_install")
class TestManufacturingTrace(ModuleTraceCase):
    """Orders that make one lot or several, are taken apart, and are made by others."""

    needs = "mrp.production"

    def setUp(self):
        super().setUp()
        self.milk = self._receive(self._product(name="Milk"), "M1", 100)
        self.bottle = self._receive(self._product("serial", name="Bottle"), "BT-1", 1)

    def _order_of(self, trace):
        return self.root["mrp.production"].browse(trace.edges[0].document.id)

    def test_an_order_is_the_document_of_its_edges(self):
        drink = self._produce({self.milk: 4, self.bottle: 1}, self._product(name="Drink"), "D1", 2)
        trace = self._trace(drink, "backward")
        self.assertEqual(self._edges(trace), {("M1", "D1"): 4, ("BT-1", "D1"): 1})
        self.assertEqual({edge.document.model for edge in trace.edges}, {"mrp.production"})
        order = self._order_of(trace)
        self.assertEqual(trace.edges[0].document.name, order.name)
        self.assertEqual(self.env["stock.lot"]._get_trace_roots(order.with_env(self.env)), drink)
        self.assertTrue(trace.is_complete, trace.gaps)

    def test_serials_of_one_order_share_its_parts(self):
        pump = self._product("serial", name="Pump")
        serials = self._lot(pump, "P-1") | self._lot(pump, "P-2")
        order = self.root["mrp.production"].create(
            {
                "product_id": pump.id, "product_qty": 2, "bom_id": False,
                "move_raw_ids": [
                    Command.create({"product_id": self.milk.product_id.id, "product_uom_qty": 6})
                ],
            }
        )  # fmt: skip
        order.action_confirm()
        order.lot_producing_ids = serials
        order.qty_producing = 2
        order._set_qty_producing()
        move = order.move_raw_ids
        move.move_line_ids.unlink()
        move.move_line_ids = [Command.create(self._line_vals(move, self.milk, 6))]
        move.picked = True
        order.with_context(skip_expired=True, skip_consumption=True).button_mark_done()
        self.env.invalidate_all()
        trace = self._trace(self.milk, "forward")
        self.assertEqual(self._edges(trace), {("M1", "P-1"): 3, ("M1", "P-2"): 3})
        self.assertFalse(any(edge.is_exact for edge in trace.edges))

    def test_an_unbuild_leads_from_the_whole_to_its_parts(self):
        kit = self._product(name="Kit")
        bom = self.root["mrp.bom"].create(
            {
                "product_tmpl_id": kit.product_tmpl_id.id,
                "bom_line_ids": [
                    Command.create({"product_id": self.milk.product_id.id, "product_qty": 2})
                ],
            }
        )
        whole = self._produce({self.milk: 2}, kit, "K1", 1)
        order = self.root["mrp.production"].search([("lot_producing_ids", "in", whole.ids)])
        order.bom_id = bom
        unbuild = self.root["mrp.unbuild"].create(
            {
                "product_id": kit.id, "bom_id": bom.id, "mo_id": order.id, "lot_id": whole.id,
                "product_qty": 1,
            }
        )  # fmt: skip
        unbuild.action_unbuild()
        self.env.invalidate_all()
        trace = self._trace(self.milk, "forward")
        kinds = self._kinds(trace)
        self.assertEqual(kinds, {("M1", "K1"): "produced", ("K1", "M1"): "unbuilt"})
        documents = {edge.kind: edge.document for edge in trace.edges}
        self.assertEqual(documents["unbuilt"], ("mrp.unbuild", unbuild.id, unbuild.name))
        self.assertEqual(self._edges(trace), {("M1", "K1"): 2, ("K1", "M1"): 1})
        self.assertEqual(self._kinds(self._trace(whole, "backward")), kinds)
        self.assertEqual(trace.balances[self._key(self.milk)].unexplained, 0)
        self.assertTrue(trace.is_complete, trace.gaps)

    def test_a_subcontracted_order_says_so(self):
        if "subcontractor_id" not in self.env["mrp.production"]._fields:
            self.skipTest("needs mrp_subcontracting")
        drink = self._produce({self.milk: 4}, self._product(name="Drink"), "D1", 2)
        order = self._order_of(self._trace(drink, "backward"))
        order.subcontractor_id = self.supplier
        self.assertEqual(
            self._kinds(self._trace(drink, "backward")), {("M1", "D1"): "subcontracted"}
        )


@tagged("post_install", "-at_install")
class TestRepairTrace(ModuleTraceCase):
    """Parts put in went into the repaired lot; parts taken out came out of it."""

    needs = "repair.order"

    def setUp(self):
        super().setUp()
        self.pump = self._receive(self._product("serial", name="Pump"), "P-1", 1)
        self.valve = self._receive(self._product(name="Valve"), "V-NEW", 5)
        self.old = self._lot(self.valve.product_id, "V-OLD")

    def _repair(self, *parts):
        repair = self.root["repair.order"].create(
            {
                "product_id": self.pump.product_id.id, "lot_id": self.pump.id, "product_qty": 1,
                "move_ids": [
                    Command.create(
                        {"product_id": lot.product_id.id, "product_uom_qty": 1,
                         "repair_line_type": kind}
                    )
                    for kind, lot in parts
                ],
            }
        )  # fmt: skip
        repair.action_validate()
        repair.action_repair_start()
        for move, (_kind, lot) in zip(repair.move_ids, parts, strict=True):
            move.move_line_ids.unlink()
            move.move_line_ids = [Command.create(self._line_vals(move, lot, 1))]
            move.picked = True
        repair.action_repair_end()
        self.assertEqual(repair.state, "done")
        self.env.invalidate_all()
        return repair

    def test_a_part_put_in(self):
        repair = self._repair(("add", self.valve))
        trace = self._trace(self.pump, "backward")
        self.assertEqual(self._kinds(trace), {("V-NEW", "P-1"): "repaired"})
        self.assertEqual(trace.edges[0].document, ("repair.order", repair.id, repair.name))

    def test_a_part_taken_out_came_from_the_repaired_lot(self):
        repair = self._repair(("recycle", self.old))
        trace = self._trace(self.pump, "forward")
        self.assertEqual(self._kinds(trace)["P-1", "V-OLD"], "removed")
        self.assertEqual(trace.balances[self._key(self.old)].unexplained, 0)
        back = self._trace(self.old, "backward")
        self.assertIn("P-1", self._names(back))
        self.assertNotIn("no_parts", self._codes(back))
        removed = next(edge for edge in back.edges if edge.kind == "removed")
        self.assertEqual((removed.document.id, removed.quantity), (repair.id, 1))

    def test_a_part_taken_out_was_inside(self):
        self._repair(("recycle", self.old))
        self.assertIn("P-1", self._names(self._trace(self.old, "forward")))


@tagged("post_install", "-at_install")
class TestMergedTrace(TraceCase):
    """A lot that was merged into another is followed."""

    def test_both_ways(self):
        if "merged_into_id" not in self.env["stock.lot"]._fields:
            self.skipTest("lots cannot be merged here")
        product = self._product()
        gone, kept = self._lot(product, "GONE"), self._lot(product, "KEPT")
        self._force(gone, merged_into_id=kept.id)
        self.assertEqual(self._names(self._trace(gone, "forward")), ["GONE", "KEPT"])
        trace = self._trace(kept, "backward")
        self.assertEqual(self._names(trace), ["KEPT", "GONE"])
        self.assertEqual(trace.edges[0].kind, "relabelled")
