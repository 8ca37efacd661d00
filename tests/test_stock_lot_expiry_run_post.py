from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import NOW
from .common_expiry_run import ExpiryRunCase


@tagged("post_install", "-at_install")
class TestExpiryRunPost(ExpiryRunCase):
    """Posting moves the goods as people would, today, and tells their lots."""

    def test_expired_stock_goes_to_the_place_made_for_it(self):
        self._put(self.old, 4, self.shelf)
        run = self._post()
        place = self.company.lot_expired_location_id
        self.assertEqual(place.location_id, self.warehouse.view_location_id.with_env(self.root))
        self.assertEqual(place.usage, "internal")
        self.assertEqual(self._held(self.old), {place.name: 14})
        self.assertEqual(self._held(self.new), {"Stock": 50})
        self.assertEqual(run.state, "posted")
        self.assertEqual(run.posted_by_id, self.user["stock_manager"])
        self.assertEqual(set(run.line_ids.mapped("outcome")), {"moved"})

    def test_the_place_the_company_says_is_used(self):
        place = self._location("Dump", location_id=self.warehouse.view_location_id.id)
        self.company.lot_expired_location_id = place.id
        self._post()
        self.assertEqual(self._held(self.old), {"Dump": 10})

    def test_it_is_an_ordinary_done_transfer_of_today(self):
        run = self._post()
        picking = run.line_ids.out_line_id.picking_id
        self.assertEqual(picking.state, "done")
        self.assertEqual(picking.picking_type_id, self.warehouse.int_type_id)
        self.assertEqual(picking.origin, run.title)
        today = fields.Datetime.to_datetime(NOW)
        self.assertEqual((picking.date_done, picking.move_ids.date), (today, today))
        self.assertFalse(picking.backorder_ids)

    def test_scrap_goes_by_scrap_orders(self):
        run = self._post(move_to="scrap")
        scrap = self.env["stock.scrap"].search([("lot_id", "=", self.old.id)])
        self.assertEqual((scrap.state, scrap.scrap_qty, scrap.origin), ("done", 10, run.title))
        self.assertEqual(run.line_ids.out_line_id.move_id.scrap_id, scrap)
        self.assertEqual(run.line_ids.out_line_id._get_movement_kind(), "scrap")
        self.assertEqual(self.old.product_qty, 0)

    def test_owner_and_package_are_kept(self):
        owner = self._partner("Consignor")
        box = self.root["stock.package"].create({"name": "BOX-7"})
        self._put(self.old, 3, owner_id=owner.with_env(self.root), package_id=box)
        self._post(with_owners=True)
        quant = box.quant_ids.filtered("quantity")
        self.assertEqual(quant.location_id, self.company.lot_expired_location_id)
        self.assertEqual((quant.owner_id.name, quant.quantity), ("Consignor", 3))

    def test_goods_leave_a_package_that_holds_good_ones_too(self):
        box = self.root["stock.package"].create({"name": "MIXED"})
        self._put(self.old, 3, package_id=box)
        self._put(self.new, 5, package_id=box)
        self._post()
        inside = box.quant_ids.filtered("quantity")
        self.assertEqual((inside.lot_id.name, inside.location_id.name), ("NEW", "Stock"))
        self.assertEqual(self._held(self.old), {self.company.lot_expired_location_id.name: 13})

    def test_serials_move_one_by_one(self):
        product = self._perishable(tracking="serial")
        for number in ("S1", "S2"):
            self._stocked(number, "2026-06-01", 1, product)
        run = self._post()
        self.assertEqual(set(run.line_ids.mapped("lot_name")), {"OLD", "S1", "S2"})
        self.assertEqual(set(run.line_ids.mapped("outcome")), {"moved"})

    def test_only_ticked_lines_move(self):
        self._put(self.old, 4, self.shelf)
        run = self._propose()
        run.line_ids.filtered(lambda line: line.location_id == self.shelf).is_chosen = False
        self._post(run)
        self.assertEqual(self._held(self.old)["Shelf"], 4)
        kept = run.line_ids.filtered(lambda line: line.location_id == self.shelf)
        self.assertEqual(kept.outcome, "kept")

    def test_nothing_ticked_is_said(self):
        run = self._propose()
        run.line_ids.is_chosen = False
        with self.assertRaisesRegex(UserError, "No line is ticked"):
            self._post(run)
        self.assertEqual(run.state, "proposed")

    def test_a_delivery_loses_its_reservation_and_looks_for_another_lot(self):
        picking = self._delivery(4)
        self._post()
        self.assertFalse(picking.move_line_ids)
        self.assertIn(picking.move_ids, self.root["stock.lot.reassignment"].search([]).move_id)
        self.root["stock.lot.reassignment"]._run_batch()
        self.env.invalidate_all()
        self.assertEqual(picking.move_line_ids.lot_id, self.new)

    def test_picked_goods_are_not_taken_out_of_a_hand(self):
        picking = self._delivery(4, picked=True)
        self._post()
        self.assertEqual(picking.move_line_ids.quantity, 4)
        self.assertEqual(self._held(self.old)["Stock"], 4)

    def test_every_lot_says_so_in_its_story(self):
        self._put(self.old, 4, self.shelf)
        run = self._post()
        event = self._events(self.old, "expired_out")
        self.assertEqual(len(event), 1)
        self.assertEqual(event.document, run.title)
        self.assertEqual(event.user_name, "Lots stock_manager")
        self.assertIn("14", event.summary)
        self.assertIn("Shelf", event.summary)
        self.assertIn(self.company.lot_expired_location_id.display_name, event.summary)

    def test_only_an_inventory_manager_posts(self):
        run = self._propose()
        for role in ("warehouse", "quality_manager", "inspector", "lot_administrator"):
            for call in ("_post", "action_post", "_revert", "action_revert"):
                with self.subTest(role, call=call), self.assertRaises(AccessError):
                    getattr(self.as_(role, run), call)()
        self.assertEqual(self._held(self.old), {"Stock": 10})

    def test_a_quantity_that_changed_meanwhile_is_named_and_nothing_moves(self):
        run = self._propose()
        self._scrap(self.old, 3)
        with self.assertRaisesRegex(UserError, "OLD in WH/Stock, 10 .*: now 7"):
            self._post(run)
        self.assertEqual(self._held(self.old)["Stock"], 7)
        run.action_look_again()
        self._post(run)
        self.assertEqual(run.line_ids.quantity, 7)

    def test_a_date_that_was_corrected_meanwhile_stops_the_run(self):
        run = self._propose()
        self.old.expiration_day = "2026-12-31"
        with self.assertRaisesRegex(UserError, "now 0"):
            self._post(run)

    def test_a_lot_that_was_blocked_meanwhile_stops_the_run(self):
        run = self._propose()
        self._decide(self.old, self.on_hold)
        with self.assertRaisesRegex(UserError, "has changed since the proposal"):
            self._post(run)

    def test_goods_that_were_picked_meanwhile_stop_the_run(self):
        run = self._propose()
        self._delivery(4, picked=True)
        with self.assertRaisesRegex(UserError, "now 6"):
            self._post(run)

    def test_a_run_is_posted_once(self):
        run = self._post()
        with self.assertRaisesRegex(UserError, "posted"):
            self._post(run)
        self.assertEqual(len(self._events(self.old, "expired_out")), 1)

    def test_who_comes_second_finds_it_posted(self):
        run = self._propose()
        self._set_state(run, "posted")
        with self.assertRaisesRegex(UserError, "is posted"):
            self._post(run)
        self.assertEqual(self._held(self.old), {"Stock": 10})

    def test_a_manager_of_another_company_cannot_post_it(self):
        run = self._propose()
        stranger = self._user_of(self._company(), "stock_manager")
        with self.assertRaises(AccessError):
            self.as_(stranger, run)._post()

    def test_scrap_takes_a_person(self):
        run = self._propose(move_to="scrap").with_env(self.root)
        with self.assertRaisesRegex(UserError, "takes a person"):
            run._post()
        self.assertEqual(self._held(self.old), {"Stock": 10})

    def test_blocked_goods_leave_their_place_only_by_who_may_lift_the_block(self):
        cage = self._location("Cage", disposition_id=self.rejected.id)
        self._put(self.old, 2, cage)
        run = self._propose(with_blocked=True)
        with self.assertRaisesRegex(UserError, "Cage"):
            self._post(run)
        self.assertEqual(self._held(self.old), {"Stock": 10, "Cage": 2})


