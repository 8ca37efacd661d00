from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import LotCase
from .common_tour import PatientTour


@tagged("post_install", "-at_install")
class TestTourAge(PatientTour, LotCase, HttpCase):
    """Past its best-before date: seen, asked about, let pass with a reason."""

    freeze_time = None

    def test_a_lot_past_best_before_leaves_with_a_reason(self):
        product = self._perishable(name="Tour Cheese")
        today = fields.Date.today()
        lot = self._lot(
            product,
            "RIPE",
            expiration_day=today + timedelta(days=20),
            best_before_day=today - timedelta(days=1),
            removal_day=today + timedelta(days=10),
        )
        self._adjust(lot, 10)
        picking = self._picking(
            [(product, lot, 4)], self.stock, self.customers, "outgoing", self.customer
        )
        transfer = f"/odoo/action-stock.action_picking_tree_all/{picking.id}"
        self.start_tour(transfer, "stock_lot_best_before", login="lots_warehouse")
        self.assertEqual(picking.state, "done")
        self.assertEqual(self._events(lot, "age_override").reason, "Customer agreed")
