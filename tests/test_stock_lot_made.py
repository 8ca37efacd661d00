import json

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import LotCase


@tagged("post_install", "-at_install")
class TestMade(LotCase):
    """A lot that is produced was made on the day its production was done, unless somebody said.

    By a manufacturing order where mrp is installed, else by the same core movements.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.flour = cls._product(name="Flour")
        cls.product = cls._perishable(name="Bread", days=10, use=3, removal=2, alert=4)

    def _make(self, number="P1", part="F1", product=None):
        parts = {self._receive(self.flour, part): 1}
        return self._produce(parts, product or self.product, number)

    def _days(self, lot):
        return [str(lot[name] or "") for name in ("production_date", "expiration_day")]

    def test_the_day_of_production_is_the_manufacturing_date(self):
        lot = self._make()
        self.assertEqual(self._days(lot), ["2026-06-15", "2026-06-25"])
        event = self._events(lot, "received")
        self.assertEqual(json.loads(event.payload)["new"]["production_date"], "2026-06-15")

    def test_the_dates_a_number_got_when_it_was_taken_follow_the_production(self):
        lot = self._lot(self.product, "P1")
        self.assertEqual(self._days(lot), ["", "2026-06-25"])
        self._force(lot, create_date="2026-06-15 10:00:00")
        with freeze_time("2026-06-20 10:00:00"):
            self._make(lot)
        self.assertEqual(self._days(lot), ["2026-06-20", "2026-06-30"])
        self.assertEqual(str(lot.best_before_day), "2026-06-27")

    def test_what_somebody_said_stays(self):
        made = self._lot(self.product, "P1", production_date="2026-06-10")
        self._make(made)
        self.assertEqual(self._days(made), ["2026-06-10", "2026-06-20"])
        lasts = self._lot(self.product, "P2", expiration_day="2026-08-01")
        self._make(lasts, "F2")
        self.assertEqual(self._days(lasts), ["2026-06-15", "2026-08-01"])

    def test_a_day_that_contradicts_what_was_said_is_not_filled_in(self):
        old = self._lot(self.product, "P1", expiration_day="2026-06-14")
        self._make(old)
        self.assertEqual(self._days(old), ["", "2026-06-14"])
        tested = self._lot(self.product, "P2", retest_date="2026-06-01")
        self._make(tested, "F2")
        self.assertEqual(self._days(tested), ["", "2026-06-25"])
        best = self._lot(self.product, "P3", expiration_day="2026-08-01")
        best.best_before_day = "2026-06-14"
        self._make(best, "F3")
        self.assertEqual(self._days(best), ["", "2026-08-01"])

    def test_what_never_expires_was_made_too(self):
        self.assertEqual(self._days(self._make(product=self.flour)), ["2026-06-15", ""])

    def test_the_day_is_that_of_the_lots_zone(self):
        self.company.lot_tz = "Pacific/Kiritimati"
        with freeze_time("2026-06-15 11:00:00"):
            lot = self._make()
        self.assertEqual(str(lot.production_date), "2026-06-16")

    def test_the_first_production_counts(self):
        lot = self._make()
        with freeze_time("2026-06-18 10:00:00"):
            self._make(lot, "F2")
        self.assertEqual(self._days(lot), ["2026-06-15", "2026-06-25"])

    def test_what_is_received_was_made_elsewhere(self):
        self.assertFalse(self._receive(self.product, "R1").production_date)

    def test_a_production_that_is_corrected_to_another_lot_takes_its_day_along(self):
        lot, right = self._make(), self._lot(self.product, "P2")
        line = self.root["stock.move.line"].search([("lot_id", "=", lot.id)])
        line.lot_id = right
        self.env.invalidate_all()
        self.assertEqual(self._days(right), ["2026-06-15", "2026-06-25"])
        self.assertFalse(lot.production_date or lot.received_date)
        with freeze_time("2026-06-18 10:00:00"):
            self._make(lot, "F2")
        self.assertEqual(str(lot.production_date), "2026-06-18")

    def test_what_somebody_said_outlives_a_correction(self):
        said, right = (
            self._lot(self.product, "P1", production_date="2026-06-10"),
            self._lot(self.product, "P2"),
        )
        self._make(said)
        self.root["stock.move.line"].search([("lot_id", "=", said.id)]).lot_id = right
        self.env.invalidate_all()
        self.assertEqual(str(said.production_date), "2026-06-10")

    def test_taking_apart_makes_nothing(self):
        if "mrp.unbuild" not in self.env:
            self.skipTest("needs mrp")
        part = self._lot(self.flour, "PART")
        lot = self._lot(self.product, "WHOLE")
        self._adjust(lot, 1)
        kit = self.root["mrp.bom"].create(
            {
                "product_tmpl_id": self.product.product_tmpl_id.id,
                "bom_line_ids": [Command.create({"product_id": self.flour.id})],
            }
        )
        unbuild = self.root["mrp.unbuild"].create(
            {
                "product_id": self.product.id,
                "bom_id": kit.id,
                "lot_id": lot.id,
                "product_qty": 1,
                "location_id": self.stock.id,
            }
        )
        moves = unbuild._generate_produce_moves()
        moves._action_confirm()
        line = self._line_vals(moves, part, 1)
        moves.move_line_ids = [Command.create(line)]
        moves.picked = True
        moves._action_done()
        self.env.invalidate_all()
        self.assertTrue(part.received_date)
        self.assertFalse(part.production_date)
