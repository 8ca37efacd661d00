from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import LotCase


@tagged("post_install", "-at_install")
class TestStockLotUpdateExpiry(LotCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._perishable(days=100, use=30, removal=20, alert=40)
        cls.old = cls._lot(cls.product, "OLD", production_date="2026-01-01")
        cls.new = cls._lot(cls.product, "NEW", production_date="2026-06-01")
        cls.bare = cls._lot(cls._product(name="Screws"), "BARE")
        cls.lots = cls.old + cls.new + cls.bare

    def _wizard(self, role="warehouse", lots=None, **vals):
        domain = f'[["id", "in", {(lots or self.lots).ids}]]'
        Wizard = self.as_(role, self.env["stock.lot.update.expiry"])
        return Wizard.create({"scope": "chosen", "lot_domain": domain, **vals})

    def _days(self, lot):
        return [lot.expiration_day, lot.best_before_day, lot.removal_day, lot.alert_day]

    def test_the_set_date_moves_the_other_three(self):
        self._wizard(mode="set", day="2026-12-31", lots=self.old).action_apply()
        self.assertEqual(
            self._days(self.old),
            [date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 11), date(2026, 11, 21)],
        )

    def test_shifting_moves_every_date_of_every_lot(self):
        before = {lot: self._days(lot) for lot in self.old + self.new}
        self._wizard(mode="shift", days=-5).action_apply()
        for lot, days in before.items():
            moved = [(day - now).days for day, now in zip(days, self._days(lot), strict=True)]
            self.assertEqual(moved, [5, 5, 5, 5])

    def test_lots_without_a_date_are_not_shifted(self):
        wizard = self._wizard(mode="shift", days=3)
        self.assertEqual(wizard.change_count, 2)
        self.assertEqual(wizard.preview["unchanged"], 1)

    def test_the_preview_shows_old_and_new_and_changes_nothing(self):
        wizard = self._wizard(mode="shift", days=10, lots=self.old)
        shown = wizard.preview["lots"][0]
        self.assertEqual(shown["name"], "OLD")
        self.assertEqual(shown["days"][0], ["2026-04-11", "2026-04-21"])
        self.assertEqual(self.old.expiration_day, date(2026, 4, 11))

    def test_a_lot_whose_dates_would_contradict_is_left_out(self):
        wizard = self._wizard(mode="set", day="2026-03-01", lots=self.old + self.new)
        self.assertEqual(wizard.change_count, 1)
        self.assertEqual(wizard.preview["refused"], 1)
        self.assertEqual(wizard.preview["lots"][0]["name"], "NEW")
        self.assertIn("06/01/2026 is after", wizard.preview["lots"][0]["problem"])
        wizard.action_apply()
        self.assertEqual(self.old.expiration_day, date(2026, 3, 1))
        self.assertEqual(self.new.expiration_day, date(2026, 9, 9))

    def test_recomputing_counts_from_the_manufacturing_date(self):
        self.old._set_dates({"expiration_day": "2027-01-01"})
        self._wizard(mode="production", lots=self.old).action_apply()
        self.assertEqual(self.old.expiration_day, date(2026, 4, 11))

    def test_recomputing_from_the_product_keeps_the_expiry(self):
        self.old._set_dates({"best_before_day": "2026-01-02"})
        self._wizard(mode="product", lots=self.old).action_apply()
        self.assertEqual(self.old.expiration_day, date(2026, 4, 11))
        self.assertEqual(self.old.best_before_day, date(2026, 3, 12))

    def test_nothing_to_change_is_said_and_not_called_a_success(self):
        for vals in ({"mode": "set"}, {"mode": "shift", "days": 0}):
            with self.subTest(vals), self.assertRaisesRegex(UserError, "No date changes"):
                self._wizard(**vals).action_apply()

    def test_the_reason_stays_in_the_life_story(self):
        self._wizard(mode="shift", days=1, lots=self.old, reason="Cold chain kept").action_apply()
        event = self.env["stock.lot.event"].search([("lot_res_id", "=", self.old.id)], limit=1)
        self.assertEqual((event.kind, event.reason), ("dates", "Cold chain kept"))

    def test_pasted_numbers_choose_the_lots(self):
        form = Form(self.env["stock.lot.update.expiry"])
        form.numbers = "OLD\nXX-1"
        form.mode = "shift"
        form.days = 2
        self.assertEqual(form.chosen_words, "1 lot found, 1 unknown: XX-1")
        form.save().action_apply()
        self.assertEqual(self.old.expiration_day, date(2026, 4, 13))

    def test_people_without_the_role_cannot_open_it(self):
        for role in ("portal", "employee", "auditor"):
            with self.subTest(role), self.assertRaises(AccessError):
                self._wizard(role)

    def test_many_lots_change_in_a_few_statements(self):
        for size in (10, 60):
            self.env["stock.lot"].create(
                [
                    {"name": f"M{size}-{i}", "product_id": self.product.id,
                     "production_date": "2026-02-01"}
                    for i in range(size)
                ]
            )  # fmt: skip
        counts = []
        for size in (10, 60):
            lots = self.env["stock.lot"].search([("name", "like", f"M{size}-%")])
            wizard = self._wizard(mode="set", day="2026-12-24", lots=lots)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            wizard.action_apply()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 3)
