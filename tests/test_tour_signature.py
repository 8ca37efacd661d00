from odoo.tests import HttpCase, tagged

from .common import MODULE
from .common_signing import SigningCase
from .common_tour import PatientTour

WAITING = f"/odoo/action-{MODULE}.stock_lot_decision_request_action"


@tagged("post_install", "-at_install")
class TestSignatureTour(PatientTour, SigningCase, HttpCase):
    """A release that two people sign, each with a login of their own."""

    freeze_time = None

    def test_one_proposes_and_signs_the_other_confirms_and_signs(self):
        self._need(second_person=True)
        self.lot.name = "TOUR-SIGN"
        self._tour("/odoo/stock_lot", "sign_proposal", self.mia)
        self.assertEqual(self.lot.disposition_id, self.quarantine)
        self._tour(WAITING, "sign_confirmation", self.tom)
        self.assertEqual(self.lot.disposition_id, self.released)
        self.assertEqual(self.lot.signature_state, "signed")

    def _tour(self, url, name, user):
        self.env.flush_all()
        self.start_tour(url, f"stock_lot_lifecycle_{name}", login=user.login)
        self.env.invalidate_all()
