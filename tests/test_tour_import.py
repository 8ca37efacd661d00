from odoo.tests import HttpCase, new_test_user, tagged

from .common_tour import PatientTour


@tagged("post_install", "-at_install")
class TestImportTour(PatientTour, HttpCase):
    """A person imports a file in the browser."""

    def test_a_file_is_imported_in_the_browser(self):
        new_test_user(self.env, "lots_importer", groups="stock.group_stock_user", lang="en_US")
        self.env["product.product"].create(
            {"name": "Tour jam", "default_code": "TOURJAM", "is_storable": True, "tracking": "lot"}
        )
        self.start_tour(
            "/odoo/action-stock_lot_lifecycle.stock_lot_import_action_new",
            "stock_lot_lifecycle_import",
            login="lots_importer",
        )
        lots = self.env["stock.lot"].search([("name", "in", ("T-0001", "T-0002"))])
        self.assertEqual(len(lots), 2)
