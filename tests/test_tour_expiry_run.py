from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common_expiry_run import ExpiryRunCase
from .common_tour import PatientTour


@tagged("post_install", "-at_install")
class TestExpiryRunTour(PatientTour, ExpiryRunCase, HttpCase):
    """An inventory manager moves expired stock out in the browser, and back."""

    freeze_time = None

    def _enter(self, path, tour):
        self.root["stock.quant"].search([("lot_id", "in", (self.old | self.new).ids)]).unlink()
        user = self.user["stock_manager"].with_env(self.root)
        user.password = "stock_manager"
        self.start_tour(path, tour, login=user.login)
        self.env.invalidate_all()

    def _day(self, days):
        return fields.Date.today() + timedelta(days=days)

    def test_expired_stock_is_moved_out_and_back(self):
        old = self._stocked("TOUR-OLD", self._day(-3), 10)
        held = self._stocked("TOUR-HELD", self._day(-3), 4)
        self._stocked("TOUR-NEW", self._day(300), 10)
        self._decide(held, self.on_hold)
        self._enter("/odoo/stock_lot", "stock_lot_lifecycle_expiry_run")
        run = self.root["stock.lot.expiry.run"].search([("company_id", "=", self.company.id)])
        self.assertEqual(run.state, "reverted")
        self.assertEqual(run.posted_by_id, self.user["stock_manager"].with_env(self.root))
        self.assertEqual(self._held(old), {"Stock": 10})
        kinds = self._events(old).mapped("kind")
        self.assertEqual(kinds[-2:], ["expired_out", "expired_back"])
        self.assertFalse(self._events(held, "expired_out"))

    def test_stock_at_risk_says_why_and_opens_the_lot(self):
        self._stocked("TOUR-RISK", self._day(40), 10)
        self._enter("/odoo/stock_at_risk", "stock_lot_lifecycle_at_risk")
