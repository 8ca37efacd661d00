import random

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import LotCase


@tagged("post_install", "-at_install")
class TestPresence(LotCase):
    """What the movements say of where a lot is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._product()

    def _assert_closed(self, lot, reason):
        self.assertEqual(
            (lot.presence, lot.closed_reason, lot.status, lot.inactive_reason),
            (reason, reason, "inactive", reason),
        )

    def _assert_active(self, lot, presence="on_hand"):
        self.assertEqual(
            (lot.presence, lot.closed_reason, lot.status, lot.inactive_reason),
            (presence, False, "active", False),
        )

    def test_a_lot_that_never_moved_is_active(self):
        self._assert_active(self._lot(self.product), "new")

    def test_a_received_lot_is_active(self):
        self._assert_active(self._receive(self.product))

    def test_a_planned_receipt_changes_nothing(self):
        lot = self._lot(self.product)
        rows = [(self.product, lot, 5)]
        picking = self._picking(rows, self.suppliers, self.stock, "incoming")
        self._assert_active(lot, "new")
        picking.action_cancel()
        self._assert_active(lot, "new")

    def test_a_lot_shipped_in_part_stays_active(self):
        lot = self._receive(self.product, quantity=10)
        self._ship(lot, 9)
        self._assert_active(lot)

    def test_a_lot_shipped_entirely_is_inactive(self):
        lot = self._receive(self.product, quantity=10)
        self._ship(lot, 4)
        self._ship(lot, 6)
        self._assert_closed(lot, "shipped")

    def test_a_customer_return_makes_the_lot_active_again(self):
        lot = self._receive(self.product)
        self._ship(lot, 10)
        self._return_from_customer(lot, 1)
        self._assert_active(lot)

    def test_a_returned_lot_shipped_again_is_inactive_again(self):
        lot = self._receive(self.product, quantity=2)
        self._ship(lot, 2)
        self._return_from_customer(lot, 1)
        self._ship(lot, 1)
        self._assert_closed(lot, "shipped")

    def test_a_lot_sent_back_to_the_supplier_is_returned(self):
        lot = self._receive(self.product)
        self._return_to_supplier(lot, 10)
        self._assert_closed(lot, "returned")

    def test_a_lot_counted_to_zero_is_adjusted(self):
        lot = self._receive(self.product)
        self._adjust(lot, 0)
        self._assert_closed(lot, "adjusted")

    def test_a_lot_that_came_by_count_and_went_by_count_is_adjusted(self):
        lot = self._lot(self.product)
        self._adjust(lot, 5)
        self._assert_active(lot)
        self._adjust(lot, 0)
        self._assert_closed(lot, "adjusted")

    def test_a_lot_found_again_by_a_count_is_active(self):
        lot = self._receive(self.product)
        self._adjust(lot, 0)
        self._adjust(lot, 3)
        self._assert_active(lot)

    def test_a_scrapped_lot_is_scrapped(self):
        lot = self._receive(self.product)
        self._scrap(lot, 10)
        self._assert_closed(lot, "scrapped")

    def test_a_counted_lot_that_is_scrapped_is_scrapped(self):
        lot = self._lot(self.product)
        self._adjust(lot, 5)
        self._scrap(lot, 5)
        self._assert_closed(lot, "scrapped")

    def test_a_lot_scrapped_in_part_stays_active(self):
        lot = self._receive(self.product)
        self._scrap(lot, 9)
        self._assert_active(lot)

    def test_a_consumed_lot_is_consumed(self):
        raw = self._receive(self.product, "RAW", 4)
        finished = self._produce({raw: 4}, self._product(name="Blister"), "FIN", 2)
        self._assert_closed(raw, "consumed")
        self._assert_active(finished)

    def test_a_lot_that_was_made_and_then_consumed_is_consumed(self):
        raw = self._receive(self.product, "RAW", 4)
        half = self._produce({raw: 4}, self._product(name="Granulate"), "HALF", 3)
        self._produce({half: 3}, self._product(name="Tablet"), "FIN", 2)
        self._assert_closed(half, "consumed")

    def test_the_largest_amount_tells_where_a_lot_went(self):
        lot = self._receive(self.product, quantity=10)
        self._scrap(lot, 4)
        self._ship(lot, 6)
        self._assert_closed(lot, "shipped")

    def test_a_lot_in_transit_is_active(self):
        lot = self._receive(self.product)
        self._relocate(lot, 10, self._location("On the road", "transit"))
        self._assert_active(lot)
        self._relocate(
            lot, 10, self.stock, self.env["stock.location"].search([("name", "=", "On the road")])
        )
        self._assert_active(lot)

    def test_a_lot_moved_inside_the_warehouse_is_active(self):
        lot = self._receive(self.product)
        self._relocate(lot, 10, self._location("Shelf 1"))
        self._assert_active(lot)

    def test_a_lot_delivered_before_it_arrived_is_shipped_until_it_arrives(self):
        lot = self._lot(self.product)
        self._ship(lot, 3)
        self._assert_closed(lot, "shipped")
        self._receive(self.product, lot, 10)
        self._assert_active(lot)

    def test_a_dropshipped_lot_is_shipped(self):
        lot = self._lot(self.product)
        self._move(lot, 3, self.suppliers, self.customers)
        self._assert_closed(lot, "shipped")

    def test_a_backorder_keeps_the_lots_it_did_not_take(self):
        one, two = self._receive(self.product, "B1", 5), self._receive(self.product, "B2", 5)
        rows = [(self.product, one, 5)]
        picking = self._picking(rows, self.stock, self.customers, "outgoing")
        picking.move_ids.product_uom_qty = 10
        picking.with_context(skip_backorder=True).button_validate()
        self.assertTrue(picking.backorder_ids)
        self._assert_closed(one, "shipped")
        self._assert_active(two)

    def test_correcting_the_lot_of_a_done_line_tells_both_lots(self):
        one = self._receive(self.product, "C1", 5)
        two = self._receive(self.product, "C2", 5)
        line = self._ship(one, 5).move_line_ids
        line.lot_id = two
        self._assert_active(one)
        self._assert_closed(two, "shipped")

    def test_correcting_the_quantity_of_a_done_line_tells_the_lot(self):
        lot = self._receive(self.product, quantity=5)
        line = self._ship(lot, 5).move_line_ids
        line.quantity = 4
        self._assert_active(lot)
        line.quantity = 5
        self._assert_closed(lot, "shipped")

    def test_a_line_added_to_a_done_transfer_tells_its_lot(self):
        lot = self._receive(self.product, "D1", 5)
        other = self._receive(self.product, "D2", 5)
        move = self._ship(lot, 5).move_ids
        move.move_line_ids = [(0, 0, self._line_vals(move, other, 5))]
        self._assert_closed(other, "shipped")

    def test_refreshing_no_lot_at_all_does_nothing(self):
        lots = self.env["stock.lot"]
        lots._refresh_presence()
        lots._unset_received()
        self.assertEqual(lots._read_presences(), [])
        self.env["stock.move.line"]._record_movement()
        self.env["stock.move"]._action_done()

    def test_refreshing_again_changes_nothing_and_writes_nothing(self):
        lots = self._receive(self.product, "E1") | self._receive(self.product, "E2")
        written = lots.mapped("write_date")
        events = self._events(lots)
        lots._refresh_presence()
        self.assertEqual(lots.mapped("write_date"), written)
        self.assertEqual(self._events(lots), events)

    def test_refreshing_many_lots_costs_one_query_for_the_stock(self):
        lots = self.env["stock.lot"].create(
            [{"name": f"Q{number}", "product_id": self.product.id} for number in range(40)]
        )
        self.env.flush_all()
        with self.assertQueryCount(6):
            lots[:2]._refresh_presence()
            self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(6):
            lots._refresh_presence()
            self.env.flush_all()

    def test_stock_of_another_company_keeps_a_shared_lot_active(self):
        second = self._company()
        lot = self._receive(self.product, "S1", 5)
        self._receive(
            self.product, lot.with_env(self.root), 5, warehouse=self._warehouse_of(second)
        )
        self._ship(lot, 5)
        self.assertEqual(len(lot.sudo().quant_ids.filtered(lambda q: q.quantity > 0).company_id), 1)
        self._assert_active(lot)


@tagged("post_install", "-at_install")
class TestStatus(LotCase):
    """Active or Inactive, and why: derived, never written."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._perishable()

    def test_a_lot_is_active_on_its_last_good_day(self):
        lot = self._lot(self.product, expiration_day="2026-06-15")
        with freeze_time("2026-06-15 23:59:59"):
            self.env.invalidate_all()
            self.assertEqual((lot.status, lot.inactive_reason), ("active", False))

    def test_a_lot_is_inactive_the_day_after_its_last_good_day(self):
        lot = self._lot(self.product, expiration_day="2026-06-15")
        with freeze_time("2026-06-16 00:00:00"):
            self.env.invalidate_all()
            self.assertEqual((lot.status, lot.inactive_reason), ("inactive", "expired"))

    def test_an_expired_lot_with_stock_is_expired(self):
        lot = self._receive(self.product)
        lot.expiration_day = "2026-06-14"
        self.assertEqual((lot.status, lot.inactive_reason), ("inactive", "expired"))

    def test_an_expired_lot_without_stock_is_shipped_not_expired(self):
        lot = self._receive(self.product)
        self._ship(lot, 10)
        lot.expiration_day = "2026-06-14"
        self.assertEqual((lot.status, lot.inactive_reason), ("inactive", "shipped"))

    def test_retired_wins_over_shipped_and_expired(self):
        lot = self._receive(self.product)
        self._ship(lot, 10)
        lot.expiration_day = "2026-06-14"
        self.as_("stock_manager", lot)._set_disposition(self.retired, "Recall drill")
        self.assertEqual((lot.status, lot.inactive_reason), ("inactive", "retired"))

    def test_a_lot_that_is_released_again_is_active(self):
        lot = self.as_("stock_manager", self._receive(self.product))
        lot._set_disposition(self.retired, "Broken seal")
        lot._set_disposition(self.released, "Seal repaired")
        self.assertEqual((lot.status, lot.inactive_reason), ("active", False))

    def test_a_lot_released_again_after_it_was_shipped_is_shipped(self):
        lot = self.as_("stock_manager", self._receive(self.product))
        self._ship(lot.with_env(self.env), 10)
        lot._set_disposition(self.retired, "Broken seal")
        self.assertEqual(lot.inactive_reason, "retired")
        lot._set_disposition(self.released, "Sold as is")
        self.assertEqual(lot.inactive_reason, "shipped")

    def test_changing_what_a_disposition_means_changes_its_lots(self):
        hold = self.root["stock.lot.disposition"].create({"name": "Hold", "code": "hold_x"})
        lot = self._lot(self.product)
        lot._set_disposition(hold.with_env(self.env))
        self.assertEqual(lot.status, "active")
        hold.makes_inactive = True
        self.assertEqual((lot.status, lot.inactive_reason), ("inactive", "retired"))

    def test_moving_the_expiry_makes_a_lot_active_again(self):
        lot = self._lot(self.product, expiration_day="2026-06-01")
        self.assertEqual(lot.status, "inactive")
        lot.expiration_day = "2026-07-01"
        self.assertEqual(lot.status, "active")

    def test_a_lot_without_expiry_never_expires(self):
        lot = self._lot(self._product())
        with freeze_time("2099-01-01"):
            self.env.invalidate_all()
            self.assertEqual(lot.status, "active")

    def test_odoos_own_expiry_alert_says_the_same(self):
        lot = self._lot(self.product, expiration_day="2026-06-15")
        self.assertFalse(lot.product_expiry_alert)
        lot.expiration_day = "2026-06-14"
        self.assertTrue(lot.product_expiry_alert)

    def test_nobody_writes_what_is_derived(self):
        lot = self._lot(self.product)
        for name, value in {
            "presence": "shipped",
            "closed_reason": "retired",
            "status": "inactive",
            "inactive_reason": "expired",
        }.items():
            for user in ("warehouse", "stock_manager", "lot_administrator"):
                with self.assertRaisesRegex(UserError, "follows from"):
                    self.as_(user, lot).write({name: value})
            with self.assertRaisesRegex(UserError, "follows from"):
                self._lot(self.product, f"G-{name}", **{name: value})
        self.assertEqual((lot.presence, lot.closed_reason, lot.status), ("new", False, "active"))

    def test_a_forged_default_in_the_context_derives_nothing(self):
        forged = self.env["stock.lot"].with_context(
            default_presence="shipped",
            default_closed_reason="retired",
            default_disposition_id=self.retired.id,
        )
        lot = forged.create({"name": "F1", "product_id": self.product.id})
        self.assertEqual(
            (lot.presence, lot.closed_reason, lot.disposition_id, lot.status),
            ("new", False, self.released, "active"),
        )


