from odoo.fields import Command
from odoo.tests import Form, tagged

from .common_age import AgeCase


@tagged("post_install", "-at_install")
class TestProposing(AgeCase):
    """Old lots are not proposed, on any of core's paths."""

    def test_core_takes_the_expired_lot_first_when_a_quantity_is_typed(self):
        self._age(expiration=-1)
        picking = self._draft(quantity=5)
        picking.move_ids.quantity = 5
        self.assertEqual(self._lots_of(picking), {"NEW"})

    def test_core_reserves_expired_lots_for_chained_moves(self):
        output = self._location("Output")
        first = self._picking([(self.product, self.lot, 2)], self.shelf, output, "internal")
        self._validate(first)
        self._age(expiration=-1)
        second = self._draft(quantity=2, source=output)
        second.move_ids.move_orig_ids = first.move_ids
        second.action_assign()
        self.assertFalse(self._lots_of(second))

    def test_core_reserves_a_lot_whose_removal_date_is_stale(self):
        self._age(expiration=-1, removal=30)
        self.assertEqual(self._lots_of(self._assign(quantity=15)), {"NEW"})

    def test_core_reserves_expired_lots_for_late_orders(self):
        self._age(expiration=-1, removal=-1)
        picking = self._draft(quantity=15)
        picking.move_ids.date = "2026-06-01 10:00:00"
        picking.action_assign()
        self.assertEqual(self._lots_of(picking), {"NEW"})

    def test_what_will_be_old_when_it_leaves_is_not_proposed(self):
        self._age(expiration=3, removal=3)
        picking = self._draft(quantity=15)
        picking.move_ids.date = "2026-06-20 10:00:00"
        picking.action_assign()
        self.assertEqual(self._lots_of(picking), {"NEW"})
        self.assertEqual(self._lots_of(self._assign(quantity=5)), {"OLD"})

    def test_immediate_transfers_take_good_lots(self):
        self._age(expiration=-1)
        kind = self.warehouse.out_type_id.id
        with Form(self.env["stock.picking"].with_context(default_picking_type_id=kind)) as form:
            form.partner_id = self.customer
            with form.move_ids.new() as move:
                move.product_id = self.product
                move.quantity = 3
        self.assertEqual(self._lots_of(form.save()), {"NEW"})

    def test_productions_take_good_lots(self):
        if "mrp.production" not in self.env:
            self.skipTest("needs mrp")
        self._age(expiration=-1)
        order = self.root["mrp.production"].create(
            {
                "product_id": self.loose.id,
                "product_qty": 1,
                "bom_id": False,
                "location_src_id": self.shelf.id,
                "move_raw_ids": [
                    Command.create({"product_id": self.product.id, "product_uom_qty": 4})
                ],
            }
        )
        order.action_confirm()
        order.action_assign()
        self.assertEqual(order.move_raw_ids.move_line_ids.lot_id, self.other)
        order.do_unreserve()
        order.qty_producing = 1
        order._set_qty_producing()
        self.assertEqual(order.move_raw_ids.move_line_ids.lot_id, self.other)

    def test_retests_that_are_due_and_removal_days_keep_lots_back(self):
        for days in ({"removal": 0}, {"retest": 0}):
            with self.subTest(days):
                self._age(**days)
                picking = self._assign(quantity=15)
                self.assertEqual(self._lots_of(picking), {"NEW"})
                picking.do_unreserve()

    def test_best_before_keeps_back_only_where_it_blocks(self):
        self._age(best_before=-1)
        self.assertEqual(self._lots_of(self._assign(quantity=15)), {"OLD", "NEW"})
        self.env["stock.picking"].search([]).do_unreserve()
        self._policy("best_before", "block")
        self.assertEqual(self._lots_of(self._assign(quantity=15)), {"NEW"})

    def test_a_chosen_lot_is_found_where_it_lies(self):
        serial = self._perishable(name="Pump", tracking="serial")
        lot = self._lot(serial, "S1")
        self._stock(serial, 1, self.shelf, lot)
        self._age(lot, removal=-1)
        picking = self._draft(quantity=1, product=serial)
        picking.move_ids.lot_ids = lot
        self.assertEqual(picking.move_line_ids.location_id, self.shelf)

    def test_inside_the_house_core_decides(self):
        self._age(expiration=-1, removal=365)
        inner = self._location("Inner")
        picking = self._assign(quantity=15, source=self.shelf, target=inner, code="internal")
        self.assertEqual(self._lots_of(picking), {"OLD", "NEW"})

    def test_what_goes_back_to_the_supplier_may_be_expired(self):
        self._age(expiration=-1, removal=-5)
        picking = self._assign(quantity=15, source=self.shelf, target=self.suppliers)
        self.assertEqual(self._lots_of(picking), {"OLD", "NEW"})
