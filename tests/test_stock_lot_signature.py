import json

from psycopg2 import IntegrityError
from psycopg2.errors import RestrictViolation

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.stock_lot_lifecycle.tools.signed_facts import digest

from .common_signing import PASSWORD, SigningCase


@tagged("post_install", "-at_install")
class TestSigning(SigningCase):
    """Who signs what, and what is kept of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._need()

    def test_a_signature_says_who_what_when_and_meaning_what(self):
        self.mia.tz = "Asia/Tokyo"
        signature = self._sign(self.mia)
        self.assertEqual(signature.user_name, "Mia Kern")
        self.assertEqual(signature.user_res_id, self.mia.id)
        self.assertEqual(signature.meaning, "Approval")
        self.assertEqual(signature.outcome, "signed")
        self.assertEqual(signature.method, "password")
        self.assertRegex(signature.local_at, r"\+0900 Asia/Tokyo$")
        self.assertEqual(signature.at, self.env.cr.now().replace(microsecond=0))
        self.assertEqual(signature.summary, "Released, 3 lots: Tests passed")
        self.assertEqual(signature.hash, digest(signature.payload))
        self.assertTrue(signature.is_intact)

    def test_the_name_stays_as_it_was_when_it_was_signed(self):
        signature = self._sign(self.mia)
        self.mia.name = "Mia Married"
        self.env.invalidate_all()
        self.assertEqual(signature.user_name, "Mia Kern")

    def test_the_meaning_is_one_that_the_administrator_worded(self):
        self.as_(self.admin, self.meaning).name = "Checked and released"
        self.assertEqual(self._sign(self.mia).meaning, "Checked and released")

    def test_without_a_signature_nothing_is_decided(self):
        with self.assertRaisesRegex(UserError, "Released needs a signature"):
            self._release(self.mia)
        self.assertEqual(self.lots.disposition_id, self.quarantine)

    def test_with_a_signature_it_is_and_every_event_carries_it(self):
        signature = self._sign(self.mia)
        self.assertEqual(len(self._release(self.mia, signature)), 3)
        events = self._events(self.lots, "disposition")[-3:]
        for event in events:
            [signed] = json.loads(event.payload)["signatures"]
            self.assertEqual(signed["id"], signature.id)
            self.assertEqual(signed["hash"], signature.hash)
            self.assertEqual(signed["by"]["name"], "Mia Kern")
            self.assertEqual(signed["meaning"], "Approval")

    def test_a_disposition_that_asks_for_none_may_be_signed_all_the_same(self):
        self._need(signature=False)
        self._release(self.mia, self._sign(self.mia))
        self.assertEqual(set(self.lots.mapped("signature_state")), {"signed"})

    def test_rules_of_the_system_sign_nothing(self):
        self.lots.sudo()._set_disposition(self.released, "Rule 7", source="policy")
        self.assertEqual(self.lots.disposition_id, self.released)
        self.assertEqual(set(self.lots.mapped("signature_state")), {"unsigned"})

    def test_an_import_needs_a_signature_like_a_person(self):
        with self.assertRaisesRegex(UserError, "needs a signature"):
            self._release(self.mia, source="import")

    def test_lots_that_stand_there_already_are_not_part_of_what_is_signed(self):
        self._release(self.mia, self._sign(self.mia, self.lot), self.lot)
        self.assertEqual(len(self._release(self.mia, self._sign(self.mia))), 2)

    def test_a_signer_with_two_factors_signs_with_the_password(self):
        if "totp_secret" not in self.mia._fields:
            self.skipTest("auth_totp is not installed")
        self.mia.sudo().totp_secret = "A" * 32
        self.assertTrue(self._release(self.mia, self._sign(self.mia)))


@tagged("post_install", "-at_install")
class TestSignedState(SigningCase):
    """An edited lot shows as unsigned."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._need()

    def setUp(self):
        super().setUp()
        self._release(self.mia, self._sign(self.mia))

    def test_a_signed_lot_says_by_whom(self):
        self.assertEqual(self.lot.signature_state, "signed")
        self.assertIn("Signed by Mia Kern on ", self.lot.signature_words)
        self.assertIn("(Approval)", self.lot.signature_words)

    def test_any_change_of_what_was_signed_shows(self):
        changes = {
            "ref": "R", "weight": 3.5, "note": "<p>Blue</p>", "supplier_id": self.supplier.id,
            "supplier_lot_ref": "77-B", "production_date": "2026-01-05", "name": "S0-B",
            "expiration_date": "2027-01-01 12:00:00",
        }  # fmt: skip
        for name, value in changes.items():
            with self.subTest(name):
                before = self.lot[name]
                self.lot.write({name: value})
                self.assertEqual(self.lot.signature_state, "changed")
                self.assertIn("Changed since", self.lot.signature_words)
                self._force(self.lot, **{name: before or None})
                self.assertEqual(self.lot.signature_state, "signed")

    def test_a_change_past_every_rule_shows_too(self):
        self._force(self.lot, supplier_lot_ref="forged")
        self.assertEqual(self.lot.signature_state, "changed")

    def test_only_the_changed_lot_counts_as_unsigned(self):
        self.lot.ref = "R"
        self.assertEqual(self.lots.mapped("signature_state"), ["changed", "signed", "signed"])

    def test_a_lot_that_moves_stays_signed(self):
        lot = self._receive(self.product, "R1")
        lot.sudo()._set_disposition(self.quarantine, source="policy")
        self._release(self.mia, self._sign(self.mia, lot), lot)
        self._ship(lot)
        self.assertEqual(lot.signature_state, "signed")

    def test_a_later_decision_without_a_signature_takes_its_place(self):
        self._decide(self.lot, self.on_hold)
        self.assertFalse(self.lot.signature_state)
        self.assertFalse(self.lot.signature_words)

    def test_a_lot_that_was_never_decided_on_needs_no_words(self):
        self._need(signature=False)
        lot = self._lot(self.product, "NEW")
        self.assertFalse(lot.signature_state)

    def test_states_of_many_lots_cost_as_much_as_of_one(self):
        def count(lots):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            lots.mapped("signature_state")
            return self.env.cr.sql_log_count - before

        count(self.lots)
        self.assertLessEqual(count(self.lots), count(self.lot))


