from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import format_date

from odoo.addons.stock_lot_lifecycle.models.stock_lot_gate import MOVEMENTS

from .common_gate import FLAGS, GateCase

PASSES, REFUSED = False, True
# kind, flag: whether a lot or place with this flag alone is refused
EXPECTED = {
    "receipt": (PASSES, PASSES, PASSES),
    "production": (PASSES, PASSES, PASSES),
    "delivery": (REFUSED, PASSES, PASSES),
    "consumption": (PASSES, REFUSED, REFUSED),
    "rework": (PASSES, REFUSED, PASSES),
    "internal": (PASSES, PASSES, PASSES),
    "scrap": (PASSES, PASSES, PASSES),
    "supplier_return": (PASSES, PASSES, PASSES),
    "customer_return": (PASSES, PASSES, PASSES),
    "inventory": (PASSES, PASSES, PASSES),
    "relabel": (PASSES, PASSES, PASSES),
}
CASES = {
    (kind, flag): refused
    for kind, row in EXPECTED.items()
    for flag, refused in zip(FLAGS, row, strict=True)
}
# from, to; "shelf" is the place that is blocked
PATHS = {
    "receipt": ("suppliers", "shelf"),
    "production": ("workshop", "shelf"),
    "delivery": ("shelf", "customers"),
    "consumption": ("shelf", "workshop"),
    "internal": ("shelf", "stock"),
    "scrap": ("shelf", "bin"),
    "supplier_return": ("shelf", "suppliers"),
    "customer_return": ("customers", "shelf"),
    "inventory": ("shelf", "bin"),
}
NO_PATH = {"rework", "relabel"}  # what documents of other modules and our own verbs say


