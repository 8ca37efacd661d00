from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import freeze_time, tagged

from odoo.addons.stock_lot_lifecycle.models.transaction_memo import forget

from .common import MODULE
from .common_quality import QualityCase
from .common_signing import PASSWORD


@tagged("post_install", "-at_install")
class TestInspectionDecision(QualityCase):
    """A decision closes the inspection and moves the lot; what did not pass is not freed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.spec = cls._spec()
        cls.conditional = cls.env.ref(f"{MODULE}.stock_lot_disposition_conditional")
        cls.lot = cls._lot(cls.nuts)
        cls.lot.sudo()._set_disposition(cls.quarantine, source="policy")

    def _conclude(self, inspection, disposition, reason="", role="quality_manager", **terms):
        self.as_(role, inspection)._decide(self.as_(role, disposition), reason, **terms)

    def _failed(self, lot=None):
        inspection = self._open(lot or self.lot)
        return self._answer(inspection, moisture="7.1", colour="Ivory", metal="no")

    def test_a_pass_releases_the_lot_and_freezes_the_inspection(self):
        inspection = self._pass(self._open(self.lot))
        self._conclude(inspection, self.released)
        self.assertEqual(self.lot.disposition_id, self.released)
        self.assertEqual((inspection.state, inspection.verdict), ("decided", "pass"))
        self.assertEqual(inspection.decided_by_id, self.user["quality_manager"])
        self.assertTrue(inspection.decided_at)
        self.assertEqual(self.lot.quality_state, "pass")

    def test_the_story_says_what_was_decided_and_on_which_results(self):
        inspection = self._pass(self._open(self.lot))
        self._conclude(inspection, self.released)
        event = self._events(self.lot, "inspected")
        self.assertIn(inspection.digest, event.payload)
        self.assertEqual(event.document, inspection.name)
        self.assertIn("Pass, Released", event.summary)
        entries = self.lot.get_story("tests")["entries"]
        self.assertEqual([entry["kind"] for entry in entries], ["inspected"])

    def test_what_failed_is_not_released(self):
        inspection = self._failed()
        with self._refused("failed (Moisture)"):
            self._conclude(inspection, self.released)
        self.assertEqual((inspection.state, self.lot.disposition_id), ("open", self.quarantine))

    def test_what_is_undecided_is_not_released(self):
        for answers in ({}, {"moisture": "5", "colour": "Ivory"}):
            inspection = self._answer(self._open(self.lot), **answers)
            with self._refused("undecided"):
                self._conclude(inspection, self.released)
        self._answer(inspection, metal="no", aflatoxin=">3")
        with self._refused("Aflatoxin"):
            self._conclude(inspection, self.released)

    def test_what_failed_is_rejected_or_held_with_a_reason(self):
        for disposition in (self.rejected, self.on_hold):
            lot = self._lot(self.nuts, disposition.code)
            inspection = self._failed(lot)
            with self._refused("Say why"):
                self._conclude(inspection, disposition)
            self._conclude(inspection, disposition, "Too moist")
            self.assertEqual(lot.disposition_id, disposition)
            self.assertEqual((inspection.state, lot.quality_state), ("decided", "fail"))

    def test_a_lot_can_be_rejected_before_all_is_tested(self):
        inspection = self._answer(self._open(self.lot), moisture="9")
        self._conclude(inspection, self.rejected, "Wet")
        self.assertEqual(self.lot.disposition_id, self.rejected)

    def test_only_a_quality_manager_decides(self):
        inspection = self._pass(self._open(self.lot))
        for role in ("inspector", "lot_administrator", "warehouse", "auditor"):
            with self.subTest(role), self.assertRaises(AccessError):
                self._conclude(inspection, self.released, role=role)
        self.assertEqual(inspection.state, "open")

    def test_who_tested_does_not_decide(self):
        inspection = self._pass(self._open(self.lot), "quality_manager")
        with self._refused("You entered results", AccessError):
            self._conclude(inspection, self.released)
        other = self.user["quality_manager"].copy({"login": "second_qm"})
        self._conclude(inspection, self.released, role=other)
        self.assertEqual(self.lot.disposition_id, self.released)

    def test_who_entered_only_what_was_repeated_does_not_decide_either(self):
        inspection = self._open(self.lot)
        self._answer(inspection, "quality_manager", moisture="9")
        self._result(self.as_("inspector", inspection), "moisture")._repeat("5", "Wrong sample")
        self._answer(inspection, colour="Ivory", metal="no")
        with self._refused("You entered results", AccessError):
            self._conclude(inspection, self.released)

    def test_one_person_may_do_both_where_the_specification_says_so(self):
        product = self._product()
        self._spec([self._line(self.metal, accepted="no")], product, two_persons=False)
        lot = self._lot(product)
        inspection = self._open(lot, "quality_manager")
        self._answer(inspection, "quality_manager", metal="no")
        self._conclude(inspection, self.released)
        self.assertEqual(inspection.state, "decided")

    def test_what_is_decided_is_frozen_on_every_path(self):
        inspection = self._pass(self._open(self.lot))
        self._conclude(inspection, self.released)
        for role in ("inspector", "quality_manager"):
            own = self.as_(role, inspection)
            row = self._result(own, "aflatoxin")
            for call in (
                lambda row=row: row.write({"typed": "1"}),
                lambda row=row: row.write({"note": "x"}),
                lambda own=own: self._result(own, "moisture")._repeat("4", "Because"),
                lambda own=own: own.write({"note": "x"}),
                lambda own=own: own.write({"attachment_ids": [(5,)]}),
                lambda own=own: own.sample_ids.create({"inspection_id": own.id, "name": "9"}),
                lambda own=own: own._cancel("Because"),
            ):
                with self.subTest(role=role), self.assertRaises(UserError):
                    call()
        with self._refused("closed"):
            self._conclude(inspection, self.rejected, "Changed my mind")

    def test_a_result_changed_behind_our_back_shows(self):
        inspection = self._pass(self._open(self.lot))
        self._conclude(inspection, self.released)
        self.assertTrue(inspection.is_intact)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE stock_lot_inspection_result SET value = '1.0' WHERE inspection_id = %s",
            [inspection.id],
        )
        self.env.invalidate_all()
        self.assertFalse(inspection.is_intact)

    def test_a_hash_changed_with_its_results_does_not_fit_the_ledger(self):
        inspection = self._pass(self._open(self.lot))
        self._conclude(inspection, self.released)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE stock_lot_inspection_result SET note = 'x' WHERE inspection_id = %s",
            [inspection.id],
        )
        self.env.invalidate_all()
        forged = inspection._get_digests()[inspection.id]
        self.env.cr.execute(
            "UPDATE stock_lot_inspection SET digest = %s WHERE id = %s", [forged, inspection.id]
        )
        self.env.invalidate_all()
        self.assertFalse(inspection.is_intact)

    def test_nobody_frees_a_lot_around_its_inspection(self):
        self._open(self.lot)
        with self._refused("is open"):
            self._decide(self.lot, self.released)
        wizard = self.as_("quality_manager", self.env["stock.lot.update.status"]).create(
            {
                "scope": "chosen",
                "lot_domain": f'[["id", "in", {self.lot.ids}]]',
                "disposition_id": self.released.id,
                "policy": "all",
            }
        )
        with self.assertRaises(UserError):
            wizard.action_apply()
        self.assertEqual(self.lot.disposition_id, self.quarantine)
        self._decide(self.lot, self.on_hold)  # blocking more is always possible
        self.assertEqual(self.lot.disposition_id, self.on_hold)

    def test_after_a_failure_only_a_new_test_frees_the_lot(self):
        self._conclude(self._failed(), self.on_hold, "Too moist")
        with self._refused("failed"):
            self._decide(self.lot, self.released)
        again = self._pass(self._open(self.lot))
        self._conclude(again, self.released)
        self.assertEqual(self.lot.disposition_id, self.released)

    def test_of_two_open_inspections_one_alone_does_not_free_the_lot(self):
        first, second = self._pass(self._open(self.lot)), self._open(self.lot)
        with self._refused(second.name):
            self._conclude(first, self.released)
        self.as_("quality_manager", second)._cancel("Opened twice")
        self._conclude(first, self.released)
        self.assertEqual(self.lot.disposition_id, self.released)

    def test_a_conditional_release_has_a_reason_and_an_end(self):
        inspection = self._failed()
        for reason, until in (("", date(2026, 7, 1)), ("Customer agreed", None),
                              ("Customer agreed", date(2026, 6, 14))):  # fmt: skip
            with self._refused("needs a reason and the last day"):
                self._conclude(inspection, self.conditional, reason, valid_until=until)
        self._conclude(
            inspection, self.conditional, "Customer agreed", valid_until=date(2026, 7, 1)
        )
        self.assertEqual(self.lot.conditional_until, date(2026, 7, 1))
        self.assertFalse(self.lot._blocking_reasons("delivery"))
        with freeze_time("2026-07-02 00:30:00"):
            [reason] = self.lot._blocking_reasons("delivery")
            self.assertIn("until", reason.words)

    def test_after_its_last_day_a_conditional_release_frees_nothing_in_any_zone(self):
        lot = self._receive(self.nuts, "COND", 8)
        inspection = self.root["stock.lot.inspection"].search([("lot_id", "=", lot.id)])
        self._answer(inspection, moisture="7", colour="Ivory", metal="no")
        self._conclude(
            inspection, self.conditional, "Customer agreed", valid_until=date(2026, 7, 9)
        )
        Quant = self.env["stock.quant"]
        here = Domain("lot_id", "=", lot.id) & Domain("location_id", "=", self.stock.id)
        for zone, instant, blocked in (
            ("Asia/Tokyo", "2026-07-09 15:30:00", True),
            ("Asia/Tokyo", "2026-07-09 14:30:00", False),
            ("America/New_York", "2026-07-10 03:30:00", False),
            ("America/New_York", "2026-07-10 04:30:00", True),
        ):
            self.company.lot_tz = zone
            self.env.invalidate_all()
            forget(self.env)
            with self.subTest(zone=zone, instant=instant), freeze_time(instant):
                self.assertEqual(bool(lot._blocking_reasons("consumption")), blocked)
                self.assertEqual(not Quant.search(here & Quant._domain_free("delivery")), blocked)
                found = Quant.search(here & Quant._domain_blocked("delivery"))
                self.assertEqual(bool(found), blocked)
                self.assertEqual(self.nuts.free_qty, 0 if blocked else 8)
                self.assertFalse(lot._blocking_reasons("scrap"))

    def test_nobody_sets_a_conditional_release_without_its_inspection(self):
        with self._refused("follows from an inspection"):
            self._conclude(self._failed(), self.on_hold, "Too moist")
            self._decide(self.lot, self.conditional, "Just so")
        with self.assertRaises(UserError):
            self.as_("quality_manager", self.lot).write({"conditional_until": "2030-01-01"})

    def test_a_decision_is_signed_where_the_specification_says_so(self):
        product = self._product()
        self._spec([self._line(self.metal, accepted="no")], product, requires_signature=True)
        mia = self._signer()
        inspection = self._answer(self._open(self._lot(product)), metal="no")
        meaning = self.env.ref(f"{MODULE}.stock_lot_signature_meaning_approval")
        with self._refused("This decision is signed"):
            self._conclude(inspection, self.released, role=mia)
        self._conclude(
            inspection, self.released, role=mia, signing=(self.as_(mia, meaning), PASSWORD)
        )
        self.assertEqual(inspection.signature_id.sudo().user_name, "Mia Kern")
        event = self._events(inspection.lot_id, "inspected")
        self.assertIn(inspection.signature_id.sudo().hash, event.payload)

    def test_a_wrong_password_decides_nothing(self):
        product = self._product()
        self._spec([self._line(self.metal, accepted="no")], product, requires_signature=True)
        mia = self._signer()
        inspection = self._answer(self._open(self._lot(product)), metal="no")
        meaning = self.env.ref(f"{MODULE}.stock_lot_signature_meaning_approval")
        with self.assertRaises(UserError):
            self._conclude(
                inspection, self.released, role=mia, signing=(self.as_(mia, meaning), "wrong")
            )
        self.assertEqual(inspection.state, "open")

    def test_one_signature_serves_the_inspection_and_the_release(self):
        self.released.with_env(self.root).requires_signature = True
        mia = self._signer()
        meaning = self.env.ref(f"{MODULE}.stock_lot_signature_meaning_approval")
        self._conclude(
            self._pass(self._open(self.lot)),
            self.released,
            role=mia,
            signing=(self.as_(mia, meaning), PASSWORD),
        )
        self.assertEqual(self.lot.signature_state, "signed")

    def _signer(self):
        user = self.user["quality_manager"].copy({"login": "mia_tests", "name": "Mia Kern"})
        user._set_encrypted_password(user.id, user._crypt_context().hash(PASSWORD))
        return user

    def test_the_dialog_proposes_what_the_verdict_says(self):
        passed = self._pass(self._open(self.lot))
        failed = self._failed(self._lot(self.nuts, "L2"))
        for inspection, disposition, reason in (
            (passed, self.released, False), (failed, self.rejected, "Moisture 7.1 %"),
        ):  # fmt: skip
            dialog = self.as_("quality_manager", self.env["stock.lot.inspection.decide"]).create(
                {"inspection_ids": inspection.ids}
            )
            self.assertEqual((dialog.disposition_id, dialog.reason), (disposition, reason))
            dialog.action_apply()
            self.assertEqual(inspection.state, "decided")

    def test_cancelling_needs_a_reason_and_keeps_what_was_entered(self):
        inspection = self._answer(self._open(self.lot), moisture="9")
        with self._refused("Say why"):
            self.as_("quality_manager", inspection)._cancel(" ")
        with self.assertRaises(AccessError):
            self.as_("inspector", inspection)._cancel("Because")
        self.as_("quality_manager", inspection)._cancel("Wrong lot")
        self.assertEqual((inspection.state, inspection.reason), ("cancelled", "Wrong lot"))
        self.assertEqual(self._result(inspection, "moisture").value, "9.0")
        self.assertIn("cancelled", self._events(self.lot, "inspected").summary)

    def test_a_hundred_are_decided_by_as_many_queries_as_ten(self):
        counts = []
        for number in (10, 100):
            lots = self.env["stock.lot"].create(
                [{"name": f"Q{number}-{one}", "product_id": self.nuts.id} for one in range(number)]
            )
            inspections = self.as_("inspector", self.env["stock.lot.inspection"]).create(
                [{"lot_id": lot.id} for lot in lots]
            )
            for code, typed in (("moisture", "5"), ("colour", "Ivory"), ("metal", "no")):
                self._result(inspections, code).write({"typed": typed})
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self._conclude(inspections, self.released)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0] + 5)


@tagged("post_install", "-at_install")
class TestInspectionRepeat(QualityCase):
    """What is tested again keeps both results and says why."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._spec()
        cls.lot = cls._lot(cls.nuts)

    def test_a_repeat_counts_and_the_first_result_stays(self):
        inspection = self._answer(self._open(self.lot), moisture="9", colour="Ivory", metal="no")
        self.assertEqual(inspection.verdict, "fail")
        first = self._result(inspection, "moisture")
        again = first._repeat("5", "Sample was wet from rinsing", instrument="IR-2")
        self.assertEqual((first.value, first.is_current), ("9.0", False))
        self.assertEqual((again.value, again.attempt, again.repeat_of_id), ("5.0", 2, first))
        self.assertEqual((again.instrument, again.answered_by_id), ("IR-2", self.user["inspector"]))
        self.assertEqual(inspection.verdict, "pass")
        self.assertEqual(len(inspection.all_result_ids), 5)
        self.assertEqual(len(inspection.result_ids), 4)

    def test_a_repeat_needs_a_reason_a_result_and_something_to_repeat(self):
        inspection = self._answer(self._open(self.lot), moisture="9")
        row = self._result(inspection, "moisture")
        with self._refused("Say why"):
            row._repeat("5", "  ")
        for nothing in ("", "  ", False):
            with self._refused("Enter the result"):
                row._repeat(nothing, "Because")
        with self._refused("no number"):
            row._repeat("wet", "Because")
        with self._refused("Nothing was found yet"):
            self._result(inspection, "colour")._repeat("Ivory", "Because")
        row._repeat("5", "Because")
        with self._refused("repeated already"):
            row._repeat("6", "Because")

    def test_warehouse_users_repeat_nothing(self):
        row = self._result(self._answer(self._open(self.lot), moisture="9"), "moisture")
        with self.assertRaises(AccessError):
            self.as_("warehouse", row)._repeat("5", "Because")

    def test_the_dialog_repeats(self):
        row = self._result(self._answer(self._open(self.lot), moisture="9"), "moisture")
        dialog = self.as_("inspector", self.env["stock.lot.result.repeat"]).create(
            {"result_id": row.id, "typed": "5,5", "reason": "Mixed up"}
        )
        self.assertEqual(dialog.before, "9.0 %")
        dialog.action_apply()
        self.assertFalse(row.is_current)

    def test_a_closed_inspection_is_tested_again_by_a_new_one(self):
        inspection = self._pass(self._open(self.lot))
        self.as_("quality_manager", inspection)._decide(self.released)
        action = self.as_("inspector", inspection).action_again()
        again = self.env["stock.lot.inspection"].browse(action["res_id"])
        self.assertEqual((again.lot_id, again.state), (self.lot, "open"))
        self.assertIn(inspection.name, again.origin)
