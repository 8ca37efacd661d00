from datetime import datetime, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import MODULE, NOW
from .common_alert import AlertCase


@tagged("post_install", "-at_install")
class TestAlertOnce(AlertCase):
    """One alert for a lot, a warning, a company and a day; until the day changes."""

    def test_nobody_is_told_twice(self):
        self._rule()
        lot = self._in_stock()
        self._run()
        for _time in range(3):
            self._run()
            self.env["stock.lot"]._alert_date_exceeded()
        self.assertEqual(len(self._alerts(lot)), 1)
        self.assertEqual(len(self._activities(lot)), 1)

    def test_odoos_scheduler_and_the_job_are_one(self):
        self.shipped.is_on = True
        lot = self._in_stock(39)
        self.root["stock.rule"]._run_scheduler_tasks()
        self.assertEqual(len(self._activities(lot, self.rita)), 1)
        self._run()
        self.root["stock.rule"]._run_scheduler_tasks()
        self.assertEqual(len(self._activities(lot)), 1)
        self.assertTrue(lot.product_expiry_reminded)

    def test_odoos_flag_says_that_the_alert_date_was_reached_and_told(self):
        self._rule((60, "expiration_date"))
        early, due = self._in_stock(50, "EARLY"), self._in_stock(10, "DUE")
        self._run()
        self.assertEqual(len(self._alerts(early | due)), 2)
        self.assertFalse(early.product_expiry_reminded)
        self.assertTrue(due.product_expiry_reminded)

    def test_lots_odoo_told_of_before_the_installation_are_not_told_again(self):
        self.shipped.is_on = True
        lot, new = self._in_stock(10, "OLD"), self._in_stock(10, "NEW")
        self._force(lot, product_expiry_reminded=True)
        self.root["stock.lot.alert"]._note_told_before()
        self._run()
        self.assertEqual(self._alerts(lot).closed_because, "before")
        self.assertFalse(self._activities(lot))
        self.assertTrue(self._activities(new))

    def test_core_never_told_again_after_the_date_moved(self):
        """Core defect: product_expiry_reminded was never reset."""
        self._rule()
        lot = self._in_stock(10)
        self._run()
        first = self._alerts(lot)
        lot.expiration_day = "2026-12-31"
        self._run()
        self.assertEqual((first.state, first.closed_because), ("closed", "date"))
        self.assertFalse(self._activities(lot), "core defect: the activity stayed open")
        lot.expiration_day = "2026-06-25"  # the day it had before
        self._run()
        self.assertEqual(self._alerts(lot).mapped("state"), ["closed", "sent"])
        self.assertEqual(len(self._activities(lot)), 1)

    def test_an_answered_alert_comes_back_when_the_date_changes(self):
        self._rule()
        lot = self._in_stock(10)
        self._run()
        self._alerts(lot)._acknowledge("Sold out soon")
        self._run()
        self.assertEqual(len(self._alerts(lot)), 1)
        lot.expiration_day = "2026-06-20"
        self._run()
        self.assertEqual(self._alerts(lot).mapped("state"), ["acknowledged", "sent"])

    def test_whoever_moves_a_date_of_an_alert_does_not_wait_an_hour(self):
        self._rule()
        lot, other = self._in_stock(10), self._in_stock(90, "OTHER")
        job = self.root.ref(f"{MODULE}.stock_lot_alert_cron")
        triggers = self.root["ir.cron.trigger"]
        self._run()
        triggers.search([("cron_id", "=", job.id)]).unlink()
        other.expiration_day = "2026-12-31"
        self.assertFalse(triggers.search([("cron_id", "=", job.id)]))
        lot.expiration_day = "2026-12-31"
        self.assertTrue(triggers.search([("cron_id", "=", job.id)]))

    def test_dates_of_lots_that_are_not_here_cost_nothing(self):
        lot = self._lot(self.product, expiration_day="2026-06-20")
        lot.expiration_day = "2026-06-21"
        self.assertFalse(self.root["stock.lot.alert.check"].search([("lot_id", "=", lot.id)]))

    def test_another_time_on_the_same_day_changes_nothing(self):
        self._rule()
        lot = self._in_stock(10)
        self._run()
        lot.expiration_date += timedelta(hours=3)
        self._run()
        self.assertEqual(self._alerts(lot).state, "sent")

    def test_an_alert_ends_when_the_stock_is_gone_and_comes_back_with_it(self):
        self._rule()
        lot = self._in_stock(10)
        self._run()
        self._ship(lot, 10, reason="Sold off")
        self._run()
        alert = self._alerts(lot)
        self.assertEqual((alert.state, alert.closed_because), ("closed", "stock"))
        self.assertFalse(self._activities(lot))
        self._return_from_customer(lot, 2)
        self._run()
        self.assertEqual(self._alerts(lot).mapped("state"), ["closed", "sent"])

    def test_part_of_the_stock_leaving_ends_nothing(self):
        self._rule()
        lot = self._in_stock(10)
        self._run()
        self._ship(lot, 9, reason="Sold off")
        self._run()
        self.assertEqual(self._alerts(lot).state, "sent")

    def test_of_several_warnings_only_the_nearest_is_told(self):
        self._rule((90, "expiration_date"), (30, "expiration_date"), (7, "expiration_date"))
        lot = self._in_stock(20)
        self._run()
        told = {alert.amount: alert.state for alert in self._alerts(lot)}
        self.assertEqual(told, {90: "closed", 30: "sent"})
        self.assertEqual(len(self._activities(lot)), 1)
        with freeze_time("2026-06-28 10:00:00"):
            self._run()
        told = {alert.amount: alert.state for alert in self._alerts(lot)}
        self.assertEqual(told, {90: "closed", 30: "closed", 7: "sent"})
        self.assertEqual(len(self._activities(lot)), 1, "one thing to do per lot")

    def test_a_nearer_warning_follows_an_answered_one(self):
        self._rule((30, "expiration_date"), (7, "expiration_date"))
        lot = self._in_stock(20)
        self._run()
        self._alerts(lot)._acknowledge()
        with freeze_time("2026-06-28 10:00:00"):
            self._run()
        told = {alert.amount: alert.state for alert in self._alerts(lot)}
        self.assertEqual(told, {30: "acknowledged", 7: "sent"})

    def test_a_shared_lot_is_told_to_each_company_that_holds_it(self):
        second = self._company()
        sue = self._colleague("Sue", company=second)
        self.product.with_env(self.root).with_company(second).responsible_id = sue
        self._rule()
        lot = self._in_stock(10)
        self._receive(
            self.product.with_env(self.root), lot.with_env(self.root),
            warehouse=self._warehouse_of(second),
        )  # fmt: skip
        self._run()
        alerts = self._alerts(lot)
        self.assertEqual(alerts.company_id, self.company | second)
        self.assertEqual(self._activities(lot).user_id, self.rita | sue)
        seen = self.as_(self._user_of(second), alerts).search([("lot_id", "=", lot.id)])
        self.assertEqual(seen.company_id, second)

    def test_the_job_commits_and_ends(self):
        self._rule()
        lot = self._in_stock()
        job = self.root.ref(f"{MODULE}.stock_lot_alert_cron")
        with self.enter_registry_test_mode():
            job.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self._alerts(lot).state, "sent")

    def test_a_run_with_nothing_due_costs_the_same_however_many_lots_there_are(self):
        self._rule()
        self._run()
        few = self._count_queries()
        for number in range(8):
            self._in_stock(90, f"F{number}")
        self._run()
        self.assertEqual(self._count_queries(), few)
        self.assertLessEqual(few, 16)

    def _count_queries(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self._run()
        return self.env.cr.sql_log_count - before

    def test_many_due_lots_cost_no_query_each(self):
        self._rule()
        for number in range(30):
            self._in_stock(10, f"D{number}")
        many = self._count_queries()
        self.assertEqual(len(self._alerts()), 30)
        self.assertLessEqual(many, 90)


@tagged("post_install", "-at_install")
class TestAnswer(AlertCase):
    """Somebody takes care: who, when, and what was said."""

    def setUp(self):
        super().setUp()
        self.rule = self._rule()
        self.lot = self._in_stock()
        self._run()
        self.alert = self._alerts(self.lot)

    def test_an_answer_says_who_when_and_what(self):
        mine = self.alert.with_env(self.env)
        self.assertEqual(mine._acknowledge(" Moved to the outlet "), mine)
        self.assertEqual(self.alert.state, "acknowledged")
        self.assertEqual(self.alert.acknowledged_by_id, self.user["warehouse"])
        self.assertEqual(self.alert.acknowledged_at, datetime.fromisoformat(NOW))
        self.assertEqual(self.alert.note, "Moved to the outlet")
        self.assertFalse(self._activities(self.lot))

    def test_an_answer_is_an_event_of_the_lot(self):
        self.alert.with_env(self.env)._acknowledge("Moved")
        event = self._events(self.lot, "acknowledged")
        self.assertEqual((event.reason, event.user_name), ("Moved", "Lots warehouse"))
        self.assertEqual(event.document, "Expiry date, 30 days before")

    def test_the_first_answer_counts(self):
        self.alert.with_env(self.env)._acknowledge("First")
        self.as_("stock_manager", self.alert)._acknowledge("Second")
        self.assertEqual(self.alert.note, "First")
        self.assertEqual(len(self._events(self.lot, "acknowledged")), 1)

    def test_the_dialog_answers_the_selected_alerts_that_are_open(self):
        other = self._in_stock(5, "L2")
        self._run()
        alerts = self._alerts(self.lot | other)
        alerts[0]._acknowledge("Before")
        dialog = self.env["stock.lot.alert.acknowledge"].with_context(
            active_model="stock.lot.alert", active_ids=alerts.ids
        )
        dialog = dialog.create({"note": "Now"})
        self.assertEqual(dialog.alert_count, 1)
        dialog.action_apply()
        self.assertEqual(alerts.mapped("note"), ["Before", "Now"])

    def test_doing_the_activity_answers_the_alert(self):
        activity = self._activities(self.lot, self.rita)
        activity.with_user(self.rita).action_feedback("Sold")
        self.assertEqual((self.alert.state, self.alert.note), ("acknowledged", "Sold"))
        self.assertEqual(self.alert.acknowledged_by_id, self.rita)

    def test_who_was_asked_may_answer_without_rights_on_lots(self):
        paula = self._colleague("Paula", "employee")
        self.rule.write({"user_ids": [(4, paula.id)]})
        lot = self._in_stock(5, "L3")
        self._run()
        self._activities(lot, paula).with_user(paula).action_done()
        self.assertEqual(self._alerts(lot).acknowledged_by_id, paula)
        self.assertFalse(self._activities(lot), "the other ones have nothing to do any more")

    def test_an_activity_that_is_only_removed_answers_nothing(self):
        self._activities(self.lot).unlink()
        self.assertEqual(self.alert.state, "sent")

    def test_an_auditor_and_a_stranger_answer_nothing(self):
        with self.assertRaises(AccessError):
            self.as_("auditor", self.alert)._acknowledge()
        stranger = self._user_of(self._company())
        with self.assertRaises(AccessError):
            self.alert.with_user(stranger)._acknowledge()
        self.assertEqual(self.alert.state, "sent")

    def test_nobody_writes_alerts_past_the_verb(self):
        for role in ("stock_manager", "quality_manager", "lot_administrator"):
            theirs = self.as_(role, self.alert)
            for call in (
                lambda theirs=theirs: theirs.write({"state": "acknowledged"}),
                lambda theirs=theirs: theirs.unlink(),
                lambda theirs=theirs: theirs.notice_ids.write({"address": "x"}),
            ):
                with self.assertRaises(UserError):
                    call()

    def test_the_lot_counts_its_open_alerts(self):
        self.assertEqual(self.lot.alert_count, 1)
        self.assertEqual(self.lot.action_view_alerts()["domain"], [("lot_id", "in", self.lot.ids)])
        self.alert._acknowledge()
        self.env.invalidate_all()
        self.assertEqual(self.lot.alert_count, 0)

    def test_an_alert_says_what_is_left_and_how_long(self):
        self._ship(self.lot, 4, reason="Sold off")
        mine = self.alert.with_env(self.env)
        self.env.invalidate_all()
        self.assertEqual((mine.quantity, mine.left_words), (6, "Expires in 10 days"))
        self.assertEqual(self.as_("auditor", self.alert).quantity, 6)
        self.assertEqual(mine.warning, "Expiry date, 30 days before")

    def test_a_deleted_warning_leaves_the_alerts_it_sent(self):
        self.rule.tier_ids = [(0, 0, {"amount": 1, "date_name": "use_date"})]
        self.rule.tier_ids[0].unlink()
        self.env.invalidate_all()
        self.assertEqual(self.alert.state, "sent")
        self.assertEqual(self.alert.warning, "Expiry date, 30 days before")
