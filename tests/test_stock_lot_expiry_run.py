from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common_expiry_run import ExpiryRunCase


@tagged("post_install", "-at_install")
class TestExpiryRunProposal(ExpiryRunCase):
    """What is proposed, what is left out and why; nothing moves."""

    def test_every_place_of_an_expired_lot_is_a_line_and_good_lots_are_none(self):
        self._put(self.old, 4, self.shelf)
        run = self._propose()
        found = {line.location_id: (line.lot_id, line.quantity) for line in run.line_ids}
        self.assertEqual(found, {self.stock: (self.old, 10), self.shelf: (self.old, 4)})
        self.assertEqual(run.chosen_count, 2)
        self.assertEqual(self._held(self.old), {"Stock": 10, "Shelf": 4})

    def test_value_is_cost_times_quantity(self):
        run = self._propose()
        self.assertEqual(run.line_ids.value, 20)
        self.assertEqual(run.value, 20)

    def test_a_lot_is_good_all_of_its_last_day_in_the_zone_of_the_company(self):
        self._stocked("TODAY", "2026-06-15")
        for zone, moment, expected in (
            ("UTC", "2026-06-15 23:59:00", {"OLD"}),
            ("UTC", "2026-06-16 00:01:00", {"OLD", "TODAY"}),
            ("Asia/Tokyo", "2026-06-15 14:30:00", {"OLD"}),
            ("Asia/Tokyo", "2026-06-15 15:30:00", {"OLD", "TODAY"}),
            ("America/New_York", "2026-06-16 03:30:00", {"OLD"}),
        ):
            self.company.lot_tz = zone
            for lot in self.root["stock.lot"].search([("name", "=", "TODAY")]):
                lot.expiration_day = "2026-06-15"
            with self.subTest(zone, at=moment), freeze_time(moment):
                run = self._propose()
                self.assertEqual(set(run.line_ids.mapped("lot_name")), expected)
                self.assertEqual(run.day, self.company._get_lot_today())

    def test_proposing_twice_gives_one_proposal(self):
        run = self._propose()
        again = self._propose("stock_manager")
        self.assertEqual(again, run)
        self.assertEqual(len(run.line_ids), 1)

    def test_what_was_unticked_stays_unticked(self):
        self._put(self.old, 4, self.shelf)
        run = self._propose()
        run.line_ids.filtered(lambda line: line.location_id == self.shelf).is_chosen = False
        run.action_look_again()
        unticked = run.line_ids.filtered(lambda line: not line.is_chosen)
        self.assertEqual(unticked.location_id, self.shelf)
        self.assertEqual(run.chosen_count, 1)

    def test_looking_again_sees_what_changed(self):
        run = self._propose()
        self._scrap(self.old, 3)
        run.action_look_again()
        self.assertEqual(run.line_ids.quantity, 7)

    def test_blocked_lots_stay_unless_wanted(self):
        self._decide(self.old, self.on_hold)
        run = self._propose()
        self.assertEqual(run.line_ids.code, "blocked")
        self.assertIn("On hold", run.line_ids.why)
        self.assertEqual((run.chosen_count, run.left_count), (0, 1))
        run.with_blocked = True
        self.assertFalse(run.line_ids.code)
        self.assertEqual(run.chosen_count, 1)

    def test_blocked_places_stay_unless_wanted(self):
        cage = self._location("Cage", disposition_id=self.quarantine.id)
        self._put(self.old, 2, cage)
        run = self._propose()
        self.assertEqual(self._lines(run, "blocked").location_id, cage)
        self.assertIn("Quarantine", self._lines(run, "blocked").why)
        self.assertFalse(self._lines(self._propose(with_blocked=True), "blocked"))

    def test_stock_of_others_stays_unless_wanted_and_is_worth_nothing_to_us(self):
        owner = self._partner("Consignor")
        self._put(self.old, 3, owner_id=owner.with_env(self.root))
        run = self._propose()
        self.assertEqual(self._lines(run, "owner").quantity, 3)
        self.assertIn("Consignor", self._lines(run, "owner").why)
        run = self._propose(with_owners=True)
        theirs = run.line_ids.filtered("owner_id")
        self.assertEqual((theirs.quantity, theirs.value, theirs.code), (3, 0, False))

    def test_goods_on_their_way_are_named_and_stay(self):
        transit = self._location("Truck", "transit", company_id=self.company.id)
        self._put(self.old, 2, transit)
        run = self._propose()
        self.assertEqual(self._lines(run, "transit").quantity, 2)

    def test_reserved_goods_are_proposed_and_name_the_transfer_that_loses_them(self):
        picking = self._delivery(4)
        line = self._propose().line_ids
        self.assertEqual(line.quantity, 10)
        self.assertIn(picking.name, line.reserved_for)
        self.assertIn("Deco Addict", line.reserved_for)

    def test_picked_goods_stay_in_the_hands_they_are_in(self):
        picking = self._delivery(4, picked=True)
        run = self._propose()
        self.assertEqual(self._lines(run).quantity, 6)
        held = self._lines(run, "held")
        self.assertEqual(held.quantity, 4)
        self.assertIn(picking.name, held.why)

    def test_goods_that_go_back_to_the_supplier_keep_their_reservation(self):
        picking = self._delivery(4)
        picking.move_ids.location_dest_id = self.suppliers
        picking.move_line_ids.location_dest_id = self.suppliers
        self.assertEqual(picking.move_line_ids._get_movement_kind(), "supplier_return")
        self.assertEqual(self._lines(self._propose(), "held").quantity, 4)

    def test_what_lies_in_the_place_for_expired_stock_is_only_proposed_to_be_scrapped(self):
        self._post()
        with self.assertRaisesRegex(UserError, "No expired lot has stock left"):
            self._propose()
        run = self._propose(move_to="scrap")
        self.assertEqual(run.line_ids.location_id, self.company.lot_expired_location_id)

    def test_nothing_expired_is_said_and_leaves_no_proposal(self):
        self._scrap(self.old, 10)
        with self.assertRaisesRegex(UserError, "nothing to move out"):
            self._propose()
        self.assertFalse(self.runs.search([("state", "=", "proposed")]))

    def test_an_open_proposal_of_which_nothing_is_left_says_so(self):
        run = self._propose()
        self.assertFalse(run.nothing_words)
        self._scrap(self.old, 10)
        self.assertEqual(self._propose(), run)
        self.assertFalse(run.line_ids)
        self.assertIn("nothing to move out", run.nothing_words)

    def test_only_chosen_lots_are_proposed_where_some_are_chosen(self):
        other = self._stocked("OTHER", "2026-05-01")
        run = self._propose(lots=other)
        self.assertEqual(run.line_ids.lot_id, other)
        run.with_blocked = True
        self.assertEqual(run.line_ids.lot_id, other)
        self.assertEqual(self._propose().line_ids.lot_id, self.old | other)

    def test_each_company_has_its_own_proposal(self):
        second = self._company()
        theirs = self._user_of(second)
        warehouse = self._warehouse_of(second)
        self._put(self.old, 7, warehouse.lot_stock_id)
        run = self._propose()
        self.assertEqual(run.line_ids.location_id, self.stock)
        other = self.as_(theirs, self.runs)._propose()
        self.assertEqual(other.line_ids.quantity, 7)
        self.assertNotEqual(other, run)
        with self.assertRaises(AccessError):
            self.as_(theirs, run).read(["state"])

    def test_a_line_keeps_the_day_it_expired_on(self):
        self.assertEqual(self._propose().line_ids.expiration_day, date(2026, 6, 10))

    def test_a_proposal_changes_only_by_its_ticks_and_options(self):
        run = self._propose()
        for records, vals in (
            (run, {"state": "posted"}),
            (run, {"day": "2026-01-01"}),
            (run, {"company_id": self.company.id}),
            (run.line_ids, {"quantity": 1}),
            (run.line_ids, {"outcome": "moved"}),
            (run.line_ids, {"is_chosen": True, "lot_id": self.new.id}),
        ):
            for role in ("warehouse", "stock_manager", "quality_manager"):
                with self.subTest(vals, role=role), self.assertRaises(AccessError):
                    self.as_(role, records).write(vals)
        self.assertEqual((run.state, run.line_ids.quantity), ("proposed", 10))

    def test_what_is_left_out_cannot_be_ticked(self):
        self._decide(self.old, self.on_hold)
        run = self._propose()
        with self.assertRaises(AccessError):
            run.line_ids.is_chosen = True

    def test_who_only_reads_does_not_propose(self):
        for role in ("employee", "auditor", "portal"):
            with self.subTest(role), self.assertRaises(AccessError):
                self._propose(role)

    def test_a_discarded_proposal_is_out_of_the_way(self):
        run = self._propose()
        run.action_discard()
        self.assertEqual(run.state, "discarded")
        with self.assertRaisesRegex(UserError, "discarded"):
            run.with_blocked = True
        self.assertNotEqual(self._propose(), run)

    def test_the_number_of_queries_does_not_grow_with_the_stock(self):
        counts = []
        for size in (5, 40):
            for number in range(size):
                self._stocked(f"Q{size}-{number}", "2026-06-01")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._propose()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 8)
