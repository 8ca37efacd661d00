from odoo.fields import Command
from odoo.tests import tagged

from .common import LotCase

FORM = {"name": {}, "sale_order_count": {}, "purchase_order_count": {}}


class OrderCase(LotCase):
    """Orders of a lot; skipped where the module of the orders is not installed."""

    field = "sale_order_ids"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._product(name="Ordered")

    def setUp(self):
        super().setUp()
        if self.field not in self.env["stock.lot"]._fields:
            self.skipTest(f"needs {self.field}")

    def _read(self, lot, role="warehouse"):
        self.env.flush_all()
        self.env.invalidate_all()
        count = self.field.replace("_ids", "_count")
        [values] = self.as_(role, lot).web_read({"name": {}, count: {}})
        return values[count]

    def _as_odoo(self, lot, role="warehouse"):
        """Return what Odoo's own method finds."""
        self.env.invalidate_all()
        return self.as_(role, lot)[self.field]

    def _check(self, lots, role="warehouse"):
        """Compare with Odoo's own method, and return the counts."""
        counts = []
        for lot in lots:
            orders = self._as_odoo(lot, role)
            counts.append(self._read(lot, role))
            self.assertEqual(counts[-1], len(orders), lot.name)
            self.assertEqual(self.as_(role, lot)[self.field], orders)
        return counts

    def _count_queries(self, lots):
        lots._read_orders([self.field])
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        lots._read_orders([self.field])
        return self.env.cr.sql_log_count - before


@tagged("post_install", "-at_install")
class TestSales(OrderCase):
    def _sell(self, lots, quantity=1):
        vals = {"product_id": self.product.id, "product_uom_qty": quantity * len(lots)}
        order = self.root["sale.order"].create(
            {"partner_id": self.customer.id, "order_line": [Command.create(vals)]}
        )
        order.action_confirm()
        picking = order.picking_ids
        move = picking.move_ids
        move.move_line_ids.unlink()
        lines = [Command.create(self._line_vals(move, lot, quantity)) for lot in lots]
        move.move_line_ids = lines
        move.picked = True
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        return order

    def test_the_orders_that_delivered_a_lot_are_counted(self):
        first, second, never = (
            self._receive(self.product, name, 10) for name in ("A", "B", "C")
        )
        self._sell([first, second])
        self._sell([first])
        for role in ("warehouse", "stock_manager", "quality_manager"):
            self.assertEqual(self._check(first | second | never, role), [2, 1, 0])

    def test_an_order_not_yet_delivered_does_not_count(self):
        lot = self._receive(self.product, "A", 10)
        vals = {"product_id": self.product.id, "product_uom_qty": 1}
        order = self.root["sale.order"].create(
            {"partner_id": self.customer.id, "order_line": [Command.create(vals)]}
        )
        order.action_confirm()
        self.assertEqual(self._check(lot), [0])

    def test_a_delivery_without_an_order_does_not_count(self):
        lot = self._receive(self.product, "A", 10)
        self._ship(lot, 2)
        self.assertEqual(self._check(lot), [0])

    def test_many_lots_with_many_orders_cost_no_more_than_one(self):
        lots = self._receive(self.product, "A", 10) | self._receive(self.product, "B", 10)
        for _number in range(3):
            self._sell(list(lots))
        one = self._count_queries(lots[:1])
        self.assertEqual(self._count_queries(lots), one)
        self.assertLessEqual(one, 2)

    def test_what_another_module_finds_is_left_to_it(self):
        Lot = type(self.env["stock.lot"])
        self.assertTrue(self.env["stock.lot"]._is_known(self.field))

        def compute(lots):
            lots.sale_order_ids = False
            lots.sale_order_count = 42

        self.patch(Lot, "_compute_sale_order_ids", compute)
        self.assertFalse(self.env["stock.lot"]._is_known(self.field))
        self.assertEqual(self._read(self._lot(self.product)), 42)


@tagged("post_install", "-at_install")
class TestPurchases(OrderCase):
    field = "purchase_order_ids"

    def _buy(self, names, quantity=5):
        vals = {"product_id": self.product.id, "product_qty": quantity * len(names)}
        order = self.root["purchase.order"].create(
            {
                "partner_id": self.supplier.id,
                "order_line": [Command.create({**vals, "price_unit": 1})],
            }
        )
        order.button_confirm()
        picking = order.picking_ids
        move = picking.move_ids
        move.move_line_ids.unlink()
        line = {
            "product_id": self.product.id,
            "product_uom_id": self.product.uom_id.id,
            "quantity": quantity,
            "location_id": move.location_id.id,
            "location_dest_id": move.location_dest_id.id,
            "picking_id": picking.id,
        }
        move.move_line_ids = [Command.create({**line, "lot_name": name}) for name in names]
        move.picked = True
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        own = [("product_id", "=", self.product.id), ("name", "in", names)]
        return self.env["stock.lot"].search(own)

    def test_the_orders_that_brought_a_lot_are_counted(self):
        lots = self._buy(["A", "B"])
        other = self._receive(self.product, "C", 5)
        self.assertEqual(self._check(lots | other), [1, 1, 0])

    def test_a_lot_bought_twice_has_two_orders(self):
        lot = self._buy(["A"])
        self.assertEqual(self._check(self._buy(["A"])), [2])
        self.assertEqual(self._check(lot, "quality_manager"), [2])

    def test_moving_a_bought_lot_on_counts_no_order_more(self):
        lot = self._buy(["A"])
        self._relocate(lot, 2, self._location("Shelf"))
        self._ship(lot, 1)
        self.assertEqual(self._check(lot), [1])


@tagged("post_install", "-at_install")
class TestNoOrders(LotCase):
    def test_a_form_without_orders_asks_for_none(self):
        lot = self._lot()
        lot.web_read({"name": {}})
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        lot._read_orders([])
        self.assertEqual(self.env.cr.sql_log_count, before)

    def test_a_lot_not_yet_saved_has_no_orders(self):
        known = [name for name in FORM if name in self.env["stock.lot"]._fields]
        [values] = self.env["stock.lot"].new({"name": "N"}).web_read(dict.fromkeys(known, {}))
        self.assertFalse(any(values[name] for name in known if name != "name"))

    def test_orders_of_a_module_that_is_not_there_are_not_known(self):
        Lot = self.env["stock.lot"]
        for name in ("sale_order_ids", "purchase_order_ids"):
            self.assertEqual(Lot._is_known(name), name in Lot._fields)
