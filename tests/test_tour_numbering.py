from odoo.tests import HttpCase, tagged

from .common_numbers import NumberCase
from .common_tour import PatientTour


@tagged("post_install", "-at_install")
class TestTourNumbering(PatientTour, NumberCase, HttpCase):
    """The laboratory, and a receipt with generated serials, as the people use them."""

    freeze_time = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._product("serial", name="Numbered tablets", default_code="NT")
        cls._lot(cls.product, "NT-001")

    def test_a_pattern_is_tried_before_it_is_used(self):
        self.start_tour(
            "/odoo/lot_schemes/new", "stock_lot_laboratory", login="lots_lot_administrator"
        )
        scheme = self.env["stock.lot.scheme"].search([("name", "=", "Tour scheme")])
        self.assertEqual(scheme.pattern, "{product.code}-{seq:3}")
        self.assertFalse(scheme.counter_ids, "trying takes nothing")

    def test_a_receipt_with_generated_serials(self):
        scheme = self._scheme(
            "{product.code}-{seq:3}", self.product.product_tmpl_id, name="Tour scheme"
        )
        picking = self._picking(
            [(self.product, None, 3)], self.suppliers, self.stock, "incoming", self.supplier
        )
        picking.move_line_ids.unlink()
        transfer = f"/odoo/action-stock.action_picking_tree_all/{picking.id}"
        self.start_tour(transfer, "stock_lot_generated_receipt", login="lots_warehouse")
        self.assertEqual(picking.state, "done")
        names = sorted(picking.move_line_ids.lot_id.mapped("name"))
        self.assertEqual(names, ["NT-002", "NT-003", "NT-004"])
        self.assertEqual(scheme.counter_ids.next_value, 5)
