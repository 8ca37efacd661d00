from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_import import ImportCase
from .common_symbols import GTIN

CODE = f"(01){GTIN}(11)260102(17)261231(3103)001250(10)ABC"
day = fields.Date.to_date


@tagged("post_install", "-at_install")
class TestStockLotImportScans(ImportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._perishable(name="Tablets", barcode=GTIN[1:], default_code="RV624")
        cls.serial = cls._product("serial", name="Pump", barcode="9521234543220")

    def _check_lot(self, lot):
        self.assertEqual((lot.name, lot.product_id.id), ("ABC", self.product.id))
        self.assertEqual(lot.production_date, day("2026-01-02"))
        self.assertEqual(lot.expiration_day, day("2026-12-31"))
        self.assertEqual(lot.weight, 1.25)

    def test_a_file_of_codes_alone_is_a_list_of_lots(self):
        document = self._import(f"Label\n{CODE}\n{CODE.replace('ABC', 'DEF')}\n")
        self._check_lot(self._lots("ABC"))
        self.assertEqual(document.lot_count, 2)
        self.assertEqual(document.column_ids.field_name, "gs1_code")

    def test_codes_in_the_column_of_numbers_are_taken_apart(self):
        self._import(f"Product code,Lot number\nRV624,{CODE}\n")
        self._check_lot(self._lots("ABC"))

    def test_a_code_of_another_product_than_the_row_is_an_error(self):
        other = CODE.replace(GTIN, "09521234543220")
        document = self._check(f"Product code,Lot number\nRV624,{other}\n")
        self.assertEqual(self._codes(document), {2: {"scan_other_product"}})
        with self.assertRaises(UserError):
            document.action_import()

    def test_the_number_is_the_one_the_product_is_tracked_by(self):
        self._import("GS1 code\n(01)09521234543220(10)B7(21)S1\n")
        self.assertEqual(self._lots("S1").supplier_lot_ref, "B7")
        document = self._check("GS1 code\n(01)09521234543220(10)B7\n")
        self.assertEqual(self._codes(document), {2: {"scan_missing_number"}})

    def test_the_barcode_of_a_packaging_names_its_product(self):
        self.root["product.uom"].create(
            {
                "product_id": self.product.id,
                "uom_id": self.env.ref("uom.product_uom_dozen").id,
                "barcode": "19521234543210",
            }
        )
        self._import(f"GS1 code\n{CODE.replace(GTIN, '19521234543210')}\n")
        self._check_lot(self._lots("ABC"))

    def test_a_broken_code_is_an_error_that_says_where(self):
        document = self._check(f"GS1 code\n{CODE.replace('261231', '261331')}\n")
        self.assertEqual(self._actions(document), ["error"])
        self.assertIn("At position 29, the expiry date (17)", document.line_ids.message)

    def test_the_same_file_again_changes_nothing(self):
        content = f"GS1 code\n{CODE}\n"
        self._import(content)
        self._import(content)
        self._check_lot(self._lots("ABC"))

    def test_another_system_may_send_codes(self):
        documents = self.as_("stock_manager", self.env["stock.lot.import"])
        answer = documents.submit([{"gs1_code": CODE}], "scan-1")
        self.assertEqual((answer["created"], answer["errors"]), (1, []))
        self._check_lot(self._lots("ABC"))
