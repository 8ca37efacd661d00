from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .test_stock_move_line_said import ReceiptCase

LATER = "2026-07-01 10:00:00"


class KnownLotCase(ReceiptCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pen = cls._location("Pen", disposition_id=cls.quarantine.id)

    def _policy(self, policy, row=None):
        (row or self.product).with_env(self.root).known_lot_policy = policy

    def _here(self, quantity=10, last="2026-12-31", **said):
        """Return lot K1, received and released."""
        return self._received("K1", quantity, expiration_day=last, **said)

    @freeze_time(LATER)
    def _again(self, number="K1", quantity=4, **said):
        """Receive the number again; return the line."""
        return self._validate(self._receipt(number, quantity, **said)).move_line_ids

    def _reason(self, lot, kind):
        return self._events(lot, kind)[-1].reason


@tagged("post_install", "-at_install")
class TestKnownLotPolicy(KnownLotCase):
    """What happens with a number that was received before."""

    def test_accepted_goods_are_added_to_the_lot(self):
        self._policy("accept")
        lot = self._here()
        line = self._again()
        self.assertEqual((line.lot_id, line.location_dest_id), (lot, self.stock))
        self.assertEqual((lot.product_qty, lot.disposition_id), (14, self.released))

    def test_the_whole_lot_is_inspected_again(self):
        self._policy("quarantine")
        lot = self._here()
        line = self._again()
        self.assertEqual((line.lot_id, lot.disposition_id), (lot, self.quarantine))
        self.assertIn("Received again with", self._reason(lot, "disposition"))

    def test_a_lot_that_is_blocked_already_stays_as_it_is(self):
        self._policy("quarantine")
        lot = self._here()
        self._decide(lot, self.on_hold)
        self._again()
        self.assertEqual(lot.disposition_id, self.on_hold)

    def test_only_what_arrives_is_blocked_in_a_place(self):
        self._policy("place")
        lot = self._here()
        line = self._again()
        self.assertEqual((line.lot_id, line.location_dest_id), (lot, self.pen))
        self.assertEqual(lot.disposition_id, self.released)
        quants = self.root["stock.quant"].search([("lot_id", "=", lot.id), ("quantity", ">", 0)])
        held = {quant.location_id.id: quant.quantity for quant in quants}
        self.assertEqual(held, {self.stock.id: 10, self.pen.id: 4})

    def test_without_a_blocked_place_the_lot_is_inspected_again(self):
        self._policy("place")
        self.pen.with_env(self.root).active = False
        lot = self._here()
        self._again()
        self.assertEqual(lot.disposition_id, self.quarantine)

    def test_a_place_of_the_status_of_new_lots_comes_first(self):
        hold = self._location("Hold", disposition_id=self.on_hold.id)
        self.product.with_env(self.root).lot_disposition_id = self.on_hold
        lot = self._here()
        self._decide(lot, self.released)
        self.assertEqual(self._again().location_dest_id, hold)

    def test_goods_that_are_received_into_a_blocked_place_stay_there(self):
        self._policy("place")
        other = self._location("Other pen", disposition_id=self.quarantine.id)
        self._here()
        with freeze_time(LATER):
            picking = self._receipt("K1", 4)
            picking.move_line_ids.location_dest_id = other
            self.assertEqual(self._validate(picking).move_line_ids.location_dest_id, other)

    def test_a_new_lot_gets_the_next_free_suffix(self):
        self._policy("suffix")
        lot = self._here()
        first, second = self._again(), self._again()
        self.assertEqual([first.lot_id.name, second.lot_id.name], ["K1-2", "K1-3"])
        self.assertEqual((lot.product_qty, first.lot_id.product_qty), (10, 4))
        self.assertIn("K1 was received before", self._reason(first.lot_id, "created"))

    def test_a_new_lot_with_a_suffix_has_the_dates_of_its_own_goods(self):
        self._policy("suffix")
        lot = self._here()
        line = self._again(expiration_day="2027-06-30")
        self.assertEqual(str(line.lot_id.expiration_day), "2027-06-30")
        self.assertEqual(str(lot.expiration_day), "2026-12-31")

    def test_a_chosen_lot_follows_the_policy_like_a_typed_number(self):
        self._policy("suffix")
        lot = self._here()
        with freeze_time(LATER):
            line = self._validate(self._receipt(lot, 4)).move_line_ids
        self.assertEqual(line.lot_id.name, "K1-2")

    def test_where_new_lots_are_inspected_a_place_is_the_default(self):
        self.assertEqual(self.product._get_known_lot_policy(), "accept")
        self.product.with_env(self.root).lot_disposition_id = self.quarantine
        self.assertEqual(self.product._get_known_lot_policy(), "place")

    def test_the_nearest_policy_counts(self):
        product = self.product.with_env(self.root)
        category = self.root["product.category"].create({"name": "Frozen"})
        product.categ_id = self.root["product.category"].create(
            {"name": "Ice", "parent_id": category.id}
        )
        self.company.known_lot_policy = "accept"
        self.assertEqual(self.product._get_known_lot_policy(), "accept")
        self._policy("quarantine", category)
        self.assertEqual(self.product._get_known_lot_policy(), "quarantine")
        self._policy("suffix")
        self.assertEqual(self.product._get_known_lot_policy(), "suffix")
        self.assertEqual(
            product.with_company(self._company())._get_known_lot_policy(), "accept"
        )

    def test_a_lot_that_only_exists_is_received_for_the_first_time(self):
        self._policy("quarantine")
        lot = self._lot(self.product, "K1")
        self._again()
        self.assertEqual(lot.disposition_id, self.released)

    def test_two_lines_of_a_new_number_are_no_second_receipt(self):
        self._policy("suffix")
        rows = [(self.product, "K1", 4), (self.product, "K1", 6)]
        picking = self._picking(rows, self.suppliers, self.stock, "incoming", self.supplier)
        self.assertEqual(self._validate(picking).move_line_ids.lot_id.name, "K1")

    def test_returns_of_customers_are_no_receipts(self):
        self._policy("suffix")
        lot = self._here()
        self._ship(lot, 3)
        self.assertEqual(self._return_from_customer(lot, 1).move_line_ids.lot_id, lot)

    def test_a_number_of_another_company_is_not_known(self):
        self._policy("suffix")
        other = self._company()
        self._force(self._here(), company_id=other.id)
        self.assertFalse(self._receipt("K1", 4).move_line_ids._find_lots())

    def test_changed_policies_are_told(self):
        before = self.root["stock.lot.event"].search_count([("kind", "=", "policy")])
        self._policy("suffix")
        events = self.root["stock.lot.event"].search([("kind", "=", "policy")])
        self.assertEqual(len(events), before + 1)
        self.assertIn("known_lot_policy", events[0].payload)

    def test_the_transfer_says_beforehand_what_will_happen(self):
        self._here()
        for policy, words in (
            ("accept", "is added to it"), ("quarantine", "back to inspection"),
            ("place", "goes to"), ("suffix", "becomes lot K1-2"),
        ):  # fmt: skip
            self._policy(policy)
            with self.subTest(policy):
                notice = self._receipt("K1", 4).known_lot_notice
                self.assertIn("received 06/15/2026, expires 12/31/2026", notice)
                self.assertIn(words, notice)
        self.assertFalse(self._receipt("NEW", 4).known_lot_notice)

    def test_a_number_with_blanks_around_it_is_known_too(self):
        self._policy("suffix")
        self._here()
        self.assertEqual(self._again(" K1 ").lot_id.name, "K1-2")

    def test_serials_received_again_follow_the_policy(self):
        pump = self._perishable(tracking="serial", name="Pump")
        self._policy("suffix", pump)
        lot = self._received("SN1", 1, pump)
        self._ship(lot)
        self.assertEqual(self._received("SN1", 1, pump).name, "SN1-2")


@tagged("post_install", "-at_install")
class TestKnownLotDifferences(KnownLotCase):
    """What the goods say and the lot says otherwise."""

    def _asked(self, picking):
        action = picking.with_context(skip_backorder=True, skip_expired=True).button_validate()
        self.assertEqual(action["res_model"], "stock.lot.known.arrival")
        dialog = self.env[action["res_model"]].browse(action["res_id"])
        return dialog.with_context(**action["context"])

    @freeze_time(LATER)
    def _answered(self, answer, **said):
        """Receive K1 again with what it says, and answer the question."""
        picking = self._receipt("K1", 4, **(said or {"expiration_day": "2027-01-31"}))
        dialog = self._asked(picking)
        dialog.line_ids.answer = answer
        self.assertIs(dialog.action_apply(), True)
        self.assertEqual(picking.state, "done")
        return picking.move_line_ids

    def test_core_drops_the_expiry_typed_for_a_known_lot_and_we_ask(self):
        self._here()
        with freeze_time(LATER):
            picking = self._receipt("K1", 4, expiration_day="2027-01-31")
            dialog = self._asked(picking)
        self.assertEqual(picking.state, "assigned")
        self.assertEqual(dialog.line_ids.lot_id.name, "K1")
        self.assertIn("12/31/2026, the receipt says 01/31/2027", dialog.line_ids.words)

    def test_nobody_was_asked_so_it_is_refused(self):
        lot = self._here()
        picking = self._receipt("K1", 4, expiration_day="2027-01-31")
        with self.assertRaisesRegex(UserError, "Lot K1 .* is known: .* Say in the receipt"):
            picking._action_done()
        self.assertEqual(str(lot.expiration_day), "2026-12-31")

    def test_a_date_another_module_wrote_is_not_dropped_either(self):
        self._here()
        picking = self._receipt("K1", 4)
        picking.move_line_ids.write({"expiration_date": "2027-01-31 08:00:00"})
        with self.assertRaisesRegex(UserError, "is known"):
            picking._action_done()

    def test_the_lots_dates_are_kept_and_the_story_says_what_the_goods_said(self):
        lot = self._here()
        self._answered("keep")
        self.assertEqual(str(lot.expiration_day), "2026-12-31")
        reason = self._reason(lot, "received")
        self.assertIn("the receipt says 01/31/2027; the lot's counts", reason)

    def test_the_receipts_dates_are_taken_and_the_others_follow(self):
        lot = self._here()
        line = self._answered("take")
        self.assertEqual(str(lot.expiration_day), "2027-01-31")
        self.assertEqual(str(lot.removal_day), "2027-01-11")
        event = self._events(lot, "dates")[-1]
        self.assertEqual((event.source, event.document), ("seam", line.picking_id.name))

    def test_the_goods_become_a_new_lot(self):
        lot = self._here()
        line = self._answered("new")
        self.assertEqual(line.lot_id.name, "K1-2")
        self.assertEqual(str(line.lot_id.expiration_day), "2027-01-31")
        self.assertEqual(str(lot.expiration_day), "2026-12-31")

    def test_an_answer_is_needed(self):
        self._here()
        with freeze_time(LATER):
            picking = self._receipt("K1", 4, expiration_day="2027-01-31")
            again = self._asked(picking).action_apply()
        self.assertEqual(again["res_model"], "stock.lot.known.arrival")
        self.assertEqual(picking.state, "assigned")

    def test_an_answer_given_beforehand_needs_no_question(self):
        lot = self._here()
        self._again(expiration_day="2027-01-31", known_lot_answer="take")
        self.assertEqual(str(lot.expiration_day), "2027-01-31")

    def test_every_fact_that_differs_is_asked_about(self):
        self._here(production_date="2026-05-01", supplier_lot_ref="A", best_before_day="2026-12-01")
        for said in (
            {"production_date": "2026-05-02"}, {"supplier_lot_ref": "B"},
            {"best_before_day": "2026-12-02"},
        ):  # fmt: skip
            with self.subTest(said), freeze_time(LATER):
                self._asked(self._receipt("K1", 4, **said))

    def test_what_the_lot_does_not_say_yet_is_added_without_asking(self):
        lot = self._here()
        self._again(production_date="2026-05-01", supplier_lot_ref="A")
        self.assertEqual((str(lot.production_date), lot.supplier_lot_ref), ("2026-05-01", "A"))
        self.assertEqual(str(lot.expiration_day), "2026-12-31")

    def test_the_same_again_is_no_difference(self):
        lot = self._here(supplier_lot_ref="A")
        self._again(expiration_day="2026-12-31", supplier_lot_ref="A")
        self.assertEqual(lot.product_qty, 14)

    def test_saying_nothing_is_no_difference(self):
        lot = self._here()
        self._again()
        self.assertEqual(str(lot.expiration_day), "2026-12-31")

    def test_a_proposal_of_a_lot_that_never_moved_gives_way(self):
        lot = self._lot(self.product, "K1")
        self._force(lot, create_date="2026-06-15 10:00:00")
        self._again(expiration_day="2027-01-31", best_before_day="2027-01-01")
        self.assertEqual(str(lot.expiration_day), "2027-01-31")
        self.assertEqual(str(lot.best_before_day), "2027-01-01")

    def test_a_date_given_to_a_lot_that_never_moved_does_not(self):
        self._lot(self.product, "K1", expiration_day="2026-12-31")
        with freeze_time(LATER):
            self._asked(self._receipt("K1", 4, expiration_day="2027-01-31"))

    def test_two_lines_that_contradict_each_other_are_refused(self):
        rows = [(self.product, "K1", 4), (self.product, "K1", 6)]
        picking = self._picking(rows, self.suppliers, self.stock, "incoming", self.supplier)
        first, second = picking.move_line_ids
        first.expiration_day, second.expiration_day = "2026-12-31", "2027-01-31"
        with self.assertRaisesRegex(UserError, "Two lines of lot K1"):
            picking.with_context(skip_expired=True).button_validate()

    def test_weights_of_several_receipts_add_up(self):
        lot = self._here(lot_weight=2.5)
        self._again(lot_weight=1.5)
        self.assertEqual(lot.weight, 4.0)

    def test_a_receipt_of_many_transfers_at_once_asks_once(self):
        self._here()
        with freeze_time(LATER):
            pickings = self._receipt("K1", 4, expiration_day="2027-01-31")
            pickings |= self._receipt("K1", 5, expiration_day="2027-01-31")
            dialog = self._asked(pickings)
            self.assertEqual(len(dialog.line_ids), 1)
            dialog.line_ids.answer = "take"
            dialog.action_apply()
        self.assertEqual(set(pickings.mapped("state")), {"done"})

    def test_people_who_only_receive_may_answer(self):
        self._here()
        picking = self._receipt("K1", 4, expiration_day="2027-01-31")
        self.assertFalse(self.env.user.has_group("stock.group_stock_manager"))
        self.assertTrue(self._asked(picking).line_ids)
