from datetime import date

from odoo.fields import Command
from odoo.tests import tagged

from .common_expiry_run import ExpiryRunCase


@tagged("post_install", "-at_install")
class TestExpiring(ExpiryRunCase):
    """The forecast and the product say what expires before planned transfers use it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.milk = cls._perishable(name="Milk", removal=0, use=0, alert=0)

    def _plan(self, quantity, day, assign=False):
        """Return a delivery planned for `day` that has reserved nothing yet."""
        places = {"location_id": self.stock.id, "location_dest_id": self.customers.id}
        move = {"product_id": self.milk.id, "product_uom_qty": quantity, **places}
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.out_type_id.id,
                "scheduled_date": f"{day} 08:00:00",
                **places,
                "move_ids": [Command.create({**move, "date": f"{day} 08:00:00"})],
            }
        )
        picking.action_confirm()
        picking.do_unreserve()
        if assign:
            picking.action_assign()
        return picking

    def _expiring(self):
        self.env.invalidate_all()
        return [
            (day, quantity, [lot.name for lot in lots])
            for day, quantity, lots in self.milk._get_expiring().get(self.milk.id, [])
        ]

    def test_without_a_planned_transfer_all_of_it_expires_unused(self):
        self._stocked("M1", "2026-07-01", 10, self.milk)
        self.assertEqual(self._expiring(), [(date(2026, 7, 1), 10, ["M1"])])
        self.assertEqual(self.milk.expiring_qty, 10)
        self.assertIn("10 Units after 07/01/2026 (M1)", self.milk.expiring_words)

    def test_planned_transfers_use_the_first_to_expire_first(self):
        self._stocked("M1", "2026-07-01", 10, self.milk)
        self._stocked("M2", "2026-07-10", 10, self.milk)
        self._plan(4, "2026-06-20")
        self._plan(8, "2026-07-05")
        self.assertEqual(
            self._expiring(),
            [(date(2026, 7, 1), 6, ["M1"]), (date(2026, 7, 10), 2, ["M2"])],
        )

    def test_a_transfer_after_the_last_day_uses_nothing(self):
        self._stocked("M1", "2026-07-01", 10, self.milk)
        self._plan(10, "2026-07-02")
        self.assertEqual(self.milk.expiring_qty, 10)
        self._plan(10, "2026-07-01")
        self.env.invalidate_all()
        self.assertEqual(self.milk.expiring_qty, 0)
        self.assertFalse(self.milk.expiring_words)

    def test_a_late_transfer_counts_for_today(self):
        self._stocked("M1", "2026-06-15", 10, self.milk)
        self._plan(10, "2026-06-01")
        self.assertFalse(self._expiring())

    def test_what_is_reserved_is_used_although_another_lot_expires_first(self):
        late = self._stocked("LATE", "2026-07-10", 10, self.milk)
        self._plan(10, "2026-06-20", assign=True)
        self._stocked("EARLY", "2026-07-01", 10, self.milk)
        self.assertEqual(late.with_env(self.root).quant_ids.reserved_quantity, 10)
        self.assertEqual(self._expiring(), [(date(2026, 7, 1), 10, ["EARLY"])])

    def test_what_expires_out_of_sight_or_has_expired_or_is_lost_is_not_counted(self):
        self.company.lot_demand_days = 30
        self._stocked("FAR", "2026-07-16", 10, self.milk)
        self._stocked("GONE", "2026-06-14", 10, self.milk)
        lost = self._stocked("LOST", "2026-07-01", 10, self.milk)
        self._decide(lost, self.rejected)
        near = self._stocked("NEAR", "2026-07-15", 10, self.milk)
        self.assertEqual(self._expiring(), [(date(2026, 7, 15), 10, ["NEAR"])])
        self._decide(near, self.quarantine)
        self.assertEqual(self._expiring()[0][1], 10)

    def test_it_is_lost_the_day_before_it_is_removed(self):
        product = self._perishable(name="Yoghurt", removal=5, use=0, alert=0)
        lot = self._stocked("Y1", "2026-07-10", 10, product)
        self.assertEqual(lot._get_last_day(), date(2026, 7, 4))
        self.assertEqual(product._get_expiring()[product.id][0][0], date(2026, 7, 4))

    def test_products_that_do_not_expire_cost_no_query(self):
        screws = self._product(name="Screws")
        self.assertFalse(screws.use_expiration_date)
        before = self.env.cr.sql_log_count
        self.assertFalse(screws._get_expiring())
        self.assertEqual(self.env.cr.sql_log_count, before)

    def test_the_forecast_says_so(self):
        self._stocked("M1", "2026-07-01", 10, self.milk)
        report = self.env["stock.forecasted_product_product"]
        docs = report.get_report_values([self.milk.id])["docs"]
        self.assertIn("M1", docs["product"][self.milk.id]["expiring"])

    def test_the_template_sums_its_variants_and_leads_to_the_report(self):
        self._stocked("M1", "2026-07-01", 10, self.milk)
        template = self.milk.product_tmpl_id
        self.assertEqual(template.expiring_qty, 10)
        action = template.action_open_at_risk()
        self.assertEqual(action["domain"], [("product_id", "in", self.milk.ids)])

    def test_planning_quantities_stay_odoos(self):
        self._stocked("M1", "2026-07-01", 10, self.milk)
        self.assertEqual((self.milk.free_qty, self.milk.virtual_available), (10, 10))
