import threading

from psycopg2 import IntegrityError

import odoo
from odoo import api
from odoo.exceptions import AccessError, ValidationError
from odoo.service.model import retrying
from odoo.sql_db import db_connect
from odoo.tests import BaseCase, tagged
from odoo.tools import SQL, mute_logger

from .common import LotCase


@tagged("post_install", "-at_install")
class TestNearDuplicates(LotCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._product()
        cls.lot = cls._lot(cls.product, "LOT-001")
        cls.similar = cls._lot(cls.product, "l0t 001")
        cls.unlike = cls._lot(cls.product, "LOT-002")
        cls.elsewhere = cls._lot(cls._product(name="Other"), "LOT-001")

    def test_a_lot_knows_the_numbers_people_could_take_for_its_own(self):
        self.assertEqual(self.lot.near_duplicate_ids, self.similar)
        self.assertEqual(self.similar.near_duplicate_ids, self.lot)
        self.assertFalse(self.unlike.near_duplicate_ids)
        self.assertFalse(self.elsewhere.near_duplicate_ids)

    def test_many_lots_are_compared_by_one_query(self):
        lots = self.lot + self.similar + self.unlike
        lots.mapped("name")
        with self.assertQueryCount(1):
            found = lots._get_near_duplicates()
        self.assertEqual(found, {self.lot.id: self.similar, self.similar.id: self.lot})

    def test_a_renamed_lot_is_compared_again(self):
        self.unlike.name = "L.O.T.1"
        self.assertFalse(self.unlike.near_duplicate_ids)
        self.unlike.name = "LOT/OO1"
        self.assertEqual(self.unlike.near_duplicate_ids, self.lot + self.similar)

    def test_lots_of_other_companies_are_not_told(self):
        company = self._company()
        self.root["stock.lot"].create(
            {"name": "LOT.002", "product_id": self.product.id, "company_id": company.id}
        )
        self.assertFalse(self.unlike.near_duplicate_ids)

    def test_the_finder_does_not_tell_that_another_company_has_the_number(self):
        self.root["stock.lot"].create(
            {"name": "LOT.002", "product_id": self.product.id, "company_id": self._company().id}
        )
        manager = self.as_("stock_manager", self.env["stock.lot"])
        self.assertIn(self.unlike, manager.search([("near_duplicate_ids", "=", False)]))
        self.assertNotIn(self.unlike, manager.search([("near_duplicate_ids", "!=", False)]))

    def test_the_manager_finds_all_of_them(self):
        manager = self.as_("stock_manager", self.env["stock.lot"])
        action = manager.action_find_duplicates()
        found = manager.search(action["domain"])
        self.assertEqual(found & (self.lot + self.similar), self.lot + self.similar)
        self.assertFalse(found & (self.unlike + self.elsewhere))
        rest = manager.search([("near_duplicate_ids", "=", False)])
        self.assertIn(self.unlike, rest)
        self.assertNotIn(self.lot, rest)

    def test_the_menu_opens_them_on_the_screen_of_lots(self):
        server_action = self.env.ref("stock_lot_lifecycle.stock_lot_duplicates_action")
        action = self.as_("stock_manager", server_action).run()
        own_list = self.env.ref("stock_lot_lifecycle.stock_lot_view_list")
        self.assertEqual(action["views"][0], (own_list.id, "list"))
        self.assertEqual(action["context"]["group_by"], ["product_id"])

    def test_others_are_told_whom_to_ask(self):
        with self.assertRaisesRegex(AccessError, "Ask one"):
            self.env["stock.lot"].action_find_duplicates()


@tagged("post_install", "-at_install")
class TestNumbersUsedTwiceBefore(LotCase):
    """Data from before the add-on may block the database's own guarantee."""

    def setUp(self):
        super().setUp()
        cr = self.env.cr
        cr.execute(SQL("DROP INDEX stock_lot_number_unique"))
        cr.execute(SQL("ALTER TABLE stock_lot DROP CONSTRAINT stock_lot_number_shared"))
        self.product = self._product()
        self.first = self._lot(self.product, "TWICE")

    def _insert(self, name, company_id=None):
        rows = self.env.execute_query(
            SQL(
                "INSERT INTO stock_lot (name, product_id, company_id, presence)"
                " VALUES (%s, %s, %s, 'new') RETURNING id",
                name,
                self.product.id,
                company_id,
            )
        )
        return self.env["stock.lot"].browse(rows[0][0])

    def _report(self):
        with self.assertLogs("odoo.addons.stock_lot_lifecycle.models.stock_lot_duplicates") as log:
            self.root["stock.lot"]._report_duplicates()
        return log.output[0]

    def test_the_administrator_is_asked_to_sort_them_out(self):
        second = self._insert("TWICE")
        self.assertIn("1 lot numbers are used twice", self._report())
        activity = self.first.sudo().activity_ids
        self.assertEqual(activity.user_id, self.env.ref("base.user_admin"))
        self.assertIn("TWICE", str(activity.note))
        manager = self.as_("stock_manager", self.env["stock.lot"])
        found = manager.search(manager.action_find_duplicates()["domain"])
        self.assertEqual(found & (self.first + second), self.first + second)

    def test_a_shared_lot_and_one_of_a_company_are_a_pair(self):
        self._insert("TWICE", self.company.id)
        self.assertIn("1 lot numbers", self._report())

    def test_two_companies_may_use_one_number(self):
        first, second = self._company("A Ltd"), self._company("B Ltd")
        self._insert("APART", first.id)
        self._insert("APART", second.id)
        with self.assertNoLogs("odoo.addons.stock_lot_lifecycle.models.stock_lot_duplicates"):
            self.root["stock.lot"]._report_duplicates()

    def test_installing_goes_on_and_upgrading_makes_good(self):
        second = self._insert("TWICE")
        Lot = self.env["stock.lot"]
        registry = self.env.registry
        registry._is_install = True
        self.addCleanup(delattr, registry, "_is_install")
        with mute_logger("odoo.schema"):
            Lot._number_unique.apply_to_database(Lot)
            Lot._number_shared.apply_to_database(Lot)
        self.assertFalse(Lot._is_uniqueness_guaranteed())
        second.sudo().name = "TWICE-2"
        self.env.flush_all()
        Lot._number_unique.apply_to_database(Lot)
        Lot._number_shared.apply_to_database(Lot)
        self.assertTrue(Lot._is_uniqueness_guaranteed())


@tagged("post_install", "-at_install")
class TestTwoSessionsAtOnce(BaseCase):
    """Two real connections: exactly one wins, the other reads why it did not."""

    def setUp(self):
        super().setUp()
        self.database = odoo.tests.common.get_db_name()
        self.connection = db_connect(self.database)
        with self._session() as env:
            self.product_id = (
                env["product.product"]
                .create({"name": "Race", "type": "consu", "is_storable": True, "tracking": "lot"})
                .id
            )
            self.company_id = env.company.id
            env.cr.commit()
        self.addCleanup(self._clean)

    def _session(self):
        return _Session(self.connection)

    def _clean(self):
        with self._session() as env:
            product = env["product.product"].browse(self.product_id)
            lots = env["stock.lot"].search([("product_id", "=", product.id)])
            lots.unlink()
            product.product_tmpl_id.unlink()
            env.cr.commit()

    def _race(self, first_company, second_company):
        """Create the same number in two sessions, the second one begun before the first ends."""
        first, second = self.connection.cursor(), self.connection.cursor()
        self.addCleanup(first.close)
        self.addCleanup(second.close)
        outcome = []
        env = api.Environment(second, odoo.SUPERUSER_ID, {})
        env["stock.lot"].search_count([("product_id", "=", self.product_id)])  # takes its snapshot
        self._create(api.Environment(first, odoo.SUPERUSER_ID, {}), first_company)
        loser = threading.Thread(target=self._try, args=(env, second_company, outcome))
        loser.start()
        loser.join(1)  # it waits for the other's transaction, or has not come that far
        first.commit()
        loser.join(30)
        self.assertFalse(loser.is_alive())
        return outcome[0]

    def _try(self, env, company_id, outcome):
        with mute_logger("odoo.sql_db", "odoo.service.model", "odoo.http"):
            try:
                retrying(lambda: self._create(env, company_id), env)
            except (ValidationError, IntegrityError) as error:
                env.cr.rollback()
                outcome.append(error)
            else:
                outcome.append(None)

    def _create(self, env, company_id):
        vals = {"name": "RACE-1", "product_id": self.product_id, "company_id": company_id}
        lot = env["stock.lot"].create(vals)
        env.flush_all()
        return lot

    def _assert_one_wins(self, first_company, second_company):
        error = self._race(first_company, second_company)
        self.assertIsInstance(error, ValidationError)
        self.assertIn("exist", str(error))
        with self._session() as env:
            lots = env["stock.lot"].search([("product_id", "=", self.product_id)])
            self.assertEqual(len(lots), 1)

    def test_of_two_equal_numbers_one_wins(self):
        self._assert_one_wins(False, False)

    def test_of_two_equal_numbers_of_a_company_one_wins(self):
        self._assert_one_wins(self.company_id, self.company_id)

    def test_of_a_shared_and_a_company_number_the_shared_one_wins(self):
        self._assert_one_wins(False, self.company_id)

    def test_of_a_company_and_a_shared_number_the_company_wins(self):
        self._assert_one_wins(self.company_id, False)


class _Session:
    """A cursor of its own, with an environment on it."""

    def __init__(self, connection):
        self.cr = connection.cursor()

    def __enter__(self):
        return api.Environment(self.cr, odoo.SUPERUSER_ID, {})

    def __exit__(self, *_exception):
        self.cr.rollback()
        self.cr.close()