@tagged("post_install", "-at_install")
class TestExpiryRunRevert(ExpiryRunCase):
    """The way back: all of it by counter-movements, or nothing and what has moved on."""

    def test_everything_comes_back_to_where_it_was(self):
        owner = self._partner("Consignor")
        box = self.root["stock.package"].create({"name": "BOX-8"})
        self._put(self.old, 4, self.shelf)
        self._put(self.old, 3, owner_id=owner.with_env(self.root), package_id=box)
        run = self._post(with_owners=True)
        self._revert(run)
        self.assertEqual(self._held(self.old), {"Stock": 13, "Shelf": 4})
        self.assertEqual(box.quant_ids.filtered("quantity").owner_id.name, "Consignor")
        self.assertEqual(box.quant_ids.filtered("quantity").location_id.name, "Stock")
        self.assertEqual(run.state, "reverted")
        self.assertEqual(run.reverted_by_id, self.user["stock_manager"])
        self.assertEqual(set(run.line_ids.mapped("outcome")), {"returned"})

    def test_the_way_back_is_a_new_movement_of_its_day(self):
        run = self._post()
        out = run.line_ids.out_line_id
        with freeze_time("2026-06-20 09:00:00"):
            self._revert(run)
        back = run.line_ids.back_line_id
        self.assertEqual(back.move_id.origin_returned_move_id, out.move_id)
        self.assertEqual(str(back.move_id.date), "2026-06-20 09:00:00")
        self.assertEqual(str(out.move_id.date), NOW)
        self.assertEqual((out.state, back.state), ("done", "done"))

    def test_scrap_comes_back_too(self):
        run = self._post(move_to="scrap")
        self._revert(run)
        self.assertEqual(self._held(self.old), {"Stock": 10})
        self.assertEqual(self.old.product_qty, 10)

    def test_both_ways_are_in_the_story(self):
        run = self._post()
        self._revert(run)
        kinds = self._events(self.old).mapped("kind")
        self.assertEqual(kinds[-2:], ["expired_out", "expired_back"])

    def test_goods_that_moved_on_are_named_and_nothing_moves(self):
        other = self._stocked("OTHER", "2026-05-01", 6)
        run = self._post()
        place = self.company.lot_expired_location_id.with_env(self.env)
        self._scrap(self.old, 4, place)
        with self.assertRaisesRegex(UserError, "OLD in WH/Stock, 10 .*: 4 left WH/Expired"):
            self._revert(run)
        self.assertEqual(run.state, "posted")
        self.assertEqual(self._held(other), {place.name: 6})

    def test_the_transfer_that_took_them_is_named(self):
        run = self._post()
        place = self.company.lot_expired_location_id.with_env(self.env)
        picking = self._relocate(self.old, 10, self.shelf, place)
        with self.assertRaisesRegex(UserError, picking.name):
            self._revert(run)

    def test_goods_in_someones_hands_have_moved_on(self):
        run = self._post()
        place = self.company.lot_expired_location_id.with_env(self.env)
        picking = self._picking([(self.product, self.old, 2)], place, self.shelf, "internal")
        with self.assertRaisesRegex(UserError, f"2 left.*{picking.name}"):
            self._revert(run)

    def test_scrap_that_somebody_took_back_is_not_taken_back_twice(self):
        run = self._post(move_to="scrap")
        scrapped = run.line_ids.out_line_id.location_dest_id
        self._move(self.old, 10, scrapped, self.stock)
        with self.assertRaisesRegex(UserError, "moved on"):
            self._revert(run)
        self.assertEqual(self.old.product_qty, 10)

    def test_a_closed_place_takes_nothing_back(self):
        self._scrap(self.old, 10)
        self._put(self.old, 4, self.shelf)
        run = self._post()
        self.shelf.with_env(self.root).active = False
        with self.assertRaisesRegex(UserError, "Shelf is closed"):
            self._revert(run)

    def test_a_run_is_reverted_once_and_only_after_it_was_posted(self):
        run = self._propose()
        with self.assertRaisesRegex(UserError, "Only a posted run"):
            self._revert(run)
        self._post(run)
        self._revert(run)
        with self.assertRaisesRegex(UserError, "Only a posted run"):
            self._revert(run)
        self.assertEqual(self._held(self.old), {"Stock": 10})

    def test_after_a_revert_people_may_propose_again(self):
        run = self._post()
        self._revert(run)
        self.assertNotEqual(self._propose(), run)


