import io

import openpyxl

from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.service.model import call_kw
from odoo.tests import HttpCase, tagged

from odoo.addons.stock_lot_lifecycle.models import (
    stock_lot_bulk_status,
    stock_lot_status_update_run,
)

from .test_stock_lot_consequence import BlockCase


class UpdateCase(BlockCase):
    """Five lots count as many, and two as a batch."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.classPatch(stock_lot_bulk_status, "AT_ONCE", 3)
        cls.classPatch(stock_lot_status_update_run, "BATCH", 2)
        cls.lots = cls.old.browse(
            cls._lot(cls.product, f"U-{number}").id for number in range(5)
        )

    def _submit(self, disposition=None, role="quality_manager", **terms):
        Lot = self.as_(role, self.env["stock.lot"])
        disposition = self.as_(role, disposition or self.on_hold)
        document = Lot._decide_in_bulk(
            Domain("id", "in", self.lots.ids), disposition, "Broken seal", **terms
        )
        self.assertEqual(document._name, "stock.lot.status.update")
        return document

    def _run(self, document, batches=99):
        document = document.with_env(self.root)
        while batches and document._run_next():
            batches -= 1
        self.env.invalidate_all()

    def _outcomes(self, document):
        return document.with_env(self.root).line_ids.sorted("id").mapped("state")


@tagged("post_install", "-at_install")
class TestStatusUpdate(UpdateCase):
    """Many lots change in the background, as the person who asked."""

    def test_many_lots_are_left_to_a_document(self):
        document = self._submit()
        self.assertEqual((document.lot_count, document.waiting_count), (5, 5))
        self.assertEqual(self.lots.disposition_id, self.released)
        job = self.root.ref("stock_lot_lifecycle.stock_lot_status_update_cron")
        self.assertTrue(self.root["ir.cron.trigger"].search([("cron_id", "=", job.id)]))

    def test_it_runs_to_the_end_and_tells(self):
        document = self._submit()
        self._run(document)
        self.assertEqual(self.lots.disposition_id, self.on_hold)
        self.assertEqual((document.state, document.changed_count), ("done", 5))
        events = self._events(self.lots, "disposition")
        self.assertEqual(len(events), 5)
        self.assertEqual(set(events.mapped("user_name")), {"Lots quality_manager"})
        self.assertEqual(set(events.mapped("reason")), {"Broken seal"})
        message = self.root["mail.message"].search(
            [("model", "=", document._name), ("res_id", "=", document.id)]
        )
        self.assertIn("5 lots changed, 0 refused", message.body)

    def test_the_job_runs_it(self):
        document = self._submit()
        job = self.root.ref("stock_lot_lifecycle.stock_lot_status_update_cron")
        with self.enter_registry_test_mode():
            job.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(document.state, "done")

    def test_after_a_crash_it_goes_on_where_it_stopped(self):
        document = self._submit()
        self._run(document, batches=1)
        self.assertEqual(document.progress, 40)
        self.assertEqual(len(self._events(self.lots, "disposition")), 2)
        self._run(document)
        self.assertEqual(document.state, "done")
        self.assertEqual(len(self._events(self.lots, "disposition")), 5)

    def test_what_was_decided_meanwhile_is_refused_not_overwritten(self):
        document = self._submit()
        self._decide(self.lots[1], self.recalled, role="recall_coordinator")
        self._decide(self.lots[2], self.on_hold)
        self._run(document)
        self.assertEqual(self.lots[1].disposition_id, self.recalled)
        self.assertEqual(
            self._outcomes(document), ["changed", "refused", "refused", "changed", "changed"]
        )
        whys = document.line_ids.mapped("why")
        self.assertIn("It became Recalled meanwhile. Look at it again.", whys)
        self.assertIn("It was there already: nothing changed.", whys)

    def test_a_lot_deleted_meanwhile_is_named(self):
        document = self._submit()
        self.lots[0].with_env(self.root).unlink()
        self._run(document)
        line = document.line_ids.sorted("id")[0]
        self.assertEqual((line.lot_name, line.state), ("U-0", "refused"))
        self.assertEqual(line.why, "The lot was deleted meanwhile.")

    def test_a_role_taken_away_meanwhile_counts(self):
        document = self._submit(self.rejected)
        group = self.env.ref("stock_lot_lifecycle.stock_lot_lifecycle_group_quality_manager")
        self.user["quality_manager"].with_env(self.root).group_ids -= group.with_env(self.root)
        self._run(document)
        self.assertEqual(self.lots.disposition_id, self.released)
        self.assertEqual(set(self._outcomes(document)), {"refused"})
        self.assertIn("may set the status Rejected", document.line_ids[0].why)

    def test_one_lot_that_fails_does_not_take_the_others_with_it(self):
        document = self._submit()
        Lot = type(self.root["stock.lot"])
        plain, bad = Lot._set_disposition, self.lots[1].id

        def set_disposition(lots, *args, **kwargs):
            if bad in lots.ids:
                raise ValueError("sealed")
            return plain(lots, *args, **kwargs)

        self.patch(Lot, "_set_disposition", set_disposition)
        with self.assertLogs("odoo.addons.stock_lot_lifecycle.models.isolation", "WARNING"):
            self._run(document)
        self.assertEqual(document.changed_count, 4)
        self.assertEqual(document.state, "done")

    def test_all_or_nothing_is_one_step_and_all_or_nothing(self):
        document = self._submit(everything=True)
        self._run(document, batches=1)
        self.assertEqual((document.state, document.changed_count), ("done", 5))

    def test_all_or_nothing_changes_nothing_when_one_was_decided_meanwhile(self):
        document = self._submit(everything=True)
        self._decide(self.lots[4], self.recalled, role="recall_coordinator")
        self._run(document)
        self.assertEqual(document.state, "failed")
        self.assertEqual(document.problem, "Not every lot may be changed.")
        self.assertEqual(self._outcomes(document), ["left"] * 4 + ["refused"])
        self.assertEqual(self.lots[:4].disposition_id, self.released)

    def test_an_asker_who_lost_a_company_stops_only_the_own_update(self):
        other = self._company("Other Ltd")
        asker = self.user["quality_manager"].with_env(self.root)
        asker.company_ids += other
        self.assertIn(other, self._submit().company_ids)
        lost, fine = self.root["stock.lot.status.update"].search([]), self._submit(role="inspector")
        asker.company_ids -= other
        self._run_job()
        self.assertEqual(lost.state, "failed")
        self.assertEqual(set(self._outcomes(lost)), {"left"})
        self.assertIn("Lots quality_manager may not work in Other Ltd any more", lost.problem)
        self.assertEqual((fine.state, fine.changed_count), ("done", 5))

    def test_an_update_that_fails_as_a_whole_does_not_stop_the_others(self):
        bad, fine = self._submit(role="inspector"), self._submit()
        plain = self._break_documents(bad)
        with self.assertLogs("odoo.addons.stock_lot_lifecycle.models.isolation", "WARNING"):
            self._run_job()
        self.assertTrue(plain)
        self.assertEqual((bad.state, bad.problem), ("failed", "broken"))
        self.assertEqual(fine.state, "done")

    def test_an_update_that_fails_half_way_is_stopped_and_says_how_far_it_came(self):
        bad = self._submit()
        self._run(bad, batches=1)
        self._break_documents(bad)
        with self.assertLogs("odoo.addons.stock_lot_lifecycle.models.isolation", "WARNING"):
            self._run(bad)
        self.assertEqual((bad.state, bad.changed_count), ("stopped", 2))
        self.assertEqual(self._outcomes(bad), ["changed"] * 2 + ["left"] * 3)
        self.assertIn("2 lots changed, 0 refused. broken", self._message(bad).body)

    def _break_documents(self, bad):
        Line = type(self.root["stock.lot.status.update.line"])
        plain = Line._refuse_what_changed

        def refuse(lines):
            if lines.update_id == bad:
                raise ValueError("broken")
            return plain(lines)

        self.patch(Line, "_refuse_what_changed", refuse)
        return plain

    def test_an_archived_asker_decides_nothing_any_more(self):
        document = self._submit()
        self.user["quality_manager"].with_env(self.root).active = False
        self._run(document)
        self.assertEqual(self.lots.disposition_id, self.released)
        self.assertEqual(document.state, "failed")
        self.assertIn("Lots quality_manager does not work here any more", document.problem)

    def test_events_name_the_company_in_which_it_was_asked(self):
        other = self._company("Other Ltd")
        user = self.user["quality_manager"].with_env(self.root)
        user.company_ids += other
        for first, second in ((other, self.company), (self.company, other)):
            disposition = self.on_hold if first == other else self.quarantine
            env = self.env(user=user, context={"allowed_company_ids": (first | second).ids})
            env = env(context={"allowed_company_ids": [first.id, second.id]})
            document = env["stock.lot"]._decide_in_bulk(
                Domain("id", "in", self.lots.ids), disposition.with_env(env), "Broken seal"
            )
            self._run(document)
            events = self._events(self.lots, "disposition")[-5:]
            self.assertEqual(events.company_id, first)

    def test_lots_that_wait_for_a_second_person_are_not_called_changed(self):
        document = self._submit()
        self.on_hold.with_env(self.root).requires_second_person = True
        self._run(document)
        self.assertEqual(self.lots.disposition_id, self.released)
        self.assertEqual((document.state, document.changed_count), ("done", 0))
        self.assertEqual(set(self._outcomes(document)), {"proposed"})
        self.assertIn("5 wait for a second person", self._message(document).body)

    def test_all_or_nothing_says_that_nothing_shows_before_the_end(self):
        arch = self._submit(everything=True).get_view(view_type="form")["arch"]
        self.assertIn("All lots change at once, at the end", arch)

    def _message(self, document):
        return self.root["mail.message"].search(
            [("model", "=", document._name), ("res_id", "=", document.id)], limit=1
        )

    def _run_job(self):
        job = self.root.ref("stock_lot_lifecycle.stock_lot_status_update_cron")
        with self.enter_registry_test_mode():
            job.method_direct_trigger()
        self.env.invalidate_all()

    def test_who_asked_or_a_manager_stops_it(self):
        document = self._submit()
        self._run(document, batches=1)
        with self.assertRaisesRegex(AccessError, "Only Lots quality_manager"):
            self.as_("warehouse", document).action_stop()
        self.as_("stock_manager", document).action_stop()
        self._run(document)
        self.assertEqual(document.state, "stopped")
        self.assertEqual(document.changed_count, 2)

    def test_nobody_makes_or_alters_a_document_from_outside(self):
        document = self._submit()
        for role in ("stock_manager", "quality_manager", "lot_administrator", "auditor"):
            Update = self.env(user=self.user[role])["stock.lot.status.update"]
            Line = Update.env["stock.lot.status.update.line"]
            vals = {"disposition_id": self.released.id, "user_id": 1, "company_id": 1}
            with self.assertRaises(AccessError):
                call_kw(Update, "create", [[vals]], {})
            with self.assertRaises(AccessError):
                call_kw(Update, "write", [document.ids, {"user_id": 1}], {})
            with self.assertRaises(AccessError):
                call_kw(Line, "create", [[{"update_id": document.id, "lot_id": 1}]], {})
            with self.assertRaises(AccessError):
                call_kw(Update, "_run_next", [document.ids], {})

    def test_other_companies_see_nothing_of_it(self):
        document = self._submit()
        stranger = self._user_of(self._company(), "quality_manager")
        with self.assertRaises(AccessError):
            self.as_(stranger, document).read(["reason"])
        self.assertFalse(self.as_(stranger, self.env["stock.lot.status.update.line"]).search([]))

    def test_the_report_names_every_lot_and_why(self):
        document = self._submit()
        self._decide(self.lots[1], self.recalled, role="recall_coordinator")
        self._run(document)
        book = openpyxl.load_workbook(io.BytesIO(document._get_report()))
        rows = list(book.active.iter_rows(values_only=True))
        self.assertEqual(rows[0][0], "Lot / Serial Number")
        self.assertEqual(len(rows), 6)
        [refused] = [row for row in rows if row[0] == "U-1"]
        self.assertEqual(refused[3], "Refused")
        self.assertEqual(refused[4], "It became Recalled meanwhile. Look at it again.")


@tagged("post_install", "-at_install")
class TestStatusUpdateReport(UpdateCase, HttpCase):
    """The report is for who may read the document."""

    freeze_time = None

    def test_the_report_is_downloaded_by_who_may_read_it(self):
        document = self._submit()
        path = f"/stock_lot/status_update/{document.id}/report.xlsx"
        user = self.user["quality_manager"].with_env(self.root)
        user.password = "quality_manager"
        self.authenticate(user.login, "quality_manager")
        answer = self.url_open(path)
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.content[:2], b"PK")
        portal = self.user["portal"].with_env(self.root)
        portal.password = "portal portal"
        self.authenticate(portal.login, "portal portal")
        self.assertNotEqual(self.url_open(path).status_code, 200)
