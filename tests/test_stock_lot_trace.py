import random

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.stock.models.stock_lot import StockLot as CoreLot

from .common import LotCase


@tagged("post_install", "-at_install")
class TestLotDeliveries(LotCase):
    """Where a lot went, also inside what was made of it: Odoo's answer, by one query."""

    def _core_deliveries(self, lots):
        found = CoreLot._find_delivery_ids_by_lot_iterative(lots)
        return {lot.id: set(found.get(lot.id, ())) for lot in lots}

    def _our_deliveries(self, lots):
        found = lots._find_delivery_ids_by_lot_iterative()
        return {lot.id: set(found.get(lot.id, ())) for lot in lots}

    def _assert_as_odoo(self, lots):
        ours = self._our_deliveries(lots)
        self.assertEqual(ours, self._core_deliveries(lots))
        for lot in lots:
            self.assertEqual(set(lot.delivery_ids.ids), ours[lot.id])
            self.assertEqual(lot.delivery_count, len(ours[lot.id]))
        return ours

    def _link(self, parent, child):
        """Say that `child` was made of one unit of `parent`, without any document."""
        production = self._place("production")
        used = self._move(parent, 1, self.stock, production).move_line_ids
        made = self._move(child, 1, production, self.stock).move_line_ids
        made.sudo().consume_line_ids = [Command.link(used.id)]

    def _lots(self, count):
        product = self._product()
        return self.env["stock.lot"].concat(
            *(self._lot(product, f"N{number:02}") for number in range(count))
        )

    def test_a_direct_delivery_is_told(self):
        lot = self._receive(self._product(), "D1", 5)
        picking = self._ship(lot, 2)
        self.assertEqual(self._assert_as_odoo(lot), {lot.id: set(picking.ids)})
        self.assertEqual(lot.partner_ids, self.customer)

    def test_a_lot_that_went_nowhere_has_no_delivery(self):
        lot = self._receive(self._product(), "D2", 5)
        self.assertEqual(self._assert_as_odoo(lot), {lot.id: set()})
        self.assertFalse(lot.partner_ids)

    def test_a_delivery_of_what_was_made_of_it_is_told(self):
        milk = self._receive(self._product(name="Milk"), "M1", 10)
        cheese = self._produce({milk: 4}, self._product(name="Cheese"), "C1", 2)
        pizza = self._produce({cheese: 1}, self._product(name="Pizza"), "P1", 1)
        picking = self._ship(pizza, 1)
        ours = self._assert_as_odoo(milk + cheese + pizza)
        self.assertEqual(set(map(frozenset, ours.values())), {frozenset(picking.ids)})
        self.assertEqual(milk.partner_ids, self.customer)

    def test_two_ways_to_one_customer_are_told_once(self):
        first, *middle, last = self._lots(4)
        for lot in middle:
            self._link(first, lot)
            self._link(lot, last)
        picking = self._ship(last, 1)
        ours = self._assert_as_odoo(first + middle[0] + middle[1] + last)
        self.assertEqual(ours[first.id], set(picking.ids))

    def test_a_loop_ends(self):
        lots = self._lots(3)
        for index in range(3):
            self._link(lots[index], lots[(index + 1) % 3])
        picking = self._ship(lots[1], 1)
        ours = self._assert_as_odoo(lots)
        self.assertEqual(set(map(frozenset, ours.values())), {frozenset(picking.ids)})

    def test_generated_trees_give_what_odoo_gives(self):
        chance = random.Random(11)
        lots = self._lots(14)
        for _number in range(18):
            parent, child = chance.sample(range(len(lots)), 2)
            self._link(lots[parent], lots[child])
        second = self._partner("Gemini Furniture")
        for lot in chance.sample(list(lots), 6):
            self._ship(lot, 1, chance.choice([self.customer, second]))
        ours = self._assert_as_odoo(lots)
        self.assertGreater(max(map(len, ours.values())), 1)

    def test_goods_made_without_a_lot_end_the_trace_where_odoo_ends_it(self):
        lot = self._receive(self._product(), "D3", 5)
        production = self._place("production")
        used = self._move(lot, 1, self.stock, production).move_line_ids
        flour = self._product("none", "Flour")
        made = self._picking([(flour, None, 1)], production, self.stock, "internal")
        made = self._validate(made).move_line_ids
        made.sudo().consume_line_ids = [Command.link(used.id)]
        self.assertEqual(self._assert_as_odoo(lot), {lot.id: set()})

    def test_customers_are_told_the_latest_first(self):
        lot = self._receive(self._product(), "D4", 9)
        second = self._partner("Gemini Furniture")
        days = ("2026-06-01", "2026-06-03", "2026-06-02")
        for day, partner in zip(days, (self.customer, second, self.customer), strict=True):
            self._ship(lot, 1, partner).sudo().date_done = f"{day} 10:00:00"
        self.env.invalidate_all()
        self.assertEqual(lot.partner_ids.ids, [second.id, self.customer.id])
        self.env.invalidate_all()
        CoreLot._compute_partner_ids(lot)
        self.assertEqual(lot.partner_ids.ids, [second.id, self.customer.id])

    def test_a_delivery_not_done_is_not_told(self):
        lot = self._receive(self._product(), "D5", 9)
        rows = [(lot.product_id, lot, 1)]
        self._picking(rows, self.stock, self.customers, "outgoing", self.customer)
        self.assertEqual(self._assert_as_odoo(lot), {lot.id: set()})

    def test_another_idea_of_a_delivery_is_left_to_its_module(self):
        Lot = self.env["stock.lot"]
        self.assertIs(Lot._counts_dropship(), "is_dropship" in self.env["stock.picking"])

    def test_the_recursive_variant_gives_the_same(self):
        lot = self._receive(self._product(), "D6", 9)
        self._ship(lot, 1)
        self.assertEqual(lot._find_delivery_ids_by_lot()[lot.id], lot.delivery_ids.ids)
        self.assertEqual(lot._find_delivery_ids_by_lot(set(), {})[lot.id], lot.delivery_ids.ids)

    def test_a_customer_changed_a_moment_ago_is_told(self):
        lot = self._receive(self._product(), "D7", 5)
        picking = self._ship(lot, 2).sudo()
        self.env.flush_all()
        second = self._partner("Gemini Furniture")
        picking.partner_id = second
        lot.invalidate_recordset(["partner_ids", "delivery_ids"], flush=False)
        self.assertEqual(lot.partner_ids, second)

    def test_a_customer_changed_a_moment_ago_is_searched(self):
        lot = self._receive(self._product(), "D8", 5)
        picking = self._ship(lot, 2).sudo()
        self.env.flush_all()
        second = self._partner("Gemini Furniture")
        picking.partner_id = second
        self.assertIn(lot, lot.search([("partner_ids", "in", second.ids)]))
        self.assertNotIn(lot, lot.search([("partner_ids", "in", self.customer.ids)]))


