from datetime import timedelta

from odoo import Command, fields
from odoo.fields import Domain
from odoo.tests import tagged

from .common import LotCase


class QuantityCase(LotCase):
    """60 good units on hand, and 40 more to be blocked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._product()
        cls.good = cls._lot(cls.product, "GOOD")
        cls.bad = cls._lot(cls.product, "BAD")

    def setUp(self):
        super().setUp()
        self._adjust(self.good, 60)
        self._adjust(self.bad, 40)

    def _quantities(self, product=None, **context):
        product = (product or self.product).with_context(**context)
        return product.qty_available, product.free_qty, product.virtual_available

    def _order(self, target, quantity, source=None, code="outgoing"):
        """Return a confirmed and reserved transfer of the blocked lot."""
        picking = self._picking(
            [(self.product, self.bad, quantity)], source or self.stock, target, code
        )
        picking.move_ids.picked = False
        self.assertEqual(picking.move_ids.quantity, quantity)
        return picking


@tagged("post_install", "-at_install")
class TestQuantities(QuantityCase):
    """Blocked stock is on hand but never free; whether it is to come, its disposition says."""

    def test_released_stock_is_free_and_counts(self):
        self.assertEqual(self._quantities(), (100, 100, 100))

    def test_quarantine_is_not_free_but_counts_as_to_come(self):
        for disposition in (self.quarantine, self.on_hold):
            self._decide(self.bad, disposition)
            self.assertEqual(self._quantities(), (100, 60, 100), disposition.name)

    def test_rejected_recalled_and_retired_are_neither_free_nor_to_come(self):
        for disposition in (self.rejected, self.recalled, self.retired):
            self._decide(self.bad, disposition)
            self.assertEqual(self._quantities(), (100, 60, 60), disposition.name)

    def test_a_released_lot_is_free_again_at_once(self):
        self._decide(self.bad, self.on_hold)
        self.assertEqual(self._quantities()[1], 60)
        self._decide(self.bad, self.released)
        self.assertEqual(self._quantities(), (100, 100, 100))

    def test_what_blocks_productions_only_is_free_to_deliver(self):
        self.on_hold.with_env(self.root).blocks_delivery = False
        self._decide(self.bad, self.on_hold)
        self.assertEqual(self._quantities(), (100, 100, 100))

    def test_a_blocking_place_blocks_what_lies_there_and_nothing_else(self):
        shelf = self._location("Returns", disposition_id=self.quarantine.id)
        self._relocate(self.good, 10, shelf)
        self.assertEqual(self._quantities(), (100, 90, 100))
        self.assertEqual(self._quantities(location=shelf.id), (10, 0, 10))
        self._decide(self.good, self.rejected)
        self.assertEqual(self._quantities(), (100, 40, 40))

    def test_a_place_that_is_freed_counts_at_once(self):
        shelf = self._location("Returns", disposition_id=self.quarantine.id)
        self._relocate(self.good, 10, shelf)
        self.assertEqual(self._quantities()[1], 90)
        self.as_("quality_manager", shelf).sudo().disposition_id = False
        self.assertEqual(self._quantities()[1], 100)

    def test_each_place_warehouse_lot_and_owner_is_asked_for_itself(self):
        shelf, cellar = self._location("Shelf"), self._location("Cellar")
        self._relocate(self.bad, 15, shelf)
        self._relocate(self.good, 5, cellar)
        self._decide(self.bad, self.on_hold)
        self.assertEqual(self._quantities(location=shelf.id), (15, 0, 15))
        self.assertEqual(self._quantities(location=cellar.id), (5, 5, 5))
        self.assertEqual(self._quantities(warehouse_id=self.warehouse.id), (100, 60, 100))
        self.assertEqual(self._quantities(lot_id=self.bad.id), (40, 0, 40))
        self.assertEqual(self._quantities(lot_id=self.good.id), (60, 60, 60))
        self.root["stock.quant"]._update_available_quantity(
            self.product.with_env(self.root),
            self.stock.with_env(self.root),
            7,
            lot_id=self.bad.with_env(self.root),
            owner_id=self.customer.with_env(self.root),
        )
        self.env.invalidate_all()
        self.assertEqual(self._quantities(owner_id=self.customer.id)[:2], (7, 0))

    def test_stock_both_expired_and_blocked_is_taken_out_once(self):
        product = self._perishable(name="Syrup")
        fresh, old = self._lot(product, "FRESH"), self._lot(product, "OLD")
        day = fields.Date.today()
        fresh._set_dates({"expiration_day": day + timedelta(days=90)})
        old._set_dates({"expiration_day": day - timedelta(days=1)})
        self._adjust(fresh, 10)
        self._adjust(old, 4)
        self.assertEqual(self._quantities(product), (14, 10, 10))
        self._decide(old, self.rejected)
        self.assertEqual(self._quantities(product), (14, 10, 10))
        self._decide(fresh, self.rejected)
        self.assertEqual(self._quantities(product), (14, 0, 0))

    def test_what_a_supplier_return_has_reserved_is_not_taken_out_twice(self):
        self._decide(self.bad, self.rejected)
        self._order(self.suppliers, 25)
        self.assertEqual(self._quantities(), (100, 60, 60))

    def test_what_is_reserved_to_be_moved_inside_stays_left_out(self):
        self._decide(self.bad, self.rejected)
        self._order(self._location("Cage"), 25, code="internal")
        self.assertEqual(self._quantities(), (100, 60, 60))

    def test_blocked_stock_on_its_way_out_is_gone_once_shipped(self):
        self._decide(self.bad, self.rejected)
        picking = self._order(self.suppliers, 25)
        picking.move_ids.picked = True
        self._validate(picking)
        self.assertEqual(self._quantities(), (75, 60, 60))

    def test_a_negative_quantity_of_a_blocked_lot_makes_nothing_free(self):
        self._decide(self.bad, self.on_hold)
        self.root["stock.quant"]._update_available_quantity(
            self.product.with_env(self.root),
            self.stock.with_env(self.root),
            -45,
            lot_id=self.bad.with_env(self.root),
        )
        self.env.invalidate_all()
        self.assertEqual(self._quantities()[:2], (55, 60))

    def test_a_day_in_the_past_is_answered_as_it_was(self):
        self._decide(self.bad, self.rejected)
        yesterday = fields.Datetime.now() - timedelta(days=1)
        before = self.product.with_context(to_date=yesterday).virtual_available
        self._decide(self.bad, self.quarantine)
        self.assertEqual(self.product.with_context(to_date=yesterday).virtual_available, before)

    def test_who_may_not_read_lots_gets_the_same_answer(self):
        self._decide(self.bad, self.rejected)
        stopping = self.env["stock.lot.disposition"]._get_stopping("delivery")
        employee = self.as_("employee", self.product)
        domain = Domain("product_id", "=", self.product.id) & employee._domain_fresh()
        domain &= Domain("location_id", "=", self.stock.id)
        self.assertEqual(employee._read_unreserved(domain, stopping), {self.product.id: 40})

    def test_products_with_blocked_stock_are_found_by_what_is_free(self):
        self._decide(self.good | self.bad, self.on_hold)
        own = [("id", "=", self.product.id)]
        Product = self.env["product.product"]
        self.assertFalse(Product.search([*own, ("free_qty", ">", 0)]))
        self.assertTrue(Product.search([*own, ("virtual_available", ">", 0)]))

    def test_another_companys_disposition_blocks_nothing_here(self):
        other = self._company()
        self.root["stock.lot.disposition"].create(
            {"name": "Theirs", "code": "t", "blocks_delivery": True, "company_id": other.id}
        )
        self.assertEqual(self._quantities(), (100, 100, 100))

    def test_the_product_says_how_much_is_blocked_and_opens_it(self):
        self.assertEqual(self.product.blocked_qty, 0)
        self._decide(self.bad, self.on_hold)
        self.assertEqual(self.product.blocked_qty, 40)
        self.assertEqual(self.product.product_tmpl_id.blocked_qty, 40)
        action = self.product.product_tmpl_id.action_open_blocked()
        self.assertTrue(action["context"]["search_default_blocked"])
        found = self.env["stock.quant"].search([*action["domain"], ("is_blocked", "=", True)])
        self.assertEqual(found.lot_id, self.bad)

    def test_many_products_cost_as_many_queries_as_one(self):
        products = self.env["product.product"].concat(
            *(self._product(name=f"P{number}") for number in range(12))
        )
        for product in products:
            lot = self._lot(product, "X")
            self._adjust(lot, 3)
            self._decide(lot, self.rejected)

        def count(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.mapped("free_qty")
            return self.env.cr.sql_log_count - before

        count(products)
        self.assertEqual(count(products[:1]), count(products))


@tagged("post_install", "-at_install")
class TestBuyingAgain(QuantityCase):
    """What waits is not bought again; what is lost is."""

    def _orderpoint(self):
        return self.root["stock.warehouse.orderpoint"].create(
            {
                "product_id": self.product.id,
                "location_id": self.stock.id,
                "trigger": "manual",
                "product_min_qty": 100,
                "product_max_qty": 100,
            }
        )

    def _to_order(self, orderpoint):
        orderpoint._compute_qty_to_order_computed()
        return orderpoint.qty_to_order

    def test_a_quarantined_receipt_is_not_bought_again_but_a_rejected_one_is(self):
        orderpoint = self._orderpoint()
        self.assertEqual(self._to_order(orderpoint), 0)
        self._decide(self.bad, self.quarantine)
        self.assertEqual(self._to_order(orderpoint), 0)
        self._decide(self.bad, self.rejected)
        self.assertEqual(self._to_order(orderpoint), 40)

    def test_sending_it_back_does_not_buy_it_a_second_time(self):
        orderpoint = self._orderpoint()
        self._decide(self.bad, self.rejected)
        picking = self._order(self.suppliers, 40)
        self.assertEqual(self._to_order(orderpoint), 40)
        picking.move_ids.picked = True
        self._validate(picking)
        self.assertEqual(self._to_order(orderpoint), 40)

    def test_the_sale_order_line_promises_only_what_is_free(self):
        if "sale.order.line" not in self.env:
            self.skipTest("without sales")
        self._decide(self.bad, self.on_hold)
        order = self.root["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "warehouse_id": self.warehouse.id,
                "order_line": [
                    Command.create({"product_id": self.product.id, "product_uom_qty": 80})
                ],
            }
        )
        self.assertEqual(order.order_line.free_qty_today, 60)

    def test_a_kit_has_as_many_free_as_its_components(self):
        if "mrp.bom" not in self.env:
            self.skipTest("without manufacturing")
        kit = self.root["product.product"].create({"name": "Kit", "is_storable": True})
        self.root["mrp.bom"].create(
            {
                "product_tmpl_id": kit.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [Command.create({"product_id": self.product.id, "product_qty": 2})],
            }
        )
        self._decide(self.bad, self.rejected)
        self.env.invalidate_all()  # core remembers that the product was no kit
        both = self.product.with_env(self.root) | kit
        self.assertEqual(both.mapped("free_qty"), [60, 30])
        self.env.invalidate_all()
        self.assertEqual((kit | both).mapped("virtual_available"), [30, 60])
