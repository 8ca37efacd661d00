from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import LotCase

GTIN = "09521234543213"
OTHER = "09521234543220"
day = fields.Date.to_date


@tagged("post_install", "-at_install")
class TestStockLotScan(LotCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Lot = cls.env["stock.lot"]
        cls.product = cls._product(name="Tablets", barcode=GTIN[1:])
        cls.serial = cls._product("serial", name="Pump", barcode="9521234543220")

    def _read(self, text, product=None):
        return self.Lot._read_scan(text, product)

    def _refused(self, words, text, product=None):
        with self.assertRaises(UserError) as caught:
            self._read(text, product)
        self.assertIn(words, str(caught.exception))

    def test_a_code_says_product_number_dates_and_weight(self):
        read = self._read(f"(01){GTIN}(11)260102(15)270601(17)280200(3103)001250(10)ABC/1")
        self.assertEqual(
            read,
            {
                "product_id": self.product.id,
                "name": "ABC/1",
                "production_date": day("2026-01-02"),
                "best_before_day": day("2027-06-01"),
                "expiration_day": day("2028-02-29"),
                "weight": 1.25,
            },
        )

    def test_every_way_to_scan_says_the_same(self):
        expected = {
            "product_id": self.product.id,
            "name": "ABC",
            "expiration_day": day("2026-12-31"),
        }
        for text in (
            f"]d201{GTIN}1726123110ABC",
            f"01{GTIN}1726123110ABC",
            f"\x1d01{GTIN}10ABC\x1d17261231",
            f"01{GTIN}10ABC#17261231",
            f" (01){GTIN}(17)261231(10)ABC\r\n",
            f"https://id.gs1.org/01/{GTIN}/10/ABC?17=261231",
        ):
            with self.subTest(text):
                self.assertEqual(self._read(text), expected)

    def test_an_ordinary_number_is_no_code(self):
        for text in ("ABC", "(blue) 7", "(2026) A1", "(90)X", "", False, GTIN):
            self.assertIsNone(self._read(text))

    def test_a_serial_is_the_number_and_its_batch_the_suppliers_lot(self):
        read = self._read(f"(01){OTHER}(10)B7(21)S1")
        self.assertEqual((read["name"], read["supplier_lot_ref"]), ("S1", "B7"))
        read = self._read(f"(01){GTIN}(10)B7(21)S1")
        self.assertEqual((read["name"], "supplier_lot_ref" in read), ("B7", False))

    def test_the_kind_of_number_a_product_needs_must_be_there(self):
        self._refused("only has the lot B7", f"(01){OTHER}(10)B7")
        self._refused("only has the serial number S1", f"(01){GTIN}(21)S1")
        self._refused("no lot or serial number", f"(01){GTIN}(17)261231")
        untracked = self._product("none", name="Bag", barcode="9521234543237")
        self._refused("is not tracked", "(01)09521234543237(10)A", untracked)

    def test_the_product_must_not_contradict_the_code(self):
        self._refused("is one of Pump, not of Tablets", f"(01){OTHER}(10)A", self.product)
        self._refused("is not one of Tablets", "(01)19521234543210(10)A", self.product)
        self._refused("No product has the article number", "(01)19521234543210(10)A")
        self._refused("names a lot but no product", "(10)A(21)S")
        plain = self._product(name="Without barcode")
        read = self._read("(01)19521234543210(10)A", plain)
        self.assertEqual(read["product_id"], plain.id)
        self.assertEqual(self._read("(10)A", self.product)["name"], "A")

    def test_the_barcode_of_a_packaging_names_its_product(self):
        self.root["product.uom"].create(
            {
                "product_id": self.product.id,
                "uom_id": self.env.ref("uom.product_uom_dozen").id,
                "barcode": "19521234543210",
            }
        )
        for product in (None, self.product):
            read = self._read("(01)19521234543210(10)A", product)
            self.assertEqual(read["product_id"], self.product.id)

    def test_what_a_carton_holds_names_the_product(self):
        read = self._read(f"(00)195212340000000010(02){GTIN}(37)24(10)L1")
        self.assertEqual((read["product_id"], read["name"]), (self.product.id, "L1"))

    def test_another_companys_product_is_not_told(self):
        company = self._company()
        foreign = self._product(name="Secret", barcode="9521234543244", company_id=company.id)
        self._refused("No product has the article number", "(01)09521234543244(10)A")
        user = self._user_of(company)
        read = self.as_(user, self.Lot)._read_scan("(01)09521234543244(10)A")
        self.assertEqual(read["product_id"], foreign.id)

    def test_an_archived_product_counts_only_where_no_other_is(self):
        self.as_("lot_administrator", self.product).sudo().active = False
        self.assertEqual(self._read(f"(01){GTIN}(10)A")["product_id"], self.product.id)

    def test_what_is_wrong_is_said_with_its_place(self):
        for text, words in (
            (f"01{GTIN}1726133110A", "At position 17, the expiry date (17) “261331”"),
            (f"]d201{GTIN}1726133110A", "At position 20, the expiry date (17)"),
            (f"(01){GTIN[:-1]}4(10)A", "At position 1, the last digit of the article number (01)"),
            (f"(01){GTIN}(10)A B", "At position 19, the lot number (10) “A B” has a character"),
            (f"(01){GTIN}(10)" + "A" * 21, "is too long"),
            (f"(01){GTIN}(11)2601(10)A", "the manufacturing date (11) “2601” is too short"),
            (f"(01){GTIN}(10)A(3106)000001", "At position 24, (3106) begins nothing GS1 knows"),
            (f"(01){GTIN}(10)A(10)B", "contradicts what stands before it"),
            (f"(01){GTIN}(37)A(10)B", "the value of (37) “A” may have digits only"),
        ):
            with self.subTest(text):
                self._refused(words, text)
                self._refused("Scan it again, or type", text)

    def test_a_swallowed_separator_is_not_taken_for_a_number(self):
        text = f"01{GTIN}10ABC12317261231"
        self._refused("(10)ABC123(17)261231", text)
        self._refused("(10)ABC12317261231", text)
        meant = self._read(f"(01){GTIN}(10)ABC12317261231")
        self.assertEqual(meant["name"], "ABC12317261231")
        both = self._read(f"01{GTIN}1726123110ABC12317261231")
        self.assertEqual(both["name"], "ABC12317261231")

    def test_a_time_of_expiry_counts_where_the_lot_is(self):
        self.company.lot_tz = "America/New_York"
        read = self._read(f"(01){GTIN}(7003)2612312330(10)A")
        self.assertEqual(read["expiration_day"], day("2026-12-31"))
        self.assertEqual(str(read["expiration_date"]), "2027-01-01 04:30:00")
        self._refused("two expiry dates", f"(01){GTIN}(17)270101(7003)2612312330(10)A")

    def test_the_weight_is_told_in_the_units_of_the_system(self):
        for code, kilograms in (("(3103)001250", 1.25), ("(3201)000010", 0.45359237)):
            read = self._read(f"(01){GTIN}{code}(10)A")
            self.assertAlmostEqual(read["weight"], kilograms, 6)
        self.root["ir.config_parameter"].set_param("product.weight_in_lbs", "1")
        read = self._read(f"(01){GTIN}(3201)000010(10)A")
        self.assertAlmostEqual(read["weight"], 1.0, 4)
