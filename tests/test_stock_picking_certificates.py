from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_certificate import CertificateCase


@tagged("post_install", "-at_install")
class TestDelivery(CertificateCase):
    """One button for all lots of a delivery; attached and mailed by the customer's terms."""

    def setUp(self):
        super().setUp()
        self.company.lot_certificate_signed = False

    def _second(self, passed=True):
        lot = self._receive(self.nuts, "A2", 10)
        if passed:
            self._decided(self._pass(self._open(lot)))
        return lot

    def test_one_button_issues_for_all_lots_and_attaches_them(self):
        picking = self._delivery(self.almonds | self._second())
        action = picking.action_issue_certificates()
        made = self.env["stock.lot.certificate"].search(action["domain"])
        self.assertEqual(sorted(made.mapped("lot_name")), ["A1", "A2"])
        self.assertEqual(made.partner_id, self.customer)
        self.assertEqual(picking.certificate_count, 2)
        files = self.root["ir.attachment"].search(
            [("res_model", "=", "stock.picking"), ("res_id", "=", picking.id)]
        )
        self.assertEqual(sorted(files.mapped("name")),
                         ["COA-2026-00001.pdf", "COA-2026-00002.pdf"])  # fmt: skip

    def test_pressing_again_issues_nothing_twice(self):
        picking = self._delivery()
        picking.action_issue_certificates()
        picking.action_issue_certificates()
        self.assertEqual(picking.certificate_count, 1)

    def test_what_is_not_entitled_is_named_and_the_rest_is_issued(self):
        picking = self._delivery(self.almonds | self._second(passed=False))
        picking.action_issue_certificates()
        self.assertEqual(picking.certificate_count, 1)
        activity = picking.sudo().activity_ids
        self.assertEqual(activity.summary, "Certificates are missing")
        self.assertIn("A2", activity.note)

    def test_where_none_is_entitled_it_says_why(self):
        picking = self._delivery(self._second(passed=False))
        with self.assertRaises(UserError) as caught:
            picking.action_issue_certificates()
        self.assertIn("not tested", str(caught.exception))

    def test_a_receipt_has_none(self):
        lot = self._receive(self.nuts, "A2", 10)
        receipt = self.env["stock.move.line"].search([("lot_id", "=", lot.id)]).picking_id
        with self.assertRaises(UserError):
            receipt.action_issue_certificates()

    def test_an_auditor_issues_none(self):
        picking = self._delivery()
        with self.assertRaises(AccessError):
            self.as_("auditor", picking).action_issue_certificates()

    def test_one_file_of_all(self):
        picking = self._delivery(self.almonds | self._second())
        with self.assertRaises(UserError):
            picking.action_print_certificates()
        picking.action_issue_certificates()
        made = self.env["stock.lot.certificate"].search([("picking_id", "=", picking.id)])
        url = picking.action_print_certificates()["url"]
        self.assertTrue(all(str(one.id) in url for one in made))


@tagged("post_install", "-at_install")
class TestByTerms(CertificateCase):
    """With each delivery, in the background, as the customer's terms say."""

    def setUp(self):
        super().setUp()
        self.company.lot_certificate_signed = False

    def _cron(self):
        self.root.ref("stock_lot_lifecycle.stock_lot_certificate_cron").method_direct_trigger()
        self.env.invalidate_all()

    def test_without_terms_nothing_is_ordered(self):
        self.assertFalse(self._delivery().certificate_due)
        self._terms(at_delivery="no")
        self.assertFalse(self._delivery().certificate_due)

    def test_validating_orders_and_the_job_issues(self):
        self._terms(at_delivery="attach")
        picking = self._delivery()
        self.assertEqual(picking.certificate_due, "due")
        self.assertFalse(picking.certificate_count)
        self._issue_due(picking)
        self.assertEqual(picking.certificate_due, "done")
        self.assertEqual(picking.certificate_count, 1)

    def _issue_due(self, picking):
        picking.sudo()._issue_as_ordered()
        self.env.invalidate_all()

    def test_mail_goes_to_the_customer_with_the_file(self):
        self._terms(at_delivery="mail")
        picking = self._delivery()
        self._issue_due(picking)
        message = picking.sudo().message_ids.filtered("attachment_ids")
        self.assertEqual(message.partner_ids, self.customer.sudo())
        self.assertEqual(message.attachment_ids.mimetype, "application/pdf")

    def test_what_cannot_be_issued_stops_no_delivery_and_is_told(self):
        self._terms(at_delivery="attach")
        lot = self._receive(self.nuts, "A9", 3)
        picking = self._delivery(lot)
        self.assertEqual(picking.state, "done")
        self._issue_due(picking)
        self.assertEqual(picking.certificate_due, "refused")
        self.assertIn("A9", picking.sudo().activity_ids.note)

    def test_one_that_fails_takes_nothing_with_it(self):
        self._terms(at_delivery="attach")
        good, bad = self._delivery(), self._delivery()
        bad.move_line_ids.sudo().lot_id = False
        with self.enter_registry_test_mode():
            self._cron()
        self.assertEqual(good.certificate_due, "done")
        self.assertEqual(bad.certificate_due, "refused")
