import doctest
from itertools import product

from odoo.tests import BaseCase, tagged

from odoo.addons.stock_lot_lifecycle.models.stock_lot_gate import MOVEMENTS
from odoo.addons.stock_lot_lifecycle.tools import movement_kind as tool
from odoo.addons.stock_lot_lifecycle.tools.movement_kind import movement_kind, place_kind

OURS = ("own", "subcontractor")
ALL = ("own", "supplier", "customer", "elsewhere", "production", "subcontractor", "loss")


@tagged("post_install", "-at_install")
class TestMovementKind(BaseCase):
    """Facts to kinds: every combination is a movement the gate knows."""

    def test_examples_in_the_code_hold(self):
        self.assertFalse(doctest.testmod(tool).failed)

    def test_every_combination_is_a_known_kind(self):
        for source, target, final in product(ALL, repeat=3):
            for says in ((), {"inventory"}, {"rework"}, {"return"}, {"rework", "return"}):
                self.assertIn(movement_kind(source, target, final, says), MOVEMENTS)

    def test_every_kind_but_relabel_is_reached(self):
        reached = {
            movement_kind(source, target, says=says)
            for source, target in product(ALL, repeat=2)
            for says in ((), {"inventory"}, {"rework"})
        }
        self.assertEqual(reached, set(MOVEMENTS) - {"relabel"})

    def test_whatever_reaches_a_customer_is_a_delivery(self):
        for source, says in product(ALL, ((), {"rework"}, {"return"})):
            if source != "loss":
                self.assertEqual(movement_kind(source, "customer", says=says), "delivery")
        self.assertEqual(movement_kind("loss", "customer", says={"inventory"}), "inventory")

    def test_another_company_is_a_customer(self):
        self.assertEqual(place_kind("transit", has_company=False), "elsewhere")
        self.assertEqual(movement_kind("own", "elsewhere"), "delivery")
        self.assertEqual(movement_kind("elsewhere", "own"), "receipt")

    def test_transit_between_own_warehouses_is_internal(self):
        self.assertEqual(movement_kind("own", place_kind("transit")), "internal")

    def test_the_first_steps_go_where_the_last_one_goes(self):
        for final, kind in (
            ("customer", "delivery"),
            ("elsewhere", "delivery"),
            ("supplier", "supplier_return"),
            ("production", "consumption"),
            ("subcontractor", "consumption"),
            ("own", "internal"),
        ):
            self.assertEqual(movement_kind("own", "own", final), kind)

    def test_goods_that_come_in_are_a_receipt_whoever_they_are_for(self):
        self.assertEqual(movement_kind("supplier", "own", "customer"), "receipt")
        self.assertEqual(movement_kind("production", "own", "customer"), "production")
        self.assertEqual(movement_kind("customer", "own", "supplier"), "customer_return")

    def test_dropshipping_is_a_delivery(self):
        self.assertEqual(movement_kind("supplier", "customer"), "delivery")

    def test_parts_for_a_subcontractor_are_consumed_and_returned_goods_are_not(self):
        self.assertEqual(movement_kind("own", "subcontractor"), "consumption")
        self.assertEqual(movement_kind("own", "subcontractor", says={"return"}), "supplier_return")
        self.assertEqual(movement_kind("subcontractor", "own"), "receipt")
        self.assertEqual(movement_kind("subcontractor", "production"), "consumption")
        self.assertEqual(place_kind("internal", is_subcontractor=True), "subcontractor")

    def test_taking_apart_and_repairing_are_rework(self):
        self.assertEqual(movement_kind("own", "production", says={"rework"}), "rework")
        self.assertEqual(movement_kind("own", "own", says={"rework"}), "rework")
        self.assertEqual(movement_kind("production", "own", says={"rework"}), "production")

    def test_relocating_by_a_count_is_internal(self):
        self.assertEqual(movement_kind("own", "own", says={"inventory"}), "internal")
