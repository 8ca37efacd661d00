from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.stock_lot_lifecycle.models.stock_lot_verification_find import GUARDED
from odoo.addons.stock_lot_lifecycle.tools.signed_facts import digest

from .common_signing import SigningCase
from .test_stock_lot_chain import LedgerCase


@tagged("post_install", "-at_install")
class TestSignaturesVerified(SigningCase):
    """What a database administrator does to signatures, a verification names."""

    _tamper = LedgerCase._tamper

    def setUp(self):
        super().setUp()
        self._need()
        self.signature = self._sign(self.mia)
        self._release(self.mia, self.signature)

    def _found(self, lots=None):
        ids = lots and lots.ids
        found = self.root["stock.lot.verification"]._find_problems(ids)
        mine = (None, *self.lots.ids)
        return {(row[0], row[3]) for row in found if row[0] in mine}

    def test_signed_decisions_are_intact(self):
        self.assertEqual(self._found(), set())

    def test_a_removed_signature_is_named_at_each_lot_that_it_stands_behind(self):
        self._tamper("DELETE FROM stock_lot_signature WHERE id = %s", self.signature.id)
        self.assertEqual(self._found(), {(lot.id, "unsigned") for lot in self.lots})
        self.assertEqual(self._found(self.lot), {(self.lot.id, "unsigned")})

    def test_a_rewritten_signature_does_not_fit_its_event(self):
        text = self.signature.payload.replace("Mia Kern", "Tom Adler")
        self._tamper(
            "UPDATE stock_lot_signature SET payload = %s, hash = %s, user_name = 'Tom Adler'"
            " WHERE id = %s", text, digest(text), self.signature.id,
        )  # fmt: skip
        self.assertEqual(self._found(self.lot), {(self.lot.id, "unsigned")})

    def test_an_altered_column_of_a_signature_is_named(self):
        for column, value in (
            ("user_name", "Tom"), ("user_login", "tom"), ("user_res_id", 1), ("meaning", "No"),
            ("meaning", None), ("method", "pin"), ("outcome", "failed"), ("at", "2020-01-01"),
            ("payload", "no json"), ("hash", "x"), ("user_name", None), ("method", None),
        ):  # fmt: skip
            with self.subTest(column, value=value), self.env.cr.savepoint() as savepoint:
                self._tamper(
                    f"UPDATE stock_lot_signature SET {column} = %s WHERE id = %s",
                    value, self.signature.id,
                )  # fmt: skip
                self.assertIn((None, "signature"), self._found())
                savepoint.rollback()
            self.env.invalidate_all()

    def _seal_old(self):
        """Return an entry of two days ago and the first seal over it."""
        old_id = self._age("stock_lot_signature", self.signature.id, 2 * 24 * 60)
        self.root["stock.lot.seal"]._seal()
        return old_id

    def _seal_problems(self):
        return {problem for lot, problem in self._found() if problem.startswith("seal")}

    def test_an_entry_that_no_event_names_is_sealed(self):
        old_id = self._seal_old()
        self.assertEqual(self._seal_problems(), set())
        seal = self.root["stock.lot.seal"].search([("company_id", "=", False)], limit=1)
        self.assertIn('"signatures":{"count":1,', seal.payload)
        self._tamper("DELETE FROM stock_lot_signature WHERE id = %s", old_id)
        self.assertEqual(self._seal_problems(), {"seal_signatures"})

    def test_an_entry_that_is_put_in_later_does_not_fit_the_seal(self):
        self._seal_old()
        self._age("stock_lot_signature", self.signature.id, 3 * 24 * 60)
        self.assertEqual(self._seal_problems(), {"seal_signatures"})


@tagged("post_install", "-at_install")
class TestGuards(LedgerCase):
    """The guards of the database are there, are the ones we put there, and do what they did."""

    def _guards(self):
        found = self.root["stock.lot.verification"]._find_problems(self.lot.ids)
        return {row[4] for row in found if row[3] == "guard"}

    def test_every_table_that_is_written_once_is_watched(self):
        tables = {self.env[name]._table for name in GUARDED}
        self.assertLessEqual(
            {"stock_lot_signature", "stock_lot_signature_use", "stock_lot_verification_line"},
            tables,
        )
        for table in tables:
            with self.subTest(table), self.env.cr.savepoint() as savepoint:
                self.env.cr.execute(
                    SQL("ALTER TABLE %s DISABLE TRIGGER USER", SQL.identifier(table))
                )
                self.assertEqual(self._guards(), {table})
                savepoint.rollback()

    def test_a_guard_that_lets_everything_pass_is_named(self):
        self.env.cr.execute(
            SQL(
                "CREATE OR REPLACE FUNCTION stock_lot_ledger_guard() RETURNS trigger"
                " LANGUAGE plpgsql AS $$ BEGIN RETURN COALESCE(NEW, OLD); END $$"
            )
        )
        self.assertEqual(self._guards(), {self.env[name]._table for name in GUARDED})

    def test_a_trigger_that_calls_something_else_or_less_often_is_named(self):
        name, table = "stock_lot_ledger_guard", "stock_lot_event"
        self.env.cr.execute(
            SQL(
                "CREATE FUNCTION stock_lot_open() RETURNS trigger"
                " LANGUAGE plpgsql AS $$ BEGIN RETURN COALESCE(NEW, OLD); END $$"
            )
        )
        for how in (
            "BEFORE UPDATE OR DELETE ON {} FOR EACH ROW EXECUTE FUNCTION stock_lot_open()",
            "BEFORE DELETE ON {} FOR EACH ROW EXECUTE FUNCTION stock_lot_ledger_guard()",
            "BEFORE UPDATE OR DELETE ON {} FOR EACH ROW WHEN (1 = 0)"
            " EXECUTE FUNCTION stock_lot_ledger_guard()",
            "BEFORE DELETE OR UPDATE OF kind ON {} FOR EACH ROW"
            " EXECUTE FUNCTION stock_lot_ledger_guard()",
        ):
            with self.subTest(how), self.env.cr.savepoint() as savepoint:
                self.env.cr.execute(SQL(f"DROP TRIGGER {name} ON {table}"))
                self.env.cr.execute(SQL(f"CREATE TRIGGER {name} {how.format(table)}"))
                self.assertEqual(self._guards(), {table})
                savepoint.rollback()
