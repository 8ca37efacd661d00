from odoo.tests import HttpCase, tagged

from .common_tour import PatientTour
from .test_stock_lot_consequence import BlockCase


@tagged("post_install", "-at_install")
class TestStatusTour(PatientTour, BlockCase, HttpCase):
    """A quality manager puts lots on hold in the browser."""

    freeze_time = None

    def test_lots_are_put_on_hold_after_the_preview_of_what_it_releases(self):
        lots = self._in_stock("TOUR-HOLD-1", 3) | self._in_stock("TOUR-HOLD-2", 3)
        self.root["stock.quant"].search([("lot_id", "=", self.old.id)]).unlink()
        self.customer.with_env(self.root).name = "Deco Tour"
        picking = self._transfer(5)
        self.assertEqual(picking.move_line_ids.lot_id, lots)
        user = self.user["quality_manager"].with_env(self.root)
        user.password = "quality_manager"
        self.start_tour("/odoo/stock_lot", "stock_lot_lifecycle_status", login=user.login)
        self.env.invalidate_all()
        self.assertEqual(lots.disposition_id, self.on_hold)
        self.assertFalse(picking.move_line_ids)
