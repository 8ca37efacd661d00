import json
from contextlib import ExitStack

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import MODULE
from .common_gate import GateCase
from .common_signing import PASSWORD


@tagged("post_install", "-at_install")
class TestPlaceDecisions(GateCase):
    """One verb decides on a place; what policy asks of lots it asks of places too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.root,
            "lots_places",
            name="Petra Place",
            groups=f"stock.group_stock_manager,{MODULE}.stock_lot_lifecycle_group_quality_manager",
            company_id=cls.company.id,
        )
        cls.place = cls.as_(cls.manager, cls.shelf)

    def _set(self, disposition, reason="Smells", place=None, **more):
        place = self.place if place is None else place
        return place._set_disposition(disposition.with_env(place.env), reason, **more)

    def _refused(self, error, words):
        """Expect the refusal, and undo what was tried."""
        stack = ExitStack()
        stack.enter_context(self.assertRaisesRegex(error, words))
        stack.enter_context(self.env.cr.savepoint())
        return stack

    def _events(self, lot, kind="place"):
        domain = [("lot_res_id", "=", lot.id), ("kind", "=", kind)]
        return self.root["stock.lot.event"].search(domain, order="id")

    def test_every_lot_there_gets_an_event(self):
        inner = self._location("Inner", location_id=self.shelf.id)
        deep = self._lot(self.product, "DEEP")
        self._stock(self.product, 5, inner, deep)
        elsewhere = self._lot(self.product, "ELSEWHERE")
        self._stock(self.product, 5, self.stock, elsewhere)
        self._set(self.quarantine)
        self._set(self.env["stock.lot.disposition"], "Looked at")
        self.assertFalse(self._events(elsewhere))
        for lot in (self.lot, self.other, deep):
            first, second = self._events(lot)
            facts = json.loads(first.payload)
            self.assertEqual(facts["place"]["name"], self.shelf.complete_name)
            self.assertEqual(facts["new"]["place_status"]["code"], "quarantine")
            self.assertEqual((first.user_name, first.reason), ("Petra Place", "Smells"))
            self.assertEqual(second.reason, "Looked at")
            words = f"{self.shelf.complete_name}: Quarantine → –"
            self.assertEqual(second.summary, words)
        self.assertFalse(self.root["stock.lot.verification"]._find_problems(self.lot.ids))

    def test_a_place_inside_that_stands_on_its_own_is_left_out(self):
        inner = self._location("Inner", location_id=self.shelf.id, disposition_id=self.on_hold.id)
        deep = self._lot(self.product, "DEEP")
        self._stock(self.product, 5, inner, deep)
        self._set(self.quarantine)
        self.assertTrue(self._events(self.lot))
        self.assertFalse(self._events(deep))

    def test_the_event_stands_in_the_story_of_the_lot(self):
        self._set(self.quarantine)
        [entry] = self.lot.get_story("decisions")["entries"]
        self.assertEqual((entry["kind"], entry["reason"]), ("place", "Smells"))

    def test_a_plain_write_that_asks_for_nothing_is_told_as_well(self):
        self.place.disposition_id = self.quarantine
        self.assertEqual(len(self._events(self.lot)), 1)
        self.shelf.with_env(self.root).disposition_id = False
        self.assertEqual(len(self._events(self.lot)), 2)

    def test_a_move_of_the_place_is_told_as_well(self):
        area = self._location("Area", disposition_id=self.quarantine.id)
        self.place.location_id = area
        self.assertEqual(len(self._events(self.lot)), 1)

    def test_who_may_not_change_places_is_told_so_first(self):
        for role in ("warehouse", "quality_manager", "auditor"):
            for reason in ("", "Smells"):
                with self._refused(AccessError, "not allowed to modify"):
                    self._set(self.rejected, reason, self.as_(role, self.shelf))
        self.assertFalse(self._events(self.lot))

    def test_a_reason_is_asked_for(self):
        with self._refused(UserError, "Say why"):
            self._set(self.rejected, " ")
        with self._refused(UserError, "needs a reason.*Change Status"):
            self.place.disposition_id = self.rejected
        self.assertEqual(self._set(self.rejected, "Mould"), self.place)

    def test_the_next_steps_count(self):
        self.rejected.with_env(self.root).next_ids = self.quarantine + self.retired
        self._set(self.rejected)
        for verb in (self._set, lambda row: self.place.write({"disposition_id": row.id})):
            for row in (self.released, self.env["stock.lot.disposition"]):
                with self._refused(AccessError, "can only become"):
                    verb(row)
        self._set(self.quarantine)
        self.assertEqual(self.place.disposition_id, self.quarantine)

    def test_the_roles_count(self):
        self._block(self.shelf, self.quarantine)
        with self._refused(AccessError, "may lift"):
            self._set(self.released, place=self.as_("stock_manager", self.shelf))
        with self._refused(AccessError, ""):
            self._set(self.on_hold, place=self.as_("warehouse", self.shelf))

    def test_a_signature_is_asked_for_and_bound_to_the_place(self):
        self._block(self.shelf, self.quarantine)
        self.released.with_env(self.root).requires_signature = True
        none = self.env["stock.lot.disposition"]
        for verb in (self._set, lambda row: self.place.write({"disposition_id": row.id})):
            with self._refused(UserError, "needs a signature"):
                verb(none)
        hashed = self.root["res.users"]._crypt_context().hash(PASSWORD)
        self.manager._set_encrypted_password(self.manager.id, hashed)
        wizard = self.place.env["stock.location.update.status"].create(
            {"location_id": self.place.id, "reason": "Tests passed"}
        )
        self.assertTrue(wizard.requires_signature)
        wizard.with_context(stock_lot_secret=PASSWORD).action_apply()
        self.assertFalse(self.place.disposition_id)
        facts = json.loads(self._events(self.lot)[-1].payload)
        self.assertEqual(facts["signatures"][0]["by"]["name"], "Petra Place")
        signature = self.root["stock.lot.signature"].browse(facts["signatures"][0]["id"])
        self.assertIn("1 place", signature.summary)
        self._set(self.quarantine)
        with self._refused(UserError, "not what would be decided"):
            self._set(self.released, signature=signature.with_user(self.manager))

    def test_what_needs_two_persons_is_not_decided_on_a_full_place(self):
        self.rejected.with_env(self.root).requires_second_person = True
        with self._refused(UserError, "needs a second person"):
            self._set(self.rejected)
        empty = self.as_(self.manager, self._location("Empty"))
        self._set(self.rejected, place=empty)
        self.assertEqual(empty.disposition_id, self.rejected)

    def test_the_button_opens_the_dialog_of_the_place(self):
        action = self.place.action_change_status()
        self.assertEqual(action["context"], {"default_location_id": self.place.id})
        self.assertEqual(action["res_model"], "stock.location.update.status")
