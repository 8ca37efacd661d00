from odoo.tests import freeze_time, tagged

from .common_trace import TraceCase


@tagged("post_install", "-at_install")
class TestCustody(TraceCase):
    """Who held a lot, where, from when to when, on which document."""

    def _custody(self, lot, **limits):
        return self.as_("auditor", lot)._get_chain_of_custody(**limits)

    def _told(self, custody):
        return [
            (stay.holder, stay.place, stay.quantity, str(stay.since.date()),
             str(stay.until.date()) if stay.until else "")
            for stay in custody.stays
        ]  # fmt: skip

    def test_a_lot_that_never_moved_was_held_by_nobody(self):
        custody = self._custody(self._lot())
        self.assertEqual((custody.stays, custody.moves_read), ([], 0))

    def test_from_the_supplier_to_the_customer_and_back(self):
        cold = self._location("Cold")
        lot = self._receive(self._product(), "L1", 10)
        with freeze_time("2026-06-16 10:00:00"):
            self._relocate(lot, 10, cold)
        with freeze_time("2026-06-17 10:00:00"):
            self._relocate(lot, 4, self.stock, cold)
            out = self._ship(lot, 4)
        with freeze_time("2026-06-18 10:00:00"):
            back = self._return_from_customer(lot, 1)
        custody = self._custody(lot)
        us, stock = self.company.name, self.stock.complete_name
        self.assertCountEqual(
            self._told(custody),
            [
                (us, stock, 10, "2026-06-15", "2026-06-16"),
                (us, cold.complete_name, 4, "2026-06-16", "2026-06-17"),
                (us, cold.complete_name, 6, "2026-06-16", ""),
                (us, stock, 4, "2026-06-17", "2026-06-17"),
                ("Deco Addict", self.customers.complete_name, 1, "2026-06-17", "2026-06-18"),
                ("Deco Addict", self.customers.complete_name, 3, "2026-06-17", ""),
                (us, stock, 1, "2026-06-18", ""),
            ],
        )
        self.assertTrue(custody.is_complete)
        self.assertEqual(custody.moves_read, 5)
        first = custody.stays[0]
        self.assertEqual((first.giver, first.who), ("Acme Farms", "Lots warehouse"))
        returned = next(stay for stay in custody.stays if stay.quantity == 1 and stay.until)
        self.assertEqual(returned.came_by, ("stock.picking", out.id, out.name))
        self.assertEqual(returned.left_by.id, back.id)

    def test_what_left_without_having_come_is_a_gap(self):
        lot = self._lot()
        self._move(lot, 2, self.stock, self.customers)
        custody = self._custody(lot)
        self.assertEqual([stay.is_gap for stay in custody.stays].count(True), 1)
        self.assertFalse(custody.is_complete)

    def test_what_was_produced_used_and_lost_ends_there(self):
        lot = self._receive(self._product(), "L1", 10)
        self._move(lot, 3, self.stock, self.made_of)
        self._scrap(lot, 1)
        kinds = {stay.kind for stay in self._custody(lot).stays}
        self.assertEqual(kinds, {"own", "production", "loss"})

    def test_a_limit_is_told(self):
        lot = self._receive(self._product(), "L1", 10)
        self._ship(lot, 1)
        self._ship(lot, 1)
        custody = self._custody(lot, max_moves=2)
        self.assertEqual((custody.moves_read, custody.is_cut), (2, True))
        self.assertFalse(custody.is_complete)
        self.assertFalse(self._custody(lot, max_moves=3).is_cut)

    def test_it_is_json(self):
        lot = self._receive(self._product(), "L1", 10)
        answer = self._custody(lot).as_json()
        self.assertEqual(answer["stays"][0]["came_by"]["model"], "stock.picking")
        self.assertFalse(answer["stays"][0]["is_gap"])
