import io
import random
from datetime import date, timedelta

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.stock_lot_lifecycle.tools.expiry_losses import losses

from .common_expiry_run import ExpiryRunCase

TODAY = date(2026, 6, 15)


def _in(days):
    return TODAY + timedelta(days=days)


@tagged("post_install", "-at_install")
class TestStockAtRisk(ExpiryRunCase):
    """Which stock will not sell in time, as the first to expire is sold first."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root["stock.quant"].search([("product_id", "=", cls.product.id)]).unlink()
        cls.company.lot_demand_days = 10
        cls.tablets = cls._perishable(name="Aspirin", removal=0, use=0, alert=0, standard_price=3.0)

    def _make(self, *heaps, product=None):
        """Return lots of (days to live, quantity)."""
        product = product or self.tablets
        return [
            self._stocked(f"{product.name}-{number}", _in(days), quantity, product)
            for number, (days, quantity) in enumerate(heaps)
        ]

    def _demand(self, quantity, product=None, day="2026-06-12 08:00:00", target=None):
        """Deliver `quantity` in the past, of a lot that is gone now."""
        product = product or self.tablets
        lot = self._stocked(f"GONE-{day}-{quantity}-{target}", "2027-01-01", quantity, product)
        with freeze_time(day):
            self._move(lot, quantity, self.stock, target or self.customers)

    def _rows(self, role="warehouse"):
        self.env.flush_all()
        self.env.invalidate_all()
        rows = self.as_(role, self.env["stock.lot.at.risk"]).search([])
        return {row.lot_id.name: row for row in rows}

    def _lost(self):
        return {name: row.at_risk_qty for name, row in self._rows().items()}

    def test_without_demand_everything_is_lost(self):
        self._make((20, 30))
        row = self._rows()["Aspirin-0"]
        self.assertEqual((row.quantity, row.at_risk_qty, row.rate), (30, 30, 0))
        self.assertEqual((row.days_left, row.expiration_day), (20, _in(20)))
        self.assertEqual(row.value, 90)
        self.assertEqual(row.action, "discount")
        self.assertIn("No demand in the last 10 days", row.explanation)

    def test_what_sells_until_the_last_day_is_not_at_risk(self):
        self._demand(20)  # 2 a day; today and 9 more days
        self._make((9, 30))
        row = self._rows()["Aspirin-0"]
        self.assertEqual((row.rate, row.at_risk_qty), (2, 10))
        self.assertEqual(row.action, "sell_first")

    def test_the_first_to_expire_takes_the_demand(self):
        self._demand(20)
        self._make((9, 20), (19, 20), (29, 30))
        self.assertEqual(self._lost(), {"Aspirin-0": 0, "Aspirin-1": 0, "Aspirin-2": 10})
        rows = self._rows()
        self.assertEqual(rows["Aspirin-2"].ahead_qty, 40)
        self.assertEqual(rows["Aspirin-0"].action, "none")
        self.assertIn("Sells in time", rows["Aspirin-0"].explanation)

    def test_what_is_lost_of_one_lot_leaves_the_next_its_own_time(self):
        self._demand(20)
        self._make((4, 100), (9, 8))
        self.assertEqual(self._lost(), {"Aspirin-0": 90, "Aspirin-1": 0})

    def test_it_agrees_with_selling_day_by_day(self):
        dice = random.Random(4)
        for case in range(12):
            product = self._perishable(name=f"P{case}", removal=0, use=0, alert=0)
            heaps = [
                (dice.randint(-5, 60), dice.randint(1, 80)) for _ in range(dice.randint(1, 8))
            ]
            lots = self._make(*heaps, product=product)
            wanted = dice.choice([0, 5, 20, 45, 100])
            if wanted:
                self._demand(wanted, product)
            expected = losses(
                [(_in(days), quantity) for days, quantity in heaps],
                [(_in(day), wanted / 10) for day in range(70)],
            )
            rows = self._rows()
            for lot, lost in zip(lots, expected, strict=True):
                with self.subTest(case=case, heaps=heaps, wanted=wanted, lot=lot.name):
                    self.assertAlmostEqual(rows[lot.name].at_risk_qty, lost, places=2)

    def test_demand_is_what_left_in_the_window_less_what_came_back(self):
        for quantity, day, target in (
            (20, "2026-06-06 08:00:00", None),
            (500, "2026-06-01 08:00:00", None),
            (10, "2026-06-07 08:00:00", self._place("production")),
            (40, "2026-06-07 08:00:00", self.suppliers),
            (40, "2026-06-07 08:00:00", self._place("inventory")),
        ):
            self._demand(quantity, day=day, target=target)
        self._make((30, 1))
        self.assertEqual(self._rows()["Aspirin-0"].rate, 3)
        back = self._lot(self.tablets, "BACK", expiration_day=_in(30))
        with freeze_time("2026-06-08 08:00:00"):
            self._move(back, 5, self.customers, self.stock)
        self.assertEqual(self._rows()["Aspirin-0"].rate, 2.5)

    def test_each_company_has_its_window(self):
        self._demand(20)
        self._make((30, 1))
        self.company.lot_demand_days = 40
        self.assertEqual(self._rows()["Aspirin-0"].rate, 0.5)

    def test_from_its_removal_day_on_a_lot_is_not_sold(self):
        product = self._perishable(name="Milk", removal=10, use=0, alert=0)
        lot = self._make((20, 30), product=product)[0]
        row = self._rows()[lot.name]
        self.assertEqual((row.expiration_day, row.last_day), (_in(20), _in(9)))
        self._demand(10, product)
        row = self._rows()[lot.name]
        self.assertEqual(row.at_risk_qty, 20)
        self.assertIn("At 1 Units a day, 20 Units of 30 Units are left on", row.explanation)
        self.company.lot_demand_days = 40  # still in sight nine days later
        with freeze_time("2026-06-24 23:00:00"):
            self.assertIn("are left on", self._rows()[lot.name].explanation)
        with freeze_time("2026-06-25 01:00:00"):
            self.assertIn("proposed until 06/24/2026 only", self._rows()[lot.name].explanation)

    def test_expired_lots_are_to_be_moved_out(self):
        self._make((-1, 5), (0, 5))
        rows = self._rows()
        self.assertEqual(rows["Aspirin-0"].action, "move_out")
        self.assertEqual((rows["Aspirin-0"].days_left, rows["Aspirin-0"].at_risk_qty), (-1, 5))
        self.assertIn("Expired after 06/14/2026", rows["Aspirin-0"].explanation)
        self.assertEqual(rows["Aspirin-1"].action, "discount")

    def test_what_an_expiry_run_moved_out_is_gone_from_here(self):
        self._make((-1, 5))
        self._post()
        self.assertNotIn("Aspirin-0", self._rows())

    def test_what_came_lately_may_go_back_to_its_supplier(self):
        lots = self._make((20, 30), (21, 30))
        lots[0].write({"supplier_id": self.supplier.id, "received_date": "2026-06-01"})
        lots[1].write({"supplier_id": self.supplier.id, "received_date": "2026-01-01"})
        rows = self._rows()
        self.assertEqual(rows["Aspirin-0"].action, "return")
        self.assertIn("Acme Farms", rows["Aspirin-0"].explanation)
        self.assertEqual(rows["Aspirin-1"].action, "discount")

    def test_lost_and_foreign_stock_and_stock_without_a_date_are_not_counted(self):
        lots = self._make((20, 30), (21, 30))
        self._decide(lots[0], self.rejected)
        self._decide(lots[1], self.on_hold)
        cage = self._location("Cage", disposition_id=self.rejected.id)
        self._put(lots[1], 7, cage)
        self._put(lots[1], 7, owner_id=self._partner("Consignor").with_env(self.root))
        self._stocked("ENDLESS", False, 5, self._product(name="Screws"))
        rows = self._rows()
        self.assertEqual(set(rows), {"Aspirin-1"})
        self.assertEqual(rows["Aspirin-1"].quantity, 30)

    def test_companies_do_not_see_each_other(self):
        second = self._company()
        lot = self._make((20, 30))[0]
        self._put(lot, 4, self._warehouse_of(second).lot_stock_id)
        self.assertEqual(self._rows()["Aspirin-0"].quantity, 30)
        theirs = self._rows(self._user_of(second))
        self.assertEqual(theirs["Aspirin-0"].quantity, 4)

    def test_days_are_those_of_the_lots_zone(self):
        self._make((0, 5))
        with freeze_time("2026-06-15 23:30:00"):
            self.assertEqual(self._rows()["Aspirin-0"].days_left, 0)
            self.company.lot_tz = "Asia/Tokyo"
            self.env.invalidate_all()
            self.assertEqual(self._rows()["Aspirin-0"].days_left, -1)

    def test_it_groups_and_sums(self):
        self._make((20, 30), (25, 10))
        self.env.flush_all()
        rows = self.env["stock.lot.at.risk"]._read_group(
            [("product_id", "=", self.tablets.id)], ["categ_id", "action"],
            ["value:sum", "at_risk_qty:sum"],
        )  # fmt: skip
        self.assertEqual(rows, [(self.tablets.categ_id, "discount", 120, 40)])

    def test_nobody_writes_it_and_strangers_do_not_read_it(self):
        self._make((20, 30))
        row = self._rows()["Aspirin-0"]
        for role in ("warehouse", "stock_manager", "quality_manager"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.as_(role, row).write({"action": "none"})
        self.assertTrue(self._rows("auditor"))
        for role in ("employee", "portal"):
            with self.subTest(role), self.assertRaises(AccessError):
                self._rows(role)

    def test_a_row_opens_its_lot(self):
        lot = self._make((20, 30))[0]
        action = self._rows()["Aspirin-0"].action_open_lot()
        self.assertEqual((action["res_model"], action["res_id"]), ("stock.lot", lot.id))

    def test_the_workbook_holds_numbers_days_and_no_formula(self):
        product = self._perishable(name="=cmd|' /C calc'!A0", removal=0, use=0, alert=0)
        self._make((20, 30), product=product)
        rows = self.env["stock.lot.at.risk"].search([("product_id", "=", product.id)])
        book = openpyxl.load_workbook(io.BytesIO(rows._get_workbook()))
        header, line = book.active.iter_rows(values_only=True)
        cells = dict(zip(header, line, strict=True))
        self.assertEqual(cells["Product"], "=cmd|' /C calc'!A0")
        self.assertEqual(book.active["B2"].data_type, "s")
        self.assertEqual(cells["At Risk"], 30)
        self.assertEqual(cells["Expiry Date"].date(), _in(20))
        self.assertEqual(cells["Proposal"], "Discount")

    def test_the_export_takes_what_the_list_shows(self):
        self._make((20, 30), (25, 10))
        self.env.flush_all()
        AtRisk = self.env["stock.lot.at.risk"]
        shown = AtRisk.with_context(active_domain=[("days_left", "=", 20)]).action_export()
        self.assertEqual(len(shown["params"]["ids"]), 1)
        with self.assertRaisesRegex(UserError, "nothing to export"):
            AtRisk.with_context(active_domain=[("days_left", "=", 99)]).action_export()

    def test_on_paper_every_row_has_its_reason(self):
        self._make((20, 30))
        row = self._rows()["Aspirin-0"]
        report = "stock_lot_lifecycle.report_lot_at_risk"
        html, _type = self.env["ir.actions.report"]._render_qweb_html(report, row.ids)
        for words in ("Aspirin-0", "30.00", "Discount", "No demand", "90.00"):
            self.assertIn(words, html.decode())
