from odoo.exceptions import AccessError
from odoo.tests import tagged

from .test_stock_lot_trace_screen import TraceScreenCase

REPORT = "stock_lot_lifecycle.stock_lot_production_record_report"
DEFINITION = [
    {"name": "aa1", "type": "float", "string": "Oven temperature"},
    {"name": "aa2", "type": "selection", "string": "Line", "selection": [["l1", "Line 1"]]},
    {"name": "aa3", "type": "boolean", "string": "Metal detector passed"},
    {"name": "aa4", "type": "char", "string": "Operator"},
    {"name": "aa5", "type": "date", "string": "Calibrated"},
    {"name": "aa6", "type": "separator", "string": "More"},
    {"name": "aa7", "type": "tags", "string": "Allergens", "tags": [["n", "Nuts", 1]]},
]


@tagged("post_install", "-at_install")
class TestProductionRecord(TraceScreenCase):
    """Muesli, 8, of 4 oats; who reads the lot reads how it was made."""

    def _record(self, lot, role="quality_manager"):
        return self.as_(role, lot)._get_production_record()

    def _paper(self, lot, role="quality_manager"):
        Report = self.as_(role, self.env["ir.actions.report"])
        html, _kind = Report._render_qweb_html(REPORT, lot.ids)
        return html.decode()

    def test_it_says_what_went_in_which_lots_and_how_much(self):
        oats = self._receive(self.oats, "OAT-1", 10)
        oats.supplier_lot_ref = "K-77"
        made = self._produce({oats: 4}, self.muesli, "M-1", 8)
        [order] = self._record(made)["orders"]
        [part] = order["parts"]
        self.assertEqual(
            (part["product"], part["lot"], part["supplier_lot"], part["quantity"]),
            ("Oats", "OAT-1", "K-77", 4),
        )
        self.assertTrue(order["is_exact"])

    def test_only_what_went_in_directly_is_a_part(self):
        oats, made = self._story()
        box = self._produce({made: 1}, self._product(name="Box"), "BOX", 1)
        [order] = self._record(box)["orders"]
        self.assertEqual([part["lot"] for part in order["parts"]], ["M-1"])
        self.assertEqual(self._record(oats)["orders"], [])

    def test_a_lot_made_twice_has_both_productions(self):
        oats = self._receive(self.oats, "OAT-1", 10)
        made = self._produce({oats: 4}, self.muesli, "M-1", 8)
        self._produce({oats: 2}, self.muesli, made, 4)
        parts = [part for order in self._record(made)["orders"] for part in order["parts"]]
        self.assertEqual(sum(part["quantity"] for part in parts), 6)

    def test_a_lot_that_came_from_a_supplier_says_so(self):
        oats = self._receive(self.oats, "OAT-1", 10)
        oats.supplier_id = self.supplier
        html = self._paper(oats)
        self.assertIn("not produced here", html)
        self.assertIn("Acme Farms", html)

    def test_what_went_in_without_a_lot_is_told_in_red(self):
        made = self._lot(self.muesli, "M-1")
        place = self._place("production")
        water = self._product("none", "Water")
        used = self.root["stock.move"].create(
            {
                "product_id": water.id, "product_uom_qty": 2, "location_id": self.stock.id,
                "location_dest_id": place.id, "company_id": self.company.id,
            }
        )  # fmt: skip
        used._action_confirm(merge=False)
        used.quantity, used.picked = 2, True
        used._action_done()
        self._move(made, 3, place, self.stock).move_line_ids.sudo().consume_line_ids = (
            used.move_line_ids
        )
        answer = self._record(made)
        self.assertIn("Water", " ".join(answer["gaps"]))
        self.assertTrue(answer["orders"][0]["parts"][0]["is_gap"])
        html = self._paper(made)
        self.assertIn("Incomplete", html)
        self.assertIn("without a lot", html)

    def test_a_blocked_part_is_named_as_such(self):
        oats, made = self._story()
        self._decide(oats, self.on_hold)
        [order] = self._record(made)["orders"]
        self.assertEqual(order["parts"][0]["disposition"], "On hold")

    def test_the_conditions_of_its_making_are_told(self):
        made = self._story()[1]
        self.muesli.with_env(self.root).lot_properties_definition = DEFINITION
        made.lot_properties = {
            "aa1": 182.5, "aa2": "l1", "aa3": True, "aa5": "2026-06-01", "aa7": ["n"],
        }  # fmt: skip
        told = dict(self._record(made)["conditions"])
        self.assertEqual(
            told,
            {
                "Oven temperature": "182.50", "Line": "Line 1", "Metal detector passed": "Yes",
                "Operator": "", "Calibrated": "06/01/2026", "Allergens": "Nuts",
            },
        )  # fmt: skip
        html = self._paper(made)
        self.assertIn("182.50", html)
        self.assertIn("not recorded", html)

    def test_without_properties_it_says_how_to_have_them(self):
        self.assertIn("None are defined", self._paper(self._story()[1]))

    def test_the_auditor_reads_it_and_an_employee_does_not(self):
        made = self._story()[1]
        self.assertIn("OAT-1", self._paper(made, "auditor"))
        for role in ("employee", "portal"):
            with self.assertRaises(AccessError):
                self._record(made, role)

    def test_hostile_names_stay_text(self):
        oats = self._receive(self._product(name="<script>alert(1)</script>"), "<b>X</b>", 10)
        html = self._paper(self._produce({oats: 4}, self.muesli, "M-1", 8))
        self.assertNotIn("<script>alert(1)", html)
        self.assertNotIn("<b>X</b>", html)

    def test_printing_is_offered_for_the_lot(self):
        made = self._story()[1]
        action = made.action_print_production_record()
        self.assertEqual(
            action["report_name"], "stock_lot_lifecycle.report_lot_production_record"
        )


@tagged("post_install", "-at_install")
class TestProductionRecordOfOrders(TraceScreenCase):
    """What a manufacturing order adds."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "mrp.production" not in cls.env:
            cls.skipTest(cls, "mrp is not installed")

    def _order(self):
        made = self._story()[1]
        [order] = self.as_("quality_manager", made)._get_production_record()["orders"]
        return order

    def test_planned_made_yield_times_and_who_are_told(self):
        facts = self._order()["order"]
        self.assertEqual((facts["planned"], facts["made"], facts["percent"]), (8, 8, 100))
        self.assertTrue(facts["start"] and facts["end"])
        self.assertTrue(facts["who"])

    def test_planned_and_used_quantities_stand_side_by_side(self):
        [row] = self._order()["plan"]
        self.assertEqual((row["product"], row["planned"], row["used"]), ("Oats", 4, 4))

    def test_who_has_no_right_to_orders_is_told_all_the_same(self):
        made = self._story()[1]
        self.assertFalse(self.user["auditor"].has_group("mrp.group_mrp_user"))
        [order] = self.as_("auditor", made)._get_production_record()["orders"]
        self.assertEqual(order["order"]["made"], 8)
