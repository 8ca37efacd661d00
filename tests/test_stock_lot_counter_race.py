import threading

import odoo
from odoo import api
from odoo.sql_db import db_connect
from odoo.tests import BaseCase, tagged

SESSIONS, DRAWS = 8, 1000


@tagged("post_install", "-at_install")
class TestCounterRace(BaseCase):
    """Real connections that draw at the same time: no number twice, and nobody waits for ever."""

    def setUp(self):
        super().setUp()
        self.connection = db_connect(odoo.tests.common.get_db_name())
        env = self._session()
        self.product = env["product.product"].create(
            {"name": "Race", "type": "consu", "is_storable": True, "tracking": "serial"}
        )
        self.scheme = env["stock.lot.scheme"].create({"name": "Race", "pattern": "R-{seq:7}"})
        self.product.lot_scheme_id = self.scheme
        env.cr.commit()
        self.addCleanup(self._clean)
        self.failures = []

    def _session(self):
        cursor = self.connection.cursor()
        self.addCleanup(cursor.close)
        return api.Environment(cursor, odoo.SUPERUSER_ID, {"tracking_disable": True})

    def _clean(self):
        env = self._session()
        product = self.product.with_env(env)
        env["stock.lot"].search([("product_id", "=", product.id)]).unlink()
        product.lot_scheme_id = False
        scheme = self.scheme.with_env(env)
        scheme.counter_ids.unlink()
        scheme.unlink()
        product.product_tmpl_id.unlink()
        env.cr.commit()

    def _draw(self, start, drawn):
        env = self._session()
        product = self.product.with_env(env)
        self.assertTrue(product.display_name)  # the session begins before anybody draws
        start.wait(30)
        try:
            for _chunk in range(10):
                drawn += product._draw_lot_numbers(DRAWS // 10)
            env.cr.commit()
        except (odoo.exceptions.UserError, odoo.exceptions.ConcurrencyError) as error:
            self.failures.append(error)

    def _draw_together(self):
        start, results = threading.Barrier(SESSIONS), [[] for _session in range(SESSIONS)]
        threads = [
            threading.Thread(target=self._draw, args=(start, drawn), daemon=True)
            for drawn in results
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
        self.assertFalse(any(thread.is_alive() for thread in threads), "somebody waits for ever")
        return results

    def test_eight_sessions_draw_a_thousand_numbers_each(self):
        results = self._draw_together()
        self.assertFalse(self.failures)
        numbers = [number for drawn in results for number in drawn]
        self.assertEqual(len(numbers), SESSIONS * DRAWS)
        self.assertEqual(len(set(numbers)), SESSIONS * DRAWS, "a number was given twice")
        for drawn in results:
            self.assertEqual(drawn, sorted(drawn))
        env = self._session()
        counters = env["stock.lot.counter"].search([("scheme_id", "=", self.scheme.id)])
        self.assertEqual(len(counters), 1, "the first draw makes the counter once")

    def test_what_is_given_up_is_not_given_again(self):
        first, second = self._session(), self._session()
        (lost,) = self.product.with_env(first)._draw_lot_numbers()
        first.cr.rollback()
        (number,) = self.product.with_env(second)._draw_lot_numbers()
        self.assertNotEqual(lost, number)
        second.cr.rollback()

    def test_a_session_that_began_before_the_counter_was_made_draws_from_it(self):
        early, other = self._session(), self._session()
        early["stock.lot.counter"].search_count([])
        (first,) = self.product.with_env(other)._draw_lot_numbers()
        (second,) = self.product.with_env(early)._draw_lot_numbers()
        self.assertEqual((first, second), ("R-0000001", "R-0000002"))
        early.cr.rollback()
        other.cr.rollback()

    def test_nobody_waits_for_a_session_that_has_drawn_and_not_saved(self):
        slow, quick = self._session(), self._session()
        slow["stock.lot"].create({"product_id": self.product.id})
        quick.cr.execute("SET LOCAL lock_timeout = '3s'")
        lot = quick["stock.lot"].create({"product_id": self.product.id})
        quick.cr.commit()
        self.assertEqual(lot.name, "R-0000002")
        slow.cr.rollback()
