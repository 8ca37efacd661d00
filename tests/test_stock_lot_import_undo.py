from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_import import SAMPLE, ImportCase

TEXT = "Product code,Lot,Expiry,Qty\nJAM,L1,2027-01-31,5\nJAM,L2,2027-02-28,0\n"


@tagged("post_install", "-at_install")
class TestImportUndo(ImportCase):
    """An import is taken back whole, or refused with what has moved on."""

    def setUp(self):
        super().setUp()
        self.product = self._product(name="Jam", default_code="JAM", use_expiration_date=True)

    def test_lots_that_never_moved_are_deleted(self):
        document = self._import(TEXT)
        lots = document.lot_ids
        document.action_undo()
        self.assertEqual(document.state, "undone")
        self.assertFalse(lots.exists())
        deleted = self.root["stock.lot.event"].search([("lot_res_id", "in", lots.ids)])
        self.assertEqual(deleted.mapped("kind").count("deleted"), 2)
        self.assertIn("taken back", document.result_text)

    def test_stock_is_corrected_and_its_lots_retired(self):
        document = self._import(TEXT, set_quantities=True)
        first, second = document.lot_ids.sorted("name")
        self.assertEqual(first.product_qty, 5)
        document.action_undo()
        self.env.invalidate_all()
        self.assertEqual(first.product_qty, 0)
        self.assertEqual(first.disposition_id.code, "retired")
        self.assertEqual(first.status, "inactive")
        self.assertFalse(second.exists())
        event = self._events(first, "disposition")
        self.assertEqual(event.source, "import")
        self.assertIn(document.name, event.reason)

    def test_importing_again_brings_retired_lots_back(self):
        document = self._import(TEXT, set_quantities=True)
        first = document.lot_ids.sorted("name")[0]
        document.action_undo()
        again = self._check(TEXT)
        self.assertFalse(again.earlier_id)
        self.assertEqual(self._actions(again), ["revive", "create"])
        again.action_import()
        self.env.invalidate_all()
        self.assertEqual(first.disposition_id.code, "released")
        self.assertEqual(first.product_qty, 5)
        self.assertEqual(first.status, "active")
        self.assertEqual(self._lots("L1"), first.with_env(self.root))
        again.action_undo()
        self.assertEqual(first.disposition_id.code, "retired")

    def test_a_whole_warehouse_goes_and_comes_back(self):
        document = self._import(SAMPLE.read_bytes(), "inventory.csv", "newcomer")
        products = document.product_ids
        document.action_undo()
        self.env.invalidate_all()
        self.assertFalse(any(products.exists().mapped("active")))
        self.assertFalse(any(document.lot_ids.mapped("product_qty")))
        again = self._import(SAMPLE.read_bytes(), "inventory.csv", "newcomer")
        self.env.invalidate_all()
        self.assertEqual(again.state, "done")
        self.assertEqual(again.lot_count, 16)
        self.assertEqual(len(again.lot_ids.product_id.filtered("active")), 16)
        self.assertEqual(self._lots("00392/174").product_qty, 7296)

    def test_known_lots_get_back_what_they_had(self):
        lot = self._lot(self.product, "L1", expiration_day="2026-12-31", ref="old")
        lot.sudo().alert_date = "2026-12-01 12:00:00"
        text = "Product code,Lot,Expiry,Reference\nJAM,L1,2027-01-31,new\n"
        document = self._import(text, existing_lot="update", expiry_conflict="take")
        self.assertEqual((str(lot.expiration_day), lot.ref), ("2027-01-31", "new"))
        document.action_undo()
        self.env.invalidate_all()
        self.assertEqual((str(lot.expiration_day), lot.ref), ("2026-12-31", "old"))
        self.assertEqual(str(lot.alert_day), "2026-12-01")
        self.assertTrue(self._events(lot, "import_undone"))

    def test_lots_that_were_used_are_not_taken_away(self):
        document = self._import(TEXT, set_quantities=True)
        lot = self._lots("L1").with_env(self.env)
        self._ship(lot, 1)
        with self.assertRaisesRegex(UserError, "L1: 1.0 moved from"):
            document.action_undo()
        self.assertEqual(document.state, "done")
        self.assertEqual(lot.disposition_id.code, "released")

    def test_values_that_were_changed_since_are_not_overwritten(self):
        lot = self._lot(self.product, "L1", ref="old")
        document = self._import("Product code,Lot,Reference\nJAM,L1,new\n", existing_lot="update")
        lot.ref = "newest"
        with self.assertRaisesRegex(UserError, "changed since"):
            document.action_undo()
        self.assertEqual(lot.ref, "newest")

    def test_products_that_were_only_created_go(self):
        text = "Product code,Lot\nNEW,L1\n"
        document = self._import(text, role="newcomer", unknown_product="create")
        product = document.product_ids
        document.action_undo()
        self.assertFalse(product.exists().filtered("active"))

    def test_an_import_is_undone_once(self):
        document = self._import(TEXT)
        document.action_undo()
        with self.assertRaisesRegex(UserError, "is at the step"):
            document.action_undo()

    def test_only_an_import_that_was_carried_out_can_be_undone(self):
        with self.assertRaisesRegex(UserError, "is at the step"):
            self._check(TEXT).action_undo()
