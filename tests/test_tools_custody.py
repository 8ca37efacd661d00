from datetime import datetime
from unittest import TestCase

from odoo.tests import tagged

from odoo.addons.stock_lot_lifecycle.tools.custody import Custody, Hop, stays_of
from odoo.addons.stock_lot_lifecycle.tools.trace import Document, Withheld

PLACES = {
    "S": ("supplier", "Acme"), "A": ("own", "Us"), "B": ("own", "Us"), "X": ("loss", "Us"),
    "C": ("customer", "Deco"), "D": ("customer", "Gemini"), "P": ("production", "Us"),
    "T": ("between", "On the way"),
}  # fmt: skip


def hop(day, source, target, quantity):
    """Return a movement between two of PLACES on a day of June."""
    kind, giver = PLACES[source]
    target_kind, taker = PLACES[target]
    return Hop(
        datetime(2026, 6, day), kind, giver, "Customers" if target in "CD" else target,
        target_kind, taker, quantity, Document("stock.picking", day, f"T{day}"), "Mia",
        "Customers" if source in "CD" else source,
    )  # fmt: skip


def told(hops):
    return [
        (
            stay.holder, stay.place, stay.quantity, stay.since and stay.since.day,
            stay.until and stay.until.day,
        )
        for stay in stays_of(hops)
    ]  # fmt: skip


@tagged("post_install", "-at_install")
class TestStays(TestCase):
    """Who held it, where, from when to when; pure."""

    def test_nothing_moved(self):
        self.assertEqual(stays_of([]), [])

    def test_from_hand_to_hand(self):
        self.assertEqual(
            told([hop(1, "S", "A", 5), hop(2, "A", "B", 5), hop(3, "B", "C", 5)]),
            [("Us", "A", 5, 1, 2), ("Us", "B", 5, 2, 3), ("Deco", "Customers", 5, 3, None)],
        )

    def test_a_part_that_leaves_splits_the_stay(self):
        self.assertEqual(
            told([hop(1, "S", "A", 5), hop(2, "A", "C", 2)]),
            [("Us", "A", 2, 1, 2), ("Us", "A", 3, 1, None), ("Deco", "Customers", 2, 2, None)],
        )

    def test_what_came_first_leaves_first(self):
        self.assertEqual(
            told([hop(1, "S", "A", 5), hop(2, "S", "A", 5), hop(3, "A", "C", 7)]),
            [
                ("Us", "A", 5, 1, 3), ("Us", "A", 2, 2, 3), ("Us", "A", 3, 2, None),
                ("Deco", "Customers", 7, 3, None),
            ],
        )  # fmt: skip

    def test_a_return_ends_the_stay_of_who_returns(self):
        self.assertEqual(
            told(
                [hop(1, "S", "A", 8), hop(1, "A", "C", 4), hop(2, "A", "D", 4), hop(3, "D", "A", 1)]
            ),
            [
                ("Us", "A", 4, 1, 1), ("Us", "A", 4, 1, 2),
                ("Deco", "Customers", 4, 1, None), ("Gemini", "Customers", 1, 2, 3),
                ("Gemini", "Customers", 3, 2, None), ("Us", "A", 1, 3, None),
            ],
        )  # fmt: skip

    def test_what_leaves_a_hand_it_was_never_in_is_a_gap(self):
        stays = stays_of([hop(1, "S", "A", 5), hop(2, "B", "C", 5)])
        gaps = [stay for stay in stays if stay.is_gap]
        self.assertEqual([(gap.place, gap.quantity, gap.until.day) for gap in gaps], [("B", 5, 2)])
        self.assertEqual(gaps[0].left_by.name, "T2")
        self.assertFalse(Custody(stays).is_complete)

    def test_more_than_there_was_is_a_gap_of_the_difference(self):
        gaps = [s for s in stays_of([hop(1, "S", "A", 5), hop(2, "A", "C", 8)]) if s.is_gap]
        self.assertEqual([gap.quantity for gap in gaps], [3])

    def test_production_and_loss_are_ends(self):
        stays = stays_of([hop(1, "P", "A", 5), hop(2, "A", "X", 1), hop(3, "A", "P", 4)])
        self.assertEqual([stay.kind for stay in stays], ["own", "own", "loss", "production"])
        self.assertFalse(any(stay.is_gap for stay in stays))
        self.assertTrue(Custody(stays).is_complete)

    def test_each_stay_names_both_documents_and_who(self):
        stay = stays_of([hop(1, "S", "A", 5), hop(2, "A", "T", 5)])[0]
        self.assertEqual((stay.giver, stay.who), ("Acme", "Mia"))
        self.assertEqual((stay.came_by.name, stay.left_by.name), ("T1", "T2"))

    def test_withheld_and_cut_is_not_complete(self):
        self.assertTrue(Custody().is_complete)
        self.assertFalse(Custody(withheld=Withheld(movements=1)).is_complete)
        self.assertFalse(Custody(is_cut=True).is_complete)
