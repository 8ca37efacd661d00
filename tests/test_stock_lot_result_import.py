import base64
import doctest

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.stock_lot_lifecycle.tools import result_rows

from .common_quality import QualityCase


class ResultImportCase(QualityCase):
    """Three lots with open inspections, and rows of results for them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.spec = cls._spec()
        cls.lots = cls.env["stock.lot"].create(
            [{"name": f"A{number}", "product_id": cls.nuts.id} for number in range(3)]
        )
        cls.inspections = cls.as_("inspector", cls.env["stock.lot.inspection"]).create(
            [{"lot_id": lot.id} for lot in cls.lots]
        )

    def _rows(self, **changes):
        values = {"moisture": "5.1", "colour": "Ivory", "metal": "no", **changes}
        return [
            {"lot": lot.name, "characteristic": code, "value": value}
            for lot in self.lots
            for code, value in values.items()
        ]

    def _submit(self, rows=None, key="K1", role="inspector", **policy):
        Import = self.as_(role, self.env["stock.lot.result.import"])
        return Import.submit(self._rows() if rows is None else rows, key, policy)

    def _answered(self):
        return sum(self.inspections.all_result_ids.mapped("answered"))

    def _message(self, rows, **policy):
        [problem] = self._submit(rows, **policy)["errors"]
        return problem["message"]


@tagged("post_install", "-at_install")
class TestResultImport(ResultImportCase):
    """Results another system sends find their inspections: all of them, or none."""

    def test_results_find_their_inspections(self):
        result = self._submit()
        self.assertEqual((result["state"], result["answered"]), ("done", 9))
        self.assertEqual(result["inspection_ids"], self.inspections.ids)
        self.assertEqual(self.inspections.mapped("verdict"), ["pass"] * 3)
        row = self._result(self.inspections[0], "moisture")
        self.assertEqual((row.value, row.answered_by_id), ("5.1", self.user["inspector"]))

    def test_one_wrong_row_and_nothing_is_entered(self):
        rows = [*self._rows(), {"lot": "A0", "characteristic": "aflatoxin", "value": "clear"}]
        result = self._submit(rows)
        self.assertEqual((result["state"], result["answered"]), ("failed", 0))
        self.assertEqual([problem["row"] for problem in result["errors"]], [10])
        self.assertIn("no number", result["errors"][0]["message"])
        self.assertEqual(self._answered(), 0)

    def test_what_is_wrong_is_said_row_by_row(self):
        good = {"lot": "A0", "characteristic": "moisture", "value": "5"}
        for change, words in (
            ({"lot": "A9"}, "no open inspection of A9"),
            ({"lot": ""}, "no open inspection"),
            ({"inspection": "INS/0"}, "no open inspection of INS/0"),
            ({"characteristic": "taste"}, "does not test taste"),
            ({"characteristic": None}, "does not test"),
            ({"value": ""}, "There is no result"),
            ({"value": None}, "There is no result"),
            ({"value": "1,234"}, "two ways"),
            ({"value": "5", "unit": "kg"}, "Convert it"),
            ({"tested_on": "31.12."}, "no clear date"),
            ({"operation": "birth"}, "no operation"),
            ({"operation": "retest"}, "no open inspection"),
            ({"sample": "7"}, "does not test"),
            ({"value": "x" * 600}, "too long"),
        ):
            with self.subTest(change):
                message = self._message([{**good, **change}], key=str(change))
                self.assertIn(words, message)
        self.assertEqual(self._answered(), 0)

    def test_two_rows_for_one_test_are_refused(self):
        row = {"lot": "A0", "characteristic": "moisture", "value": "5"}
        self.assertIn("Row 1", self._message([row, {**row, "value": "6"}]))

    def test_zero_rows_are_an_error(self):
        with self._refused("no row"):
            self._submit([])

    def test_requests_that_make_no_sense_are_refused(self):
        for rows, key, policy in (
            ("rows", "K", {}), ([["lot"]], "K", {}), ([{"weather": 1}], "K", {}),
            (self._rows(), "", {}), (self._rows(), None, {}), (self._rows(), "K", {"force": 1}),
        ):  # fmt: skip
            with self.subTest(rows=rows, key=key), self.assertRaises(UserError):
                self._submit(rows, key, **policy)

    def test_a_policy_that_is_no_dict_is_refused_in_words(self):
        Import = self.as_("inspector", self.env["stock.lot.result.import"])
        for policy in ("release", ["release"], 1):
            with self.subTest(policy), self.assertRaisesRegex(UserError, "dict of choices"):
                Import.submit(self._rows(), "K1", policy)

    def test_a_number_of_json_is_exact_and_zero_is_a_result(self):
        self._submit([{"lot": "A0", "characteristic": "moisture", "value": 0}])
        self.assertEqual(self._result(self.inspections[0], "moisture").value, "0.0")
        self._submit([{"lot": "A1", "characteristic": "moisture", "value": 6.55}], "K2")
        self.assertEqual(self._result(self.inspections[1], "moisture").value, "6.6")

    def test_numbers_have_a_decimal_point_whatever_language_imports_them(self):
        self.root["res.lang"]._activate_lang("de_DE")
        self.user["inspector"].lang = "de_DE"
        Import = self.as_("inspector", self.env["stock.lot.result.import"])
        row = {"lot": "A0", "characteristic": "aflatoxin", "value": "1.234"}
        Import.with_context(lang="de_DE").submit([row], "K1")
        self.assertEqual(self._result(self.inspections[0], "aflatoxin").value, "1.23")

    def test_the_same_request_is_carried_out_once(self):
        first, second = self._submit(), self._submit()
        self.assertEqual(first, second)
        with self._refused("was used for other rows"):
            self._submit(self._rows(moisture="6"))

    def test_what_is_known_already_is_passed_over_and_what_differs_is_refused(self):
        self._submit()
        result = self._submit(key="K2")
        self.assertEqual((result["answered"], result["same"]), (0, 9))
        rows = [{"lot": "A0", "characteristic": "moisture", "value": "9"}]
        self.assertIn("not overwritten", self._message(rows, key="K3"))

    def test_a_repeat_with_its_reason_keeps_both(self):
        self._submit(self._rows(moisture="9"))
        row = {"lot": "A0", "characteristic": "moisture", "value": "5", "analyst": "Lab Nord",
               "repeat_reason": "Wrong dilution"}  # fmt: skip
        self._submit([row], "K2")
        again = self._result(self.inspections[0], "moisture")
        self.assertEqual((again.value, again.attempt, again.analyst), ("5.0", 2, "Lab Nord"))
        self.assertEqual(again.repeat_of_id.value, "9.0")

    def test_a_refused_request_may_be_sent_again_with_its_key(self):
        rows = self._rows()
        self.inspections[0].sudo()._as_system().write({"state": "cancelled"})
        self.assertEqual(self._submit(rows)["state"], "failed")
        self.inspections[0].sudo()._as_system().write({"state": "open"})
        self.assertEqual(self._submit(rows)["state"], "done")

    def test_a_dry_run_keeps_nothing(self):
        result = self._submit(dry_run=True)
        self.assertEqual((result["state"], result["import_id"], result["errors"]),
                         ("draft", False, []))  # fmt: skip
        self.assertEqual(self._answered(), 0)
        self.assertEqual(self._submit()["answered"], 9)

    def test_complete_ones_are_released_where_a_manager_asks_for_it(self):
        self.lots.sudo()._set_disposition(self.quarantine, source="policy")
        self._submit(self._rows()[:-1])
        with self._refused("Only a quality manager releases"):
            self._submit(self._rows()[-1:], "K2", release=True)
        rows = [{"lot": "A2", "characteristic": "aflatoxin", "value": "<0.1"}]
        with self._refused("You entered results", AccessError):
            self._submit(rows + self._rows()[-1:], "K2", "quality_manager", release=True)
        self.assertEqual(self.lots.disposition_id, self.quarantine)

    def test_what_failed_waits_for_a_person(self):
        product = self._product()
        self._spec([self._line(self.moisture, maximum="6")], product, two_persons=False)
        lots = self._lot(product, "G") | self._lot(product, "B")
        lots.sudo()._set_disposition(self.quarantine, source="policy")
        self.as_("inspector", self.env["stock.lot.inspection"]).create(
            [{"lot_id": lot.id} for lot in lots]
        )
        rows = [
            {"lot": name, "characteristic": "moisture", "value": value}
            for name, value in (("G", "5"), ("B", "7"))
        ]
        result = self._submit(rows, role="quality_manager", release=True)
        self.assertEqual(result["decided"], 1)
        self.assertEqual(lots.mapped("disposition_id"), self.released | self.quarantine)

    def test_the_product_tells_lots_of_one_number_apart(self):
        other = self._product(default_code="OTHER")
        self._spec(product=other)
        lot = self._lot(other, "A0")
        inspection = self._open(lot)
        row = {"lot": "A0", "characteristic": "moisture", "value": "5"}
        self.assertIn("several open inspections", self._message([row]))
        self._submit([{**row, "product_code": "other"}], "K2")
        self.assertEqual(self._result(inspection, "moisture").value, "5.0")

    def test_samples_are_told_apart(self):
        product = self._product()
        lines = [self._line(self.moisture, maximum="6", per_sample=True)]
        self._spec(lines, product, sampling="fixed", sample_size=2)
        inspection = self._open(self._lot(product, "S"))
        row = {"lot": "S", "characteristic": "moisture", "value": "5"}
        self.assertIn("Name the sample", self._message([row]))
        self._submit([{**row, "sample": 1}, {**row, "sample": "2", "value": "7"}], "K2")
        self.assertEqual(inspection.result_ids.mapped("value"), ["5.0", "7.0"])

    def test_others_import_nothing(self):
        for role in ("warehouse", "lot_administrator", "auditor", "employee"):
            with self.subTest(role), self.assertRaises(AccessError):
                self._submit(role=role)

    def test_inspections_of_another_company_are_not_found(self):
        second = self._company()
        stranger = self._user_of(second, "inspector")
        self.assertEqual(len(self._submit(role=stranger)["errors"]), 9)
        self.assertEqual(self._answered(), 0)

    def test_nobody_writes_what_an_import_came_to(self):
        result = self._submit()
        document = self.as_("inspector", self.env["stock.lot.result.import"]).browse(
            result["import_id"]
        )
        for vals in ({"state": "draft"}, {"problems": []}, {"answered_count": 1}):
            with self.subTest(vals), self.assertRaises(UserError):
                document.write(vals)
        with self.assertRaises(UserError):
            document.action_apply()

    def test_ten_thousand_results_are_judged_without_a_query_for_each(self):
        rows = self._rows()
        Inspection = self.env["stock.lot.inspection"]
        counts = []
        for part in (rows[:3], rows):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            Inspection._judge_rows(part, self.company)
            counts.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0])


@tagged("post_install", "-at_install")
class TestResultFile(ResultImportCase):
    """A file from a laboratory: its columns by their usual names, its rows as sent."""

    def _document(self, content, filename="results.csv", role="inspector"):
        return self.as_(role, self.env["stock.lot.result.import"]).create(
            {"file": base64.b64encode(content.encode()), "filename": filename}
        )

    def test_its_examples_hold(self):
        self.assertFalse(doctest.testmod(result_rows).failed)

    def test_a_file_with_other_words_is_understood(self):
        document = self._document(
            "Batch Number;Test;Result;Unit;Laboratory\n"
            "A0;Moisture;5,1;%;Lab Nord\nA0;Colour;beige;;\nA0;Metal;No;;\n"
        )
        document.action_apply()
        self.assertEqual((document.state, document.answered_count), ("done", 3))
        self.assertEqual(self.inspections[0].verdict, "pass")
        self.assertEqual(self._result(self.inspections[0], "moisture").analyst, "Lab Nord")

    def test_a_wrong_row_is_named_and_the_file_can_be_corrected(self):
        document = self._document("Lot;Test;Result\nA0;Moisture;wet\n")
        document.action_apply()
        self.assertEqual(document.state, "failed")
        self.assertIn("Row 1: ", document.problem_words)
        document.file = base64.b64encode(b"Lot;Test;Result\nA0;Moisture;5\n")
        document.action_apply()
        self.assertEqual((document.state, document.problem_words), ("done", ""))

    def test_without_its_columns_a_file_is_refused(self):
        for content in ("Lot;Weather\nA0;Rain\n", "Test;Result\nMoisture;5\n", "x", "\0\1\2"):
            with self.subTest(content), self.assertRaises(UserError):
                self._document(content).action_apply()
        with self._refused("Choose a file"):
            self.as_("inspector", self.env["stock.lot.result.import"]).create({}).action_apply()

    def test_the_trend_shows_all_results_of_the_lot_beside_the_others(self):
        self._submit(self._rows(moisture="9"))
        inspection = self.inspections[0]
        self._result(inspection, "moisture")._repeat("5", "Wrong sample")
        trend = self.as_("warehouse", self.lots[0]).get_quality_trend()
        moisture = trend[0]
        self.assertEqual((moisture["name"], moisture["high"], moisture["low"]),
                         ("Moisture", 6.5, None))  # fmt: skip
        self.assertEqual([row["words"] for row in moisture["results"]], ["5.0 %", "9.0 %"])
        self.assertEqual([row["counts"] for row in moisture["results"]], [True, False])
        self.assertEqual([point["mine"] for point in moisture["points"]].count(True), 1)
        self.assertEqual(len(moisture["points"]), 3)
        self.assertFalse(trend[1]["points"])