@tagged("post_install", "-at_install")
class TestExpiryRunDaily(ExpiryRunCase):
    """The nightly job proposes; it posts only where the company says so, and never scrap."""

    def _daily(self):
        self.root["stock.lot.expiry.run"]._run_daily(self.company)
        self.env.invalidate_all()
        return self.runs.search([("company_id", "=", self.company.id)])

    def test_it_proposes_and_moves_nothing(self):
        run = self._daily()
        self.assertEqual(run.state, "proposed")
        self.assertEqual(self._held(self.old), {"Stock": 10})

    def test_it_comes_once_a_day_and_company(self):
        run = self._daily()
        self.assertEqual(self._daily(), run)
        run.with_env(self.env).action_discard()
        self.assertEqual(self._daily(), run, "somebody said no today")
        with freeze_time("2026-06-16 05:00:00"):
            self.assertEqual(len(self._daily()), 2)

    def test_an_open_proposal_of_yesterday_is_looked_at_again(self):
        run = self._daily()
        with freeze_time("2026-06-16 05:00:00"):
            self._stocked("NEXT", "2026-06-15")
            self.assertEqual(self._daily(), run)
            self.assertEqual(set(run.line_ids.mapped("lot_name")), {"OLD", "NEXT"})

    def test_it_posts_where_the_company_allows_it(self):
        self.company.lot_expiry_schedule = "post"
        run = self._daily()
        self.assertEqual(run.state, "posted")
        self.assertEqual(self._held(self.old), {self.company.lot_expired_location_id.name: 10})

    def test_it_never_scraps(self):
        self.company.lot_expiry_schedule = "post"
        run = self._propose(move_to="scrap")
        with freeze_time("2026-06-16 05:00:00"):
            self._daily()
        self.assertEqual(run.state, "proposed")
        self.assertEqual(self._held(self.old), {"Stock": 10})

    def test_what_stands_against_it_is_noted_and_the_proposal_stays(self):
        self.company.lot_expiry_schedule = "post"
        second = self._company()
        self.root["stock.warehouse"].search([("company_id", "=", second.id)]).active = False
        second.lot_expiry_schedule = "post"
        place = self._location("Loose", location_id=False, company_id=second.id)
        self._put(self.old, 3, place)
        run = self.root["stock.lot.expiry.run"].with_company(second)
        run._run_daily(second)
        run = run.search([("company_id", "=", second.id)])
        self.assertEqual(run.state, "proposed")
        self.assertIn("has no warehouse", run.problem)

    def test_nothing_expired_leaves_nothing(self):
        self._scrap(self.old, 10)
        self.assertFalse(self._daily())

    def test_the_job_looks_at_every_company_that_wants_it(self):
        second = self._company()
        second.lot_expiry_schedule = "hand"
        self._put(self.old, 3, self._warehouse_of(second).lot_stock_id)
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.root.ref("stock_lot_lifecycle.stock_lot_expiry_run_cron").method_direct_trigger()
        self.env.invalidate_all()
        runs = self.root["stock.lot.expiry.run"].search([("state", "=", "proposed")])
        self.assertIn(self.company, runs.company_id)
        self.assertNotIn(second, runs.company_id)
