import base64

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import Form, tagged

from odoo.addons.stock_lot_lifecycle.models import stock_lot_bulk_status

from .common import LotCase
from .test_stock_lot_consequence import BlockCase


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
        self.assertEqual(wizard.outcome["change"]["count"], 2)
        self.assertEqual(wizard.outcome["same"], "1 lot already there: nothing changes.")

    def test_the_preview_names_the_role_that_is_missing(self):
        wizard = self._for_lots(self.lots, "warehouse")
        self.assertEqual(wizard.change_count, 0)
        [refused] = wizard.outcome["refused"]
        self.assertEqual((refused["count"], refused["names"]), (3, ["A-1", "A-2", "A-3"]))
        self.assertIn("Only ", refused["why"])

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
        self.assertFalse(form.disposition_id, "of several, none is proposed")
        form.disposition_id = self.retired
        form.reason = "Torn bag"
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


@tagged("post_install", "-at_install")
class TestStatusPreview(BlockCase):
    """The preview says what will happen, and that is what happens."""

    def _wizard(self, lots, disposition, role="quality_manager", **vals):
        Wizard = self.as_(role, self.env["stock.lot.update.status"])
        wizard = Wizard.create(
            {
                "scope": "chosen",
                "lot_domain": f'[["id", "in", {lots.ids}]]',
                "disposition_id": disposition.id,
                "reason": "Broken seal",
                **vals,
            }
        )
        self.env.flush_all()  # as the end of a request does
        return wizard

    def test_one_decision_on_many_lots_says_beforehand_that_it_takes_its_time(self):
        lots = self.env["stock.lot"].create(
            [{"name": f"M-{number}", "product_id": self.product.id} for number in range(3)]
        )
        self.patch(stock_lot_bulk_status, "AT_ONCE", 2)
        self.on_hold.with_env(self.root).requires_second_person = True
        wizard = self._wizard(lots, self.on_hold)
        self.assertTrue(wizard.outcome["whole"])
        self.assertFalse(self._wizard(lots[:2], self.on_hold).outcome["whole"])
        self.patch(stock_lot_bulk_status, "ONE_DECISION", 2)
        with self.assertRaisesRegex(UserError, "at most 2 lots, and these are 3"):
            wizard.action_apply()
        Request = self.root["stock.lot.decision.request"]
        self.assertFalse(Request.search([("lot_ids", "in", lots.ids)]))

    def test_the_typed_secret_is_gone_before_the_decision_begins(self):
        contexts = []
        Lot = type(self.root["stock.lot"])
        plain = Lot._decide_in_bulk

        def decide(lots, *args, **kwargs):
            contexts.append(lots.env.context)
            contexts.append(args[1].env.context)
            return plain(lots, *args, **kwargs)

        self.patch(Lot, "_decide_in_bulk", decide)
        wizard = self._wizard(self.old, self.on_hold)
        wizard.with_context(stock_lot_secret="Kernel-7-panic").action_apply()
        self.assertEqual(self.old.disposition_id, self.on_hold)
        self.assertFalse([context for context in contexts if "stock_lot_secret" in context])

    def test_it_names_the_lots_with_old_and_new(self):
        change = self._wizard(self.old, self.on_hold).outcome["change"]
        self.assertEqual((change["count"], change["new"]), (1, "On hold"))
        self.assertEqual((change["lots"][0]["name"], change["lots"][0]["old"]), ("OLD", "Released"))

    def test_it_names_the_transfers_that_lose_their_reservation(self):
        small, large = self._transfer(5), self._transfer(7)
        allowed = self._transfer(2, target=self.suppliers)
        released = self._wizard(self.old, self.on_hold).outcome["released"]
        self.assertEqual((released["quantity"], released["count"]), ("12 Units", 2))
        self.assertEqual([row["id"] for row in released["transfers"]], [large.id, small.id])
        self.assertEqual(released["transfers"][0]["partner"], "Deco Addict")
        self._wizard(self.old, self.on_hold).action_apply()
        self.assertFalse((small | large).move_line_ids)
        self.assertTrue(allowed.move_line_ids)

    def test_it_tells_what_is_in_hand_apart(self):
        picking = self._transfer(5)
        picking.move_line_ids.picked = True
        outcome = self._wizard(self.old, self.on_hold).outcome
        self.assertFalse(outcome["released"]["count"])
        self.assertEqual(outcome["in_hand"]["transfers"][0]["id"], picking.id)

    def test_nothing_is_released_where_nothing_is_blocked(self):
        self._transfer(5)
        note = self.root["stock.lot.disposition"].create({"name": "Watched", "code": "watched"})
        outcome = self._wizard(self.old, note).outcome
        self.assertEqual((outcome["released"]["count"], outcome["in_hand"]["count"]), (0, 0))

    def test_transfers_of_other_companies_are_counted_but_not_named(self):
        other = self._company()
        stranger = self._user_of(other, "quality_manager")
        picking = self._transfer(5)
        lots = self.old.with_user(stranger)
        wizard = self.as_(stranger, self.env["stock.lot.update.status"]).create(
            {
                "scope": "chosen",
                "lot_domain": f'[["id", "in", {lots.ids}]]',
                "disposition_id": self.on_hold.id,
            }
        )
        released = wizard.outcome["released"]
        self.assertEqual((released["transfers"], released["others"]), ([], 1))
        self.assertNotIn(picking.name, str(wizard.outcome))

    def test_only_what_is_allowed_for_some_lot_is_offered(self):
        self._decide(self.old, self.rejected)
        possible = self._wizard(self.old, self.retired).possible_ids
        self.assertNotIn(self.released, possible)
        self.assertIn(self.quarantine, possible)
        offered = self._wizard(self.old, self.retired, role="stock_manager").possible_ids
        self.assertFalse(offered)

    def test_a_status_given_by_the_button_is_filled_in(self):
        Wizard = self.as_("quality_manager", self.env["stock.lot.update.status"])
        form = Form(
            Wizard.with_context(
                active_model="stock.lot",
                active_ids=self.old.ids,
                default_disposition_id=self.quarantine.id,
            )
        )
        self.assertEqual(form.disposition_id, self.quarantine)
        form.save().action_apply()
        self.assertEqual(self.old.disposition_id, self.quarantine)

    def test_all_or_nothing_changes_nothing_when_one_is_refused(self):
        new = self._in_stock("NEW", 5)
        self._decide(new, self.recalled)
        wizard = self._wizard(self.old | new, self.quarantine, policy="all")
        self.assertEqual(wizard.refused_count, 1)
        with self.assertRaisesRegex(UserError, "From Recalled, lots can only become"):
            wizard.action_apply()
        self.assertEqual(self.old.disposition_id, self.released)
        wizard.policy = "possible"
        message = wizard.action_apply()["params"]["message"]
        self.assertEqual(message, "1 lot: now Quarantine. Left as they are: 1 lot.")
        self.assertEqual((self.old | new).mapped("disposition_id.code"), ["quarantine", "recalled"])

    def test_what_somebody_else_decided_meanwhile_is_not_overwritten(self):
        wizard = self._wizard(self.old, self.retired)
        self._decide(self.old, self.recalled, role="recall_coordinator")
        answer = wizard.action_apply()
        self.assertEqual(self.old.disposition_id, self.recalled)
        self.assertEqual((answer["res_model"], answer["res_id"]), (wizard._name, wizard.id))
        self.assertIn("changed by somebody else meanwhile", wizard.news)
        self.assertIn("OLD: Lots recall_coordinator", wizard.news)
        wizard.action_apply()
        self.assertEqual(self.old.disposition_id, self.retired)

    def test_a_search_that_finds_other_lots_meanwhile_is_asked_again(self):
        wizard = self._wizard(self.old, self.retired, lot_domain='[["name", "=like", "O%"]]')
        late = self._in_stock("OTHER", 5)
        wizard.action_apply()
        self.assertTrue(wizard.news)
        self.assertEqual((self.old | late).disposition_id, self.released)

    def test_forged_ids_change_only_what_the_user_may(self):
        other = self._company()
        foreign = self.root["stock.lot"].create(
            {"name": "F", "product_id": self.product.id, "company_id": other.id}
        )
        Wizard = self.env(user=self.user["quality_manager"])["stock.lot.update.status"]
        vals = {
            "scope": "chosen",
            "lot_domain": f'[["id", "in", {[*foreign.ids, *self.old.ids, 10**8]}]]',
            "disposition_id": self.on_hold.id,
            "reason": "x",
        }
        [wizard_id] = call_kw(Wizard, "create", [[vals]], {})
        call_kw(Wizard, "action_apply", [[wizard_id]], {})
        self.assertEqual(foreign.disposition_id, self.released)
        self.assertEqual(self.old.disposition_id, self.on_hold)

    def test_a_forged_stamp_gives_no_more_than_a_preview_does(self):
        wizard = self._wizard(self.old, self.retired, "warehouse", stamp="x:y")
        wizard.action_apply()
        self.assertTrue(wizard.news)
        with self.assertRaises(AccessError):
            wizard.action_apply()

    def test_a_preview_asks_no_more_for_many_lots_than_for_few(self):
        lots = self.env["stock.lot"].create(
            [{"name": f"Q{number}", "product_id": self.product.id} for number in range(40)]
        )
        few, many = (self._wizard(some, self.on_hold) for some in (lots[:2], lots))
        counts = []
        for wizard in (few, many, few, many):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertTrue(wizard.outcome)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[2], counts[3])


