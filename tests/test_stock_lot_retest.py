from datetime import date

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common_quality import QualityCase

DUE = "2026-07-10 10:00:00"


@tagged("post_install", "-at_install")
class TestRetest(QualityCase):
    """From its day on a lot needs a passed retest; until then it goes everywhere."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.spec = cls._spec(operation="retest", early_days=30, valid_days=180)

    def _due(self, day="2026-07-10", name="L1", product=None):
        lot = self._receive(product or self.nuts, name)
        lot._set_dates({"retest_date": day})
        return lot

    def _run(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            job = self.root.ref("stock_lot_lifecycle.stock_lot_inspection_retest_cron")
            job.method_direct_trigger()
        self.env.invalidate_all()
        return self.root["stock.lot.inspection"].search([("operation", "=", "retest")])

    def test_the_gate_asks_for_it_from_its_day_on(self):
        lot = self._due()
        with freeze_time("2026-07-09 10:00:00"):
            self.assertFalse(lot._blocking_reasons("delivery"))
            self._ship(lot)
        with freeze_time(DUE):
            for kind, count in (("delivery", 1), ("consumption", 1), ("rework", 0),
                                ("internal", 0), ("scrap", 0)):  # fmt: skip
                with self.subTest(kind):
                    self.assertEqual(len(lot._blocking_reasons(kind)), count)
            rows = [(self.nuts, lot, 1)]
            picking = self._picking(rows, self.stock, self.customers, "outgoing", self.customer)
            with self._refused("due for a retest since"):
                self._validate(picking)

    def test_the_day_begins_in_the_zone_of_the_company(self):
        lot = self._due()
        for zone, instant, blocked in (
            ("Asia/Tokyo", "2026-07-09 15:30:00", True),
            ("Asia/Tokyo", "2026-07-09 14:30:00", False),
            ("America/New_York", "2026-07-10 03:30:00", False),
            ("America/New_York", "2026-07-10 04:30:00", True),
        ):
            self.company.lot_tz = zone
            lot.invalidate_recordset()
            with self.subTest(zone=zone, instant=instant), freeze_time(instant):
                self.assertEqual(bool(lot._blocking_reasons("delivery")), blocked)

    def test_what_is_due_is_not_reserved_and_not_available(self):
        lot = self._due()
        other = self._receive(self.nuts, "L2", 3)
        with freeze_time(DUE):
            picking = self.env["stock.picking"].create(
                {
                    "picking_type_id": self.warehouse.out_type_id.id,
                    "location_id": self.stock.id,
                    "location_dest_id": self.customers.id,
                    "move_ids": [(0, 0, {
                        "product_id": self.nuts.id, "product_uom_qty": 13,
                        "location_id": self.stock.id, "location_dest_id": self.customers.id,
                    })],
                }
            )  # fmt: skip
            picking.action_confirm()
            picking.action_assign()
            self.assertEqual(picking.move_line_ids.lot_id, other)
            quants = self.env["stock.quant"].search([("lot_id", "=", lot.id)])
            self.assertEqual(set(quants.mapped("available_quantity")), {0})
            picking.do_unreserve()
            self.nuts.invalidate_recordset()
            self.assertEqual((self.nuts.qty_available, self.nuts.free_qty), (13, 3))

    def test_it_is_opened_ahead_once_and_blocks_only_on_its_day(self):
        lot = self._due()
        self._due("2026-07-16", "L2")
        inspections = self._run()
        self.assertEqual(inspections.lot_id, lot.with_env(self.root))
        self.assertEqual(inspections.due_date, date(2026, 7, 10))
        self.assertIn("Retest due on", inspections.origin)
        self.assertEqual(lot.disposition_id, self.released)
        self._ship(lot)
        self.assertEqual(self._run(), inspections)
        with freeze_time("2026-06-16 10:00:00"):
            self.assertEqual(len(self._run()), 2)

    def test_only_lots_on_hand_with_a_specification_are_opened(self):
        gone = self._due(name="GONE")
        self._ship(gone, 10)
        self._due(name="OTHER", product=self._product())
        self.assertFalse(self._run())

    def test_a_pass_sets_the_next_day_and_frees_the_lot(self):
        lot = self._due()
        inspection = self._run()
        with freeze_time(DUE):
            self._pass(inspection)
            self.as_("quality_manager", inspection)._decide(self.released)
            self.assertEqual(lot.retest_date, date(2027, 1, 6))
            self.assertFalse(lot._blocking_reasons("delivery"))
            self._ship(lot)

    def test_a_failure_leaves_it_blocked(self):
        lot = self._due()
        inspection = self._run()
        with freeze_time(DUE):
            self._answer(inspection, moisture="9", colour="Ivory", metal="no")
            self.as_("quality_manager", inspection)._decide(self.rejected, "Too moist")
            self.assertEqual(lot.disposition_id, self.rejected)
            self.assertTrue(lot._blocking_reasons("delivery"))

    def test_only_a_quality_manager_puts_it_off(self):
        lot = self._due()
        for role in ("warehouse", "inspector", "stock_manager"):
            own = self.as_(role, lot)
            for call in (
                lambda own=own: own._set_dates({"retest_date": "2030-01-01"}),
                lambda own=own: own.write({"retest_date": False}),
            ):
                with self.subTest(role), self.assertRaises(UserError):
                    call()
            loaded = own.load([".id", "retest_date"], [[str(lot.id), "2030-01-01"]])
            self.assertFalse(loaded["ids"])
            own.write({"retest_date": "2026-07-01"})
            lot.sudo().retest_date = "2026-07-10"
        self.as_("quality_manager", lot).write({"retest_date": "2026-12-01"})
        self.assertEqual(lot.retest_date, date(2026, 12, 1))

    def test_without_a_specification_its_users_set_it_themselves(self):
        lot = self._due(product=self._product())
        lot._set_dates({"retest_date": "2030-01-01"})
        self.assertEqual(lot.retest_date, date(2030, 1, 1))

    def test_the_notice_on_the_lot_says_what_is_to_be_tested(self):
        lot = self._due()
        self.assertFalse(lot.quality_notice)
        inspection = self._run()
        lot.invalidate_recordset()
        self.assertIn(inspection.name, lot.quality_notice)

    def test_what_is_free_against_its_tests_is_listed(self):
        self._spec()
        waiting = self._receive(self.nuts, "W1")
        failed = self._receive(self.nuts, "F1")
        inspection = self.root["stock.lot.inspection"].search([("lot_id", "=", failed.id)])
        self._answer(inspection, moisture="9", colour="Ivory", metal="no")
        self.as_("quality_manager", inspection)._decide(self.rejected, "Wet")
        adrift = [("quality_drift", "=", True)]
        Lot = self.env["stock.lot"]
        self.assertFalse(Lot.search(adrift))
        self._force(waiting | failed, disposition_id=self.released.id)
        self.assertEqual(Lot.search(adrift), waiting | failed)
        self.assertTrue(waiting.quality_drift)
        self._ship(waiting, 10)
        self.assertEqual(Lot.search(adrift), failed)

    def test_lots_are_found_by_their_tests(self):
        waiting, passed = self._due(name="W"), self._due("2026-07-01", "P")
        none = self._lot(self.nuts, "N")
        inspections = self._run()
        done = inspections.filtered(lambda one: one.lot_id == passed)
        self._pass(done)
        self.as_("quality_manager", done)._decide(self.released)
        for state, lot in (("testing", waiting), ("pass", passed), ("none", none)):
            found = self.env["stock.lot"].search(
                [("quality_state", "=", state), ("product_id", "=", self.nuts.id)]
            )
            with self.subTest(state):
                self.assertEqual(found, lot)
