from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import tagged

from .common_gate import GateCase


class RefusalCase(GateCase):
    def _refused(self, call, *args, words="L1", **kwargs):
        with self.assertRaisesRegex(UserError, words) as refused, self.env.cr.savepoint():
            call(*args, **kwargs)
        self.env.invalidate_all()
        return str(refused.exception)


@tagged("post_install", "-at_install")
class TestExecuting(RefusalCase):
    """Nothing that is blocked moves, whoever reserved, picked or typed it, on whatever path."""

    def test_a_lot_blocked_after_it_was_picked_is_refused(self):
        picking = self._picking(
            [(self.product, self.lot, 4)], self.shelf, self.customers, "outgoing"
        )
        self._decide(self.lot, self.on_hold)
        self._refused(picking.button_validate)
        self.assertNotEqual(picking.state, "done")
        self.assertEqual(self.lot.quant_ids.filtered("quantity").location_id, self.shelf)

    def test_a_call_that_skips_the_button_is_refused_too(self):
        picking = self._picking(
            [(self.product, self.lot, 4)], self.shelf, self.customers, "outgoing"
        )
        self._decide(self.lot, self.on_hold)
        for env in (self.env, self.env(su=True), self.root):
            self._refused(picking.with_env(env)._action_done)
            self._refused(picking.with_env(env).move_ids._action_done)
            self._refused(picking.with_env(env).move_line_ids._action_done)

    def test_a_typed_lot_is_refused(self):
        self._decide(self.lot, self.on_hold)
        picking = self._assign(quantity=3)
        picking.move_line_ids[0].lot_id = self.lot
        picking.move_ids.picked = True
        self._refused(picking.button_validate)

    def test_a_typed_number_is_refused(self):
        kind = self.warehouse.with_env(self.root).out_type_id
        kind.use_create_lots, kind.use_existing_lots = True, False
        self._decide(self.lot, self.on_hold)
        picking = self._picking([(self.product, "L1", 2)], self.shelf, self.customers, "outgoing")
        self._refused(picking.button_validate)

    def test_one_blocked_line_of_many_stops_the_transfer(self):
        self._decide(self.lot, self.on_hold)
        rows = [(self.product, self.other, 1), (self.product, self.lot, 1)]
        picking = self._picking(rows, self.shelf, self.customers, "outgoing")
        words = self._refused(picking.button_validate)
        self.assertNotIn("Lot L2 ", words)
        picking.move_line_ids.filtered(lambda line: line.lot_id == self.lot).unlink()
        self._validate(picking)

    def test_a_backorder_is_asked_again(self):
        picking = self._assign(quantity=15)
        rows = picking.move_line_ids
        rows.filtered(lambda line: line.lot_id == self.lot).picked = True
        picking.with_context(skip_backorder=True).button_validate()
        backorder = picking.backorder_ids
        self._decide(self.other, self.on_hold)
        backorder.action_assign()
        self.assertNotIn("L2", self._lots_of(backorder))
        backorder.move_ids.move_line_ids = [
            Command.create(self._line_vals(backorder.move_ids, self.other, 1))
        ]
        backorder.move_ids.picked = True
        backorder = backorder.with_context(skip_backorder=True)
        self._refused(backorder.button_validate, words="L2")

    def test_the_first_step_of_a_delivery_is_refused(self):
        self._decide(self.lot, self.on_hold)
        output = self._location("Output")
        move = self._picking([(self.product, self.lot, 1)], self.shelf, output, "internal")
        move.move_ids.location_final_id = self.customers
        self._refused(move.button_validate, words="cannot be delivered")

    def test_the_step_before_a_production_is_a_consumption(self):
        if "raw_material_production_id" not in self.env["stock.move"]._fields:
            self.skipTest("needs mrp")
        first = self._draft(code="internal", target=self._location("Before")).move_ids
        last = self._draft(source=first.location_dest_id).move_ids
        order = self.root["mrp.production"].create({"product_id": self.loose.id})
        last.with_env(self.root).raw_material_production_id = order
        first.move_dest_ids = last
        self.assertEqual(first._get_movement_kind(), "consumption")

    def test_goods_for_another_company_are_delivered(self):
        transit = self.root["stock.location"].create(
            {"name": "Between", "usage": "transit", "company_id": False}
        )
        self._decide(self.lot, self.on_hold)
        self._refused(self._post, self.shelf, transit.with_env(self.env), lot=self.lot)

    def test_goods_between_own_warehouses_pass(self):
        transit = self._location("On the road", "transit", company_id=self.company.id)
        self._decide(self.lot, self.on_hold)
        self._post(self.shelf, transit, lot=self.lot)

    def test_a_dropshipped_lot_is_delivered(self):
        self._decide(self.lot, self.on_hold)
        self._refused(self._post, self.suppliers, self.customers, lot=self.lot)

    def test_a_disposition_of_another_company_counts(self):
        second = self._company()
        stop = self._disposition("stop", blocks_delivery=True, company_id=second.id)
        self._force(self.lot, disposition_id=stop.id)
        self._refused(self._post, self.shelf, self.customers, lot=self.lot)

    def test_receipts_and_productions_into_a_blocked_place_pass(self):
        self._block(self.shelf, self.quarantine)
        self._decide(self.lot, self.quarantine)
        self._post(self.suppliers, self.shelf, lot=self.lot)
        workshop = self._place("production").with_env(self.env)
        self._post(workshop, self.shelf, lot=self.lot)


