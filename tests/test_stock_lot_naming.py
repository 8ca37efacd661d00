import unittest

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common_numbers import NumberCase

LEVELS = ("product", "category", "operation", "company", "nothing")
# which levels a path can know; where it knows none, Odoo's own sequence names the lot
ALL = ("product", "category", "operation", "company")
WITHOUT_OPERATION = ("product", "category", "company")


@tagged("post_install", "-at_install")
class TestPaths(NumberCase):
    """Every way to a lot without a number leads to the scheme: paths × where it is chosen."""

    def _setting(self, level, tracking="serial"):
        """Return a product whose lots are named by a scheme chosen at `level`."""
        category = self.root["product.category"].create({"name": level})
        sequence = self.root["ir.sequence"].create(
            {"name": level, "code": "stock.lot.serial", "prefix": "CORE-"}
        )
        product = self._product(
            tracking, default_code="P", categ_id=category.id, lot_sequence_id=sequence.id
        )
        rows = {
            "product": product.product_tmpl_id,
            "category": category,
            "operation": self.warehouse.in_type_id,
            "company": self.company,
        }
        if level in rows:
            self._scheme(f"{level}-{{product.code}}{{seq}}{{check}}", rows[level], name=level)
        return product

    def _table(self, path, levels, tracking="serial"):
        """Assert what `path` names two lots, wherever the scheme is chosen."""
        expected = {
            "product": ["product-P17", "product-P25"],
            "category": ["category-P13", "category-P21"],
            "operation": ["operation-P10", "operation-P28"],
            "company": ["company-P17", "company-P25"],
        }
        for level in LEVELS:
            with self.subTest(level), self.env.cr.savepoint() as point:
                product = self._setting(level, tracking)
                names = path(product)
                if level in levels:
                    prefix = f"{level}-P"
                    self.assertEqual([name[: len(prefix) + 1] for name in names],
                                     [f"{prefix}1", f"{prefix}2"])  # fmt: skip
                    self.assertEqual(len(expected[level]), len(names))
                else:
                    self.assertEqual(names, ["CORE-1", "CORE-2"])
                point.rollback()
                self.env.invalidate_all()

    def _receipt(self, product, quantity=2):
        rows = [(product, None, quantity)]
        return self._picking(rows, self.suppliers, self.stock, "incoming", self.supplier)

    def _dialog(self, picking, **vals):
        """Return what the dialog of the only movement of `picking` sends."""
        move = picking.move_ids
        return {
            "default_product_id": move.product_id.id,
            "default_location_id": move.location_id.id,
            "default_location_dest_id": move.location_dest_id.id,
            "default_tracking": move.product_id.tracking,
            "default_quantity": move.product_uom_qty,
            "default_company_id": move.company_id.id,
            "default_picking_type_id": move.picking_type_id.id,
            "numbering_picking_id": picking.id,
            **vals,
        }

    def test_create(self):
        self._table(lambda product: self._names(2, product), WITHOUT_OPERATION)

    def test_form(self):
        def path(product):
            names = []
            for _time in range(2):
                form = Form(self.Lot)
                form.product_id = product
                self.assertFalse(form.name)
                self.assertTrue(form.next_number)
                names.append(form.save().name)
            return names

        self._table(path, WITHOUT_OPERATION)

    def test_file_without_numbers(self):
        def path(product):
            rows = [[str(product.id)], [str(product.id)]]
            outcome = self.Lot.load(["product_id/.id"], rows)
            self.assertTrue(outcome["ids"], outcome["messages"])
            return self.Lot.browse(outcome["ids"]).mapped("name")

        self._table(path, WITHOUT_OPERATION)

    def test_generate_dialog(self):
        def path(product):
            picking = self._receipt(product)
            moves, dialog = self.env["stock.move"], self._dialog(picking)
            proposal = moves.propose_lot_number(dialog)
            rows = moves.action_generate_lot_line_vals(dialog, "generate", "", 2, "")
            names = [row["lot_name"] for row in rows]
            self.assertEqual(proposal["number"], names[0], "what was proposed is drawn")
            return names

        self._table(path, ALL)

    def test_generate_dialog_with_the_proposed_number(self):
        def path(product):
            picking = self._receipt(product)
            moves, dialog = self.env["stock.move"], self._dialog(picking)
            first = moves.propose_lot_number(dialog)["number"]
            rows = moves.action_generate_lot_line_vals(dialog, "generate", first, 2, "")
            again = moves.propose_lot_number(dialog)["number"]
            self.assertNotIn(again, [row["lot_name"] for row in rows], "they are taken")
            return [row["lot_name"] for row in rows]

        self._table(path, ALL)

    def test_lines_that_are_done_without_a_number(self):
        def path(product):
            self.warehouse.in_type_id.with_env(self.root).draws_lot_numbers = True
            picking = self._receipt(product)
            self._validate(picking)
            lines = picking.move_line_ids
            self.assertEqual(lines.mapped("quantity"), [1, 1])
            return sorted(lines.lot_id.mapped("name"))

        self._table(path, ALL)

    def test_movements_that_are_done_without_a_transfer(self):
        def path(product):
            self.warehouse.in_type_id.with_env(self.root).draws_lot_numbers = True
            picking = self._receipt(product)
            picking.move_ids._action_done()
            return sorted(picking.move_line_ids.lot_id.mapped("name"))

        self._table(path, ALL)

    def test_production_order(self):
        if "mrp.production" not in self.env:
            raise unittest.SkipTest("mrp is not installed")

        def path(product):
            names = []
            for _time in range(2):
                order = self.root["mrp.production"].create(
                    {"product_id": product.id, "product_qty": 1, "bom_id": False}
                )
                order.action_confirm()
                order.action_generate_serial()
                names += order.lot_producing_ids.mapped("name")
            return names

        self._table(path, WITHOUT_OPERATION)

    def test_production_order_with_many_serials(self):
        if "mrp.production" not in self.env:
            raise unittest.SkipTest("mrp is not installed")

        def path(product):
            order = self.root["mrp.production"].create(
                {"product_id": product.id, "product_qty": 2, "bom_id": False}
            )
            order.action_confirm()
            action = order.action_generate_serial()
            wizard = self.root[action["res_model"]].with_context(**action["context"]).create({})
            wizard.action_generate_serial_numbers()
            wizard.action_apply()
            return sorted(order.lot_producing_ids.mapped("name"))

        self._table(path, WITHOUT_OPERATION)

    def test_repair(self):
        if "repair.order" not in self.env:
            raise unittest.SkipTest("repair is not installed")

        def path(product):
            names = []
            for _time in range(2):
                order = self.root["repair.order"].create({"product_id": product.id})
                order.action_generate_serial()
                names += order.lot_id.mapped("name")
            return names

        self._table(path, WITHOUT_OPERATION)

    def test_a_number_another_module_has_just_drawn_gives_way_to_the_scheme(self):
        product = self._setting("product")
        for sequence in (product.lot_sequence_id, product.lot_sequence_id.browse()):
            product.with_env(self.root).lot_sequence_id = sequence
            any_sequence = self.env["ir.sequence"]
            drawn = sequence.next_by_id() or any_sequence.next_by_code("stock.lot.serial")
            self.assertTrue(drawn)
            lot = self.Lot.create({"product_id": product.id, "name": drawn})
            self.assertEqual(lot.name[:9], "product-P")
        other = self._product("serial")
        drawn = other.lot_sequence_id.next_by_id()
        self.assertEqual(self._lot(other, drawn).name, drawn, "no scheme: it stays")

    def test_numbers_that_are_typed_stay_as_they_are_on_every_path(self):
        product = self._setting("product")
        lot = self._receive(product, "TYPED-1", 1)
        self.assertEqual(lot.name, "TYPED-1")
        picking = self._receipt(product)
        rows = self.env["stock.move"].action_generate_lot_line_vals(
            self._dialog(picking), "import", "", 0, "OWN-1\nOWN-2"
        )
        self.assertEqual([row["lot_name"] for row in rows], ["OWN-1", "OWN-2"])
        rows = self.env["stock.move"].action_generate_lot_line_vals(
            self._dialog(picking), "generate", "OWN-7", 2, ""
        )
        self.assertEqual([row["lot_name"] for row in rows], ["OWN-7", "OWN-8"])
        self.assertEqual(product._peek_lot_numbers()[0][:10], "product-P1")

    def test_lots_of_a_quantity_get_the_parts_as_core_divides_them(self):
        product = self._setting("product", "lot")
        picking = self._receipt(product, 25)
        rows = self.env["stock.move"].action_generate_lot_line_vals(
            self._dialog(picking), "generate", "", 10, ""
        )
        self.assertEqual([row["quantity"] for row in rows], [10, 10, 5])
        self.assertEqual(len({row["lot_name"] for row in rows}), 3)

    def test_a_line_for_many_serials_is_split_with_what_it_says(self):
        product = self._setting("product")
        self.warehouse.in_type_id.with_env(self.root).draws_lot_numbers = True
        picking = self._receipt(product, 3)
        picking.move_line_ids.write({"production_date": "2026-06-01", "supplier_lot_ref": "77-B"})
        self._validate(picking)
        lots = picking.move_line_ids.lot_id
        self.assertEqual(len(lots), 3)
        self.assertEqual(set(lots.mapped("supplier_lot_ref")), {"77-B"})

    def test_a_line_that_is_not_picked_beside_others_takes_no_number(self):
        product = self._setting("product")
        self.warehouse.in_type_id.with_env(self.root).draws_lot_numbers = True
        rows = [(product, "TYPED", 1), (product, None, 1)]
        picking = self._picking(rows, self.suppliers, self.stock, "incoming", self.supplier)
        typed, nameless = picking.move_line_ids
        nameless.picked = False
        typed.picked = True
        self._validate(picking)
        self.assertEqual(typed.lot_id.name, "TYPED")
        self.assertEqual(product._peek_lot_numbers()[0][:10], "product-P1")

    def test_without_the_setting_a_line_without_a_number_is_refused_as_ever(self):
        picking = self._receipt(self._setting("product"))
        with self.assertRaises(UserError):
            picking.button_validate()
        self.assertFalse(picking.move_line_ids.lot_id)

    def test_the_supplier_of_the_transfer_stands_in_generated_numbers(self):
        self.supplier.with_env(self.root).ref = "A7"
        product = self._product("serial")
        self._scheme(
            "{supplier.ref}-{operation.code}-{warehouse.code}-{seq}", product.product_tmpl_id
        )
        picking = self._receipt(product)
        rows = self.env["stock.move"].action_generate_lot_line_vals(
            self._dialog(picking), "generate", "", 2, ""
        )
        operation = self.warehouse.in_type_id
        start = f"A7-{operation.sequence_code}-{self.warehouse.code}-"
        self.assertEqual([row["lot_name"] for row in rows], [start + "1", start + "2"])

    def test_two_people_who_generate_get_different_numbers(self):
        product = self._setting("product")
        dialog = self._dialog(self._receipt(product))
        moves = self.env["stock.move"]
        first = moves.propose_lot_number(dialog)["number"]
        second = self.as_("stock_manager", moves).propose_lot_number(dialog)["number"]
        self.assertEqual(first, second, "both see the same proposal")
        rows = [
            row["lot_name"]
            for env_moves in (moves, self.as_("stock_manager", moves))
            for row in env_moves.action_generate_lot_line_vals(dialog, "generate", "", 5, "")
        ]
        self.assertEqual(len(set(rows)), 10)


