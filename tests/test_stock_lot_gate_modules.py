from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_gate import GateCase


class ModuleCase(GateCase):
    """The same gate for the documents of another module; skipped where it is not installed."""

    needs = ""

    def setUp(self):
        super().setUp()
        if self.needs not in self.env:
            self.skipTest(f"needs {self.needs}")

    def _refused(self, call, *args, words="L1", **kwargs):
        with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
            call(*args, **kwargs)
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestManufacturing(ModuleCase):
    """Orders take free parts; what is blocked is neither consumed nor taken apart."""

    needs = "mrp.production"

    def _order(self, quantity=5):
        self.made = self._product(tracking="none", name="Made")
        order = self.root["mrp.production"].create(
            {
                "product_id": self.made.id,
                "product_qty": 1,
                "bom_id": False,
                "move_raw_ids": [
                    Command.create({"product_id": self.product.id, "product_uom_qty": quantity})
                ],
            }
        )
        order.action_confirm()
        return order

    def test_the_consumption_of_an_order_is_known(self):
        self.assertEqual(self._order().move_raw_ids._get_movement_kind(), "consumption")
        self.assertEqual(self._order().move_finished_ids._get_movement_kind(), "production")

    def test_an_order_reserves_free_lots(self):
        self._decide(self.lot, self.on_hold)
        order = self._order(15)
        order.action_assign()
        self.assertEqual(self._lots_of(order.move_raw_ids), {"L2"})

    def test_setting_the_produced_quantity_takes_free_lots(self):
        self._decide(self.lot, self.on_hold)
        order = self._order(4)
        order.qty_producing = 1
        order._set_qty_producing()
        self.assertEqual(self._lots_of(order.move_raw_ids), {"L2"})

    def test_an_order_with_a_blocked_part_cannot_be_finished(self):
        order = self._order(4)
        order.action_assign()
        order.qty_producing = 1
        order._set_qty_producing()
        move = order.move_raw_ids
        move.move_line_ids.unlink()
        move.move_line_ids = [Command.create(self._line_vals(move, self.lot, 4))]
        move.picked = True
        self._decide(self.lot, self.on_hold)
        self._refused(
            order.with_context(skip_consumption=True, skip_expired=True).button_mark_done,
            words="cannot be used in a production",
        )

    def test_a_part_added_to_a_finished_order_is_refused(self):
        order = self._order(4)
        order.qty_producing = 1
        order._set_qty_producing()
        order.move_raw_ids.picked = True
        order.with_context(skip_consumption=True, skip_expired=True).button_mark_done()
        self.assertEqual(order.state, "done")
        self._decide(self.lot, self.on_hold)
        move = order.move_raw_ids
        vals = {**self._line_vals(move, self.lot, 1), "move_id": move.id}
        self._refused(self.env["stock.move.line"].create, vals)

    def test_finished_goods_enter_a_blocked_place(self):
        order = self._order(4)
        self._block(order.location_dest_id, self.quarantine)
        self._block(self.shelf, self.released)
        order.qty_producing = 1
        order._set_qty_producing()
        order.move_raw_ids.picked = True
        order.with_context(skip_consumption=True, skip_expired=True).button_mark_done()
        self.assertEqual(order.state, "done")

    def test_a_blocked_lot_is_taken_apart_only_where_rework_is_allowed(self):
        self._decide(self.lot, self.on_hold)
        unbuild = self._unbuild()
        self._refused(unbuild.action_unbuild, words="cannot be taken apart")
        self._decide(self.lot, self.rejected)
        self._unbuild().action_unbuild()

    def _unbuild(self):
        bom = self.root["mrp.bom"].create(
            {
                "product_tmpl_id": self.product.product_tmpl_id.id,
                "bom_line_ids": [Command.create({"product_id": self.loose.id})],
            }
        )
        return self.root["mrp.unbuild"].create(
            {
                "product_id": self.product.id,
                "bom_id": bom.id,
                "lot_id": self.lot.id,
                "product_qty": 1,
                "location_id": self.shelf.id,
                "location_dest_id": self.stock.id,
            }
        )


