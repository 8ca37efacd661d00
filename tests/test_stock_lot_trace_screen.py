from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.stock_lot_lifecycle.models import stock_lot_trace_screen

from .common import LotCase


class TraceScreenCase(LotCase):
    """Oats from Acme, 10: 4 of them into muesli, 8, of which Deco got 6 and gave 1 back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.oats = cls._product(name="Oats")
        cls.muesli = cls._product(name="Muesli")

    def _story(self):
        oats = self._receive(self.oats, "OAT-1", 10)
        made = self._produce({oats: 4}, self.muesli, "M-1", 8)
        self._ship(made, 6)
        self._return_from_customer(made, 1)
        return oats, made

    def _screen(self, documents, role="quality_manager", **options):
        Lot = self.as_(role, self.env["stock.lot"])
        return Lot.get_trace(documents._name, documents.ids, **options)

    def _titles(self, answer):
        return {(shape["kind"], shape["title"]) for shape in answer["shapes"]}

    def _rows(self, answer, key):
        [section] = [section for section in answer["sections"] if section["key"] == key]
        return [row["cells"] for row in section["rows"]]


@tagged("post_install", "-at_install")
class TestTraceScreen(TraceScreenCase):
    def test_from_the_raw_material_to_the_customer_on_one_screen(self):
        oats, _made = self._story()
        answer = self._screen(oats)
        titles = self._titles(answer)
        self.assertLessEqual(
            {
                ("supplier", "Acme Farms"), ("lot", "OAT-1"), ("lot", "M-1"),
                ("customer", "Deco Addict"),
            },
            titles,
        )
        has_order = "mrp.production" in self.env  # else movements make it, without a document
        self.assertEqual("document" in {kind for kind, _title in titles}, has_order)
        self.assertEqual(answer["title"], oats.display_name)
        self.assertFalse(answer["is_grouped"])

    def test_every_line_ends_at_shapes_that_are_there(self):
        answer = self._screen(self._story()[0])
        keys = {shape["key"] for shape in answer["shapes"]}
        for line in answer["lines"]:
            self.assertLessEqual({line["source"], line["target"]}, keys)
            self.assertTrue(0 <= line["share"] <= 1)

    def test_customers_are_listed_with_what_they_kept(self):
        [row] = self._rows(self._screen(self._story()[0]), "customers")
        self.assertEqual(row[:7], ["Deco Addict", "M-1", "Muesli", "", 5, "Units", 1])
        self.assertEqual(row[7:9], ["2026-06-15", "2026-06-15"])
        self.assertRegex(row[9], "/OUT/.*, .*/IN/")

    def test_suppliers_are_listed_with_what_they_sent(self):
        [row] = self._rows(self._screen(self._story()[1]), "suppliers")
        self.assertEqual((row[0], row[1], row[4]), ("Acme Farms", "OAT-1", 10))

    def test_places_say_what_lies_where_now(self):
        rows = self._rows(self._screen(self._story()[0]), "places")
        self.assertEqual({(row[2], row[4]) for row in rows}, {("OAT-1", 6), ("M-1", 3)})

    def test_the_mass_balance_has_nothing_unexplained(self):
        rows = self._rows(self._screen(self._story()[0]), "totals")
        self.assertEqual({row[0]: row[-1] for row in rows}, {"Oats": 0, "Muesli": 0})

    def test_complete_is_said_and_how_much_was_read(self):
        answer = self._screen(self._story()[0])
        self.assertTrue(answer["is_complete"], self._rows(answer, "gaps"))
        self.assertRegex(answer["coverage"], r"^Complete: \d+ movements read, no gaps\.$")

    def test_a_gap_is_counted_in_the_header_and_listed_with_its_document(self):
        lot = self._lot(self.oats, "COUNTED")
        self._adjust(lot, 5)
        answer = self._screen(lot)
        self.assertFalse(answer["is_complete"])
        self.assertRegex(answer["coverage"], r"^Incomplete: 1 gap\.")
        [row] = self._rows(answer, "gaps")
        self.assertIn("COUNTED", row[0])
        [shape] = [shape for shape in answer["shapes"] if shape["key"] == f"lot:{lot.id}"]
        self.assertEqual(shape["gaps"], 1)

    def test_backward_tells_no_customers_and_forward_no_suppliers(self):
        oats, made = self._story()
        self.assertFalse(self._rows(self._screen(made, direction="backward"), "customers"))
        self.assertFalse(self._rows(self._screen(oats, direction="forward"), "suppliers"))

    def test_a_transfer_is_traced_by_the_lots_it_moved(self):
        _oats, made = self._story()
        delivery = made.delivery_ids[:1]
        answer = self._screen(delivery)
        self.assertEqual(answer["roots"], made.ids)
        self.assertEqual(answer["title"], delivery.display_name)

    def test_a_contact_is_traced_with_its_addresses(self):
        oats = self._receive(self.oats, "OAT-1", 10)
        address = self._partner("Dock 2", parent_id=self.customer.id, type="delivery")
        self._ship(oats, 3, address)
        action = self.as_("quality_manager", self.customer).action_trace()
        self.assertEqual(action["tag"], "stock_lot_trace")
        self.assertEqual(action["params"]["ids"][0], self.customer.id)
        answer = self._screen(self.env["res.partner"].browse(action["params"]["ids"]))
        self.assertEqual(answer["roots"], oats.ids)
        self.assertEqual(answer["title"], self.customer.display_name)

    def test_selected_lots_are_traced_together(self):
        first, second = (self._receive(self.oats, number, 10) for number in ("A", "B"))
        action = (first | second).action_trace()
        self.assertEqual(action["params"], {"model": "stock.lot", "ids": (first | second).ids})
        answer = self._screen(first | second)
        self.assertEqual(answer["title"], "2 lots")
        roots = {shape["title"] for shape in answer["shapes"] if shape["is_root"]}
        self.assertEqual(roots, {"A", "B"})

    def test_what_has_no_lots_cannot_be_traced_and_it_is_said(self):
        for documents in (self.env["res.users"].browse(2), self.company.with_env(self.env)):
            with self.assertRaisesRegex(UserError, "nothing to trace"):
                self._screen(documents)
        with self.assertRaisesRegex(UserError, "nothing to trace"):
            self.env["stock.lot"].get_trace("no.model", [1])

    def test_a_deleted_document_has_nothing_to_trace(self):
        lot = self._lot(self.oats, "GONE")
        lot.unlink()
        self.assertEqual(self._screen(lot)["roots"], [])

    def test_beyond_the_limit_lots_stand_by_product_and_can_be_opened(self):
        oats = self._receive(self.oats, "OAT-1", 100)
        for number in range(4):
            self._produce({oats: 1}, self.muesli, f"M-{number}", 2)
        draw = stock_lot_trace_screen.draw
        self.patch(
            stock_lot_trace_screen, "draw", lambda trace, opened=(): draw(trace, opened, most=3)
        )
        answer = self._screen(oats)
        [group] = [shape for shape in answer["shapes"] if shape["kind"] == "group"]
        self.assertEqual((group["count"], group["quantity"]), (4, 8))
        self.assertTrue(answer["is_grouped"])
        opened = self._screen(oats, opened=[group["key"]])
        self.assertEqual(sum(shape["kind"] == "lot" for shape in opened["shapes"]), 5)

    def test_a_long_table_says_how_many_rows_there_are(self):
        self.patch(stock_lot_trace_screen, "MOST_ROWS", 1)
        answer = self._screen(self._story()[0])
        [section] = [section for section in answer["sections"] if section["key"] == "lots"]
        self.assertEqual((len(section["rows"]), section["count"]), (1, 2))

    def test_what_is_beside_a_lot_is_told_one_step_far(self):
        oats, made = self._story()
        box = self._produce({made: 1}, self._product(name="Box"), "BOX", 1)
        answer = self.as_("quality_manager", oats).get_trace_neighbours()
        keys = {shape["key"] for shape in answer["shapes"]}
        self.assertIn(f"lot:{made.id}", keys)
        self.assertNotIn(f"lot:{box.id}", keys)
        self.assertFalse({shape["title"] for shape in answer["shapes"]} & {"Deco Addict"})

    def test_a_lot_to_trace_is_found_by_any_name_it_has(self):
        lot = self._lot(self.oats, "OAT-77", supplier_lot_ref="SUP-9")
        for words in ("OAT-77", "SUP-9"):
            found = self.env["stock.lot"].get_lots_to_trace(words)
            self.assertEqual([row["id"] for row in found], lot.ids)
        self.assertEqual(self.env["stock.lot"].get_lots_to_trace("nothing-like-it"), [])


@tagged("post_install", "-at_install")
class TestTraceScreenRights(TraceScreenCase):
    def test_who_may_not_read_lots_gets_no_trace(self):
        oats = self._receive(self.oats, "OAT-1", 10)
        for role in ("employee", "portal"):
            with self.subTest(role):
                with self.assertRaises(AccessError):
                    self._screen(oats, role)
                with self.assertRaises(AccessError):
                    self.as_(role, oats).get_trace_neighbours()
                with self.assertRaises(AccessError):
                    self.as_(role, self.env["stock.lot"]).get_lots_to_trace("OAT")

    def test_the_auditor_sees_all_of_it(self):
        answer = self._screen(self._story()[0], "auditor")
        self.assertTrue(answer["is_complete"], self._rows(answer, "gaps"))
        self.assertIn(("customer", "Deco Addict"), self._titles(answer))

    def test_a_transfer_somebody_may_not_read_is_not_traced_for_them(self):
        made = self._story()[1]
        with self.assertRaises(AccessError):
            self._screen(made.delivery_ids[:1], "employee")

    def test_what_is_withheld_is_counted_in_words_and_in_the_header(self):
        second = self._company()
        lot = self._receive(self.oats, "SHARED", 10)
        self._force(lot, company_id=None)
        place = self._place("inventory", second)
        stock = self._warehouse_of(second).lot_stock_id
        self._move(lot, 2, place, stock, second)
        answer = self._screen(lot, "warehouse")
        self.assertFalse(answer["is_complete"])
        self.assertIn("a part that you may not see", answer["coverage"])
        words = " ".join(row[0] for row in self._rows(answer, "gaps"))
        self.assertIn("Movements that you may not see: 1", words)
        whole = self._screen(lot, "quality_manager")
        self.assertNotIn("may not see", whole["coverage"])

    def test_tracing_writes_nothing(self):
        oats = self._story()[0]
        before = len(self._events(oats))
        for name in ("get_trace", "get_trace_neighbours", "get_lots_to_trace"):
            self.assertTrue(getattr(type(oats), name)._readonly, name)
        self._screen(oats)
        self.assertEqual(len(self._events(oats)), before)

    def test_the_number_of_queries_does_not_grow_with_the_trace(self):
        oats = self._receive(self.oats, "OAT-1", 100)
        small = self._receive(self.oats, "OAT-2", 100)
        self._produce({small: 1}, self.muesli, "S-0", 2)
        for number in range(8):
            self._ship(self._produce({oats: 1}, self.muesli, f"M-{number}", 2), 1)

        def count(lot):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._screen(lot)
            return self.env.cr.sql_log_count - before

        count(small)
        self.assertLessEqual(count(oats), count(small) + 3)
