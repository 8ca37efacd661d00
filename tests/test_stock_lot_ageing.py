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

    def test_what_is_produced_has_nobody_looked_for(self):
        self.env.cr.precommit.run()
        bread = self._perishable(name="Bread", days=10, use=3, removal=2, alert=4)
        self._post(self._place("production").with_env(self.env), self.shelf, lot=self._lot(bread))
        self.assertNotIn("stock_lot_lifecycle.dates_changed", self.env.cr.precommit.data)

    def test_the_job_itself_takes_them_back_in_batches(self):
        pickings = [self._assign(quantity=2) for _number in range(3)]
        for picking in pickings:
            self._made_on(picking, "2026-06-15 10:00:00")
        job = self.env.ref("stock_lot_lifecycle.stock_lot_ageing_cron").with_env(self.root)
        with freeze_time("2026-07-06 10:00:00"), self.enter_registry_test_mode():
            job.method_direct_trigger()
        self.env.invalidate_all()
        for picking in pickings:
            self.assertNotIn("OLD", self._lots_of(picking))

    def test_the_search_goes_on_behind_the_last_line_it_has_seen(self):
        first, second = (self._assign(quantity=1).move_line_ids for _number in range(2))
        with freeze_time("2026-07-06 10:00:00"):
            lines = self.root["stock.move.line"]
            self.assertEqual(lines._search_passed().ids, (first | second).ids)
            self.assertEqual(lines._search_passed(first.id).ids, second.ids)
            self.assertFalse(lines._search_passed(second.id))

    def test_moves_inside_the_house_keep_their_old_lots(self):
        aside = self._location("Aside")
        picking = self._picking([(self.product, self.lot, 3)], self.shelf, aside, "internal")
        picking.move_ids.picked = False
        self._made_on(picking, "2026-06-15 10:00:00")
        with freeze_time("2026-07-06 10:00:00"):
            self._run_cron()
            self.assertEqual(self._lots_of(picking), {"OLD"})

    def test_a_lot_that_must_be_retested_is_taken_back(self):
        picking = self._assign(quantity=5)
        self.lot.retest_date = TODAY
        self.env.cr.precommit.run()
        self._run_cron()
        self.assertEqual(self._lots_of(picking), {"NEW"})

    def test_policy_that_does_not_care_takes_nothing_back(self):
        self._policy("expired", "ignore", self.product)
        self._policy("best_before", "ignore")
        picking = self._assign(quantity=5)
        self._made_on(picking, "2026-06-15 10:00:00")
        with freeze_time("2026-07-06 10:00:00"):
            self._run_cron()
            self.assertEqual(self._lots_of(picking), {"OLD"})
