from odoo.fields import Domain
from odoo.tests import tagged

from .common import LotCase


@tagged("post_install", "-at_install")
class TestStockLotCount(LotCase):
    """What is counted up to a limit is what a search finds."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._perishable(days=100)
        cls._lot(cls.product, "GOOD")
        cls._lot(cls.product, "OLD", expiration_day="2026-06-01")
        cls.own = Domain("product_id", "=", cls.product.id)

    def setUp(self):
        super().setUp()
        for name in ("GONE", "GONE AND OLD"):
            self._ship(self._receive(self.product, name, 3), 3)
        lots = self.env["stock.lot"].search(self.own)
        lots.filtered(lambda lot: lot.name == "GONE AND OLD").expiration_day = "2026-06-01"

    def _check(self, domain, limit=50):
        Lot = self.env["stock.lot"]
        counted = Lot.search_count(self.own & Domain(domain), limit=limit)
        found = Lot.search(self.own & Domain(domain), order="id")
        self.assertEqual(counted, min(limit, len(found)), domain)
        return counted

    def test_inactive_lots_are_counted_as_they_are_found(self):
        inactive = Domain("status", "=", "inactive")
        self.assertEqual(self._check(inactive), 3)
        self.assertEqual(self._check(Domain("status", "in", ["inactive"])), 3)
        self.assertEqual(self._check(inactive & Domain("name", "like", "OLD")), 2)
        self.assertEqual(self._check(inactive & Domain("name", "=", "OLD")), 1)
        self.assertEqual(self._check(inactive & Domain("name", "=", "GONE")), 1)

    def test_other_demands_on_the_status_are_counted_as_they_are_found(self):
        for domain, count in (
            ([("status", "=", "active")], 1),
            ([("status", "!=", "inactive")], 1),
            ([("status", "!=", "active")], 3),
            ([("status", "in", ["active", "inactive"])], 4),
            ([("status", "=", False)], 0),
            (["|", ("status", "=", "inactive"), ("name", "=", "GOOD")], 4),
            (["!", ("status", "=", "inactive")], 1),
            ([("status", "=", "inactive"), ("status", "=", "active")], 0),
            ([("status", "=", "inactive"), ("inactive_reason", "=", "shipped")], 2),
            ([("status", "=", "inactive"), ("product_qty", ">", 0)], 0),
        ):
            self.assertEqual(self._check(domain), count)

    def test_counting_ends_at_the_limit_wherever_it_is_reached(self):
        inactive = Domain("status", "=", "inactive")
        for limit in (1, 2, 3, 4):
            self.assertEqual(self._check(inactive, limit), min(limit, 3))

    def test_without_a_limit_all_are_counted(self):
        domain = self.own & Domain("status", "=", "inactive")
        self.assertEqual(self.env["stock.lot"].search_count(domain), 3)

    def test_lots_that_may_not_be_read_are_not_counted(self):
        domain = self.own & Domain("status", "=", "inactive")
        self.product.with_env(self.root).company_id = self.company
        outsider = self._user_of(self._company())
        Lot = self.as_(outsider, self.env["stock.lot"])
        self.assertEqual(Lot.search_count(domain, limit=50), 0)

    def test_a_page_says_how_many_there_are(self):
        domain = self.own & Domain("status", "=", "inactive")
        page = self.env["stock.lot"].web_search_read(
            domain, {"name": {}}, limit=1, count_limit=10001
        )
        self.assertEqual((len(page["records"]), page["length"]), (1, 3))

    def test_the_indexes_hold_what_counting_asks_for(self):
        names = ("stock_lot_open_by_expiry", "stock_lot_closed_by_number")
        self.env.cr.execute(
            "SELECT indexdef FROM pg_indexes WHERE indexname IN %s ORDER BY 1", [names]
        )
        closed, opened = (row[0] for row in self.env.cr.fetchall())
        self.assertIn("INCLUDE (company_id)", closed)
        self.assertIn("INCLUDE (expiration_date, company_id)", opened)
