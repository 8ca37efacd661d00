from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_certificate import CertificateCase


@tagged("post_install", "-at_install")
class TestProfile(CertificateCase):
    """The most special terms count; who may change them."""

    def _match(self, partner=None, product=None):
        Profile = self.env["stock.lot.certificate.profile"]
        return Profile._match(product or self.nuts, partner or self.customer, self.company).name

    def test_the_most_special_terms_count(self):
        self.assertFalse(self._match())
        self._terms(name="All", partner_id=False)
        self.assertEqual(self._match(), "All")
        self._terms(name="Food", partner_id=False, categ_id=self.food.id)
        self.assertEqual(self._match(), "Food")
        self._terms(name="Nuts", partner_id=False, product_id=self.nuts.id)
        self.assertEqual(self._match(), "Nuts")
        self._terms(name="Deco")
        self.assertEqual(self._match(), "Deco")
        self._terms(name="Deco nuts", product_id=self.nuts.id)
        self.assertEqual(self._match(), "Deco nuts")
        self.assertEqual(self._match(self.supplier), "Nuts")

    def test_an_address_has_its_companys_terms_and_may_have_its_own(self):
        plant = self._partner("Plant 2", parent_id=self.customer.id)
        self._terms(name="Deco")
        self.assertEqual(self._match(plant), "Deco")
        self._terms(name="Plant", partner_id=plant.id)
        self.assertEqual(self._match(plant), "Plant")
        self.assertEqual(self._match(), "Deco")

    def test_the_language_is_the_terms_the_customers_or_the_companys(self):
        self.root["res.lang"]._activate_lang("de_DE")
        profile = self._terms()
        self.customer.sudo().lang = "de_DE"
        self.assertEqual(profile._get_lang(self.customer, self.company), "de_DE")
        profile.lang = "en_US"
        self.assertEqual(profile._get_lang(self.customer, self.company), "en_US")

    def test_terms_stand_once(self):
        self._terms()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._terms()

    def test_an_inspector_and_an_administrator_change_none(self):
        profile = self._terms()
        for role in ("inspector", "lot_administrator", "warehouse"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.as_(role, profile).name = "Mine"

    def test_limits_are_written_as_those_of_specifications(self):
        profile = self._terms([self._line(self.moisture, has_own_limits=True, maximum="5,5")])
        self.assertEqual(profile.line_ids.maximum, "5.5")
