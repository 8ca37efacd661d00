from odoo.tests import tagged
from odoo.tools import format_date

from .common import LotCase


@tagged("post_install", "-at_install")
class TestNotice(LotCase):
    """The form says what stands against a lot, and offers what this person may do next."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lot = cls._lot(cls._product(), "L1")

    def _steps(self, role, lot=None):
        return self.as_(role, lot or self.lot).next_disposition_ids

    def test_nothing_is_said_of_a_released_lot(self):
        self.assertFalse(self.lot.decision_notice)
        self.assertFalse(self.lot.is_blocked or self.lot.is_refused)

    def test_a_block_says_since_when_by_whom_why_what_and_how_much(self):
        self._adjust(self.lot, 340)
        self._decide(self.lot, self.on_hold, "broken seal")
        day = format_date(self.env, self._events(self.lot, "disposition").at.date())
        self.assertEqual(
            self.lot.decision_notice,
            f"On hold since {day} by Lots quality_manager: broken seal. Cannot be delivered "
            f"or used. 340 Units in {self.stock.display_name}.",
        )

    def test_the_day_of_the_block_is_one_of_the_companys_zone(self):
        self._decide(self.lot, self.on_hold)
        said = set()
        for zone in ("Pacific/Kiritimati", "Pacific/Niue"):  # 25 hours apart: never the same day
            self.company.lot_tz = zone
            self.lot.invalidate_recordset(["decision_notice"])
            said.add(self.lot.decision_notice)
        self.assertEqual(len(said), 2)

    def test_a_new_lot_in_quarantine_says_so_without_a_decision(self):
        product = self._product(name="Inspected")
        product.with_env(self.root).product_tmpl_id.lot_disposition_id = self.quarantine.id
        lot = self._lot(product, "Q1")
        self.assertEqual(lot.decision_notice, "Quarantine. Cannot be delivered or used.")

    def test_only_what_is_blocked_is_named(self):
        self.on_hold.with_env(self.root).blocks_production = False
        self._decide(self.lot, self.on_hold, "x")
        self.assertIn("Cannot be delivered.", self.lot.decision_notice)
        turned = {"blocks_production": True, "blocks_delivery": False}
        self.on_hold.with_env(self.root).write(turned)
        self.lot.invalidate_recordset()
        self.assertIn("Cannot be used in productions.", self.lot.decision_notice)

    def test_red_is_what_its_disposition_shows_in_red(self):
        for disposition, refused in (
            (self.on_hold, False),
            (self.rejected, True),
            (self.recalled, True),
            (self.retired, False),
        ):
            self._decide(self.lot, disposition)
            self.assertTrue(self.lot.is_blocked)
            self.assertEqual(self.lot.is_refused, refused, disposition.name)

    def test_what_lies_in_a_blocked_place_is_named_beside_a_free_lot(self):
        shelf = self._location("Returns", disposition_id=self.quarantine.id)
        self._adjust(self.lot, 12)
        self.assertFalse(self.lot.place_notice)
        self._relocate(self.lot, 2, shelf)
        self.lot.invalidate_recordset()
        self.assertEqual(
            self.lot.place_notice, f"2 Units in {shelf.display_name}: the place is Quarantine."
        )
        self._decide(self.lot, self.on_hold)
        self.assertFalse(self.lot.place_notice, "the lot itself is blocked: that is enough")

    def test_each_role_is_offered_what_it_may_set(self):
        self.assertIn(self.on_hold, self._steps("warehouse"))
        self.assertNotIn(self.rejected, self._steps("warehouse"))
        self.assertIn(self.rejected, self._steps("quality_manager"))
        self.assertNotIn(self.released, self._steps("quality_manager"), "it is that already")
        self.assertFalse(self._steps("auditor"))

    def test_nothing_is_offered_to_who_may_not_lift_what_stands(self):
        self._decide(self.lot, self.on_hold)
        self.assertFalse(self._steps("warehouse"))
        self.assertFalse(self._steps("inspector"))
        self.assertEqual(
            self._steps("quality_manager"), self.as_("quality_manager", self.on_hold).next_ids
        )

    def test_only_the_next_steps_are_offered(self):
        self._decide(self.lot, self.rejected)
        self.assertNotIn(self.released, self._steps("quality_manager"))

    def test_what_is_offered_follows_its_rules_at_once(self):
        rejected = self.rejected.with_env(self.root)
        self.assertNotIn(rejected, self._steps("warehouse"))
        rejected.group_ids = False
        self.lot.invalidate_recordset(["next_disposition_ids"])
        self.assertIn(rejected, self._steps("warehouse"))
        added = self.root["stock.lot.disposition"].create({"name": "Extra", "code": "extra"})
        self.lot.invalidate_recordset(["next_disposition_ids"])
        self.assertIn(added, self._steps("warehouse"))
        added.unlink()
        self.lot.invalidate_recordset(["next_disposition_ids"])
        self.assertNotIn(added, self._steps("warehouse"))

    def test_what_is_offered_follows_the_roles_of_the_user_at_once(self):
        self.assertNotIn(self.rejected, self._steps("warehouse"))
        group = self.env.ref("stock_lot_lifecycle.stock_lot_lifecycle_group_quality_manager")
        self.user["warehouse"].with_env(self.root).group_ids |= group.with_env(self.root)
        self.lot.invalidate_recordset(["next_disposition_ids"])
        self.assertIn(self.rejected, self._steps("warehouse"))

    def test_another_companys_dispositions_are_not_offered(self):
        other = self._company()
        theirs = self.root["stock.lot.disposition"].create(
            {"name": "Theirs", "code": "theirs", "company_id": other.id}
        )
        user = self.user["quality_manager"]
        user.company_ids |= other
        self.assertNotIn(theirs, self._steps("quality_manager"))

    def test_a_step_opens_the_update_filled_in(self):
        lot = self.as_("quality_manager", self.lot)
        action = lot.with_context(default_disposition_id=self.rejected.id).action_update_status()
        wizard = self.as_("quality_manager", self.env[action["res_model"]]).with_context(
            **action["context"]
        )
        self.assertEqual(wizard.create({}).disposition_id, self.rejected)
        self.assertNotIn("default_disposition_id", lot.action_update_status()["context"])


@tagged("post_install", "-at_install")
class TestNames(LotCase):
    """A blocked lot is told from a free one wherever lots are offered."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._product()
        cls.first = cls._lot(cls.product, "A-1")
        cls.second = cls._lot(cls.product, "A-2")

    def _offered(self, name="A-", **arguments):
        domain = [("product_id", "=", self.product.id)]
        found = self.env["stock.lot"].name_search(name, domain, **arguments)
        return [lot_id for lot_id, _name in found]

    def test_the_drop_down_says_the_disposition_and_why(self):
        lot = self.first.with_context(formatted_display_name=True)
        self.assertEqual(lot.display_name, "A-1")
        self._decide(self.first, self.on_hold, "broken seal")
        self.assertEqual(lot.display_name, "--A-1 · On hold--\t--broken seal--")

    def test_a_long_reason_is_cut(self):
        self._decide(self.first, self.on_hold, "word " * 20 + "\nsecond line")
        name = self.first.with_context(formatted_display_name=True).display_name
        self.assertTrue(name.endswith("…--"))
        self.assertNotIn("second", name)

    def test_documents_keep_the_plain_number(self):
        self._decide(self.first, self.on_hold)
        self.assertEqual(self.first.display_name, "A-1")

    def test_blocked_lots_are_offered_last(self):
        self.assertEqual(self._offered(), [self.first.id, self.second.id])
        self._decide(self.first, self.on_hold)
        self.assertEqual(self._offered(), [self.second.id, self.first.id])

    def test_a_short_list_offers_the_free_ones(self):
        self._decide(self.first, self.on_hold)
        self.assertEqual(self._offered(limit=1), [self.second.id])
        self.assertEqual(self._offered(limit=None), [self.second.id, self.first.id])
        self._decide(self.second, self.on_hold)
        self.assertEqual(self._offered(limit=1), [self.first.id])

    def test_a_shipping_clerk_reads_the_reason_of_another(self):
        self._decide(self.first, self.on_hold, "broken seal")
        lot = self.as_("warehouse", self.first).with_context(formatted_display_name=True)
        self.assertIn("broken seal", lot.display_name)

    def test_blocked_lots_are_found_by_what_the_disposition_does(self):
        own = [("product_id", "=", self.product.id)]
        Lot = self.env["stock.lot"]
        watched = self.root["stock.lot.disposition"].create({"name": "Watched", "code": "watched"})
        self._decide(self.first, self.on_hold)
        self._decide(self.second, watched)
        self.assertEqual(Lot.search([*own, ("is_blocked", "=", True)]), self.first)
        self.assertEqual(Lot.search([*own, ("is_blocked", "=", False)]), self.second)
