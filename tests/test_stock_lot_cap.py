from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import LotCase


@tagged("post_install", "-at_install")
class TestStockLotCap(LotCase):
    """What is produced expires no later than what it is made of, where policy says so.

    By a manufacturing order where mrp is installed, else by the same core movements.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.milk = cls._perishable(name="Milk", days=20, use=2, removal=1, alert=3)
        cls.sugar = cls._product(name="Sugar")
        cls.product = cls._perishable(name="Ice cream", days=100)
        cls.product.with_env(cls.root).produced_expiry = "components"

    def _parts(self, **last):
        """Return ``{lot: quantity}`` of parts in stock, with the day each lasts until."""
        parts = {}
        for name, day in last.items():
            lot = self._receive(self.milk if day else self.sugar, name)
            lot.expiration_day = day
            parts[lot] = 1
        return parts

    def _make(self, number="P1", product=None, **last):
        return self._produce(self._parts(**last), product or self.product, number)

    def test_the_earliest_component_caps_the_expiry(self):
        lot = self._make(M1="2026-07-05", M2="2026-07-01", S1=False)
        self.assertEqual(str(lot.expiration_day), "2026-07-01")

    def test_the_other_dates_follow(self):
        self.assertEqual(str(self._make(M1="2026-07-31").removal_day), "2026-07-11")

    def test_the_event_says_which_component_decided(self):
        lot = self._make(M1="2026-07-05", M2="2026-07-01")
        event = self._events(lot, "dates")[-1]
        self.assertEqual(event.source, "policy")
        self.assertIn("Lot M2 of Milk in it expires on 07/01/2026", event.reason)

    def test_an_earlier_expiry_of_its_own_stays(self):
        self.assertEqual(str(self._make(M1="2027-07-05").expiration_day), "2026-09-23")

    def test_a_lot_without_an_expiry_gets_the_components(self):
        plain = self._product(name="Ice")
        plain.with_env(self.root).produced_expiry = "components"
        lot = self._make(product=plain, M1="2026-07-05")
        self.assertEqual(str(lot.expiration_day), "2026-07-05")

    def test_components_without_dates_cap_nothing(self):
        self.assertEqual(str(self._make(S1=False).expiration_day), "2026-09-23")

    def test_without_the_policy_the_products_shelf_life_counts(self):
        self.product.with_env(self.root).produced_expiry = False
        self.assertEqual(str(self._make(M1="2026-07-01").expiration_day), "2026-09-23")

    def test_category_and_company_count_where_the_product_says_nothing(self):
        product = self.product.with_env(self.root)
        product.produced_expiry = False
        self.company.produced_expiry = "components"
        self.assertEqual(str(self._make("P1", M1="2026-07-01").expiration_day), "2026-07-01")
        product.categ_id = self.root["product.category"].create({"name": "Frozen"})
        product.categ_id.produced_expiry = "product"
        self.assertEqual(str(self._make("P2", M2="2026-07-01").expiration_day), "2026-09-23")

    def test_the_days_are_those_of_the_lots_zone(self):
        self.company.lot_tz = "Pacific/Kiritimati"
        self.assertEqual(str(self._make(M1="2026-07-01").expiration_day), "2026-07-01")

    def test_a_component_that_expired_before_the_making_is_named(self):
        parts = self._parts(M1="2026-07-01")
        lot = self._lot(self.product, "P1", production_date="2026-07-02")
        with self.assertRaisesRegex(ValidationError, "P1"):
            self._produce(parts, self.product, lot)

    def test_another_product_of_another_company_keeps_its_own_policy(self):
        other = self._company()
        product = self.product.with_env(self.root)
        self.assertEqual(product._get_lot_policy("produced_expiry"), "components")
        self.assertFalse(product.with_company(other)._get_lot_policy("produced_expiry"))
