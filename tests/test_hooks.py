from odoo.tests import tagged

from odoo.addons.stock_lot_lifecycle.hooks import _post_init

from .common import LotCase


@tagged("post_install", "-at_install")
class TestInstallation(LotCase):
    """Lots that were there before the add-on get the facts their movements tell."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._product()

    def _lots_of_every_kind(self):
        """Return ``{lot: presence}``."""
        received = {
            name: self._receive(self.product, name, 10)
            for name in ("HERE", "SHIPPED", "SCRAPPED", "RETURNED", "COUNTED", "CONSUMED", "PART")
        }
        self._ship(received["SHIPPED"], 10)
        self._scrap(received["SCRAPPED"], 10)
        self._return_to_supplier(received["RETURNED"], 10)
        self._adjust(received["COUNTED"], 0)
        made = self._produce({received["CONSUMED"]: 10}, self._product(), "MADE", 1)
        again = self._produce({made: 1}, self._product(), "AGAIN", 1)
        self._ship(received["PART"], 9)
        found = self._lot(self.product, "FOUND")
        self._adjust(found, 4)
        return {
            received["HERE"]: "on_hand",
            received["SHIPPED"]: "shipped",
            received["SCRAPPED"]: "scrapped",
            received["RETURNED"]: "returned",
            received["COUNTED"]: "adjusted",
            received["CONSUMED"]: "consumed",
            received["PART"]: "on_hand",
            made: "consumed",
            again: "on_hand",
            found: "on_hand",
            self._lot(self.product, "NEW"): "new",
        }

    def test_the_statement_that_fills_says_what_the_movements_said(self):
        expected = self._lots_of_every_kind()
        self.env.flush_all()
        filled = dict(self.env.execute_query(self.env["stock.lot"]._get_presence_sql()))
        for lot, presence in expected.items():
            self.assertEqual((lot.presence, filled[lot.id]), (presence, presence), lot.name)

    def test_old_lots_are_released_and_keep_their_status(self):
        lots = self.env["stock.lot"].union(*self._lots_of_every_kind())
        before = {lot: (lot.presence, lot.status, lot.inactive_reason) for lot in lots}
        days = {lot: lot.received_date for lot in lots}
        self._force(lots, disposition_id=None)
        _post_init(self.root)
        self.env.invalidate_all()
        self.assertEqual(lots.disposition_id, self.released)
        for lot in lots:
            self.assertEqual((lot.presence, lot.status, lot.inactive_reason), before[lot], lot.name)
            self.assertEqual(lot.received_date, days[lot], lot.name)

    def test_filling_again_changes_no_decision(self):
        lot = self._receive(self.product)
        hold = self.root["stock.lot.disposition"].create({"name": "Hold", "code": "hold_h"})
        lot._set_disposition(hold.with_env(self.env))
        old = self._lot(self.product, "OLD")
        self._force(old, disposition_id=None)
        _post_init(self.root)
        self.env.invalidate_all()
        self.assertEqual(lot.disposition_id.id, hold.id)
        self.assertEqual(old.disposition_id, self.released)

    def test_filling_makes_no_events(self):
        lot = self._receive(self.product)
        before = self._events(lot)
        _post_init(self.root)
        self.assertEqual(self._events(lot), before)
