from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestStockLotEventWords(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.lot_tz = "Asia/Tokyo"
        product = cls.env["product.product"].create(
            {"name": "Saline", "is_storable": True, "tracking": "lot"}
        )
        user = cls.env["res.users"].create(
            {
                "name": "Wanda",
                "login": "words_wanda",
                "tz": "America/Los_Angeles",
                "group_ids": [(6, 0, cls.env.ref("stock.group_stock_user").ids)],
            }
        )
        cls.lot = cls.env["stock.lot"].create({"product_id": product.id, "name": "SA1"})
        cls.lot = cls.lot.with_user(user)

    def _last_summary(self):
        event = self.env["stock.lot.event"].search([("lot_res_id", "=", self.lot.id)], limit=1)
        reader = self.lot.env.user
        return event.with_user(reader).with_context(lang=reader.lang).summary

    def test_a_date_is_told_as_the_day_in_the_zone_of_the_company_not_of_the_reader(self):
        self.lot.expiration_day = "2031-03-01"
        self.lot.expiration_date = "2031-03-01 23:30:00"  # the 2nd in Tokyo, the 1st for Wanda
        self.assertIn("Expiry Date: 03/01/2031 → 03/02/2031", self._last_summary())

    def test_of_several_dates_the_expiry_is_told_first(self):
        self.lot.write({"expiration_day": "2031-03-01", "alert_day": "2031-01-01"})
        self.assertRegex(self._last_summary(), r"^Expiry Date: .*, Alert From: ")

    def test_days_follow_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.lot.env.user.lang = "de_DE"
        self.lot.received_date = "2031-03-01"
        self.assertIn("– → 01.03.2031", self._last_summary())

    def test_a_country_is_told_by_its_name(self):
        self.lot.origin_country_id = self.env.ref("base.dk")
        self.assertEqual(self._last_summary(), "Country of Origin: – → Denmark")

    def test_a_weight_is_told_without_superfluous_zeros(self):
        self.lot.weight = 12.5
        self.lot.weight = 75
        self.assertEqual(self._last_summary(), "Weight: 12.5 → 75")

    def test_a_removed_value_is_told_as_a_dash(self):
        self.lot.supplier_lot_ref = "K-1"
        self.lot.supplier_lot_ref = False
        self.assertEqual(self._last_summary(), "Supplier Lot: K-1 → –")

    def test_the_words_of_the_payload_stay_as_they_were_recorded(self):
        self.lot.expiration_day = "2031-03-01"
        event = self.env["stock.lot.event"].search([("lot_res_id", "=", self.lot.id)], limit=1)
        self.assertIn('"expiration_date":"2031-03-01T03:00:00Z"', event.payload.replace(" ", ""))
