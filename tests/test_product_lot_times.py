import json

from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, tagged

from .common import LotCase


@tagged("post_install", "-at_install")
class TestProductLotTimes(LotCase):
    """After a product's shelf life changed, the lots that follow the earlier one are found."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._perishable(days=100, use=30, removal=20, alert=40)
        cls.made = cls._lot(cls.product, "MADE", production_date="2026-06-01")
        cls.given = cls._lot(
            cls.product, "GIVEN", production_date="2026-06-01", expiration_day="2026-12-31"
        )
        cls.here = cls._lot(cls.product, "HERE")
        cls._force(cls, cls.here, create_date="2026-06-15 09:00:00")

    def _template(self, role=None):
        template = self.product.product_tmpl_id
        return self.as_(role, template) if role else template.with_env(self.root)

    def _review(self):
        """Open the review as a warehouse user does, and return the dialog."""
        action = self._template("warehouse").action_review_lot_dates()
        return self.env["stock.lot.update.expiry"].with_context(**action["context"]).create({})

    def _stale(self):
        expiry, others = self._template("warehouse")._find_stale_lots()
        return sorted(expiry.mapped("name")), sorted(others.mapped("name"))

    def test_core_leaves_lots_behind_when_the_shelf_life_changes_and_we_say_so(self):
        self._template().expiration_time = 120
        self.assertEqual(str(self.made.expiration_day), "2026-09-09")
        self.assertIn("2 lots in use", self._template("warehouse").stale_lots_notice)
        self.assertEqual(self._stale()[0], ["HERE", "MADE"])

    def test_reviewing_computes_their_dates_anew_after_a_preview(self):
        self._template().expiration_time = 120
        dialog = self._review()
        self.assertEqual((dialog.mode, dialog.change_count), ("life", 2))
        dialog.action_apply()
        self.assertEqual(str(self.made.expiration_day), "2026-09-29")
        self.assertEqual(str(self.made.removal_day), "2026-09-09")
        self.assertEqual(str(self.given.expiration_day), "2026-12-31")
        self.assertFalse(self._template("warehouse").stale_lots_notice)
        self.assertIn("Shelf life", self._events(self.made, "dates")[-1].reason)

    def test_dates_given_by_hand_are_left_out(self):
        self._template().expiration_time = 120
        self.assertNotIn("GIVEN", self._stale()[0])

    def test_the_other_days_are_found_and_reviewed_too(self):
        self._template().removal_time = 10
        self.assertEqual(self._stale(), ([], ["GIVEN", "HERE", "MADE"]))
        dialog = self._review()
        self.assertEqual(dialog.mode, "product")
        dialog.action_apply()
        self.assertEqual(str(self.given.removal_day), "2026-12-21")
        self.assertEqual(self._stale(), ([], []))

    def test_lots_made_after_the_change_follow_the_new_life(self):
        self._template().expiration_time = 120
        new = self._lot(self.product, "NEW", production_date="2026-06-10")
        self.assertEqual(str(new.expiration_day), "2026-10-08")
        self.assertNotIn("NEW", self._stale()[0])

    def test_a_life_that_is_set_back_leaves_nothing_to_review(self):
        template = self._template()
        template.expiration_time = 120
        template.expiration_time = 100
        self.assertEqual(self._stale()[0], [])
        self.assertFalse(self._template("warehouse").stale_lots_notice)

    def test_several_earlier_lives_are_remembered(self):
        template = self._template()
        for days in (120, 130, 140):
            template.expiration_time = days
        self.assertEqual(template.lot_times_before["expiration_time"], [130, 120, 100])
        self.assertEqual(self._stale()[0], ["HERE", "MADE"])

    def test_a_receipt_that_was_planned_for_another_day_counts_from_it(self):
        with freeze_time("2026-06-20 10:00:00"):
            picking = self._picking(
                [(self.product, "LATE", 5)], self.suppliers, self.stock, "incoming", self.supplier
            )
            picking.scheduled_date = "2026-06-18 10:00:00"
            picking.move_line_ids.lot_name = "LATE"
            self._validate(picking)
        self._template().expiration_time = 120
        lot = picking.move_line_ids.lot_id
        self.assertEqual(str(lot.received_date), "2026-06-20")
        self.assertIn("LATE", self._stale()[0])

    def test_lots_that_are_gone_stay_out(self):
        lot = self._receive(self.product, "GONE")
        self._force(lot, production_date="2026-06-01", expiration_date="2026-09-09 12:00:00")
        self._ship(lot, 10)
        self._template().expiration_time = 120
        self.assertNotIn("GONE", self._stale()[0])

    def test_the_notice_can_be_answered_by_leaving_them_as_they_are(self):
        self._template().expiration_time = 120
        self._template().action_keep_lot_dates()
        self.assertFalse(self._template("warehouse").stale_lots_notice)
        with self.assertRaises(AccessError):
            self._template("employee").action_keep_lot_dates()

    def test_the_days_are_those_of_the_lots_zone(self):
        self.company.lot_tz = "Pacific/Kiritimati"
        lot = self._lot(self.product, "Z", production_date="2026-06-01")
        self._template().expiration_time = 120
        self.assertIn(lot.name, self._stale()[0])

    def test_a_product_without_lots_or_without_expiry_says_nothing(self):
        other = self._perishable(name="Other").with_env(self.root).product_tmpl_id
        other.expiration_time = 50
        self.assertFalse(other.stale_lots_notice)
        self._template().expiration_time = 120
        self._template().use_expiration_date = False
        self.assertFalse(self._template("warehouse").stale_lots_notice)

    def test_the_products_form_shows_it(self):
        self._template().expiration_time = 120
        form = Form(self._template("stock_manager"))
        self.assertIn("2 lots in use", form.stale_lots_notice)

    def test_the_review_takes_exactly_those_lots(self):
        self._template().expiration_time = 120
        context = self._template("warehouse").action_review_lot_dates()["context"]
        ids = json.loads(context["default_lot_domain"])[0][2]
        self.assertEqual(set(ids), set((self.made | self.here).ids))
