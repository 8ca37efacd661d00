from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .common_trace import TraceCase


@tagged("post_install", "-at_install")
class TestTraceGaps(TraceCase):
    """A trace says what it does not know, by which document, and what to do about it."""

    def setUp(self):
        super().setUp()
        self.milk = self._receive(self._product(name="Milk"), "M1", 100)
        self.cheese = self._lot(self._product(name="Cheese"), "C1")

    def _gap(self, trace, code):
        found = [gap for gap in trace.gaps if gap.code == code]
        self.assertEqual(len(found), 1, trace.gaps)
        self.assertFalse(trace.is_complete)
        return found[0]

    def test_nothing_missing_is_complete(self):
        self._make({self.milk: 10}, {self.cheese: 1})
        self._ship(self.cheese, 1)
        trace = self._trace(self.cheese)
        self.assertEqual(trace.gaps, [])
        self.assertTrue(trace.is_complete)
        self.assertEqual(trace.moves_read, 4)

    def test_a_lot_that_never_moved(self):
        trace = self._trace(self._lot(self._product(), "NEW"))
        gap = self._gap(trace, "no_moves")
        self.assertIn("NEW", gap.words)
        self.assertEqual(self._names(trace), ["NEW"])

    def test_a_lot_that_was_counted_in_has_no_origin(self):
        lot = self._lot(self._product(), "OLD")
        self._adjust(lot, 5)
        gap = self._gap(self._trace(lot, "backward"), "no_origin")
        self.assertEqual(gap.document.model, "stock.move")
        self.assertTrue(gap.fix)
        forward = self._trace(lot, "forward")
        self.assertTrue(forward.is_complete, "where it came from was not asked")

    def test_a_lot_that_was_produced_of_nothing(self):
        self._move(self.cheese, 2, self.made_of, self.stock)
        gap = self._gap(self._trace(self.cheese), "no_parts")
        self.assertEqual(gap.quantity, 2)

    def test_what_went_in_without_a_lot_is_told_as_such(self):
        salt = self._product("none", "Salt")
        _used, made = self._make({self.milk: 10}, {self.cheese: 1})
        line = self._move_product(salt, 3, self.stock, self.made_of)
        made.sudo().consume_line_ids = [Command.link(line.id)]
        trace = self._trace(self.cheese, "backward")
        gap = self._gap(trace, "untracked_input")
        self.assertEqual((gap.key, gap.quantity), (f"product:{salt.id}", 3))
        self.assertTrue(gap.document.id)
        self.assertCountEqual(self._names(trace), ["C1", "M1", "Salt"])
        self.assertEqual(self._edges(trace)["Salt", "C1"], 3)

    def test_what_came_out_without_a_lot_is_told_as_such(self):
        whey = self._product("none", "Whey")
        line = self._move_product(whey, 4, self.made_of, self.stock)
        used = self._move(self.milk, 5, self.stock, self.made_of).move_line_ids
        line.sudo().consume_line_ids = used
        gap = self._gap(self._trace(self.milk, "forward"), "untracked_output")
        self.assertEqual((gap.key, gap.quantity), (f"product:{whey.id}", 5))

    def test_goods_without_lots_are_no_bridge(self):
        whey = self._product("none", "Whey")
        line = self._move_product(whey, 4, self.made_of, self.stock)
        line.sudo().consume_line_ids = self._move(
            self.milk, 5, self.stock, self.made_of
        ).move_line_ids
        again = self._move_product(whey, 4, self.stock, self.made_of)
        made = self._move(self.cheese, 1, self.made_of, self.stock).move_line_ids
        made.sudo().consume_line_ids = again
        self.assertEqual(self._names(self._trace(self.milk, "forward")), ["M1", "Whey"])
        self.assertEqual(self._names(self._trace(self.cheese, "backward")), ["C1", "Whey"])

    def test_a_line_whose_lot_was_cleared(self):
        self._make({self.milk: 10}, {self.cheese: 2})
        picking = self._ship(self.cheese, 1)
        self.env.flush_all()
        self.env.cr.execute(
            SQL("UPDATE stock_move_line SET lot_id = NULL WHERE picking_id = %s", picking.id)
        )
        self.env.invalidate_all()
        gap = self._gap(self._trace(self.milk, "forward"), "no_lot")
        self.assertEqual(gap.document, ("stock.picking", picking.id, picking.name))
        self.assertIn("Cheese", gap.words)

    def test_a_cleared_line_that_was_used(self):
        used, _made = self._make({self.milk: 10}, {self.cheese: 2})
        self._force_lines(used, lot_id=None)
        codes = self._codes(self._trace(self.cheese, "backward"))
        self.assertIn("untracked_input", codes)
        self.assertIn("no_lot", codes)

    def _force_lines(self, lines, **columns):
        self.env.flush_all()
        for name, value in columns.items():
            self.env.cr.execute(
                SQL(
                    "UPDATE stock_move_line SET %s = %s WHERE id = ANY(%s)",
                    SQL.identifier(name), value, lines.ids,
                )
            )  # fmt: skip
        self.env.invalidate_all()

    def test_stock_below_nothing(self):
        self._move(self.cheese, 3, self.stock, self.customers)
        self._move(self.cheese, 1, self.made_of, self.stock)
        gap = self._gap(self._trace(self.cheese, "forward"), "negative")
        self.assertEqual(gap.quantity, -2)
        self.assertEqual(gap.document[:2], ("stock.location", self.stock.id))
        self.assertTrue(gap.fix)

    def test_used_after_it_was_made(self):
        used, _made = self._make({self.milk: 10}, {self.cheese: 2})
        self._force_lines(used, date="2026-07-01 08:00:00")
        gap = self._gap(self._trace(self.cheese, "backward"), "used_late")
        self.assertEqual(gap.key, self._key(self.milk))

    def test_left_before_it_came(self):
        picking = self._ship(self.milk, 1)
        self._force_lines(picking.move_line_ids, date="2026-01-05 08:00:00")
        gap = self._gap(self._trace(self.milk, "forward"), "left_early")
        self.assertIn("01/05/2026", gap.words)

    def test_sold_to_nobody_by_name(self):
        self._move(self.milk, 3, self.stock, self.customers)
        gap = self._gap(self._trace(self.milk, "forward"), "no_customer")
        self.assertEqual(gap.quantity, 3)

    def test_bought_from_nobody_by_name(self):
        lot = self._receive(self._product(), "ANON", 5, self.env["res.partner"])
        self.assertIn("no_supplier", self._codes(self._trace(lot, "backward")))
        self.assertNotIn("no_supplier", self._codes(self._trace(lot, "forward")))

    def test_stock_that_no_movement_explains(self):
        self.env.flush_all()
        quant = self.milk.quant_ids.filtered(lambda quant: quant.location_id == self.stock)
        self.env.cr.execute(SQL("UPDATE stock_quant SET quantity = 90 WHERE id = %s", quant.id))
        self.env.invalidate_all()
        trace = self._trace(self.milk, "forward")
        self.assertEqual(self._gap(trace, "unexplained").quantity, 10)
        self.assertEqual(trace.balances[self._key(self.milk)].unexplained, 10)


