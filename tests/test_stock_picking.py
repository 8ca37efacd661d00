from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import LotCase


@tagged("post_install", "-at_install")
class TestBlockedTransfer(LotCase):
    """Whoever picks sees what cannot leave before validating, and gets on without it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._product()
        cls.bad = cls._lot(cls.product, "BAD")
        cls.good = cls._lot(cls.product, "GOOD")

    def setUp(self):
        super().setUp()
        self._adjust(self.bad, 10)
        self._adjust(self.good, 30)

    def _transfer(self, rows, target=None, code="outgoing"):
        rows = [(self.product, lot, quantity) for lot, quantity in rows]
        return self._picking(rows, self.stock, target or self.customers, code)

    def _block_place_of(self, picking):
        """Block by the place: the lines stay, as nothing takes them back."""
        shelf = self._location("Shelf")
        self._relocate(self.bad, 4, shelf)
        picking.move_line_ids.filtered(lambda line: line.lot_id == self.bad).location_id = shelf
        shelf.sudo().disposition_id = self.quarantine
        self.env.invalidate_all()

    def _blocked(self, *rows):
        self._decide(self.bad, self.on_hold, "broken seal")
        self.env.invalidate_all()
        return self._transfer([(self.bad, 4), *rows])

    def test_a_free_transfer_says_nothing(self):
        picking = self._transfer([(self.bad, 4), (self.good, 3)])
        self.assertFalse(picking.block_notice)
        self.assertEqual(picking.move_line_ids.mapped("block_notice"), [False, False])

    def test_the_line_and_the_head_say_what_is_blocked_and_why(self):
        picking = self._blocked((self.good, 3))
        notices = {line.lot_id.name: line.block_notice for line in picking.move_line_ids}
        self.assertEqual(notices, {"BAD": "On hold", "GOOD": False})
        self.assertIn("BAD", picking.block_notice)
        self.assertIn("broken seal", picking.block_notice)
        self.assertIn("GOOD", picking.block_notice, "another lot is named")

    def test_what_the_head_says_is_what_validating_says(self):
        picking = self._blocked()
        with self.assertRaises(UserError) as refused:
            picking.with_context(skip_backorder=True, skip_expired=True).button_validate()
        self.assertIn(picking.block_notice.split(" or ")[0][:60], str(refused.exception))

    def test_a_blocked_place_is_told_too(self):
        picking = self._transfer([(self.bad, 4), (self.good, 3)])
        self._block_place_of(picking)
        line = picking.move_line_ids.filtered(lambda line: line.lot_id == self.bad)
        self.assertEqual(line.block_notice, "Quarantine")
        self.assertIn("Shelf", picking.block_notice)

    def test_what_may_go_where_it_goes_is_not_blocked(self):
        self._decide(self.bad, self.rejected)
        back = self._transfer([(self.bad, 4)], self.suppliers)
        aside = self._transfer([(self.bad, 4)], self._location("Cage"), "internal")
        for picking in (back, aside):
            self.assertFalse(picking.block_notice or picking.move_line_ids.block_notice)

    def test_removing_leaves_the_rest_ready_to_go(self):
        picking = self._blocked((self.good, 3))
        picking.action_remove_blocked_lines()
        self.assertEqual(picking.move_line_ids.lot_id, self.good)
        self.assertFalse(picking.block_notice)
        self._validate(picking)
        self.assertEqual(self.bad.product_qty, 10)
        self.assertIn("BAD", "".join(picking.message_ids.mapped("body")))

    def test_other_lots_are_chosen_and_what_was_reserved_is_given_back(self):
        picking = self._blocked()
        picking.action_choose_other_lots()
        self.assertEqual(picking.move_line_ids.lot_id, self.good)
        self.assertEqual(picking.move_line_ids.quantity, 4)
        self.assertFalse(picking.block_notice)
        quants = self.env["stock.quant"].search([("lot_id", "=", self.bad.id)])
        self.assertEqual(sum(quants.mapped("reserved_quantity")), 0)
        picking.move_ids.picked = True
        self._validate(picking)
        self.assertEqual((self.bad.product_qty, self.good.product_qty), (10, 26))

    def test_what_was_picked_already_stays_when_other_lots_are_chosen(self):
        picking = self._blocked((self.good, 3))
        picking.action_choose_other_lots()
        self.assertEqual(picking.move_line_ids.lot_id, self.good)
        self.assertEqual(sum(picking.move_line_ids.mapped("quantity")), 7)

    def test_without_other_lots_the_transfer_waits(self):
        self._decide(self.good, self.on_hold)
        picking = self._blocked()
        picking.action_choose_other_lots()
        self.assertFalse(picking.move_line_ids)
        self.assertEqual(picking.state, "confirmed")

    def test_a_transfer_that_is_done_or_free_is_left_alone(self):
        picking = self._validate(self._transfer([(self.bad, 4)]))
        self._decide(self.bad, self.on_hold)
        picking.invalidate_recordset()
        self.assertFalse(picking.block_notice)
        picking.action_remove_blocked_lines()
        self.assertEqual(picking.move_line_ids.quantity, 4)

    def test_an_employee_without_the_role_removes_nothing(self):
        picking = self._blocked()
        with self.assertRaises(AccessError):
            self.as_("auditor", picking).action_remove_blocked_lines()