@tagged("post_install", "-at_install")
class TestCorrecting(RefusalCase):
    """Done lines cannot be made to say that blocked goods moved, by whatever path."""

    def setUp(self):
        super().setUp()
        self.done = self._post(self.shelf, self.customers, lot=self.other, quantity=2)
        self.line = self.done.move_line_ids
        self._decide(self.lot, self.on_hold)

    def test_another_lot_on_a_done_line_is_refused(self):
        vals = {"lot_id": self.lot.id}
        manager = self.as_("quality_manager", self.line).env
        for env in (self.env, self.env(su=True), self.root, manager):
            words = self._refused(self.line.with_env(env).write, vals)
            self.assertIn("a quality manager can record the breach", words)
        self.assertEqual(self.line.lot_id, self.other)

    def test_remote_calls_are_refused_with_any_context(self):
        for forged in ({}, {"stock_lot_lifecycle_provenance": {"breach": True}}):
            arguments = [self.line.ids, {"lot_id": self.lot.id}]
            self._refused(
                call_kw, self.env["stock.move.line"], "write", arguments, {"context": forged}
            )

    def test_a_larger_quantity_is_refused_a_smaller_one_is_not(self):
        self._decide(self.other, self.on_hold)
        self._refused(self.line.write, {"quantity": 3}, words="L2")
        self._refused(self.done.write, {"quantity": 3}, words="On hold")
        self.line.quantity = 1
        self.assertEqual(self.line.quantity, 1)

    def test_a_larger_quantity_takes_a_free_lot_if_there_is_one(self):
        self.done.quantity = 3
        self.assertEqual(self.done.move_line_ids.lot_id, self.other)

    def test_another_place_is_refused(self):
        inside = self._post(self.shelf, self.stock, lot=self.lot).move_line_ids
        self._refused(inside.write, {"location_dest_id": self.customers.id})
        self._block(self._location("Hold"), self.quarantine)
        hold = self.env["stock.location"].search([("name", "=", "Hold")])
        self._stock(self.product, 5, hold, self.other)
        self._refused(self.line.write, {"location_id": hold.id}, words="Hold")

    def test_another_stock_row_is_refused(self):
        quant = self.lot.quant_ids.filtered(lambda quant: quant.location_id == self.shelf)
        self._refused(self.line.write, {"quant_id": quant.id})

    def test_a_new_line_on_a_done_transfer_is_refused(self):
        picking = self._ship(self.other)
        vals = {
            **self._line_vals(picking.move_ids, self.lot, 1),
            "move_id": picking.move_ids.id,
        }
        Line = self.env["stock.move.line"]
        self._refused(Line.create, vals)
        self._refused(Line.sudo().create, [vals])
        self._refused(picking.write, {"move_line_ids": [Command.create(vals)]})
        loose = {key: value for key, value in vals.items() if key != "move_id"}
        self._refused(Line.create, loose)

    def test_an_import_is_refused(self):
        outcome = self.env["stock.move.line"].load(
            [".id", "lot_id/.id"], [[str(self.line.id), str(self.lot.id)]]
        )
        self.assertFalse(outcome["ids"])
        self.assertIn("On hold", outcome["messages"][0]["message"])

    def test_other_corrections_are_not_asked_about(self):
        self._decide(self.other, self.on_hold)
        self.line.write({"lot_id": self.other.id, "quantity": 2, "picked": True})
        self.line.write({"date": "2026-06-01 10:00:00"})


@tagged("post_install", "-at_install")
class TestReturns(RefusalCase):
    """What customers send back is blocked by the place; a serial takes over what stands there."""

    def setUp(self):
        super().setUp()
        self.returns = self._location("Returns")
        self._block(self.returns, self.quarantine)

    def test_one_returned_box_does_not_freeze_the_lot(self):
        self._post(self.shelf, self.customers, lot=self.lot, quantity=3)
        self._post(self.customers, self.returns, lot=self.lot, quantity=1)
        self.assertEqual(self.lot.disposition_id, self.released)
        self._refused(self._post, self.returns, self.customers, lot=self.lot, words="Returns")
        self._post(self.shelf, self.customers, lot=self.lot)

    def test_a_returned_serial_takes_over_the_disposition_of_the_place(self):
        serial = self._returned(self._product(tracking="serial", name="Pump"), "S1")
        self.assertEqual(serial.disposition_id, self.quarantine)
        event = self._events(serial, "disposition")
        self.assertEqual((event.source, event.reason), ("policy", "Returned to WH/Stock/Returns"))

    def test_a_recalled_serial_stays_recalled(self):
        product = self._product(tracking="serial", name="Pump")
        serial = self._lot(product, "S1")
        self._decide(serial, self.recalled)
        self.assertEqual(self._returned(product, "S1", serial).disposition_id, self.recalled)

    def test_a_serial_returned_to_an_open_place_stays_released(self):
        self._block(self.returns, self.released)
        serial = self._returned(self._product(tracking="serial", name="Pump"), "S1")
        self.assertEqual(serial.disposition_id, self.released)

    def test_serials_that_arrive_otherwise_keep_their_own(self):
        serial = self._lot(self._product(tracking="serial", name="Pump"), "S1")
        self._post(self.suppliers, self.returns, lot=serial)
        self.assertEqual(serial.disposition_id, self.released)

    def _returned(self, product, number, serial=None):
        serial = serial or self._lot(product, number)
        self._post(self.customers, self.returns, lot=serial)
        return serial
