from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_import import ImportCase

TEXT = "Product code,Lot\nJAM,L1\n"


@tagged("post_install", "-at_install")
class TestImportAccess(ImportCase):
    """Who may import what, and in which company."""

    def setUp(self):
        super().setUp()
        self.product = self._product(name="Jam", default_code="JAM")

    def test_a_warehouse_user_imports_lots(self):
        document = self._import(TEXT, role="warehouse")
        self.assertEqual(document.user_id, self.user["warehouse"])
        self.assertEqual(document.lot_count, 1)

    def test_a_warehouse_user_sets_no_quantities(self):
        document = self._check(
            "Product code,Lot,Qty\nJAM,L1,5\n", role="warehouse", set_quantities=True
        )
        with self.assertRaisesRegex(AccessError, "inventory administrator"):
            document.action_import()
        self.assertFalse(self._lots("L1"))

    def test_others_cannot_import(self):
        for role in ("portal", "employee", "auditor"):
            with self.assertRaises(AccessError):
                self._load(TEXT, role=role)

    def test_an_auditor_reads_imports(self):
        document = self._import(TEXT)
        seen = self.as_("auditor", document)
        self.assertEqual(seen.state, "done")
        self.assertEqual(seen.line_ids.mapped("lot_name"), ["L1"])
        with self.assertRaises(AccessError):
            seen.write({"source": "x"})
        for role in ("portal", "employee"):
            with self.assertRaises(AccessError):
                self.as_(role, document).read(["state"])

    def test_only_managers_delete_drafts(self):
        with self.assertRaises(AccessError):
            self._check(TEXT, role="warehouse").unlink()
        self.assertTrue(self._check(TEXT).unlink())

    def test_an_import_is_seen_in_its_company_only(self):
        document = self._import(TEXT)
        other = self._user_of(self._company())
        self.assertFalse(self.as_(other, self.documents).search([("id", "=", document.id)]))
        with self.assertRaises(AccessError):
            self.as_(other, document).read(["state"])
        with self.assertRaises(AccessError):
            self.as_(other, document.line_ids).read(["lot_name"])

    def test_products_of_another_company_are_not_found(self):
        company = self._company()
        self._product(name="Theirs", default_code="THEIRS", company_id=company.id)
        document = self._check("Product code,Lot\nTHEIRS,L1\n", unknown_product="create")
        self.assertEqual(self._codes(document), {2: {"other_company"}})
        self.assertFalse(document.line_ids.product_id)

    def test_a_lot_of_another_company_blocks_its_number(self):
        company = self._company()
        self.root["stock.lot"].create(
            {"name": "L1", "product_id": self.product.id, "company_id": company.id}
        )
        document = self._check(TEXT, existing_lot="update")
        self.assertEqual(self._codes(document), {2: {"other_company"}})
        self.assertFalse(document.line_ids.lot_id)
        with self.assertRaises(UserError):
            document.action_import()

    def test_the_same_file_in_two_companies_is_two_imports(self):
        company = self._company()
        mine = self._product(name="Mine", default_code="SAME", company_id=self.company.id)
        theirs = self._product(name="Theirs", default_code="SAME", company_id=company.id)
        text = "Product code,Lot\nSAME,L1\n"
        first = self._import(text)
        self.user["other"] = self._user_of(company, "stock_manager")
        second = self._import(text, role="other")
        self.assertEqual(first.lot_ids.product_id.id, mine.id)
        self.assertEqual(second.lot_ids.product_id.id, theirs.id)
        self.assertEqual(second.company_id, company.with_env(second.env))
        self.assertEqual(second.lot_ids.company_id, company.with_env(second.env))
