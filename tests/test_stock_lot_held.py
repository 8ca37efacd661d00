from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tests import tagged

from .common_nonconformity import NonconformityCase


@tagged("post_install", "-at_install")
class TestHeld(NonconformityCase):
    """While a nonconformity that holds its lots is open, nobody frees them."""

    def test_a_lot_is_not_released_while_one_is_open(self):
        nonconformity = self._report()
        with self.assertRaises(UserError) as caught:
            self._decide(self.lot, self.released, "Tests passed")
        self.assertIn(nonconformity.name, str(caught.exception))
        self.assertEqual(self.lot.disposition_id, self.quarantine)

    def test_the_system_does_not_release_it_either(self):
        self._report()
        with self.assertRaises(UserError):
            self.lot.sudo()._set_disposition(self.released, "Passed", source="policy")

    def test_it_can_be_blocked_and_retired(self):
        self._report()
        self._decide(self.lot, self.on_hold)
        self._decide(self.lot, self.rejected)
        self.assertEqual(self.lot.disposition_id, self.rejected)

    def test_once_it_is_closed_the_lot_is_released(self):
        nonconformity = self._work(self._report())
        self._end(nonconformity)
        self._decide(self.lot, self.released, "Tests passed")
        self.assertEqual(self.lot.disposition_id, self.released)

    def test_one_that_holds_nothing_stops_nobody(self):
        self._report(holds_release=False)
        self._decide(self.lot, self.released, "Tests passed")
        self.assertEqual(self.lot.disposition_id, self.released)

    def test_a_shared_lot_is_held_by_any_company(self):
        self.assertFalse(self.lot.company_id)
        self._report(role=self._user_of(self._company(), "inspector"))
        with self.assertRaises(UserError):
            self._decide(self.lot, self.released, "Tests passed")

    def test_in_bulk_they_are_left_out_and_the_plan_says_why(self):
        self._report(self.lots[:1])
        lots = self.as_("quality_manager", self.lots)
        domain, released = Domain("id", "in", lots.ids), self.as_("quality_manager", self.released)
        plan = lots._plan_disposition(domain, released)
        self.assertEqual((plan.change_count, plan.refused_count), (2, 1))
        self.assertIn("nonconformity", " ".join(plan.refused))
        lots._decide_in_bulk(domain, released, "Tests passed")
        self.assertEqual(lots.mapped("disposition_id.code"), ["quarantine", "released"])

    def test_the_lot_says_so(self):
        nonconformity = self._report()
        self.assertEqual(self.lot.nonconformity_count, 1)
        self.assertEqual(self.lot.nonconformity_notice, nonconformity.display_name)
        self._end(self._work(nonconformity))
        self.env.invalidate_all()
        self.assertEqual(self.lot.nonconformity_count, 1)
        self.assertFalse(self.lot.nonconformity_notice)

    def test_the_lots_button_shows_its_nonconformities(self):
        nonconformity = self._report()
        self._report(self.lots[1])
        domain = self.lot.action_view_nonconformities()["domain"]
        self.assertEqual(nonconformity.search(domain), nonconformity)
