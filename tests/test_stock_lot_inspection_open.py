from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_quality import QualityCase


class OpeningCase(QualityCase):
    """What arrives, and the inspections it opens."""

    def _inspections(self, lots):
        return self.root["stock.lot.inspection"].search([("lot_id", "in", lots.ids)], order="id")

    def _choices(self, quantity=10, count=6, partners=None):
        """Receive lots one after the other; return which were tested."""
        partners = partners or [self.supplier] * count
        found = []
        for number, partner in enumerate(partners):
            lot = self._receive(self.nuts, f"C{number}-{quantity}", quantity, partner)
            found.append(self._inspections(lot).state)
        return found


@tagged("post_install", "-at_install")
class TestInspectionOpening(OpeningCase):
    """Movements open inspections, once, for the lots that a specification names."""

    def test_a_receipt_opens_an_inspection_and_the_lot_waits(self):
        spec = self._spec()
        lot = self._receive(self.nuts, "L1", 120)
        inspection = self._inspections(lot)
        self.assertEqual(inspection.specification_id, spec.with_env(self.root))
        self.assertEqual((inspection.state, inspection.quantity), ("open", 120))
        self.assertEqual(inspection.partner_id, self.supplier.with_env(self.root))
        self.assertTrue(inspection.document.startswith("WH/IN/"))
        self.assertEqual(len(inspection.result_ids), 4)
        self.assertEqual(lot.disposition_id, self.quarantine)
        self.assertEqual(lot.quality_state, "testing")

    def test_what_waits_ships_from_nowhere(self):
        self._spec()
        lot = self._receive(self.nuts)
        shelf = self._location("Shelf 9")
        self._relocate(lot, 4, shelf)
        for place in (self.stock, shelf):
            rows = [(self.nuts, lot, 1)]
            picking = self._picking(rows, place, self.customers, "outgoing", self.customer)
            with self.subTest(place.name), self._refused("Quarantine"):
                self._validate(picking)

    def test_a_passed_test_lets_it_ship(self):
        self._spec()
        lot = self._receive(self.nuts)
        inspection = self._pass(self._inspections(lot))
        self.as_("quality_manager", inspection)._decide(self.released)
        self.assertEqual(self._ship(lot).state, "done")

    def test_the_story_tells_that_it_was_opened_and_why(self):
        self._spec()
        lot = self._receive(self.nuts)
        event = self._events(lot, "inspection")
        self.assertEqual(event.document, self._inspections(lot).name)
        self.assertIn("Every lot is tested", event.summary)

    def test_each_movement_opens_one_however_often_it_is_looked_at(self):
        self._spec()
        lot = self._receive(self.nuts)
        line = self.root["stock.move.line"].search([("lot_id", "=", lot.id)])
        line._record_movement()
        line._record_movement()
        self.assertEqual(len(self._inspections(lot)), 1)

    def test_each_lot_of_a_receipt_has_its_own(self):
        self._spec()
        rows = [(self.nuts, f"M{number}", 5) for number in range(3)]
        picking = self._validate(
            self._picking(rows, self.suppliers, self.stock, "incoming", self.supplier)
        )
        lots = picking.move_line_ids.lot_id
        self.assertEqual(len(self._inspections(lots)), 3)
        self.assertEqual(self._inspections(lots).lot_id, lots.with_env(self.root))

    def test_without_a_specification_nothing_happens(self):
        self._spec(approve=False)
        self._spec(operation="finished")
        lot = self._receive(self.nuts)
        self.assertFalse(self._inspections(lot))
        self.assertEqual(lot.disposition_id, self.released)

    def test_internal_moves_counts_and_deliveries_open_none(self):
        lot = self._receive(self.nuts)
        self._spec()
        self._relocate(lot, 4, self._location("Shelf"))
        self._adjust(lot, 9)
        self._ship(lot)
        self._scrap(lot)
        self.assertFalse(self._inspections(lot))

    def test_what_is_produced_is_tested_as_finished_goods(self):
        part = self._receive(self._product(), "PART")
        self._spec(operation="finished")
        lot = self._produce({part: 1}, self.nuts, "P1", 7)
        self.assertEqual(self._inspections(lot).operation, "finished")
        self.assertEqual(lot.disposition_id, self.quarantine)

    def test_one_returned_box_never_freezes_the_rest(self):
        lot = self._receive(self.nuts)
        self._ship(lot, 5)
        self._spec(operation="return")
        self._return_from_customer(lot, 1)
        inspection = self._inspections(lot)
        self.assertEqual((inspection.operation, inspection.quantity), ("return", 1))
        self.assertEqual(lot.disposition_id, self.released)
        self.assertEqual(self._ship(lot).state, "done")

    def test_a_returned_serial_waits(self):
        pump = self._product("serial", name="Pump")
        lot = self._receive(pump, "S1", 1)
        self._ship(lot)
        self._spec(product=pump, operation="return")
        self._return_from_customer(lot)
        self.assertEqual(lot.disposition_id, self.quarantine)

    def test_where_a_specification_does_not_hold_the_lot_stays_free(self):
        self._spec(hold=False)
        lot = self._receive(self.nuts)
        self.assertEqual(self._inspections(lot).state, "open")
        self.assertEqual(lot.disposition_id, self.released)

    def test_what_is_blocked_more_stays_as_it_is(self):
        self._spec()
        self.nuts.sudo().lot_disposition_id = self.on_hold
        lot = self._receive(self.nuts)
        self.assertEqual(lot.disposition_id, self.on_hold)

    def test_goods_received_into_a_blocked_place_do_not_freeze_the_rest(self):
        lot = self._receive(self.nuts)
        self._spec()
        place = self._location("Inspection", disposition_id=self.quarantine.id)
        rows = [(self.nuts, lot, 5)]
        self._validate(self._picking(rows, self.suppliers, place, "incoming", self.supplier))
        self.assertTrue(self._inspections(lot))
        self.assertEqual(lot.disposition_id, self.released)

    def test_the_company_that_receives_tests(self):
        second = self._company()
        self._spec(product=False, company_id=False)
        product = self._product()
        lot = self._receive(product, warehouse=self._warehouse_of(second), partner=False)
        self.assertEqual(self._inspections(lot).company_id, second)

    def test_reserved_goods_of_a_lot_that_now_waits_are_let_go(self):
        lot = self._receive(self.nuts, quantity=10)
        self._spec()
        rows = [(self.nuts, lot, 5)]
        picking = self._picking(rows, self.stock, self.customers, "outgoing", self.customer)
        picking.move_ids.picked = False
        self.nuts.sudo().known_lot_policy = "accept"
        self._receive(self.nuts, "L1", 3)
        self.assertEqual(lot.disposition_id, self.quarantine)
        self.assertFalse(picking.move_line_ids)


