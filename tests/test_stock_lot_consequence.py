from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import LotCase


class BlockCase(LotCase):
    """A blocked lot OLD and a good lot NEW of one product, and deliveries that want stock."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._product()
        cls.old = cls._in_stock("OLD", 100)

    @classmethod
    def _in_stock(cls, name, quantity, product=None, location=None):
        lot = cls._lot(product or cls.product, name)
        quants = cls.root["stock.quant"]
        quants._update_available_quantity(
            lot.product_id.with_env(cls.root), (location or cls.stock).with_env(cls.root),
            quantity, lot_id=lot.with_env(cls.root),
        )  # fmt: skip
        return lot

    def _transfer(self, quantity=5, kind="out_type_id", target=None, source=None, product=None):
        """Return a confirmed transfer that has reserved what there is."""
        places = {
            "location_id": (source or self.stock).id,
            "location_dest_id": (target or self.customers).id,
        }
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse[kind].id,
                "partner_id": self.customer.id,
                **places,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": (product or self.product).id,
                            "product_uom_qty": quantity,
                            **places,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        picking.action_assign()
        return picking

    def _reserved(self, *lots):
        self.env.flush_all()
        self.env.invalidate_all()
        return [sum(lot.with_env(self.root).quant_ids.mapped("reserved_quantity")) for lot in lots]

    def _queued(self):
        return self.root["stock.lot.reassignment"].search([]).move_id

    def _run_queue(self):
        while self.root["stock.lot.reassignment"]._run_batch():
            self.env.invalidate_all()

    def _warnings(self, document):
        kind = self.env.ref("stock_lot_lifecycle.mail_activity_type_in_hand")
        return self.root["mail.activity"].search(
            [
                ("res_model", "=", document._name),
                ("res_id", "=", document.id),
                ("activity_type_id", "=", kind.id),
            ]
        )


@tagged("post_install", "-at_install")
class TestRelease(BlockCase):
    """A block takes back the reservations it stops, in the same transaction."""

    def test_a_delivery_loses_the_lot_that_is_put_on_hold(self):
        picking = self._transfer()
        self.assertEqual(self._reserved(self.old), [5])
        self._decide(self.old, self.on_hold)
        self.assertEqual(self._reserved(self.old), [0])
        self.assertFalse(picking.move_line_ids)
        self.assertEqual(picking.state, "confirmed")

    def test_only_the_blocked_lot_is_taken_back(self):
        new = self._in_stock("NEW", 50)
        picking = self._transfer(120)
        self._decide(self.old, self.on_hold)
        self.assertEqual(picking.move_line_ids.lot_id, new)
        self.assertEqual(picking.move_ids.state, "partially_available")
        self.assertEqual(self._reserved(self.old, new), [0, 20])

    def test_movements_that_stay_allowed_keep_their_reservation(self):
        shelf = self._location("Quarantine shelf")
        moved = self._transfer(3, "int_type_id", target=shelf)
        returned = self._transfer(4, target=self.suppliers)
        delivered = self._transfer(5)
        self._decide(self.old, self.rejected)
        self.assertEqual(moved.move_line_ids.lot_id, self.old)
        self.assertEqual(returned.move_line_ids.lot_id, self.old)
        self.assertFalse(delivered.move_line_ids)
        self.assertEqual(self._reserved(self.old), [7])

    def test_consumption_is_taken_back_where_only_production_is_blocked(self):
        unfit = self.root["stock.lot.disposition"].create(
            {"name": "Not for production", "code": "not_made_of", "blocks_production": True}
        )
        delivered = self._transfer(5)
        consumed = self._transfer(6, target=self._place("production"))
        self._decide(self.old, unfit)
        self.assertTrue(delivered.move_line_ids)
        self.assertFalse(consumed.move_line_ids)

    def test_a_disposition_that_blocks_nothing_takes_nothing_back(self):
        note = self.root["stock.lot.disposition"].create({"name": "Watched", "code": "watched"})
        picking = self._transfer()
        self._decide(self.old, note)
        self.assertEqual(picking.state, "assigned")

    def test_a_coordinator_without_rights_on_transfers_blocks_all_the_same(self):
        group = self.env.ref("stock_lot_lifecycle.stock_lot_lifecycle_group_recall_coordinator")
        person = self.user["employee"]
        person.with_env(self.root).group_ids += group.with_env(self.root)
        picking = self._transfer()
        self._decide(self.old, self.recalled, role="employee")
        self.assertFalse(picking.move_line_ids)

    def test_a_transfer_of_another_company_loses_a_shared_lot_too(self):
        other = self._company()
        warehouse = self._warehouse_of(other)
        self.root["stock.quant"]._update_available_quantity(
            self.product.with_env(self.root), warehouse.lot_stock_id, 9,
            lot_id=self.old.with_env(self.root),
        )  # fmt: skip
        self.assertFalse(self.old.company_id)
        picking = self.root["stock.picking"].create(
            {
                "picking_type_id": warehouse.out_type_id.id,
                "location_id": warehouse.lot_stock_id.id,
                "location_dest_id": self.customers.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": 2,
                            "company_id": other.id,
                            "location_id": warehouse.lot_stock_id.id,
                            "location_dest_id": self.customers.id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        picking.action_assign()
        self.assertTrue(picking.move_line_ids)
        self._decide(self.old, self.on_hold)
        self.assertFalse(picking.move_line_ids)

    def test_a_module_that_will_not_let_go_does_not_undo_the_block(self):
        kept, freed = self._transfer(), self._transfer(7)
        line = kept.move_line_ids
        Line = type(self.root["stock.move.line"])
        plain = Line.unlink

        def unlink(lines):
            if line in lines:
                raise ValueError("sealed")
            return plain(lines)

        self.patch(Line, "unlink", unlink)
        with self.assertLogs("odoo.addons.stock_lot_lifecycle.models.isolation", "WARNING"):
            self._decide(self.old, self.on_hold)
        self.assertEqual(self.old.disposition_id, self.on_hold)
        self.assertEqual(len(self._events(self.old, "disposition")), 1)
        self.assertEqual(self._reserved(self.old), [5])
        self.assertFalse(freed.move_line_ids)
        self.assertEqual(len(self._warnings(kept)), 1)

    def test_a_lot_in_a_thousand_transfers_costs_no_more_than_odoos_own_unreserve(self):
        each_ours = self._count_each(self._count_block, "ours")
        self.assertLessEqual(each_ours, 1.2 * self._count_each(self._count_core, "core"))

    def test_a_lot_reserved_in_a_thousand_transfers_is_taken_out_of_all_of_them(self):
        lot = self._lot_reserved(1000, "thousand")
        lines = self.root["stock.move.line"].search([("lot_id", "=", lot.id)])
        pickings = lines.picking_id
        self.assertEqual(len(pickings), 1000)
        queries = self._count_block(lot)
        self.assertFalse(lines.exists())
        self.assertEqual(self._reserved(lot), [0])
        self.assertEqual(set(pickings.mapped("state")), {"confirmed"})
        self.assertEqual(self._queued() & pickings.move_ids, pickings.move_ids)
        # other modules add to what Odoo's own way costs
        self.assertLess(queries, 1000 * self._count_each(self._count_core, "core"))

    def _lot_reserved(self, transfers, name):
        product = self._product(name=f"{name} {transfers}")
        lot = self._in_stock("MANY", transfers, product)
        moves = self.root["stock.move"].create(
            [
                {
                    "product_id": product.id,
                    "product_uom_qty": 1,
                    "location_id": self.stock.id,
                    "location_dest_id": self.customers.id,
                    "picking_type_id": self.warehouse.out_type_id.id,
                    "reference_ids": [Command.create({"name": f"{name} {number}"})],
                    "company_id": self.company.id,
                }
                for number in range(transfers)
            ]
        )
        moves._action_confirm(merge=False)
        moves._action_assign()
        self.assertEqual(set(moves.mapped("state")), {"assigned"})
        return lot

    def _count_each(self, count, name):
        """Return how many queries each further transfer costs."""
        few, many = (count(self._lot_reserved(number, name)) for number in (40, 160))
        return (many - few) / 120

    def _count_core(self, lot):
        moves = self.root["stock.move.line"].search([("lot_id", "=", lot.id)]).move_id
        return self._count_queries(moves._do_unreserve)

    def _count_block(self, lot):
        return self._count_queries(lambda: self._decide(lot, self.on_hold))

    def _count_queries(self, act):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        act()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before


@tagged("post_install", "-at_install")
class TestInHand(BlockCase):
    """What is picked already stays with its picker, who is told once per transfer."""

    def _picked(self, *quantities):
        picking = self._transfer(sum(quantities))
        picking.move_line_ids.picked = True
        return picking

    def test_picked_goods_are_not_taken_back_silently(self):
        picking = self._picked(5)
        self._decide(self.old, self.on_hold)
        self.assertEqual(picking.move_line_ids.lot_id, self.old)
        self.assertEqual(self._reserved(self.old), [5])
        self.assertIn("5 Units in someone's hands", self.old.in_hand_notice)
        self.assertIn(f"{picking.name} (Deco Addict)", self.old.in_hand_notice)

    def test_one_urgent_activity_per_transfer_not_per_line(self):
        other = self._in_stock("OTHER", 10)
        picking = self._picked(105)
        self.assertEqual(picking.move_line_ids.lot_id, self.old | other)
        self._decide(self.old | other, self.on_hold)
        warning = self._warnings(picking)
        self.assertEqual(len(warning), 1)
        self.assertEqual(str(warning.date_deadline), "2026-06-15")
        self.assertIn("OLD of Tablets: 100 Units, On hold", warning.note)
        self.assertIn("OTHER of Tablets: 5 Units, On hold", warning.note)

    def test_a_second_decision_updates_the_activity(self):
        picking = self._picked(5)
        self._decide(self.old, self.on_hold)
        self._decide(self.old, self.rejected)
        self.assertIn("Rejected", self._warnings(picking).note)

    def test_the_person_in_charge_of_the_transfer_is_asked(self):
        picking = self._picked(5)
        picking.user_id = self.user["inspector"]
        self._decide(self.old, self.on_hold)
        self.assertEqual(self._warnings(picking).user_id, self.user["inspector"])

    def test_without_one_the_person_who_decided_is_asked(self):
        picking = self._picked(5)
        picking.user_id = False
        self._decide(self.old, self.on_hold)
        self.assertEqual(self._warnings(picking).user_id, self.user["quality_manager"])

    def test_what_the_system_decides_goes_to_an_inventory_manager(self):
        picking = self._picked(5)
        picking.user_id = False
        self.old.with_env(self.root)._set_disposition(
            self.on_hold.with_env(self.root), "Rule 7", "policy"
        )
        asked = self._warnings(picking).user_id
        self.assertTrue(asked.has_group("stock.group_stock_manager"))

    def test_the_warning_ends_when_the_last_of_its_lots_is_free(self):
        other = self._in_stock("OTHER", 10)
        picking = self._picked(105)
        self._decide(self.old | other, self.on_hold)
        self._decide(other, self.released)
        self.assertTrue(self._warnings(picking))
        self._decide(self.old, self.released)
        self.assertFalse(self._warnings(picking))

    def test_the_activity_names_what_was_blocked_before_and_forgets_what_is_free(self):
        other = self._in_stock("OTHER", 10)
        picking = self._picked(105)
        self._decide(self.old, self.on_hold)
        self._decide(other, self.rejected)
        note = self._warnings(picking).note
        self.assertIn("OLD of Tablets: 100 Units, On hold", note)
        self.assertIn("OTHER of Tablets: 5 Units, Rejected", note)
        self._decide(self.old, self.released)
        note = self._warnings(picking).note
        self.assertNotIn("OLD of Tablets", note)
        self.assertIn("OTHER of Tablets: 5 Units, Rejected", note)

    def test_documents_of_other_companies_are_counted_but_not_named(self):
        own, theirs = self._picked(5), self._picked_elsewhere()
        self._decide(self.old, self.on_hold)
        notice = self.old.in_hand_notice
        self.assertIn(f"7 Units in someone's hands: {own.name} (Deco Addict)", notice)
        self.assertIn("1 more in other companies", notice)
        self.assertNotIn(theirs.name, notice)
        self.assertNotIn("Secret", notice)
        stranger = self._user_of(theirs.company_id)
        self.assertIn(theirs.name, self.as_(stranger, self.old).in_hand_notice)
        self.assertNotIn(own.name, self.as_(stranger, self.old).in_hand_notice)

    def test_who_decides_is_not_told_of_documents_of_a_company_they_do_not_work_in(self):
        theirs = self._picked_elsewhere()
        manager = self._user_of(theirs.company_id, "stock_manager")
        self._decide(self.old, self.on_hold)
        asked = self._warnings(theirs).user_id
        self.assertEqual(asked, manager.with_env(self.root))

    def test_without_anybody_in_the_company_the_document_itself_carries_the_warning(self):
        theirs = self._picked_elsewhere()
        self._decide(self.old, self.on_hold)
        self.assertEqual(len(self._warnings(theirs)), 1)
        self.assertFalse(self._warnings(theirs).user_id)

    def _picked_elsewhere(self):
        """Return a picked delivery of two pieces of the shared lot by another company."""
        other = self._company("Other Ltd")
        warehouse, lot = self._warehouse_of(other), self.old.with_env(self.root)
        place = warehouse.lot_stock_id
        self.root["stock.quant"]._update_available_quantity(lot.product_id, place, 2, lot_id=lot)
        rows, customers = [(lot.product_id, lot, 2)], self.customers.with_env(self.root)
        partner = self._partner("Secret customer").with_env(self.root)
        picking = self._picking(rows, place, customers, "outgoing", partner, warehouse)
        picking.user_id = False
        return picking

    def test_a_warning_that_cannot_be_ended_does_not_undo_the_decision(self):
        picking = self._picked(5)
        self._decide(self.old, self.on_hold)
        Activity = type(self.root["mail.activity"])

        def refuse(activities, *args, **kwargs):
            raise ValueError("sealed")

        self.patch(Activity, "action_feedback", refuse)
        with self.assertLogs("odoo.addons.stock_lot_lifecycle.models.isolation", "WARNING"):
            self._decide(self.old, self.released)
        self.assertEqual(self.old.disposition_id, self.released)
        self.assertTrue(self._warnings(picking))

    def test_blocking_a_place_or_row_ends_no_warning(self):
        shelf = self._location("Returns")
        watched = self.root["stock.lot.disposition"].create({"name": "Watched", "code": "watched"})
        with self._no_warning_ends():
            shelf.with_env(self.root).disposition_id = self.quarantine
            watched.blocks_delivery = True

    def test_a_row_that_starts_to_let_through_ends_the_warning(self):
        picking = self._picked(5)
        self._decide(self.old, self.on_hold)
        self.on_hold.with_env(self.root).blocks_delivery = False
        self.assertFalse(self._warnings(picking))

    def _no_warning_ends(self):
        Line = type(self.root["stock.move.line"])

        def fail(lines, *args):
            raise AssertionError("nothing was freed")

        return patch.object(Line, "_settle_warnings", fail)

    def test_ending_warnings_asks_as_often_for_many_transfers_as_for_few(self):
        counts = []
        for number in (2, 8):
            lot = self._in_stock(f"LOT{number}", 1000, self._product())
            for _each in range(number):
                picking = self._transfer(1, product=lot.product_id)
                picking.move_line_ids.picked = True
            self._decide(lot, self.on_hold)
            Line = self.root["stock.move.line"]
            lines = Line.search([("lot_id", "=", lot.id)])
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            lines._get_held()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_what_was_put_back_is_in_nobodys_hands(self):
        picking = self._picked(5)
        self._decide(self.old, self.on_hold)
        picking.move_line_ids.picked = False
        self.env.invalidate_all()
        self.assertFalse(self.old.in_hand_notice)

    def test_a_free_lot_has_nobody_to_warn(self):
        picking = self._picked(5)
        self.assertFalse(self.old.in_hand_notice)
        self.assertFalse(self._warnings(picking))


@tagged("post_install", "-at_install")
class TestReassign(BlockCase):
    """Released transfers look for other lots; lifted lots are offered to those who wait."""

    def test_a_released_transfer_waits_in_the_queue_and_its_job_is_called(self):
        job = self.root.ref("stock_lot_lifecycle.stock_lot_reassignment_cron")
        picking = self._transfer()
        calls = self.root["ir.cron.trigger"].search_count([("cron_id", "=", job.id)])
        self._decide(self.old, self.on_hold)
        self.assertEqual(self._queued(), picking.move_ids.with_env(self.root))
        calls -= self.root["ir.cron.trigger"].search_count([("cron_id", "=", job.id)])
        self.assertEqual(calls, -2)  # now, and later for what reserved meanwhile

    def test_a_released_transfer_gets_another_lot_and_never_the_blocked_one(self):
        picking = self._transfer(5)
        new = self._in_stock("NEW", 3)
        self._decide(self.old, self.on_hold)
        self._run_queue()
        self.assertEqual(picking.move_line_ids.lot_id, new)
        self.assertEqual(picking.move_ids.state, "partially_available")
        self.assertEqual(self._reserved(self.old, new), [0, 3])

    def test_running_the_queue_twice_changes_nothing_more(self):
        picking = self._transfer()
        self._decide(self.old, self.on_hold)
        self._run_queue()
        lines = picking.move_line_ids
        self._run_queue()
        self.assertEqual(picking.move_line_ids, lines)
        self.assertFalse(self._queued())

    def test_lifting_the_block_serves_who_waits(self):
        self._decide(self.old, self.on_hold)
        picking = self._transfer()
        picking.do_unreserve()
        self._decide(self.old, self.released, "Looked at")
        self._run_queue()
        self.assertEqual(picking.move_line_ids.lot_id, self.old)
        self.assertEqual(picking.state, "assigned")

    def test_lifting_asks_nothing_of_transfers_reserved_by_hand_or_later(self):
        self._decide(self.old, self.on_hold)
        self.warehouse.out_type_id.with_env(self.root).reservation_method = "manual"
        picking = self._transfer()
        picking.do_unreserve()
        self._decide(self.old, self.released, "Looked at")
        self.assertFalse(self._queued() & picking.move_ids.with_env(self.root))

    def test_cancelled_and_done_transfers_are_left_alone(self):
        picking = self._transfer()
        self._decide(self.old, self.on_hold)
        picking.action_cancel()
        self._run_queue()
        self.assertEqual(picking.state, "cancel")
        self.assertFalse(self._queued())

    def test_one_transfer_that_fails_does_not_stop_the_others(self):
        bad, good = self._transfer(5), self._transfer(6)
        self._decide(self.old, self.on_hold)
        self._in_stock("NEW", 50)
        Move = type(self.root["stock.move"])
        plain = Move._action_assign

        def assign(moves, *args, **kwargs):
            if bad.move_ids in moves:
                raise ValueError("no")
            return plain(moves, *args, **kwargs)

        self.patch(Move, "_action_assign", assign)
        with self.assertLogs("odoo.addons.stock_lot_lifecycle.models.isolation", "WARNING"):
            self._run_queue()
        self.assertFalse(bad.move_line_ids)
        self.assertTrue(good.move_line_ids)
        self.assertFalse(self._queued())

    def test_the_job_works_through_the_queue(self):
        self._transfer()
        self._decide(self.old, self.on_hold)
        job = self.root.ref("stock_lot_lifecycle.stock_lot_reassignment_cron")
        with self.enter_registry_test_mode():
            job.method_direct_trigger()
        self.assertFalse(self._queued())


@tagged("post_install", "-at_install")
class TestPlacesAndRows(BlockCase):
    """Places and changed dispositions have the same consequences as lots."""

    def test_a_place_that_is_blocked_gives_back_what_is_reserved_there(self):
        shelf = self._location("Returns")
        self._in_stock("THERE", 10, location=shelf)
        there, elsewhere = self._transfer(5, source=shelf), self._transfer(6)
        shelf.with_env(self.root).disposition_id = self.quarantine
        self.assertFalse(there.move_line_ids)
        self.assertEqual(elsewhere.move_line_ids.lot_id, self.old)
        shelf.with_env(self.root).disposition_id = False
        self.assertIn(there.move_ids, self._queued().with_env(self.env))
        self._run_queue()
        self.assertEqual(there.state, "assigned")

    def test_a_disposition_that_starts_to_block_takes_back_what_stands_under_it(self):
        watched = self.root["stock.lot.disposition"].create({"name": "Watched", "code": "watched"})
        self._decide(self.old, watched)
        picking = self._transfer()
        self.assertTrue(picking.move_line_ids)
        rows = self.as_("lot_administrator", watched)
        rows.write({"blocks_delivery": True})
        self.assertFalse(picking.move_line_ids)
        self.assertEqual(self._queued(), picking.move_ids.with_env(self.root))

    def test_a_change_that_touches_no_gate_takes_nothing_back(self):
        picking = self._transfer()
        with freeze_time("2026-06-16"):
            self.on_hold.with_env(self.root).write({"color": 5, "blocks_delivery": True})
        self.assertTrue(picking.move_line_ids)
        self.assertFalse(self._queued())