@tagged("post_install", "-at_install")
class TestRepair(ModuleCase):
    """Rejected goods may be repaired; blocked parts go into nothing."""

    needs = "repair.order"

    def _repair(self, lot, part=None, target=None):
        parts = [
            Command.create(
                {
                    "product_id": product.id,
                    "product_uom_qty": 1,
                    "repair_line_type": "add",
                    "location_id": self.shelf.id,
                }
            )
            for product in (part.product_id if part else ())
        ]
        repair = self.root["repair.order"].create(
            {
                "product_id": lot.product_id.id,
                "lot_id": lot.id,
                "location_id": self.shelf.id,
                "product_location_src_id": self.shelf.id,
                "product_location_dest_id": (target or self.shelf).id,
                "move_ids": parts,
            }
        )
        repair.action_validate()
        repair.action_repair_start()
        return repair.with_user(self.user["warehouse"])

    def test_a_repair_does_not_take_goods_out_of_a_rejected_place(self):
        self._block(self.shelf, self.rejected)
        repair = self._repair(self.lot, target=self.stock)
        self._refused(repair.action_repair_end, words="Shelf.*Rejected.*may lift")
        inside = self._repair(self.lot)
        inside.action_repair_end()
        self.assertEqual(inside.state, "done")

    def test_goods_are_repaired_where_rework_is_allowed(self):
        self._decide(self.lot, self.rejected)
        repair = self._repair(self.lot)
        repair.action_repair_end()
        self.assertEqual(repair.state, "done")

    def test_goods_on_hold_are_not_repaired(self):
        self._decide(self.lot, self.on_hold)
        self._refused(self._repair(self.lot).action_repair_end, words="taken apart or repaired")

    def test_a_blocked_part_is_not_built_in_even_where_rework_is_allowed(self):
        self._decide(self.lot, self.rejected)
        repair = self._repair(self.other, self.lot)
        move = repair.move_ids
        self.assertEqual(move._get_movement_kind(), "consumption")
        move.move_line_ids.unlink()
        move.move_line_ids = [Command.create(self._line_vals(move, self.lot, 1))]
        move.picked = True
        self._refused(repair.action_repair_end, words="cannot be used in a production")


@tagged("post_install", "-at_install")
class TestBatch(ModuleCase):
    """One blocked line stops the batch, and says so."""

    needs = "stock.picking.batch"

    def test_a_batch_with_a_blocked_lot_is_refused(self):
        pickings = self.env["stock.picking"]
        for lot in (self.lot, self.other):
            rows = [(self.product, lot, 1)]
            pickings |= self._picking(rows, self.shelf, self.customers, "outgoing")
        batch = self.env["stock.picking.batch"].create(
            {"picking_ids": [Command.set(pickings.ids)], "company_id": self.company.id}
        )
        batch.action_confirm()
        pickings.move_ids.picked = True
        self._decide(self.lot, self.on_hold)
        self._refused(batch.action_done)
        self.assertNotIn("done", pickings.mapped("state"))


@tagged("post_install", "-at_install")
class TestSale(ModuleCase):
    """An order's delivery reserves free lots."""

    needs = "sale.order"

    def test_the_delivery_of_an_order_takes_free_lots(self):
        self._decide(self.lot, self.on_hold)
        order = self.root["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    Command.create({"product_id": self.product.id, "product_uom_qty": 15})
                ],
            }
        )
        order.action_confirm()
        order.picking_ids.action_assign()
        self.assertEqual(self._lots_of(order.picking_ids), {"L2"})
        self.assertEqual(order.picking_ids.move_ids._get_movement_kind(), "delivery")


@tagged("post_install", "-at_install")
class TestPurchase(ModuleCase):
    """What came from a supplier goes back to it, rejected or not."""

    needs = "purchase.order"

    def test_rejected_goods_go_back_to_the_supplier(self):
        order = self.root["purchase.order"].create(
            {
                "partner_id": self.supplier.id,
                "order_line": [Command.create({"product_id": self.product.id, "product_qty": 3})],
            }
        )
        order.button_confirm()
        picking = order.picking_ids
        picking.move_ids.move_line_ids.unlink()
        picking.move_ids.move_line_ids = [
            Command.create(self._line_vals(picking.move_ids, "BACK", 3))
        ]
        picking.move_ids.picked = True
        self._validate(picking.with_env(self.env))
        lot = picking.move_line_ids.lot_id
        self._decide(lot, self.rejected)
        source = {"active_id": picking.id, "active_model": "stock.picking"}
        wizard = self.env["stock.return.picking"].with_context(**source).create({})
        wizard.product_return_moves.quantity = 3
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        self.assertEqual(self._lots_of(back), {"BACK"})
        back.move_ids.picked = True
        self._validate(back)


@tagged("post_install", "-at_install")
class TestShop(ModuleCase):
    """What a shop sold although it was blocked is never lost in silence."""

    needs = "pos.config"

    def setUp(self):
        super().setUp()
        kind = self.warehouse.with_env(self.root).pos_type_id
        self.root["pos.config"].create({"name": "Corner shop", "picking_type_id": kind.id})
        rows = [(self.product, self.lot, 1)]
        self.picking = self._picking(rows, self.shelf, self.customers, "outgoing")
        self.picking.picking_type_id = kind.id
        self.picking.move_ids.picked = True
        self._decide(self.lot, self.on_hold)

    def test_the_sale_stays_open_with_an_event_and_an_activity(self):
        self.picking._action_done()
        self.assertNotEqual(self.picking.state, "done")
        event = self._events(self.lot, "breach")
        self.assertEqual((event.source, event.document), ("seam", self.picking.name))
        self.assertIn("Blocked goods were moved", self.picking.activity_ids.mapped("summary"))

    def test_the_button_says_why(self):
        self._refused(self.picking.button_validate, words="a quality manager can record")

    def test_a_quality_manager_posts_it_as_a_breach(self):
        self.picking._action_done()
        self.as_("quality_manager", self.picking)._record_breach("Sold by hand")
        self.assertEqual(self.picking.state, "done")
        self.assertEqual(
            self._events(self.lot, "breach").mapped("reason"),
            ["Sold in the shop although blocked; the transfer is not posted.", "Sold by hand"],
        )
