from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .common import LotCase

GTIN = "09521234543213"
SCAN = f"(01){GTIN}(11)260102(17)261231(3103)001250(10)ABC"
day = fields.Date.to_date


@tagged("post_install", "-at_install")
class TestStockLotScanned(LotCase):
    """A code where a number is expected: by RPC, form, quick creation, import and renaming."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Lot = cls.env["stock.lot"]
        cls.product = cls._perishable(days=100, name="Tablets", barcode=GTIN[1:])

    def _check(self, lot):
        self.assertEqual(lot.name, "ABC")
        self.assertEqual(lot.product_id, self.product)
        self.assertEqual(lot.production_date, day("2026-01-02"))
        self.assertEqual(lot.expiration_day, day("2026-12-31"))
        self.assertEqual(lot.best_before_day, day("2026-12-01"), "the others follow the expiry")
        self.assertEqual(lot.weight, 1.25)

    def test_creating_a_lot_from_a_code_fills_it(self):
        self._check(self.Lot.create({"name": SCAN}))

    def test_a_new_lot_on_the_form_is_filled_as_it_will_be_saved(self):
        form = Form(self.Lot)
        form.name = SCAN
        self.assertEqual(form.name, "ABC")
        self.assertEqual(form.product_id, self.product)
        self.assertEqual(form.expiration_day, day("2026-12-31"))
        self.assertEqual(form.best_before_day, day("2026-12-01"))
        self._check(form.save())

    def test_a_code_on_the_form_counts_more_than_what_was_only_proposed(self):
        form = Form(self.Lot)
        form.product_id = self.product
        self.assertEqual(form.expiration_day, day("2026-09-23"))
        form.name = SCAN
        self._check(form.save())

    def test_a_day_corrected_after_the_scan_counts(self):
        form = Form(self.Lot)
        form.name = SCAN
        form.expiration_day = day("2026-11-30")
        self.assertEqual(form.save().expiration_day, day("2026-11-30"))

    def test_what_is_given_beside_the_code_counts_more(self):
        lot = self.Lot.create({"name": SCAN, "expiration_day": "2026-11-30", "weight": 2})
        self.assertEqual((lot.expiration_day, lot.weight), (day("2026-11-30"), 2))
        self.assertEqual(lot.production_date, day("2026-01-02"))
        lot = self.Lot.create(
            {"name": SCAN.replace("ABC", "DEF"), "expiration_date": "2026-11-29 08:00:00"}
        )
        self.assertEqual(str(lot.expiration_date), "2026-11-29 08:00:00")

    def test_choosing_a_lot_by_scanning_a_new_one_creates_it(self):
        lot_id, _name = self.Lot.with_context(default_product_id=self.product.id).name_create(SCAN)
        self._check(self.Lot.browse(lot_id))

    def test_odoos_own_import_of_lots_takes_codes_apart(self):
        answer = self.Lot.load(["name", "product_id/.id"], [[SCAN, str(self.product.id)]])
        self._check(self.Lot.browse(answer["ids"]))

    def test_a_time_of_expiry_is_kept_to_the_minute(self):
        self.company.lot_tz = "Europe/Berlin"
        lot = self.Lot.create({"name": f"(01){GTIN}(7003)2612312330(10)ABC"})
        self.assertEqual(str(lot.expiration_date), "2026-12-31 22:30:00")
        form = Form(self.Lot)
        form.name = f"(01){GTIN}(7003)2612312330(10)DEF"
        self.assertEqual(str(form.save().expiration_date), "2026-12-31 22:30:00")

    def test_a_code_of_a_known_lot_is_refused_as_its_number_is_taken(self):
        self.Lot.create({"name": SCAN})
        with self.assertRaisesRegex(ValidationError, "ABC of Tablets"):
            self.Lot.create({"name": SCAN})

    def test_a_code_of_another_product_is_refused(self):
        other = self._product(name="Pills", barcode="9521234543220")
        with self.assertRaisesRegex(UserError, "one of Tablets, not of Pills"):
            self.Lot.create({"name": SCAN, "product_id": other.id})

    def test_a_broken_code_makes_no_lot(self):
        with self.assertRaisesRegex(UserError, "cannot be read"):
            self.Lot.create({"name": SCAN.replace("261231", "261331")})
        with self.assertRaisesRegex(UserError, "cannot be read"):
            Form(self.Lot).name = SCAN.replace("261231", "261331")

    def test_a_lot_renamed_by_a_code_takes_the_number_and_what_it_lacks(self):
        lot = self._lot(self._product(name="Plain"), "OLD")
        lot.write({"name": SCAN.replace(GTIN, "19521234543210")})
        self.assertEqual((lot.name, lot.weight), ("ABC", 1.25))
        self.assertEqual(lot.expiration_day, day("2026-12-31"))

    def test_a_lot_renamed_by_a_code_that_says_otherwise_is_refused(self):
        lot = self._receive(self.product, "OLD")
        lot.expiration_day = "2026-10-01"
        with self.assertRaisesRegex(UserError, "10/01/2026, the receipt says 12/31/2026"):
            lot.write({"name": SCAN})
        with Form(lot) as form:
            form.expiration_day = day("2026-12-31")
        lot.write({"name": SCAN, "weight": 5})
        self.assertEqual((lot.name, lot.weight), ("ABC", 5))

    def test_the_event_tells_what_the_code_said_and_not_the_code(self):
        lot = self.Lot.create({"name": SCAN})
        self.assertEqual(self._events(lot, "created").lot_name, "ABC")