@tagged("post_install", "-at_install")
class TestSignatureAttacks(SigningCase):
    """A signature stands for one decision of one person, once, and soon."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._need()

    def _assert_refused(self, words, user, signature, **what):
        with self.assertRaisesRegex(UserError, words):
            self._release(user, signature, **what)
        self.assertEqual(self.lots.disposition_id, self.quarantine)

    def test_nobody_decides_with_the_signature_of_another(self):
        self._assert_refused("signed by Mia Kern", self.tom, self._sign(self.mia))

    def test_a_signature_is_not_for_other_lots(self):
        signature = self._sign(self.mia, self.lots[:2])
        self._assert_refused("is not what would be decided", self.mia, signature)
        self._assert_refused("is not what", self.mia, signature, lots=self.lots[1:])
        self._assert_refused("is not what", self.mia, signature, lots=self.lot)

    def test_a_signature_is_not_for_another_reason(self):
        signature = self._sign(self.mia)
        self._assert_refused("is not what", self.mia, signature, reason="Other tests passed")

    def test_a_signature_is_not_for_another_disposition(self):
        self._need(disposition=self.rejected)
        signature = self._sign(self.mia)
        lots = self.as_(self.mia, self.lots)
        with self.assertRaisesRegex(UserError, "is not what"):
            lots._set_disposition(self.rejected, "Tests passed", signature=signature)

    def test_a_signature_is_not_for_lots_that_changed_since(self):
        signature = self._sign(self.mia)
        self.lot.supplier_lot_ref = "77-B"
        self._assert_refused("changed since", self.mia, signature)

    def test_a_signature_is_not_for_lots_decided_on_since(self):
        signature = self._sign(self.mia)
        self._decide(self.lot, self.on_hold)
        with self.assertRaisesRegex(UserError, "changed since"):
            self._release(self.mia, signature)

    def test_a_signature_is_used_once(self):
        signature = self._sign(self.mia)
        self._release(self.mia, signature)
        self.lots.sudo()._set_disposition(self.quarantine, source="policy")
        self._assert_refused("used already", self.mia, signature)

    def test_the_database_itself_knows_a_signature_once(self):
        signature = self._sign(self.mia)
        self._release(self.mia, signature)
        Use = self.env["stock.lot.signature.use"]
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            Use._spend(signature)

    def test_a_stale_signature_is_signed_again(self):
        signature = self._sign(self.mia)
        for minutes, holds in ((6, False), (4, True)):
            aged = signature.browse(self._age("stock_lot_signature", signature.id, minutes))
            if holds:
                self.assertTrue(self._release(self.mia, aged))
            else:
                self._assert_refused("older than five minutes", self.mia, aged)

    def test_a_failed_attempt_is_no_signature(self):
        with self.assertRaises(UserError):
            self._sign(self.mia, secret="wrong")
        with self.registry.cursor() as cr:
            cr.execute(SQL("SELECT max(id) FROM stock_lot_signature WHERE user_res_id = %s",
                           self.mia.id))  # fmt: skip
            [failed_id] = cr.fetchone()
        failed = self.env["stock.lot.signature"].browse(failed_id)
        self._assert_refused("needs your signature", self.mia, failed)

    def test_what_never_was_in_the_table_is_no_signature(self):
        Signature = self.as_(self.mia, self.env["stock.lot.signature"])
        vals = {"user_res_id": self.mia.id, "outcome": "signed", "payload": "{}"}
        for forged in (Signature.new(vals), Signature.browse(2**31 - 1)):
            self._assert_refused("needs your signature", self.mia, forged)

    def test_a_row_whose_hash_does_not_agree_is_no_signature(self):
        signature = self._sign(self.tom)
        self.env.cr.execute(
            SQL(
                "INSERT INTO stock_lot_signature (user_res_id, user_name, meaning, at, outcome,"
                " subject_hash, payload, hash) SELECT %s, 'Mia Kern', meaning, at, outcome,"
                " subject_hash, payload, hash FROM stock_lot_signature WHERE id = %s RETURNING id",
                self.mia.id,
                signature.id,
            )
        )
        forged = signature.browse(self.env.cr.fetchone()[0])
        self.assertFalse(forged.is_intact)
        self._assert_refused("needs your signature", self.mia, forged)

    def test_raised_rights_need_a_signature_too(self):
        lots = self.as_(self.mia, self.lots).sudo()
        with self.assertRaisesRegex(UserError, "needs a signature"):
            lots._set_disposition(self.released, "Tests passed")

    def test_the_verbs_cannot_be_called_from_outside(self):
        Lot = self.as_(self.mia, self.lots)
        Signature = self.as_(self.mia, self.env["stock.lot.signature"])
        for target, name in (
            (Lot, "_sign_decision"), (Lot, "_take_signature"), (Lot, "_propose"),
            (Lot, "_decide"), (Signature, "_sign"), (Signature, "_enter"), (Signature, "_use"),
            (self.mia.with_user(self.mia), "_set_lot_pin"),
            (self.mia.with_user(self.mia), "_check_signing_secret"),
        ):  # fmt: skip
            with self.subTest(name), self.assertRaises(AccessError):
                call_kw(target, name, [target.ids, "x"], {})

    def test_nobody_writes_alters_or_deletes_a_signature(self):
        signature = self._sign(self.mia)
        vals = {"user_res_id": self.tom.id}
        for role in (self.mia, self.admin, "auditor", "stock_manager"):
            entry = self.as_(role, signature)
            for call in (lambda: entry.write(vals), entry.unlink, lambda: entry.create(vals)):  # noqa: B023
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    call()
        entry = signature.sudo()
        for call in (lambda: entry.write(vals), entry.unlink, lambda: entry.create(vals)):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                call()

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_to_alter_or_delete_a_signature(self):
        signature = self._sign(self.mia)
        for statement in (
            SQL("UPDATE stock_lot_signature SET user_name = 'X' WHERE id = %s", signature.id),
            SQL("DELETE FROM stock_lot_signature WHERE id = %s", signature.id),
            SQL("DELETE FROM stock_lot_signature_use"),
            SQL("TRUNCATE stock_lot_signature CASCADE"),
        ):
            self._release(self.mia, self._sign(self.mia, self.lot), self.lot)
            with self.assertRaises(RestrictViolation), self.env.cr.savepoint():
                self.env.cr.execute(statement)
            self.lot.sudo()._set_disposition(self.quarantine, source="policy")

    def test_the_secret_is_in_no_table_and_in_no_log(self):
        wizard = self.as_(self.mia, self.env["stock.lot.update.status"])
        domain = f'[["id", "in", {self.lots.ids}]]'
        vals = {"scope": "chosen", "lot_domain": domain, "disposition_id": self.released.id,
                "reason": "Tests passed", "secret": PASSWORD}  # fmt: skip
        with self.assertLogs("odoo", "DEBUG") as logs:
            result = call_kw(wizard, "web_save", [[], vals], {"specification": {"secret": {}}})
            context = {"stock_lot_secret": PASSWORD}
            call_kw(wizard, "action_apply", [[result[0]["id"]]], {"context": context})
            with self.assertRaises(UserError):
                self._sign(self.mia, self.lot, self.on_hold, secret=PASSWORD + "-no")
        self.assertEqual(self.lots.disposition_id, self.released)
        # at its finest level Odoo itself logs the arguments of every call, its own password
        # dialogs' included; nothing else does
        lines = [line for line in logs.output if not line.startswith("DEBUG:odoo.service.model:")]
        self.assertFalse([line[:99] for line in lines if PASSWORD in line])
        self.env.flush_all()
        tables = self.env.execute_query(
            SQL("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND"
                " (tablename LIKE 'stock_lot%%' OR tablename LIKE 'mail%%'"
                " OR tablename IN ('ir_logging', 'res_users', 'bus_bus'))")
        )  # fmt: skip
        self.assertGreater(len(tables), 10)
        for (table,) in tables:
            rows = self.env.execute_query(
                SQL("SELECT count(*) FROM %s AS t WHERE t::text LIKE %s",
                    SQL.identifier(table), f"%{PASSWORD}%")
            )  # fmt: skip
            self.assertEqual(rows, [(0,)], table)
