

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from odoo.addons.stock_lot_lifecycle.models.stock_lot_verification import LINES_KEPT

from .test_stock_lot_chain import LedgerCase


@tagged("post_install", "-at_install")
class TestVerification(LedgerCase):
    """The check is kept: when, by whom, what was found."""

    def _break(self):
        event = self._events(self.lot)[2]
        self._tamper("UPDATE stock_lot_event SET payload = '{}' WHERE id = %s", event.id)
        return event

    def test_the_result_says_what_was_checked_and_by_whom(self):
        action = self.env(user=self.user["auditor"])["stock.lot.verification"].action_verify()
        kept = self.env(user=self.user["auditor"])[action["res_model"]].browse(action["res_id"])
        self.assertEqual(kept.user_name, "Lots auditor")
        self.assertEqual(kept.event_count, self.root["stock.lot.event"].search_count([]))
        self.assertEqual(kept.verdict, "broken" if kept.broken_count else "intact")

    def test_auditors_quality_managers_and_administrators_verify_others_do_not(self):
        for role in ("auditor", "quality_manager", "lot_administrator"):
            self.assertTrue(self.env(user=self.user[role])["stock.lot.verification"].action_verify())
            self.assertTrue(self.env(user=self.user[role])["stock.lot.seal"].action_seal())
        for role in ("warehouse", "stock_manager", "employee", "portal"):
            for name, call in (("verification", "action_verify"), ("seal", "action_seal")):
                with self.assertRaises(AccessError):
                    getattr(self.env(user=self.user[role])[f"stock.lot.{name}"], call)()

    def test_the_first_broken_link_is_named_in_words(self):
        event = self._break()
        kept = self.root["stock.lot.verification"]._verify()
        line = kept.line_ids.filtered(lambda line: line.lot_res_id == self.lot.id)
        self.assertEqual((line.lot_name, line.position, line.event_res_id), ("C1", 3, event.id))
        self.assertEqual(line.words, "What event 3 says was altered.")
        self.assertEqual(kept.verdict, "broken")
        self.assertEqual(kept.broken_count, len(kept.line_ids))
        self.assertTrue(kept.first_broken)

    def test_facts_are_named_as_people_name_them(self):
        self._tamper("UPDATE stock_lot SET disposition_id = %s, expiration_date = now()"
                     " WHERE id = %s", self.retired.id, self.lot.id)  # fmt: skip
        kept = self.root["stock.lot.verification"]._verify()
        line = kept.line_ids.filtered(lambda line: line.lot_res_id == self.lot.id)
        self.assertEqual(
            line.words, "Changed past the ledger: Disposition and Expiration Date."
        )

    def test_all_broken_lots_are_counted_and_the_first_ones_kept(self):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "INSERT INTO stock_lot_tip (lot_res_id, event_tally, last_hash)"
                " SELECT 900000000 + n, 1, 'x' FROM generate_series(1, %s) n",
                LINES_KEPT + 5,
            )
        )
        kept = self.root["stock.lot.verification"]._verify()
        self.assertGreaterEqual(kept.broken_count, LINES_KEPT + 5)
        self.assertEqual(len(kept.line_ids), LINES_KEPT)

    def test_a_broken_link_of_another_company_is_not_shown_by_name(self):
        second = self._company()
        lot = self._lot(self._product(), "SECRET", company_id=self.company.id)
        self._tamper("UPDATE stock_lot SET ref = 'X' WHERE id = %s", lot.id)
        kept = self.root["stock.lot.verification"]._verify()
        theirs = self.as_(self._user_of(second, "auditor"), kept)
        self.assertNotIn("SECRET", theirs.line_ids.mapped("lot_name"))
        self.env.invalidate_all()
        self.assertIn("SECRET", self.as_("auditor", kept).line_ids.mapped("lot_name"))
        self.assertEqual(theirs.broken_count, kept.broken_count)

    def test_a_failed_night_gives_the_administrators_something_to_do(self):
        self._break()
        self.root["stock.lot.verification"]._cron_verify()
        kept = self.root["stock.lot.verification"].search([], limit=1)
        administrator = self.user["lot_administrator"]
        activity = kept.activity_ids.filtered(lambda todo: todo.user_id == administrator)
        self.assertEqual(activity.summary, "The ledger of lots was altered")
        self.assertTrue(activity.note)
        self.as_("lot_administrator", activity).action_feedback("Seen")

    def test_a_ledger_that_stays_broken_gives_each_administrator_one_thing_to_do(self):
        self._break()
        Verification = self.root["stock.lot.verification"]
        Activity = self.root["mail.activity"]
        mine = [
            ("res_model", "=", "stock.lot.verification"),
            ("user_id", "=", self.user["lot_administrator"].id),
        ]
        for _night in range(3):
            Verification._cron_verify()
            self.assertEqual(Activity.search_count(mine), 1)
        self.as_("lot_administrator", Activity.search(mine)).action_feedback("Seen")
        Verification._cron_verify()
        self.assertEqual(Activity.search_count(mine), 1)

    @freeze_time("2026-06-15 10:00:00")
    def test_the_scheduled_actions_run(self):
        for name in ("stock_lot_seal_cron", "stock_lot_verification_cron"):
            cron = self.root.ref(f"stock_lot_lifecycle.{name}")
            cron.ir_actions_server_id.run()
        self.assertTrue(self.root["stock.lot.seal"].search_count([]))
