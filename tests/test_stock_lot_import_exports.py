from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_import import ImportCase

HEAD = "Product code,Product name,Lot number,Expiration date,Bin location,Physical QOH\n"


@tagged("post_install", "-at_install")
class TestImportExports(ImportCase):
    """Lists as other systems write them: a newcomer gets through in one go."""

    def _product_of(self, code):
        return self.root["product.product"].search([("default_code", "=", code)])

    def test_totals_and_notes_create_nothing(self):
        document = self._import(
            HEAD + "X1,Thing,L1,31/12/2027,A1,5\nSubtotal RM1,,,,,5\n" + HEAD
            + "X2,Nut,,,A1,6\n,,,,,11\nGrand Total:,,,,,11\nPrinted by Mia,,,,,\n",
            role="newcomer",
        )
        self.assertEqual(document.state, "done")
        self.assertEqual(document.product_ids.sorted("default_code").mapped("default_code"),
                         ["X1", "X2"])  # fmt: skip
        self.assertEqual(document.lot_ids.mapped("name"), ["L1"])
        self.assertEqual(
            self._codes(document),
            {3: {"total_row"}, 4: {"repeated_header"}, 6: {"total_row"}, 7: {"total_row"},
             8: {"note_row"}},
        )  # fmt: skip
        self.assertEqual(document.skip_count, 5)
        self.assertFalse(document.without_number_count - 1)
        quants = document.product_ids.stock_quant_ids.filtered(lambda q: q.quantity > 0)
        self.assertEqual(sorted(quants.mapped("quantity")), [5, 6])

    def test_a_product_that_is_called_total_is_one(self):
        self._product(name="Cereal", default_code="Total", tracking="none")
        document = self._check(HEAD + "Total,,,,WH/Stock,11\n", without_number="product")
        self.assertFalse(self._codes(document))
        self.assertEqual(self._actions(document), ["product"])

    def test_a_row_without_product_that_has_a_place_stays_an_error(self):
        document = self._check(HEAD + "X1,Thing,L1,31/12/2027,A1,5\n,,,,A2,7\n", role="newcomer")
        self.assertEqual(self._codes(document), {3: {"missing_product"}})

    def test_a_total_of_another_system_is_not_left_out(self):
        result = self.documents.submit([{"product_code": "Total", "quantity": 5}], "T-1")
        self.assertEqual([error["code"] for error in result["errors"]], ["unknown_product"])

    def test_a_german_list_with_thousands_imports(self):
        document = self._import(
            "Bestand;;;;\n;;;;\nMaterialnummer;Charge;MHD;Lagerplatz;Menge\n"
            "G1;001;31.12.2027;A-1;1.234,50\nG1;002;30.06.2027;A-1;1.234\nGesamt;;;;2.468,50\n",
            role="newcomer",
        )
        self.assertEqual(document.state, "done")
        found = {lot.name: lot.product_qty for lot in document.lot_ids}
        self.assertEqual(found, {"001": 1234.5, "002": 1234})

    def test_weights_are_turned_into_the_systems_unit(self):
        self._product(name="Jam", default_code="JAM")
        document = self._import(
            "Product code,Lot,Weight\nJAM,A,500 g\nJAM,B,12.4 kg\nJAM,C,2\nJAM,D,2 lb\n"
        )
        self.assertEqual(
            {lot.name: round(lot.weight, 2) for lot in document.lot_ids},
            {"A": 0.5, "B": 12.4, "C": 2.0, "D": 0.91},
        )

    def test_the_unit_in_the_header_counts_where_the_cell_has_none(self):
        self._product(name="Jam", default_code="JAM")
        document = self._import("Product code,Lot,Net weight (g)\nJAM,A,500\nJAM,B,2 kg\n")
        self.assertEqual({lot.name: lot.weight for lot in document.lot_ids}, {"A": 0.5, "B": 2.0})
        document = self._import("Product code,Lot,Weight (net)\nJAM,C,3\n")
        self.assertEqual(document.lot_ids.weight, 3)

    def test_a_weight_in_an_unknown_unit_is_an_error(self):
        self._product(name="Jam", default_code="JAM")
        document = self._check("Product code,Lot,Weight\nJAM,A,5 stone\nJAM,B,5 L\n")
        self.assertEqual(self._codes(document), {2: {"weight_unit"}, 3: {"weight_unit"}})
        self.assertIn("Give it in kg", document.line_ids[0].message)

    def test_a_unit_behind_the_quantity_is_compared_with_the_products(self):
        self._product(name="Jam", default_code="JAM")
        document = self._check("Product code,Lot,Qty\nJAM,A,5 kg\nJAM,B,5 boxes\nJAM,C,5 pcs\n")
        self.assertEqual(self._codes(document), {2: {"other_unit"}, 3: {"unknown_unit"}})

    def test_dates_that_need_no_order_do_not_ask_for_one(self):
        self._product(name="Jam", default_code="JAM")
        document = self._load(
            "Product code,Lot,Expiry,Received\nJAM,A,31/12/2027,2026-02-01\nJAM,B,01/02/2028,\n"
        )
        document.action_continue()
        self.assertFalse(document.date_unclear)
        self.assertEqual(document.date_order, "dmy")
        document.action_continue()
        document.action_import()
        days = {lot.name: (str(lot.expiration_day), str(lot.received_date))
                for lot in document.lot_ids}  # fmt: skip
        self.assertEqual(days["A"], ("2027-12-31", "2026-02-01"))
        self.assertEqual(days["B"][0], "2028-02-01")

    def test_one_clear_column_does_not_decide_for_another(self):
        self._product(name="Jam", default_code="JAM")
        document = self._load("Product code,Lot,Expiry,Mfg\nJAM,A,31/12/2027,01/02/2026\n")
        document.action_continue()
        self.assertTrue(document.date_unclear)

    def test_a_lot_that_never_expires_has_no_expiry(self):
        self._product(name="Salt", default_code="SALT", use_expiration_date=True)
        document = self._import("Product code,Lot,Expiry\nSALT,A,31.12.9999\nSALT,B,00.00.0000\n")
        self.assertEqual(document.lot_ids.mapped("expiration_date"), [False, False])
        self.assertEqual(self._codes(document), {2: {"endless_date"}})

    def test_letters_that_cannot_be_told_are_refused_in_words(self):
        document = self._load("Product code;Lot\nВещь;L1\n".encode("cp1251"))
        with self.assertRaisesRegex(UserError, "UTF-8, or as XLSX"):
            document.action_continue()
        self.assertEqual(document.state, "file")

    def test_half_a_character_sent_by_a_system_is_an_error_of_its_row(self):
        self._product(name="Jam", default_code="JAM")
        rows = [{"product_code": "JAM", "name": "A\ud800"}, {"product_code": "JAM", "name": "B"}]
        result = self.documents.submit(rows, "H-1")
        self.assertEqual([(e["row"], e["code"]) for e in result["errors"]],
                         [(1, "control_character")])  # fmt: skip
        self.assertEqual(result["state"], "failed")
