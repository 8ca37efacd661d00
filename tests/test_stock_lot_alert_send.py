from odoo.tests import freeze_time, tagged

from odoo.addons.stock_lot_lifecycle.models import stock_lot_alert_mail, stock_lot_alert_send

from .common_alert import AlertCase


@tagged("post_install", "-at_install")
class TestActivities(AlertCase):
    """Each person gets one thing to do per lot, or one for all where they are many."""

    def test_the_activity_is_on_the_lot_and_for_the_responsible(self):
        self._rule()
        lot = self._in_stock()
        self._run()
        activity = self._activities(lot)
        self.assertEqual(activity.user_id, self.rita)
        self.assertEqual(activity.summary, "Alert Date Reached")
        self.assertIn("L1 of Tablets: Expiry date, 30 days before (06/25/2026)", activity.note)
        self.assertEqual(activity.activity_type_id, self.root.ref("mail.mail_activity_data_todo"))

    def test_an_activity_is_not_mailed_one_by_one(self):
        self._rule()
        lot = self._in_stock()
        self._run()
        self.assertFalse(self._mails())
        mails = self.root["mail.mail"].search(
            [("model", "=", "stock.lot"), ("res_id", "=", lot.id)]
        )
        self.assertFalse(mails)

    def test_many_lots_at_once_are_one_activity(self):
        self.patch(stock_lot_alert_send, "AT_ONCE", 2)
        self._rule()
        lots = self.env["stock.lot"].concat(*(self._in_stock(10, f"M{n}") for n in range(3)))
        self._run()
        self.assertFalse(self._activities(lots))
        summary = self.root["mail.activity"].search([("user_id", "=", self.rita.id)])
        self.assertEqual(len(summary), 1)
        self.assertIn("3 lots reached their warning", summary.note)
        alerts = self._alerts(lots)
        self.assertEqual(alerts.mapped("state"), ["sent"] * 3)
        alerts[:2]._acknowledge()
        self.assertTrue(summary.exists(), "one lot is still to be answered")
        alerts[2]._acknowledge()
        self.assertFalse(summary.exists())

    def test_doing_the_one_activity_answers_all(self):
        self.patch(stock_lot_alert_send, "AT_ONCE", 1)
        self._rule()
        lots = self._in_stock(10, "M1") | self._in_stock(10, "M2")
        self._run()
        summary = self.root["mail.activity"].search([("user_id", "=", self.rita.id)])
        summary.with_user(self.rita).action_feedback("Seen")
        self.assertEqual(self._alerts(lots).mapped("note"), ["Seen", "Seen"])

    def test_the_proof_names_person_and_time(self):
        self._rule()
        lot = self._in_stock()
        self._run()
        words = self._alerts(lot).told_words
        self.assertIn("Rita: activity of 6/15/26, 10:00", words.replace("\u202f", " "))

    def test_an_alert_without_anybody_to_tell_waits_and_is_shown(self):
        second = self._company()
        rule = self._rule(user_ids=self.carl.ids, tells_responsible=False)
        lot = self._lot(self.product, expiration_day="2026-06-25").with_env(self.root)
        self._receive(lot.product_id, lot, warehouse=self._warehouse_of(second))
        self.assertFalse(rule._get_recipients(second, lot.product_id.product_tmpl_id))
        self._run()
        self.assertEqual(self._alerts(lot).state, "pending")
        self.carl.company_ids += second
        self._run()
        self.assertEqual(self._alerts(lot).state, "sent")


