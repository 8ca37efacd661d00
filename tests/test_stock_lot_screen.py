from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from odoo.addons.stock_lot_lifecycle.models import stock_lot_count

from .common import LotCase

ACTION = "stock_lot_lifecycle.stock_lot_action"


@tagged("post_install", "-at_install")
class TestStockLotScreen(LotCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._perishable(days=100)

    def _counts(self, domain=None):
        own = [("product_id", "=", self.product.id)]
        return self.env["stock.lot"].get_status_counts(own + (domain or []))

    def test_the_pills_count_active_and_inactive(self):
        self._lot(self.product, "A")
        self._lot(self.product, "B", expiration_day="2026-06-14")
        counts = self._counts()
        self.assertEqual((counts["active"], counts["inactive"]), (1, 1))

    def test_the_pills_count_only_what_the_search_finds(self):
        self._lot(self.product, "A")
        self._lot(self.product, "B")
        self.assertEqual(self._counts([("name", "=", "B")])["active"], 1)

    def test_without_active_lots_the_reasons_are_counted(self):
        self._lot(self.product, "A", expiration_day="2026-06-14")
        self._lot(self.product, "B", expiration_day="2026-06-01")
        self._ship(self._receive(self.product, "C"), 10)
        self.assertEqual(self._counts()["reasons"], [("Expired", 2), ("Shipped", 1)])

    def test_with_active_lots_no_reason_is_counted(self):
        self._lot(self.product, "A")
        self._lot(self.product, "B", expiration_day="2026-06-14")
        self.assertEqual(self._counts()["reasons"], [])

    def test_counting_stops_above_the_limit(self):
        self.patch(stock_lot_count, "COUNT_LIMIT", 2)
        for name in "ABCDE":
            self._lot(self.product, name)
        counts = self._counts()
        self.assertEqual((counts["limit"], counts["active"]), (2, 3))

    def test_customers_of_the_portal_cannot_count(self):
        Lot = self.as_("portal", self.env["stock.lot"])
        with self.assertRaises(AccessError):
            Lot.get_status_counts([])

    def test_an_expired_lot_says_since_when_and_what_is_left_where(self):
        lot = self._receive(self.product, "A", 40)
        lot.expiration_day = "2026-06-12"
        self.assertEqual(
            lot.expiry_notice, "Expired 3 days ago: 40 Units still in WH/Stock."
        )

    def test_the_days_around_the_expiry_have_words(self):
        lot = self._lot(self.product, "A")
        said = {
            "2026-06-14": "Expired yesterday.",
            "2026-06-15": "Expires today.",
            "2026-06-16": "Expires tomorrow.",
            "2026-07-01": "Expires in 16 days.",
        }
        for day, words in said.items():
            lot.expiration_day = day
            self.assertEqual(lot.expiry_notice, words)

    def test_a_lot_that_is_good_for_long_says_nothing(self):
        lot = self._lot(self.product, "A", expiration_day="2027-06-15")
        self.assertFalse(lot.expiry_notice)
        self.assertEqual(lot.days_left, 365)

    def test_a_retired_lot_says_since_when_by_whom_and_why(self):
        lot = self._lot(self.product, "A")
        self.as_("stock_manager", lot)._set_disposition(self.retired, "Broken seal")
        lot.invalidate_recordset(["decision_notice"])
        self.assertRegex(
            lot.decision_notice, r"^Retired since \d\d/\d\d/\d{4} by Lots stock_manager: Broken"
        )

    def test_a_reactivated_lot_says_nothing_of_it(self):
        lot = self._lot(self.product, "A")
        self.as_("stock_manager", lot)._set_disposition(self.retired, "Broken seal")
        self.as_("stock_manager", lot)._set_disposition(self.released)
        self.assertFalse(lot.decision_notice)

    def test_places_are_those_where_stock_stands_now(self):
        shelf = self._location("Shelf 1")
        lot = self._receive(self.product, "A", 10)
        self._ship(lot, 4)
        self.assertEqual(lot.place_ids.location_id, self.stock)
        self.assertEqual(lot.place_ids.quantity, 6)
        self.assertNotIn(shelf, lot.place_ids.location_id)

    def test_the_life_story_comes_newest_first(self):
        lot = self._lot(self.product, "A")
        lot.name = "B"
        kinds = [entry["kind"] for entry in lot.get_story()["entries"]]
        self.assertEqual(kinds, ["renamed", "created"])

    def test_core_s_lot_actions_open_this_screen(self):
        Action = self.env["ir.actions.act_window"]
        own = Action._for_xml_id(ACTION)
        for name in ("action_production_lot_form", "action_product_production_lot_form"):
            core = Action._for_xml_id(f"stock.{name}")
            self.assertEqual(core["views"], own["views"])
            self.assertEqual(core["search_view_id"], own["search_view_id"])
            self.assertEqual(core["name"], "Lot / Serial Numbers")
            self.assertEqual(core["id"], self.env.ref(f"stock.{name}").id)

    def test_core_s_stored_lot_action_stays_as_core_made_it(self):
        stored = self.env.ref("stock.action_production_lot_form").sudo()
        self.assertEqual(stored.path, "lots")
        self.assertIn("search_default_group_by_location", stored.context)

    def test_the_lots_of_a_product_open_in_the_same_list(self):
        product = self.as_("warehouse", self.product)
        action = product.action_open_product_lot()
        list_view = self.env.ref("stock_lot_lifecycle.stock_lot_view_list")
        self.assertIn((list_view.id, "list"), action["views"])
        self.assertNotIn("search_default_group_by_location", action["context"])

    def test_there_is_one_menu_of_lots_directly_under_inventory(self):
        menus = self.env["ir.ui.menu"].load_menus(False)
        core = self.env.ref("stock.menu_action_production_lot_form")
        own = self.env.ref("stock_lot_lifecycle.stock_lot_menu")
        self.assertNotIn(core.id, menus)
        self.assertIn(own.id, menus[self.env.ref("stock.menu_stock_root").id]["children"])

    def test_the_list_asks_for_nothing_that_walks_the_moves(self):
        arch = self.root.ref("stock_lot_lifecycle.stock_lot_view_list").arch
        for name in ("product_qty", "partner_ids", "delivery_ids"):
            self.assertNotIn(f'"{name}"', arch)

    def test_every_column_of_the_list_can_be_sorted(self):
        self._lot(self.product, "A", production_date="2026-01-01")
        self._lot(self.product, "B")
        columns = (
            "name", "received_date", "production_date", "expiration_day",
            "shelf_life_remaining", "weight", "description", "product_id", "status",
        )  # fmt: skip
        for name in columns:
            with self.subTest(name):
                field = self.env["stock.lot"].fields_get([name], ["sortable"])[name]
                self.assertTrue(field["sortable"])
                self.env["stock.lot"].search([], order=f"{name} desc, id", limit=3)

    def test_every_filter_and_grouping_of_the_search_works(self):
        self._ship(self._receive(self.product, "A"), 3)
        self._lot(self.product, "B", expiration_day="2026-07-01")
        arch = self.root.ref("stock_lot_lifecycle.stock_lot_view_search").arch
        for node in etree.fromstring(arch).iter("filter"):
            with self.subTest(node.get("name")):
                if node.get("domain"):
                    domain = safe_eval(node.get("domain"), {"uid": self.env.uid})
                    self.env["stock.lot"].search(domain)
                if node.get("context") and "lot_properties" not in node.get("context"):
                    group = safe_eval(node.get("context"))["group_by"]
                    self.env["stock.lot"].formatted_read_group([], [group], ["__count"])
