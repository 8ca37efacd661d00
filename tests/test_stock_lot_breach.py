import json
from ast import literal_eval

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged

from .common_gate import GateCase


@tagged("post_install", "-at_install")
class TestBreach(GateCase):
    """What already happened can be recorded, by a quality manager, with a reason, for good."""

    def setUp(self):
        super().setUp()
        self.picking = self._ship_from(self.shelf)
        self.line = self.picking.move_line_ids
        self._decide(self.lot, self.on_hold)
        self.vals = {"lot_id": self.lot.id}

    def test_a_quality_manager_records_which_lot_really_left(self):
        line = self.as_("quality_manager", self.line)
        line._record_breach("Wrong box loaded", self.vals)
        self.assertEqual(line.lot_id, self.lot)
        left = self.lot.quant_ids.filtered(lambda quant: quant.location_id == self.shelf)
        self.assertEqual(left.quantity, 9)

    def test_the_breach_is_an_event_with_all_facts(self):
        self.as_("quality_manager", self.line)._record_breach(" Wrong box loaded ", self.vals)
        event = self._events(self.lot, "breach")
        self.assertEqual(event.reason, "Wrong box loaded")
        self.assertEqual(event.document, self.picking.name)
        self.assertEqual(event.user_name, "Lots quality_manager")
        facts = json.loads(event.payload)
        self.assertEqual((facts["movement"], facts["quantity"]), ("delivery", 1))
        self.assertEqual(facts["partner"]["name"], self.customer.display_name)
        self.assertEqual((facts["status"], facts["stood"]), ("on_hold", ["disposition"]))

    def test_the_breach_is_an_urgent_activity(self):
        self.as_("quality_manager", self.line)._record_breach("Wrong box loaded", self.vals)
        activity = self.picking.activity_ids
        self.assertEqual(activity.summary, "Blocked goods were moved")
        self.assertEqual(activity.user_id, self.user["quality_manager"])
        self.assertIn("Lot L1 has the status On hold", activity.note)

    def test_nobody_else_records_a_breach(self):
        for role in ("warehouse", "stock_manager", "inspector", "lot_administrator"):
            with self.assertRaisesRegex(AccessError, "Only a quality manager"):
                self.as_(role, self.line)._record_breach("Wrong box loaded", self.vals)
        with self.assertRaises(AccessError):
            self.line.sudo()._record_breach("Wrong box loaded", self.vals)
        self.assertFalse(self._events(self.lot, "breach"))

    def test_a_reason_is_needed(self):
        for nothing in ("", "  ", None, False):
            with self.assertRaisesRegex(UserError, "Say how"):
                self.as_("quality_manager", self.line)._record_breach(nothing, self.vals)

    def test_goods_that_are_still_here_are_stopped_not_recorded(self):
        rows = [(self.product, self.lot, 1)]
        picking = self._picking(rows, self.shelf, self.customers, "outgoing")
        manager = self.as_("quality_manager", picking)
        with self.assertRaisesRegex(UserError, "can still be stopped"):
            manager.move_line_ids._record_breach("Because", {"quantity": 1})
        with self.assertRaisesRegex(UserError, "can still be stopped"):
            manager._record_breach("Because")
        with self.assertRaisesRegex(UserError, "On hold"):
            manager.button_validate()

    def test_a_correction_that_nothing_stands_against_is_no_breach(self):
        free = self._lot(self.product, "FREE")
        self._stock(self.product, 2, self.shelf, free)
        vals = {**self.vals, "lot_id": free.id}
        self.as_("quality_manager", self.line)._record_breach("Typing error", vals)
        self.assertFalse(self._events(free, "breach"))
        self.assertFalse(self.picking.activity_ids)

    def test_the_verb_cannot_be_called_from_outside(self):
        Line = self.env(user=self.user["quality_manager"])["stock.move.line"]
        with self.assertRaises(AccessError):
            call_kw(Line, "_record_breach", [self.line.ids, "Because", self.vals], {})

    def test_the_list_of_breaches_shows_it_and_nothing_else(self):
        self.as_("quality_manager", self.line)._record_breach("Wrong box loaded", self.vals)
        domain = literal_eval(self.root.ref("stock_lot_lifecycle.stock_lot_breach_action").domain)
        found = self.env["stock.lot.event"].search(
            [*domain, ("lot_res_id", "in", (self.lot | self.other).ids)]
        )
        self.assertEqual(found, self._events(self.lot, "breach").with_env(self.env))


@tagged("post_install", "-at_install")
class TestBreachDialog(GateCase):
    """The dialog collects what really happened and calls the verb."""

    def setUp(self):
        super().setUp()
        self.picking = self._ship_from(self.shelf)
        self._decide(self.lot, self.on_hold)

    def _dialog(self, role="quality_manager", **vals):
        Dialog = self.env(user=self.user[role])["stock.lot.record.breach"]
        return Dialog.with_context(default_picking_id=self.picking.id).create(vals)

    def test_it_proposes_the_only_line_and_what_it_says(self):
        dialog = self._dialog(reason="Wrong box")
        self.assertEqual(dialog.line_id, self.picking.move_line_ids)
        self.assertEqual((dialog.lot_id, dialog.quantity), (self.other, 1))

    def test_it_records_the_lot_and_the_quantity(self):
        dialog = self._dialog(reason="Wrong box", lot_id=self.lot.id, quantity=2)
        dialog.action_record()
        line = self.picking.move_line_ids
        self.assertEqual((line.lot_id, line.quantity), (self.lot, 2))
        self.assertEqual(self._events(self.lot, "breach").reason, "Wrong box")

    def test_a_warehouse_user_has_no_dialog(self):
        with self.assertRaises(AccessError):
            self._dialog("warehouse", reason="Wrong box")
