from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import Form, tagged

from odoo.addons.stock_lot_lifecycle.models.stock_lot_gate import (
    RESERVATION,
    Reservation,
    get_reservation,
)

from .common_gate import GateCase


@tagged("post_install", "-at_install")
class TestReserving(GateCase):
    """Whatever reserves takes free stock only, on every path; the books see everything."""

    def setUp(self):
        super().setUp()
        self._decide(self.lot, self.on_hold)

    def test_a_blocked_lot_is_not_reserved_for_a_delivery(self):
        picking = self._assign(quantity=15)
        self.assertEqual(self._lots_of(picking), {"L2"})
        self.assertEqual(picking.move_ids.quantity, 10)

    def test_a_released_lot_is_reserved_again(self):
        self._decide(self.lot, self.released)
        self.assertEqual(self._lots_of(self._assign(quantity=15)), {"L1", "L2"})

    def test_a_blocked_place_is_not_reserved_from_even_without_lots(self):
        self._block(self.shelf, self.quarantine)
        self._stock(self.loose, 2, self.stock)
        picking = self._assign(quantity=5, product=self.loose)
        self.assertEqual(picking.move_ids.quantity, 2)
        self.assertEqual(picking.move_line_ids.location_id, self.stock)

    def test_a_typed_quantity_takes_free_lots(self):
        picking = self._draft(quantity=5)
        picking.move_ids.quantity = 5
        self.assertEqual(self._lots_of(picking), {"L2"})

    def test_a_typed_quantity_beyond_free_stock_names_no_blocked_lot(self):
        picking = self._draft(quantity=15)
        picking.move_ids.quantity = 15
        self.assertNotIn("L1", self._lots_of(picking))

    def test_raising_a_reserved_quantity_takes_free_lots(self):
        picking = self._assign(quantity=4)
        picking.move_ids.product_uom_qty = 9
        picking.move_ids.quantity = 9
        self.assertEqual(self._lots_of(picking), {"L2"})

    def test_an_immediate_transfer_takes_free_lots(self):
        with Form(
            self.env["stock.picking"].with_context(
                default_picking_type_id=self.warehouse.out_type_id.id
            )
        ) as form:
            form.partner_id = self.customer
            with form.move_ids.new() as move:
                move.product_id = self.product
                move.product_uom_qty = 3
        picking = form.save()
        picking.action_confirm()
        self.assertEqual(self._lots_of(picking), {"L2"})

    def test_chosen_lots_are_found_where_they_are_free(self):
        serial = self._product(tracking="serial", name="Pump")
        lot = self._lot(serial, "S1")
        self._stock(serial, 1, self.shelf, lot)
        picking = self._draft(quantity=1, product=serial)
        picking.move_ids.lot_ids = lot
        self.assertEqual(picking.move_line_ids.location_id, self.shelf)

    def test_chosen_lots_are_not_taken_from_a_blocked_place(self):
        self._decide(self.lot, self.released)
        returns = self._location("Returns")
        for number, lot in enumerate((self.lot, self.other)):
            self._stock(self.product, 1, returns, lot)
            lot.quant_ids.filtered(lambda quant: quant.location_id == returns).sudo().write(
                {"in_date": f"2026-01-0{number + 1} 10:00:00"}  # before all other stock
            )
        self._block(returns, self.quarantine)
        picking = self._draft(quantity=2)
        picking.move_ids.lot_ids = self.lot | self.other
        self.assertEqual(picking.move_line_ids.location_id, self.shelf)
        self.assertEqual(self._lots_of(picking), {"L1", "L2"})

    def test_chosen_serials_that_lie_elsewhere_are_taken_as_core_does(self):
        serial = self._product(tracking="serial", name="Pump")
        lots = self._lot(serial, "S1") | self._lot(serial, "S2")
        self._stock(serial, 1, self.shelf, lots[0])
        move = self._draft(quantity=2, product=serial).move_ids
        move.lot_ids = lots
        self.assertEqual(self._lots_of(move), {"S1", "S2"})

    def test_chained_moves_take_free_lots(self):
        output = self._location("Output")
        first = self._move_between(self.shelf, output)
        second = self._move_between(output, self.customers, move_orig_ids=[(4, first.id)])
        first.move_line_ids = [
            Command.create(self._line_vals(first, lot, 2)) for lot in (self.lot, self.other)
        ]
        first.picked = True
        first.location_final_id = False
        first._action_done()
        second._action_assign()
        self.assertEqual(self._lots_of(second), {"L2"})

    def _move_between(self, source, target, **vals):
        move = self.env["stock.move"].create(
            {
                "product_id": self.product.id,
                "product_uom_qty": 4,
                "location_id": source.id,
                "location_dest_id": target.id,
                **vals,
            }
        )
        move._action_confirm(merge=False)
        return move

    def test_the_pick_of_a_delivery_in_three_steps_is_a_delivery(self):
        self.warehouse.with_env(self.root).delivery_steps = "pick_pack_ship"
        self.root["stock.rule"].run(
            [
                self.env["stock.rule"].Procurement(
                    self.product.with_env(self.root), 15, self.product.uom_id, self.customers,
                    "Order", "Order", self.company,
                    {"warehouse_id": self.warehouse, "company_id": self.company},
                )
            ]
        )  # fmt: skip
        pick = self.env["stock.move"].search(
            [("product_id", "=", self.product.id), ("location_id", "=", self.stock.id)]
        )
        self.assertEqual(pick.location_dest_id.usage, "internal")
        self.assertEqual(pick._get_movement_kind(), "delivery")
        pick._action_assign()
        self.assertEqual(self._lots_of(pick), {"L2"})

    def test_a_rejected_lot_is_reserved_for_its_supplier_return(self):
        self._decide(self.lot | self.other, self.rejected)
        picking = self._assign(quantity=15, target=self.suppliers)
        self.assertEqual(self._lots_of(picking), {"L1", "L2"})

    def test_a_rejected_lot_is_reserved_for_its_way_to_quarantine(self):
        self._decide(self.lot | self.other, self.rejected)
        place = self._location("Quarantine")
        self._block(place, self.quarantine)
        picking = self._assign(quantity=15, target=place, code="internal")
        self.assertEqual(self._lots_of(picking), {"L1", "L2"})
        picking.move_ids.picked = True
        self._validate(picking)

    def test_a_replenishment_from_above_leaves_blocked_places_alone(self):
        self._block(self.shelf, self.quarantine)
        self._stock(self.product, 3, self.stock, self.other)
        target = self._location("Shop", location_id=self.warehouse.view_location_id.id)
        picking = self._assign(quantity=9, target=target, code="internal")
        self.assertEqual(picking.move_line_ids.location_id, self.stock)
        self.assertEqual(picking.move_ids.quantity, 3)

    def test_a_transfer_that_starts_in_the_blocked_place_is_meant(self):
        self._block(self.shelf, self.quarantine)
        picking = self._assign(quantity=9, source=self.shelf, target=self.stock, code="internal")
        self.assertEqual(picking.move_ids.quantity, 9)

    def test_availability_asked_by_a_move_counts_free_stock(self):
        move = self._draft(quantity=15).move_ids
        self.assertEqual(move._get_available_quantity(self.stock), 10)
        inside = self._draft(quantity=15, target=self._location("T"), code="internal").move_ids
        self.assertEqual(inside._get_available_quantity(self.stock), 20)

    def test_the_cache_of_the_books_does_not_pass_by_the_filter(self):
        Quant = self.root["stock.quant"]
        cache = Quant._get_quants_by_products_locations(self.product, self.shelf)
        move = self._draft(quantity=5).move_ids.with_context(quants_cache=cache)
        vals, taken = move._update_reserved_quantity_vals(5, self.shelf, lot_id=self.lot)
        self.assertEqual((vals, taken), ([], 0))

    def test_the_books_see_blocked_stock(self):
        Quant = self.root["stock.quant"].with_context(
            **{RESERVATION: Reservation("delivery", tuple(self.shelf.ids))}
        )
        before = Quant.search_count([("lot_id", "=", self.lot.id)])
        Quant._update_available_quantity(self.product, self.shelf, 5, lot_id=self.lot)
        Quant._update_reserved_quantity(self.product, self.shelf, 2, lot_id=self.lot)
        quant = self.lot.quant_ids
        self.assertEqual((quant.quantity, quant.reserved_quantity), (15, 2))
        self.assertEqual(Quant.search_count([("lot_id", "=", self.lot.id)]), before)

    def test_counting_blocked_stock_keeps_one_row(self):
        self._adjust(self.lot, 7, self.shelf)
        quant = self.lot.quant_ids.filtered(lambda quant: quant.location_id == self.shelf)
        self.assertEqual(quant.quantity, 7)

    def test_a_key_from_outside_is_no_reservation(self):
        for forged in (True, "delivery", ["delivery", []], {"kind": "internal"}, None):
            self.assertIsNone(get_reservation(self.env(context={RESERVATION: forged})))

    def test_a_forged_key_changes_nothing(self):
        picking = self._draft(quantity=15)
        for forged in ({RESERVATION: ["internal", []]}, {RESERVATION: {"kind": "scrap"}}):
            call_kw(self.env["stock.picking"], "action_assign", [picking.ids], {"context": forged})
            self.assertEqual(self._lots_of(picking), {"L2"})

    def test_the_free_and_the_blocked_are_all_stock(self):
        self._block(self.shelf, self.rejected)
        self._stock(self.loose, 3, self.stock)
        Quant = self.env["stock.quant"]
        every = Quant.search([])
        for kind in ("delivery", "consumption", "rework", "internal"):
            free = Quant.search(Quant._domain_free(kind))
            blocked = Quant.search(Quant._domain_blocked(kind))
            self.assertFalse(free & blocked)
            self.assertEqual(free | blocked, every)
