from datetime import date

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged

from .common import LotCase

TODAY = date(2026, 6, 15)


@tagged("post_install", "-at_install")
class TestReceivedFacts(LotCase):
    """What a movement says of its lots: received when, from whom, how heavy."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._product(weight=0.5)

    def test_a_receipt_sets_the_day_the_supplier_and_the_weight(self):
        lot = self._receive(self.product, quantity=10)
        self.assertEqual(lot.received_date, TODAY)
        self.assertEqual(lot.supplier_id, self.supplier)
        self.assertEqual(lot.weight, 5)

    def test_a_receipt_is_an_event_with_its_document(self):
        lot = self._receive(self.product, quantity=10)
        event = self._events(lot, "received")
        self.assertEqual(len(event), 1)
        self.assertEqual(event.source, "seam")
        self.assertIn("/IN/", event.document)
        self.assertIn('"partner":"Acme Farms"', event.payload)
        self.assertIn('"quantity":10', event.payload)
        self.assertEqual(event.user_name, self.user["warehouse"].name)

    def test_the_supplier_is_the_company_behind_the_contact(self):
        contact = self._partner("Dock 4", parent_id=self.supplier.id, type="delivery")
        self.assertEqual(self._receive(self.product, partner=contact).supplier_id, self.supplier)

    def test_a_receipt_without_partner_sets_no_supplier(self):
        lot = self._receive(self.product, partner=self.env["res.partner"])
        self.assertEqual((lot.received_date, bool(lot.supplier_id)), (TODAY, False))

    def test_facts_that_are_known_already_stay(self):
        other = self._partner("Maker")
        lot = self._lot(self.product, supplier_id=other.id, weight=7, received_date="2026-01-02")
        self._receive(self.product, lot, 10)
        self.assertEqual(
            (lot.received_date, lot.supplier_id, lot.weight), (date(2026, 1, 2), other, 7)
        )

    def test_a_second_receipt_changes_nothing(self):
        lot = self._receive(self.product)
        with freeze_time("2026-06-20"):
            self._receive(self.product, lot, 5, partner=self._partner("Late Ltd"))
        self.assertEqual(
            (lot.received_date, lot.supplier_id, lot.weight), (TODAY, self.supplier, 5)
        )
        self.assertEqual(len(self._events(lot, "received")), 1)

    def test_a_product_without_weight_proposes_none(self):
        self.assertEqual(self._receive(self._product()).weight, 0)

    def test_the_weight_counts_all_lines_of_the_receipt(self):
        lot = self._lot(self.product)
        rows = [(self.product, lot, 4), (self.product, lot, 6)]
        self._validate(self._picking(rows, self.suppliers, self.stock, "incoming"))
        self.assertEqual(lot.weight, 5)
        self.assertIn('"quantity":10', self._events(lot, "received").payload)

    def test_the_weight_counts_in_the_products_unit(self):
        lot = self._lot(self.product)
        picking = self._picking([(self.product, lot, 1)], self.suppliers, self.stock, "incoming")
        dozen = self.env.ref("uom.product_uom_dozen")
        picking.move_line_ids.write({"product_uom_id": dozen.id, "quantity": 1})
        self._validate(picking)
        self.assertEqual(lot.weight, 6)

    def test_many_lots_of_a_receipt_are_written_together(self):
        product = self._product("serial", weight=0.5)
        rows = [(product, f"SN{number:02}", 1) for number in range(12)]
        picking = self._picking(rows, self.suppliers, self.stock, "incoming", self.supplier)
        lots = self._validate(picking).move_line_ids.lot_id
        self.assertEqual(len(lots), 12)
        self.assertEqual(set(lots.mapped("received_date")), {TODAY})
        self.assertEqual(set(lots.mapped("weight")), {0.5})
        self.assertEqual(lots.supplier_id, self.supplier)
        self.assertEqual(len(self._events(lots, "received")), 12)

    def test_a_production_sets_the_day_and_no_supplier(self):
        raw = self._receive(self.product, "RAW", 4)
        made = self._produce({raw: 4}, self._product(name="Blister", weight=2), "FIN", 3)
        self.assertEqual((made.received_date, bool(made.supplier_id)), (TODAY, False))
        self.assertEqual(made.weight, 6)
        self.assertEqual(len(self._events(made, "received")), 1)

    def test_a_count_sets_no_received_date(self):
        lot = self._lot(self.product)
        self._adjust(lot, 5)
        self.assertFalse(lot.received_date)
        self.assertFalse(self._events(lot, "received"))

    def test_a_customer_return_sets_no_received_date(self):
        lot = self._lot(self.product)
        self._return_from_customer(lot, 1)
        self.assertFalse(lot.received_date)

    def test_a_dropship_sets_no_received_date(self):
        lot = self._lot(self.product)
        self._move(lot, 1, self.suppliers, self.customers)
        self.assertFalse(lot.received_date)

    def test_goods_put_away_in_two_steps_are_received_at_the_first(self):
        dock = self._location("Dock")
        picking = self._picking(
            [(self.product, "T1", 10)], self.suppliers, dock, "incoming", self.supplier
        )
        lot = self._validate(picking).move_line_ids.lot_id
        with freeze_time("2026-06-17"):
            self._relocate(lot, 10, self.stock, dock)
        self.assertEqual((lot.received_date, lot.presence), (TODAY, "on_hand"))
        self.assertEqual(len(self._events(lot, "received")), 1)

    def test_a_warehouse_with_two_steps_receives_at_the_first(self):
        self.warehouse.sudo().reception_steps = "two_steps"
        picking = self._picking(
            [(self.product, "T2", 10)],
            self.suppliers,
            self.warehouse.wh_input_stock_loc_id,
            "incoming",
            self.supplier,
        )
        lot = self._validate(picking).move_line_ids.lot_id
        self.assertEqual((lot.received_date, lot.presence), (TODAY, "on_hand"))

    def test_the_backorder_of_a_receipt_receives_its_own_lots(self):
        picking = self._picking([(self.product, "B1", 4)], self.suppliers, self.stock, "incoming")
        picking.move_ids.product_uom_qty = 10
        first = picking.move_line_ids
        self._validate(picking)
        with freeze_time("2026-06-18"):
            rest = picking.backorder_ids
            rest.move_ids.move_line_ids.unlink()
            rest.move_ids.move_line_ids = [Command.create(self._line_vals(rest.move_ids, "B2", 6))]
            rest.move_ids.picked = True
            second = self._validate(rest).move_line_ids
        self.assertEqual(first.lot_id.received_date, TODAY)
        self.assertEqual(second.lot_id.received_date, date(2026, 6, 18))

    def test_the_day_is_the_day_in_the_companys_zone(self):
        self.company.lot_tz = "Pacific/Kiritimati"
        with freeze_time("2026-06-15 11:00:00"):
            self.assertEqual(self._receive(self.product).received_date, date(2026, 6, 16))

    def test_correcting_the_lot_of_a_done_receipt_corrects_both(self):
        wrong = self._receive(self.product, "WRONG", 5)
        right = self._lot(self.product, "RIGHT")
        line = self.env["stock.move.line"].search([("lot_id", "=", wrong.id)])
        line.lot_id = right
        self.assertEqual((wrong.presence, wrong.received_date), ("new", False))
        self.assertEqual((right.presence, right.received_date), ("on_hand", TODAY))
        self.assertTrue(self._events(right, "received"))
        self.assertEqual(self._events(wrong)[-1].kind, "changed")

    def test_correcting_a_done_receipt_to_nothing_forgets_the_receipt(self):
        lot = self._receive(self.product)
        line = self.env["stock.move.line"].search([("lot_id", "=", lot.id)])
        line.quantity = 0
        self.assertEqual((lot.presence, lot.received_date, lot.status), ("new", False, "active"))
        line.quantity = 3
        self.assertEqual((lot.presence, lot.received_date), ("on_hand", TODAY))

    def test_a_line_added_to_a_done_receipt_receives_its_lot(self):
        first = self._receive(self.product, "A1")
        move = self.env["stock.move.line"].search([("lot_id", "=", first.id)]).move_id
        late = self._lot(self.product, "A2")
        move.move_line_ids = [Command.create(self._line_vals(move, late, 2))]
        self.assertEqual((late.received_date, late.supplier_id), (TODAY, self.supplier))

    def test_writing_other_fields_of_a_done_line_tells_nobody(self):
        lot = self._receive(self.product)
        line = self.env["stock.move.line"].search([("lot_id", "=", lot.id)])
        before = self._events(lot)
        line.write({"description_picking": "x"} if "description_picking" in line else {})
        line.write({"date": "2026-06-01 10:00:00"})
        self.assertEqual(self._events(lot), before)
        self.assertEqual(lot.received_date, TODAY)

    def test_goods_without_lots_pass_untouched(self):
        product = self._product("none")
        picking = self._picking([(product, None, 5)], self.suppliers, self.stock, "incoming")
        self.assertFalse(self._validate(picking).move_line_ids.lot_id)


@tagged("post_install", "-at_install")
class TestSeamAcrossCompanies(LotCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls._company("Far East Ltd", "Pacific/Kiritimati")
        cls.product = cls._product(weight=1)

    def _receive_there(self, number, partner=None):
        return self._receive(
            self.product.with_env(self.root),
            number,
            partner=partner,
            warehouse=self._warehouse_of(self.second),
        )

    def test_a_shared_lot_never_shows_another_companys_supplier(self):
        private = self._partner("Secret Source", company_id=self.second.id)
        lot = self._receive_there("X1", private)
        self.assertFalse(lot.company_id)
        self.assertTrue(lot.received_date)
        self.assertFalse(lot.supplier_id)

    def test_a_companys_own_lot_takes_its_own_supplier(self):
        private = self._partner("Own Source", company_id=self.second.id)
        product = self._product(company_id=self.second.id)
        lot = self._receive(
            product.with_env(self.root),
            "X2",
            partner=private,
            warehouse=self._warehouse_of(self.second),
        )
        self.assertEqual(lot.company_id, self.second)
        self.assertEqual(lot.supplier_id, private.with_env(self.root))

    def test_the_event_belongs_to_the_company_of_its_document(self):
        lot = self._receive_there("X3")
        self.assertEqual(self._events(lot, "received").company_id, self.second)
        mine = self._receive(self.product, "X4")
        self.assertEqual(self._events(mine, "received").company_id, self.company)

    def test_each_lot_of_a_company_is_received_on_its_own_day(self):
        mine = self.root["stock.lot"].create(
            {"name": "M", "product_id": self.product.id, "company_id": self.company.id}
        )
        theirs = self.root["stock.lot"].create(
            {"name": "T", "product_id": self.product.id, "company_id": self.second.id}
        )
        moves = self.root["stock.move"]
        for lot, company in ((mine, self.company), (theirs, self.second)):
            stock = self._warehouse_of(company).lot_stock_id
            places = {"location_id": self.suppliers.id, "location_dest_id": stock.id}
            move = self.root["stock.move"].create(
                {"product_id": self.product.id, "company_id": company.id, "product_uom_qty": 1}
                | places
            )
            move._action_confirm(merge=False)
            move.move_line_ids.unlink()
            move.move_line_ids = [Command.create(self._line_vals(move, lot, 1))]
            move.picked = True
            moves |= move
        with freeze_time("2026-06-15 11:00:00"):
            moves._action_done()
        self.assertEqual(mine.received_date, date(2026, 6, 15))
        self.assertEqual(theirs.received_date, date(2026, 6, 16))
        self.assertEqual(self._events(mine, "received").company_id, self.company)
        self.assertEqual(self._events(theirs, "received").company_id, self.second)


@tagged("post_install", "-at_install")
class TestSeamRights(LotCase):
    """Whoever moves goods tells the lots, also without rights on lots."""

    def _move_as(self, user, lot):
        places = {"location_id": self.suppliers.id, "location_dest_id": self.stock.id}
        move = self.root["stock.move"].create(
            {"product_id": lot.product_id.id, "product_uom_qty": 3, **places}
        )
        move._action_confirm(merge=False)
        move.move_line_ids.unlink()
        move.move_line_ids = [Command.create(self._line_vals(move, lot, 3))]
        move.picked = True
        return move.with_user(user).sudo()

    def test_a_user_without_rights_on_lots_validates_through_another_module(self):
        lot = self._lot(self._product(weight=2))
        employee = self.user["employee"]
        with self.assertRaises(AccessError):
            lot.with_user(employee).check_access("read")
        self._move_as(employee, lot)._action_done()
        self.assertEqual((lot.presence, lot.received_date), ("on_hand", TODAY))
        event = self._events(lot, "received")
        self.assertEqual((event.user_res_id, event.user_name), (employee.id, employee.name))

    def test_a_user_without_rights_on_lots_may_edit_the_lines_they_may_edit(self):
        lot = self._receive(self._product())
        line = self.env["stock.move.line"].search([("lot_id", "=", lot.id)])
        cashier = new_test_user(self.root, "lots_cashier", groups="base.group_user")
        line.with_user(cashier)._record_movement()
        line.lot_id.with_user(cashier)._refresh_presence()
        self.assertEqual(lot.presence, "on_hand")
