from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import LotCase
from .common_gate import GateCase


@tagged("post_install", "-at_install")
class TestQuant(LotCase):
    """Stock on a shelf says under which disposition it stands, and offers nothing blocked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._product()
        cls.lot = cls._lot(cls.product, "BAD")
        cls.shelf = cls._location("Shelf")

    def setUp(self):
        super().setUp()
        self._adjust(self.lot, 40)
        self._relocate(self.lot, 10, self.shelf)
        quants = self.env["stock.quant"].search(
            [("lot_id", "=", self.lot.id), ("quantity", ">", 0)]
        )
        self.quant = quants.filtered(lambda quant: quant.location_id == self.stock)
        self.shelved = quants.filtered(lambda quant: quant.location_id == self.shelf)

    def test_free_stock_is_available(self):
        self.assertEqual(self.quant.available_quantity, 30)
        self.assertEqual(self.quant.disposition_id, self.released)
        self.assertFalse(self.quant.is_blocked)

    def test_nothing_of_a_blocked_lot_is_available(self):
        self._decide(self.lot, self.on_hold)
        self.assertEqual((self.quant | self.shelved).mapped("available_quantity"), [0, 0])
        self.assertEqual(self.quant.disposition_id, self.on_hold)

    def test_nothing_of_a_blocked_place_is_available(self):
        self.shelf.sudo().disposition_id = self.quarantine
        self.assertEqual((self.quant | self.shelved).mapped("available_quantity"), [30, 0])
        self.assertEqual(self.shelved.disposition_id, self.quarantine)
        self.assertTrue(self.shelved.is_blocked)
        self.assertEqual(self.quant.disposition_id, self.released)

    def test_a_place_within_a_blocked_one_is_blocked_with_it(self):
        corner = self._location("Corner", location_id=self.shelf.id)
        self._relocate(self.lot, 4, corner, self.shelf)
        self.shelf.sudo().disposition_id = self.quarantine
        quant = self.env["stock.quant"].search(
            [("lot_id", "=", self.lot.id), ("location_id", "=", corner.id)]
        )
        self.assertEqual((quant.disposition_id, quant.available_quantity), (self.quarantine, 0))

    def test_the_lots_own_block_is_named_before_the_places(self):
        self._decide(self.lot, self.rejected)
        self.shelf.sudo().disposition_id = self.quarantine
        self.assertEqual(self.shelved.disposition_id, self.rejected)

    def test_a_sum_leaves_out_what_is_blocked(self):
        self.shelf.sudo().disposition_id = self.quarantine
        domain = [("lot_id", "=", self.lot.id), ("location_id", "child_of", self.stock.id)]
        sums = self.env["stock.quant"]._read_group(domain, [], ["available_quantity:sum"])
        self.assertEqual(sums, [(30,)])

    def test_blocked_stock_is_found(self):
        Quant = self.env["stock.quant"]
        own = [("lot_id", "=", self.lot.id), ("quantity", ">", 0)]
        self.shelf.sudo().disposition_id = self.quarantine
        self.assertEqual(Quant.search([*own, ("is_blocked", "=", True)]), self.shelved)
        self.assertEqual(Quant.search([*own, ("is_blocked", "=", False)]), self.quant)
        found = Quant.search([*own, ("disposition_id", "=", self.quarantine.id)])
        self.assertEqual(found, self.shelved)
        found = Quant.search([*own, ("disposition_id", "=", self.released.id)])
        self.assertIn(self.quant, found)

    def test_the_drop_down_names_the_disposition_of_what_is_blocked(self):
        formatted = self.quant.with_context(formatted_display_name=True)
        self.assertNotIn("Released", formatted.display_name)
        self._decide(self.lot, self.on_hold)
        self.assertIn("On hold", formatted.display_name)
        self.assertNotIn("On hold", self.quant.display_name)


@tagged("post_install", "-at_install")
class TestWritingDirectly(GateCase):
    """Nobody rewrites stock rows past the gate; counting and importing counts go on working."""

    def _quant(self, lot, place=None):
        quants = lot.quant_ids.filtered(lambda quant: quant.location_id == (place or self.shelf))
        return quants.with_env(self.env)

    def _refused(self, call, *args):
        with self.assertRaisesRegex(UserError, "transfer or a count"), self.env.cr.savepoint():
            call(*args)

    def test_stock_does_not_become_another_lot_place_or_product(self):
        self._decide(self.lot, self.rejected)
        for role in ("warehouse", "stock_manager", "quality_manager"):
            quant = self.as_(role, self._quant(self.lot))
            self._refused(quant.write, {"lot_id": self.other.id})
            self._refused(quant.write, {"location_id": self.stock.id})
            self._refused(quant.write, {"product_id": self.loose.id})
            self._refused(quant.write, {"quantity": 3})
            self._refused(self.as_(role, self.lot).write, {
                "quant_ids": [Command.update(quant.id, {"location_id": self.stock.id})]
            })  # fmt: skip
        self.env.invalidate_all()
        self.assertEqual((quant.lot_id, quant.location_id), (self.lot, self.shelf))

    def test_goods_without_lots_are_not_written_out_of_a_blocked_place(self):
        self._block(self.shelf, self.rejected)
        quant = self.env["stock.quant"].search([("product_id", "=", self.loose.id)])
        self._refused(quant.write, {"location_id": self.stock.id})
        self._refused(quant.write, {"quantity": 0})

    def test_goods_without_lots_are_not_written_into_a_blocked_place_or_a_lot(self):
        hold = self._location("Hold")
        self._block(hold, self.rejected)
        quant = self.env["stock.quant"].search([("product_id", "=", self.loose.id)])
        for role in ("warehouse", "stock_manager", "quality_manager"):
            own = self.as_(role, quant)
            self._refused(own.write, {"location_id": hold.id})
            self._refused(own.write, {"product_id": self.product.id})
            self._refused(own.write, {"product_id": self.product.id, "lot_id": self.lot.id})
        self.env.invalidate_all()
        self.assertEqual((quant.location_id, quant.product_id), (self.shelf, self.loose))

    def test_stock_of_a_lot_does_not_appear_from_nowhere(self):
        vals = {
            "product_id": self.product.id,
            "lot_id": self.other.id,
            "location_id": self.stock.id,
            "quantity": 5,
        }
        for mode in (False, True):
            Quant = self.env["stock.quant"].with_context(inventory_mode=mode)
            self._refused(Quant.create, [vals])
            self._refused(Quant.sudo(False).create, [{**vals, "lot_id": False}])
        self.env["stock.quant"].sudo().create(vals)  # as Odoo's own movements do
        self.assertEqual(self._quant(self.other, self.stock).quantity, 5)

    def test_the_same_values_are_no_change(self):
        quant = self._quant(self.lot)
        quant.write({"lot_id": self.lot.id, "location_id": self.shelf.id, "quantity": 10})
        self.assertEqual(quant.quantity, 10)

    def test_a_stock_manager_counts_and_imports_counts(self):
        self._decide(self.lot, self.rejected)
        quant = self.as_("stock_manager", self._quant(self.lot))
        quant = quant.with_context(inventory_mode=True)
        quant.inventory_quantity = 7
        quant.action_apply_inventory()
        self.assertEqual(quant.quantity, 7)
        Quant = self.as_("stock_manager", self.env["stock.quant"]).with_context(
            inventory_mode=True, import_file=True
        )
        names = ["product_id/.id", "lot_id", "location_id/.id", "inventory_quantity"]
        row = [str(self.product.id), "L1", str(self.stock.id), "4"]
        outcome = Quant.load(names, [row])
        self.assertEqual(outcome["messages"], [])
        imported = Quant.browse(outcome["ids"])
        imported.action_apply_inventory()
        self.assertEqual((imported.lot_id, imported.quantity), (self.lot, 4))

    def test_a_stock_manager_relocates(self):
        quant = self.as_("stock_manager", self._quant(self.lot))
        quant.move_quants(location_dest_id=self.stock)
        self.env.invalidate_all()
        self.assertEqual(self._quant(self.lot, self.stock).quantity, 10)
