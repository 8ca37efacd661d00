from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_import import ImportCase

HEAD = "Product code,Lot number,Expiry,Quantity,Location\n"


@tagged("post_install", "-at_install")
class TestImportStock(ImportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jam = cls._product(
            default_code="JAM",
            use_expiration_date=True,
            expiration_time=30,
            alert_time=10,
        )

    def _pack(self, lot, quantity, **vals):
        """Put stock of `lot` into a package; return the stock's place."""
        package = self.root["stock.package"].create({"name": "PACK1"})
        self.root["stock.quant"]._update_available_quantity(
            lot.product_id.with_env(self.root),
            self.stock.with_env(self.root),
            quantity,
            lot_id=lot.with_env(self.root),
            package_id=package,
            **vals,
        )
        return self.stock.complete_name

    def _on_hand(self, lot):
        lot.invalidate_recordset()
        return lot.with_env(self.root).product_qty

    def test_a_count_includes_packages_and_leaves_them_alone(self):
        lot = self._lot(self.jam, "A")
        place = self._pack(lot, 10)
        document = self._import(
            HEAD + f"JAM,A,,12,{place}\n", set_quantities=True, existing_lot="update"
        )
        self.assertEqual(self._on_hand(lot), 12)
        document.action_undo()
        self.assertEqual(self._on_hand(lot), 10)

    def test_a_count_below_what_is_packed_is_refused(self):
        lot = self._lot(self.jam, "A")
        place = self._pack(lot, 10)
        with self.assertRaisesRegex(UserError, "Count it by hand"):
            self._import(HEAD + f"JAM,A,,3,{place}\n", set_quantities=True, existing_lot="update")

    def test_a_known_lot_that_stays_keeps_its_stock_in_every_row(self):
        lot = self._lot(self.jam, "A")
        shelves = self.root["stock.location"].create(
            [{"name": name, "location_id": self.stock.id, "usage": "internal"} for name in "XY"]
        )
        for shelf in shelves:
            self.root["stock.quant"]._update_available_quantity(
                self.jam.with_env(self.root), shelf, 7, lot_id=lot.with_env(self.root)
            )
        rows = "JAM,A,,1,X\nJAM,A,,2,Y\nJAM,NEW,,3,X\n"
        self._import(HEAD + rows, set_quantities=True, existing_lot="skip")
        self.assertEqual(self._on_hand(lot), 14)

    def test_the_right_to_set_quantities_is_asked_of_what_the_file_says(self):
        document = self._check(HEAD + "JAM,A,,5,\n", role="warehouse")
        document.write({"set_quantities": True, "quantity_count": 0})
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            document.action_import()
        self.assertFalse(self._lots("A"))

    def test_a_day_that_stays_moves_no_other_date(self):
        lot = self._lot(self.jam, "A")
        lot.write({"expiration_date": "2026-01-31 23:30:00", "alert_date": "2026-01-10 00:30:00"})
        before = [lot.expiration_date, lot.use_date, lot.removal_date, lot.alert_date]
        day = lot.expiration_day
        lot.write({"expiration_day": day})
        self.assertEqual(
            [lot.expiration_date, lot.use_date, lot.removal_date, lot.alert_date], before
        )
        self._import(HEAD + f"JAM,A,{day},,\nJAM,B,{day},,\n", existing_lot="update")
        self.assertEqual(
            [lot.expiration_date, lot.use_date, lot.removal_date, lot.alert_date], before
        )

    def test_the_same_rows_under_a_new_key_count_again(self):
        Import = self.documents
        place = self.stock.complete_name
        policy = {"set_quantities": True, "existing_lot": "update"}
        for key, quantity in (("mon", 10), ("tue", 12), ("wed", 10)):
            row = {"product_code": "JAM", "name": "A", "quantity": quantity, "location": place}
            outcome = Import.submit([row], key, policy)
            self.assertEqual(outcome["state"], "done", outcome)
            self.assertEqual(self._on_hand(self._lots("A")), quantity)

    def test_two_background_runs_of_one_file_end(self):
        content = HEAD + "JAM,A,,,\n"
        first, second = self._check(content), self._check(content)
        second._mark({"state": "running"})
        first.action_import()
        second._run_in_background()
        self.assertEqual(second.state, "failed")
        self.assertIn("imported on", second.problem)

    def test_a_product_of_another_company_is_not_meant(self):
        other = self.root["res.company"].create({"name": "Elsewhere"})
        user = self.user["stock_manager"]
        user.with_env(self.root).write({"company_ids": [(4, other.id)]})
        self.root["product.product"].create(
            {
                "name": "Theirs", "default_code": "JAM", "is_storable": True,
                "tracking": "lot", "company_id": other.id,
            }
        )  # fmt: skip
        document = self._load(HEAD + "JAM,A,,,\n", company_id=self.company.id)
        document.action_continue()
        document.action_continue()
        document.action_import()
        self.assertEqual(document.lot_ids.product_id.id, self.jam.id)

    def test_a_lot_named_by_a_draft_scrap_is_not_taken_away(self):
        document = self._import(HEAD + "JAM,A,,,\n")
        self.root["stock.scrap"].create(
            {
                "product_id": self.jam.id,
                "lot_id": document.lot_ids.id,
                "scrap_qty": 1,
                "company_id": self.company.id,
            }
        )
        with self.assertRaisesRegex(UserError, "named by"):
            document.action_undo()
