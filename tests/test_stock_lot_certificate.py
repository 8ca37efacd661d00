from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.stock_lot_lifecycle.models.provenance import Provenance, with_provenance
from odoo.addons.stock_lot_lifecycle.tools.signed_facts import bytes_digest

from .common_certificate import CertificateCase


@tagged("post_install", "-at_install")
class TestCertificate(CertificateCase):
    """What was issued never changes; it ends, and is never deleted."""

    def test_its_file_is_the_one_that_was_issued(self):
        made = self._issue()
        content = made._get_pdf()
        self.assertEqual(content[:5], b"%PDF-")
        self.assertEqual(bytes_digest(content), made.sha256)

    def test_nothing_that_changes_afterwards_changes_it(self):
        made = self._issue(partner=self.customer)
        before = made._get_pdf(), made.sha256, made.content
        self.almonds.sudo().write({"name": "OTHER", "ref": "X"})
        self.nuts.sudo().name = "Walnuts"
        self.company.write({"name": "Other Ltd", "logo": False})
        self.customer.sudo().name = "Somebody else"
        self.as_("quality_manager", self.spec)._withdraw()
        self.env.invalidate_all()
        self.assertEqual((made._get_pdf(), made.sha256, made.content), before)
        self.assertIn("A1", self._text(made))

    def test_an_altered_file_is_not_handed_out(self):
        made = self._issue()
        attachment = self.root["ir.attachment"].search(
            [("res_model", "=", made._name), ("res_id", "=", made.id), ("res_field", "=", "pdf")]
        )
        attachment.raw = b"%PDF-1.4 forged"
        made.invalidate_recordset()
        with self.assertRaises(UserError) as caught:
            made._get_pdf()
        self.assertIn("altered", str(caught.exception))

    def test_nobody_makes_or_changes_one_directly(self):
        made = self._issue()
        vals = {"name": "COA/1", "sha256": "x", "token": "t", "kind": "analysis"}
        for user in (self.mia, self.user["auditor"], self.root.user):
            own = made.with_user(user)
            with self.subTest(user.name):
                with self.assertRaises(AccessError):
                    own.create(vals)
                for change in ({"state": "valid"}, {"pdf": False}, {"content": "{}"}):
                    with self.assertRaises(AccessError):
                        own.write(change)

    def test_even_the_verb_changes_only_how_it_ends(self):
        made = with_provenance(self._issue().sudo(), Provenance(decides=True))
        for change in ({"sha256": "0"}, {"lot_id": False}, {"revision": 7}):
            with self.assertRaises(AccessError):
                made.write(change)

    def test_it_is_never_deleted_nor_copied(self):
        made = self._issue()
        for call in (made.sudo().unlink, made.copy):
            with self.assertRaises(UserError):
                call()

    def test_a_lot_with_one_stays(self):
        self._issue()
        with self.assertRaises(UserError):
            self.almonds.sudo().unlink()

    def test_void_needs_a_reason_and_a_quality_manager(self):
        made = self._issue()
        with self.assertRaises(AccessError):
            self.as_("inspector", made)._make_void("Because")
        with self.assertRaises(UserError):
            made._make_void("  ")
        made._make_void("Wrong customer")
        self.assertEqual((made.state, made.ended_by_id), ("void", self.mia))
        self.assertIn("Wrong customer", made.notice)
        self.assertIn("void", self._events(self.almonds, "certificate")[-1].summary)
        with self.assertRaises(UserError):
            made._make_void("Twice")

    def test_the_dialog_makes_void(self):
        made = self._issue()
        context = made.action_make_void()["context"]
        Dialog = made.env["stock.lot.certificate.void"].with_context(**context)
        Dialog.create({"reason": "Wrong customer"}).action_apply()
        self.assertEqual(made.state, "void")

    def test_it_says_when_its_lot_is_blocked_since(self):
        made = self._issue()
        self.assertFalse(made.notice)
        self._decide(self.almonds, self.on_hold)
        self.env.invalidate_all()
        self.assertIn(self.on_hold.name, made.notice)
        self.assertEqual(made._get_public_status(), "withdrawn")

    def test_nobody_sees_those_of_a_company_they_are_not_in(self):
        made = self._issue()
        stranger = self._user_of(self._company(), "quality_manager")
        with self.assertRaises(AccessError):
            made.with_user(stranger).read(["name"])
        with self.assertRaises(AccessError):
            made.with_user(stranger)._get_pdf()

    def test_its_token_is_long_unique_and_shown_to_nobody(self):
        tokens = {self._issue().sudo().token for _time in range(2)}
        self.assertEqual({len(token) for token in tokens}, {32})
        self.assertEqual(len(tokens), 2)
        with self.assertRaises(AccessError):
            self._issue().read(["token"])

    def test_the_lot_counts_and_shows_them(self):
        made = self._issue()
        self.assertEqual(self.almonds.certificate_count, 1)
        found = made.search(self.almonds.action_view_certificates()["domain"])
        self.assertEqual(found, made)
