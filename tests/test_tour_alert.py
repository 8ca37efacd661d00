from odoo.tests import HttpCase, tagged

from .common_alert import AlertCase
from .common_tour import PatientTour


@tagged("post_install", "-at_install")
class TestAlertTour(PatientTour, AlertCase, HttpCase):
    """An alert is answered from the dashboard."""

    freeze_time = None

    def test_an_alert_is_acknowledged_on_the_dashboard(self):
        self.root["stock.lot.alert"].search([]).unlink()
        product = self._perishable(name="Tour Tablets", responsible_id=self.rita.id)
        self._rule(product_tmpl_id=product.product_tmpl_id.id)
        lot = self._in_stock(-1, "TOUR-A", 3, product=product)
        self._in_stock(9, "TOUR-B", 7, product=product)
        self._run()
        self.start_tour("/odoo/expiry_dashboard", "stock_lot_alert", login="lots_warehouse")
        alert = self._alerts(lot)
        self.assertEqual((alert.state, alert.note), ("acknowledged", "To the outlet"))
        self.assertEqual(alert.acknowledged_by_id, self.user["warehouse"])