@tagged("post_install", "-at_install")
class TestNumberLists(BlockCase):
    """Lots named by a pasted or uploaded list."""

    def _wizard(self, **vals):
        Wizard = self.as_("quality_manager", self.env["stock.lot.update.status"])
        vals = {"scope": "numbers", "disposition_id": self.on_hold.id, "reason": "x", **vals}
        return Wizard.create(vals)

    def _file(self, text):
        return base64.b64encode(text.encode())

    def test_twelve_found_and_one_unknown(self):
        for number in range(12):
            self._lot(self.product, f"P-{number}")
        pasted = "\n".join([*(f"P-{number}" for number in range(12)), "AB-9"])
        self.assertEqual(
            self._wizard(numbers=pasted).chosen_words, "12 lots found, 1 unknown: AB-9"
        )

    def test_a_number_of_several_products_is_shown_and_chosen_by_product(self):
        syrup = self._product(name="Syrup")
        other = self._lot(syrup, "OLD")
        wizard = self._wizard(numbers="OLD")
        self.assertIn("OLD is a number of Tablets, Syrup.", wizard.chosen_words)
        self.assertEqual(wizard.product_ids, (self.product | syrup).with_env(wizard.env))
        wizard.product_ids = syrup
        self.assertEqual(wizard.change_count, 1)
        wizard.action_apply()
        self.assertEqual(other.disposition_id, self.on_hold)
        self.assertEqual(self.old.disposition_id, self.released)

    def test_a_file_is_read_by_its_lot_column(self):
        content = self._file("Product;Lot Number\nTablets;OLD\nTablets;UNKNOWN\n")
        wizard = self._wizard(file=content, filename="lots.csv")
        self.assertEqual(wizard.numbers, "OLD\nUNKNOWN")
        self.assertEqual(wizard.change_count, 1)

    def test_a_bare_list_in_a_file_needs_no_header(self):
        wizard = self._wizard(file=self._file("OLD\n00392/174\n"), filename="lots.csv")
        self.assertEqual(wizard.numbers, "OLD\n00392/174")

    def test_a_hostile_file_is_refused_in_words(self):
        for name, content in (
            ("bomb.xlsx", b"PK\x03\x04 not a workbook"),
            ("lots.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rubbish"),
            ("empty.csv", b""),
            ("page.csv", b"\x00\x01\x02\x03" * 50),
        ):
            with self.subTest(name), self.assertRaises(UserError):
                self._wizard(file=base64.b64encode(content or b" "), filename=name)

    def test_a_formula_in_a_list_is_only_an_unknown_number(self):
        wizard = self._wizard(numbers="=HYPERLINK(1)\n<script>alert(1)</script>\n%\nO_D")
        self.assertFalse(wizard.change_count)
        self.assertIn("4 unknown", wizard.chosen_words)

    def test_a_range_names_its_lots_unless_a_lot_is_called_so(self):
        self.env["stock.lot"].create(
            [
                {"name": name, "product_id": self.product.id}
                for name in ("RG01", "RG02", "RG04", "RX1-RX3")
            ]
        )
        named = self.env["stock.lot"]._read_number_list("RG01..RG04; RX1-RX3\nRG9..RG1")
        self.assertEqual(list(named.products), ["RG01", "RG02", "RG04", "RX1-RX3"])
        self.assertEqual(named.get_unknown(), ["RG03", "RG9..RG1"])

    def test_a_huge_list_is_refused_in_words(self):
        numbers = "\n".join(map(str, range(100_001)))
        with self.assertRaisesRegex(UserError, "at most 100000"):
            self.env["stock.lot"]._read_number_list(numbers)

    def test_ten_thousand_numbers_are_looked_up_at_once(self):
        numbers = "\n".join(["OLD", *map(str, range(10_000))])
        self.env["stock.lot"]._read_number_list("1")
        before = self.env.cr.sql_log_count
        named = self.env["stock.lot"]._read_number_list(numbers)
        self.assertLessEqual(self.env.cr.sql_log_count - before, 3)
        self.assertEqual((len(named.products), len(named.get_unknown())), (1, 10_000))
