from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_quality import QualityCase


@tagged("post_install", "-at_install")
class TestInspection(QualityCase):
    """What was tested of a lot: its limits as they were, its answers, and what they come to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.spec = cls._spec()
        cls.lot = cls._lot(cls.nuts)

    def test_one_opened_by_hand_asks_what_the_specification_says(self):
        inspection = self._open(self.lot)
        self.assertEqual(inspection.specification_id, self.spec)
        self.assertTrue(inspection.name.startswith("INS/"))
        self.assertEqual(
            inspection.result_ids.mapped("limits_words"),
            ["≤ 6.5 %", "Ivory or Beige", "No", "≤ 4 µg/kg"],
        )
        self.assertEqual((inspection.verdict, inspection.open_count), ("undecided", 4))

    def test_without_a_specification_nothing_is_opened(self):
        with self._refused("specification"):
            self._open(self._lot(self._product()))
        draft = self._spec(approve=False)
        with self._refused("not approved"):
            self._open(self.lot, specification_id=draft.id)

    def test_warehouse_users_open_and_answer_nothing(self):
        with self.assertRaises(AccessError):
            self._open(self.lot, "warehouse")
        inspection = self._open(self.lot)
        with self.assertRaises(AccessError):
            self._answer(inspection, "warehouse", moisture="5")
        self.assertEqual(self.as_("warehouse", inspection).verdict, "undecided")

    def test_all_required_answers_within_limits_pass(self):
        inspection = self._pass(self._open(self.lot))
        self.assertEqual((inspection.verdict, inspection.open_count), ("pass", 1))

    def test_an_unanswered_number_is_not_zero_and_does_not_pass(self):
        inspection = self._answer(self._open(self.lot), colour="Ivory", metal="no")
        row = self._result(inspection, "moisture")
        self.assertEqual((row.answered, row.verdict, row.value), (False, "undecided", False))
        self.assertEqual(inspection.verdict, "undecided")
        self._answer(inspection, moisture="0")
        self.assertEqual((row.answered, row.value, inspection.verdict), (True, "0.0", "pass"))

    def test_an_inspection_without_rows_is_undecided(self):
        inspection = self._open(self.lot)
        inspection._as_system().all_result_ids.write({"is_current": False})
        self.assertEqual(inspection.verdict, "undecided")

    def test_one_failure_fails_all_and_something_missing_leaves_it_open(self):
        inspection = self._answer(self._open(self.lot), moisture="6.55")
        self.assertEqual(self._result(inspection, "moisture").value, "6.6")
        self.assertEqual((inspection.verdict, inspection.fail_count), ("undecided", 1))
        self._answer(inspection, colour="Ivory", metal="no")
        self.assertEqual(inspection.verdict, "fail")

    def test_text_where_a_number_belongs_is_refused_and_nothing_stands(self):
        inspection = self._open(self.lot)
        for code, typed in (
            ("moisture", "dry"), ("moisture", "1,234"), ("colour", "green"), ("metal", "maybe"),
            ("moisture", "<LOD"),
        ):  # fmt: skip
            with self.subTest(typed), self.assertRaises(UserError):
                self._answer(inspection, **{code: typed})
        self.assertFalse(any(inspection.result_ids.mapped("answered")))
        row = self._result(self._answer(inspection, aflatoxin="<LOD"), "aflatoxin")
        self.assertEqual((row.value, row.verdict), ("<0.1", "pass"))

    def test_a_number_is_read_as_the_testers_language_writes_it(self):
        self.root["res.lang"]._activate_lang("de_DE")
        self.user["inspector"].lang = "de_DE"
        inspection = self._open(self.lot)
        inspection = inspection.with_context(lang="de_DE")
        row = self._result(inspection, "aflatoxin")
        row.typed = "1,234"
        self.assertEqual((row.value, row.value_words), ("1.23", "1,23 µg/kg"))
        self.assertEqual(self._result(inspection, "moisture").limits_words, "≤ 6,5 %")

    def test_who_entered_what_and_when_stands_beside_it(self):
        row = self._result(self._pass(self._open(self.lot)), "moisture")
        self.assertEqual(row.answered_by_id, self.user["inspector"])
        self.assertTrue(row.answered_at)
        self.assertEqual(str(row.tested_on), "2026-06-15")

    def test_an_answer_is_never_overwritten(self):
        inspection = self._pass(self._open(self.lot))
        for typed in ("5.2", "", False):
            with self.subTest(typed), self._refused("not overwritten"):
                self._answer(inspection, moisture=typed)
        with self._refused("not overwritten"):
            self._answer(inspection, "quality_manager", moisture="5.2")
        self._answer(inspection, moisture="5.1")
        self.assertEqual(self._result(inspection, "moisture").value, "5.1")

    def test_verdicts_limits_and_counts_are_written_by_nobody(self):
        inspection = self._open(self.lot)
        row = inspection.result_ids[0]
        for role in ("inspector", "quality_manager"):
            own, result = self.as_(role, inspection), self.as_(role, row)
            for call in (
                lambda result=result: result.write({"verdict": "pass"}),
                lambda result=result: result.write({"maximum": "99"}),
                lambda result=result: result.write({"answered": True}),
                lambda result=result: result.write({"is_required": False}),
                lambda result=result: result.write({"is_current": False}),
                lambda result=result: result.create(
                    {"inspection_id": inspection.id, "characteristic_id": self.moisture.id}
                ),
                lambda own=own: own.write({"verdict": "pass"}),
                lambda own=own: own.write({"state": "decided"}),
                lambda own=own: own.write({"lot_id": self._lot(self.nuts, "L2").id}),
                lambda own=own: own.write(
                    {"result_ids": [Command.update(row.id, {"verdict": "pass"})]}
                ),
                lambda own=own: own.create({"lot_id": self.lot.id, "state": "decided"}),
                lambda own=own: own.with_context(default_state="decided").create(
                    {"lot_id": self.lot.id}
                ),
            ):
                with self.subTest(role=role), self.assertRaises(AccessError):
                    call()
        self.assertEqual((inspection.state, inspection.verdict), ("open", "undecided"))

    def test_nothing_is_ever_deleted(self):
        inspections = self._open(self.lot) | self._open(self.lot)
        for role in ("inspector", "quality_manager"):
            with self.assertRaises(UserError):
                self.as_(role, inspections).unlink()
        with self._refused("evidence"):
            inspections.sudo().unlink()
        with self._refused("evidence"):
            inspections.result_ids.sudo().unlink()
        self.assertTrue(inspections.exists())

    def test_what_is_tested_stays_as_it_was_when_a_new_version_comes(self):
        inspection = self._open(self.lot)
        draft = self.as_("quality_manager", self.spec)._make_version()
        draft.line_ids[0].maximum = "4"
        draft._approve()
        self.moisture.with_user(self.user["quality_manager"]).method = "Other"
        row = self._result(self._answer(inspection, moisture="5"), "moisture")
        self.assertEqual((row.verdict, row.method), ("pass", "ISO 665"))

    def test_each_sample_has_a_result_of_its_own(self):
        lines = [self._line(self.moisture, maximum="6", per_sample=True), self._line(self.metal)]
        product = self._product()
        self._spec(lines, product, sampling="fixed", sample_size=3)
        inspection = self._open(self._lot(product))
        self.assertEqual(inspection.sample_ids.mapped("name"), ["1", "2", "3"])
        rows = self._result(inspection, "moisture")
        self.assertEqual(rows.sample_id, inspection.sample_ids)
        self.assertEqual(len(self._result(inspection, "metal")), 1)
        for row, typed in zip(rows, ("5", "5.5", "7"), strict=True):
            row.typed = typed
        self._answer(inspection, metal="no")
        self.assertEqual((inspection.verdict, inspection.fail_count), ("fail", 1))

    def test_five_hundred_characteristics_are_opened_and_judged_together(self):
        kinds = [{"name": f"T{n}", "code": f"t{n}", "decimals": 1} for n in range(500)]
        Characteristic = self.as_("quality_manager", self.env["stock.lot.characteristic"])
        lines = [self._line(one, maximum="5") for one in Characteristic.create(kinds)]
        product = self._product()
        self._spec(lines, product)
        inspection = self._open(self._lot(product))
        rows = inspection.result_ids
        self.assertEqual(len(rows), 500)
        rows[:499].write({"typed": "5.04"})
        self.assertEqual((inspection.verdict, inspection.open_count), ("undecided", 1))
        rows[499].typed = "5.05"
        self.assertEqual((inspection.verdict, inspection.fail_count), ("fail", 1))

    def test_another_company_sees_nothing_of_it(self):
        inspection = self._open(self.lot)
        stranger = self._user_of(self._company(), "quality_manager")
        for records in (inspection, inspection.result_ids):
            with self.assertRaises(AccessError):
                self.as_(stranger, records).read(["verdict"])

    def test_an_auditor_reads_everything_and_changes_nothing(self):
        inspection = self.as_("auditor", self._pass(self._open(self.lot)))
        self.assertEqual(inspection.result_ids[0].value, "5.1")
        for call in (
            lambda: inspection.write({"note": "x"}),
            lambda: inspection.result_ids[0].write({"note": "x"}),
        ):
            with self.assertRaises(AccessError):
                call()
