import json

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common_quality import QualityCase

VALUES = {"moisture": "5,1", "colour": "ivory"}


@tagged("post_install", "-at_install")
class TestSupplierCertificate(QualityCase):
    """What a supplier says is compared with our limits; the identity test is our own."""

    def setUp(self):
        super().setUp()
        self.identity = self._characteristic("identity", kind="yes_no", is_identity=True)
        lines = [
            self._line(self.moisture, maximum="6.5"),
            self._line(self.colour, accepted="Ivory; Beige"),
            self._line(self.aflatoxin, maximum="4", is_required=False),
            self._line(self.identity, accepted="yes"),
        ]
        self._spec(lines, code="IN-1", frequency="hand")
        self.lot = self._receive(self.nuts, "S1", 20)
        self.inspection = self._open(self.lot)

    def _enter(self, role="inspector", values=None, attach=True, **vals):
        Certificate = self.as_(role, self.env["stock.lot.supplier.certificate"])
        file = Command.create({"name": "coa.pdf", "raw": b"%PDF-1.4 theirs"})
        made = Certificate.create(
            {
                "name": "ACME-77",
                "day": "2026-06-10",
                "inspection_id": self.inspection.id,
                "partner_id": self.supplier.id,
                "attachment_ids": [file] if attach else [],
                **vals,
            }
        )
        for code, typed in (VALUES if values is None else values).items():
            self._value(made, code).typed = typed
        return made

    def _value(self, certificate, code):
        return certificate.line_ids.filtered(
            lambda line: line.result_id.characteristic_id.code == code
        )

    def _identify(self, typed="yes"):
        self._answer(self.inspection, identity=typed)

    def test_it_lists_what_may_be_taken_from_paper(self):
        names = self._enter().line_ids.mapped("name")
        self.assertEqual(names, ["Moisture", "Colour", "Aflatoxin"])

    def test_values_are_judged_by_our_limits_as_they_are_typed(self):
        made = self._enter()
        self.assertEqual(self._value(made, "moisture").verdict, "pass")
        self._value(made, "moisture").typed = "7,5"
        self.assertEqual(self._value(made, "moisture").verdict, "fail")
        self.assertIn("Moisture does not keep our limits", made.missing)

    def test_text_where_a_number_belongs_is_refused(self):
        made = self._enter()
        with self.assertRaises(UserError):
            self._value(made, "moisture").typed = "dry"
            self._value(made, "moisture").flush_recordset()
            made.line_ids.mapped("verdict")

    def test_accepted_it_answers_the_inspection_in_the_suppliers_name(self):
        self._identify()
        made = self._enter()
        made.action_accept()
        row = self._result(self.inspection, "moisture")
        self.assertEqual(row.value_words, "5.1 %")
        self.assertEqual(row.analyst, "Certificate ACME-77 of Acme Farms")
        self.assertEqual(str(row.tested_on), "2026-06-10")
        self.assertEqual(self.inspection.verdict, "pass")
        self.assertEqual(made.state, "accepted")

    def test_the_ledger_names_it_with_the_hash_of_its_file(self):
        self._identify()
        made = self._enter()
        made.action_accept()
        facts = json.loads(self._events(self.lot, "certificate").payload)
        self.assertEqual(facts["step"], "accepted")
        self.assertEqual(facts["certificate"]["files"], made.attachment_ids.mapped("checksum"))

    def test_without_our_identity_test_nothing_is_accepted(self):
        made = self._enter()
        self.assertIn("identity", made.missing)
        with self.assertRaises(UserError):
            made.action_accept()
        self._identify("no")
        with self.assertRaises(UserError):
            made.action_accept()
        self.assertNotEqual(self.inspection.verdict, "pass")

    def test_a_specification_without_an_identity_test_takes_no_paper(self):
        self._spec(code="IN-2", product=self._product(name="Salt"))
        lot = self._receive(self.env["product.product"].search([("name", "=", "Salt")]), "T1", 5)
        made = self._enter(values={}, inspection_id=self._open(lot).id)
        self.assertIn("has no identity test", made.missing)

    def test_without_a_file_or_a_value_nothing_is_accepted(self):
        self._identify()
        self.assertIn("Attach", self._enter(attach=False).missing)
        made = self._enter(values={"moisture": "5"})
        self.assertIn("Colour", made.missing)
        with self.assertRaises(UserError):
            made.action_accept()

    def test_what_we_tested_ourselves_stays(self):
        self._identify()
        self._answer(self.inspection, moisture="6.1")
        made = self._enter()
        made.action_accept()
        self.assertEqual(self._result(self.inspection, "moisture").value, "6.1")

    def test_refusing_needs_a_reason(self):
        made = self._enter()
        with self.assertRaises(UserError):
            made.action_refuse()
        made.reason = "Another lot's number"
        made.action_refuse()
        self.assertEqual(made.state, "refused")
        self.assertFalse(self._result(self.inspection, "moisture").answered)

    def test_checked_it_stays_as_it_is(self):
        self._identify()
        made = self._enter()
        made.action_accept()
        for call in (
            lambda: made.write({"name": "X"}), made.unlink, made.action_accept,
            lambda: self._value(made, "moisture").write({"typed": "1"}),
            lambda: made.line_ids[0].unlink(),
        ):  # fmt: skip
            with self.assertRaises(UserError):
                call()

    def test_nobody_writes_the_outcome(self):
        made = self._enter()
        with self.assertRaises(AccessError):
            made.state = "accepted"
        with self.assertRaises(AccessError):
            self._enter(state="accepted")

    def test_the_warehouse_enters_it_and_does_not_accept(self):
        made = self._enter(role="warehouse", values={})
        self.assertEqual(made.state, "open")
        with self.assertRaises(AccessError):
            made.action_accept()

    def test_it_is_not_dated_tomorrow(self):
        with self.assertRaises(ValidationError):
            self._enter(day="2026-06-16")

    def test_values_of_another_inspection_do_not_get_in(self):
        other = self._open(self._receive(self.nuts, "S2", 5))
        made = self._enter()
        with self.assertRaises(ValidationError):
            made.line_ids.create(
                {"certificate_id": made.id, "result_id": other.result_ids[0].id}
            )

    def test_nobody_sees_those_of_a_company_they_are_not_in(self):
        made = self._enter()
        stranger = self._user_of(self._company(), "inspector")
        with self.assertRaises(AccessError):
            made.with_user(stranger).read(["name"])
