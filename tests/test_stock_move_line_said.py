from datetime import date, datetime

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .common import LotCase

WRITTEN = {
    "production_date": date(2026, 5, 1),
    "expiration_day": date(2027, 4, 30),
    "best_before_day": date(2027, 3, 31),
    "supplier_lot_ref": "77-B",
}


class ReceiptCase(LotCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # 100 days of life; best before 30, removal 20, alert 40 days before
        cls.product = cls._perishable()
        cls.italy = cls.env.ref("base.it")

    def _receipt(self, number="R1", quantity=10, product=None, **said):
        """Return a receipt, not done yet, whose line says `said` of its lot."""
        rows = [(product or self.product, number, quantity)]
        picking = self._picking(
            rows, self.suppliers, self.stock, "incoming", self.supplier, self.warehouse
        )
        picking.move_line_ids.write(said)
        return picking

    def _received(self, number="R1", quantity=10, product=None, **said):
        return self._validate(self._receipt(number, quantity, product, **said)).move_line_ids.lot_id


@tagged("post_install", "-at_install")
class TestStockMoveLineSaid(ReceiptCase):
    """What stands on the goods is written beside them and reaches their lot."""

    def test_what_stands_on_the_goods_reaches_the_new_lot(self):
        lot = self._received(**WRITTEN, origin_country_id=self.italy.id, lot_weight=4.5)
        for name, value in WRITTEN.items():
            self.assertEqual(lot[name], value)
        self.assertEqual((lot.origin_country_id, lot.weight), (self.italy, 4.5))
        self.assertEqual(lot.expiration_date, datetime(2027, 4, 30, 12))

    def test_the_other_dates_follow_what_was_written(self):
        lot = self._received(expiration_day="2027-04-30")
        self.assertEqual(str(lot.removal_day), "2027-04-10")
        self.assertEqual(str(lot.best_before_day), "2027-03-31")

    def test_the_expiry_follows_the_manufacturing_date_on_the_screen_and_in_the_lot(self):
        picking = self._receipt(production_date="2026-05-01")
        self.assertEqual(picking.move_line_ids.expiration_date, datetime(2026, 8, 9, 12))
        self.assertEqual(picking.move_line_ids.proposed_expiry, "08/09/2026")
        self.assertFalse(picking.move_line_ids.expiration_day)
        picking.move_line_ids.production_date = "2026-05-11"
        lot = self._validate(picking).move_line_ids.lot_id
        self.assertEqual(str(lot.expiration_day), "2026-08-19")

    def test_an_expiry_that_is_written_wins_over_the_manufacturing_date(self):
        picking = self._receipt(expiration_day="2026-12-31")
        picking.move_line_ids.production_date = "2026-05-01"
        lot = self._validate(picking).move_line_ids.lot_id
        self.assertEqual(str(lot.expiration_day), "2026-12-31")

    def test_without_anything_written_the_product_decides(self):
        self.assertEqual(str(self._received().expiration_day), "2026-09-23")

    def test_taking_back_what_was_written_brings_the_proposal_back(self):
        picking = self._receipt(expiration_day="2026-12-31")
        picking.move_line_ids.expiration_day = False
        self.assertEqual(picking.move_line_ids.proposed_expiry, "09/23/2026")
        lot = self._validate(picking).move_line_ids.lot_id
        self.assertEqual(str(lot.expiration_day), "2026-09-23")

    def test_a_date_another_module_writes_into_odoos_field_counts_as_written(self):
        picking = self._receipt()
        picking.move_line_ids.write({"expiration_date": "2027-01-31 08:00:00"})
        self.assertEqual(str(picking.move_line_ids.expiration_day), "2027-01-31")
        lot = self._validate(picking).move_line_ids.lot_id
        self.assertEqual(lot.expiration_date, datetime(2027, 1, 31, 8))

    def test_a_line_created_with_odoos_field_counts_as_written(self):
        picking = self._receipt()
        move = picking.move_ids
        move.move_line_ids.unlink()
        move.move_line_ids = [
            Command.create(self._line_vals(move, "R1", 10, expiration_date="2027-01-31 08:00:00"))
        ]
        move.picked = True
        self.assertEqual(str(move.move_line_ids.expiration_day), "2027-01-31")

    def test_a_proposal_that_comes_back_from_the_screen_is_not_taken_for_written(self):
        picking = self._receipt()
        line = picking.move_line_ids
        line.write({"expiration_date": line.expiration_date})
        self.assertFalse(line.expiration_day)

    def test_a_product_without_expiry_dates_takes_what_is_written_and_nothing_else(self):
        plain = self._product(name="Screws")
        self.assertFalse(self._received("S1", product=plain).expiration_day)
        lot = self._received("S2", product=plain, expiration_day="2030-12-31")
        self.assertEqual(str(lot.expiration_day), "2030-12-31")

    def test_a_shelf_life_of_zero_proposes_none(self):
        endless = self._perishable(days=0, name="Salt")
        picking = self._receipt("Z1", product=endless, production_date="2026-05-01")
        self.assertFalse(picking.move_line_ids.proposed_expiry)
        self.assertFalse(self._validate(picking).move_line_ids.lot_id.expiration_day)

    def test_days_are_those_of_the_lots_zone_whoever_looks(self):
        for zone in ("Pacific/Kiritimati", "America/Los_Angeles"):
            with self.subTest(zone):
                self.company.lot_tz = zone
                lot = self._received(f"Z-{zone}", **WRITTEN)
                self.assertEqual(lot.expiration_day, WRITTEN["expiration_day"])
                self.assertEqual(lot.production_date, WRITTEN["production_date"])

    @freeze_time("2026-03-29 01:30:00")
    def test_a_night_in_which_clocks_change_loses_no_day(self):
        self.company.lot_tz = "Europe/Berlin"
        lot = self._received(expiration_day="2026-10-25", production_date="2026-03-29")
        self.assertEqual(str(lot.expiration_day), "2026-10-25")
        self.assertEqual(lot.expiration_date, datetime(2026, 10, 25, 11))

    def test_the_last_year_and_the_leap_day_can_be_written(self):
        for day in ("9999-12-31", "2028-02-29"):
            self.assertEqual(str(self._received(f"Y{day}", expiration_day=day).expiration_day), day)

    def test_a_contradiction_stops_the_receipt_and_names_the_lot(self):
        picking = self._receipt(production_date="2026-05-01", expiration_day="2026-04-30")
        with self.assertRaisesRegex(UserError, "R1"):
            picking.with_context(skip_expired=True).button_validate()

    def test_every_serial_takes_what_its_line_says(self):
        serial = self._perishable(tracking="serial", name="Pump")
        rows = [(serial, f"SN{number}", 1) for number in range(3)]
        picking = self._picking(rows, self.suppliers, self.stock, "incoming", self.supplier)
        for number, line in enumerate(picking.move_line_ids, 1):
            line.write({"expiration_day": date(2027, 1, number), "supplier_lot_ref": f"S-{number}"})
        lots = self._validate(picking).move_line_ids.lot_id
        self.assertEqual(lots.sorted("name").mapped("supplier_lot_ref"), ["S-1", "S-2", "S-3"])
        days = lots.sorted("name").mapped("expiration_day")
        self.assertEqual([day.day for day in days], [1, 2, 3])

    def test_what_is_done_is_corrected_on_the_lot(self):
        picking = self._validate(self._receipt())
        with self.assertRaisesRegex(UserError, "Correct the lot instead"):
            picking.move_line_ids.supplier_lot_ref = "X"

    @mute_logger("odoo.sql_db")
    def test_goods_cannot_weigh_less_than_nothing(self):
        picking = self._receipt()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            picking.move_line_ids.lot_weight = -1
            self.env.flush_all()

    def test_the_form_of_a_receipts_product_takes_it(self):
        picking = self._receipt()
        form = Form(picking.move_ids, view="stock.view_stock_move_operations")
        with form.move_line_ids.edit(0) as line:
            line.lot_name = "F1"
            line.production_date = date(2026, 5, 1)
            line.supplier_lot_ref = "77-B"
        with form.move_line_ids.new() as line:
            line.lot_name = "F2"
            line.quantity = 3
            line.expiration_day = date(2027, 4, 30)
        form.save()
        picking.move_ids.picked = True
        lots = self._validate(picking).move_line_ids.lot_id.sorted("name")
        self.assertEqual(
            [str(day) for day in lots.mapped("expiration_day")], ["2026-08-09", "2027-04-30"]
        )
        self.assertEqual(lots[0].supplier_lot_ref, "77-B")

    def test_the_event_of_the_creation_keeps_what_was_written(self):
        event = self._events(self._received(**WRITTEN), "created")
        self.assertIn("77-B", event.payload)


@tagged("post_install", "-at_install")
class TestStockMoveSaid(ReceiptCase):
    """The dialogs Generate and Import of a receipt."""

    def _context(self, product=None, **defaults):
        picking = self._receipt(product=product)
        facts = {
            "company_id": self.company.id,
            "picking_id": picking.id,
            "picking_type_id": picking.picking_type_id.id,
            "location_id": picking.location_id.id,
            "location_dest_id": picking.location_dest_id.id,
            "product_id": (product or self.product).id,
            "tracking": "lot",
            "quantity": 10,
            **defaults,
        }
        return picking, {f"default_{name}": value for name, value in facts.items()}

    def _enter(self, text, mode="import", first=None, count=0, **defaults):
        """Do what the dialog does; return the lots once the receipt is done."""
        picking, context = self._context(**defaults)
        rows = self.env["stock.move"].action_generate_lot_line_vals(
            context, mode, first, count, text
        )
        move = picking.move_ids
        move.move_line_ids.unlink()
        names = {"lot_name", "lot_id", "quantity", "location_dest_id", "expiration_date"}
        names |= {*WRITTEN, "lot_weight", "origin_country_id"}
        for row in rows:
            vals = {name: value for name, value in row.items() if name in names}
            for name, value in vals.items():
                vals[name] = value["id"] if isinstance(value, dict) else value
            line = self._line_vals(move, None, 1)
            move.move_line_ids = [Command.create({**line, **vals})]
        move.picked = True
        return self._validate(picking).move_line_ids.lot_id.sorted("name")

    def test_the_short_form_takes_two_dates(self):
        lots = self._enter("A;4;2026-05-01;2027-04-30\nB;6;2027-04-30;2026-05-02")
        self.assertEqual(
            [str(day) for day in lots.mapped("production_date")], ["2026-05-01", "2026-05-02"]
        )
        self.assertEqual([str(day) for day in lots.mapped("expiration_day")], ["2027-04-30"] * 2)

    def test_core_reads_a_month_as_some_day_of_it_and_we_as_its_last(self):
        (lot,) = self._enter("A;4;02/2028")
        self.assertEqual(str(lot.expiration_day), "2028-02-29")

    def test_a_table_with_its_header_takes_everything(self):
        (lot,) = self._enter(
            "Lot;Qty;Mfg date;Expiry;Best before;Supplier lot;Net weight\n"
            "A;4;2026-05-01;04/2027;2027-03-31;77-B;2.5"
        )
        for name, value in WRITTEN.items():
            self.assertEqual(lot[name], value)
        self.assertEqual(lot.weight, 2.5)

    def test_a_table_that_cannot_be_read_says_which_line(self):
        for text, words in (
            ("Lot;Expiry\nA;2027-02-30", "A: "),
            ("Lot;Expiry\n;2027-02-28", "needs a lot number"),
        ):
            with self.subTest(text), self.assertRaisesRegex(UserError, words):
                self._enter(text)

    def test_what_the_dialog_says_of_all_holds_for_every_line(self):
        said = {"production_date": "2026-05-01", "supplier_lot_ref": "77-B"}
        lots = self._enter(None, "generate", "G-001", 5, **said)
        self.assertEqual(lots.mapped("name"), ["G-001", "G-002"])
        self.assertEqual([str(day) for day in lots.mapped("expiration_day")], ["2026-08-09"] * 2)
        self.assertEqual(lots.mapped("supplier_lot_ref"), ["77-B"] * 2)

    def test_core_loses_dates_of_lots_the_dialog_creates_at_once_and_we_keep_them(self):
        self.warehouse.with_env(self.root).in_type_id.use_existing_lots = True
        lots = self._enter("A;4;2027-04-30\nB;6")
        self.assertEqual(
            [str(day) for day in lots.mapped("expiration_day")], ["2027-04-30", "2026-09-23"]
        )

    def test_a_midnight_is_the_day_that_was_typed_in_every_zone(self):
        self.company.lot_tz = "America/Los_Angeles"
        (lot,) = self._enter("A;4;2027-04-30")
        self.assertEqual(str(lot.expiration_day), "2027-04-30")

    def test_an_expiry_said_in_the_dialog_wins(self):
        (lot,) = self._enter(None, "generate", "G-1", 10, expiration_day="2027-04-30")
        self.assertEqual(str(lot.expiration_day), "2027-04-30")
