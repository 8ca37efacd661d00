import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common_certificate import CertificateCase
from .common_signing import PASSWORD


@tagged("post_install", "-at_install")
class TestIssue(CertificateCase):
    """The verb: who issues, what is stored, what the ledger says."""

    def test_it_is_numbered_per_kind_company_and_year(self):
        numbers = [self._issue(kind=kind).name for kind in ("analysis", "analysis", "conformity")]
        self.assertEqual(numbers, ["COA/2026/00001", "COA/2026/00002", "COC/2026/00001"])

    def test_what_is_refused_takes_no_number(self):
        lot = self._receive(self.nuts, "A2", 1)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._issue(lot)
        self.assertEqual(self._issue().name, "COA/2026/00001")

    def test_one_for_each_lot_or_none(self):
        second = self._receive(self.nuts, "A2", 1)
        self._decided(self._pass(self._open(second)))
        self.assertEqual(len(self._issue(self.almonds | second)), 2)
        third = self._receive(self.nuts, "A3", 1)
        with self.assertRaises(UserError) as caught:
            self._issue(self.almonds | third)
        self.assertIn("A3", str(caught.exception))

    def test_zero_lots_are_an_error(self):
        with self.assertRaises(UserError):
            self._issue(self.almonds.browse(), sign=False)

    def test_the_ledger_of_the_lot_names_it_with_its_hash_and_signature(self):
        made = self._issue(partner=self.customer)
        event = self._events(self.almonds, "certificate")
        facts = json.loads(event.payload)
        self.assertEqual(facts["certificate"]["sha256"], made.sha256)
        self.assertEqual(facts["certificate"]["partner"]["name"], self.customer.name)
        self.assertEqual(facts["signatures"][0]["by"]["name"], "Mia Kern")
        self.assertIn("COA/2026/00001 issued", event.summary)

    def test_what_was_left_out_is_logged(self):
        self._terms(
            [
                self._line(self.moisture, shown="no"),
                self._line(self.colour, shown="result", label="Hue"),
            ]
        )
        made = self._issue(partner=self.customer)
        for words in ("Not printed: Moisture, 5.1 %", "Without its limits: Colour", "Hue"):
            self.assertIn(words, made.suppressed)
        facts = json.loads(self._events(self.almonds, "certificate").payload)
        self.assertEqual(facts["certificate"]["suppressed"], made.suppressed)

    def test_the_warehouse_and_the_auditor_issue_none(self):
        for role in ("warehouse", "auditor", "lot_administrator", "stock_manager"):
            with self.subTest(role), self.assertRaises(AccessError):
                self._issue(role=role, sign=False)

    def test_an_inspector_issues_what_is_signed_already(self):
        self.company.lot_certificate_signed = False
        self.assertEqual(self._issue(role="inspector", sign=False).issued_by_id.name,
                         "Lots inspector")  # fmt: skip

    def test_a_signature_is_for_these_lots_only(self):
        second = self._receive(self.nuts, "A2", 1)
        self._decided(self._pass(self._open(second)))
        lot = self.as_(self.mia, self.almonds)
        meaning = self.as_(self.mia, self.meaning)
        signature = self._certificates()._sign_issue(lot, self.company, meaning, PASSWORD)
        with self.assertRaises(UserError):
            self._certificates()._issue(second, self.company, signature=signature)
        self._certificates()._issue(lot, self.company, signature=signature)
        with self.assertRaises(UserError):
            self._certificates()._issue(lot, self.company, signature=signature)

    def test_a_deviation_is_a_quality_managers(self):
        with self.assertRaises(AccessError):
            self._issue(role="inspector", sign=False, deviation="Never mind")

    def test_a_deviation_is_printed_with_its_signer(self):
        wet = self._receive(self.nuts, "W1", 5)
        answers = {"moisture": "7.2", "colour": "ivory", "metal": "no"}
        self._decided(self._answer(self._open(wet), **answers))
        made = self._issue(wet, deviation="For animal feed only")
        self.assertTrue(made.is_conditional)
        text = self._text(made)
        for words in ("does not comply", "For animal feed only", "Signed by Mia Kern", "7.2 %"):
            self.assertIn(words, text)

    def test_a_deviation_without_a_signature_does_nothing(self):
        wet = self._receive(self.nuts, "W1", 5)
        answers = {"moisture": "7.2", "colour": "ivory", "metal": "no"}
        self._decided(self._answer(self._open(wet), **answers))
        self.company.lot_certificate_signed = False
        with self.assertRaises(UserError):
            self._issue(wet, sign=False, deviation="For animal feed only")


