from odoo.tests import Form, tagged

from .common import LotCase


@tagged("post_install", "-at_install")
class TestStockLotSimilar(LotCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._product(name="Tablets")
        cls.lot = cls._lot(cls.product, "LOT-001")
        cls.elsewhere = cls._lot(cls._product(name="Other"), "LOT.001")

    def _typed(self, name, product=None):
        draft = {"product_id": (product or self.product).id, "name": name}
        return self.env["stock.lot"].new(draft).near_duplicate_ids._origin

    def _line(self, number):
        rows = [(self.product, number, 1)]
        picking = self._picking(rows, self.suppliers, self.stock, "incoming", self.supplier)
        return picking.move_line_ids

    def test_a_number_is_told_to_look_like_a_known_one_before_it_is_saved(self):
        for number in ("lot 001", "L0T-OO1", "LOT001", "LOT-00I", "LOT/001"):
            with self.subTest(number):
                self.assertEqual(self._typed(number), self.lot)
        for number in ("LOT-002", "LOT-0011", "---", False):
            with self.subTest(number):
                self.assertFalse(self._typed(number))
        self.assertFalse(self.env["stock.lot"].new({"name": "LOT001"}).near_duplicate_ids)

    def test_the_form_tells_it_and_still_saves(self):
        form = Form(self.env["stock.lot"])
        form.product_id = self.product
        form.name = "LOT 001"
        self.assertEqual(form.near_duplicate_ids.ids, self.lot.ids)
        lot = form.save()
        self.assertEqual(lot.near_duplicate_ids, self.lot)

    def test_renaming_on_the_form_is_compared_with_the_others_only(self):
        other = self._lot(self.product, "B-7")
        with Form(other) as form:
            self.assertFalse(form.near_duplicate_ids.ids)
            form.name = "B.7"
            self.assertFalse(form.near_duplicate_ids.ids, "a lot does not look like itself")
            form.name = "LOT_001"
            self.assertEqual(form.near_duplicate_ids.ids, self.lot.ids)

    def test_a_scanned_number_is_compared_too(self):
        self.product.sudo().barcode = "9521234543213"
        form = Form(self.env["stock.lot"])
        form.name = "(01)09521234543213(10)LOT001"
        self.assertEqual(form.near_duplicate_ids.ids, self.lot.ids)

    def test_another_companys_lot_is_not_told(self):
        company = self._company()
        self.root["stock.lot"].create(
            {"name": "X-1", "product_id": self.product.id, "company_id": company.id}
        )
        self.assertFalse(self._typed("X1"))
        self.assertFalse(self._line("X1").similar_lot_id)

    def test_a_line_of_a_receipt_tells_it(self):
        line = self._line("LOT001")
        self.assertEqual(line.similar_lot_id, self.lot)
        line.lot_name = "NEW-7"
        self.assertFalse(line.similar_lot_id)
        line.lot_name = "L0T 001"
        self.assertEqual(line.similar_lot_id, self.lot)
        self._validate(line.picking_id)
        self.assertEqual(line.lot_id.name, "L0T 001", "it is told, not refused")
        self.assertFalse(line.similar_lot_id, "what is done is not warned about")

    def test_a_number_that_is_known_itself_does_not_only_look_like_it(self):
        self._lot(self.product, "LOT001")
        self.assertFalse(self._line("LOT001").similar_lot_id)
        self.assertTrue(self._line("LOT 001").similar_lot_id)

    def test_many_lines_are_compared_by_one_query(self):
        asked = [(self.product.id, f"LOT{number:03}", 0) for number in range(200)]
        Lot = self.env["stock.lot"]
        Lot._find_similar(asked[:1])
        with self.assertQueryCount(1):
            found = Lot._find_similar(asked)
        self.assertEqual([place for place, lots in enumerate(found) if lots], [1])
        self.assertEqual(found[1], self.lot)
