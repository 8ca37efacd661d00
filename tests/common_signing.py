from odoo.tools import SQL

from .common import MODULE, LotCase

PASSWORD = "Kernel-7-panic"


class SigningCase(LotCase):
    """Two quality managers with a password; Released, signed or by two persons on demand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hashed = cls.root["res.users"]._crypt_context().hash(PASSWORD)
        cls.meaning = cls.env.ref(f"{MODULE}.stock_lot_signature_meaning_approval")
        cls.product = cls._product()
        cls.lots = cls.env["stock.lot"].create(
            [{"name": f"S{number}", "product_id": cls.product.id} for number in range(3)]
        )
        cls.lot = cls.lots[0]
        cls.lots.sudo()._set_disposition(cls.quarantine, source="policy")

    def setUp(self):
        super().setUp()
        # for each test its own: failures stay on record, no test takes them back
        self.mia = self._signer("mia", "Mia Kern")
        self.tom = self._signer("tom", "Tom Adler")
        self.admin = self._signer("adam", "Adam Amin", "lot_administrator")

    def _signer(self, login, name, role="quality_manager", hashed=True):
        user = self.user[role].copy({"login": f"{login}_sign", "name": name})
        if hashed:
            user._set_encrypted_password(user.id, self.hashed)
        return user

    @classmethod
    def _need(cls, signature=True, second_person=False, disposition=None):
        """Let Released (or another disposition) ask for a signature, for two persons, for both."""
        (disposition or cls.released).with_env(cls.root).write(
            {"requires_signature": signature, "requires_second_person": second_person}
        )

    def _sign(self, user, lots=None, disposition=None, reason="Tests passed", secret=PASSWORD):
        lots = self.as_(user, self.lots if lots is None else lots)
        disposition = self.as_(user, disposition or self.released)
        meaning = self.as_(user, self.meaning)
        return lots._sign_decision(disposition, reason, meaning, secret)

    def _release(self, user, signature=None, lots=None, reason="Tests passed", **more):
        """Put the lots under Released as `user`; return the lots that changed."""
        lots = self.as_(user, self.lots if lots is None else lots)
        released = self.as_(user, self.released)
        return lots._set_disposition(released, reason, signature=signature, **more)

    def _journal(self, user, outcome=None):
        """Return the outcomes on record about `user`, as another session reads them."""
        with self.registry.cursor() as cr:
            cr.execute(
                SQL(
                    "SELECT outcome FROM stock_lot_signature WHERE user_res_id = %s ORDER BY id",
                    user.id,
                )
            )
            found = [row[0] for row in cr.fetchall()]
        return [entry for entry in found if outcome in (None, entry)]

    def _is_locked(self, user):
        """Return whether another session finds the user locked out."""
        with user._open_journal() as journal:
            return user._is_locked_out(journal)

    def _age(self, table, entry_id, minutes):
        """Return the id of a copy of an entry that is `minutes` older (no entry can be changed)."""
        self.env.flush_all()
        names = [
            name for name, field in self.env[table.replace("_", ".")]._fields.items()
            if field.store and name not in ("id", "at")
        ]  # fmt: skip
        columns = SQL(", ").join(map(SQL.identifier, names))
        [(copy_id,)] = self.env.execute_query(
            SQL(
                "INSERT INTO %(table)s (at, %(columns)s) SELECT at - %(age)s::interval, %(columns)s"
                " FROM %(table)s WHERE id = %(id)s RETURNING id",
                table=SQL.identifier(table),
                columns=columns,
                age=f"{minutes} minutes",
                id=entry_id,
            )
        )
        return copy_id
