import json

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import Form, tagged

from odoo.addons.stock_lot_lifecycle.models.stock_lot_gate import BlockedError, ReasonNeededError

from .common_age import OverrideCase


@tagged("post_install", "-at_install")
class TestAsking(OverrideCase):
    """What may pass with a reason is asked about before the transfer is validated."""

    def test_the_dialog_says_what_it_is_about_and_goes_on(self):
        picking = self._deliver()
        action = picking.button_validate()
        self.assertNotEqual(picking.state, "done")
        wizard = Form(self.env["stock.lot.override"].with_context(**action["context"]))
        self.assertIn("Lot OLD was best before 06/14/2026.", wizard.notice)
        self.assertIs(self._answer(action), True)
        self.assertEqual(picking.state, "done")

    def test_the_reason_is_an_event_with_its_facts(self):
        picking = self._deliver(quantity=3)
        self._answer(picking.button_validate())
        event = self._events(self.lot, "age_override")
        self.assertEqual((event.reason, event.document), ("Customer agreed", picking.name))
        self.assertEqual(event.user_res_id, self.env.uid)
        facts = json.loads(event.payload)
        self.assertEqual(facts["passed"], [{"code": "best_before", "day": "2026-06-14"}])
        self.assertEqual((facts["movement"], facts["quantity"]), ("delivery", 3.0))
        self.assertEqual(facts["partner"]["name"], "Deco Addict")
        self.assertIn("Left although it was best before 06/14/2026.", event.summary)
        self.assertEqual(len(event), 1)

    def test_the_transfer_tells_it(self):
        picking = self._deliver()
        self._answer(picking.button_validate())
        told = "".join(picking.sudo().message_ids.mapped("body"))
        self.assertIn("Customer agreed", told)
        self.assertIn("was best before", told)

    def test_no_reason_no_passing(self):
        picking = self._deliver()
        action = picking.button_validate()
        wizard = self.env["stock.lot.override"].with_context(**action["context"])
        with self.assertRaisesRegex(UserError, "Say why"):
            wizard.create({"reason": "   "}).action_pass()
        form = Form(wizard)
        with self.assertRaises(AssertionError):
            form.save()
        self.assertNotEqual(picking.state, "done")

    def test_the_screen_says_so_before_anybody_validates(self):
        picking = self._deliver()
        self.assertEqual(picking.move_line_ids.warn_notice, "Past best before")
        self.assertFalse(picking.block_notice)
        self.assertIn("You are asked for a reason", picking.warn_notice)
        picking.move_line_ids._answer_warnings("Agreed")
        self.assertFalse(picking.warn_notice)

    def test_a_backorder_is_asked_first_the_reason_then(self):
        picking = self._deliver(quantity=2)
        picking.move_ids.product_uom_qty = 5
        asked = picking.button_validate()
        self.assertEqual(asked["res_model"], "stock.backorder.confirmation")
        wizard = self.env["stock.backorder.confirmation"].with_context(**asked["context"])
        self._answer(wizard.create({}).process())
        self.assertEqual(picking.state, "done")
        self.assertEqual(len(self._events(self.lot, "age_override")), 1)

    def test_several_transfers_are_asked_about_together(self):
        pickings = self._deliver() | self._deliver()
        self._answer(pickings.button_validate())
        self.assertEqual(set(pickings.mapped("state")), {"done"})

    def test_what_is_blocked_is_said_at_once_and_not_asked(self):
        self._age(self.other, expiration=-1)
        rows = [(self.product, self.lot, 1), (self.product, self.other, 1)]
        picking = self._picking(rows, self.shelf, self.customers, "outgoing")
        with self.assertRaises(BlockedError) as refused:
            picking.button_validate()
        self.assertNotIsInstance(refused.exception, ReasonNeededError)

    def test_good_lots_are_not_asked_about(self):
        self._validate(self._deliver(self.other))

    def test_a_batch_of_transfers_asks_too(self):
        if "stock.picking.batch" not in self.env:
            self.skipTest("needs stock_picking_batch")
        picking = self._deliver()
        batch = self.env["stock.picking.batch"].create({"picking_ids": picking.ids})
        batch.action_confirm()
        self._answer(batch.action_done())
        self.assertEqual(picking.state, "done")


