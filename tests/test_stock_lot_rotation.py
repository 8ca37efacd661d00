import json
import random
from datetime import timedelta

from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from odoo.addons.stock_lot_lifecycle.models.stock_lot_gate import ReasonNeededError

from .test_stock_lot_age import TODAY, AgeCase


class FefoCase(AgeCase):
    """The product leaves by first expired, first out; OLD is to be removed before NEW."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        fefo = cls.env.ref("product_expiry.removal_fefo")
        cls.category = cls.root["product.category"].create(
            {"name": "Fresh", "removal_strategy_id": fefo.id}
        )
        cls.product.with_env(cls.root).categ_id = cls.category
        cls._dated(cls.lot, 20)
        cls._dated(cls.other, 40)

    @classmethod
    def _dated(cls, lot, removal):
        day = removal is not None and TODAY + timedelta(days=removal)
        vals = dict.fromkeys(("expiration_day", "best_before_day", "removal_day"), day)
        lot.write(vals)
        cls.env.flush_all()
        return lot

    def _more(self, name, removal, quantity=10, **quant):
        lot = self._dated(self._lot(self.product, name), removal)
        place = quant.pop("place", self.shelf)
        self._stock(self.product, quantity, place, lot)
        found = lot.quant_ids.filtered(lambda one: one.location_id == place)
        if quant:
            found.sudo().write(quant)
        self.env.flush_all()
        return lot

    def _order(self, quantity=1000):
        picking = self._assign(quantity=quantity)
        order = [line.lot_id.name for line in picking.move_line_ids.sorted("id")]
        picking.do_unreserve()
        return order


@tagged("post_install", "-at_install")
class TestOrder(FefoCase):
    """The whole order: day of removal, endless last, day of receipt, loose, smallest, id."""

    def test_the_day_of_removal_comes_first_and_endless_last(self):
        self._more("NEVER", None)
        self._more("SOON", 5)
        self.assertEqual(self._order(), ["SOON", "OLD", "NEW", "NEVER"])

    def test_hours_of_one_day_do_not_count_the_day_of_receipt_does(self):
        late = self._more("LATE", 20, in_date="2026-01-02 09:00:00")
        late.removal_date = late.removal_date.replace(hour=20)
        self.env.flush_all()
        self.assertEqual(self._order()[0], "LATE")

    def test_loose_goods_leave_before_packed_ones(self):
        same = "2026-06-15 10:00:00"
        self.lot.quant_ids.sudo().in_date = same
        package = self.root["stock.package"].create({"name": "BOX"})
        self._more("BOXED", 20, quantity=1, in_date=same, package_id=package.id)
        self.assertEqual(self._order()[:2], ["OLD", "BOXED"])

    def test_the_smallest_rest_leaves_first(self):
        same = "2026-06-15 10:00:00"
        self.lot.quant_ids.sudo().in_date = same
        self._more("REST", 20, quantity=2, in_date=same)
        self.assertEqual(self._order()[:2], ["REST", "OLD"])

    def test_the_database_orders_as_python_does(self):
        dice = random.Random(7)
        package = self.root["stock.package"].create({"name": "BOX"})
        for number in range(40):
            self._more(
                f"R{number}",
                dice.choice([10, 11, 12, None]),
                quantity=dice.choice([1, 2, 3]),
                in_date=f"2026-0{dice.choice([1, 2])}-01 {dice.choice(['01', '23'])}:00:00",
                package_id=dice.choice([False, package.id]),
            )
        for zone in ("UTC", "Pacific/Auckland"):
            self.company.lot_tz = zone
            quants = self.env["stock.quant"].search(
                [("product_id", "=", self.product.id)],
                order=self.env["stock.quant"]._get_removal_strategy_order("fefo"),
            )
            self.assertEqual(quants, quants.sorted(lambda quant: quant._get_fefo_key()))

    def test_companies_in_several_zones_are_ordered_by_their_own_days(self):
        self._company("Far", "Pacific/Auckland")
        self._more("SOON", 5)
        self.assertEqual(self._order()[0], "SOON")

    def test_typed_quantities_follow_it(self):
        self._more("SOON", 5, quantity=3)
        picking = self._draft(quantity=5)
        picking.move_ids.quantity = 5
        self.assertEqual(self._lots_of(picking), {"SOON", "OLD"})

    def test_what_earlier_steps_brought_follows_it(self):
        output = self._location("Output")
        rows = [(self.product, self.other, 4), (self.product, self.lot, 4)]
        first = self._validate(self._picking(rows, self.shelf, output, "internal"))
        second = self._draft(quantity=4, source=output)
        second.move_ids.move_orig_ids = first.move_ids
        second.action_assign()
        self.assertEqual(self._lots_of(second), {"OLD"})

    def test_fifo_and_lifo_stay_cores(self):
        quants = self.env["stock.quant"]
        self.assertEqual(quants._get_removal_strategy_order("fifo"), "in_date ASC, id")
        self.assertEqual(quants._get_removal_strategy_order("lifo"), "in_date DESC, id DESC")


@tagged("post_install", "-at_install")
class TestReservingFew(FefoCase):
    """Reading only the stock that suffices changes nothing of what is reserved."""

    def test_short_stock_elsewhere_counts_as_in_core(self):
        self.root["stock.quant"]._update_available_quantity(
            self.product, self.stock, -4, lot_id=self.lot
        )
        picking = self._assign(quantity=12)
        taken = {line.lot_id.name: line.quantity for line in picking.move_line_ids}
        core = self._core_takes(12, picking)
        self.assertEqual(taken, core)

    def test_what_is_reserved_is_what_core_would_reserve(self):
        for number in range(6):
            self._more(f"F{number}", 10 + number % 3, quantity=number + 0.5)
        for need in (0.25, 3, 11, 40, 500):
            with self.subTest(need):
                picking = self._assign(quantity=need)
                taken = {line.lot_id.name: line.quantity for line in picking.move_line_ids}
                self.assertEqual(taken, self._core_takes(need, picking))
                picking.do_unreserve()

    def _core_takes(self, need, picking):
        """Return what core reserves out of the whole stock in the same order."""
        picking.do_unreserve()
        quants = self.env["stock.quant"]
        found = quants._get_reserve_quantity(self.product, self.stock, need)
        taken = {}
        for quant, amount in found:
            taken[quant.lot_id.name] = taken.get(quant.lot_id.name, 0) + amount
        return taken

    def test_more_stock_than_is_looked_at(self):
        product = self._product(name="Many")
        lots = self.root["stock.lot"].create(
            [{"name": f"X{number:03}", "product_id": product.id} for number in range(130)]
        )
        for lot in lots:
            self._stock(product, 1, self.shelf, lot)
        one = self._assign(quantity=1, product=product)
        self.assertEqual(self._lots_of(one), {"X000"})
        many = self._assign(quantity=120, product=product)
        self.assertEqual(many.move_ids.quantity, 120)
        self.assertEqual(self._lots_of(many), {f"X{number:03}" for number in range(1, 121)})


@tagged("post_install", "-at_install")
class TestChoosing(FefoCase):
    """Another lot than the first to leave needs a reason, where policy says so."""

    def test_it_is_free_unless_policy_asks(self):
        self._validate(self._deliver(self.other))
        self._policy("rotation", "warn")
        with self.assertRaisesRegex(ReasonNeededError, "OLD in Shelf is to be removed earlier"):
            self._deliver(self.other)._action_done()
        self._policy("rotation", "free", self.category)
        self._validate(self._deliver(self.other))

    def test_the_reason_is_an_event_of_its_own(self):
        self._policy("rotation", "warn", self.category)
        picking = self._deliver(self.other)
        self.assertEqual(picking.move_line_ids.warn_notice, "Not the first to expire")
        picking.move_line_ids._answer_warnings("Pallet in front")
        self._validate(picking)
        event = self._events(self.other, "rotation_override")
        self.assertEqual(event.reason, "Pallet in front")
        self.assertEqual(json.loads(event.payload)["passed"][0]["lot"], "OLD")
        self.assertIn("Left before OLD", event.summary)

    def test_the_first_to_leave_is_not_asked_about(self):
        self._policy("rotation", "warn")
        self._validate(self._deliver(self.lot))

    def test_earlier_lots_that_cannot_leave_do_not_count(self):
        self._policy("rotation", "warn")
        self._decide(self.lot, self.on_hold)
        self._validate(self._deliver(self.other))
        self._decide(self.lot, self.released)
        held = self._assign(quantity=10)
        self.assertEqual(self._lots_of(held), {"OLD"})
        self._validate(self._deliver(self.other))

    def test_earlier_lots_elsewhere_do_not_count(self):
        self._policy("rotation", "warn")
        aside = self._location("Aside")
        self._more("SOON", 5, place=aside)
        picking = self._picking(
            [(self.product, self.lot, 1)], self.shelf, self.customers, "outgoing"
        )
        self._validate(picking)

    def test_the_same_day_is_no_other_choice(self):
        self._policy("rotation", "warn")
        self._more("SAME", 20, in_date="2026-01-01 00:00:00")
        self._validate(self._deliver(self.lot))

    def test_other_strategies_are_not_asked_about(self):
        self._policy("rotation", "warn")
        self.category.removal_strategy_id = False
        self._validate(self._deliver(self.other))

    def test_corrections_of_what_is_done_are_not_asked_about(self):
        self._policy("rotation", "warn")
        line = self._validate(self._deliver(self.lot)).move_line_ids
        line.lot_id = self.other
        self.assertEqual(line.lot_id, self.other)


@tagged("post_install", "-at_install")
class TestExplaining(FefoCase):
    """Why this lot: every candidate in its order, with the reason."""

    def _explained(self, line):
        action = line.action_explain()
        why = self.env["stock.lot.why"].browse(action["res_id"])
        return {row.lot_name: (row.state, row.why) for row in why.candidate_ids}, why

    def test_every_candidate_has_its_reason(self):
        self._more("BAD", 10)
        self._decide(self.env["stock.lot"].search([("name", "=", "BAD")]), self.on_hold)
        self._more("GONE", -3)
        self._more("HELD", 15)
        self._assign(quantity=10)
        picking = self._assign(quantity=5)
        rows, why = self._explained(picking.move_line_ids)
        self.assertEqual(rows["OLD"], ("taken", "This line takes it."))
        self.assertEqual(rows["BAD"], ("out", "Blocked: On hold"))
        self.assertIn("expired on 06/12/2026", rows["GONE"][1])
        self.assertEqual(rows["HELD"], ("out", "Reserved for other transfers."))
        self.assertEqual(
            rows["NEW"], ("after", "To be removed 07/25/2026, the taken one 07/05/2026.")
        )
        self.assertIn("First expired, first out", why.order_words)
        self.assertFalse(why.more_words)

    def test_rules_of_the_customer_are_named(self):
        self.as_("lot_administrator", self.env["stock.lot.life.rule"]).create(
            {"name": "Retail", "minimum": "30", "partner_id": self.customer.id}
        )
        picking = self._draft(quantity=5)
        picking.partner_id = self.customer
        picking.action_assign()
        rows, _why = self._explained(picking.move_line_ids)
        self.assertEqual(rows["NEW"][0], "taken")
        self.assertEqual(rows["OLD"][0], "out")
        self.assertIn("Rule “Retail” asks for 30", rows["OLD"][1])

    def test_a_lot_that_was_passed_over_is_shown_as_earlier(self):
        rows, _why = self._explained(self._deliver(self.other).move_line_ids)
        self.assertEqual(rows["OLD"][0], "before")

    def test_other_strategies_are_explained_too(self):
        self.category.removal_strategy_id = False
        self.lot.quant_ids.sudo().in_date = "2026-01-01 10:00:00"
        rows, why = self._explained(self._assign(quantity=5).move_line_ids)
        self.assertEqual(rows["OLD"][0], "taken")
        self.assertEqual(rows["NEW"][0], "after")
        self.assertIn("Came in", rows["NEW"][1])
        self.assertIn("First in, first out", why.order_words)


@tagged("post_install", "-at_install")
class TestAgeing(FefoCase):
    """Reservations are looked at again when a lot grows too old, or its dates change."""

    def _run_cron(self):
        self.root["stock.move.line"]._search_passed()._release_aged(only_passed_since=True)
        while self.root["stock.lot.reassignment"]._run_batch():
            pass
        self.env.invalidate_all()

    def _made_on(self, picking, moment):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE stock_move_line SET create_date = %s WHERE picking_id = %s",
                moment,
                picking.id,
            )
        )
        self.env.invalidate_all()

    def test_core_keeps_reservations_of_lots_that_expire(self):
        picking = self._assign(quantity=5)
        self._made_on(picking, "2026-06-15 10:00:00")
        with freeze_time("2026-07-06 10:00:00"):
            picking.move_ids.date = "2026-07-06 12:00:00"
            self._run_cron()
            self.assertEqual(self._lots_of(picking), {"NEW"})

    def test_what_is_picked_or_answered_or_chosen_since_stays(self):
        picked = self._assign(quantity=1)
        picked.move_line_ids.picked = True
        answered = self._assign(quantity=1)
        chosen = self._assign(quantity=1)
        for picking in (picked, answered):
            self._made_on(picking, "2026-06-15 10:00:00")
        with freeze_time("2026-07-05 10:00:00"):  # the removal day
            answered.move_line_ids._answer_warnings("Agreed")
            self._made_on(chosen, "2026-07-05 09:00:00")
            self._run_cron()
            for picking in (picked, answered, chosen):
                self.assertEqual(self._lots_of(picking), {"OLD"})

    def test_good_reservations_stay(self):
        picking = self._assign(quantity=5)
        self._run_cron()
        self.assertEqual(self._lots_of(picking), {"OLD"})

    def test_a_date_that_moves_back_takes_the_reservation_back(self):
        picking = self._assign(quantity=5)
        self._dated(self.lot, -1)
        self.env.cr.precommit.run()
        self._run_cron()
        self.assertEqual(self._lots_of(picking), {"NEW"})

    def test_a_date_that_moves_on_serves_who_waits(self):
        self._dated(self.lot, -1)
        self.env.cr.precommit.run()
        picking = self._assign(quantity=15)
        self.assertEqual(self._lots_of(picking), {"NEW"})
        self._dated(self.lot, 20)
        self.env.cr.precommit.run()
        self._run_cron()
        self.assertEqual(self._lots_of(picking), {"OLD", "NEW"})

    def test_dates_of_many_lots_are_looked_at_once(self):
        self.env.cr.precommit.run()
        lots = self.lot | self.other
        lots.write({"alert_day": TODAY})
        self._dated(self.lot, 30)
        self._dated(self.other, 50)
        self.assertEqual(len(self.env.cr.precommit.data["stock_lot_lifecycle.dates_changed"]), 2)
