from odoo.tests import HttpCase, tagged

from .common import LotCase
from .common_tour import PatientTour


@tagged("post_install", "-at_install")
class TestTourBlocked(PatientTour, LotCase, HttpCase):
    """Held, tried to ship, refused, released, shipped: as the people do it."""

    freeze_time = None

    def test_a_held_lot_ships_only_once_it_is_released(self):
        product = self._product(name="Tour Tablets")
        lot = self._lot(product, "HELD")
        self._adjust(lot, 10)
        form = f"/odoo/stock_lot/{lot.id}"
        self.start_tour(form, "stock_lot_hold", login="lots_warehouse")
        picking = self._picking([(product, lot, 4)], self.stock, self.customers, "outgoing")
        transfer = f"/odoo/action-stock.action_picking_tree_all/{picking.id}"
        self.start_tour(transfer, "stock_lot_refused", login="lots_warehouse")
        self.assertNotEqual(picking.state, "done")
        self.start_tour(form, "stock_lot_release", login="lots_quality_manager")
        self.start_tour(transfer, "stock_lot_ships", login="lots_warehouse")
        self.assertEqual(picking.state, "done")
        self.assertEqual(lot.product_qty, 6)