@tagged("post_install", "-at_install")
class TestHubs(TraceCase):
    """What is in everything connects nothing: policy says so, and the trace shows it."""

    def setUp(self):
        super().setUp()
        self.water = self._receive(self._product(name="Water"), "W1", 1000)
        self.spring = self._receive(self._product(name="Spring"), "S1", 1000)
        self.juice = self._lot(self._product(name="Juice"), "J1")
        self.beer = self._lot(self._product(name="Beer"), "B1")
        self._make({self.spring: 500}, {self.water: 100})
        self._make({self.water: 10}, {self.juice: 5})
        self._make({self.water: 20}, {self.beer: 5})

    def _mark(self):
        self.water.product_id.sudo().product_tmpl_id.is_not_traced_through = True

    def test_a_hub_is_shown_as_a_cut(self):
        self._mark()
        trace = self._trace(self.juice)
        self.assertEqual(self._names(trace), ["J1", "W1"])
        self.assertEqual(trace.cuts, [(self._key(self.water), "hub")])
        self.assertTrue(trace.is_complete, trace.gaps)

    def test_without_the_mark_it_is_followed(self):
        self.assertEqual(self._names(self._trace(self.juice, "backward")), ["J1", "W1", "S1"])

    def test_a_trace_that_begins_at_a_hub_goes_on(self):
        self._mark()
        trace = self._trace(self.water)
        self.assertCountEqual(self._names(trace), ["W1", "S1", "J1", "B1"])
        self.assertFalse(trace.cuts)

    def test_what_a_loop_leads_back_to_the_hub_is_still_followed(self):
        self._mark()
        self._make({self.beer: 1}, {self.water: 1})
        trace = self._trace(self.water, "forward")
        self.assertCountEqual(self._names(trace), ["W1", "J1", "B1"])
        self.assertFalse(trace.cuts)

    def test_the_category_decides_for_all_below_it(self):
        category = self.root["product.category"].create({"name": "Media"})
        below = category.create({"name": "Water", "parent_id": category.id})
        self.water.product_id.sudo().categ_id = below
        category.is_not_traced_through = True
        self.assertEqual(self._names(self._trace(self.juice, "backward")), ["J1", "W1"])

    def test_goods_without_lots_on_purpose_are_no_gap(self):
        power = self._product("none", "Power", is_not_traced_through=True)
        made = self._move(self.beer, 1, self.made_of, self.stock).move_line_ids
        made.sudo().consume_line_ids = self._move_product(power, 3, self.stock, self.made_of)
        trace = self._trace(self.beer, "backward")
        self.assertIn((f"product:{power.id}", "hub"), trace.cuts)
        self.assertTrue(trace.is_complete, trace.gaps)

    def test_the_mark_is_an_event(self):
        events = self.root["stock.lot.event"].search_count([("kind", "=", "policy")])
        self._mark()
        self.root["product.category"].create({"name": "X"}).is_not_traced_through = True
        found = self.root["stock.lot.event"].search([("kind", "=", "policy")], order="id")
        self.assertEqual(len(found), events + 2)
        self.assertIn("is_not_traced_through", found[-1].payload)

    def test_who_may_not_change_products_may_not_mark_them(self):
        from odoo.exceptions import AccessError

        with self.assertRaises(AccessError):
            self.as_("warehouse", self.water.product_id).is_not_traced_through = True