@tagged("post_install", "-at_install")
class TestNobodyAsked(OverrideCase):
    """Where nobody could be asked it is refused, and how to give the reason is said."""

    def test_a_direct_call_is_refused_and_says_how(self):
        picking = self._deliver()
        for env in (self.env, self.env(su=True), self.root):
            with self.assertRaises(ReasonNeededError) as refused, self.env.cr.savepoint():
                picking.with_env(env)._action_done()
            self.assertIn("“Reason to Let It Pass”", str(refused.exception))
            self.assertEqual(refused.exception.context["line_ids"], picking.move_line_ids.ids)

    def test_no_context_key_stands_for_a_reason(self):
        picking = self._deliver()
        forged = {"override_reason": "x", "skip_expired": True, "skip_sms": True}
        with self.assertRaises(ReasonNeededError):
            picking.with_context(**forged)._action_done()
        outcome = call_kw(
            self.env["stock.picking"], "button_validate", [picking.ids], {"context": forged}
        )
        self.assertEqual(outcome["res_model"], "stock.lot.override")

    def test_a_system_gives_the_reason_on_the_line(self):
        picking = self._deliver()
        vals = {"override_reason": "By contract"}
        call_kw(self.env["stock.move.line"], "write", [picking.move_line_ids.ids, vals], {})
        self.assertEqual(picking.move_line_ids.override_codes, "best_before")
        self.assertIs(picking.button_validate(), True)
        self.assertEqual(self._events(self.lot, "age_override").reason, "By contract")

    def test_a_new_line_can_carry_its_reason(self):
        picking = self._draft(quantity=1)
        vals = self._line_vals(picking.move_ids, self.lot, 1, override_reason="By contract")
        picking.move_ids.move_line_ids = [Command.create(vals)]
        picking.move_ids.picked = True
        picking._action_done()
        self.assertEqual(picking.state, "done")

    def test_a_reason_counts_for_the_lot_it_was_given_for(self):
        self._age(self.other, best_before=-2)
        line = self._deliver(override_reason="Agreed").move_line_ids
        line.lot_id = self.other
        self.assertFalse(line.override_reason)
        with self.assertRaises(ReasonNeededError):
            line.picking_id._action_done()

    def test_nobody_gives_a_reason_in_the_name_of_another(self):
        picking = self._deliver()
        line, colleague = picking.move_line_ids, self.user["stock_manager"]
        notes = {"override_user_id": colleague.id, "override_codes": "best_before"}
        line.write(notes)
        self.assertFalse(line.override_user_id or line.override_codes)
        line.write({"override_reason": "Agreed", **notes})
        self.assertEqual(line.override_user_id, self.env.user)
        vals = self._line_vals(picking.move_ids, self.lot, 1, override_reason="Agreed", **notes)
        created = self.env["stock.move.line"].create({**vals, "move_id": picking.move_ids.id})
        self.assertEqual(created.override_user_id, self.env.user)

    def test_who_gave_the_reason_is_named_beside_who_validates(self):
        picking = self._deliver()
        giver = self.as_("stock_manager", picking.move_line_ids)
        giver._answer_warnings("Chief said so")
        self._validate(picking)
        event = self._events(self.lot, "age_override")
        self.assertEqual(event.user_name, "Lots warehouse")
        self.assertEqual(json.loads(event.payload)["given_by"][0]["name"], "Lots stock_manager")
        self.assertIn("The reason was given by Lots stock_manager.", event.summary)

    def test_the_same_words_given_again_count_for_what_speaks_against_it_now(self):
        picking = self._deliver(override_reason="Agreed")
        self._age(best_before=-1, removal=-1)
        picking.move_line_ids._answer_warnings("Agreed")
        self.assertEqual(picking.move_line_ids.override_codes, "removal")
        self._validate(picking)

    def test_a_reason_is_not_rewritten_once_the_goods_have_moved(self):
        line = self._validate(self._deliver(override_reason="Agreed")).move_line_ids
        for call in (line.write, line.sudo().write):
            with self.assertRaisesRegex(UserError, "have moved"):
                call({"override_reason": "Better words"})
        self.assertEqual(line.override_reason, "Agreed")

    def test_a_correction_carries_its_reason_in_the_same_step(self):
        line = self._validate(self._deliver(self.other)).move_line_ids
        with self.assertRaises(ReasonNeededError) as refused, self.env.cr.savepoint():
            line.lot_id = self.lot
        self.assertIn("in the same step as the correction", str(refused.exception))
        self.assertFalse(refused.exception.context["line_ids"])
        self.env.invalidate_all()
        line.write({"lot_id": self.lot.id, "override_reason": "Wrong label scanned"})
        self.assertEqual(line.lot_id, self.lot)
        event = self._events(self.lot, "age_override")
        self.assertEqual(event.reason, "Wrong label scanned")

    def test_a_reason_counts_for_what_it_was_given_for(self):
        picking = self._deliver(override_reason="Agreed")
        self.assertTrue(picking.move_line_ids.override_codes)
        self._age(best_before=-1, removal=-1)
        with self.assertRaisesRegex(ReasonNeededError, "taken out of stock"):
            picking._action_done()

    def test_a_reason_given_while_nothing_spoke_against_it_counts_for_nothing(self):
        self._age(best_before=5)
        picking = self._deliver(override_reason="Just so")
        self.assertFalse(picking.move_line_ids.override_codes)
        self._age(best_before=-1)
        with self.assertRaises(ReasonNeededError):
            picking._action_done()

    def test_components_are_let_pass_on_their_lines(self):
        workshop = self._place("production").with_env(self.env)
        with self.assertRaises(ReasonNeededError), self.env.cr.savepoint():
            self._post(self.shelf, workshop, lot=self.lot)
        if "mrp.production" not in self.env:
            return
        order = self.root["mrp.production"].create(
            {
                "product_id": self.loose.id,
                "product_qty": 1,
                "bom_id": False,
                "location_src_id": self.shelf.id,
                "move_raw_ids": [
                    Command.create({"product_id": self.product.id, "product_uom_qty": 1})
                ],
            }
        )
        order.action_confirm()
        order.qty_producing = 1
        order._set_qty_producing()
        order.move_raw_ids.move_line_ids.lot_id = self.lot
        order.move_raw_ids.picked = True
        line = order.move_raw_ids.move_line_ids
        with self.assertRaises(ReasonNeededError) as asked, self.env.cr.savepoint():
            order.with_context(skip_consumption=True).button_mark_done()
        wizard = self.root["stock.lot.override"].with_context(
            default_line_ids=asked.exception.context["line_ids"], skip_consumption=True
        )
        self.assertEqual(wizard.default_get(["line_ids"])["line_ids"], [Command.set(line.ids)])
        wizard.create({"reason": "Cooked anyway"}).action_pass()
        self.assertEqual(order.state, "done")
        self.assertIn("Cooked anyway", "".join(order.message_ids.mapped("body")))

    def test_lines_that_were_never_saved_are_named_as_such(self):
        wizard = self.env["stock.lot.override"].create({"reason": "Why not"})
        with self.assertRaisesRegex(UserError, "was not saved"):
            wizard.action_pass()

    def test_who_may_not_move_goods_gives_no_reasons(self):
        line = self._deliver().move_line_ids
        with self.assertRaises(AccessError):
            self.as_("portal", line)._answer_warnings("Why not")
