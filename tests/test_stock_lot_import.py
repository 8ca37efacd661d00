from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.stock_lot_lifecycle.tools import lot_table

from .common_import import SAMPLE, ImportCase

TWO_LOTS = "Product code,Lot number,Expiry\nJAM,L1,2027-01-31\nJAM,L2,2027-02-28\n"


@tagged("post_install", "-at_install")
class TestImportOfAWarehouse(ImportCase):
    """A newcomer loads the inventory of another system, with the answers proposed."""

    def setUp(self):
        super().setUp()
        self.document = self._check(SAMPLE.read_bytes(), "warehouse_inventory.csv", "newcomer")

    def test_the_columns_are_recognised(self):
        fields = {column.header: column.field_name for column in self.document.column_ids}
        self.assertEqual(fields["Product code"], "product_code")
        self.assertEqual(fields["Lot number"], "name")
        self.assertEqual(fields["Expiration date"], "expiration_date")
        self.assertEqual(fields["Bin location"], "location")
        self.assertEqual(fields["Physical QOH"], "quantity")
        self.assertFalse(fields["OB QOH"])
        self.assertEqual(self.document.date_order, "dmy")
        self.assertIn("31 January 2025", self.document.date_example)

    def test_where_nothing_is_known_everything_is_new(self):
        self.assertEqual(self.document.state, "check")
        self.assertEqual(self.document.create_count, 16)
        self.assertEqual(self.document.product_row_count, 41)
        self.assertEqual(self.document.error_count, 0)
        self.assertEqual(self.document.unknown_product, "create")
        self.assertTrue(self.document.set_quantities)
        self.assertIn("16 lots will be created", self.document.summary)

    def test_a_check_writes_nothing_but_the_document(self):
        self.assertFalse(self._lots("00392/174"))
        self.assertFalse(self.root["product.product"].search([("default_code", "=", "ME404")]))
        self.assertFalse(self.document.lot_ids)

    def test_it_imports_in_one_go(self):
        self.document.action_import()
        self.assertEqual(self.document.state, "done")
        self.assertEqual(len(self.document.lot_ids), 16)
        self.assertEqual(len(self.document.product_ids), 57)
        tracked = self.document.product_ids.filtered(lambda product: product.tracking == "lot")
        self.assertEqual(len(tracked), 16)
        self.assertTrue(all(self.document.product_ids.mapped("is_storable")))
        self.assertFalse(any(self.document.product_ids.mapped("expiration_time")))

    def test_numbers_keep_zeros_and_slashes(self):
        self.document.action_import()
        numbers = self.document.lot_ids.mapped("name")
        self.assertIn("00392/174", numbers)
        self.assertTrue(any(number.startswith("0") and number.isdigit() for number in numbers))

    def test_the_lots_are_expired_and_open_all_the_same(self):
        self.document.action_import()
        self.assertEqual(set(self.document.lot_ids.mapped("inactive_reason")), {"expired"})
        action = self.document.action_open_lots()
        self.assertEqual(
            self.env["stock.lot"].search(action["domain"]), self.document.lot_ids.with_env(self.env)
        )
        self.assertFalse([key for key in action["context"] if key.startswith("search_default")])
        own_list = self.env.ref("stock_lot_lifecycle.stock_lot_view_list")
        self.assertEqual(action["views"][0], (own_list.id, "list"))

    def test_quantities_stand_in_their_bins(self):
        self.document.action_import()
        lot = self._lots("00392/174")
        quant = lot.quant_ids.filtered(lambda quant: quant.location_id.usage == "internal")
        self.assertEqual(quant.quantity, 7296)
        self.assertEqual(quant.location_id.name, "ROOM1-RACK1-SHELF1")
        self.assertEqual(quant.location_id.location_id.id, self.stock.id)
        self.assertEqual(set(self.document.move_ids.mapped("state")), {"done"})
        self.assertEqual(set(self.document.move_ids.mapped("inventory_name")), {self.document.name})

    def test_untracked_products_have_their_quantities_too(self):
        self.document.action_import()
        plain = self.document.product_ids.filtered(lambda product: product.tracking == "none")
        self.assertEqual(len(plain), 41)
        self.assertTrue(any(product.qty_available for product in plain))

    def test_zero_quantities_make_no_movement(self):
        self.document.action_import()
        lot = self._lots("3810")
        self.assertEqual(lot.presence, "new")
        self.assertFalse(lot.quant_ids)

    def test_the_events_name_the_import(self):
        self.document.action_import()
        event = self._events(self._lots("00392/174"), "imported")
        self.assertEqual(len(event), 1)
        self.assertEqual(event.source, "import")
        self.assertEqual(event.document, self.document.name)

    def test_the_chatter_says_created(self):
        chatting = {"mail_create_nolog": False, "tracking_disable": False}
        self.document.with_context(**chatting).action_import()
        self.assertEqual(len(self._lots("00392/174").message_ids), 1)

    def test_the_same_file_again_changes_nothing(self):
        self.document.action_import()
        again = self._check(SAMPLE.read_bytes(), "renamed.csv", "newcomer")
        self.assertEqual(again.earlier_id, self.document)
        self.assertIn("16 lots", again.earlier_text)
        action = again.action_import()
        self.assertEqual(action["domain"], [("id", "in", self.document.lot_ids.ids)])
        self.assertEqual(again.state, "check")
        self.assertEqual(len(self._lots("00392/174")), 1)


