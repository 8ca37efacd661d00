from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_certificate import CertificateCase
from .common_nonconformity import NonconformityCase
from .common_signing import PASSWORD

FAILS = {"moisture": "8.4", "colour": "ivory", "metal": "no"}


@tagged("post_install", "-at_install")
class TestFlowCertificate(CertificateCase, NonconformityCase):
    """Receipt, quarantine, tests that fail, nonconformity, retest, release, delivery, recall."""

    def test_from_the_receipt_to_a_certificate_and_beyond(self):
        lot = self._arrive()
        nonconformity = self._fail(lot)
        self._cannot_be_released(lot)
        self._end(self._work(nonconformity), "Dried again")
        self._retest(lot)
        picking, made = self._deliver(lot)
        self._read_story(lot, nonconformity, made)
        self._recall(lot, made)
        self.assertEqual(picking.certificate_count, 1)

    def _arrive(self):
        """It stands in quarantine from its first minute, and no certificate is to be had."""
        self.nuts.product_tmpl_id.sudo().lot_disposition_id = self.quarantine
        lot = self._receive(self.nuts, "F1", 50)
        self.assertEqual(lot.disposition_id, self.quarantine)
        with self.assertRaises(UserError):
            self._issue(lot)
        return lot

    def _fail(self, lot):
        """The inspector finds it too moist and reports it, with the lot and its supplier."""
        inspection = self._answer(self._open(lot), **FAILS)
        self.assertEqual(inspection.verdict, "fail")
        decided = {"decision_id": self.on_hold.id, "decided_at": "2026-06-14 08:00:00"}
        self._decided(inspection, **decided)
        context = inspection.action_report_nonconformity()["context"]
        Nonconformity = self.as_("inspector", self.env["stock.lot.nonconformity"])
        made = Nonconformity.with_context(**context).create({})
        self.assertEqual(made.title, "Moisture 8.4 %")
        self.assertEqual((made.origin, made.inspection_id), ("inspection", inspection))
        self.assertEqual(made.partner_id, self.supplier)
        self.assertEqual(made.line_ids.quantity, 50)
        return made

    def _cannot_be_released(self, lot):
        with self.assertRaises(UserError):
            self._decide(lot, self.released, "Looks dry")

    def _retest(self, lot):
        """Dried, tested anew, decided and released with one signature."""
        self._need()
        inspection = self.as_(self.mia, self._pass(self._open(lot)))
        signing = (self.as_(self.mia, self.meaning), PASSWORD)
        released = self.as_(self.mia, self.released)
        inspection._decide(released, "Dried, tested anew", signing=signing)
        self.env.invalidate_all()
        self.assertEqual(lot.disposition_id, self.released)

    def _deliver(self, lot):
        """The warehouse presses one button; the signature of the release is on the paper."""
        picking = self._delivery(lot, 20)
        picking.action_issue_certificates()
        made = self.env["stock.lot.certificate"].search([("picking_id", "=", picking.id)])
        text = self._text(made)
        for words in ("F1", "5.1 %", "Mia Kern", "Head of quality", "20 Units", "Deco Addict"):
            self.assertIn(words, text)
        self.assertNotIn("8.4", text)
        return picking, made

    def _read_story(self, lot, nonconformity, made):
        kinds = self._events(lot).mapped("kind")
        for kind in ("nonconformity", "disposition", "certificate"):
            self.assertIn(kind, kinds)
        said = "\n".join(self._events(lot).mapped("summary"))
        self.assertIn(nonconformity.name, said)
        self.assertIn(made.name, said)

    def _recall(self, lot, made):
        """Recalled later: the file stays, but whoever checks it is told."""
        recall = self.as_("recall_coordinator", self.recalled)
        self.as_("recall_coordinator", lot)._set_disposition(recall, "Salmonella")
        self.env.invalidate_all()
        self.assertEqual(made._get_public_status(), "withdrawn")
        self.assertTrue(made._get_pdf())
