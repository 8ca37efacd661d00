from datetime import date

from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .common_certificate import CertificateCase


@tagged("post_install", "-at_install")
class TestRefusals(CertificateCase):
    """A certificate is refused with the cause, or it is not refused."""

    def _causes(self, lot=None, **terms):
        lots = self.as_("inspector", self.almonds if lot is None else lot)
        [plan] = lots._plan_certificates(self.company, **terms)
        return " ".join(plan.refusals)

    def _unsigned(self):
        self.company.lot_certificate_signed = False

    def test_a_released_lot_that_passed_is_entitled(self):
        self._unsigned()
        self.assertEqual(self._causes(), "")

    def test_a_lot_that_is_not_released_is_not(self):
        self._unsigned()
        for disposition in (self.quarantine, self.on_hold, self.rejected, self.recalled):
            self.almonds.sudo()._set_disposition(disposition, "Test", source="policy")
            self.env.invalidate_all()
            self.assertIn(disposition.name, self._causes())

    def test_a_lot_nobody_tested_is_not(self):
        self._unsigned()
        lot = self._receive(self.nuts, "A2", 1)
        self.assertIn("not tested", self._causes(lot))
        self.assertEqual(self._causes(lot, kind="conformity"), "")

    def test_a_lot_under_inspection_is_not(self):
        self._unsigned()
        open_one = self._open(self.almonds)
        self.assertIn(open_one.name, self._causes())
        self.assertIn(open_one.name, self._causes(kind="conformity"))

    def test_a_retest_that_is_not_due_stops_nothing(self):
        self._unsigned()
        self._spec(code="R-1", operation="retest")
        retest = self._open(self.almonds, operation="retest", due_date=date(2026, 7, 1))
        self.assertEqual(self._causes(), "")
        with freeze_time("2026-07-01 10:00:00"):
            self.assertIn(retest.name, self._causes())

    def test_a_missing_required_result_is_named(self):
        self._unsigned()
        lot = self._receive(self.nuts, "A3", 1)
        self._decided(self._answer(self._open(lot), moisture="5", metal="no"))
        self.assertIn("Colour", self._causes(lot))

    def test_a_failed_result_is_named_with_its_limits(self):
        self._unsigned()
        lot = self._receive(self.nuts, "A3", 1)
        self._decided(self._answer(self._open(lot), moisture="7.25", colour="ivory", metal="no"))
        causes = self._causes(lot)
        self.assertIn("Moisture", causes)
        self.assertIn("7.3 %", causes)
        self.assertIn("6.5 %", causes)

    def test_a_newer_result_counts(self):
        self._unsigned()
        lot = self._receive(self.nuts, "A3", 1)
        failed = self._answer(self._open(lot), moisture="7.2", colour="ivory", metal="no")
        self._decided(failed, decided_at="2026-06-14 10:00:00")
        self._decided(self._pass(self._open(lot)), decided_at="2026-06-15 09:00:00")
        self.assertEqual(self._causes(lot), "")

    def test_without_a_signature_it_is_not(self):
        self.assertIn("Nobody signed", self._causes())

    def test_a_signed_release_is_enough(self):
        self._need()
        self._decide(self.almonds, self.on_hold)
        lots = self.as_(self.mia, self.almonds)
        self._release(self.mia, self._sign(self.mia, lots), lots)
        self.env.invalidate_all()
        self.assertEqual(self._causes(), "")
        self.almonds.ref = "Changed"
        self.env.invalidate_all()
        self.assertIn("changed since", self._causes())

    def test_an_open_nonconformity_is_a_cause(self):
        self._unsigned()
        Nonconformity = self.as_("inspector", self.env["stock.lot.nonconformity"])
        line = {"lot_id": self.almonds.id, "quantity": 1}
        made = Nonconformity.create({"title": "Dust", "line_ids": [(0, 0, line)]})
        self.assertIn(made.name, self._causes())

    def test_the_customers_stricter_limit_counts(self):
        self._unsigned()
        line = self._line(self.moisture, has_own_limits=True, maximum="5")
        self._terms([line])
        self.assertEqual(self._causes(), "")
        causes = self._causes(partner=self.customer)
        self.assertIn("Moisture", causes)
        self.assertIn("≤ 5 %", causes)

    def test_the_customers_wider_limit_excuses_nothing(self):
        self._unsigned()
        lot = self._receive(self.nuts, "A3", 1)
        self._decided(self._answer(self._open(lot), moisture="7.2", colour="ivory", metal="no"))
        self._terms([self._line(self.moisture, has_own_limits=True, maximum="9")])
        self.assertIn("Moisture", self._causes(lot, partner=self.customer))

    def test_leaving_a_failed_test_out_excuses_nothing(self):
        self._unsigned()
        lot = self._receive(self.nuts, "A3", 1)
        self._decided(self._answer(self._open(lot), moisture="7.2", colour="ivory", metal="no"))
        self._terms([self._line(self.moisture, shown="no")])
        self.assertIn("Moisture", self._causes(lot, partner=self.customer))

    def test_limits_are_read_alike_in_every_language(self):
        self._unsigned()
        self.root["res.lang"]._activate_lang("de_DE")
        line = self._line(self.moisture, has_own_limits=True, maximum="5.15")
        self._terms([line], lang="de_DE")
        self.assertEqual(self._causes(partner=self.customer), "")

    def test_results_that_were_altered_are_no_evidence(self):
        self._unsigned()
        lot = self._receive(self.nuts, "A4", 1)
        inspection = self.as_(self.mia, self._pass(self._open(lot)))
        inspection._decide(self.as_(self.mia, self.released), "Passed")
        self.assertEqual(self._causes(lot), "")
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE stock_lot_inspection_result SET typed = '1.0' WHERE inspection_id = %s"
                " AND answered",
                inspection.id,
            )
        )
        self.env.invalidate_all()
        self.assertIn("altered", self._causes(lot))

    def test_tests_of_another_company_count_for_nothing(self):
        self._unsigned()
        other = self._company()
        [plan] = self.almonds.sudo()._plan_certificates(other)
        self.assertFalse(plan.rows)
        self.assertIn("not tested", " ".join(plan.refusals))

    def test_many_lots_ask_no_more_often(self):
        self._unsigned()
        lots = self.almonds
        for number in range(6):
            lot = self._receive(self.nuts, f"M{number}", 1)
            self._decided(self._pass(self._open(lot)))
            lots |= lot
        self.env.flush_all()

        def ask(some):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._plan_certificates(self.company)
            return self.env.cr.sql_log_count - before

        ask(lots)
        few, many = ask(lots[:2]), ask(lots)
        self.assertLessEqual(many - few, 5 * (len(lots) - 2))


