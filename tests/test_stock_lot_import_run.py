from datetime import timedelta

from odoo.tests import tagged
from odoo.tools import SQL

from .common_import import ImportCase

COUNT = 2_001


@tagged("post_install", "-at_install")
class TestImportInBackground(ImportCase):
    """Large files are imported in the background; the person is told the end."""

    def setUp(self):
        super().setUp()
        self.product = self._product(name="Jam", default_code="JAM")
        rows = "".join(f"JAM,B{number:05}\n" for number in range(COUNT))
        self.document = self._check("Product code,Lot\n" + rows)
        self.cron = self.root.ref("stock_lot_lifecycle.stock_lot_import_cron")

    def _run_cron(self):
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()

    def test_a_large_import_waits_for_the_background(self):
        self.document.action_import()
        self.assertEqual(self.document.state, "running")
        self.assertIn("Waiting", self.document.progress_text)
        self.assertFalse(self._lots("B00000"))
        self._run_cron()
        self.assertEqual(self.document.state, "done")
        self.assertEqual(self.document.lot_count, COUNT)
        self.assertEqual(self.document.progress, 100)
        self.assertEqual(self.document.user_id, self.user["stock_manager"])
        self.assertEqual(self._lots("B00000").create_uid, self.user["stock_manager"])

    def test_the_person_is_told_the_end(self):
        self.document.action_import()
        self._run_cron()
        message = self.root["mail.message"].search(
            [("model", "=", "stock.lot.import"), ("res_id", "=", self.document.id)]
        )
        self.assertIn(self.user["stock_manager"].partner_id, message.partner_ids)
        self.assertIn("2001 lots", message.body)

    def test_a_failure_in_the_background_writes_nothing_and_says_why(self):
        self.document.existing_lot = "error"
        self.document.action_check()
        self.document.action_import()
        self._lot(self.product, "B00007")
        self._run_cron()
        self.assertEqual(self.document.state, "failed")
        self.assertIn("have errors", self.document.problem)
        self.assertFalse(self._lots("B00000"))
        self.document.existing_lot = "skip"
        self.document.action_check()
        self.assertEqual(self.document.state, "check")
        self.assertEqual(self.document.same_count, 1)

    def test_progress_is_told_in_utc_wherever_the_database_stands(self):
        self.document.action_import()
        with self.enter_registry_test_mode():
            self.env.cr.execute(SQL("SET LOCAL TIME ZONE 'Asia/Tokyo'"))
            self.document._report_progress(10, 100)
            [(utc,)] = self.env.execute_query(SQL("SELECT clock_timestamp() AT TIME ZONE 'UTC'"))
        progress = self.root["stock.lot.import.progress"].search(
            [("import_res_id", "=", self.document.id)]
        )
        self.assertLess(abs(utc - progress.at), timedelta(hours=1))
        self.assertIn("10 of 100 lots", self.document.progress_text)
