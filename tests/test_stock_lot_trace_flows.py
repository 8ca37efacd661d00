from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.stock_lot_lifecycle.tools import exposure

from .common_trace import TraceCase


@tagged("post_install", "-at_install")
class TestTraceFlows(TraceCase):
    """Where lots came from, went to and lie."""

    def setUp(self):
        super().setUp()
        self.lot = self._receive(self._product(), "L1", 100)

    def _stock(self, trace):
        return sorted((row.kind, row.place, row.quantity) for row in trace.stock)

    def test_receipts_name_the_supplier_the_day_and_the_transfer(self):
        flow = self._trace(self.lot, "backward").flows[0]
        self.assertEqual((flow.kind, flow.partner, flow.quantity), ("received", "Acme Farms", 100))
        self.assertEqual(flow.document.model, "stock.picking")
        self.assertEqual(str(flow.date), "2026-06-15 10:00:00")
        self.assertEqual(flow.company, self.company.name)

    def test_goods_sent_back_are_taken_off(self):
        self._return_to_supplier(self.lot, 30)
        trace = self._trace(self.lot, "backward")
        self.assertEqual([row.quantity for row in exposure.suppliers(trace)], [70])
        self.assertEqual(trace.balances[self._key(self.lot)].sent_back, 30)

    def test_a_transfer_inside_is_stock_elsewhere(self):
        cold = self._location("Cold")
        self._relocate(self.lot, 40, cold)
        trace = self._trace(self.lot)
        self.assertEqual(
            self._stock(trace),
            [("place", self.stock.complete_name, 60), ("place", cold.complete_name, 40)],
        )
        self.assertEqual(self._flows(trace), [("L1", "received", 100, "Acme Farms")])
        self.assertEqual(trace.moves_read, 2)

    def test_goods_on_the_way_between_warehouses(self):
        truck = self._location("Truck", "transit", company_id=self.company.id)
        self._move(self.lot, 10, self.stock, truck)
        trace = self._trace(self.lot)
        self.assertIn(("transit", truck.complete_name, 10), self._stock(trace))
        self.assertTrue(trace.is_complete, trace.gaps)

    def test_goods_on_the_way_to_another_company(self):
        between = self._location("Between", "transit", company_id=False)
        second = self._company()
        self._move(self.lot, 10, self.stock, between)
        self._move(self.lot, 4, between, self._warehouse_of(second).lot_stock_id, second)
        trace = self._trace(self.lot)
        kinds = [(kind, quantity) for _n, kind, quantity, _p in self._flows(trace)]
        self.assertEqual(kinds, [("handed_over", 10), ("received", 100), ("taken_over", 4)])
        balance = trace.balances[self._key(self.lot)]
        self.assertEqual((balance.on_hand, balance.unexplained), (100, 0))
        companies = {flow.kind: flow.company for flow in trace.flows}
        self.assertEqual(companies["taken_over"], second.name)

    def test_scrap_and_counts_are_two_things(self):
        scrap = self._scrap(self.lot, 3)
        self._adjust(self.lot, 90)
        trace = self._trace(self.lot)
        balance = trace.balances[self._key(self.lot)]
        self.assertEqual((balance.scrapped, balance.adjusted, balance.on_hand), (3, 7, 90))
        scrapped = next(flow for flow in trace.flows if flow.kind == "scrapped")
        self.assertEqual(scrapped.document, ("stock.scrap", scrap.id, scrap.name))

    def test_what_a_count_finds_is_a_negative_adjustment(self):
        self._adjust(self.lot, 120)
        balance = self._trace(self.lot).balances[self._key(self.lot)]
        self.assertEqual((balance.adjusted, balance.on_hand, balance.unexplained), (-20, 120, 0))

    def test_a_direct_delivery_is_both_ends(self):
        """From the supplier to the customer, who stands on the movement."""
        move = self._move(self.lot, 5, self.suppliers, self.customers)
        move.sudo().picking_id = self._picking(
            [(self.lot.product_id, self.lot, 1)], self.suppliers, self.customers, "incoming",
            self.supplier,
        )  # fmt: skip
        move.sudo().partner_id = self.customer
        trace = self._trace(self.lot)
        direct = {(flow.kind, flow.partner) for flow in trace.flows if flow.is_direct}
        self.assertEqual(direct, {("received", "Acme Farms"), ("delivered", "Deco Addict")})
        self.assertEqual(trace.balances[self._key(self.lot)].unexplained, 0)

    def test_reserved_stock_is_told(self):
        move = self.root["stock.move"].create(
            {
                "product_id": self.lot.product_id.id, "product_uom_qty": 8,
                "location_id": self.stock.id, "location_dest_id": self.customers.id,
            }
        )  # fmt: skip
        move._action_confirm()
        move._action_assign()
        self.assertEqual([row.reserved for row in self._trace(self.lot).stock], [8])


