import threading
from datetime import timedelta

from odoo import api
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL

from .common_signing import PASSWORD, SigningCase


@tagged("post_install", "-at_install")
class TestSigner(SigningCase):
    """A signer proves who they are every time; five failures lock."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._need()

    def _fail(self, user, times=1, secret="wrong"):
        for _time in range(times):
            with self.assertRaises(UserError):
                self._sign(user, secret=secret)

    def test_a_wrong_password_signs_nothing_and_says_how_many_tries_are_left(self):
        with self.assertRaisesRegex(UserError, "password is not right.* After 4 more failures"):
            self._sign(self.mia, secret="wrong")

    def test_a_failure_stays_on_record_although_everything_is_rolled_back(self):
        self._fail(self.mia, 2)
        self.assertEqual(self._journal(self.mia), ["failed", "failed"])

    def test_five_failures_lock_even_the_right_password(self):
        self._fail(self.mia, 3)
        with self.assertRaisesRegex(UserError, "One more failure locks"):
            self._sign(self.mia, secret="wrong")
        with self.assertRaisesRegex(UserError, "now locked for 15 minutes"):
            self._sign(self.mia, secret="wrong")
        with self.assertRaisesRegex(UserError, "locked after five failures"):
            self._sign(self.mia)
        self.assertTrue(self._is_locked(self.mia))
        self.assertEqual(len(self._journal(self.mia)), 5)

    def test_a_lock_is_one_person_s(self):
        self._fail(self.mia, 5)
        self.assertTrue(self._release(self.tom, self._sign(self.tom)))

    def test_a_lock_ends_after_fifteen_minutes(self):
        for minutes, locked in ((14, True), (16, False)):
            signer = self._signer(f"late{minutes}", "Late Signer")
            with self.registry.cursor() as cr:
                cr._now = cr.now() - timedelta(minutes=minutes)
                journal = self.env["stock.lot.signature"].with_env(api.Environment(cr, 1, {}))
                for _time in range(5):
                    journal._enter(signer, "failed")
            self.assertEqual(self._is_locked(signer), locked)

    def test_a_success_begins_the_count_anew(self):
        with self.registry.cursor() as cr:
            journal = self.env["stock.lot.signature"].with_env(api.Environment(cr, 1, {}))
            for outcome in ("failed",) * 4 + ("signed",):
                journal._enter(self.mia, outcome)
        self._fail(self.mia, 4)
        self.assertFalse(self._is_locked(self.mia))

    def test_an_administrator_unlocks_and_it_is_on_record(self):
        self._fail(self.mia, 5)
        self.as_(self.admin, self.mia).action_unlock_signing()
        self.assertFalse(self.mia.is_signing_locked)
        entry = self.root["stock.lot.signature"].search(
            [("user_res_id", "=", self.mia.id), ("outcome", "=", "unlocked")]
        )
        self.assertEqual(entry.summary, "Unlocked by Adam Amin")

    def test_unlocking_starts_the_count_anew(self):
        self._fail(self.mia, 5)
        with self.mia._open_journal() as journal:  # a session that sees the failures
            self.assertEqual(self.mia._count_failures(journal)[0], 5)
            journal._enter(self.mia, "unlocked", by={"id": self.admin.id, "name": "Adam Amin"})
            self.assertEqual(self.mia._count_failures(journal)[0], 0)
            self.assertFalse(self.mia._is_locked_out(journal))
            journal._enter(self.mia, "failed", method="password", subject="x")
            self.assertEqual(self.mia._count_failures(journal)[0], 1)

    def test_others_unlock_nobody_and_nobody_themselves(self):
        self._fail(self.mia, 5)
        for user in (self.mia, self.tom, self.user["stock_manager"], self.user["auditor"]):
            with self.assertRaises(AccessError):
                self.as_(user, self.mia).action_unlock_signing()
        with self.assertRaisesRegex(AccessError, "for themselves"):
            self.as_(self.admin, self.admin).action_unlock_signing()
        self.assertTrue(self._is_locked(self.mia))

    def test_nothing_typed_is_no_attempt(self):
        for nothing in ("", None, False, ["x"], {"password": PASSWORD}, 7):
            with self.assertRaisesRegex(UserError, "Enter your password"):
                self._sign(self.mia, secret=nothing)
        self.assertFalse(self._journal(self.mia))

    def test_an_endless_secret_is_just_wrong(self):
        self._fail(self.mia, secret="x" * 100_000)
        self.assertEqual(self._journal(self.mia), ["failed"])

    def test_the_password_of_another_is_wrong(self):
        self.tom.password = "Quite-another-9"
        self._fail(self.mia, secret="Quite-another-9")

    def test_the_system_user_signs_nothing(self):
        lots = self.lots.with_env(self.root(user=1))
        with self.assertRaises(UserError):
            lots._sign_decision(self.released, "x", self.meaning, PASSWORD)

    def test_of_many_guesses_at_once_five_are_judged(self):
        outcome = []
        user_id = self.mia.id
        guesser = self.mia.sudo()
        guesser.read(["name", "login", "tz"])  # known before the others run

        def guess():
            with self.registry.cursor() as cr:
                env = api.Environment(cr, user_id, {})
                user = env["res.users"].browse(user_id)
                with user._open_journal() as journal:
                    if user._is_locked_out(journal):
                        outcome.append("locked")
                        return
                    journal.env.execute_query(SQL("SELECT pg_sleep(0.05)"))
                    journal._enter(guesser, "failed")
                    journal.env.cr.commit()
                    outcome.append("judged")

        threads = [threading.Thread(target=guess) for _number in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        self.assertEqual(sorted(outcome), ["judged"] * 5 + ["locked"] * 7)


@tagged("post_install", "-at_install")
class TestPin(SigningCase):
    """A PIN for people without a password; two people are needed to set it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._need()

    def setUp(self):
        super().setUp()
        self.sso = self._signer("sso", "Sia Oda", hashed=False)

    def _issue(self, user=None):
        user = user or self.sso
        message = self.as_(self.admin, user).action_issue_pin_code()["params"]["message"]
        return next(word.rstrip(".") for word in message.split() if word.rstrip(".").isdigit())

    def _set(self, code, pin="4711-x", again=None, user=None):
        user = user or self.sso
        context = {"stock_lot_code": code, "stock_lot_pin": pin, "stock_lot_again": again or pin}
        self.as_(user, self.env["stock.lot.pin"]).create({}).with_context(**context).action_set()

    def test_without_a_password_and_a_pin_nobody_signs(self):
        with self.assertRaisesRegex(UserError, "password is not right"):
            self._sign(self.sso, secret=PASSWORD)

    def test_with_a_pin_they_sign(self):
        self._set(self._issue())
        signature = self._sign(self.sso, secret="4711-x")
        self.assertEqual(signature.method, "pin")
        self.assertTrue(self._release(self.sso, signature))

    def test_a_wrong_pin_is_a_failure_that_counts(self):
        self._set(self._issue())
        with self.assertRaisesRegex(UserError, "The PIN is not right"):
            self._sign(self.sso, secret="0815-x")
        self.assertEqual(self._journal(self.sso), ["failed"])

    def test_a_code_is_for_one_person_once(self):
        code = self._issue()
        with self.assertRaisesRegex(UserError, "not right or not valid"):
            self._set(code, user=self.tom)
        self._set(code)
        with self.assertRaisesRegex(UserError, "not right or not valid"):
            self._set(code, pin="9999-y")

    def test_guessing_codes_locks(self):
        self._issue()
        for _time in range(5):
            with self.assertRaises(UserError):
                self._set("00000000")
        self.assertTrue(self._is_locked(self.sso))

    def test_a_code_lasts_a_day(self):
        code = self._issue()
        self.sso.sudo().lot_pin_code_until = "2020-01-01 00:00:00"
        with self.assertRaisesRegex(UserError, "not valid any more"):
            self._set(code)

    def test_an_administrator_alone_cannot_sign_for_anybody(self):
        with self.assertRaisesRegex(AccessError, "for themselves"):
            self.as_(self.admin, self.admin).action_issue_pin_code()
        code = self._issue()
        with self.assertRaises(UserError):
            self._set(code, user=self.admin)

    def test_others_issue_no_codes_and_remove_no_pin(self):
        self._set(self._issue())
        for user in (self.tom, self.user["stock_manager"], self.user["auditor"], self.sso):
            for name in ("action_issue_pin_code", "action_remove_pin"):
                with self.assertRaises(AccessError):
                    getattr(self.as_(user, self.sso), name)()
        self.as_(self.admin, self.sso).action_remove_pin()
        self.assertFalse(self.sso.has_lot_pin)

    def test_weak_pins_are_refused(self):
        code = self._issue()
        for pin in ("12345", "000000", "sso_sign", ""):
            with self.assertRaises(UserError):
                self._set(code, pin=pin)
        with self.assertRaisesRegex(UserError, "differ"):
            self._set(code, "4711-x", "4712-x")

    def test_a_pin_is_kept_hashed_and_read_by_nobody(self):
        self._set(self._issue())
        self.env.flush_all()
        [(kept,)] = self.env.execute_query(
            SQL("SELECT lot_pin_hash FROM res_users WHERE id = %s", self.sso.id)
        )
        self.assertTrue(kept.startswith("$pbkdf2-sha512$"))
        for user in (self.sso, self.tom, self.admin, self.env.ref("base.user_admin")):
            for name in ("lot_pin_hash", "lot_pin_code_hash"):
                with self.assertRaises(AccessError):
                    self.as_(user, self.sso).read([name])
                with self.assertRaises(AccessError):
                    self.as_(user, self.sso).write({name: kept})

    def test_a_copied_user_has_no_pin(self):
        self._set(self._issue())
        self.assertFalse(self.sso.copy({"login": "sso_copy"}).has_lot_pin)