@tagged("post_install", "-at_install")
class TestRevision(CertificateCase):
    """A correction is the next revision of the same number."""

    def test_the_next_revision_supersedes_the_one_before(self):
        first = self._issue()
        second = self._issue(replaces=first, reason="Wrong customer order")
        self.assertEqual((second.name, second.revision), (first.name, 1))
        self.assertEqual(first.state, "superseded")
        self.assertEqual(first.replaced_by_id, second)
        self.assertIn("Wrong customer order", first.notice)
        self.assertIn("Revision 1", self._text(second))
        steps = [
            json.loads(event.payload)["step"]
            for event in self._events(self.almonds, "certificate")
        ]
        self.assertEqual(sorted(steps), ["issued", "issued", "superseded"])

    def test_it_needs_a_reason_and_the_same_lot(self):
        first = self._issue()
        with self.assertRaises(UserError):
            self._issue(replaces=first, reason=" ")
        other = self._receive(self.nuts, "A2", 1)
        self._decided(self._pass(self._open(other)))
        with self.assertRaises(UserError):
            self._issue(other, replaces=first, reason="Because")

    def test_what_has_ended_gets_no_revision(self):
        first = self._issue()
        self._issue(replaces=first, reason="Because")
        with self.assertRaises(UserError):
            self._issue(replaces=first, reason="Again")

    def test_an_inspector_revises_nothing(self):
        first = self._issue()
        self.company.lot_certificate_signed = False
        with self.assertRaises(AccessError):
            self._issue(role="inspector", sign=False, replaces=first, reason="Because")


@tagged("post_install", "-at_install")
class TestDialog(CertificateCase):
    """The dialog collects input, and says before whether it will be refused."""

    def _dialog(self, lot=None, **vals):
        lot = self.as_(self.mia, self.almonds if lot is None else lot)
        context = lot.action_issue_certificate()["context"]
        Dialog = lot.env["stock.lot.issue.certificate"].with_context(**context)
        return Dialog.create(vals)

    def test_it_proposes_to_sign_where_the_release_is_not(self):
        dialog = self._dialog()
        self.assertTrue(dialog.is_signed)
        self.assertEqual(dialog.kind, "analysis")
        self.assertFalse(dialog.refusals)

    def test_it_issues_and_opens_it(self):
        dialog = self._dialog(partner_id=self.customer.id)
        action = dialog.with_context(stock_lot_secret=PASSWORD).action_apply()
        made = self._certificates().browse(action["res_id"])
        self.assertEqual((made.lot_id, made.partner_id), (self.almonds, self.customer))
        self.assertIn("Mia Kern", self._text(made))

    def test_a_wrong_password_issues_nothing(self):
        dialog = self._dialog()
        with self.assertRaises(UserError):
            dialog.with_context(stock_lot_secret="wrong-1").action_apply()
        self.assertFalse(self._certificates().search([]))

    def test_it_says_why_not(self):
        lot = self._receive(self.nuts, "A2", 1)
        self.assertIn("not tested", self._dialog(lot).refusals)

    def test_the_words_of_a_deviation_take_the_refusal_away(self):
        wet = self._receive(self.nuts, "W1", 5)
        answers = {"moisture": "7.2", "colour": "ivory", "metal": "no"}
        self._decided(self._answer(self._open(wet), **answers))
        dialog = self._dialog(wet)
        self.assertIn("Moisture", dialog.refusals)
        with Form(dialog) as form:
            form.deviation = "For animal feed only"
            form.secret = PASSWORD
        self.assertTrue(dialog.is_signed)
        self.assertFalse(dialog.refusals)

    def test_a_revision_keeps_kind_customer_and_delivery(self):
        first = self._issue(partner=self.customer, kind="conformity")
        context = self.as_(self.mia, first).action_revise()["context"]
        Dialog = first.env["stock.lot.issue.certificate"].with_context(**context)
        dialog = Dialog.create({"reason": "Wrong order"})
        self.assertEqual((dialog.kind, dialog.partner_id), ("conformity", self.customer))
        dialog.with_context(stock_lot_secret=PASSWORD).action_apply()
        self.assertEqual(first.state, "superseded")


