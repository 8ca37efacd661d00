from odoo.tests import tagged

from .common import LotCase


@tagged("post_install", "-at_install")
class TestQuant(LotCase):
    """Stock on a shelf says under which disposition it stands, and offers nothing blocked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._product()
        cls.lot = cls._lot(cls.product, "BAD")
        cls.shelf = cls._location("Shelf")

    def setUp(self):
        super().setUp()
        self._adjust(self.lot, 40)
        self._relocate(self.lot, 10, self.shelf)
        quants = self.env["stock.quant"].search(
            [("lot_id", "=", self.lot.id), ("quantity", ">", 0)]
        )
        self.quant = quants.filtered(lambda quant: quant.location_id == self.stock)
        self.shelved = quants.filtered(lambda quant: quant.location_id == self.shelf)

    def test_free_stock_is_available(self):
        self.assertEqual(self.quant.available_quantity, 30)
        self.assertEqual(self.quant.disposition_id, self.released)
        self.assertFalse(self.quant.is_blocked)

    def test_nothing_of_a_blocked_lot_is_available(self):
        self._decide(self.lot, self.on_hold)
        self.assertEqual((self.quant | self.shelved).mapped("available_quantity"), [0, 0])
        self.assertEqual(self.quant.disposition_id, self.on_hold)

    def test_nothing_of_a_blocked_place_is_available(self):
        self.shelf.sudo().disposition_id = self.quarantine
        self.assertEqual((self.quant | self.shelved).mapped("available_quantity"), [30, 0])
        self.assertEqual(self.shelved.disposition_id, self.quarantine)
        self.assertTrue(self.shelved.is_blocked)
        self.assertEqual(self.quant.disposition_id, self.released)

    def test_a_place_within_a_blocked_one_is_blocked_with_it(self):
        corner = self._location("Corner", location_id=self.shelf.id)
        self._relocate(self.lot, 4, corner, self.shelf)
        self.shelf.sudo().disposition_id = self.quarantine
        quant = self.env["stock.quant"].search(
            [("lot_id", "=", self.lot.id), ("location_id", "=", corner.id)]
        )
        self.assertEqual((quant.disposition_id, quant.available_quantity), (self.quarantine, 0))

    def test_the_lots_own_block_is_named_before_the_places(self):
        self._decide(self.lot, self.rejected)
        self.shelf.sudo().disposition_id = self.quarantine
        self.assertEqual(self.shelved.disposition_id, self.rejected)

    def test_a_sum_leaves_out_what_is_blocked(self):
        self.shelf.sudo().disposition_id = self.quarantine
        domain = [("lot_id", "=", self.lot.id), ("location_id", "child_of", self.stock.id)]
        sums = self.env["stock.quant"]._read_group(domain, [], ["available_quantity:sum"])
        self.assertEqual(sums, [(30,)])

    def test_blocked_stock_is_found(self):
        Quant = self.env["stock.quant"]
        own = [("lot_id", "=", self.lot.id), ("quantity", ">", 0)]
        self.shelf.sudo().disposition_id = self.quarantine
        self.assertEqual(Quant.search([*own, ("is_blocked", "=", True)]), self.shelved)
        self.assertEqual(Quant.search([*own, ("is_blocked", "=", False)]), self.quant)
        found = Quant.search([*own, ("disposition_id", "=", self.quarantine.id)])
        self.assertEqual(found, self.shelved)
        found = Quant.search([*own, ("disposition_id", "=", self.released.id)])
        self.assertIn(self.quant, found)

    def test_the_drop_down_names_the_disposition_of_what_is_blocked(self):
        formatted = self.quant.with_context(formatted_display_name=True)
        self.assertNotIn("Released", formatted.display_name)
        self._decide(self.lot, self.on_hold)
        self.assertIn("On hold", formatted.display_name)
        self.assertNotIn("On hold", self.quant.display_name)
