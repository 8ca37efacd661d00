import random

from odoo.fields import Domain
from odoo.tests import tagged

from odoo.addons.stock.models.stock_lot import StockLot as CoreLot

from .common import LotCase

GTIN = "09521234543213"
SCAN = f"(01){GTIN}(10)ABC"


@tagged("post_install", "-at_install")
class TestLotSearch(LotCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._product(name="Aspirin", default_code="RV624", barcode=GTIN[1:])
        cls.other = cls._product(name="Morphine", default_code="TS894")
        cls.lot = cls._lot(cls.product, "ABC", ref="INT-7", supplier_lot_ref="ACME/99")
        cls.same_number = cls._lot(cls.other, "ABC")
        cls.stranger = cls._lot(cls.other, "ZZZ-1")

    def _found(self, term, operator="ilike"):
        return self.env["stock.lot"].search(
            [("any_name", operator, term), ("product_id", "in", (self.product + self.other).ids)]
        )

    def _offered(self, text):
        ids = [lot_id for lot_id, _name in self.env["stock.lot"].name_search(text)]
        return self.env["stock.lot"].browse(ids)

    def test_one_box_finds_a_lot_by_every_name_it_has(self):
        for term in ("int-7", "acme/9", "rv62", GTIN[1:], " INT-7 "):
            with self.subTest(term):
                self.assertEqual(self._found(term), self.lot)
        self.assertEqual(self._found("abc"), self.lot + self.same_number)

    def test_a_term_that_names_nothing_finds_nothing(self):
        self.assertFalse(self._found("no such lot"))

    def test_an_empty_box_filters_nothing(self):
        self.assertEqual(len(self._found("")), 3)

    def test_an_exact_search_wants_the_whole_name(self):
        self.assertEqual(self._found("INT-7", "="), self.lot)
        self.assertFalse(self._found("INT", "="))
        self.assertEqual(self._found(["ACME/99", "ZZZ-1"], "in"), self.lot + self.stranger)

    def test_the_opposite_is_everything_else(self):
        self.assertEqual(self._found("zzz", "not ilike"), self.lot + self.same_number)

    def test_a_term_of_several_words_is_found_as_a_whole(self):
        lot = self._lot(self.other, "AB-123.45/x")
        self._lot(self.other, "123 AB 45")
        for term in ("AB-123", "b-123.4", "123.45/X", "45/x", "b_123", "AB-1%45", "-123"):
            with self.subTest(term):
                self.assertEqual(self._found(term), lot)
                self.assertEqual(lot.filtered_domain([("any_name", "ilike", term)]), lot)
        for term in ("AB-45", "123/45", "AB 123"):
            self.assertFalse(self._found(term))
        self.assertNotIn(lot, self._found("B-123", "not ilike"))
        self.assertIn(self.lot, self._found("B-123", "not ilike"))

    def test_a_scan_finds_the_lot_of_that_product_only(self):
        raw = f"01{GTIN}10ABC"
        link = f"https://id.gs1.org/01/{GTIN}/10/ABC"
        for scan in (SCAN, f"]d2{raw}", f"]C1{raw}", f"]Q3{raw}", f"\x1d{raw}", raw, link):
            with self.subTest(scan):
                self.assertEqual(self._found(scan), self.lot)
                self.assertEqual(self._offered(scan), self.lot)

    def test_a_scan_finds_a_serial_number(self):
        serial = self._lot(self._product("serial", "Pump", barcode="12345670"), "S/1")
        found = self.env["stock.lot"].search([("any_name", "ilike", "(01)00000012345670(21)S/1")])
        self.assertEqual(found, serial)

    def test_a_scan_finds_the_lot_by_the_supplier_number(self):
        self.assertEqual(self._found(f"(01){GTIN}(10)ACME/99"), self.lot)

    def test_a_scan_whose_separator_got_lost_still_finds_the_lot(self):
        self.assertEqual(self._found(f"01{GTIN}10ABC17271231"), self.lot)

    def test_a_scan_of_a_carton_finds_the_lot_inside(self):
        self.assertEqual(self._found(f"(02){GTIN}(37)24(10)ABC"), self.lot)

    def test_a_scan_of_an_unknown_article_finds_nothing(self):
        self.assertFalse(self._found("(01)00000012345670(10)ABC"))

    def test_a_scan_without_a_number_finds_the_lots_of_the_product(self):
        self.assertEqual(self._found(f"(01){GTIN}(17)271231"), self.lot)

    def test_a_scan_of_a_case_finds_the_lot_of_the_product_inside(self):
        case = "19521234543210"
        self.root["product.uom"].create(
            {
                "product_id": self.product.id,
                "uom_id": self.env.ref("uom.product_uom_dozen").id,
                "barcode": case,
            }
        )
        self.assertEqual(self._found(f"(01){case}(10)ABC"), self.lot)

    def test_a_damaged_scan_is_searched_as_words(self):
        odd = self._lot(self.other, "(01)123")
        self.assertEqual(self._found("(01)123"), odd)

    def test_drop_downs_find_the_supplier_number(self):
        self.assertEqual(self._offered("acme/9"), self.lot)
        self.assertIn(self.lot, self._offered("ABC"))
        self.assertNotIn(self.lot, self._offered("RV624"))

    def test_drop_downs_keep_the_other_operators_of_odoo(self):
        Lot = self.env["stock.lot"]
        self.assertFalse(Lot.search([("display_name", "=", "ACME/99")]))
        unlike = Lot.search([("display_name", "not ilike", "abc")])
        self.assertNotIn(self.lot, unlike)
        self.assertIn(self.stranger, unlike)
        self.assertEqual(len(Lot.name_search("", limit=3)), 3)

    def test_moves_are_found_by_the_supplier_number_of_their_lot(self):
        lot = self._receive(self.product, "R1")
        lot.supplier_lot_ref = "FARM-12"
        lines = self.env["stock.move.line"].search([("lot_id", "ilike", "farm-12")])
        self.assertEqual(lines.lot_id, lot)

    def test_lots_of_other_companies_stay_hidden(self):
        company = self._company()
        self.root["stock.lot"].create(
            {"name": "ABC2", "product_id": self.product.id, "company_id": company.id}
        )
        self.assertEqual(self._found("ABC2"), self.lot.browse())

    def test_the_box_shows_all_names(self):
        self.assertEqual(self.lot.any_name, "ABC INT-7 ACME/99 RV624")


@tagged("post_install", "-at_install")
class TestLotOnHand(LotCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._product()
        cls.shelf = cls._location("Shelf")
        cls.road = cls._location("Road", "transit", company_id=cls.company.id)
        cls.nowhere = cls._location("Nowhere", "transit", company_id=False)
        places = cls.stock + cls.shelf + cls.road + cls.nowhere + cls.customers
        chance = random.Random(7)
        Quant = cls.root["stock.quant"]
        for number in range(24):
            lot = cls._lot(cls.product, f"Q{number:02}")
            for place in chance.sample(list(places), chance.randint(0, 3)):
                quantity = chance.choice([-2, 0, 0.5, 1, 5, 5.25])
                Quant.create(
                    {
                        "product_id": cls.product.id,
                        "lot_id": lot.id,
                        "location_id": place.id,
                        "quantity": quantity,
                    }
                )
        cls.lots = cls.env["stock.lot"].search([("product_id", "=", cls.product.id)])

    def _core_domain(self, operator, value):
        return Domain(CoreLot._search_product_qty(self.env["stock.lot"], operator, value))

    def test_on_hand_finds_what_odoo_finds_for_every_operator(self):
        own = Domain("product_id", "=", self.product.id)
        Lot = self.env["stock.lot"]
        for operator in ("<", ">", "<=", ">="):
            for value in (-2, 0, 0.5, 1, 5.25, 100):
                with self.subTest(operator=operator, value=value):
                    ours = Lot.search(own & Domain("product_qty", operator, value))
                    asked = own & Domain("product_qty", operator, value)
                    self.assertEqual(Lot.search_count(asked), len(ours))
                    self.assertEqual(Lot.search_count(asked, limit=10001), len(ours))
                    self.assertEqual(ours, Lot.search(own & self._core_domain(operator, value)))
        for operator in ("in", "not in"):
            for values in ([0], [1, 5], [0, 0.5], [100]):
                with self.subTest(operator=operator, values=values):
                    ours = Lot.search(own & Domain("product_qty", operator, values))
                    count = Lot.search_count(own & Domain("product_qty", operator, values))
                    self.assertEqual(count, len(ours))
                    self.assertEqual(ours, Lot.search(own & self._core_domain(operator, values)))

    def test_a_page_of_lots_on_hand_and_its_count_agree(self):
        Lot = self.env["stock.lot"]
        own = Domain("product_id", "=", self.product.id)
        held = Domain("product_qty", ">", 0)
        found = Lot.search(own & held)
        self.assertGreater(len(found), 3)
        for domain in (
            own & held,
            own & held & Domain("product_qty", ">", 0.5),
            own & ~held,
            own & (held | Domain("name", "=", "Q00")),
            held & Domain("id", "in", []),
        ):
            with self.subTest(domain=domain):
                page = Lot.web_search_read(list(domain), {"name": {}}, limit=1, count_limit=10001)
                every = Lot.search(domain)
                self.assertEqual(page["length"], len(every))
                self.assertEqual([row["id"] for row in page["records"]], every[:1].ids)
        self.assertEqual(Lot.search_count(own & held, limit=2), 2)

    def test_lots_of_another_company_are_not_counted_on_hand(self):
        lot = self.lots.search([("product_qty", ">", 0), ("id", "in", self.lots.ids)])[0]
        asked = [("product_qty", ">", 0), ("id", "=", lot.id)]
        self.assertEqual(lot.search_count(asked, limit=5), 1)
        outsider = self._user_of(self._company())
        self.assertEqual(self.as_(outsider, lot).search_count(asked, limit=5), 0)

    def test_the_quantity_is_what_odoo_computes(self):
        ours = self.lots.mapped("product_qty")
        self.assertGreater(len(set(ours)), 3)
        self.env.invalidate_all()
        CoreLot._product_qty(self.lots)
        self.assertEqual(ours, self.lots.mapped("product_qty"))

    def test_stock_changed_a_moment_ago_is_found(self):
        lot = self._receive(self._product(), "PENDING", 5)
        self.env.flush_all()
        lot.sudo().quant_ids.filtered(lambda quant: quant.quantity > 0).quantity = 4321
        self.assertEqual(lot.search([("product_qty", "=", 4321)]), lot)
        self.assertNotIn(lot, lot.search([("product_qty", "=", 5)]))

    def test_filtering_in_memory_agrees_with_searching(self):
        searched = self.lots.search([("product_qty", ">", 0), ("id", "in", self.lots.ids)])
        self.assertTrue(searched)
        self.assertEqual(self.lots.filtered_domain([("product_qty", ">", 0)]), searched)

    def test_stock_of_another_company_does_not_count(self):
        company = self._company()
        lot = self._lot(self.product, "FAR")
        self.root["stock.quant"].create(
            {
                "product_id": self.product.id,
                "lot_id": lot.id,
                "location_id": self._warehouse_of(company).lot_stock_id.id,
                "quantity": 3,
            }
        )
        self.assertFalse(lot.product_qty)
        self.assertFalse(lot.search([("product_qty", ">", 0), ("id", "=", lot.id)]))

    def test_a_lot_not_yet_saved_has_the_quantity_of_the_saved_one(self):
        lot = self.lots.filtered(lambda lot: lot.product_qty > 0)[0]
        self.assertEqual(lot.new(origin=lot).product_qty, lot.product_qty)
        self.assertEqual(lot.new({}).product_qty, 0)

    def test_the_quantity_of_one_lot_is_that_of_it_among_many(self):
        among = {lot.id: lot.product_qty for lot in self.lots}
        for lot in self.lots:
            self.env.invalidate_all()
            self.assertEqual(self.lots.browse(lot.id).product_qty, among[lot.id])

    def test_amounts_that_cancel_out_are_nothing(self):
        lot = self._lot(self.product, "EXACT")
        places = (self.stock, self.shelf, self._location("Shelf 3"))
        for place, quantity in zip(places, (0.1, 0.2, -0.3), strict=True):
            self.root["stock.quant"].create(
                {"product_id": lot.product_id.id, "lot_id": lot.id, "location_id": place.id,
                 "quantity": quantity}
            )  # fmt: skip
        self.env.invalidate_all()
        self.assertEqual(lot.product_qty, 0)
        self.assertFalse(lot.search([("product_qty", ">", 0), ("id", "=", lot.id)]))

    def test_what_the_system_sees_of_a_lot_is_not_shown_to_who_may_not(self):
        lot = self._receive(self.product, "SHARED", 4)
        theirs = self._warehouse_of(self._company()).lot_stock_id
        self.root["stock.quant"].create(
            {"product_id": self.product.id, "lot_id": lot.id, "location_id": theirs.id,
             "quantity": 3}
        )  # fmt: skip
        self.env.invalidate_all()
        self.assertEqual(len(lot.sudo().place_ids), 2)
        [values] = lot.web_read({"place_ids": {"fields": {"quantity": {}}}})
        self.assertEqual([row["quantity"] for row in values["place_ids"]], [4])

    def test_the_place_of_a_lot_is_what_odoo_computes(self):
        ours = [lot.location_id for lot in self.lots]
        self.assertGreater(len(set(ours)), 2)
        for lot, place in zip(self.lots, ours, strict=True):
            filled = lot.sudo().quant_ids.filtered(lambda quant: quant.quantity > 0).location_id
            self.assertEqual(place, filled if len(filled) == 1 else filled.browse())

    def test_the_place_follows_the_stock(self):
        lot = self._receive(self.product, "M1", 4)
        self.assertEqual(lot.location_id, self.stock)
        self._relocate(lot, 1, self.shelf)
        self.assertFalse(lot.location_id)
        self._relocate(lot, 3, self.shelf)
        self.assertEqual(lot.location_id, self.shelf)
        self.assertEqual(lot.product_qty, 4)


@tagged("post_install", "-at_install")
class TestLotCustomers(LotCase):
    def _core_search(self, operator, value):
        Lot = self.env["stock.lot"]
        return Lot.search(Domain(CoreLot._search_partner_ids(Lot, operator, value)))

    def test_customers_find_the_lots_odoo_finds(self):
        product = self._product()
        lots = [self._receive(product, f"C{number}", 10) for number in range(4)]
        second = self._partner("Gemini Furniture")
        self._ship(lots[0], 1)
        self._ship(lots[1], 1, second)
        self._ship(lots[2], 1)
        self._ship(lots[2], 1, second)
        move = self._move(lots[3], 1, self.stock, self.customers)
        move.sudo().partner_id = second
        made = self._produce({lots[3]: 2}, self._product(name="Cake"), "CAKE")
        self._ship(made, 1, second)
        Lot = self.env["stock.lot"]
        for operator, value in (
            ("in", self.customer.ids),
            ("in", second.ids),
            ("in", (self.customer + second).ids),
            ("in", self.supplier.ids),
            ("in", [False]),
            ("ilike", "gemini"),
        ):
            with self.subTest(operator=operator, value=value):
                ours = Lot.search([("partner_ids", operator, value)])
                self.assertEqual(ours, self._core_search(operator, value))
        self.assertEqual(Lot.search([("partner_ids", "=", second.id)]), made + lots[1] + lots[2])

    def test_pages_of_what_is_found_once_are_odoos_pages(self):
        product = self._product()
        for number in range(5):
            self._ship(self._receive(product, f"M-{number}", 2), 1)
        Lot = self.env["stock.lot"]
        own = Domain("product_id", "=", product.id)
        for asked in (("partner_ids", "in", self.customer.ids), ("any_name", "ilike", "M-")):
            ids = Lot.search(own & Domain(*asked)).ids
            self.assertEqual(len(ids), 5)
            plain = Domain("id", "in", ids)
            for offset, limit, order, count_limit in (
                (0, 2, None, 10001),
                (2, 2, "name desc", 10001),
                (4, 2, None, 10001),
                (6, 2, None, 10001),
                (0, 2, None, 3),
                (2, 2, None, 3),
                (0, 5, None, 10001),
                (0, None, None, None),
            ):
                with self.subTest(asked=asked, offset=offset, limit=limit, capped=count_limit):
                    ask = ({"name": {}}, offset, limit, order, count_limit)
                    self.assertEqual(
                        Lot.web_search_read(list(own & Domain(*asked)), *ask),
                        Lot.web_search_read(plain, *ask),
                    )

    def test_a_returned_lot_was_still_delivered(self):
        lot = self._receive(self._product(), "B1", 5)
        self._ship(lot, 2)
        self._return_from_customer(lot, 2)
        found = self.env["stock.lot"].search([("partner_ids", "in", self.customer.ids)])
        self.assertIn(lot, found)

    def test_deliveries_of_other_companies_stay_hidden(self):
        lot = self._receive(self._product(), "B2", 5)
        self._ship(lot, 2)
        outsider = self._user_of(self._company())
        found = self.as_(outsider, self.env["stock.lot"]).search(
            [("partner_ids", "in", self.customer.ids)]
        )
        self.assertFalse(found & lot)
        self.assertFalse(self.as_(outsider, lot).delivery_ids)
