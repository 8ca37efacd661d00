from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .test_product_quantities import QuantityCase


@tagged("post_install", "-at_install")
class TestForecast(QuantityCase):
    """The forecast's page and the table behind its graph say the same as the product."""

    def _report(self):
        report = self.root["stock.forecasted_product_product"]
        return report.get_report_values([self.product.id])["docs"]

    def _free(self, docs):
        free = {False: 0, True: 0}
        for line in docs["lines"]:
            if not line.get("move_out") and not line.get("document_in"):
                free[bool(line.get("is_blocked"))] += line["quantity"]
        return free[False], free[True]

    def test_what_waits_is_told_from_what_is_free(self):
        self._decide(self.bad, self.quarantine)
        docs = self._report()
        self.assertEqual(self._free(docs), (60, 40))
        self.assertEqual(docs["product"][self.product.id]["blocked_qty"], 0)

    def test_what_is_lost_is_left_out_and_the_sum_at_the_top_still_adds_up(self):
        self._decide(self.bad, self.rejected)
        docs = self._report()
        self.assertEqual(self._free(docs), (60, 0))
        top = docs["product"][self.product.id]
        self.assertEqual(top["blocked_qty"], 40)
        expected = top["quantity_on_hand"] - top["blocked_qty"]
        expected += top["incoming_qty"] - top["outgoing_qty"]
        self.assertEqual(expected, top["virtual_available"])

    def test_what_a_supplier_return_has_reserved_leaves_the_rest_free(self):
        self._decide(self.bad, self.rejected)
        self._order(self.suppliers, 25)
        self.assertEqual(self._free(self._report()), (60, 0))

    def test_expired_and_blocked_is_named_once(self):
        self.product.with_env(self.root).use_expiration_date = True
        self.bad._set_dates({"expiration_day": fields.Date.today() - timedelta(days=2)})
        top = self._report()["product"][self.product.id]
        self.assertEqual((top["to_remove_qty"], top["blocked_qty"]), (40, 0))
        self._decide(self.bad, self.rejected)
        top = self._report()["product"][self.product.id]
        self.assertEqual((top["to_remove_qty"], top["blocked_qty"]), (40, 0))


@tagged("post_install", "-at_install")
class TestForecastGraph(QuantityCase):
    """The table behind the graph asks the database for the day: time cannot be frozen."""

    freeze_time = None

    def _graph(self, days=1):
        self.env.flush_all()
        self.env.invalidate_all()
        day = fields.Date.today() + timedelta(days=days)
        domain = [("product_id", "=", self.product.id), ("state", "=", "forecast")]
        rows = self.root["report.stock.quantity"].search_read(
            [*domain, ("date", "=", day)], ["product_qty"]
        )
        return sum(row["product_qty"] for row in rows)

    def test_the_graph_counts_what_waits_and_leaves_out_what_is_lost(self):
        self.assertEqual(self._graph(), 100)
        self._decide(self.bad, self.quarantine)
        self.assertEqual(self._graph(), 100)
        self._decide(self.bad, self.rejected)
        self.assertEqual(self._graph(), 60)
        self._order(self.suppliers, 25)
        self.assertEqual(self._graph(), 60, "reserved, and taken out by its move")

    def test_the_graph_leaves_out_what_lies_in_a_place_of_lost_goods(self):
        cage = self._location("Cage", disposition_id=self.rejected.id)
        self._relocate(self.good, 20, cage)
        self.assertEqual(self._graph(), 80)

    def test_the_graph_knows_the_nearest_place_around_that_decides(self):
        cage = self._location("Cage", disposition_id=self.rejected.id)
        shelf = self._location("Shelf", location_id=cage.id)
        corner = self._location("Corner", location_id=cage.id, disposition_id=self.quarantine.id)
        self._relocate(self.good, 20, shelf)
        self.assertEqual((self._graph(), self.product.virtual_available), (80, 80))
        self._relocate(self.good, 5, corner, shelf)
        self.assertEqual((self._graph(), self.product.virtual_available), (85, 85))
