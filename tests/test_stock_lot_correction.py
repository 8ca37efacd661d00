import json

from odoo.tests import tagged

from .test_stock_lot_gate_hard import RefusalCase


@tagged("post_install", "-at_install")
class TestUndoing(RefusalCase):
    """Correcting a done line takes nothing out of a block: what it undoes is a movement too."""

    def setUp(self):
        super().setUp()
        self.hold = self._location("Hold")

    def _line(self, source, target, lot=None, **vals):
        return self._post(source, target, lot=lot or self.lot, **vals).move_line_ids

    def _as(self, role, line):
        return line.with_env(self.env(user=self.user[role]))

    def test_a_receipt_into_a_blocked_place_is_not_corrected_into_a_free_one(self):
        self._block(self.hold, self.quarantine)
        line = self._line(self.suppliers, self.hold)
        free = {"location_dest_id": self.stock.id}
        self._refused(line.write, free, words="Hold.*In WH/Stock it would be free.*may lift")
        self._refused(line.sudo().write, free, words="may lift")
        self._as("quality_manager", line).write(free)
        self.assertEqual(line.location_dest_id, self.stock)

    def test_goods_are_not_put_back_out_of_a_blocked_place(self):
        self._block(self.hold, self.quarantine)
        line = self._line(self.shelf, self.hold, quantity=5)
        for fewer in (0, 3):
            self._refused(line.write, {"quantity": fewer}, words="Hold.*may lift")
        self._refused(line.move_id.write, {"quantity": 3}, words="Hold.*may lift")
        self._as("quality_manager", line).quantity = 3
        self.assertEqual(line.quantity, 3)

    def test_goods_without_lots_are_not_put_back_either(self):
        self._block(self.hold, self.quarantine)
        nothing = self.env["stock.lot"]
        line = self._post(self.shelf, self.hold, product=self.loose, lot=nothing).move_line_ids
        self._refused(line.write, {"quantity": 0}, words="Loose lies in .*Hold.*may lift")

    def test_a_blocked_place_is_not_left_for_customers(self):
        self._block(self.hold, self.quarantine)
        line = self._line(self.suppliers, self.hold)
        self._refused(line.write, {"location_dest_id": self.customers.id}, words="Hold")
        back = self._line(self.customers, self.hold, lot=self.other, quantity=3)
        self._refused(back.write, {"quantity": 1}, words="Hold.*cannot be delivered")

    def test_a_blocked_lot_is_not_sent_back_by_undoing_its_return(self):
        line = self._line(self.customers, self.shelf, quantity=3)
        self._decide(self.lot, self.recalled)
        self._refused(line.write, {"quantity": 1}, words="L1 has the status Recalled")
        self.assertEqual(line.quantity, 3)

    def test_blocked_goods_do_not_become_another_lot(self):
        line = self._line(self.suppliers, self.shelf)
        self._decide(self.lot, self.rejected)
        for lot in (self.other, self.env["stock.lot"]):
            self._refused(line.write, {"lot_id": lot.id}, words="L1.*Rejected.*may lift")
        self._as("quality_manager", line).lot_id = self.other
        self.assertEqual(line.lot_id, self.other)

    def test_a_delivery_of_what_is_blocked_now_is_not_rewritten(self):
        line = self._line(self.shelf, self.customers)
        self._decide(self.lot, self.recalled)
        self._refused(line.write, {"lot_id": self.other.id}, words="L1.*Recalled.*may lift")

    def test_a_typing_error_among_lots_that_are_blocked_alike_is_corrected(self):
        line = self._line(self.suppliers, self.shelf)
        self._decide(self.lot | self.other, self.quarantine)
        line.lot_id = self.other
        self.assertEqual(line.lot_id, self.other)

    def test_a_place_that_blocks_as_much_may_be_corrected_to(self):
        self._block(self.hold, self.quarantine)
        line = self._line(self.suppliers, self.hold)
        worse = self._location("Worse")
        self._block(worse, self.recalled)
        line.location_dest_id = worse
        self.assertEqual(line.location_dest_id, worse)

    def test_what_came_in_too_much_or_came_back_is_corrected(self):
        self._block(self.hold, self.quarantine)
        received = self._line(self.suppliers, self.hold, quantity=5)
        made = self._post(
            self._place("production").with_env(self.env), self.shelf, lot=self.lot, quantity=5
        ).move_line_ids
        delivered = self._line(self.shelf, self.customers, quantity=5)
        self._decide(self.lot, self.quarantine)
        for line in (received, made, delivered):
            line.quantity = 4
            self.assertEqual(line.quantity, 4)

    def test_more_than_was_delivered_is_asked_about_like_a_delivery(self):
        line = self._line(self.shelf, self.customers, quantity=2)
        self._decide(self.lot, self.on_hold)
        self._refused(line.write, {"quantity": 3}, words="L1.*On hold.*cannot be delivered")
        self._refused(line.sudo().write, {"quantity": 3}, words="cannot be delivered")
        self.assertEqual(line.quantity, 2)

    def test_what_was_scrapped_is_not_corrected_into_a_delivery(self):
        loss = self._place("inventory").with_env(self.env)
        line = self._line(self.shelf, loss, quantity=2)
        self._decide(self.lot, self.rejected)
        self._refused(
            line.write, {"location_dest_id": self.customers.id}, words="cannot be delivered"
        )

    def test_another_lot_that_is_blocked_is_not_written_into_a_delivery(self):
        line = self._line(self.shelf, self.customers, lot=self.other)
        self._decide(self.lot, self.on_hold)
        self._refused(line.write, {"lot_id": self.lot.id}, words="L1.*cannot be delivered")
        self.assertEqual(line.lot_id, self.other)

    def test_a_quality_manager_records_what_really_happened(self):
        line = self._line(self.customers, self.shelf, quantity=3)
        self._decide(self.lot, self.recalled)
        self._as("quality_manager", line)._record_breach("Counted wrong", {"quantity": 1})
        self.assertEqual(line.quantity, 1)
        self.assertEqual(self._events(self.lot, "breach").reason, "Counted wrong")


@tagged("post_install", "-at_install")
class TestCorrectedEvent(RefusalCase):
    """A correction is written in the story of every lot it is about."""

    def test_both_lots_tell_what_was_and_what_is(self):
        picking = self._ship_from(self.shelf, self.lot)
        picking.move_line_ids.write({"lot_id": self.other.id})
        for lot in (self.lot, self.other):
            event = self._events(lot, "corrected")
            facts = json.loads(event.payload)
            self.assertEqual((facts["old"]["name"], facts["new"]["name"]), ("L1", "L2"))
            self.assertEqual(event.document, picking.name)
            self.assertEqual(event.user_name, "Lots warehouse")

    def test_places_and_quantities_are_told(self):
        line = self._post(self.suppliers, self.shelf, lot=self.lot, quantity=5).move_line_ids
        line.write({"quantity": 4, "location_dest_id": self.stock.id})
        facts = json.loads(self._events(self.lot, "corrected").payload)
        self.assertEqual((facts["old"]["quantity"], facts["new"]["quantity"]), (5, 4))
        self.assertIn("Shelf", facts["old"]["location_id"])
        self.assertNotIn("Shelf", facts["new"]["location_id"])

    def test_what_stays_the_same_is_no_correction(self):
        line = self._post(self.suppliers, self.shelf, lot=self.lot).move_line_ids
        line.write({"lot_id": self.lot.id, "quantity": 1})
        self.assertFalse(self._events(self.lot, "corrected"))