@tagged("post_install", "-at_install")
class TestSeries(NumberCase):
    """Many numbers from a first one or a range."""

    def _series(self, first, count):
        return [row["lot_name"] for row in self.Lot.generate_lot_names(first, count)]

    def test_a_scheme_counts_where_it_counts_and_its_check_digit_follows(self):
        self._scheme("X{seq:3}-{date:%Y}{check:mod97}")
        frame = self.env["stock.lot.scheme"].search([])[0]._get_pattern().frame
        first = frame({"date": self.env.cr.now()}).number(9)
        second = frame({"date": self.env.cr.now()}).number(10)
        self.assertEqual(self._series(first, 2), [first, second])

    def test_where_schemes_disagree_the_digits_count_as_ever(self):
        self._scheme("{seq:4}-{date:%d}{date:%m}")
        self._scheme("{date:%d}{date:%m}-{seq:4}", name="T")
        self.assertEqual(self._series("0101-0009", 2), ["0101-0009", "0101-0010"])

    def test_core_counts_as_ever(self):
        for first, second in (
            ("SN1", "SN2"), ("A099", "A100"), ("BAV023B00001S00001", "BAV023B00001S00002"),
            ("LOT", None), ("LOT-2026", "LOT-2027"), ("2026-0007", "2026-0008"),
            ("SN-15-1999", "SN-15-2000"),
        ):  # fmt: skip
            expected = [first, second] if second else ["LOT0", "LOT1"]
            self.assertEqual(self._series(first, 2), expected)

    def test_a_range_names_its_numbers_and_too_few_are_said(self):
        self.assertEqual(self._series("A1-A3", 3), ["A1", "A2", "A3"])
        self.assertEqual(self._series("A1+9", 2), ["A1", "A2"])
        with self.assertRaisesRegex(UserError, "names 3 numbers, and 5 are needed"):
            self._series("A1..A3", 5)
        with self.assertRaisesRegex(UserError, "ends before it begins"):
            self._series("A9..A3", 5)

    def test_ranges_in_the_dialogs(self):
        product = self._product("serial")
        dialog = {
            "default_product_id": product.id,
            "default_location_dest_id": self.stock.id,
            "default_tracking": "serial",
            "default_quantity": 3,
        }
        moves = self.env["stock.move"]
        rows = moves.action_generate_lot_line_vals(dialog, "generate", "A001-A050", 50, "")
        self.assertEqual((rows[0]["lot_name"], rows[-1]["lot_name"]), ("A001", "A050"))
        rows = moves.action_generate_lot_line_vals(dialog, "import", "", 0, "A1..A3\nB7\nC1+1")
        names = [row["lot_name"] for row in rows]
        self.assertEqual(names, ["A1", "A2", "A3", "B7", "C1", "C2"])
        dialog["default_tracking"] = "lot"
        rows = moves.action_generate_lot_line_vals(dialog, "import", "", 0, "A1..A2;5;2027-01-31")
        self.assertEqual(
            [(row["lot_name"], row["quantity"]) for row in rows], [("A1", 5), ("A2", 5)]
        )
        self.assertEqual({str(row["expiration_day"]) for row in rows}, {"2027-01-31"})

    def test_a_wrong_range_in_a_dialog_is_said(self):
        with self.assertRaisesRegex(UserError, "is no range of numbers"):
            self.env["stock.move"].split_lots("A1..B7")

    def test_the_last_lots_number_goes_on_past_those_that_exist(self):
        for number in ("A2", "A3", "A1"):
            self._lot(self.product, number)
        self.assertEqual(self.Lot._get_next_serial(self.company, self.product), "A4")


@tagged("post_install", "-at_install")
class TestNextNumber(NumberCase):
    """The number a product shows as its next follows the scheme as soon as one is chosen."""

    def test_it_follows_a_scheme_of_the_category_then_of_the_product(self):
        category = self.root["product.category"].create({"name": "Pumps"})
        sequence = self.root["ir.sequence"].create(
            {"name": "Pumps", "code": "stock.lot.serial", "prefix": "CORE-", "padding": 1}
        )
        template = self._product(
            "serial", categ_id=category.id, lot_sequence_id=sequence.id
        ).product_tmpl_id.with_env(self.root)
        self.assertEqual(template.serial_prefix_format, "CORE-")
        self._scheme("C-{seq}", category, name="Category")
        self.assertEqual((template.serial_prefix_format, template.next_serial), ("", "C-1"))
        self._scheme("P-{seq}", template, name="Product")
        self.assertEqual(template.next_serial, "P-1")
