import datetime
import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from .common_import import ImportCase

ROWS = [
    {"product_code": "JAM", "name": "0001", "expiration_date": "2027-01-31", "weight": 2.5},
    {"product_code": "JAM", "name": "0002", "expiration_date": "2027-02-28"},
]


@tagged("post_install", "-at_install")
class TestImportSubmit(ImportCase):
    """Another system sends rows with a key: they are imported once."""

    def setUp(self):
        super().setUp()
        self.product = self._product(name="Jam", default_code="JAM", use_expiration_date=True)
        self.documents = self.as_("warehouse", self.env["stock.lot.import"])

    def test_rows_become_lots(self):
        result = self.documents.submit(ROWS, "A-1")
        self.assertEqual(result["state"], "done")
        self.assertEqual((result["created"], result["updated"], result["skipped"]), (2, 0, 0))
        self.assertEqual((result["errors"], result["warnings"]), ([], []))
        lots = self.env["stock.lot"].browse(result["lot_ids"])
        self.assertEqual(lots.mapped("name"), ["0001", "0002"])
        self.assertEqual(lots[0].weight, 2.5)
        self.assertEqual(str(lots[0].expiration_day), "2027-01-31")
        json.dumps(result)

    def test_the_same_request_again_returns_the_same_and_changes_nothing(self):
        first = self.documents.submit(ROWS, "A-1")
        again = self.documents.submit(ROWS, "A-1")
        self.assertEqual(first, again)
        self.assertEqual(len(self._lots("0001")), 1)
        self.assertEqual(self.documents.search_count([("request_key", "=", "A-1")]), 1)

    def test_the_same_key_with_other_rows_is_an_error(self):
        self.documents.submit(ROWS, "A-1")
        with self.assertRaisesRegex(UserError, "was used on"):
            self.documents.submit(ROWS[:1], "A-1")
        with self.assertRaisesRegex(UserError, "was used on"):
            self.documents.submit(ROWS, "A-1", {"existing_lot": "update"})

    def test_keys_are_apart_by_source(self):
        self.documents.submit(ROWS[:1], "A-1", {"source": "MES"})
        result = self.documents.submit(ROWS[1:], "A-1", {"source": "QC"})
        self.assertEqual(result["state"], "done")

    def test_an_error_stops_all_and_is_told_by_row(self):
        rows = ROWS + [{"product_code": "NOPE", "name": "3", "expiration_date": "2027-02-30"}]
        result = self.documents.submit(rows, "A-2")
        self.assertEqual(result["state"], "failed")
        self.assertEqual(result["lot_ids"], [])
        self.assertFalse(self._lots("0001"))
        errors = {error["code"]: error for error in result["errors"]}
        self.assertEqual(set(errors), {"unknown_product", "invalid_date"})
        self.assertEqual(errors["invalid_date"]["row"], 3)
        self.assertEqual(errors["invalid_date"]["field"], "expiration_date")
        self.assertIn("not a date", errors["invalid_date"]["message"])
        self.assertIn("2026-01-31", errors["invalid_date"]["advice"])

    def test_a_request_that_failed_can_be_sent_again(self):
        rows = [{"product_code": "NEW", "name": "1"}]
        self.assertEqual(self.documents.submit(rows, "A-3")["state"], "failed")
        self._product(name="New", default_code="NEW")
        self.assertEqual(self.documents.submit(rows, "A-3")["state"], "done")

    def test_a_dry_run_keeps_nothing(self):
        result = self.documents.submit(ROWS, "A-4", {"dry_run": True})
        self.assertEqual(result["created"], 2)
        self.assertFalse(result["import_id"])
        self.assertFalse(self._lots("0001"))
        self.assertFalse(self.documents.search([("request_key", "=", "A-4")]))
        self.assertEqual(self.documents.submit(ROWS, "A-4")["state"], "done")

    def test_ambiguous_dates_of_a_system_are_errors(self):
        rows = [{"product_code": "JAM", "name": "1", "expiration_date": "03/04/2027"}]
        result = self.documents.submit(rows, "A-5")
        self.assertEqual([error["code"] for error in result["errors"]], ["ambiguous_date"])
        result = self.documents.submit(rows, "A-6", {"date_order": "dmy"})
        lot = self.env["stock.lot"].browse(result["lot_ids"])
        self.assertEqual(str(lot.expiration_day), "2027-04-03")

    def test_quantities_need_an_inventory_administrator(self):
        rows = [{**ROWS[0], "quantity": 5}]
        with self.assertRaisesRegex(AccessError, "inventory administrator"):
            self.documents.submit(rows, "A-7", {"set_quantities": True})
        manager = self.as_("stock_manager", self.documents)
        result = manager.submit(rows, "A-8", {"set_quantities": True})
        self.assertEqual(self.root["stock.lot"].browse(result["lot_ids"]).product_qty, 5)

    def test_an_undone_request_is_not_repeated(self):
        first = self.documents.submit(ROWS, "A-9")
        self.documents.browse(first["import_id"]).action_undo()
        again = self.documents.submit(ROWS, "A-9")
        self.assertEqual(again["state"], "undone")
        self.assertEqual(again["lot_ids"], [])

    def test_portal_users_and_employees_are_refused(self):
        for role in ("portal", "employee", "auditor"):
            with self.assertRaises(AccessError):
                self.as_(role, self.documents).submit(ROWS, f"B-{role}")


@tagged("post_install", "-at_install")
class TestImportByJson2(HttpCase):
    """The same through Odoo's JSON-2 API, with a real key."""

    def test_a_system_submits_and_repeats(self):
        user = new_test_user(self.env, "lots_system", groups="stock.group_stock_user")
        self.env["product.product"].create(
            {"name": "Jam", "default_code": "JAMX", "is_storable": True, "tracking": "lot"}
        )
        tomorrow = datetime.datetime.now() + datetime.timedelta(days=1)
        key = self.env["res.users.apikeys"].with_user(user)._generate("rpc", "lots", tomorrow)
        rows = [{"product_code": "JAMX", "name": "0007"}]
        results = [
            self.url_open(
                "/json/2/stock.lot.import/submit",
                data=json.dumps({"rows": rows, "key": "K1"}),
                headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
            )
            for _attempt in range(2)
        ]
        self.assertEqual([result.status_code for result in results], [200, 200])
        self.assertEqual(results[0].json(), results[1].json())
        self.assertEqual(results[0].json()["created"], 1)

    def test_the_template_is_a_workbook(self):
        new_test_user(self.env, "lots_reader", groups="stock.group_stock_user")
        self.authenticate("lots_reader", "lots_reader")
        answer = self.url_open("/stock_lot_lifecycle/import_template.xlsx")
        self.assertEqual(answer.status_code, 200)
        self.assertTrue(answer.content.startswith(b"PK"))
        templates = self.env["stock.lot"].get_import_templates()
        self.assertEqual(templates[0]["template"], "/stock_lot_lifecycle/import_template.xlsx")
