from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import LotCase

GTIN = "09521234543213"
SCAN = f"(01){GTIN}(11)260102(17)261231(3103)001250(10)ABC"
RAW = f"01{GTIN}1126010217261231310300125010ABC"
day = fields.Date.to_date


@tagged("post_install", "-at_install")
class TestStockMoveLineScan(LotCase):
    """A code where a receipt asks for a number: typed, by RPC, in the dialog Import."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._perishable(days=100, name="Tablets", barcode=GTIN[1:])
        cls.serial = cls._product("serial", name="Pump", barcode="9521234543220")

    def _receipt(self, *lines):
        return self._picking(lines, self.suppliers, self.stock, "incoming", self.supplier)

    def _check(self, lot):
        self.assertEqual((lot.name, lot.product_id), ("ABC", self.product))
        self.assertEqual(lot.production_date, day("2026-01-02"))
        self.assertEqual(lot.expiration_day, day("2026-12-31"))
        self.assertEqual(lot.weight, 1.25)

    def test_a_line_made_with_a_code_says_what_the_code_says(self):
        line = self._receipt((self.product, SCAN, 5)).move_line_ids
        self.assertEqual((line.lot_name, line.quantity), ("ABC", 5))
        self.assertEqual(line.production_date, day("2026-01-02"))
        self.assertEqual(line.expiration_day, day("2026-12-31"))
        self.assertEqual(line.lot_weight, 1.25)
        self._validate(line.picking_id)
        self._check(line.lot_id)

    def test_a_code_written_on_a_line_is_taken_apart(self):
        line = self._receipt((self.product, "X", 5)).move_line_ids
        line.write({"lot_name": f"]d2{RAW}"})
        self.assertEqual(line.lot_name, "ABC")
        self._validate(line.picking_id)
        self._check(line.lot_id)

    def test_what_is_written_beside_the_code_counts_more(self):
        line = self._receipt((self.product, "X", 5)).move_line_ids
        line.write({"lot_name": SCAN, "expiration_day": "2026-11-30", "lot_weight": 3})
        self._validate(line.picking_id)
        self.assertEqual(line.lot_id.expiration_day, day("2026-11-30"))
        self.assertEqual(line.lot_id.weight, 3)

    def test_a_code_typed_in_the_list_shows_at_once(self):
        picking = self._receipt((self.product, "X", 5))
        with (
            Form(picking.move_ids, view="stock.view_stock_move_operations") as form,
            form.move_line_ids.edit(0) as line,
        ):
            line.lot_name = SCAN
            self.assertEqual(line.lot_name, "ABC")
            self.assertEqual(line.expiration_day, day("2026-12-31"))
        self.assertEqual(picking.move_line_ids.lot_weight, 1.25)

    def test_a_code_of_another_product_does_not_get_on_the_line(self):
        with self.assertRaisesRegex(UserError, "one of Tablets, not of Pump"):
            self._receipt((self.serial, SCAN, 1))
        line = self._receipt((self.product, "X", 5)).move_line_ids
        with self.assertRaisesRegex(UserError, "cannot be read"):
            line.lot_name = SCAN.replace("261231", "261331")
        self.assertEqual(line.lot_name, "X")

    def test_lines_of_several_products_are_each_compared(self):
        lines = self._receipt((self.product, "X", 5), (self.serial, "S", 1)).move_line_ids
        with self.assertRaisesRegex(UserError, "one of Tablets, not of Pump"):
            lines.write({"lot_name": SCAN})

    def test_a_time_of_expiry_reaches_the_lot_to_the_minute(self):
        self.company.lot_tz = "Europe/Berlin"
        line = self._receipt((self.product, f"(01){GTIN}(7003)2612312330(10)ABC", 5)).move_line_ids
        self.assertEqual(line.expiration_day, day("2026-12-31"))
        self._validate(line.picking_id)
        self.assertEqual(str(line.lot_id.expiration_date), "2026-12-31 22:30:00")

    def test_a_known_lot_with_another_expiry_asks_as_ever(self):
        lot = self._receive(self.product, "ABC")
        lot.expiration_day = "2026-10-01"
        picking = self._receipt((self.product, SCAN, 5))
        self.assertEqual([*picking.move_line_ids._find_unanswered()], [*picking.move_line_ids])

    # the dialogs

    def _dialog(self, text, product=None, mode="import", **context):
        product = product or self.product
        picking = self._receipt((product, None, 5))
        move = picking.move_ids
        return self.env["stock.move"].action_generate_lot_line_vals(
            {
                "default_product_id": product.id,
                "default_tracking": product.tracking,
                "default_location_dest_id": self.stock.id,
                "default_move_id": move.id,
                "default_picking_type_id": picking.picking_type_id.id,
                "default_company_id": self.company.id,
                "default_quantity": 5,
                **context,
            },
            mode, None, 1, text,
        )  # fmt: skip

    def test_codes_scanned_into_the_dialog_become_lines(self):
        second = RAW.replace("10ABC", "10DEF")
        lines = self._dialog(f"{SCAN}\n]C1{second}\r\nPLAIN\t7\n")
        self.assertEqual([line["lot_name"] for line in lines], ["ABC", "DEF", "PLAIN"])
        self.assertEqual([line["quantity"] for line in lines], [1, 1, 7])
        self.assertEqual([line["expiration_day"] for line in lines[:2]], [day("2026-12-31")] * 2)
        self.assertEqual([line["lot_weight"] for line in lines[:2]], [1.25] * 2)

    def test_a_quantity_in_the_code_or_behind_it_counts(self):
        lines = self._dialog(f"{SCAN}(30)24\n{SCAN}(30)24\t6")
        self.assertEqual([line["quantity"] for line in lines], [24, 6])
        (line,) = self._dialog("(01)09521234543220(30)24(21)S1", self.serial)
        self.assertEqual((line["lot_name"], line["quantity"]), ("S1", 1))

    def test_a_semicolon_is_part_of_a_scanned_number(self):
        (line,) = self._dialog(f"(01){GTIN}(10)A;B")
        self.assertEqual(line["lot_name"], "A;B")

    def test_a_column_of_codes_in_a_table_is_taken_apart(self):
        (line,) = self._dialog(f"Lot\tQty\tExpiry\n{SCAN}\t4\t2026-11-30")
        self.assertEqual((line["lot_name"], line["quantity"]), ("ABC", 4))
        self.assertEqual(line["expiration_day"], day("2026-11-30"))
        self.assertEqual(line["production_date"], day("2026-01-02"))

    def test_where_lots_are_chosen_the_dialog_makes_them_with_what_the_code_says(self):
        self._dialog(SCAN, force_lot_m2o=True)
        lot = self.env["stock.lot"].search([("product_id", "=", self.product.id)])
        self.assertEqual((lot.name, lot.expiration_day), ("ABC", day("2026-12-31")))

    def test_a_code_of_another_product_stops_the_dialog(self):
        with self.assertRaisesRegex(UserError, "one of Tablets, not of Pump"):
            self._dialog(SCAN, self.serial)
