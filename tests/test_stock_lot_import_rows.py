from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_import import ImportCase

HEAD = "Product code,Lot number,Expiry,Mfg,Received,Qty,Location,Supplier,Weight\n"


@tagged("post_install", "-at_install")
class TestImportRows(ImportCase):
    """What is wrong with a row is said with a stable code, a message and an advice."""

    def setUp(self):
        super().setUp()
        self.product = self._product(name="Jam", default_code="JAM", use_expiration_date=True)

    def _judged(self, *rows, **answers):
        """Return (codes of each row, document) of rows with HEAD's columns."""
        lines = [row + "," * (8 - row.count(",")) for row in rows]
        document = self._check(HEAD + "\n".join(lines) + "\n", **answers)
        codes = self._codes(document)
        return [codes.get(number, set()) for number in range(2, len(rows) + 2)], document

    def test_a_product_is_found_by_code_barcode_and_name(self):
        self._product(name="Honey", barcode="4006381333931")
        self._product(name="Syrup", default_code="SYR")
        _codes, document = self._judged("JAM,A", "4006381333931,B", "Syrup,C")
        self.assertEqual(
            document.line_ids.sorted("number").product_id.mapped("name"), ["Jam", "Honey", "Syrup"]
        )
        self.assertEqual(document.error_count, 0)

    def test_a_product_is_found_as_odoo_writes_it(self):
        document = self._check("Product,Lot\n[JAM] Jam,L1\n")
        self.assertEqual(document.line_ids.product_id.id, self.product.id)

    def test_a_product_is_found_by_its_name_in_the_users_language(self):
        self.root["res.lang"]._activate_lang("fr_FR")
        self.product.sudo().with_context(lang="fr_FR").name = "Confiture"
        self.user["stock_manager"].lang = "fr_FR"
        documents = self.documents.with_context(lang="fr_FR")
        document = self._load("Produit,Lot\nConfiture,L1\n").with_env(documents.env)
        document.action_continue()
        document.action_continue()
        self.assertEqual(document.line_ids.product_id.id, self.product.id)

    def test_a_code_wins_over_a_barcode(self):
        self._product(name="Other", barcode="JAM")
        _codes, document = self._judged("JAM,A")
        self.assertEqual(document.line_ids.product_id.id, self.product.id)

    def test_a_row_without_product_is_an_error(self):
        codes, document = self._judged(",A")
        self.assertEqual(codes, [{"missing_product"}])
        self.assertEqual(document.line_ids.action, "error")
        self.assertIn("Fill in its code", document.line_ids.message)

    def test_an_unknown_product_is_an_error_until_somebody_chooses(self):
        codes, document = self._judged("JAM,A", "NOPE,B")
        self.assertEqual(codes, [set(), {"unknown_product"}])
        self.assertEqual(document.unknown_product_count, 1)
        document.unknown_product = "skip"
        document.action_check()
        self.assertEqual(self._codes(document)[3], {"product_left_out"})
        self.assertEqual(self._actions(document), ["create", "skip"])
        document.unknown_product = "create"
        document.action_check()
        self.assertEqual(document.error_count, 0)

    def test_an_archived_product_is_not_created_again(self):
        self.product.sudo().action_archive()
        codes, _document = self._judged("JAM,A", unknown_product="create")
        self.assertEqual(codes, [{"archived_product"}])

    def test_two_products_with_one_code_are_ambiguous(self):
        self._product(name="Jam too", default_code="JAM")
        codes, _document = self._judged("JAM,A")
        self.assertEqual(codes, [{"ambiguous_product"}])

    def test_a_product_that_is_not_tracked_takes_no_lots(self):
        self._product("none", name="Nails", default_code="NAI")
        self._product("lot", name="Service", default_code="SER", is_storable=False)
        codes, _document = self._judged("NAI,A", "SER,B")
        self.assertEqual(codes, [{"untracked_product"}, {"not_storable"}])

    def test_a_row_without_number_is_left_out(self):
        codes, document = self._judged("JAM,A", "JAM,", "JAM,n/a")
        self.assertEqual(codes, [set(), {"missing_number"}, {"missing_number"}])
        self.assertEqual(document.skip_count, 2)
        self.assertEqual(document.error_count, 0)

    def test_a_number_twice_is_an_error_in_one_place_only(self):
        self._location("A1")
        self._location("A2")
        codes, document = self._judged("JAM,X,,,,5,A1", "JAM,X,,,,6,A2", "JAM,X,,,,7,A1")
        self.assertEqual(codes, [set(), set(), {"duplicate_in_file"}])
        self.assertIn("row 2", document.line_ids[0].message)

    def test_two_places_of_a_lot_must_agree_on_its_dates(self):
        self._location("A1")
        self._location("A2")
        codes, _document = self._judged("JAM,X,2027-01-31,,,5,A1", "JAM,X,2027-02-28,,,6,A2")
        self.assertEqual(codes[1], {"contradicts_first"})

    def test_a_lot_in_two_places_is_one_lot(self):
        places = self._location("A1") | self._location("A2")
        document = self._import(HEAD + "JAM,X,,,,5,A1,,\nJAM,X,,,,6,A2,,\n", set_quantities=True)
        lot = self._lots("X")
        self.assertEqual(document.lot_count, 1)
        quants = lot.quant_ids.filtered(lambda quant: quant.location_id.id in places.ids)
        self.assertEqual(sorted(quants.mapped("quantity")), [5, 6])

    def test_known_lots_stay_update_or_stop(self):
        lot = self._lot(self.product, "A", ref="old")
        text = "Product code,Lot,Reference\nJAM,A,new\nJAM,B,b\n"
        document = self._check(text)
        self.assertEqual(self._actions(document), ["same", "create"])
        self.assertEqual(self._codes(document), {2: {"lot_skipped"}})
        document.existing_lot = "error"
        document.action_check()
        self.assertEqual(self._codes(document), {2: {"lot_exists"}})
        document.existing_lot = "update"
        document.action_check()
        self.assertEqual(self._actions(document), ["update", "create"])
        document.action_import()
        self.assertEqual(lot.ref, "new")
        self.assertEqual(document.lot_count, 2)

    def test_another_expiry_of_a_known_lot_must_be_confirmed(self):
        lot = self._lot(self.product, "A", expiration_day="2027-01-31")
        codes, document = self._judged("JAM,A,2027-03-31", existing_lot="update")
        self.assertEqual(codes, [{"expiry_conflict"}])
        self.assertIn("01/31/2027", document.line_ids.message)
        document.expiry_conflict = "keep"
        document.action_check()
        self.assertEqual(self._codes(document), {2: {"expiry_kept"}})
        document.expiry_conflict = "take"
        document.action_check()
        document.action_import()
        self.assertEqual(str(lot.expiration_day), "2027-03-31")

    def test_another_expiry_can_be_decided_for_each_lot(self):
        first = self._lot(self.product, "A", expiration_day="2027-01-31")
        second = self._lot(self.product, "B", expiration_day="2027-01-31")
        rows = ("JAM,A,2027-03-31", "JAM,B,2027-03-31")
        codes, document = self._judged(*rows, existing_lot="update", expiry_conflict="line")
        self.assertEqual(codes, [{"expiry_conflict"}] * 2)
        lines = document.line_ids.sorted("number")
        lines[0].decision, lines[1].decision = "take", "keep"
        document.action_check()
        self.assertEqual(document.error_count, 0)
        document.action_import()
        self.assertEqual(str(first.expiration_day), "2027-03-31")
        self.assertEqual(str(second.expiration_day), "2027-01-31")

    def test_a_lot_that_looks_the_same_is_a_warning(self):
        self._lot(self.product, "AB-0012")
        codes, document = self._judged("JAM,ab0012", "JAM,00C1", "JAM,C-1")
        self.assertEqual(codes, [{"near_duplicate"}, set(), {"near_duplicate"}])
        self.assertEqual(document.error_count, 0)

    def test_dates_that_do_not_exist_are_errors(self):
        codes, document = self._judged("JAM,A,2027-02-30", "JAM,B,soon", "JAM,C,1820-01-01")
        self.assertEqual(codes, [{"invalid_date"}, {"invalid_date"}, {"year_out_of_range"}])
        self.assertEqual(document.error_count, 3)

    def test_a_month_means_its_last_day_and_says_so(self):
        codes, document = self._judged("JAM,A,Feb 2028")
        self.assertEqual(codes, [{"month_only"}])
        self.assertEqual(str(document.line_ids.expiration_day), "2028-02-29")

    def test_dates_that_contradict_each_other_are_errors(self):
        rows = ("JAM,A,2027-01-31,2027-02-01", "JAM,B,,2026-02-01,2026-01-01")
        codes, _document = self._judged(*rows)
        self.assertEqual(codes[0], {"production_after_expiry"})
        self.assertEqual(codes[1], {"received_before_production"})
        document = self._check("Product code,Lot,Expiry,Best before\nJAM,A,2027-01-31,2027-02-28\n")
        self.assertEqual(self._codes(document), {2: {"best_before_after_expiry"}})

    def test_a_retest_before_manufacturing_is_an_error(self):
        head = "Product code,Lot,Mfg,Retest date\n"
        document = self._check(f"{head}JAM,A,2026-05-01,2026-04-30\nJAM,B,2026-05-01,2026-05-01\n")
        self.assertEqual(self._codes(document), {2: {"retest_before_production"}})

    def test_a_retest_date_is_imported_and_a_month_means_its_last_day(self):
        self._import("Product code,Lot,Retest date\nJAM,A,02/2028\n")
        self.assertEqual(str(self._lots("A").retest_date), "2028-02-29")

    def test_a_known_lots_own_dates_count_too(self):
        self._lot(self.product, "A", expiration_day="2026-12-31")
        document = self._check("Product code,Lot,Mfg\nJAM,A,2027-02-01\n", existing_lot="update")
        self.assertEqual(self._codes(document), {2: {"production_after_expiry"}})

    def test_an_expired_lot_is_a_warning(self):
        codes, document = self._judged("JAM,A,2026-06-14", "JAM,B,2026-06-15")
        self.assertEqual(codes, [{"expired"}, set()])
        document.action_import()
        self.assertEqual(self._lots("A").status, "inactive")
        self.assertEqual(self._lots("B").status, "active")

    def test_quantities_are_checked_where_they_are_set(self):
        serial = self._product("serial", name="Pump", default_code="PUMP")
        rows = ("JAM,A,,,,-5", f"{serial.default_code},S1,,,,2", "JAM,B,,,,many", "JAM,C,,,,,,,-1")
        codes, document = self._judged(*rows, set_quantities=True)
        self.assertEqual(codes[0], {"negative_quantity"})
        self.assertEqual(codes[1], {"serial_quantity"})
        self.assertEqual(codes[2], {"invalid_number"})
        self.assertEqual(codes[3], {"negative_weight"})
        document.set_quantities = False
        document.action_check()
        levels = {line.number: line.level for line in document.line_ids}
        self.assertEqual([levels[2], levels[3]], ["warning", "warning"])

    def test_a_serial_number_is_in_one_place(self):
        self._product("serial", name="Pump", default_code="PUMP")
        self._location("A1")
        self._location("A2")
        codes, _document = self._judged("PUMP,S1,,,,1,A1", "PUMP,S1,,,,1,A2")
        self.assertEqual(codes[1], {"duplicate_in_file"})

    def test_places_are_found_by_full_name_barcode_and_name(self):
        place = self._location("A1", barcode="LOC-A1")
        rows = (f"JAM,A,,,,1,{place.complete_name}", "JAM,B,,,,1,LOC-A1", "JAM,C,,,,1,A1")
        codes, document = self._judged(*rows, set_quantities=True)
        self.assertEqual(codes, [set()] * 3)
        document.action_import()
        for number in "ABC":
            quant = self._lots(number).quant_ids.filtered(lambda quant: quant.quantity > 0)
            self.assertEqual(quant.location_id.id, place.id)

    def test_capitals_do_not_make_another_place(self):
        place = self._location("Cold room")
        rows = ("JAM,A,,,,1,COLD ROOM", "JAM,B,,,,1,cold room", "JAM,C,,,,1,Cold Room")
        codes, document = self._judged(*rows, set_quantities=True)
        self.assertEqual(codes, [set()] * 3)
        document.action_import()
        stock = document.lot_ids.quant_ids.filtered(lambda quant: quant.quantity > 0)
        self.assertEqual(stock.location_id.ids, place.ids)

    def test_an_unknown_place_is_an_error_until_somebody_chooses(self):
        codes, document = self._judged("JAM,A,,,,1,NOWHERE", set_quantities=True)
        self.assertEqual(codes, [{"unknown_location"}])
        document.unknown_location = "create"
        document.action_check()
        document.action_import()
        self.assertEqual(document.location_ids.name, "NOWHERE")
        self.assertEqual(document.location_ids.location_id.id, self.stock.id)

    def test_an_unknown_place_does_not_matter_without_quantities(self):
        codes, _document = self._judged("JAM,A,,,,1,NOWHERE")
        self.assertEqual(codes, [set()])

    def test_two_places_of_one_name_are_ambiguous(self):
        shelf, other = self._location("S1"), self._location("S2")
        self._location("BIN", location_id=shelf.id)
        self._location("BIN", location_id=other.id)
        codes, _document = self._judged("JAM,A,,,,1,BIN", set_quantities=True)
        self.assertEqual(codes, [{"ambiguous_location"}])

    def test_a_quantity_without_place_goes_to_the_warehouse(self):
        document = self._import(HEAD + "JAM,A,,,,7,,,\n", set_quantities=True)
        quant = document.lot_ids.quant_ids.filtered(lambda quant: quant.quantity > 0)
        self.assertEqual((quant.location_id.id, quant.quantity), (self.stock.id, 7))

    def test_quantities_are_set_only_when_asked(self):
        document = self._import(HEAD + "JAM,A,,,,7,,,\n")
        self.assertFalse(document.move_ids)
        self.assertFalse(document.lot_ids.quant_ids)

    def test_a_supplier_is_found_left_empty_or_created(self):
        codes, document = self._judged("JAM,A,,,,,,Acme Farms", "JAM,B,,,,,,New Farm")
        self.assertEqual(codes, [set(), {"unknown_supplier"}])
        document.unknown_supplier = "create"
        document.with_user(self.root.user).action_check()
        self.user["stock_manager"].group_ids |= self.root.ref("base.group_partner_manager")
        document.action_import()
        self.assertEqual(self._lots("A").supplier_id.name, "Acme Farms")
        self.assertEqual(self._lots("B").supplier_id.name, "New Farm")

    def test_numbers_that_a_spreadsheet_broke_are_errors(self):
        codes, _document = self._judged("JAM,1.2E+10", "JAM," + "9" * 120)
        self.assertEqual(codes, [{"excel_mangled"}, {"text_too_long"}])

    def test_control_characters_are_errors(self):
        codes, _document = self._judged('JAM,"L\t1"')
        self.assertEqual(codes, [{"control_character"}])

    def test_units_are_compared(self):
        kg = self.env.ref("uom.product_uom_kgm")
        text = f"Product code,Lot,Qty,Unit\nJAM,A,5,{kg.name}\nJAM,B,5,barrels\nJAM,C,5,pcs\n"
        document = self._check(text)
        self.assertEqual(self._codes(document), {2: {"other_unit"}, 3: {"unknown_unit"}})

    def test_rows_of_another_company_are_errors(self):
        document = self._check(f"Product code,Lot,Company\nJAM,A,{self.company.name}\nJAM,B,Foo\n")
        self.assertEqual(self._codes(document), {3: {"other_company"}})

    def test_created_products_follow_the_file(self):
        text = (
            "Product code,Product name,Lot,Expiry,Qty,Unit\n"
            "P1,Cheese,L1,2027-01-31,5,kg\nP1,Cheese,L2,2027-02-28,6,kg\nP2,Nails,,,7,\n"
        )
        document = self._import(
            text, role="newcomer", unknown_product="create", without_number="product"
        )
        cheese, nails = document.product_ids.sorted("default_code")
        self.assertEqual((cheese.default_code, cheese.name), ("P1", "Cheese"))
        self.assertEqual((cheese.tracking, nails.tracking), ("lot", "none"))
        self.assertEqual(cheese.uom_id, self.as_("newcomer", self.env.ref("uom.product_uom_kgm")))
        self.assertTrue(cheese.use_expiration_date)
        self.assertEqual(cheese.expiration_time, 0)
        self.assertFalse(nails.use_expiration_date)
        self.assertEqual(str(self._lots("L1").expiration_day), "2027-01-31")

    def test_the_number_of_queries_does_not_follow_the_rows(self):
        def check(count):
            rows = [f"JAM,Q{count}-{n},,,,,,,\n" for n in range(count)]
            document = self._load(HEAD + "".join(rows))
            document.action_continue()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            document.action_continue()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        check(3)
        self.assertLessEqual(check(300), check(30) + 2)

    def test_a_message_is_in_the_readers_words(self):
        _codes, document = self._judged("NOPE,A")
        issue = document.line_ids.issues[0]
        self.assertEqual(set(issue), {"code", "field", "level", "params"})
        self.assertIn("There is no product “NOPE”.", document.line_ids.message)

    def test_nothing_is_written_when_creating_a_product_is_not_allowed(self):
        document = self._check("Product code,Lot\nNEW,A\n", unknown_product="create")
        with self.assertRaisesRegex(UserError, "may not create products"):
            document.action_import()
        self.assertFalse(self._lots("A"))
