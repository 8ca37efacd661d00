import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

SHORTEST = 6
CODE_LASTS = timedelta(hours=24)


class ResUsers(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The signing PIN of people without a password (single sign-on, passkeys).

    Kept like Odoo keeps passwords: hashed, readable by nobody. Who sets one proves who they
    are by a code that a lot administrator gave them in person: misuse takes two people.
    """

    _inherit = "res.users"

    lot_pin_hash = fields.Char(copy=False, groups=fields.NO_ACCESS)
    lot_pin_code_hash = fields.Char(copy=False, groups=fields.NO_ACCESS)
    lot_pin_code_until = fields.Datetime(copy=False, groups=fields.NO_ACCESS)
    has_lot_pin = fields.Boolean(
        "Signs with a PIN", compute="_compute_has_lot_pin", compute_sudo=True
    )

    @api.depends("lot_pin_hash")
    def _compute_has_lot_pin(self):
        for user in self:
            user.has_lot_pin = bool(user.lot_pin_hash)

    def _has_lot_pin(self):
        return bool(self.sudo().lot_pin_hash)  # sudo: the hash is closed to everybody

    def _is_lot_pin(self, pin):
        # sudo: the hash is closed to everybody
        return self._crypt_context().verify(pin, self.sudo().lot_pin_hash)

    def action_issue_pin_code(self):
        """Show a code, valid for a day and once, with which the person sets their PIN."""
        self.ensure_one()
        self._check_administers_signing()
        code = f"{secrets.randbelow(10**8):08}"
        # sudo: the fields are closed to everybody
        self.sudo().write(
            {
                "lot_pin_code_hash": self._crypt_context().hash(code),
                "lot_pin_code_until": self.env.cr.now() + CODE_LASTS,
            }
        )
        message = self.env._(
            "Code for %(name)s: %(code)s. Give it to them in person; it is valid once, for one "
            "day, in their preferences under Set signing PIN. It is not shown again.",
            name=self.name,
            code=code,
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "info", "sticky": True, "message": message},
        }

    def action_remove_pin(self):
        """Take the PIN away; the person signs with their password again."""
        self._check_administers_signing()
        # sudo: the fields are closed to everybody
        self.sudo().write({"lot_pin_hash": False, "lot_pin_code_hash": False})

    def _set_lot_pin(self, code, pin, again):
        """Give the running user a new PIN; `code` proves that an administrator knows them."""
        user = self.env.user
        for text in (code, pin, again):
            if not (isinstance(text, str) and text):
                raise UserError(self.env._("Enter the code, and the new PIN twice."))
        if pin != again:
            raise UserError(self.env._("The two PINs differ. Type the same one twice."))
        if len(pin) < SHORTEST or len(set(pin)) == 1 or pin in user.login:
            raise UserError(
                self.env._(
                    "Choose a PIN of at least six characters that differ and are not part of "
                    "your login."
                )
            )
        user._check_pin_code(code)
        # sudo: the fields are closed to everybody
        user.sudo().write(
            {"lot_pin_hash": self._crypt_context().hash(pin), "lot_pin_code_hash": False}
        )

    def _check_pin_code(self, code):
        """Judge the code like a secret: failures are logged, five of them lock."""
        own = self.sudo()  # sudo: the fields are closed to everybody
        with self._open_journal() as journal:
            self._check_not_locked_out(journal)
            until = own.lot_pin_code_until
            is_open = own.lot_pin_code_hash and until and self.env.cr.now() <= until
            if is_open and self._crypt_context().verify(code, own.lot_pin_code_hash):
                return
            journal._enter(self, "failed", method="pin")
            journal.env.cr.commit()  # own session: the failure outlives the refusal
        raise UserError(
            self.env._(
                "The code is not right or not valid any more. Ask a lot administrator for a "
                "new one."
            )
        )
