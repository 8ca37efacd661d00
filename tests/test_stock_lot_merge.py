import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common_gate import GateCase

WHY = "Typed twice"


class MergeCase(GateCase):
    """`lot` and `other` are two numbers of the same 10 + 10 units on one shelf."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.as_("stock_manager", cls.other)
        cls.target = cls.as_("stock_manager", cls.lot)

    def _merge(self, lots=None, target=None, reason=WHY):
        return (lots or self.manager)._merge_into(target or self.target, reason)

    def _refused(self, words, lots=None, target=None, reason=WHY):
        lots = lots or self.manager
        before = sum(lots.sudo().quant_ids.mapped("quantity"))
        with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
            self._merge(lots, target, reason)
        self.assertFalse(any(lots.mapped("merged_into_id")))
        self.assertEqual(sum(lots.sudo().quant_ids.mapped("quantity")), before)

    def _on_hand(self, lot):
        quants = lot.sudo().quant_ids
        return {
            quant.location_id.name: quant.quantity
            for quant in quants
            if quant.location_id.usage == "internal" and quant.quantity
        }


@tagged("post_install", "-at_install")
class TestMerging(MergeCase):
    """Stock moves over where it lies; history, numbers and evidence stay."""

    def test_all_stock_gets_the_number_that_stays(self):
        rack = self._location("Rack")
        self._stock(self.product, 3, rack, self.other)
        moves = self._merge()
        self.assertEqual(self._on_hand(self.lot), {"Shelf": 20, "Rack": 3})
        self.assertEqual(self._on_hand(self.other), {})
        self.assertEqual(set(moves.mapped("state")), {"done"})
        self.assertTrue(all(moves.mapped("is_inventory")))

    def test_the_merged_lot_is_inactive_and_says_why(self):
        self._merge()
        self.assertEqual(self.other.merged_into_id, self.lot)
        self.assertEqual(self.lot.merged_lot_ids, self.other)
        self.assertEqual((self.other.status, self.other.inactive_reason), ("inactive", "merged"))
        self.assertEqual(self.lot.status, "active")
        found = self.env["stock.lot"].search([("inactive_reason", "=", "merged")])
        self.assertEqual(found, self.other)

    def test_both_stories_tell_it(self):
        self._merge()
        merged = self._events(self.other, "merged")
        self.assertEqual((merged.reason, merged.user_name), (WHY, self.manager.env.user.name))
        self.assertIn("L1", merged.summary)
        kept = self._events(self.lot, "merged")
        self.assertEqual(kept.reason, WHY)
        self.assertIn("L2", kept.summary)
        self.assertIn('"quantity":10', merged.payload.replace(" ", ""))
        ledger = self.root["stock.lot.verification"]
        self.assertFalse(ledger._find_problems((self.lot | self.other).ids))

    def test_history_stays_where_it_happened(self):
        delivery = self._ship_from(self.shelf)
        self._merge()
        self.assertEqual(delivery.move_line_ids.lot_id, self.other)
        self.assertEqual(self._on_hand(self.lot), {"Shelf": 19})

    def test_the_trace_follows_from_one_number_to_the_other(self):
        moves = self._merge()
        given = moves.move_line_ids.filtered(lambda line: line.lot_id == self.lot)
        self.assertEqual(given.consume_line_ids.lot_id, self.other)
        trace = self.root["stock.lot"].browse(self.other.id)._trace("forward")
        edges = [(edge.source, edge.target, edge.kind) for edge in trace.edges]
        self.assertIn((f"lot:{self.other.id}", f"lot:{self.lot.id}", "relabelled"), edges)

    def test_customers_of_the_number_that_stays_are_found_from_the_other(self):
        self._merge()
        partner = self._partner("Clinic")
        self._ship(self.lot, 2, partner)
        self.assertIn(partner, self.other.partner_ids)

    def test_the_goods_keep_their_place_in_the_queue(self):
        old = datetime.datetime(2020, 1, 1)
        self.root["stock.quant"].browse(self.other.quant_ids.ids).in_date = old
        self._merge()
        self.assertEqual(min(self.lot.quant_ids.mapped("in_date")), old)

    def test_packages_and_owners_stay(self):
        package = self.root["stock.package"].create({"name": "BOX"})
        owner = self._partner("Consignor")
        self.root["stock.quant"]._update_available_quantity(
            self.product, self.shelf, 2, lot_id=self.other, package_id=package, owner_id=owner
        )
        self._merge()
        boxed = self.lot.sudo().quant_ids.filtered("package_id")
        self.assertEqual((boxed.quantity, boxed.owner_id.id), (2, owner.id))

    def test_goods_in_a_blocked_place_stay_there(self):
        self._block(self.shelf, self._disposition(blocks_delivery=True))
        self._merge()
        self.assertEqual(self._on_hand(self.lot), {"Shelf": 20})

    def test_lots_that_are_blocked_alike_stay_blocked(self):
        stop = self._disposition(blocks_delivery=True)
        self._force(self.lot | self.other, disposition_id=stop.id)
        self._merge()
        self.assertEqual(self.lot.disposition_id, stop)

    def test_a_lot_that_never_moved_is_merged_too(self):
        empty = self.as_("stock_manager", self._lot(self.product, "L3"))
        self.assertFalse(self._merge(empty))
        self.assertEqual(empty.inactive_reason, "merged")

    def test_stock_that_turns_up_again_makes_it_active(self):
        self._merge()
        self._stock(self.product, 1, self.shelf, self.other)
        self.other._refresh_presence()
        self.assertEqual(self.other.status, "active")

    def test_several_lots_become_one(self):
        third = self._lot(self.product, "L3")
        self._stock(self.product, 5, self.shelf, third)
        self._merge(self.manager | third)
        self.assertEqual(self._on_hand(self.lot), {"Shelf": 25})
        names = self._events(self.lot, "merged").summary
        self.assertIn("L2", names)
        self.assertIn("L3", names)


@tagged("post_install", "-at_install")
class TestMergeRefused(MergeCase):
    """What would free goods, lose a date or make one piece of two is refused, in words."""

    def test_others_may_not_merge(self):
        for role in ("warehouse", "inspector", "quality_manager", "auditor", "portal"):
            lots, target = self.as_(role, self.other), self.as_(role, self.lot)
            with self.assertRaises(AccessError):
                lots._merge_into(target, WHY)

    def test_a_reason_is_needed(self):
        self._refused("Say why", reason="  ")

    def test_a_lot_does_not_become_itself(self):
        self._refused("another one that stays", self.target)
        self._refused("another one that stays", self.manager | self.target)

    def test_lots_of_two_products_stay_apart(self):
        self._refused("different products", self.as_("stock_manager", self._lot(
            self._product(name="Other"), "L9")))  # fmt: skip

    def test_lots_of_two_companies_stay_apart(self):
        self._force(self.other, company_id=self.company.id)
        self._force(self.lot, company_id=None)
        self._refused("same company")

    def test_a_blocked_lot_is_not_freed_by_a_merge(self):
        stop = self._disposition(blocks_delivery=True)
        self._force(self.other, disposition_id=stop.id)
        self._refused("L2 is Stop, L1 is Released")

    def test_goods_do_not_get_another_date(self):
        for name in ("expiration_day", "best_before_day", "retest_date"):
            self.other.with_env(self.root)[name] = "2027-01-31"
            self._refused("differ in")
            self.lot.with_env(self.root)[name] = "2027-02-28"
            self._refused("differ in")
            (self.lot | self.other).with_env(self.root).write({name: False})

    def test_goods_without_a_date_may_get_one(self):
        self.lot.with_env(self.root).expiration_day = "2027-01-31"
        self._merge()
        self.assertEqual(self.other.merged_into_id, self.lot)

    def test_reserved_lots_are_named_with_their_documents(self):
        picking = self._draft(15)
        picking.action_assign()
        self._refused(picking.name)

    def test_a_lot_named_in_an_open_document_waits(self):
        draft = self._draft(5)
        draft.move_ids.move_line_ids = [
            (0, 0, self._line_vals(draft.move_ids, self.other, 0))
        ]
        self._refused("open")

    def test_less_than_nothing_is_counted_first(self):
        self._stock(self.product, -12, self.shelf, self.other)
        self._refused("less than nothing")

    def test_stock_of_a_company_one_does_not_work_in_is_not_moved(self):
        second = self._company()
        place = self._warehouse_of(second).lot_stock_id
        self._force(self.lot | self.other, company_id=None)
        self._stock(self.product, 2, place, self.other)
        self._refused("Switch that company on")

    def test_two_pieces_are_not_one(self):
        product = self._product(tracking="serial", name="Pump")
        first, second = (self._lot(product, name) for name in ("S1", "S2"))
        for lot in (first, second):
            self._stock(product, 1, self.shelf, lot)
        second, first = self.as_("stock_manager", second), self.as_("stock_manager", first)
        self._refused("pieces of their own", second, first)
        self._ship(first, 1)
        self._refused("pieces of their own", second, first)

    def test_a_serial_that_was_never_there_may_go(self):
        product = self._product(tracking="serial", name="Pump")
        real, typed = (self._lot(product, name) for name in ("S1", "S01"))
        self._stock(product, 1, self.shelf, real)
        typed, real = self.as_("stock_manager", typed), self.as_("stock_manager", real)
        self._merge(typed, real)
        self.assertEqual(typed.inactive_reason, "merged")

    def test_what_was_merged_is_not_merged_again(self):
        self._merge()
        third = self.as_("stock_manager", self._lot(self.product, "L3"))
        with self.assertRaisesRegex(UserError, "was merged into L1 already"):
            self._merge(third, self.manager)
        with self.assertRaisesRegex(UserError, "was merged into L1 already"):
            self._merge(self.manager, third)

    def test_nobody_writes_it_by_hand(self):
        Lot = self.as_("stock_manager", self.env["stock.lot"])
        vals = {"name": "L8", "product_id": self.product.id, "merged_into_id": self.lot.id}
        for lots in (self.manager, self.other.with_env(self.root)):
            with self.assertRaisesRegex(UserError, "Merge Lots"):
                lots.write({"merged_into_id": self.lot.id})
            with self.assertRaisesRegex(UserError, "Merge Lots"):
                lots.write({"merged_lot_ids": [(4, self.lot.id)]})
        with self.assertRaisesRegex(UserError, "Merge Lots"):
            Lot.create(vals)
        forged = Lot.with_context(
            default_merged_into_id=self.lot.id, stock_lot_lifecycle_provenance={"decides": True}
        )
        vals.pop("merged_into_id")
        self.assertFalse(forged.create(vals).merged_into_id)

    def test_a_copy_is_not_merged(self):
        self._merge()
        self.assertFalse(self.manager.copy({"name": "L7"}).merged_into_id)


@tagged("post_install", "-at_install")
class TestMergeDialog(MergeCase):
    """The dialog says beforehand what will happen, or why nothing can."""

    def _dialog(self, lots):
        Dialog = self.as_("stock_manager", self.env["stock.lot.merge"])
        return Dialog.with_context(active_model="stock.lot", active_ids=lots.ids)

    def test_it_proposes_the_first_and_says_what_becomes_what(self):
        form = Form(self._dialog(self.other | self.lot))
        self.assertEqual(form.target_id, self.lot)
        self.assertIn("10 Units of L2 in", form.words)
        self.assertIn("become L1", form.words)
        self.assertFalse(form.refusal)

    def test_it_says_why_not(self):
        self._force(self.other, disposition_id=self._disposition(blocks_delivery=True).id)
        form = Form(self._dialog(self.other | self.lot))
        self.assertIn("Decide on one of them first", form.refusal)
        self.assertFalse(form.words)

    def test_it_merges_and_opens_the_one_that_stays(self):
        form = Form(self._dialog(self.other | self.lot))
        form.target_id = self.other
        form.reason = WHY
        action = form.save().action_merge()
        self.assertEqual(action["res_id"], self.other.id)
        self.assertEqual(self.lot.merged_into_id, self.other)

    def test_one_lot_alone_is_refused(self):
        form = Form(self._dialog(self.lot))
        self.assertIn("another one that stays", form.refusal)