@tagged("post_install", "-at_install")
class TestTraceRoots(TraceCase):
    """A trace begins with a lot, a transfer, a contact, a movement, a scrap or stock."""

    def setUp(self):
        super().setUp()
        self.lot = self._receive(self._product(), "L1", 100)
        self.other = self._receive(self._product(), "L2", 100, self._partner("Hill"))

    def _roots(self, documents):
        return self.env["stock.lot"]._get_trace_roots(documents)

    def test_from_lots(self):
        both = self.lot | self.other
        self.assertEqual(self._roots(both), both)

    def test_from_a_transfer(self):
        picking = self._ship(self.other, 1)
        self.assertEqual(self._roots(picking), self.other)
        self.assertEqual(self._roots(picking.move_ids), self.other)

    def test_from_a_contact(self):
        self.assertEqual(self._roots(self.supplier), self.lot)
        self._ship(self.other, 1)
        self._ship(self.lot, 1)
        self.assertEqual(self._roots(self.customer), self.lot | self.other)

    def test_from_a_scrap_and_from_stock(self):
        self.assertEqual(self._roots(self._scrap(self.lot, 1)), self.lot)
        quant = self.other.quant_ids.filtered(lambda quant: quant.location_id == self.stock)
        self.assertEqual(self._roots(quant), self.other)

    def test_what_is_not_done_has_no_roots(self):
        rows = [(self.lot.product_id, self.lot, 1)]
        picking = self._picking(rows, self.stock, self.customers, "outgoing", self.customer)
        self.assertFalse(self._roots(picking))

    def test_what_has_no_lots_is_said_in_words(self):
        from odoo.exceptions import UserError

        with self.assertRaisesRegex(UserError, "nothing to trace"):
            self._roots(self.env["res.company"].browse(self.company.id))

    def test_a_contact_is_traced_to_all_it_got(self):
        made = self._lot(self._product(name="Bread"), "B1")
        self._make({self.lot: 5}, {made: 2})
        picking = self._ship(made, 1)
        roots = self._roots(picking)
        self.assertEqual(self._names(self._trace(roots, "backward")), ["B1", "L1"])


@tagged("post_install", "-at_install")
class TestTraceOfDropship(TraceCase):
    """With Odoo's module for it: the transfer names the supplier, the movement the customer."""

    def setUp(self):
        super().setUp()
        if "is_dropship" not in self.env["stock.picking"]:
            self.skipTest("needs stock_dropshipping: make test WITH=stock_dropshipping")

    def test_the_customer_is_the_one_of_the_order(self):
        product = self._product(name="Pump")
        product.sudo().seller_ids = [Command.create({"partner_id": self.supplier.id})]
        route = self.env.ref("stock_dropshipping.route_drop_shipping")
        line = {
            "product_id": product.id, "product_uom_qty": 1, "route_ids": [Command.link(route.id)],
        }  # fmt: skip
        order = self.root["sale.order"].create(
            {"partner_id": self.customer.id, "order_line": [Command.create(line)]}
        )
        order.action_confirm()
        purchase = order._get_purchase_orders()
        purchase.button_confirm()
        move = purchase.picking_ids.move_ids
        move.move_line_ids.unlink()
        move.move_line_ids = [Command.create(self._line_vals(move, "PUMP-1", 1))]
        move.picked = True
        self._validate(purchase.picking_ids)
        trace = self._trace(move.move_line_ids.lot_id.with_env(self.env))
        self.assertEqual([row.partner for row in exposure.customers(trace)], ["Deco Addict"])
        self.assertEqual([row.partner for row in exposure.suppliers(trace)], ["Acme Farms"])
