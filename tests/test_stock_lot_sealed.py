from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.stock_lot_lifecycle.tools.hash_chain import chained

from .test_stock_lot_chain import LedgerCase


@tagged("post_install", "-at_install")
class TestSealed(LedgerCase):
    """What the lot's row cannot show, the seals do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gone = cls._lot(cls.product, "GONE")
        cls.gone_id = cls.gone.id
        cls.gone.unlink()
        cls.seals = cls.root["stock.lot.seal"]._seal()
        cls.seal = cls.seals.filtered(lambda seal: not seal.company_id)

    def _all_problems(self):
        """Return the problems of our lots and of seals in the whole ledger."""
        found = self.root["stock.lot.verification"]._find_problems()
        mine = (None, self.lot.id, self.gone_id)
        return {(row[0], row[3]) for row in found if row[0] in mine}

    def test_a_sealed_ledger_is_intact(self):
        self.assertTrue(self.seal)
        self.assertEqual(self._all_problems(), set())

    def test_nothing_new_makes_no_seal(self):
        self.assertFalse(self.root["stock.lot.seal"]._seal())

    def test_the_next_seal_covers_what_is_new_and_follows_the_last(self):
        self.lot.ref = "NEW"
        seal = self.root["stock.lot.seal"]._seal()
        self.assertEqual((seal.lot_count, seal.event_count), (1, 1))
        self.assertEqual((seal.number, seal.previous_hash), (self.seal.number + 1, self.seal.hash))
        self.assertEqual(seal.hash, chained(self.seal.hash, seal.payload))
        self.assertEqual(self._all_problems(), set())

    def test_companies_have_seals_of_their_own(self):
        second = self._company()
        lot = self._lot(self._product(), "OURS", company_id=self.company.id)
        self.root["stock.lot"].create(
            {"name": "THEIRS", "product_id": lot.product_id.id, "company_id": second.id}
        )
        seals = self.root["stock.lot.seal"]._seal()
        self.assertEqual(seals.company_id, self.company | second)
        self.assertEqual(seals.mapped("lot_count"), [1, 1])
        stranger = self._user_of(second, "auditor")
        found = self.env(user=stranger)["stock.lot.seal"].search([("id", "in", seals.ids)])
        self.assertEqual(found.company_id.ids, second.ids)

    def test_a_deleted_lot_of_a_company_is_sealed_with_its_company(self):
        lot = self._lot(self._product(), "OURS", company_id=self.company.id)
        lot.unlink()
        seals = self.root["stock.lot.seal"]._seal()
        self.assertEqual((seals.company_id, seals.lot_count), (self.company, 1))

    def test_the_end_of_a_deleted_lot_cannot_be_cut_off(self):
        last = self.root["stock.lot.event"].search([("lot_res_id", "=", self.gone_id)], limit=1)
        self._tamper("DELETE FROM stock_lot_event WHERE id = %s", last.id)
        self.assertEqual(self._all_problems(), {(self.gone_id, "tail")})

    def test_a_deleted_lot_cannot_be_wiped_out(self):
        self._tamper("DELETE FROM stock_lot_event WHERE lot_res_id = %s", self.gone_id)
        self._tamper("DELETE FROM stock_lot_tip WHERE lot_res_id = %s", self.gone_id)
        self.assertEqual(self._all_problems(), {(self.gone_id, "sealed")})

    def test_a_cut_that_adjusts_the_lot_breaks_the_seal(self):
        event = self._events(self.lot)[-1]
        previous_hash = event.previous_hash
        self._tamper("DELETE FROM stock_lot_event WHERE id = %s", event.id)
        self._tamper(
            "UPDATE stock_lot_tip SET event_tally = 4, last_hash = %s WHERE lot_res_id = %s",
            previous_hash, self.lot.id,
        )  # fmt: skip
        self._tamper("UPDATE stock_lot SET ref = 'R2' WHERE id = %s", self.lot.id)
        self.assertEqual(self._all_problems(), {(self.lot.id, "sealed")})
        self.assertEqual(self._problems(), {self.lot.id: "sealed"})
        story = self.as_("auditor", self.lot)._get_printed_story()
        self.assertTrue(story["broken"])
        self.assertIn("BROKEN", story["state"])
        about = self.as_("auditor", self.env["stock.lot.event"])._get_about_rows(0, self.lot)
        self.assertIn("BROKEN", dict(map(tuple, about))["Ledger of these lots"])

    def test_altered_seals_are_named(self):
        for statement, problem in (
            ("UPDATE stock_lot_seal SET lot_count = 0 WHERE id = %s", "seal_content"),
            ("UPDATE stock_lot_seal SET hash = 'x' WHERE id = %s", "seal_content"),
            ("UPDATE stock_lot_seal SET number = number + 7 WHERE id = %s", "seal_missing"),
            ("UPDATE stock_lot_seal_tip SET hash = 'x' WHERE seal_id = %s", "seal_tips"),
            ("DELETE FROM stock_lot_seal_tip WHERE seal_id = %s", "seal_tips"),
        ):
            with self.subTest(statement), self.env.cr.savepoint() as savepoint:
                self._tamper(statement, self.seal.id)
                self.assertIn((None, problem), self._all_problems())
                if statement.startswith("UPDATE"):  # otherwise nothing says which lots it covered
                    self.assertEqual(self._problems()[None], problem)
                savepoint.rollback()
            self.env.invalidate_all()

    def test_a_seal_over_other_lots_does_not_break_the_story_of_this_one(self):
        other = self._lot(self.product, "C2")
        seal = self.root["stock.lot.seal"]._seal()
        self._tamper("UPDATE stock_lot_seal_tip SET hash = 'x' WHERE seal_id = %s", seal.id)
        self.assertEqual(self._problems(), {})
        self.assertIn("seal_tips", self._problems(other).values())

    def test_a_disabled_guard_is_named(self):
        self.env.cr.execute(SQL("ALTER TABLE stock_lot_event DISABLE TRIGGER USER"))
        self.assertIn((None, "guard"), self._all_problems())
        self.assertEqual(self._problems(), {None: "guard"})

    def test_seals_are_mailed_to_the_addresses_of_the_company(self):
        main = self.env["res.company"].sudo()._get_main_company()
        main.lot_seal_emails = "vault@example.com, notary@example.com"
        self.seal._send()
        mail = self.root["mail.mail"].search([("email_to", "like", "vault@example.com")], limit=1)
        self.assertIn("notary@example.com", mail.email_to)
        self.assertIn(self.seal.hash, mail.body_html)
        self.assertIn(f"seal {self.seal.number}", mail.subject)

    def test_without_addresses_nothing_is_mailed(self):
        before = self.root["mail.mail"].search_count([])
        self.seal._send()
        self.assertEqual(self.root["mail.mail"].search_count([]), before)
