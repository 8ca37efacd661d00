from odoo.tests import HttpCase, tagged

from .common_quality import QualityCase
from .common_tour import PatientTour

INSPECTIONS = "/odoo/lot_inspections"


@tagged("post_install", "-at_install")
class TestQualityTour(PatientTour, QualityCase, HttpCase):
    """Receipt, quarantine, a failed test, its repeat, release: each by the person who does it."""

    freeze_time = None

    def _tour(self, path, name, role):
        user = self.user[role].with_env(self.root)
        user.password = user.login
        self.env.flush_all()
        self.start_tour(path, f"stock_lot_lifecycle_quality_{name}", login=user.login)
        self.env.invalidate_all()

    def test_from_receipt_to_release(self):
        self._spec()
        lot = self._receive(self.nuts, "TOUR-NUTS", 40)
        self.assertEqual(lot.disposition_id, self.quarantine)
        self._tour(INSPECTIONS, "test", "inspector")
        inspection = self.root["stock.lot.inspection"].search([("lot_id", "=", lot.id)])
        self.assertEqual((inspection.state, inspection.verdict), ("open", "pass"))
        self.assertEqual(len(inspection.all_result_ids), 5)
        self._tour(INSPECTIONS, "decide", "quality_manager")
        self.assertEqual(inspection.state, "decided")
        self.assertEqual(lot.disposition_id, self.released)
        self._tour("/odoo/stock_lot", "lot", "warehouse")
        self._ship(lot, 5)
