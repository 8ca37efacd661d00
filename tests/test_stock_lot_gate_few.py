from odoo.tests import tagged

from .common_age import FefoCase


@tagged("post_install", "-at_install")
class TestReservingFew(FefoCase):
    """Reading only the stock that suffices changes nothing of what is reserved."""

    def test_short_stock_elsewhere_counts_as_in_core(self):
        self.root["stock.quant"]._update_available_quantity(
            self.product, self.stock, -4, lot_id=self.lot
        )
        picking = self._assign(quantity=12)
        taken = {line.lot_id.name: line.quantity for line in picking.move_line_ids}
        core = self._core_takes(12, picking)
        self.assertEqual(taken, core)

    def test_what_is_reserved_is_what_core_would_reserve(self):
        for number in range(6):
            self._more(f"F{number}", 10 + number % 3, quantity=number + 0.5)
        for need in (0.25, 3, 11, 40, 500):
            with self.subTest(need):
                picking = self._assign(quantity=need)
                taken = {line.lot_id.name: line.quantity for line in picking.move_line_ids}
                self.assertEqual(taken, self._core_takes(need, picking))
                picking.do_unreserve()

    def _core_takes(self, need, picking):
        """Return what core reserves out of the whole stock in the same order."""
        picking.do_unreserve()
        quants = self.env["stock.quant"]
        found = quants._get_reserve_quantity(self.product, self.stock, need)
        taken = {}
        for quant, amount in found:
            taken[quant.lot_id.name] = taken.get(quant.lot_id.name, 0) + amount
        return taken

    def test_more_stock_than_is_looked_at(self):
        product = self._product(name="Many")
        lots = self.root["stock.lot"].create(
            [{"name": f"X{number:03}", "product_id": product.id} for number in range(130)]
        )
        for lot in lots:
            self._stock(product, 1, self.shelf, lot)
        one = self._assign(quantity=1, product=product)
        self.assertEqual(self._lots_of(one), {"X000"})
        many = self._assign(quantity=120, product=product)
        self.assertEqual(many.move_ids.quantity, 120)
        self.assertEqual(self._lots_of(many), {f"X{number:03}" for number in range(1, 121)})

    def test_reserving_from_much_stock_costs_no_more_queries(self):
        costs = []
        for size in (4, 8, 130):  # the first one fills the caches
            product = self._product(name=f"Size {size}")
            lots = self.root["stock.lot"].create(
                [{"name": f"Q{number:03}", "product_id": product.id} for number in range(size)]
            )
            for lot in lots:
                self._stock(product, 1, self.shelf, lot)
            picking = self._draft(quantity=1, product=product)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            picking.action_assign()
            self.env.flush_all()
            costs.append(self.env.cr.sql_log_count - before)
            self.assertEqual(self._lots_of(picking), {"Q000"})
        self.assertLessEqual(costs[2], costs[1])

    def test_what_is_asked_for_from_outside_is_no_reservation(self):
        forged = {"stock_lot_lifecycle_gathered": {}, "stock_lot_lifecycle_reservation": {}}
        quants = self.env["stock.quant"].with_context(**forged)
        found = quants._get_reserve_quantity(self.product, self.stock, 15)
        self.assertEqual([quant.lot_id for quant, _amount in found], [self.lot, self.other])

    def test_whole_packages_are_left_to_core(self):
        self.category.packaging_reserve_method = "full"
        quants = self.env["stock.quant"]
        self.assertFalse(quants._reserves_full_packages(self.product))
        packed = quants.with_context(packaging_uom_id=self.env.ref("uom.product_uom_dozen"))
        self.assertTrue(packed._reserves_full_packages(self.product))
        self.assertIsNone(packed._find_enough(self.product, self.stock, 1, None, None, None))

    def test_goods_without_lots_come_after_those_with(self):
        self._stock(self.product, 5, self.shelf)
        picking = self._assign(quantity=22)
        numbers = [line.lot_id.name for line in picking.move_line_ids.sorted("id")]
        self.assertEqual(numbers, ["OLD", "NEW", False])
