from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import LotCase


@tagged("post_install", "-at_install")
class TestStockLotUpdateStatus(LotCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._product()
        cls.lots = cls.env["stock.lot"].browse(
            cls._lot(cls.product, name).id for name in ("A-1", "A-2", "A-3")
        )

    def _wizard(self, role="stock_manager", **vals):
        Wizard = self.as_(role, self.env["stock.lot.update.status"])
        return Wizard.create({"disposition_id": self.retired.id, **vals})

    def _for_lots(self, lots, role="stock_manager", **vals):
        domain = f'[["id", "in", {lots.ids}]]'
        return self._wizard(role, scope="chosen", lot_domain=domain, **vals)

    def test_selected_lots_are_retired_in_one_go(self):
        wizard = self._for_lots(self.lots, reason="Broken seal")
        wizard.action_apply()
        self.assertEqual(self.lots.disposition_id, self.retired)
        self.assertEqual(set(self.lots.mapped("status")), {"inactive"})
        events = self.env["stock.lot.event"].search(
            [("lot_res_id", "in", self.lots.ids), ("kind", "=", "disposition")]
        )
        self.assertEqual(events.mapped("reason"), ["Broken seal"] * 3)

    def test_the_preview_counts_what_changes_and_what_is_there_already(self):
        self.as_("stock_manager", self.lots[0])._set_disposition(self.retired, "x")
        wizard = self._for_lots(self.lots)
        self.assertEqual(wizard.change_count, 2)
        self.assertIn("2 lots will be Retired.", wizard.outcome)
        self.assertIn("1 lot already there: nothing changes.", wizard.outcome)

    def test_the_preview_names_the_role_that_is_missing(self):
        wizard = self._for_lots(self.lots, "warehouse")
        self.assertEqual(wizard.change_count, 0)
        self.assertIn("3 lots refused: Only ", wizard.outcome)

    def test_a_warehouse_user_may_not_retire(self):
        wizard = self._for_lots(self.lots, "warehouse", reason="Broken seal")
        with self.assertRaisesRegex(AccessError, "may set the status Retired"):
            wizard.action_apply()
        self.assertEqual(self.lots.disposition_id, self.released)

    def test_a_warehouse_user_may_not_reactivate(self):
        self.as_("stock_manager", self.lots)._set_disposition(self.retired, "x")
        wizard = self._for_lots(self.lots, "warehouse", disposition_id=self.released.id)
        with self.assertRaises(AccessError):
            wizard.action_apply()
        self.assertEqual(self.lots.disposition_id, self.retired)

    def test_people_without_the_role_cannot_open_it(self):
        for role in ("portal", "employee", "auditor"):
            with self.subTest(role), self.assertRaises(AccessError):
                self._for_lots(self.lots, role)

    def test_only_those_that_may_change_are_changed(self):
        self.as_("stock_manager", self.lots[0])._set_disposition(self.retired, "x")
        hold = self.root["stock.lot.disposition"].create({"name": "On hold", "code": "hold"})
        wizard = self._for_lots(self.lots, "warehouse", disposition_id=hold.id)
        self.assertEqual(wizard.change_count, 2)
        wizard.action_apply()
        self.assertEqual(self.lots[0].disposition_id, self.retired)
        self.assertEqual(self.lots[1:].disposition_id.code, "hold")

    def test_retiring_needs_a_reason(self):
        with self.assertRaisesRegex(UserError, "Say why"):
            self._for_lots(self.lots, reason="  ").action_apply()

    def test_pasted_numbers_are_found_and_the_unknown_ones_named(self):
        wizard = self._wizard(scope="numbers", numbers=" A-1\nA-2, AB-9;A-1\n\n", reason="x")
        self.assertEqual(wizard.chosen_words, "2 lots found, 1 unknown: AB-9")
        wizard.action_apply()
        self.assertEqual(self.lots.mapped("disposition_id.code"), ["retired", "released"])
        self.assertEqual(self.lots[2].disposition_id, self.released)

    def test_no_numbers_are_no_lots(self):
        self.assertFalse(self._wizard(scope="numbers")._get_lots())

    def test_a_number_of_two_products_means_both_lots(self):
        self._lot(self._product(name="Syrup"), "A-1")
        wizard = self._wizard(scope="numbers", numbers="A-1")
        self.assertEqual(wizard.change_count, 2)

    def test_the_current_search_is_taken_as_it_is(self):
        domain = '[["name", "like", "A-%"], ["name", "!=", "A-2"]]'
        wizard = self._wizard(scope="filter", lot_domain=domain)
        self.assertEqual(wizard.chosen_words, "2 lots")

    def test_opened_from_a_lot_it_is_for_that_lot(self):
        lot = self.as_("stock_manager", self.lots[0])
        action = lot.action_update_status()
        form = Form(self.as_("stock_manager", self.env[action["res_model"]]).with_context(
            **action["context"]
        ))  # fmt: skip
        form.reason = "Torn bag"
        self.assertEqual(form.disposition_id, self.retired)
        form.save().action_apply()
        self.assertEqual(self.lots.filtered(lambda it: it.status == "inactive"), self.lots[0])

    def test_for_retired_lots_the_way_back_is_proposed(self):
        self.as_("stock_manager", self.lots)._set_disposition(self.retired, "x")
        Wizard = self.as_("stock_manager", self.env["stock.lot.update.status"])
        wizard = Wizard.with_context(active_model="stock.lot", active_ids=self.lots.ids).create({})
        self.assertEqual(wizard.disposition_id, self.released)
        wizard.action_apply()
        self.assertEqual(set(self.lots.mapped("status")), {"active"})

    def test_a_search_that_cannot_be_read_is_refused(self):
        wizard = self._wizard(scope="filter", lot_domain="[(")
        with self.assertRaisesRegex(UserError, "cannot be read"):
            wizard.action_apply()

    def test_lots_of_another_company_are_out_of_reach(self):
        other = self._company()
        lot = self.root["stock.lot"].create(
            {"name": "B-1", "product_id": self.product.id, "company_id": other.id}
        )
        wizard = self._wizard(scope="numbers", numbers="B-1")
        self.assertFalse(wizard.change_count)
        self.assertEqual(lot.disposition_id, self.released)
