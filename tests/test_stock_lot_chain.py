import threading

from psycopg2.errors import RestrictViolation

import odoo
from odoo import api
from odoo.exceptions import AccessError, UserError
from odoo.service.model import retrying
from odoo.tests import BaseCase, tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.stock_lot_lifecycle.tools.hash_chain import chained

from .common import LotCase


class LedgerCase(LotCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._perishable(default_code="TAB")
        cls.lot = cls._lot(cls.product, "C1")
        for number in range(4):
            cls.lot.ref = f"R{number}"

    def _problems(self, lots=None):
        """Return ``{lot id: problem}`` of some lots, as a verification finds them."""
        ids = (lots or self.lot).ids
        found = self.root["stock.lot.verification"]._find_problems(ids)
        return {row[0]: row[3] for row in found}

    def _tamper(self, statement, *values):
        """Do what a database administrator can: past the trigger, past Odoo."""
        self.env.flush_all()
        cr = self.env.cr
        cr.execute(SQL("SET LOCAL session_replication_role = replica"))
        cr.execute(SQL(statement, *values))
        self.assertTrue(cr.rowcount, "the attack did nothing")
        cr.execute(SQL("SET LOCAL session_replication_role = origin"))
        self.env.invalidate_all()

    def _old_lot(self):
        """Return a lot that was there before the ledger: its id is less than all told ones."""
        self._tamper(
            "INSERT INTO stock_lot (id, name, product_id, presence, disposition_id)"
            " VALUES (-5, 'OLD', %s, 'new', %s)", self.product.id, self.released.id,
        )  # fmt: skip
        return self.lot.browse(-5)

    def _assert_broken(self, problem, position, lot=None):
        """Assert that the verification names the lot, the place and what is wrong."""
        lot = lot or self.lot
        found = self.root["stock.lot.verification"]._find_problems(lot.ids)
        self.assertEqual([row[:2] + row[3:4] for row in found], [(lot.id, position, problem)])


@tagged("post_install", "-at_install")
class TestChain(LedgerCase):
    """Each event covers the one before; the lot knows how many there are."""

    def test_each_hash_covers_the_one_before(self):
        previous = ""
        for position, event in enumerate(self._events(self.lot), 1):
            self.assertEqual((event.position, event.previous_hash), (position, previous))
            self.assertEqual(event.hash, chained(previous, event.payload))
            self.assertEqual(event.hash_version, 1)
            previous = event.hash
        self.assertEqual((self.lot.event_tally, self.lot.last_hash), (5, previous))

    def test_lots_have_chains_of_their_own(self):
        other = self._lot(self.product, "C2")
        self.assertEqual((other.event_tally, self._events(other).previous_hash), (1, ""))
        self.assertEqual(self.lot.event_tally, 5)

    def test_several_events_of_one_lot_in_one_call_follow_each_other(self):
        Event = self.root["stock.lot.event"]
        twice = self.lot.with_env(self.root)
        rows = [
            Event._prepare_event_row(twice, {"kind": "changed", "at": self._now(), "n": n}, None)
            for n in range(3)
        ]
        Event._append(twice, rows)
        self.assertEqual(self._events(self.lot).mapped("position"), list(range(1, 9)))
        self.assertEqual(self._problems(), {})

    def _now(self):
        return self.env.cr.now().replace(microsecond=0)

    def test_ten_thousand_lots_cost_as_many_statements_as_one(self):
        Lot = self.root["stock.lot"]
        self.env.cr.execute(
            SQL(
                "INSERT INTO stock_lot (id, name, product_id, presence, disposition_id) SELECT"
                " -n, 'MANY' || n, %s, 'new', %s FROM generate_series(1, 10000) n RETURNING id",
                self.product.id,
                self.released.id,
            )
        )
        lots = Lot.browse([row[0] for row in self.env.cr.fetchall()])
        lots.fetch(["name", "product_id", "company_id"])
        self.root["stock.lot.event"]._record(lots[:1], "changed")
        self.env.flush_all()
        with self.assertQueryCount(2):
            ids = self.root["stock.lot.event"]._record(lots, "changed")
        self.assertEqual(len(ids), 10000)
        self.assertEqual(self._problems(lots), {})

    def test_the_ledger_of_a_whole_life_is_intact(self):
        lot = self._receive(self.product, "LIFE", 10)
        lot.name = "LIFE 2"
        lot.expiration_day = "2026-12-31"
        lot.write({"weight": 12.4, "note": "<p>Blue</p>", "supplier_lot_ref": "77-B"})
        lot.write({"weight": 0, "origin_country_id": self.env.ref("base.de").id})
        self._ship(lot, 10)
        self.as_("quality_manager", lot)._set_disposition(self.retired, "Old")
        self.assertEqual(self._problems(lot), {})
        self.assertEqual(lot.event_tally, len(self._events(lot)))

    def test_a_deleted_lot_ends_with_its_deletion(self):
        lot = self._lot(self.product, "GONE")
        lot_id = lot.id
        lot.unlink()
        self.assertEqual(self.root["stock.lot.verification"]._find_problems([lot_id]), [])
        last = self.root["stock.lot.event"].search([("lot_res_id", "=", lot_id)], limit=1)
        self.assertEqual((last.kind, last.position), ("deleted", 2))

    def test_a_creation_says_the_first_disposition(self):
        self.assertIn('"disposition_id":"released"', self._events(self.lot)[0].payload)


@tagged("post_install", "-at_install")
class TestTipGuard(LedgerCase):
    """Count and last hash follow the ledger; nobody writes them."""

    def test_nobody_writes_the_end_of_a_chain(self):
        for env in (self.env, self.root, self.env(user=self.user["lot_administrator"])):
            for vals in ({"event_tally": 0}, {"last_hash": "x"}):
                with self.assertRaises(UserError):
                    self.lot.with_env(env).write(vals)
                with self.assertRaises(UserError):
                    self.lot.with_env(env).sudo().write(vals)
                with self.assertRaises(UserError):
                    values = {"name": "N", "product_id": self.product.id, **vals}
                    env["stock.lot"].create(values)

    def test_no_context_gives_a_new_lot_another_end(self):
        forged = self.env["stock.lot"].with_context(
            default_event_tally=9, default_last_hash="x", stock_lot_lifecycle_provenance="x"
        )
        lot = forged.create({"name": "FORGED", "product_id": self.product.id})
        self.assertEqual((lot.event_tally, lot.last_hash), (1, self._events(lot).hash))

    def test_a_copy_has_a_chain_of_its_own(self):
        copy = self.lot.copy({"name": "COPY"})
        self.assertEqual(copy.event_tally, 1)

    def test_an_import_of_records_cannot_set_the_end(self):
        outcome = self.env["stock.lot"].load(
            ["name", "product_id/.id", "event_tally"], [["IMP", str(self.product.id), "7"]]
        )
        self.assertFalse(outcome["ids"])


@tagged("post_install", "-at_install")
class TestAppendOnly(LedgerCase):
    """Odoo and the database refuse every change of what is written."""

    TABLES = ("stock.lot.event", "stock.lot.seal", "stock.lot.seal.tip",
              "stock.lot.verification", "stock.lot.verification.line")  # fmt: skip

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root["stock.lot.seal"]._seal()
        cls.root["stock.lot.verification"]._verify()

    def _refused(self, statement, table):
        with (
            self.assertRaisesRegex(RestrictViolation, "append-only"),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(SQL(statement, SQL.identifier(table)))

    def test_the_database_refuses_changes(self):
        for name in self.TABLES[:4]:
            table = self.root[name]._table
            with self.subTest(name):
                self._refused("UPDATE %s SET id = id", table)
                self._refused("DELETE FROM %s", table)
                self._refused("TRUNCATE %s CASCADE", table)

    def test_nobody_creates_writes_or_deletes_by_odoo(self):
        for name in self.TABLES:
            for role in ("warehouse", "quality_manager", "lot_administrator", "auditor"):
                Model = self.env(user=self.user[role])[name]
                for model in (Model, Model.sudo()):
                    with self.assertRaises(UserError):
                        model.create({})
                    with self.assertRaises(UserError):
                        model.load(["id"], [["x"]]) and model.create([{}])
                    one = model.sudo().search([], limit=1).with_env(model.env)
                    with self.assertRaises(UserError):
                        one.write({"id": 1})
                    if one:
                        with self.assertRaises(UserError):
                            one.unlink()

    def test_a_forged_context_opens_nothing(self):
        event = self._events(self.lot)[-1]
        keys = ("stock_lot_lifecycle_provenance", "install_mode", "force_delete",
                "module_uninstall", "tracking_disable")  # fmt: skip
        forged = event.with_context(**dict.fromkeys(keys, True))
        with self.assertRaises(UserError):
            forged.sudo().write({"user_name": "X"})
        with self.assertRaises(UserError):
            forged.sudo().create({"lot_res_id": 1})

    def test_the_guard_is_made_again_without_harm(self):
        self.root["stock.lot.event"].init()
        self._refused("DELETE FROM %s", "stock_lot_event")

    def test_portal_and_public_see_nothing(self):
        public = self.env.ref("base.public_user")
        for user in (self.user["portal"], public, self.user["employee"]):
            for name in self.TABLES:
                with self.assertRaises(AccessError):
                    self.env(user=user)[name].search([])


@tagged("post_install", "-at_install")
class TestOldEvents(LedgerCase):
    """Events and lots that were there before the chain are chained by single statements."""

    def test_old_events_are_chained_as_new_ones_are(self):
        other = self._lot(self.product, "C2")
        events = self._events(self.lot | other)
        before = {event.id: (event.position, event.hash) for event in events}
        self.env.flush_all()
        cr = self.env.cr
        cr.execute(
            SQL(
                "ALTER TABLE stock_lot_event DROP COLUMN position, DROP COLUMN hash_version,"
                " DROP COLUMN previous_hash, DROP COLUMN hash"
            )
        )
        cr.execute(SQL("DELETE FROM stock_lot_tip"))
        self.root["stock.lot.event"]._chain_old_events()
        self.root["stock.lot.tip"].init()
        self.env.invalidate_all()
        events = self._events(self.lot | other)
        self.assertEqual({event.id: (event.position, event.hash) for event in events}, before)
        self.assertEqual(self.lot.event_tally, 5)
        self.assertEqual(self._problems(self.lot | other), {})

    def test_a_lot_from_before_has_no_events_and_is_intact(self):
        lot = self._old_lot()
        self.assertEqual(self._problems(lot), {})
        lot.ref = "first words"
        self.assertEqual(lot.event_tally, 1)
        self.assertEqual(self._problems(lot), {})


@tagged("post_install", "-at_install")
class TestTwoSessions(BaseCase):
    """Two real connections that write events of one lot: the chain never forks."""

    def setUp(self):
        super().setUp()
        self.registry = odoo.modules.registry.Registry(odoo.tests.common.get_db_name())
        self.connection = odoo.sql_db.db_connect(self.registry.db_name)
        with self.connection.cursor() as cr:
            env = self._env(cr)
            product = env["product.product"].create(
                {"name": "Two sessions", "is_storable": True, "tracking": "lot"}
            )
            self.lot_id = env["stock.lot"].create({"name": "TWO", "product_id": product.id}).id
            self.product_id = product.id
        self.addCleanup(self._clean)

    def _env(self, cr):
        return api.Environment(cr, odoo.SUPERUSER_ID, {})

    def _clean(self):
        with self.connection.cursor() as cr:
            env = self._env(cr)
            env["stock.lot"].browse(self.lot_id).unlink()
            env["product.product"].browse(self.product_id).product_tmpl_id.unlink()

    def _append(self, cr, word):
        env = self._env(cr)
        env["stock.lot"].browse(self.lot_id).write({"ref": word})
        env.flush_all()

    def test_the_second_session_waits_and_follows_the_first(self):
        first, second = self.connection.cursor(), self.connection.cursor()
        self.addCleanup(first.close)
        self.addCleanup(second.close)
        second.execute(SQL("SELECT count(*) FROM stock_lot_event"))  # takes its snapshot
        self._append(first, "first")
        outcome = []
        other = threading.Thread(target=self._retry, args=(second, outcome))
        other.start()
        other.join(1)
        self.assertTrue(other.is_alive(), "the second session did not wait")
        first.commit()
        other.join(30)
        self.assertEqual(outcome, ["done"])
        with self.connection.cursor() as cr:
            env = self._env(cr)
            lot = env["stock.lot"].browse(self.lot_id)
            self.assertEqual((lot.event_tally, lot.ref), (3, "second"))
            events = env["stock.lot.event"].search([("lot_res_id", "=", lot.id)], order="id")
            self.assertEqual(events.mapped("position"), [1, 2, 3])
            self.assertEqual(env["stock.lot.verification"]._find_problems(lot.ids), [])

    def _retry(self, cr, outcome):
        with mute_logger("odoo.sql_db", "odoo.service.model"):
            env = self._env(cr)
            retrying(lambda: self._append(cr, "second"), env)
        outcome.append("done")
