from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import LotCase
from .common_tour import PatientTour


@tagged("post_install", "-at_install")
class TestTourDates(PatientTour, LotCase, HttpCase):
    """Dates set in bulk, and a known lot received with another date, as the people do it."""

    freeze_time = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._product(name="Tour Tablets")

    def _day(self, days):
        return fields.Date.today() + timedelta(days=days)

    def test_a_date_is_set_where_it_contradicts_no_other(self):
        made = self._day(-100)
        good = self._lot(
            self.product, "GOOD-1", production_date=made, expiration_day=self._day(300)
        )
        bare = self._lot(self.product, "GOOD-2", expiration_day=self._day(500))
        self.start_tour("/odoo/stock_lot", "stock_lot_set_dates", login="lots_warehouse")
        self.assertEqual(good.expiration_day, self._day(300))
        self.assertEqual(str(bare.expiration_day), "2020-01-31")
        self.assertEqual(self._events(bare, "dates")[-1].reason, "Wrong label")

    def test_a_known_lot_that_comes_with_another_date_is_asked_about(self):
        lot = self._receive(self.product, "KNOWN-1", 10)
        lot.expiration_day = self._day(300)
        picking = self._picking(
            [(self.product, "KNOWN-1", 5)], self.suppliers, self.stock, "incoming", self.supplier
        )
        picking.move_line_ids.expiration_day = self._day(400)
        transfer = f"/odoo/action-stock.action_picking_tree_all/{picking.id}"
        self.start_tour(transfer, "stock_lot_receive_known", login="lots_warehouse")
        self.assertEqual(picking.state, "done")
        self.assertEqual(lot.expiration_day, self._day(400))
