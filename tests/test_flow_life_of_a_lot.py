from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import LotCase


@tagged("post_install", "-at_install")
class TestLifeOfALot(LotCase):
    """From the farm to the customer and back, as the people in it see it."""

    def test_a_lot_is_received_made_into_tablets_shipped_returned_and_retired(self):
        powder = self._perishable(days=200, name="Powder", weight=1)
        tablets = self._perishable(days=300, name="Tablets", weight=0.01)

        with freeze_time("2026-06-15 08:00:00"):
            raw = self._receive(powder, "ACME-77", 50)
        self.assertEqual(
            (raw.status, raw.received_date, raw.supplier_id, raw.weight),
            ("active", date(2026, 6, 15), self.supplier, 50),
        )
        raw.write({"supplier_lot_ref": "77-B", "production_date": "2026-06-01"})
        self.assertEqual(raw.expiration_day, date(2027, 1, 1), "the date it came with stays")

        with freeze_time("2026-06-20 08:00:00"):
            lot = self._produce({raw: 50}, tablets, "T-0001", 1000)
        self.env.invalidate_all()
        self.assertEqual((raw.status, raw.inactive_reason), ("inactive", "consumed"))
        self.assertEqual((lot.status, lot.weight), ("active", 10))
        self.assertFalse(lot.supplier_id)

        with freeze_time("2026-07-01 08:00:00"):
            self._ship(lot, 400)
            self.assertEqual(lot.status, "active")
            self._ship(lot, 600, self._partner("Azure Interior"))
            self.assertEqual(lot.inactive_reason, "shipped")
        with freeze_time("2026-07-10 08:00:00"):
            self._return_from_customer(lot, 100)
            self.assertEqual(lot.status, "active")

        with self.assertRaises(AccessError):
            lot._set_disposition(self.retired, "Customer complaint")
        with self.assertRaises(UserError):
            self.as_("stock_manager", lot)._set_disposition(self.retired)
        self.as_("stock_manager", lot)._set_disposition(self.retired, "Customer complaint")
        self.assertEqual((lot.status, lot.inactive_reason), ("inactive", "retired"))
        with self.assertRaises(UserError):
            lot.unlink()

        self.assertEqual(self._events(lot).mapped("kind"), ["created", "received", "disposition"])
        told = self._events(raw)
        self.assertEqual(told.mapped("kind"), ["created", "received", "changed"])
        self.assertEqual(told[1].source, "seam")

    def test_a_lot_grows_old_on_the_shelf(self):
        product = self._perishable(days=30, use=10, removal=5, alert=15)
        lot = self._receive(product, "MILK-1", 24)
        story = []
        for today in ("2026-06-15", "2026-06-30", "2026-07-15", "2026-07-16", "2026-09-01"):
            with freeze_time(f"{today} 12:00:00"):
                self.env.invalidate_all()
                story.append((lot.expiry_state, lot.status, lot.inactive_reason))
        self.assertEqual(
            story,
            [
                ("good", "active", False),
                ("soon", "active", False),
                ("soon", "active", False),
                ("expired", "inactive", "expired"),
                ("expired", "inactive", "expired"),
            ],
        )
        with freeze_time("2026-09-01 12:00:00"):
            self.env.invalidate_all()
            self._scrap(lot, 24)
            self.assertEqual(lot.inactive_reason, "scrapped")


@tagged("post_install", "-at_install")
class TestCountedStock(LotCase):
    """A shop that only counts: no receipts, no deliveries, still the truth."""

    def test_counts_alone_tell_what_is_there(self):
        product = self._product()
        shelf = self._location("Shelf A")
        lot = self._lot(product, "C-1")
        self._adjust(lot, 10)
        self._adjust(lot, 5, shelf)
        self.assertEqual((lot.status, lot.product_qty), ("active", 15))
        self._adjust(lot, 0)
        self.assertEqual((lot.status, lot.product_qty), ("active", 5))
        self._adjust(lot, 0, shelf)
        self.assertEqual((lot.inactive_reason, lot.product_qty), ("adjusted", 0))
        self.assertFalse(lot.received_date or lot.supplier_id or lot.weight)
        self._adjust(lot, 1, shelf)
        self.assertEqual(lot.status, "active")

    def test_a_count_below_zero_stock_tells_the_truth_again(self):
        product = self._product()
        lot = self._lot(product, "C-2")
        self._ship(lot, 3)
        self.assertEqual((lot.product_qty, lot.presence), (-3, "shipped"))
        self._adjust(lot, 2)
        self.assertEqual((lot.product_qty, lot.presence), (2, "on_hand"))
        self._ship(lot, 2)
        self.assertEqual(lot.presence, "shipped")

    def test_serials_are_counted_one_by_one(self):
        product = self._product("serial")
        lots = self.env["stock.lot"].create(
            [{"name": f"SN-{number}", "product_id": product.id} for number in range(3)]
        )
        for lot in lots:
            self._adjust(lot, 1)
        self._adjust(lots[1], 0)
        self._ship(lots[2], 1)
        self.assertEqual(lots.mapped("presence"), ["on_hand", "adjusted", "shipped"])
        self.assertEqual(lots.search([("id", "in", lots.ids), ("status", "=", "active")]), lots[0])