@tagged("post_install", "-at_install")
class TestEveryPath(GateCase):
    """Each kind of movement against each flag, for the lot, for the place, and without a lot."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dispositions = {
            flag: cls._disposition(flag, **vals) for flag, vals in FLAGS.items()
        }
        cls.workshop = cls._place(cls, "production").with_env(cls.env)
        cls.bin = cls._place(cls, "inventory").with_env(cls.env)

    def test_every_pair_of_kind_and_flag_has_a_case(self):
        self.assertEqual(set(CASES), {(kind, flag) for kind in MOVEMENTS for flag in FLAGS})
        self.assertEqual(set(PATHS) | NO_PATH, set(MOVEMENTS))

    def test_every_flag_of_a_disposition_that_blocks_is_tried(self):
        names = set(self.env["stock.lot.disposition"]._fields)
        blocking = {name for name in names if name.startswith(("blocks_", "allows_"))}
        self.assertEqual(blocking, set(FLAGS))

    def test_a_blocked_lot(self):
        for kind, flag in CASES:
            with self.subTest(kind=kind, flag=flag), self._tried():
                self._decide(self.lot, self.dispositions[flag])
                self._try(kind, flag, self.product, self.lot)

    def test_a_blocked_place(self):
        for kind, flag in CASES:
            with self.subTest(kind=kind, flag=flag), self._tried():
                self._block(self.shelf, self.dispositions[flag])
                self._try(kind, flag, self.product, self.lot)

    def test_a_blocked_place_without_lots(self):
        for kind, flag in CASES:
            with self.subTest(kind=kind, flag=flag), self._tried():
                self._block(self.shelf, self.dispositions[flag])
                self._try(kind, flag, self.loose, self.env["stock.lot"])

    def test_what_is_blocked_is_not_reserved_and_the_rest_is(self):
        for kind, flag in CASES:
            if PATHS.get(kind, ("",))[0] != "shelf":
                continue
            with self.subTest(kind=kind, flag=flag), self._tried():
                self._decide(self.lot, self.dispositions[flag])
                move = self._move_of(kind, self.product, 15)
                move._action_assign()
                self.assertEqual(move.quantity, 10 if CASES[kind, flag] else 15)

    def _tried(self):
        """Undo what was tried."""
        savepoint = self.env.cr.savepoint(flush=True)
        self.addCleanup(self.env.invalidate_all)
        test = self

        class Tried:
            def __enter__(self):
                savepoint.__enter__()

            def __exit__(self, *_error):
                savepoint.rollback()
                test.env.invalidate_all()

        return Tried()

    def _try(self, kind, flag, product, lot):
        if CASES[kind, flag]:
            with self.assertRaisesRegex(UserError, lot.name or product.name):
                self._go(kind, product, lot)
        else:
            self._go(kind, product, lot)

    def _go(self, kind, product, lot):
        if kind in NO_PATH:
            line = self._lying(product, lot)
            lot._check_may_move(kind, lines=line)
            return
        source, target = (self[name] for name in PATHS[kind])
        extra = {"is_inventory": True} if kind == "inventory" else {}
        move = self._post(source, target, product, lot, **extra)
        self.assertEqual(move.move_line_ids._get_movement_kind(), kind)
        self.assertEqual(move.state, "done")

    def _lying(self, product, lot):
        move = self._move_of("internal", product, 1)
        move.move_line_ids = [(0, 0, self._line_vals(move, lot, 1))]
        return move.move_line_ids

    def _move_of(self, kind, product, quantity):
        source, target = (self[name] for name in PATHS[kind])
        move = self.env["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom_qty": quantity,
                "location_id": source.id,
                "location_dest_id": target.id,
                "is_inventory": kind == "inventory",
            }
        )
        move._action_confirm(merge=False)
        return move

    def __getitem__(self, name):
        return getattr(self, name)


@tagged("post_install", "-at_install")
class TestReasons(GateCase):
    """What the gate says: which lot, since when, by whom, why, and what to do."""

    def _refusal(self, lot=None, quantity=1):
        with self.assertRaises(UserError) as refused, self.env.cr.savepoint():
            self._post(self.shelf, self.customers, lot=lot or self.lot, quantity=quantity)
        return str(refused.exception)

    def test_the_message_names_everything(self):
        self._decide(self.lot, self.on_hold)
        day = format_date(self.env, self._events(self.lot, "disposition").at.date())
        self.assertEqual(
            self._refusal(),
            f"Lot L1 has the status On hold since {day} (Lots quality_manager: Broken seal). "
            "It cannot be delivered. Ask a Quality manager to release it, or pick another lot: "
            "L2 (10 Units).",
        )

    def test_up_to_three_lots_are_offered_the_first_to_expire_first(self):
        product = self._perishable()
        lots = {}
        for number, days in enumerate((90, 30, 60, 10, 75)):
            lot = lots[days] = self._lot(product, f"D{days}")
            lot._set_dates({"expiration_day": f"2026-0{7 + days // 31}-1{number}"}, "", "user")
            self._stock(product, 5 + number, self.shelf, lot)
        self._decide(lots[10], self.on_hold)
        words = self._refusal(lots[10])
        offered = [name for name in ("D30", "D60", "D75", "D90") if name in words]
        self.assertEqual(len(offered), 3)
        self.assertIn("Units, expires 07/", words)

    def test_lots_without_free_quantity_are_not_offered(self):
        self._decide(self.lot, self.on_hold)
        picking = self._assign(quantity=10)
        self.assertEqual(self._lots_of(picking), {"L2"})
        self.assertNotIn("L2", self._refusal())

    def test_blocked_and_expired_lots_are_not_offered(self):
        product = self._perishable()
        bad, old, held, good = (self._lot(product, name) for name in ("B", "OLD", "HELD", "GOOD"))
        for lot in (bad, old, held, good):
            self._stock(product, 5, self.shelf, lot)
        self._force(old, expiration_date="2026-06-01 12:00:00")
        self._decide(bad | held, self.on_hold)
        words = self._refusal(bad)
        self.assertIn("GOOD", words)
        self.assertNotIn("OLD", words)
        self.assertNotIn("HELD", words)

    def test_a_lot_that_was_blocked_from_the_start_says_since_when(self):
        lot = self._lot(self.product, "NEW")
        self._stock(self.product, 1, self.shelf, lot)
        self._force(lot, disposition_id=self.quarantine.id)
        day = format_date(self.env, lot.create_date.date())
        self.assertIn(f"Lot NEW has the status Quarantine since {day}. It", self._refusal(lot))

    def test_a_place_names_the_lot_the_place_and_its_status(self):
        self._block(self.shelf, self.quarantine)
        self.assertIn(
            "Lot L1 lies in WH/Stock/Shelf, which has the status Quarantine. "
            "It cannot be delivered. Ask a Quality manager to release it.",
            self._refusal(),
        )

    def test_every_refused_line_is_listed(self):
        self._decide(self.lot | self.other, self.rejected)
        rows = [(self.product, self.lot, 1), (self.product, self.other, 2)]
        picking = self._picking(rows, self.shelf, self.customers, "outgoing")
        with self.assertRaises(UserError) as refused:
            picking.button_validate()
        lines = str(refused.exception).splitlines()
        self.assertEqual(len(lines), 2)
        self.assertIn("L1", lines[0])
        self.assertIn("L2", lines[1])

    def test_reasons_are_values_that_other_rules_can_add_to(self):
        self._decide(self.lot, self.on_hold)
        [reason] = (self.lot | self.other)._blocking_reasons("delivery")
        self.assertEqual((reason.lot, reason.place, reason.code), (self.lot, None, "disposition"))
        self.assertEqual(self.lot._blocking_reasons("scrap"), [])
        self.assertEqual(self.other._blocking_reasons("delivery"), [])

    def test_the_verb_cannot_be_called_from_outside(self):
        for name in ("_check_may_move", "_blocking_reasons"):
            with self.assertRaises(AccessError):
                call_kw(self.env["stock.lot"], name, [self.lot.ids, "delivery"], {})

    def test_nothing_blocked_locks_and_asks_for_the_lots_and_nothing_else(self):
        self._decide(self.other, self.on_hold)
        move = self._draft().move_ids
        move.move_line_ids = [
            (0, 0, self._line_vals(move, self.lot, 0.01)) for _number in range(50)
        ]
        self.env.flush_all()
        self.assertEqual(move.move_line_ids.mapped("lot_id.name"), ["L1"])
        move.move_line_ids._check_gate()  # what is the same for every transfer is cached
        self.lot.invalidate_recordset()
        with self.assertQueryCount(2):  # and holds them still
            move.move_line_ids._check_gate()


@tagged("post_install", "-at_install")
class TestPlaces(GateCase):
    """What stands over a place, and who may take goods out from under it."""

    def test_the_nearest_place_around_decides(self):
        inner = self._location("Inner", location_id=self.shelf.id)
        self._block(self.shelf, self.quarantine)
        deepest = self._location("Deepest", location_id=inner.id)
        self.assertEqual(deepest._get_standing_disposition(), self.quarantine)
        self._block(inner, self.released)
        self.assertEqual(deepest._get_standing_disposition(), self.released)
        self.assertEqual(self.shelf._get_standing_disposition(), self.quarantine)
        self.assertFalse(self.stock._get_standing_disposition())

    def test_a_shelf_in_a_blocked_place_is_blocked(self):
        inner = self._location("Inner", location_id=self.shelf.id)
        self._stock(self.product, 3, inner, self.lot)
        self._block(self.shelf, self.quarantine)
        with self.assertRaisesRegex(UserError, "Shelf/Inner.*Quarantine"):
            self._post(inner, self.customers, lot=self.lot)

    def test_only_who_may_lift_it_takes_goods_out_of_a_blocked_place(self):
        self._block(self.shelf, self.quarantine)
        with self.assertRaisesRegex(UserError, "Only .*Quality manager may lift"):
            self._post(self.shelf, self.stock, lot=self.lot)
        with self.assertRaisesRegex(UserError, "In WH/Stock it would be free"):
            self._post(self.shelf, self.stock, product=self.loose, lot=self.env["stock.lot"])
        self.env = self.env(user=self.user["quality_manager"])
        self._post(self.shelf, self.stock, lot=self.lot)

    def test_what_is_reworked_stays_under_the_block_it_lay_in(self):
        self._block(self.shelf, self.rejected)
        rows = [(self.product, self.lot, 1)]
        line = self._picking(rows, self.shelf, self.stock, "internal").move_line_ids
        [reason] = line._get_place_reasons("rework")
        self.assertEqual((reason.code, reason.place), ("place_left", self.shelf))
        line.location_dest_id = self.shelf
        self.assertEqual(line._get_place_reasons("rework"), [])
        line.location_dest_id = self._place("production")  # taken apart: it is no more
        self.assertEqual(line._get_place_reasons("rework"), [])

    def test_what_takes_a_return_back_goes_on_again(self):
        move = self._post(self.shelf, self.customers, lot=self.lot)
        words = []
        for source, target in [(self.customers, self.shelf), (self.shelf, self.customers)] * 2:
            vals = {"product_id": self.product.id, "origin_returned_move_id": move.id}
            places = {"location_id": source.id, "location_dest_id": target.id}
            move = self.env["stock.move"].create({**vals, **places})
            words.append(move._get_document_words())
        self.assertEqual(words, [{"return"}, set()] * 2)

    def test_a_place_that_blocks_as_much_may_be_entered(self):
        self._block(self.shelf, self.quarantine)
        worse = self._location("Worse")
        self._block(worse, self.recalled)
        self._post(self.shelf, worse, lot=self.lot)

    def test_sudo_does_not_open_a_blocked_place(self):
        self._block(self.shelf, self.quarantine)
        self.env = self.env(su=True)
        with self.assertRaisesRegex(UserError, "may lift"):
            self._post(self.shelf, self.stock, lot=self.lot)

    def test_relocating_quants_is_leaving_too(self):
        self._block(self.shelf, self.quarantine)
        quant = self.lot.quant_ids.filtered(lambda quant: quant.location_id == self.shelf)
        with self.assertRaisesRegex(UserError, "may lift"):
            quant.sudo().move_quants(location_dest_id=self.stock)

    def test_scrap_and_supplier_return_leave_a_blocked_place(self):
        self._block(self.shelf, self.quarantine)
        self._scrap(self.lot, 1, self.shelf)
        self._post(self.shelf, self.suppliers, lot=self.lot)

    def test_moving_a_place_out_from_under_a_disposition_needs_the_role(self):
        inner = self._location("Inner", location_id=self.shelf.id)
        self._block(self.shelf, self.quarantine)
        with self.assertRaisesRegex(AccessError, "may lift"):
            self.as_("stock_manager", inner).location_id = self.stock
        self.env.invalidate_all()

    def test_a_refused_import_leaves_the_place_blocked(self):
        self._block(self.shelf, self.quarantine)
        Location = self.as_("stock_manager", self.env["stock.location"])
        for _attempt in range(2):
            answer = Location.load([".id", "disposition_id/.id"], [[str(self.shelf.id), ""]])
            self.assertIn("may lift", answer["messages"][0]["message"])
            self.assertEqual(self.shelf.with_env(self.root).disposition_id, self.quarantine)
            self.assertEqual(self.shelf._get_standing_disposition(), self.quarantine)

    def test_a_change_that_is_rolled_back_is_forgotten(self):
        stop = self._disposition("stop", blocks_delivery=True).with_env(self.root)
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            stop.blocks_delivery = False
            self.assertNotIn(stop, stop._get_stopping("delivery"))
            raise ZeroDivisionError
        self.assertIn(stop, stop._get_stopping("delivery"))

    def test_a_changed_disposition_counts_at_once(self):
        stop = self._disposition("stop", blocks_delivery=True)
        self._decide(self.lot, stop)
        self.assertTrue(self.lot._blocking_reasons("delivery"))
        stop.with_env(self.root).blocks_delivery = False
        self.assertFalse(self.lot._blocking_reasons("delivery"))
