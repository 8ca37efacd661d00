from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .common_age import TODAY, FefoCase


@tagged("post_install", "-at_install")
class TestAgeing(FefoCase):
    """Reservations are looked at again when a lot grows too old, or its dates change."""

    def _run_cron(self):
        self.root["stock.move.line"]._search_passed()._release_aged(only_passed_since=True)
        while self.root["stock.lot.reassignment"]._run_batch():
            pass
        self.env.invalidate_all()

    def _made_on(self, picking, moment):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE stock_move_line SET create_date = %s WHERE picking_id = %s",
                moment,
                picking.id,
            )
        )
        self.env.invalidate_all()

    def test_core_keeps_reservations_of_lots_that_expire(self):
        picking = self._assign(quantity=5)
        self._made_on(picking, "2026-06-15 10:00:00")
        with freeze_time("2026-07-06 10:00:00"):
            picking.move_ids.date = "2026-07-06 12:00:00"
            self._run_cron()
            self.assertEqual(self._lots_of(picking), {"NEW"})

    def test_what_is_picked_or_answered_or_chosen_since_stays(self):
        picked = self._assign(quantity=1)
        picked.move_line_ids.picked = True
        answered = self._assign(quantity=1)
        chosen = self._assign(quantity=1)
        for picking in (picked, answered):
            self._made_on(picking, "2026-06-15 10:00:00")
        with freeze_time("2026-07-05 10:00:00"):  # the removal day
            answered.move_line_ids._answer_warnings("Agreed")
            self._made_on(chosen, "2026-07-05 09:00:00")
            self._run_cron()
            for picking in (picked, answered, chosen):
                self.assertEqual(self._lots_of(picking), {"OLD"})

    def test_good_reservations_stay(self):
        picking = self._assign(quantity=5)
        self._run_cron()
        self.assertEqual(self._lots_of(picking), {"OLD"})

    def test_a_date_that_moves_back_takes_the_reservation_back(self):
        picking = self._assign(quantity=5)
        self._dated(self.lot, -1)
        self.env.cr.precommit.run()
        self._run_cron()
        self.assertEqual(self._lots_of(picking), {"NEW"})

    def test_a_date_that_moves_on_serves_who_waits(self):
        self._dated(self.lot, -1)
        self.env.cr.precommit.run()
        picking = self._assign(quantity=15)
        self.assertEqual(self._lots_of(picking), {"NEW"})
        self._dated(self.lot, 20)
        self.env.cr.precommit.run()
        self._run_cron()
        self.assertEqual(self._lots_of(picking), {"OLD", "NEW"})

    def test_dates_of_many_lots_are_looked_at_once(self):
        self.env.cr.precommit.run()
        lots = self.lot | self.other
        lots.write({"alert_day": TODAY})
        self._dated(self.lot, 30)
        self._dated(self.other, 50)
        self.assertEqual(len(self.env.cr.precommit.data["stock_lot_lifecycle.dates_changed"]), 2)