@tagged("post_install", "-at_install")
class TestDeviation(CertificateCase):
    """What does not comply goes under a signed deviation only, and that is printed."""

    def setUp(self):
        super().setUp()
        self.wet = self._receive(self.nuts, "W1", 5)
        answers = {"moisture": "7.2", "colour": "ivory", "metal": "no"}
        self.failed = self._answer(self._open(self.wet), **answers)

    def _plan(self, **terms):
        return self.as_(self.mia, self.wet)._plan_certificates(self.company, **terms)[0]

    def test_a_conditional_release_that_is_signed_is_printed(self):
        signature = self.env["stock.lot.signature"].sudo()._enter(
            self.mia, "signed", self.company.id, meaning="Approval", method="password", subject=""
        )
        self._decided(
            self.failed, reason="Blended at 10 %", valid_until=date(2026, 6, 30),
            signature_id=signature.id,
        )  # fmt: skip
        plan = self._plan()
        self.assertFalse(plan.refusals)
        self.assertEqual(plan.deviation["words"], "Blended at 10 %")
        self.assertEqual(plan.deviation["by"], "Mia Kern")
        with freeze_time("2026-07-01 10:00:00"):
            self.assertIn("ended", " ".join(self._plan().refusals))

    def test_a_conditional_release_that_nobody_signed_is_not(self):
        self.company.lot_certificate_signed = False
        self._decided(self.failed, reason="Blended", valid_until=date(2026, 6, 30))
        self.assertIn("not signed", " ".join(self._plan().refusals))

    def test_words_alone_are_no_deviation(self):
        self.company.lot_certificate_signed = False
        self._decided(self.failed)
        self.assertIn("Moisture", " ".join(self._plan(deviation="Blended").refusals))