@tagged("post_install", "-at_install")
class TestDirectDeliveries(LotCase):
    """Goods that go from the supplier to the customer, with Odoo's module for them."""

    def setUp(self):
        super().setUp()
        if "is_dropship" not in self.env["stock.picking"]:
            self.skipTest("needs stock_dropshipping: make test WITH=stock_dropshipping")
        self.product = self._product(name="Pump")
        self.order = self.root["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": 1,
                            "route_ids": [
                                Command.link(
                                    self.env.ref("stock_dropshipping.route_drop_shipping").id
                                )
                            ],
                        }
                    )
                ],
            }
        )
        self.product.sudo().seller_ids = [Command.create({"partner_id": self.supplier.id})]

    def _deliver(self):
        self.order.action_confirm()
        purchase = self.order._get_purchase_orders()
        purchase.button_confirm()
        picking = purchase.picking_ids
        self.assertTrue(picking.is_dropship)
        picking.move_line_ids.unlink()
        move = picking.move_ids
        move.move_line_ids = [Command.create(self._line_vals(move, "PUMP-1", 1))]
        move.picked = True
        self._validate(picking)
        return picking.move_line_ids.lot_id.with_env(self.env)

    def test_the_customer_is_the_one_of_the_order_not_the_supplier(self):
        lot = self._deliver()
        self.assertEqual(lot.partner_ids, self.customer)
        self.assertEqual(lot.delivery_count, 1)

    def test_the_lot_is_found_by_that_customer(self):
        lot = self._deliver()
        self.assertIn(lot, lot.search([("partner_ids", "in", self.customer.ids)]))

    def test_the_lot_is_shipped(self):
        self.assertEqual(self._deliver().presence, "shipped")
