from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import LotCase

# what each role may do with each model: c(reate) r(ead) w(rite) d(elete)
MATRIX = {
    #                     warehouse stock_m. quality_m. admin.  auditor employee portal
    "stock.lot":             ("crwd", "crwd", "crwd", "crwd", "r", "", ""),
    "stock.lot.disposition": ("r", "r", "r", "crwd", "r", "r", ""),
    "stock.lot.event":       ("r", "r", "r", "r", "r", "", ""),
    "stock.lot.seal":        ("", "", "r", "r", "r", "", ""),
    "stock.lot.seal.tip":    ("", "", "", "", "r", "", ""),
    "stock.lot.tip":         ("", "", "", "", "r", "", ""),
    "stock.lot.verification": ("", "", "r", "r", "r", "", ""),
    "stock.lot.verification.line": ("", "", "r", "r", "r", "", ""),
}  # fmt: skip
ROLE_ORDER = (
    "warehouse",
    "stock_manager",
    "quality_manager",
    "lot_administrator",
    "auditor",
    "employee",
    "portal",
)
OPERATIONS = {"c": "create", "r": "read", "w": "write", "d": "unlink"}


@tagged("post_install", "-at_install")
class TestAccess(LotCase):
    """Role by role, model by model, operation by operation."""

    def test_each_role_may_do_what_the_table_says(self):
        for model, row in MATRIX.items():
            for role, allowed in zip(ROLE_ORDER, row, strict=True):
                Model = self.env(user=self.user[role])[model]
                for letter, operation in OPERATIONS.items():
                    with self.subTest(model=model, role=role, operation=operation):
                        self.assertEqual(Model.has_access(operation), letter in allowed)

    def test_every_model_of_ours_has_an_access_line(self):
        ours = self.root["ir.model"].search([("model", "=like", "stock.lot.%")])
        mine = ours.filtered(lambda model: "stock_lot_lifecycle" in model.modules.split(", "))
        self.assertGreaterEqual(len(mine), 2)
        for model in mine:
            if not self.env[model.model]._abstract:
                self.assertTrue(model.access_ids, model.model)

    def test_no_access_line_of_ours_is_for_everybody(self):
        lines = self.root["ir.model.access"].search([])
        ours = lines.filtered(
            lambda line: line.get_external_id()[line.id].startswith("stock_lot_lifecycle.")
        )
        self.assertTrue(ours)
        for line in ours:
            self.assertTrue(line.group_id, line.name)

    def test_a_warehouse_user_is_a_user_of_lots(self):
        group = "stock_lot_lifecycle.stock_lot_lifecycle_group_user"
        for role in ("warehouse", "stock_manager", "quality_manager", "lot_administrator"):
            self.assertTrue(self.user[role].has_group(group), role)
        for role in ("auditor", "employee", "portal"):
            self.assertFalse(self.user[role].has_group(group), role)

    def test_nobody_sees_the_lots_of_a_company_they_are_not_in(self):
        second = self._company()
        lot = self._lot(name="OURS", company_id=self.company.id)
        for role in ("warehouse", "stock_manager", "auditor"):
            stranger = self._user_of(second, role)
            self.assertNotIn(lot.id, self.env(user=stranger)["stock.lot"].search([]).ids)
            with self.assertRaises(AccessError):
                lot.with_user(stranger).read(["name", "status"])

    def test_a_portal_user_gets_nothing_of_a_lot(self):
        lot = self._lot()
        for names in (["name"], ["status"], ["expiration_day"], ["event_count"]):
            with self.assertRaises(AccessError):
                lot.with_user(self.user["portal"]).read(names)

    def test_a_set_of_two_companies_is_refused_as_a_whole(self):
        second = self._company()
        product = self._product()
        mine = self._lot(product, "MINE", company_id=self.company.id)
        theirs = self.root["stock.lot"].create(
            {"name": "THEIRS", "product_id": product.id, "company_id": second.id}
        )
        both = mine | theirs.with_env(self.env)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            both.write({"ref": "X"})
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            both._set_dates({"expiration_day": "2026-12-31"})
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            both.unlink()
        self.env.invalidate_all()
        self.assertFalse(any(both.sudo().mapped("ref")))
