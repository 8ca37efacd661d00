from lxml import etree

from odoo.fields import Domain
from odoo.tests import tagged

from .common import LotCase

COLUMNS = {
    name: {}
    for name in (
        "name",
        "received_date",
        "production_date",
        "expiration_day",
        "shelf_life_remaining",
        "weight",
        "weight_uom_name",
        "description",
        "status",
        "inactive_reason",
        "is_blocked",
        "disposition_color",
        "expiry_state",
    )
} | {name: {"fields": {"display_name": {}}} for name in ("product_id", "disposition_id")}
FORM = {
    name: {} for name in ("name", "delivery_count", "product_qty", "note", "expiration_date")
} | {name: {"fields": {"display_name": {}}} for name in ("product_id", "partner_ids")}


@tagged("post_install", "-at_install")
class TestSpeedQueries(LotCase):
    """How many queries a screen costs; never how long they take."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._perishable()
        cls.lots = cls.env["stock.lot"].concat(
            *(cls._lot(cls.product, f"S{number:02}") for number in range(81))
        )

    def _count(self, call):
        """Return the number of queries of the second `call`, with an empty cache of records."""
        call()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        call()
        return self.env.cr.sql_log_count - before

    def _page(self, limit, *domain, order=None):
        own = Domain("product_id", "=", self.product.id) & Domain.AND(domain)
        return self.env["stock.lot"].web_search_read(
            own, COLUMNS, limit=limit, order=order, count_limit=10001
        )

    def test_a_page_of_the_list_costs_at_most_six_queries(self):
        for domain in ([], [Domain("status", "=", "active")], [Domain("status", "=", "inactive")]):
            for order in (None, "expiration_day", "shelf_life_remaining desc"):
                with self.subTest(domain=domain, order=order):
                    count = self._count(lambda: self._page(80, *domain, order=order))  # noqa: B023
                    self.assertLessEqual(count, 6)

    def test_a_longer_page_costs_no_more_queries(self):
        short = self._count(lambda: self._page(8))
        self.assertEqual(self._count(lambda: self._page(80)), short)
        self.assertEqual(len(self._page(80)["records"]), 80)

    def test_opening_a_lot_costs_the_same_however_far_it_went(self):
        near = self._receive(self.product, "NEAR", 100)
        self._ship(near)
        far = self._receive(self.product, "FAR", 100)
        for _number in range(3):
            self._ship(self._produce({far: 3}, self.product, f"P{_number}", 5))
        queries = self._count(lambda: near.web_read(FORM))
        self.assertEqual(self._count(lambda: far.web_read(FORM)), queries)
        self.assertLessEqual(queries, 14)

    def _ask_for_the_form(self, lot):
        """Read every field of the lot's form, as the client does."""
        arch = etree.fromstring(lot.get_view(view_type="form")["arch"])
        names = {node.get("name") for node in arch.iter("field")} & set(lot._fields)
        named = {"fields": {"display_name": {}}}
        return lot.web_read({name: named if lot._fields[name].relational else {} for name in names})

    def test_a_whole_form_costs_as_many_queries_in_many_places_as_in_one(self):
        near = self._receive(self.product, "NEAR", 100)
        far = self._receive(self.product, "FAR", 100)
        for number in range(3):
            self._relocate(far, 5, self._location(f"Shelf {number}"))
        queries = self._count(lambda: self._ask_for_the_form(near))
        self.assertLessEqual(self._count(lambda: self._ask_for_the_form(far)), queries + 1)
        self.assertLessEqual(queries, 26)

    def test_what_may_follow_is_not_asked_for_again(self):
        lot = self.lots[0]
        self.assertLessEqual(self._count(lambda: lot.next_disposition_ids.mapped("name")), 2)

    def test_one_reading_of_the_stock_says_quantity_places_and_blocked_places(self):
        lot = self._receive(self.product, "HELD", 100)
        names = ("product_qty", "place_ids", "place_notice")
        one = self._count(lambda: lot.place_ids.mapped("location_id.usage"))
        three = self._count(lambda: [lot[name] for name in names])
        self.assertLessEqual(three, one + 2)

    def test_deliveries_of_many_lots_cost_no_more_than_of_one(self):
        one = self._count(lambda: self.lots[:1].mapped("delivery_count"))
        self.assertEqual(self._count(lambda: self.lots.mapped("delivery_count")), one)

    def test_quantities_and_places_of_many_lots_cost_one_query(self):
        for lot in self.lots[:20]:
            self._adjust(lot, 5)
        self.assertLessEqual(self._count(lambda: self.lots.mapped("product_qty")), 2)

    def _search(self, *domain):
        return self.env["stock.lot"].web_search_read(
            list(domain), {"name": {}}, limit=2, count_limit=10001
        )

    def test_what_is_searched_for_is_found_once_for_a_page_and_its_count(self):
        for lot in self.lots[:3]:
            self._adjust(lot, 5)
            self._ship(lot, 1)
        shipped = ("partner_ids", "in", self.customer.ids)
        self.assertEqual(self._search(shipped)["length"], 3)
        self.assertLessEqual(self._count(lambda: self._search(shipped)), 3)
        named = ("any_name", "ilike", "S0")
        self.assertLessEqual(self._count(lambda: self._search(named)), 3)

    def test_lots_on_hand_cost_a_page_and_a_count(self):
        for lot in self.lots[:3]:
            self._adjust(lot, 5)
        held = ("product_qty", ">", 0)
        self.assertEqual(self._search(held, ("product_id", "=", self.product.id))["length"], 3)
        self.assertLessEqual(self._count(lambda: self._search(held)), 6)

    def test_counting_active_and_inactive_costs_one_query_each(self):
        Lot = self.env["stock.lot"]
        for domain in ([], [("status", "=", "active")], [("status", "=", "inactive")]):
            count = self._count(lambda: Lot.search_count(domain, limit=10001))  # noqa: B023
            self.assertLessEqual(count, 2)

    def test_searching_any_name_costs_the_same_whatever_is_found(self):
        Lot = self.env["stock.lot"]
        none = self._count(lambda: Lot.search([("any_name", "ilike", "nothing")]))
        many = self._count(lambda: Lot.search([("any_name", "ilike", "S0")]))
        self.assertEqual(none, many)

    def _shift(self, lots):
        """Return the number of queries of a bulk change with its preview."""
        Wizard = self.env["stock.lot.update.expiry"]
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        wizard = Wizard.create(
            {
                "scope": "chosen",
                "lot_domain": f'[["id", "in", {lots.ids}]]',
                "mode": "shift",
                "days": 3,
            }
        )
        self.assertEqual(wizard.preview["changed"], len(lots))
        wizard.action_apply()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_a_bulk_change_of_dates_costs_the_same_for_any_number_of_lots(self):
        for number, lot in enumerate(self.lots):
            lot.expiration_day = f"2027-01-0{number % 5 + 1}"
        self._shift(self.lots[:10])
        few, many = self._shift(self.lots[:10]), self._shift(self.lots[10:80])
        self.assertLessEqual(many, few + 3)
        events = self._events(self.lots[10:80], "dates")
        self.assertGreaterEqual(len(events), 70)

    def test_every_further_date_of_a_bulk_change_costs_few_queries(self):
        for number, lot in enumerate(self.lots):
            lot.expiration_day = f"2027-0{number % 9 + 1}-{number % 28 + 1:02}"
        few, many = self._shift(self.lots[:10]), self._shift(self.lots[10:80])
        self.assertLessEqual(many - few, 60 * 3)

    def test_telling_received_lots_what_the_goods_say_costs_no_more_for_many(self):
        def receive(count, prefix):
            rows = [(self.product, f"{prefix}{number}", 1) for number in range(count)]
            picking = self._picking(rows, self.suppliers, self.stock, "incoming", self.supplier)
            picking.move_line_ids.write({"supplier_lot_ref": "S", "production_date": "2026-06-01"})
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            lines = picking.move_line_ids
            lines._find_known_lots()
            lines._find_unanswered()
            return self.env.cr.sql_log_count - before

        receive(2, "A")
        self.assertLessEqual(receive(30, "C"), receive(3, "B") + 2)

    def test_a_renamed_unit_of_weight_is_known_at_once(self):
        lot = self.lots[0]
        unit = self.root["product.template"]._get_weight_uom_id_from_ir_config_parameter()
        self.assertEqual(lot.weight_uom_name, unit.name)
        unit.name = "kilo"
        self.env.invalidate_all()
        self.assertEqual(lot.weight_uom_name, "kilo")
        self.root["ir.config_parameter"].set_param("product.weight_in_lbs", "1")
        self.env.invalidate_all()
        self.assertEqual(lot.weight_uom_name, self.env.ref("uom.product_uom_lb").name)

    def test_zones_are_known_without_asking_again(self):
        Company = self.env["res.company"]
        self.assertEqual(self._count(Company._get_lot_zones), 0)

    def test_a_changed_zone_is_known_at_once(self):
        company = self.company
        self.assertEqual(company._get_lot_tz(), "UTC")
        company.lot_tz = "Asia/Tokyo"
        self.assertEqual(company._get_lot_tz(), "Asia/Tokyo")
        company.lot_tz = False
        company.partner_id.tz = "Europe/Berlin"
        self.assertEqual(self.env["res.company"]._get_lot_zones()[0][0], "Europe/Berlin")
        other = self._company(zone="Asia/Tokyo")
        zones = {zone for zone, _lots in self.env["res.company"]._get_lot_zones()}
        self.assertEqual(zones, {"Europe/Berlin", "Asia/Tokyo"})
        self.assertEqual(other._get_lot_tz(), "Asia/Tokyo")