@tagged("post_install", "-at_install")
class TestImportSteps(ImportCase):
    """From step to step, and back."""

    def setUp(self):
        super().setUp()
        self.product = self._product(name="Jam", default_code="JAM", use_expiration_date=True)

    def test_a_document_needs_a_file(self):
        document = self.documents.create({})
        with self.assertRaisesRegex(UserError, "Choose a file"):
            document.action_continue()

    def test_a_document_has_a_number(self):
        first, second = self.documents.create([{}, {}])
        self.assertTrue(first.name.startswith("IMP/"))
        self.assertNotEqual(first.name, second.name)

    def test_known_products_propose_careful_answers(self):
        document = self._check(TWO_LOTS)
        self.assertEqual(document.unknown_product, "error")
        self.assertFalse(document.set_quantities)
        self.assertEqual(self._actions(document), ["create", "create"])

    def test_lots_get_their_dates_through_the_date_engine(self):
        self.product.sudo().product_tmpl_id.write({"use_time": 10})
        document = self._import(TWO_LOTS)
        lot = document.lot_ids.sorted("name")[0]
        self.assertEqual(str(lot.expiration_day), "2027-01-31")
        self.assertEqual(lot.expiration_date.hour, 12)
        self.assertEqual(str(lot.best_before_day), "2027-01-21")

    def test_an_empty_expiry_cell_invents_no_date(self):
        self.product.sudo().product_tmpl_id.write({"expiration_time": 30})
        document = self._import("Product code,Lot,Expiry\nJAM,L1,2027-01-31\nJAM,L2,\n")
        second = document.lot_ids.filtered(lambda lot: lot.name == "L2")
        self.assertFalse(second.expiration_date)

    def test_without_an_expiry_column_the_product_decides(self):
        self.product.sudo().product_tmpl_id.write({"expiration_time": 30})
        document = self._import("Product code,Lot,Mfg\nJAM,L1,2026-06-01\n")
        self.assertEqual(str(document.lot_ids.expiration_day), "2026-07-01")

    def test_every_fact_reaches_the_lot(self):
        document = self._import(
            "Product code;Lot;Received;Mfg;Expiry;Weight;Supplier;Supplier lot;Reference;Comment\n"
            "JAM;L9;2026-06-02;2026-05-01;2027-05-01;12.5;Acme Farms;77-B;R-1;Blue caps\n"
        )
        lot = document.lot_ids
        self.assertEqual(str(lot.received_date), "2026-06-02")
        self.assertEqual(str(lot.production_date), "2026-05-01")
        self.assertEqual(lot.weight, 12.5)
        self.assertEqual(lot.supplier_id, self.as_("stock_manager", self.supplier))
        self.assertEqual(lot.supplier_lot_ref, "77-B")
        self.assertEqual(lot.ref, "R-1")
        self.assertEqual(lot.description, "Blue caps")

    def test_ambiguous_dates_must_be_chosen(self):
        document = self._load("Product code,Lot,Expiry\nJAM,L1,03/04/2027\n")
        document.action_continue()
        self.assertTrue(document.date_unclear)
        with self.assertRaisesRegex(UserError, "day or month comes first"):
            document.action_continue()
        document.date_order = "mdy"
        self.assertIn("4 March 2027", document.date_example)
        document.action_continue()
        document.action_import()
        self.assertEqual(str(document.lot_ids.expiration_day), "2027-03-04")

    def test_columns_without_a_product_or_a_number_are_refused(self):
        document = self._load("Lot,Expiry\nL1,2027-01-31\n")
        document.action_continue()
        with self.assertRaisesRegex(UserError, "names the product"):
            document.action_continue()
        document = self._load("Product code,Expiry\nJAM,2027-01-31\n")
        document.action_continue()
        with self.assertRaisesRegex(UserError, "lot numbers"):
            document.action_continue()

    def test_two_columns_cannot_mean_the_same(self):
        document = self._load("Product code,Lot,Foo\nJAM,L1,L2\n")
        document.action_continue()
        document.column_ids[2].field_name = "name"
        with self.assertRaisesRegex(UserError, "Two columns mean"):
            document.action_continue()

    def test_columns_chosen_once_are_remembered_for_the_source(self):
        text = "Artikel XY,Nummer XY,Foo\nJAM,%s,2027-01-31\n"
        document = self._load(text % "L1")
        document.action_continue()
        columns = document.column_ids
        columns[0].field_name, columns[1].field_name = "product_code", "name"
        columns[2].field_name = "expiration_date"
        self.assertEqual(columns[1].origin, "chosen")
        document.action_continue()
        document.action_import()
        again = self._load(text % "L2")
        again.action_continue()
        self.assertEqual(
            again.column_ids.mapped("field_name"), ["product_code", "name", "expiration_date"]
        )
        self.assertEqual(set(again.column_ids.mapped("origin")), {"remembered"})
        other = self._load(text % "L3", source="Another system")
        other.action_continue()
        self.assertNotEqual(other.column_ids[1].origin, "remembered")

    def test_going_back_keeps_the_file(self):
        document = self._check(TWO_LOTS)
        document.action_back()
        self.assertEqual(document.state, "columns")
        document.action_back()
        self.assertEqual(document.state, "file")
        document.action_continue()
        document.action_continue()
        self.assertEqual(document.create_count, 2)

    def test_a_step_cannot_be_taken_twice(self):
        document = self._import(TWO_LOTS)
        with self.assertRaisesRegex(UserError, "is at the step"):
            document.action_import()
        with self.assertRaisesRegex(UserError, "is at the step"):
            document.action_check()

    def test_steps_cannot_be_written(self):
        document = self._check(TWO_LOTS)
        for vals in ({"state": "done"}, {"content_key": "x"}, {"lot_ids": [(6, 0, [])]}):
            with self.assertRaisesRegex(UserError, "with its buttons"):
                document.write(vals)
        with self.assertRaisesRegex(UserError, "with its buttons"):
            self.documents.create({"state": "done"})
        sneaky = self.documents.with_context(default_state="done").create({})
        self.assertEqual(sneaky.state, "file")

    def test_rows_cannot_be_written(self):
        line = self._check(TWO_LOTS).line_ids[0]
        with self.assertRaisesRegex(UserError, "come from its file"):
            line.lot_name = "X"

    def test_an_import_that_was_carried_out_is_kept(self):
        document = self._import(TWO_LOTS)
        with self.assertRaisesRegex(UserError, "is kept"):
            document.unlink()
        self._check(TWO_LOTS.replace("L1", "L7")).unlink()

    def test_errors_stop_the_whole_document(self):
        document = self._check(TWO_LOTS + "JAM,L3,2027-02-30\n")
        self.assertEqual(document.error_count, 1)
        self.assertEqual(document.line_ids[0].level, "error")
        with self.assertRaisesRegex(UserError, "nothing was imported"):
            document.action_import()
        self.assertFalse(self._lots("L1"))

    def test_what_changed_since_the_check_is_noticed(self):
        document = self._check(TWO_LOTS, existing_lot="error")
        self._lot(self.product, "L1")
        with self.assertRaisesRegex(UserError, "nothing was imported"):
            document.action_import()
        self.assertFalse(self._lots("L2"))

    def test_an_import_of_nothing_is_an_error(self):
        document = self._check("Product code,Lot\nJAM,\nJAM,\n")
        self.assertEqual(document.skip_count, 2)
        with self.assertRaisesRegex(UserError, "nothing to import"):
            document.action_import()

    def test_the_marked_file_names_the_problem(self):
        document = self._check(TWO_LOTS + "JAM,L3,2027-02-30\n")
        workbook = self._read_workbook(document)
        self.assertEqual(workbook[0][:3], ["Product code", "Lot number", "Expiry"])
        self.assertIn("is not a date", workbook[3][4])
        self.assertIn("-marked.xlsx", document.action_download_marks()["url"])

    def _read_workbook(self, document):
        table = lot_table.read_table(document._get_marked_file(), "marked.xlsx")
        return [table.headers] + [row.cells for row in table.rows]