@tagged("post_install", "-at_install")
class TestAttacks(CertificateCase):
    """What people try, by the form, by a remote call, by changing what lies behind."""

    def test_no_context_slips_anything_in(self):
        Certificate = self._certificates().with_context(
            default_state="void", default_name="COA/9", default_end_reason="x", default_token="t"
        )
        lot = self.as_(self.mia, self.almonds)
        meaning = self.as_(self.mia, self.meaning)
        signature = Certificate._sign_issue(lot, self.company, meaning, PASSWORD)
        made = Certificate._issue(lot, self.company, signature=signature)
        self.assertEqual((made.state, made.name), ("valid", "COA/2026/00001"))
        self.assertFalse(made.end_reason)
        self.assertEqual(len(made.sudo().token), 32)

    def test_a_result_that_changes_between_signing_and_issuing_is_noticed(self):
        lot = self.as_(self.mia, self.almonds)
        meaning = self.as_(self.mia, self.meaning)
        signature = self._certificates()._sign_issue(lot, self.company, meaning, PASSWORD)
        self._decided(self._answer(self._open(lot), moisture="6", colour="beige", metal="no"))
        with self.assertRaises(UserError):
            self._certificates()._issue(lot, self.company, signature=signature)

    def test_terms_that_change_between_are_noticed_where_results_differ(self):
        lot = self.as_(self.mia, self.almonds)
        meaning = self.as_(self.mia, self.meaning)
        terms = {"partner": self.as_(self.mia, self.customer)}
        signature = self._certificates()._sign_issue(lot, self.company, meaning, PASSWORD, **terms)
        self._terms([self._line(self.moisture, has_own_limits=True, maximum="5")])
        with self.assertRaises(UserError):
            self._certificates()._issue(lot, self.company, signature=signature, **terms)

    def test_the_specification_of_an_issued_certificate_cannot_be_rewritten(self):
        made = self._issue()
        line = self.as_("quality_manager", self.spec).line_ids[0]
        with self.assertRaises(UserError):
            line.maximum = "99"
        self.assertIn("6.5", self._text(made))

    def test_a_result_typed_as_a_relation_is_printed_as_it_is(self):
        lot = self._receive(self.nuts, "R1", 1)
        answers = {"moisture": "<0,05", "colour": "ivory", "metal": "no", "aflatoxin": "<LOD"}
        self._decided(self._answer(self._open(lot), **answers))
        text = self._text(self._issue(lot))
        self.assertIn("<0.05 %", text)
        self.assertIn("<0.1 µg/kg", text)

    def test_revisions_keep_one_number_and_their_order(self):
        last = self._issue()
        for number in range(1, 4):
            last = self._issue(replaces=last, reason=f"Reason {number}")
        found = last.search([("name", "=", last.name)], order="revision")
        self.assertEqual(found.mapped("revision"), [0, 1, 2, 3])
        self.assertEqual(found.mapped("state"), ["superseded"] * 3 + ["valid"])
        self.assertEqual(self._issue().name, "COA/2026/00002")

    def test_each_company_counts_for_itself(self):
        self._issue()
        other = self._company()
        self.mia.sudo().company_ids |= other
        lot = self.as_(self.mia, self.almonds)
        other.lot_certificate_signed = False
        made = self._certificates()._issue(lot, other, kind="conformity")
        self.assertEqual(made.name, "COC/2026/00001")
        self.assertEqual(made.company_id, other)
