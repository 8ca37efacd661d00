from contextlib import contextmanager
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessDenied, AccessError, UserError
from odoo.tools import SQL

ADMINISTRATORS = "stock_lot_lifecycle.stock_lot_lifecycle_group_administrator"
TRIES = 5
LOCKED_FOR = timedelta(minutes=15)
LONGEST = 512
LOCK_SPACE = 1_819_243_635  # an arbitrary number that keeps these locks apart from others


class ResUsers(models.Model):
    """A user as a signer: proves who they are at every signing, locked after failures."""

    _inherit = "res.users"

    is_signing_locked = fields.Boolean("Signing Locked", compute="_compute_is_signing_locked")

    def _compute_is_signing_locked(self):
        journal = self.env["stock.lot.signature"]
        for user in self:
            user.is_signing_locked = user._is_locked_out(journal)

    def action_unlock_signing(self):
        """Let these people sign again before the time is over; on record, never for oneself."""
        self._check_administers_signing()
        for user in self:
            by = {"id": self.env.uid, "name": self.env.user.name}
            self.env["stock.lot.signature"]._enter(user, "unlocked", by=by)
        self.invalidate_recordset(["is_signing_locked"])

    def _check_administers_signing(self):
        if not self.env.user.has_group(ADMINISTRATORS):
            raise AccessError(
                self.env._("Only a lot administrator may do this. Ask one of them.")
            )
        if self.env.user in self:
            raise AccessError(
                self.env._("Nobody does this for themselves. Ask another lot administrator.")
            )

    def _check_signing_secret(self, secret, subject):
        """Return by which method the running user proved who they are.

        Attempts are judged one after the other, in a session of their own: failures stay on
        record although the transaction that they stop is rolled back.

        :raises UserError: the secret is wrong, or there were too many failures
        """
        user = self.env.user
        method = user._get_signing_method()
        if not (isinstance(secret, str) and secret):
            raise UserError(self.env._("Enter your password or PIN to sign."))
        with user._open_journal() as journal:
            user._check_not_locked_out(journal)
            if len(secret) <= LONGEST and user._is_secret(method, secret):
                return method
            journal._enter(user, "failed", method=method, subject=subject)
            journal.env.cr.commit()  # own session: the failure outlives the refusal
            left = TRIES - user._count_failures(journal)[0]
        raise UserError(user._get_failure_words(method, left))

    @contextmanager
    def _open_journal(self):
        """Give the signatures in a session of their own, one signer's attempts at a time."""
        with self.env.registry.cursor() as cr:
            env = api.Environment(cr, self.env.uid, {})
            key = {"space": LOCK_SPACE, "user": self.id}
            env.execute_query(SQL("SELECT pg_advisory_lock(%(space)s, %(user)s)", **key))
            # pylint: disable-next=invalid-commit  # own session: sees all that was before us
            cr.commit()
            try:
                yield self.env["stock.lot.signature"].with_env(env)
            finally:
                cr.rollback()
                env.execute_query(SQL("SELECT pg_advisory_unlock(%(space)s, %(user)s)", **key))

    def _get_signing_method(self):
        return "pin" if self._has_lot_pin() else "password"

    def _is_secret(self, method, secret):
        """Return whether `secret` is right; Odoo itself checks passwords, whoever keeps them."""
        if method == "pin":
            return self._is_lot_pin(secret)
        credential = {"type": "password", "login": self.login, "password": secret}
        try:
            self._check_credentials(credential, {"interactive": True})
        except AccessDenied:
            return False
        return True

    def _count_failures(self, journal):
        """Return how many attempts in a row failed, and when the last one did."""
        [row] = journal.env.execute_query(
            SQL(
                """
                SELECT count(*), max(at) FROM stock_lot_signature
                WHERE user_res_id = %(user)s AND outcome = 'failed' AND id > COALESCE((
                    SELECT max(id) FROM stock_lot_signature
                    WHERE user_res_id = %(user)s AND outcome IN ('signed', 'unlocked')
                ), 0)
                """,
                user=self.id,
            )
        )
        return row

    def _is_locked_out(self, journal):
        failures, last = self._count_failures(journal)
        return failures >= TRIES and journal.env.cr.now() - last < LOCKED_FOR

    def _check_not_locked_out(self, journal):
        if self._is_locked_out(journal):
            raise UserError(
                self.env._(
                    "Signing is locked after five failures. Wait 15 minutes, or ask a lot "
                    "administrator to unlock it. Nothing was signed."
                )
            )

    def _get_failure_words(self, method, left):
        words = (
            self.env._("The PIN is not right. Nothing was signed.")
            if method == "pin"
            else self.env._("The password is not right. Nothing was signed.")
        )
        if left <= 0:
            lock = self.env._("Signing is now locked for 15 minutes.")
        elif left == 1:
            lock = self.env._("One more failure locks signing for 15 minutes.")
        else:
            lock = self.env._("After %(count)s more failures signing is locked.", count=left)
        return f"{words} {lock}"