@tagged("post_install", "-at_install")
class TestInspectionPolicy(OpeningCase):
    """Which lots are tested is decided by what happened before, never by chance."""

    def test_every_third_lot(self):
        self._spec(frequency="nth", every=3)
        tested, skipped = "open", "skipped"
        expected = [tested, skipped, skipped, tested, skipped, skipped]
        self.assertEqual(self._choices(), expected)

    def test_the_first_lots_of_each_supplier(self):
        self._spec(frequency="first", first=2)
        other = self._partner("Other farms")
        partners = [self.supplier, other, self.supplier, self.supplier, other, other]
        expected = ["open", "open", "open", "skipped", "open", "skipped"]
        self.assertEqual(self._choices(partners=partners), expected)

    def test_lots_from_a_quantity_on(self):
        self._spec(frequency="quantity", from_quantity=100)
        self.assertEqual(self._choices(99.5, 1), ["skipped"])
        self.assertEqual(self._choices(100, 1), ["open"])

    def test_by_hand_only_opens_none(self):
        spec = self._spec(frequency="hand")
        lot = self._receive(self.nuts)
        self.assertFalse(self._inspections(lot))
        self.assertEqual(self._open(lot).specification_id, spec)

    def test_what_is_not_tested_says_why_and_the_lot_stays_free(self):
        self._spec(frequency="nth", every=5)
        self._receive(self.nuts, "N1")
        lot = self._receive(self.nuts, "N2")
        skipped = self._inspections(lot)
        self.assertEqual(skipped.origin, "The first lot of 5 is tested; this is number 2")
        self.assertFalse(skipped.all_result_ids)
        self.assertEqual((lot.disposition_id, lot.quality_state), (self.released, "none"))
        self.assertEqual(len(self._events(lot, "inspection")), 1)

    def test_a_new_version_goes_on_counting(self):
        spec = self._spec(frequency="nth", every=3)
        self.assertEqual(self._choices(1, 2), ["open", "skipped"])
        self.as_("quality_manager", spec)._make_version()._approve()
        self.assertEqual(self._choices(2, 2), ["skipped", "open"])

    def test_inspections_by_hand_are_not_counted(self):
        self._spec(frequency="nth", every=2)
        self._open(self._lot(self.nuts, "BY-HAND"))
        self.assertEqual(self._choices(1, 2), ["open", "skipped"])

    def test_lots_of_one_receipt_are_counted_one_by_one(self):
        self._spec(frequency="nth", every=2)
        rows = [(self.nuts, f"R{number}", 5) for number in range(4)]
        picking = self._validate(
            self._picking(rows, self.suppliers, self.stock, "incoming", self.supplier)
        )
        found = self._inspections(picking.move_line_ids.lot_id).sorted("lot_id")
        self.assertEqual(found.mapped("state"), ["open", "skipped", "open", "skipped"])

    def test_receiving_many_lots_asks_as_often_as_receiving_few(self):
        self._spec()
        counts = []
        for number in (5, 50):
            rows = [(self.nuts, f"K{number}-{one}", 1) for one in range(number)]
            picking = self._picking(rows, self.suppliers, self.stock, "incoming", self.supplier)
            self._validate(picking)
            lines = picking.move_line_ids.sudo().browse(picking.move_line_ids.ids)
            self.env.flush_all()
            keyed = self._inspections(lines.lot_id)
            keyed._as_system().write({"source_key": False})
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            lines._open_inspections()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0] + 5)

    def test_who_receives_needs_no_right_to_test(self):
        self._spec()
        lot = self._receive(self.nuts)
        with self.assertRaises(UserError):
            self._answer(self._inspections(lot), "warehouse", moisture="5")
