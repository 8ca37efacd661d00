from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import LotCase
from .common_tour import PatientTour

LOTS = "/odoo/stock_lot"


class LotTourCase(PatientTour, LotCase, HttpCase):
    freeze_time = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._product(name="Tour Tablets")

    def _day(self, days):
        return fields.Date.today() + timedelta(days=days)

    def _stock(self):
        """Two active lots, one of them without a manufacturing date, and an expired one."""
        made = self._day(-100)
        self.good = self._lot(
            self.product, "GOOD-1", production_date=made, expiration_day=self._day(300)
        )
        self.bare = self._lot(self.product, "GOOD-2", expiration_day=self._day(500))
        self.old = self._lot(self.product, "OLD-1", expiration_day=self._day(-3))


@tagged("post_install", "-at_install")
class TestTourStockLot(LotTourCase):
    def test_the_list_shows_nine_columns_and_the_pills_switch(self):
        self._stock()
        self.start_tour(LOTS, "stock_lot_list", login="lots_warehouse")

    def test_a_lot_is_made_by_hand(self):
        self._stock()
        self.start_tour(LOTS, "stock_lot_new", login="lots_warehouse")
        lot = self.env["stock.lot"].search([("name", "=", "TOUR-NEW")])
        self.assertEqual(lot.product_id, self.product)
        self.assertEqual(lot.supplier_lot_ref, "77-B")
        self.assertEqual(lot.status, "active")

    def test_selected_lots_are_retired_with_a_preview_and_one_comes_back(self):
        self._stock()
        self.start_tour(LOTS, "stock_lot_update_status", login="lots_stock_manager")
        self.assertEqual(self.bare.disposition_id, self.retired)
        self.assertEqual(self.good.disposition_id, self.released)

    def test_the_dates_of_the_searched_lots_are_shifted_with_a_preview(self):
        self._stock()
        self.start_tour(LOTS, "stock_lot_update_expiry", login="lots_warehouse")
        self.assertEqual(self.good.expiration_day, self._day(310))
        self.assertEqual(self.bare.expiration_day, self._day(510))
        self.assertEqual(self.old.expiration_day, self._day(-3))

    def test_without_any_lot_the_screen_shows_how_to_start(self):
        if self.root["stock.lot"].search_count([], limit=1):
            self.skipTest("the database has lots")
        self.start_tour(LOTS, "stock_lot_first", login="lots_warehouse")


@tagged("post_install", "-at_install")
class TestTourStockLotPhone(LotTourCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_a_phone_shows_cards(self):
        self._stock()
        self.start_tour(LOTS, "stock_lot_phone", login="lots_warehouse")


@tagged("post_install", "-at_install")
class TestTourScan(LotTourCase):
    def test_a_pasted_code_makes_a_lot_and_its_label_is_printed(self):
        self.product.sudo().write({"barcode": "9521234543213", "use_expiration_date": True})
        self._lot(self.product, "SCAN 07")
        self.start_tour(LOTS, "stock_lot_scan", login="lots_warehouse")
        lot = self.env["stock.lot"].search([("name", "=", "SCAN-07")])
        self.assertEqual(lot.product_id, self.product)
        self.assertEqual(lot.production_date, fields.Date.to_date("2026-01-02"))
        self.assertEqual(lot.expiration_day, fields.Date.to_date("2031-12-31"))