@tagged("post_install", "-at_install")
class TestMails(AlertCase):
    """One mail per person and run, through Odoo's queue."""

    def test_one_mail_tells_of_all_lots_by_place_and_product(self):
        self._rule(channel="mail")
        shelf = self._location("Shelf A")
        lots = self._in_stock(10, "M1") | self._in_stock(11, "M2")
        self._relocate(lots[1], 10, shelf)
        self._run()
        mail = self._mails()
        self.assertEqual(len(mail), 1)
        self.assertEqual((mail.state, mail.email_to), ("outgoing", self.rita.email_formatted))
        self.assertEqual(mail.subject, "Expiry alerts: 2 lots")
        body = mail.body_html
        self.assertLess(body.index(self.stock.display_name), body.index(">M1<"))
        self.assertLess(body.index(">M1<"), body.index(shelf.display_name))
        self.assertLess(body.index(shelf.display_name), body.index(">M2<"))
        self.assertIn(f"/odoo/stock_lot/{lots[0].id}", body)
        self.assertIn("Expires in 10 days", body)
        self.assertIn("10 Units", body)
        self.assertIn("/odoo/lot_alerts", body)

    def test_the_queue_is_asked_to_send_now(self):
        self._rule(channel="mail")
        self._in_stock()
        self._run()
        job = self.root.ref(stock_lot_alert_mail.QUEUE)
        self.assertTrue(self.root["ir.cron.trigger"].search([("cron_id", "=", job.id)]))

    def test_each_person_reads_the_own_language(self):
        self.root["res.lang"]._activate_lang("fr_FR")
        self.rita.lang = "fr_FR"
        self._rule(channel="mail", user_ids=self.carl.ids)
        self._in_stock(10)
        self._run()
        self.assertIn("25/06/2026", self._mails(self.rita).body_html)
        self.assertIn("06/25/2026", self._mails(self.carl).body_html)

    def test_no_person_gets_two_mails_in_one_run(self):
        self._rule(channel="mail", user_ids=self.rita.ids, name="One")
        self._rule((60, "expiration_date"), channel="mail", name="Two")
        self._in_stock(10, "M1")
        self._in_stock(20, "M2")
        self._run()
        self.assertEqual(len(self._mails(self.rita)), 1)

    def test_the_proof_follows_the_mail(self):
        self._rule(channel="mail")
        lot = self._in_stock()
        self._run()
        alert, mail = self._alerts(lot), self._mails()
        self.assertIn(f"Rita: e-mail to {self.rita.email} at", alert.told_words)
        self.assertIn("in the outgoing queue", alert.told_words)
        self.assertEqual(alert.notice_ids.message_ref, mail.message_id)
        mail.write({"state": "exception", "failure_reason": "No such mailbox"})
        self.env.invalidate_all()
        theirs = self.as_("warehouse", alert)
        self.assertIn("not delivered: No such mailbox", theirs.told_words)
        mail.write({"state": "sent"})
        self.env.invalidate_all()
        self.assertIn(", sent", alert.told_words)
        mail.unlink()
        self.env.invalidate_all()
        self.assertIn(self.rita.email, alert.told_words, "the proof outlives the mail")

    def test_a_person_without_an_address_is_in_the_proof(self):
        self.rita.email = False
        self._rule(channel="both")
        lot = self._in_stock()
        self._run()
        words = self._alerts(lot).told_words
        self.assertIn("Rita: no e-mail, the person has no address", words)
        self.assertIn("Rita: activity", words)

    def test_a_long_mail_says_how_many_more_there_are(self):
        self.patch(stock_lot_alert_mail, "NAMED", 1)
        self._rule(channel="mail")
        for number in range(3):
            self._in_stock(10 + number, f"M{number}")
        self._run()
        self.assertIn("2 more are in the list", " ".join(self._mails().body_html.split()))

    def test_text_in_a_name_stays_text(self):
        self._rule(channel="mail")
        self._in_stock(10, "<b>X</b>")
        self._run()
        self.assertNotIn("<b>X</b>", self._mails().body_html)
        self.assertIn("&lt;b&gt;X&lt;/b&gt;", self._mails().body_html)


@tagged("post_install", "-at_install")
class TestEscalation(AlertCase):
    """Who does not answer in time is passed over."""

    def _escalating(self, **vals):
        return self._rule(escalate_after=3, escalation_user_ids=self.paul.ids, **vals)

    def _later(self, moment="2026-06-18 10:00:00"):
        with freeze_time(moment):
            self._run()

    def test_after_some_days_without_an_answer_others_are_told(self):
        self._escalating(channel="both")
        lot = self._in_stock()
        self._run()
        self._later("2026-06-18 09:59:59")
        self.assertEqual(self._alerts(lot).state, "sent")
        self._later()
        alert = self._alerts(lot)
        self.assertEqual(alert.state, "escalated")
        self.assertEqual(self._activities(lot).user_id, self.rita | self.paul)
        mail = self._mails(self.paul)
        self.assertEqual(mail.subject, "Expiry alerts nobody answered: 1")
        self.assertIn("Nobody answered", mail.body_html)
        self.assertEqual(alert.notice_ids.mapped("kind").count("escalation"), 2)

    def test_it_escalates_once(self):
        self._escalating()
        lot = self._in_stock()
        self._run()
        self._later()
        self._later("2026-06-25 10:00:00")
        self.assertEqual(len(self._activities(lot, self.paul)), 1)

    def test_an_answered_alert_does_not_escalate(self):
        self._escalating()
        lot = self._in_stock()
        self._run()
        self._alerts(lot)._acknowledge()
        self._later()
        self.assertEqual(self._alerts(lot).state, "acknowledged")
        self.assertFalse(self._activities(lot))

    def test_the_answer_to_an_escalated_alert_ends_both_activities(self):
        self._escalating()
        lot = self._in_stock()
        self._run()
        self._later()
        self._alerts(lot)._acknowledge()
        self.assertFalse(self._activities(lot))

    def test_an_alert_whose_stock_is_gone_does_not_escalate(self):
        self._escalating()
        lot = self._in_stock()
        self._run()
        self._ship(lot, 10, reason="Sold off")
        self._later()
        self.assertEqual(self._alerts(lot).state, "closed")

    def test_when_the_next_ones_left_it_is_tried_again_a_day_later(self):
        self._escalating()
        lot = self._in_stock()
        self._run()
        self.paul.active = False
        self._later()
        self.assertEqual(self._alerts(lot).state, "sent")
        self.paul.active = True
        self._later("2026-06-19 10:00:00")
        self.assertEqual(self._alerts(lot).state, "escalated")

    def test_new_and_late_alerts_of_one_person_are_one_mail(self):
        self._escalating(channel="mail", user_ids=self.paul.ids)
        self._in_stock(10, "LATE")
        self._run()
        before = len(self._mails(self.paul))
        with freeze_time("2026-06-18 10:00:00"):
            self._in_stock(10, "NEW")
            self._run()
        mails = self._mails(self.paul)
        self.assertEqual(len(mails) - before, 1)
        self.assertIn("LATE", mails[-1].body_html)
        self.assertIn("NEW", mails[-1].body_html)
