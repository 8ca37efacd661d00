import json

from odoo.tests import tagged

from odoo.addons.stock_lot_lifecycle.tools.exposure import customers, suppliers

from .common_trace import TraceCase


@tagged("post_install", "-at_install")
class TestLineage(TraceCase):
    """What lots were made of, what became of them, and by how much."""

    def setUp(self):
        super().setUp()
        self.milk = self._receive(self._product(name="Milk"), "M1", 10)
        self.cheese = self._produce({self.milk: 4}, self._product(name="Cheese"), "C1", 2)

    def _lots(self, *names):
        product = self._product()
        return [self._receive(product, name, 100) for name in names]

    def test_forward_tells_what_became_of_a_lot(self):
        pizza = self._produce({self.cheese: 1}, self._product(name="Pizza"), "P1", 1)
        picking = self._ship(pizza, 1)
        trace = self._trace(self.milk, "forward")
        keys = [self._key(lot) for lot in (self.milk, self.cheese, pizza)]
        self.assertEqual(list(trace.nodes), keys)
        self.assertEqual([trace.nodes[key].depth for key in keys], [0, 1, 2])
        self.assertEqual(self._edges(trace), {("M1", "C1"): 4, ("C1", "P1"): 1})
        self.assertEqual(self._flows(trace, "delivered"), [("P1", "delivered", 1, "Deco Addict")])
        sold = next(flow for flow in trace.flows if flow.kind == "delivered")
        self.assertEqual(sold.document, ("stock.picking", picking.id, picking.name))
        self.assertTrue(trace.is_complete, trace.gaps)

    def test_backward_tells_what_a_lot_is_made_of(self):
        trace = self._trace(self.cheese, "backward")
        self.assertEqual(self._names(trace), ["C1", "M1"])
        self.assertEqual([node.depth for node in trace.nodes.values()], [0, -1])
        self.assertEqual(self._flows(trace, "received"), [("M1", "received", 10, "Acme Farms")])
        self.assertTrue(trace.is_complete, trace.gaps)

    def test_a_direction_does_not_tell_the_other_one(self):
        pizza = self._produce({self.cheese: 1}, self._product(name="Pizza"), "P1", 1)
        self.assertEqual(self._names(self._trace(self.cheese, "forward")), ["C1", "P1"])
        self.assertEqual(self._names(self._trace(self.cheese, "backward")), ["C1", "M1"])
        both = self._trace(self.cheese)
        self.assertCountEqual(self._names(both), ["C1", "M1", "P1"])
        depths = {node.name: node.depth for node in both.nodes.values()}
        self.assertEqual(depths, {"C1": 0, "M1": -1, "P1": 1})
        self.assertTrue(both.nodes[self._key(self.cheese)].is_root)
        self.assertFalse(both.nodes[self._key(pizza)].is_root)

    def test_what_was_made_beside_it_is_another_story(self):
        other = self._produce({self.milk: 2}, self._product(name="Butter"), "B1", 1)
        self.assertNotIn(self._key(other), self._trace(self.cheese).nodes)
        self.assertIn(self._key(other), self._trace(self.milk).nodes)

    def test_several_lots_of_one_production_share_in_proportion(self):
        first, second = self._lots("A", "B")
        product = self._product(name="Bread")
        small, large = self._lot(product, "S"), self._lot(product, "L")
        self._make({first: 8, second: 2}, {small: 1, large: 3})
        expected = {("A", "S"): 2, ("A", "L"): 6, ("B", "S"): 0.5, ("B", "L"): 1.5}
        self.assertEqual(self._edges(self._trace(first | second, "forward")), expected)
        small_only = self._trace(small, "backward")
        self.assertEqual(self._edges(small_only), {("A", "S"): 2, ("B", "S"): 0.5})
        self.assertEqual({edge.share for edge in small_only.edges}, {0.25})
        self.assertFalse(any(edge.is_exact for edge in small_only.edges))

    def test_one_lot_of_a_production_has_all_of_it(self):
        edge = self._trace(self.milk, "forward").edges[0]
        self.assertEqual((edge.quantity, edge.share, edge.is_exact), (4, 1, True))
        self.assertEqual((edge.kind, edge.unit), ("produced", self.milk.product_uom_id.name))

    def test_units_that_convert_are_weighed_in_one(self):
        gram = self.env.ref("uom.product_uom_gram")
        kilo = self.env.ref("uom.product_uom_kgm")
        used = self._lots("A")[0]
        crumbs = self._lot(self._product(name="Crumbs", uom_id=gram.id), "CR")
        bread = self._lot(self._product(name="Bread", uom_id=kilo.id), "BR")
        self._make({used: 10}, {crumbs: 1000, bread: 4})
        edges = self._edges(self._trace(used, "forward"))
        self.assertEqual(edges, {("A", "CR"): 2, ("A", "BR"): 8})

    def test_units_that_do_not_convert_count_with_the_whole_each(self):
        kilo = self.env.ref("uom.product_uom_kgm")
        used = self._lots("A")[0]
        pieces = self._product(name="Rolls")
        rolls, more = self._lot(pieces, "R1"), self._lot(pieces, "R2")
        bran = self._lot(self._product(name="Bran", uom_id=kilo.id), "BN")
        self._make({used: 10}, {rolls: 1, more: 4, bran: 3})
        edges = self._edges(self._trace(used, "forward"))
        self.assertEqual(edges, {("A", "R1"): 2, ("A", "R2"): 8, ("A", "BN"): 10})

    def test_two_documents_between_the_same_lots_are_two_edges(self):
        self._make({self.milk: 3}, {self.cheese: 1})
        trace = self._trace(self.milk, "forward")
        self.assertEqual(sorted(edge.quantity for edge in trace.edges), [3, 4])

    def test_a_diamond_is_told_once(self):
        top, left, right, bottom = self._lots("T", "L", "R", "B")
        self._make({top: 1}, {left: 1})
        self._make({top: 2}, {right: 1})
        self._make({left: 3, right: 4}, {bottom: 1})
        expected = {("T", "L"): 1, ("T", "R"): 2, ("L", "B"): 3, ("R", "B"): 4}
        self.assertEqual(self._edges(self._trace(top, "forward")), expected)
        self.assertEqual(self._edges(self._trace(bottom, "backward")), expected)
        self.assertEqual(len(self._trace(top).nodes), 4)

    def test_a_loop_ends(self):
        a, b, c = self._lots("A", "B", "C")
        self._make({a: 1}, {b: 1})
        self._make({b: 2}, {c: 1})
        self._make({c: 3}, {a: 1})
        expected = {("A", "B"): 1, ("B", "C"): 2, ("C", "A"): 3}
        for direction in ("forward", "backward", "both"):
            trace = self._trace(a, direction)
            self.assertEqual(self._edges(trace), expected, direction)
        self.assertEqual({n.name: n.depth for n in self._trace(a).nodes.values()}["A"], 0)

    def test_a_lot_that_went_into_itself_ends(self):
        lot = self._lots("A")[0]
        self._make({lot: 5}, {lot: 4})
        self.assertEqual(self._edges(self._trace(lot)), {("A", "A"): 5})

    def test_serials_inside_a_lot_are_followed(self):
        pump = self._product("serial", "Pump")
        serials = [self._receive(pump, f"P-{number}", 1) for number in (1, 2)]
        case = self._lot(self._product("serial", "Case"), "CASE-1")
        self._make({serials[0]: 1, serials[1]: 1}, {case: 1})
        self._make({case: 1}, {self._lot(self._product(name="Pallet"), "PAL"): 1})
        self.assertEqual(self._names(self._trace(serials[1], "forward")), ["P-2", "CASE-1", "PAL"])

    def test_several_roots_are_one_trace(self):
        other = self._lots("X")[0]
        trace = self._trace(self.milk | other, "forward")
        self.assertEqual(trace.roots, [self._key(self.milk), self._key(other)])
        self.assertCountEqual(self._names(trace), ["M1", "C1", "X"])

    def test_no_lot_is_an_empty_trace(self):
        trace = self._trace(self.env["stock.lot"])
        self.assertFalse(trace.nodes)
        self.assertFalse(trace.roots)

    def test_an_unknown_direction_is_refused(self):
        with self.assertRaises(ValueError):
            self._trace(self.milk, "sideways")

    def test_what_is_not_done_is_not_told(self):
        planned = self._picking(
            [(self.milk.product_id, self.milk, 1)], self.stock, self.customers, "outgoing",
            self.customer,
        )  # fmt: skip
        self.assertFalse(self._flows(self._trace(self.milk), "delivered"))
        self._validate(planned)
        self.assertTrue(self._flows(self._trace(self.milk), "delivered"))

    def test_a_limit_is_told_and_is_no_complete_answer(self):
        lots = self._lots("A", "B", "C")
        self._make({lots[0]: 1}, {lots[1]: 1})
        self._make({lots[1]: 1}, {lots[2]: 1})
        trace = self._trace(lots[0], "forward", max_lots=2)
        self.assertEqual(self._names(trace), ["A", "B"])
        self.assertEqual(trace.cuts, [(self._key(lots[1]), "cap")])
        self.assertFalse(trace.is_complete)
        self.assertTrue(self._trace(lots[0], "forward", max_lots=3).is_complete)

    def test_a_limit_of_documents_is_told_and_sums_stay_whole(self):
        for _number in range(3):
            self._ship(self.milk, 1)
        trace = self._trace(self.milk, "forward", max_documents=2)
        self.assertEqual(len(trace.flows), 2)
        self.assertIn(("", "documents"), trace.cuts)
        self.assertFalse(trace.is_complete)
        self.assertEqual(trace.balances[self._key(self.milk)].delivered, 3)

    def test_it_is_json(self):
        self._ship(self.cheese, 1)
        answer = json.loads(json.dumps(self._trace(self.milk).as_json()))
        self.assertEqual([node["name"] for node in answer["nodes"]], ["M1", "C1"])
        self.assertTrue(answer["is_complete"])
        self.assertEqual(answer["balances"][self._key(self.milk)]["unexplained"], 0)
        self.assertEqual(answer["edges"][0]["document"].keys(), {"model", "id", "name"})

    def test_renamed_lots_are_told_with_their_former_numbers(self):
        self.milk.name = "M1-A"
        self.milk.name = "M1-B"
        node = self._trace(self.cheese, "backward").nodes[self._key(self.milk)]
        self.assertEqual((node.name, node.former), ("M1-B", ("M1", "M1-A")))

    def test_products_no_longer_sold_are_told(self):
        self.milk.product_id.sudo().product_tmpl_id.active = False
        trace = self._trace(self.cheese, "backward")
        self.assertIn("Milk", trace.nodes[self._key(self.milk)].product)
        self.assertTrue(trace.is_complete)

    def test_status_and_days_are_those_of_the_lot(self):
        self.milk.write({"expiration_day": "2026-06-01", "supplier_lot_ref": "77-B"})
        self._decide(self.cheese, self.on_hold)
        trace = self._trace(self.milk, "forward")
        milk, cheese = (trace.nodes[self._key(lot)] for lot in (self.milk, self.cheese))
        self.assertEqual((milk.status, str(milk.expires)), ("expired", "2026-06-01"))
        self.assertEqual(milk.supplier_lot, "77-B")
        self.assertEqual((cheese.status, cheese.disposition), ("active", self.on_hold.name))
        self.assertTrue(cheese.blocked)
        self.assertFalse(milk.blocked)

    def _count_queries(self, lot):
        lot = self.as_("quality_manager", lot)
        lot._trace()  # what is cached for good
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        lot._trace()
        return self.env.cr.sql_log_count - before

    def test_the_number_of_queries_does_not_grow(self):
        one = self._count_queries(self.cheese)
        lots = self._lots(*(f"Q{number}" for number in range(8)))
        for parent, child in zip(lots, lots[1:], strict=False):
            self._make({parent: 1}, {child: 1})
            self._ship(child, 1)
        self.assertEqual(self._count_queries(lots[0]), one)


