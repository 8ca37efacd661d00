from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged

from odoo.addons.stock_lot_lifecycle.models.provenance import (
    KEY,
    Provenance,
    get_provenance,
    with_provenance,
)

from .common import LotCase


class DecisionCase(LotCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._product()
        cls.lots = cls.env["stock.lot"].create(
            [{"name": f"L{number}", "product_id": cls.product.id} for number in range(3)]
        )
        cls.lot = cls.lots[0]
        cls.hold = (
            cls.root["stock.lot.disposition"]
            .create({"name": "Hold", "code": "hold_t"})
            .with_env(cls.env)
        )


@tagged("post_install", "-at_install")
class TestGuard(DecisionCase):
    """A lot's disposition is written by its verb alone, whatever the path."""

    def _assert_refused(self, call, *args, **kwargs):
        with self.assertRaisesRegex(UserError, "Update Lot Status"), self.env.cr.savepoint():
            call(*args, **kwargs)
        self.env.invalidate_all()
        self.assertEqual(self.lots.disposition_id, self.released)

    def test_a_new_lot_is_released(self):
        self.assertEqual(self.lots.disposition_id, self.released)

    def test_a_write_is_refused_to_everybody(self):
        for role in ("warehouse", "stock_manager", "quality_manager", "lot_administrator"):
            lot = self.as_(role, self.lot)
            self._assert_refused(lot.write, {"disposition_id": self.retired.id})
        self._assert_refused(self.lot.sudo().write, {"disposition_id": self.retired.id})
        self._assert_refused(
            self.lot.with_env(self.root).write, {"disposition_id": self.retired.id}
        )

    def test_a_write_of_many_lots_is_refused(self):
        self._assert_refused(self.lots.write, {"disposition_id": self.retired.id, "ref": "X"})
        self.assertFalse(any(self.lots.mapped("ref")))

    def test_an_assignment_is_refused(self):
        with self.assertRaises(UserError):
            self.lot.disposition_id = self.retired

    def test_a_creation_with_another_disposition_is_refused(self):
        Lot = self.env["stock.lot"]
        for value in (self.retired.id, self.hold.id, False):
            vals = {"name": "NEW", "product_id": self.product.id, "disposition_id": value}
            self._assert_refused(Lot.create, vals)
            self._assert_refused(Lot.sudo().create, [vals])

    def test_a_creation_with_the_disposition_it_gets_anyway_is_allowed(self):
        lot = self._lot(self.product, "SAME", disposition_id=self.released.id)
        self.assertEqual(lot.disposition_id, self.released)

    def test_a_call_from_outside_is_refused_with_any_context(self):
        manager = self.user["stock_manager"]
        Lot = self.env(user=manager)["stock.lot"]
        for forged in (
            {},
            {KEY: True},
            {KEY: ["user", "", "", True]},
            {KEY: {"source": "seam", "decides": True}},
            {KEY: "Provenance(decides=True)"},
        ):
            vals = {"disposition_id": self.retired.id}
            self._assert_refused(call_kw, Lot, "write", [self.lots.ids, vals], {"context": forged})
            self._assert_refused(
                call_kw,
                Lot,
                "web_save",
                [self.lots.ids, vals],
                {"specification": {}, "context": forged},
            )
            new = {"name": "RPC", "product_id": self.product.id, **vals}
            self._assert_refused(call_kw, Lot, "create", [[new]], {"context": forged})

    def test_a_default_forged_in_the_context_is_ignored(self):
        context = {"default_disposition_id": self.retired.id}
        new = {"name": "RPC", "product_id": self.product.id}
        Lot = self.env(user=self.user["stock_manager"])["stock.lot"]
        [lot_id] = call_kw(Lot, "create", [[new]], {"context": context})
        self.assertEqual(self.env["stock.lot"].browse(lot_id).disposition_id, self.released)

    def test_the_verb_cannot_be_called_from_outside(self):
        Lot = self.env(user=self.user["stock_manager"])["stock.lot"]
        for name in ("_set_disposition", "_set_dates", "_refresh_presence", "_unset_received"):
            with self.assertRaises(AccessError):
                call_kw(Lot, name, [self.lots.ids, self.retired.id], {})

    def test_an_import_with_another_disposition_is_refused(self):
        outcome = self.env["stock.lot"].load(
            ["name", "product_id/.id", "disposition_id/.id"],
            [["IMP", str(self.product.id), str(self.retired.id)]],
        )
        self.assertFalse(outcome["ids"])
        self.assertIn("Update Lot Status", outcome["messages"][0]["message"])
        self.assertFalse(self.lot.search([("name", "=", "IMP")]))

    def test_a_copy_is_released(self):
        self.as_("stock_manager", self.lot)._set_disposition(self.retired, "Broken")
        self.assertEqual(self.lot.copy().disposition_id, self.released)

    def test_believing_only_objects(self):
        self.assertEqual(get_provenance(self.env), Provenance())
        for forged in (True, ("user", "", "", True), {"decides": True}, "x"):
            self.assertEqual(get_provenance(self.env(context={KEY: forged})), Provenance())
        token = Provenance("seam", decides=True)
        self.assertIs(get_provenance(with_provenance(self.lot, token).env), token)


@tagged("post_install", "-at_install")
class TestSetDisposition(DecisionCase):
    """The verb: who may, why, and what is kept."""

    def test_inventory_and_quality_managers_retire_and_release(self):
        for role in ("stock_manager", "quality_manager"):
            lots = self.as_(role, self.lots)
            self.assertEqual(lots._set_disposition(self.retired, "Recall drill"), lots)
            self.assertEqual(lots.disposition_id, self.retired.with_env(lots.env))
            self.assertEqual(set(lots.mapped("closed_reason")), {"retired"})
            self.assertEqual(lots._set_disposition(self.released), lots)
            self.assertEqual(set(lots.mapped("status")), {"active"})

    def test_others_may_neither_retire_nor_release(self):
        for role in ("warehouse", "lot_administrator"):
            with self.assertRaisesRegex(AccessError, "Only .* may set"):
                self.as_(role, self.lots)._set_disposition(self.retired, "Because")
        self.as_("stock_manager", self.lots)._set_disposition(self.retired, "Because")
        for role in ("warehouse", "lot_administrator"):
            with self.assertRaisesRegex(AccessError, "Only .* may lift"):
                self.as_(role, self.lots)._set_disposition(self.released, "Because")

    def test_one_lot_under_a_guarded_disposition_stops_the_whole_call(self):
        self.as_("stock_manager", self.lot)._set_disposition(self.retired, "Because")
        with self.assertRaises(AccessError):
            self.lots._set_disposition(self.hold)
        self.assertEqual(self.lots[1:].disposition_id, self.released)

    def test_a_disposition_without_a_role_is_for_every_user_of_lots(self):
        self.lots._set_disposition(self.hold)
        self.assertEqual(self.lots.disposition_id, self.hold)

    def test_users_without_rights_on_lots_decide_nothing(self):
        for role in ("auditor", "employee", "portal"):
            with self.assertRaises(AccessError):
                self.as_(role, self.lot)._set_disposition(self.hold)

    def test_a_user_of_another_company_decides_nothing(self):
        second = self._company()
        lot = self._lot(self.product, "MINE", company_id=self.company.id)
        stranger = self._user_of(second, "stock_manager")
        with self.assertRaises(AccessError):
            self.as_(stranger, lot)._set_disposition(self.retired, "Because")

    def test_a_reason_is_required_where_the_disposition_asks(self):
        lots = self.as_("stock_manager", self.lots)
        for nothing in ("", "   ", None, False, "\n\t"):
            with self.assertRaisesRegex(UserError, "Say why"):
                lots._set_disposition(self.retired, nothing)
        self.assertEqual(self.lots.disposition_id, self.released)

    def test_the_reason_is_required_of_programs_too(self):
        for source in ("policy", "seam", "recall"):
            with self.assertRaisesRegex(UserError, "Say why"):
                self.lots.sudo()._set_disposition(self.retired, "", source)

    def test_rules_of_the_system_need_no_role(self):
        self.lots._set_disposition(self.retired, "Rule 7", source="policy")
        self.assertEqual(self.lots.disposition_id, self.retired)
        self.assertEqual(set(self._events(self.lots, "disposition").mapped("source")), {"policy"})

    def test_an_import_needs_the_role(self):
        with self.assertRaises(AccessError):
            self.lots._set_disposition(self.retired, "From a file", source="import")

    def test_only_the_lots_that_change_are_returned_and_recorded(self):
        self.lots[:2]._set_disposition(self.hold)
        before = self._events(self.lots)
        self.assertEqual(self.lots._set_disposition(self.hold), self.lots[2])
        self.assertEqual(self.lots._set_disposition(self.hold), self.env["stock.lot"])
        self.assertEqual((self._events(self.lots) - before).mapped("lot_res_id"), self.lots[2].ids)

    def test_no_lot_at_all_changes_nothing(self):
        nothing = self.env["stock.lot"]
        self.assertEqual(nothing._set_disposition(self.retired, "Because"), nothing)

    def test_each_lot_gets_one_event_with_who_when_why(self):
        lots = self.as_("stock_manager", self.lots)
        lots._set_disposition(self.retired, "  Broken seal ")
        events = self._events(lots, "disposition")
        self.assertEqual(events.mapped("lot_res_id"), lots.ids)
        self.assertEqual(set(events.mapped("reason")), {"Broken seal"})
        self.assertEqual(set(events.mapped("user_name")), {self.user["stock_manager"].name})
        for event in events:
            self.assertIn('"old":{"disposition_id":"released"}', event.payload)
            self.assertIn('"new":{"disposition_id":"retired"}', event.payload)

    def test_what_it_returns_carries_no_right_to_decide(self):
        lots = self.as_("stock_manager", self.lots)._set_disposition(self.retired, "Because")
        self.assertFalse(get_provenance(lots.env).decides)
        with self.assertRaises(UserError):
            lots.write({"disposition_id": self.released.id})

    def test_a_disposition_in_use_cannot_be_deleted(self):
        self.lots._set_disposition(self.hold)
        with self.assertRaises(Exception) as caught, self.env.cr.savepoint():
            self.hold.with_env(self.root).unlink()
            self.env.flush_all()
        self.assertIn("stock_lot", str(caught.exception))

    def test_html_in_a_reason_stays_text(self):
        reason = '<script>alert(1)</script> & "more"'
        self.as_("stock_manager", self.lot)._set_disposition(self.retired, reason)
        self.assertEqual(self._events(self.lot, "disposition").reason, reason)
