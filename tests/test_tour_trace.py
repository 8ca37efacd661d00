from odoo.tests import HttpCase, tagged

from .common import LotCase
from .common_tour import PatientTour

TRACE = "/odoo/lot_trace"


class TraceTourCase(PatientTour, LotCase, HttpCase):
    freeze_time = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.oats = cls._product(name="Oats")

    def _made(self):
        oats = self._receive(self.oats, "OAT-1", 10)
        made = self._produce({oats: 4}, self._product(name="Muesli"), "M-1", 8)
        self._ship(made, 6)
        return oats, made


@tagged("post_install", "-at_install")
class TestTourTrace(TraceTourCase):
    def test_a_lot_is_traced_turned_expanded_and_listed(self):
        oats, _made = self._made()
        self.start_tour(
            f"/odoo/stock_lot/{oats.id}", "stock_lot_trace", login="lots_quality_manager"
        )

    def test_the_drawing_is_used_by_keys(self):
        oats, _made = self._made()
        self.start_tour(
            f"{TRACE}?trace=stock.lot-{oats.id}-both",
            "stock_lot_trace_keys", login="lots_quality_manager",
        )  # fmt: skip

    def test_the_chain_of_custody_leads_to_its_documents(self):
        made = self._made()[1]
        self.start_tour(
            f"/odoo/stock_lot/{made.id}", "stock_lot_custody", login="lots_quality_manager"
        )

    def test_gaps_are_counted_and_listed(self):
        self._adjust(self._lot(self.oats, "COUNTED"), 5)
        self.start_tour(TRACE, "stock_lot_trace_gaps", login="lots_warehouse")

    def test_the_layout_and_the_graph_hold_what_they_promise(self):
        self.start_tour(TRACE, "stock_lot_trace_layout", login="lots_warehouse")


@tagged("post_install", "-at_install")
class TestTourTracePhone(TraceTourCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_on_a_phone_it_is_a_list(self):
        oats, _made = self._made()
        self.start_tour(
            f"{TRACE}?trace=stock.lot-{oats.id}-both",
            "stock_lot_trace_phone", login="lots_quality_manager",
        )  # fmt: skip
