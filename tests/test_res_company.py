from datetime import date

from odoo.tests import freeze_time, tagged

from .common import LotCase


@tagged("post_install", "-at_install")
class TestZoneOfLots(LotCase):
    """Which zone decides on which day a lot expires."""

    def _zone(self, company=None):
        return (company or self.company)._get_lot_tz()

    def test_the_companys_own_setting_wins(self):
        self.company.partner_id.tz = "Asia/Tokyo"
        self.company.lot_tz = "Europe/Berlin"
        self.assertEqual(self._zone(), "Europe/Berlin")

    def test_else_the_zone_of_its_address(self):
        self.company.lot_tz = False
        self.company.partner_id.tz = "Asia/Tokyo"
        self.assertEqual(self._zone(), "Asia/Tokyo")

    def test_else_utc(self):
        self.company.lot_tz = False
        self.company.partner_id.tz = False
        self.assertEqual(self._zone(), "UTC")

    def test_a_change_counts_at_once(self):
        for zone in ("Europe/Berlin", "Pacific/Kiritimati", "UTC"):
            self.company.lot_tz = zone
            self.assertEqual(self._zone(), zone)

    def test_without_a_company_the_main_one_decides(self):
        self._company("Far East Ltd", "Pacific/Kiritimati")
        self.company.lot_tz = "Europe/Berlin"
        self.assertEqual(self.root["res.company"]._get_lot_tz(), "Europe/Berlin")

    def test_a_user_of_another_company_gets_the_main_companys_zone(self):
        second = self._company("Far East Ltd", "Pacific/Kiritimati")
        self.company.lot_tz = "Europe/Berlin"
        env = self.env(user=self._user_of(second))
        self.assertEqual(env["res.company"]._get_lot_tz(), "Europe/Berlin")
        self.assertEqual(env.company._get_lot_tz(), "Pacific/Kiritimati")

    def test_one_zone_needs_no_distinction(self):
        self.root["res.company"].search([]).lot_tz = "Europe/Berlin"
        [(zone, lots)] = self.env["res.company"]._get_lot_zones()
        self.assertEqual(zone, "Europe/Berlin")
        self.assertTrue(lots.is_true())

    def test_every_lot_is_in_exactly_one_zone(self):
        second = self._company("Far East Ltd", "Pacific/Kiritimati")
        third = self._company("Closed Ltd", "America/Los_Angeles")
        product = self._product()
        lots = self.root["stock.lot"].create(
            [
                {"name": f"Z{company.id}", "product_id": product.id, "company_id": company.id}
                for company in (self.root["res.company"], self.company, second, third)
            ]
        )
        self.root["stock.warehouse"].search([("company_id", "=", third.id)]).active = False
        third.active = False
        zones = self.root["res.company"]._get_lot_zones()
        found = [lots.search([("id", "in", lots.ids), *domain]) for _zone, domain in zones]
        self.assertEqual(sum(map(len, found)), len(lots))
        self.assertEqual(lots.browse().union(*found), lots)

    def test_today_is_asked_in_the_zone(self):
        self.company.lot_tz = "Pacific/Kiritimati"
        with freeze_time("2026-06-15 09:59:59"):
            self.assertEqual(self.company._get_lot_today(), date(2026, 6, 15))
        with freeze_time("2026-06-15 10:00:00"):
            self.assertEqual(self.company._get_lot_today(), date(2026, 6, 16))

    def test_the_setting_is_the_companys(self):
        settings = self.root["res.config.settings"].create({"lot_tz": "Asia/Tokyo"})
        settings.execute()
        self.assertEqual(self.company.lot_tz, "Asia/Tokyo")