@tagged("post_install", "-at_install")
class TestGoldenGenealogy(TraceCase):
    """A dairy, worked out by hand.

    Milk M1 (100, Acme) and M2 (50, Hill), rennet R1 (2, Acme).
    Vat 1: 60 of M1, 20 of M2, 1 of R1 become cheese C1 (6) and C2 (2).
    Vat 2: 10 of M1 and 0.5 of R1 become cheese C3 (1).
    Pizza P1 (20) of 3 of C1 and 1 of C3; of it 4 go to Deco, who returns 1, and 5 to Gemini.
    C2 (2) goes to Gemini. Half of C1 is scrapped by 0.5, M2 is counted at 29 instead of 30.
    """

    def setUp(self):
        super().setUp()
        hill, gemini = self._partner("Hill"), self._partner("Gemini")
        milk, cheese = self._product(name="Milk"), self._product(name="Cheese")
        rennet = self._product(name="Rennet")
        self.m1 = self._receive(milk, "M1", 100)
        self.m2 = self._receive(milk, "M2", 50, hill)
        self.r1 = self._receive(rennet, "R1", 2)
        self.c1, self.c2, self.c3 = (self._lot(cheese, name) for name in ("C1", "C2", "C3"))
        self.p1 = self._lot(self._product(name="Pizza"), "P1")
        self._make({self.m1: 60, self.m2: 20, self.r1: 1}, {self.c1: 6, self.c2: 2})
        self._make({self.m1: 10, self.r1: 0.5}, {self.c3: 1})
        self._make({self.c1: 3, self.c3: 1}, {self.p1: 20})
        self._ship(self.p1, 4)
        self._return_from_customer(self.p1, 1)
        self._ship(self.p1, 5, gemini)
        self._ship(self.c2, 2, gemini)
        self._scrap(self.c1, 0.5)
        self._adjust(self.m2, 29)

    EDGES = {
        ("M1", "C1"): 45, ("M1", "C2"): 15, ("M2", "C1"): 15, ("M2", "C2"): 5,
        ("R1", "C1"): 0.75, ("R1", "C2"): 0.25, ("M1", "C3"): 10, ("R1", "C3"): 0.5,
        ("C1", "P1"): 3, ("C3", "P1"): 1,
    }  # fmt: skip

    def _edges_among(self, *names):
        return {ends: qty for ends, qty in self.EDGES.items() if {*ends} <= {*names}}

    def test_forward_from_milk(self):
        trace = self._trace(self.m1, "forward")
        self.assertEqual(self._names(trace), ["M1", "C1", "C2", "C3", "P1"])
        self.assertEqual(self._edges(trace), self._edges_among("M1", "C1", "C2", "C3", "P1"))
        self.assertEqual([node.depth for node in trace.nodes.values()], [0, 1, 1, 1, 2])
        self.assertTrue(trace.is_complete, trace.gaps)
        self.assertEqual(
            [(row.partner, trace.nodes[row.key].name, row.quantity, row.back)
             for row in sorted(customers(trace), key=lambda row: (row.partner, row.key))],
            [("Deco Addict", "P1", 3, 1), ("Gemini", "C2", 2, 0), ("Gemini", "P1", 5, 0)],
        )  # fmt: skip

    def test_backward_from_pizza(self):
        trace = self._trace(self.p1, "backward")
        self.assertCountEqual(self._names(trace), ["P1", "C1", "C3", "M1", "M2", "R1"])
        self.assertEqual(self._edges(trace), self._edges_among("P1", "C1", "C3", "M1", "M2", "R1"))
        self.assertTrue(trace.is_complete, trace.gaps)
        self.assertEqual(
            sorted((row.partner, trace.nodes[row.key].name, row.quantity)
                   for row in suppliers(trace)),
            [("Acme Farms", "M1", 100), ("Acme Farms", "R1", 2), ("Hill", "M2", 50)],
        )  # fmt: skip

    def test_both_ways_from_a_cheese(self):
        trace = self._trace(self.c1)
        self.assertCountEqual(self._names(trace), ["C1", "M1", "M2", "R1", "P1"])
        self.assertEqual(self._edges(trace), self._edges_among("C1", "M1", "M2", "R1", "P1"))

    def test_every_balance(self):
        lots = self.m1 | self.m2 | self.r1 | self.p1 | self.c2
        trace = self._trace(lots)
        expected = {
            # received, produced, on hand, consumed, delivered, returned, sent back, scrapped, adj.
            "M1": (100, 0, 30, 70, 0, 0, 0, 0, 0), "M2": (50, 0, 29, 20, 0, 0, 0, 0, 1),
            "R1": (2, 0, 0.5, 1.5, 0, 0, 0, 0, 0), "C1": (0, 6, 2.5, 3, 0, 0, 0, 0.5, 0),
            "C2": (0, 2, 0, 0, 2, 0, 0, 0, 0), "C3": (0, 1, 0, 1, 0, 0, 0, 0, 0),
            "P1": (0, 20, 12, 0, 9, 1, 0, 0, 0),
        }  # fmt: skip
        found = {trace.nodes[key].name: tuple(row) for key, row in trace.balances.items()}
        self.assertEqual(found, expected)
        self.assertEqual({row.unexplained for row in trace.balances.values()}, {0})

    def test_who_holds_what(self):
        held, trace = self.as_("quality_manager", self.m1)._exposure()
        self.assertEqual(
            sorted((row.kind, row.holder, trace.nodes[row.key].name, row.quantity)
                   for row in held),
            [
                ("customer", "Deco Addict", "P1", 3), ("customer", "Gemini", "C2", 2),
                ("customer", "Gemini", "P1", 5),
                *(("place", self.stock.complete_name, *row)
                  for row in (("C1", 2.5), ("M1", 30), ("P1", 12))),
            ],
        )  # fmt: skip
        deco = next(row for row in held if row.holder == "Deco Addict")
        self.assertEqual(len(deco.documents), 2)

    def test_all_movements_were_read(self):
        # M1: in, 2 out; R1: in, 2 out; M2: in, out, count; C1: in, out, scrap; C2: in, out;
        # C3: in, out; P1: in, 2 out, back
        self.assertEqual(self._trace(self.m1 | self.m2 | self.r1).moves_read, 20)
