from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import MODULE, LotCase


@tagged("post_install", "-at_install")
class TestDispositionWords(LotCase):
    """A lot administrator reads in a sentence what a disposition does."""

    def _hold(self, **vals):
        vals = {"name": "Hold", "code": "hold", "blocks_delivery": True, **vals}
        admin = self.as_("lot_administrator", self.env["stock.lot.disposition"])
        return admin.create(vals)

    def test_the_shipped_ones_say_what_they_do(self):
        self.assertEqual(self.released.summary, "Blocks nothing.")
        self.assertEqual(
            self.quarantine.summary,
            "Blocks delivery and production. Counts as stock to come. Lifted by Quality manager.",
        )
        self.assertEqual(
            self.rejected.summary,
            "Blocks delivery and production; may be reworked. Does not count as stock to come: "
            "it may be bought again. Makes lots Inactive. Needs a reason. Set and lifted by "
            "Quality manager.",
        )

    def test_each_half_of_a_block_is_told(self):
        self.assertIn("delivery, not production", self._hold().summary)
        row = self._hold(code="h2", blocks_delivery=False, blocks_production=True)
        self.assertIn("production, not delivery", row.summary)

    def test_lots_and_places_under_it_are_counted_and_opened(self):
        lot = self._lot()
        shelf = self._location("Shelf", disposition_id=self.on_hold.id)
        before = self.on_hold.lot_count, self.on_hold.location_count
        self._decide(lot, self.on_hold)
        self.on_hold.invalidate_recordset()
        self.assertEqual(self.on_hold.lot_count, before[0] + 1)
        self.assertEqual(self.on_hold.location_count, before[1])
        found = self.env["stock.lot"].search(self.on_hold.action_view_lots()["domain"])
        self.assertIn(lot, found)
        found = self.env["stock.location"].search(self.on_hold.action_view_locations()["domain"])
        self.assertIn(shelf, found)


@tagged("post_install", "-at_install")
class TestNobodyLifts(LotCase):
    """What nobody who works here could lift is not made."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.role = cls.root["res.groups"].create({"name": "Pharmacist"})

    def _hold(self, **vals):
        vals = {"name": "Hold", "code": "hold", "blocks_delivery": True, **vals}
        return self.as_("lot_administrator", self.env["stock.lot.disposition"]).create(vals)

    def test_a_block_that_no_active_user_can_lift_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "no active user is Pharmacist"):
            self._hold(lift_group_ids=[Command.link(self.role.id)])

    def test_a_user_who_left_or_is_a_customer_does_not_count(self):
        self.user["inspector"].group_ids |= self.role
        row = self._hold(lift_group_ids=[Command.link(self.role.id)])
        self.assertFalse(row.lift_warning)
        self.user["inspector"].active = False
        row.invalidate_recordset()
        self.assertIn("Pharmacist", row.lift_warning)
        with self.assertRaises(ValidationError):
            row.blocks_production = True

    def test_a_role_within_another_counts(self):
        self.root.ref(f"{MODULE}.stock_lot_lifecycle_group_inspector").implied_ids |= self.role
        self.assertTrue(self._hold(lift_group_ids=[Command.link(self.role.id)]))

    def test_what_blocks_nothing_or_is_lifted_by_all_needs_nobody(self):
        self.assertTrue(
            self._hold(blocks_delivery=False, lift_group_ids=[Command.link(self.role.id)])
        )
        self.assertTrue(self._hold(code="h2"))

    def test_taking_the_role_from_a_block_frees_it(self):
        self.user["inspector"].group_ids |= self.role
        row = self._hold(lift_group_ids=[Command.link(self.role.id)])
        self.user["inspector"].active = False
        row.lift_group_ids = False
        self.assertFalse(row.lift_warning)