@tagged("post_install", "-at_install")
class TestStatusSearch(LotCase):
    """Filters, groups and order say what the field says."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls._company("Far East Ltd", "Pacific/Kiritimati")
        cls.product = cls._perishable()
        chance = random.Random(26)
        hold = cls.root["stock.lot.disposition"].create({"name": "Hold", "code": "hold_y"})
        presences = ["new", "on_hand", "shipped", "consumed", "scrapped", "returned", "adjusted"]
        dispositions = [cls.released, cls.retired, hold]
        days = [False, *(f"2026-06-{day}" for day in range(12, 19)), "2030-01-01"]
        lots = cls.root["stock.lot"].create(
            [
                {
                    "name": f"R{number}",
                    "product_id": cls.product.id,
                    "company_id": chance.choice([False, cls.company.id, cls.second.id]),
                    "expiration_day": chance.choice(days),
                }
                for number in range(120)
            ]
        )
        cls.env.flush_all()
        for lot in lots:
            presence, disposition = chance.choice(presences), chance.choice(dispositions)
            closed = "retired" if disposition == cls.retired else presence
            cls.env.cr.execute(
                "UPDATE stock_lot SET presence = %s, disposition_id = %s, closed_reason = %s"
                " WHERE id = %s",
                (
                    presence,
                    disposition.id,
                    None if closed in ("new", "on_hand") else closed,
                    lot.id,
                ),
            )
        cls.env.invalidate_all()
        cls.lots = lots
        cls.domain = [("id", "in", lots.ids)]

    def _found(self, *leaves):
        return self.lots.search([*self.domain, *leaves])

    def test_the_sample_has_lots_of_every_kind(self):
        self.assertEqual(
            set(self.lots.mapped("inactive_reason")),
            {
                False,
                "retired",
                "shipped",
                "consumed",
                "scrapped",
                "returned",
                "adjusted",
                "expired",
            },
        )

    def test_filters_on_status_agree_with_the_field(self):
        for status in ("active", "inactive"):
            expected = self.lots.filtered(lambda lot, status=status: lot.status == status)
            self.assertEqual(self._found(("status", "=", status)), expected)
            self.assertEqual(self._found(("status", "in", [status])), expected)
            self.assertEqual(self._found(("status", "!=", status)), self.lots - expected)
            self.assertEqual(self.lots.filtered_domain([("status", "=", status)]), expected)
        self.assertEqual(self._found(("status", "in", ["active", "inactive"])), self.lots)
        self.assertFalse(self._found(("status", "=", False)))
        self.assertEqual(self._found(("status", "!=", False)), self.lots)

    def test_filters_on_the_reason_agree_with_the_field(self):
        for reason in {False, *self.lots.mapped("inactive_reason")}:
            expected = self.lots.filtered(lambda lot, reason=reason: lot.inactive_reason == reason)
            self.assertEqual(self._found(("inactive_reason", "=", reason)), expected, reason)
            self.assertEqual(self._found(("inactive_reason", "!=", reason)), self.lots - expected)
        some = ["expired", "retired"]
        self.assertEqual(
            self._found(("inactive_reason", "in", some)),
            self.lots.filtered(lambda lot: lot.inactive_reason in some),
        )

    def test_groups_count_what_the_field_says(self):
        for name in ("status", "inactive_reason"):
            groups = self.lots._read_group(self.domain, [name], ["__count", "id:recordset"])
            self.assertEqual(sum(count for _key, count, _lots in groups), len(self.lots))
            for key, _count, lots in groups:
                self.assertEqual(set(lots.mapped(name)), {key or False})

    def test_lots_are_ordered_by_status(self):
        ordered = self.lots.search(self.domain, order="status, id")
        self.assertEqual(ordered, self.lots.sorted(lambda lot: (lot.status, lot.id)))

    def test_the_status_agrees_around_midnight_in_every_zone(self):
        for instant in (
            "2026-06-14 09:59:59",
            "2026-06-14 10:00:00",
            "2026-06-14 23:59:59",
            "2026-06-15 00:00:00",
            "2026-06-16 10:00:00",
        ):
            with self.subTest(instant), freeze_time(instant):
                self.env.invalidate_all()
                self.assertEqual(
                    self._found(("status", "=", "inactive")),
                    self.lots.filtered(lambda lot: lot.status == "inactive"),
                )

    def test_the_status_does_not_depend_on_who_looks(self):
        mine = self.lots.filtered(lambda lot: lot.company_id != self.second)
        expected = mine.mapped("status")
        for zone in ("Pacific/Kiritimati", "Pacific/Midway"):
            self.user["warehouse"].sudo().tz = zone
            self.env.invalidate_all()
            seen = mine.with_env(self.env(context={"tz": zone}))
            self.assertEqual(seen.mapped("status"), expected)
