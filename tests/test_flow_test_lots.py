from odoo.tests import freeze_time, tagged

from .common_quality import QualityCase


@tagged("post_install", "-at_install")
class TestFlowTestLots(QualityCase):
    """A lot from its receipt to a customer, through a failed test, a repeat and a retest."""

    def test_receipt_quarantine_failure_repeat_release_retest(self):
        self._spec()
        self._spec(operation="retest", valid_days=90, early_days=10)
        lot = self._receive(self.nuts, "STORY-1", 40)
        self.assertEqual(lot.disposition_id, self.quarantine)
        rows = [(self.nuts, lot, 5)]
        picking = self._picking(rows, self.stock, self.customers, "outgoing", self.customer)
        with self._refused("Quarantine"):
            self._validate(picking)
        inspection = lot.inspection_ids
        self._answer(inspection, moisture="7,1", colour="Ivory", metal="no")
        self.assertEqual(inspection.verdict, "fail")
        manager = self.as_("quality_manager", inspection)
        with self._refused("failed (Moisture)"):
            manager._decide(self.released)
        self._result(self.as_("inspector", inspection), "moisture")._repeat("5.2", "Mixed up")
        manager._decide(self.released)
        self.assertEqual(lot.disposition_id, self.released)
        self._ship(lot, 5)
        lot._set_dates({"retest_date": "2026-09-01"})
        with freeze_time("2026-09-01 08:00:00"):
            with self._refused("due for a retest"):
                self._ship(lot, 5)
            again = self._pass(self._open(lot, operation="retest"))
            self.as_("quality_manager", again)._decide(self.released)
            self.assertEqual(str(lot.retest_date), "2026-11-30")
            self._ship(lot, 5)
        kinds = self._events(lot).mapped("kind")
        self.assertEqual(kinds.count("inspection"), 1)
        self.assertEqual(kinds.count("inspected"), 2)
