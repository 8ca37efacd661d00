from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import ROLES
from .common_trace import TraceCase


@tagged("post_install", "-at_install")
class TestTraceReader(TraceCase):
    """Who gets all of a trace, and what the others are told of what they do not get.

    Flour is received by us; the second company made bread of it and sold it.
    """

    def setUp(self):
        super().setUp()
        self.second = self._company()
        theirs = self._warehouse_of(self.second)
        self.flour = self._receive(self._product(name="Flour"), "F1", 10)
        self.bread = self.root["stock.lot"].create(
            {
                "name": "B1",
                "product_id": self._product(name="Bread").id,
                "company_id": self.second.id,
            }
        )
        made_of = self._place("production", self.second)
        used = self._move(self.flour, 4, theirs.lot_stock_id, made_of, self.second)
        made = self._move(self.bread, 2, made_of, theirs.lot_stock_id, self.second)
        made.sudo().move_line_ids.consume_line_ids = used.sudo().move_line_ids
        self._move(self.bread, 1, theirs.lot_stock_id, self.customers, self.second)
        self.env.invalidate_all()

    def test_these_roles_get_everything(self):
        for role in ("quality_manager", "recall_coordinator", "auditor"):
            with self.subTest(role):
                trace = self._trace(self.flour, "forward", role)
                self.assertEqual(self._names(trace), ["F1", "B1"])
                self.assertEqual(self._edges(trace), {("F1", "B1"): 4})
                self.assertFalse(trace.withheld)
                self.assertIn(self._key(self.bread), trace.balances)

    def test_others_are_told_how_much_they_do_not_get(self):
        for role in ("warehouse", "stock_manager", "inspector", "lot_administrator"):
            with self.subTest(role):
                trace = self._trace(self.flour, "forward", role)
                self.assertEqual(self._names(trace), ["F1"])
                self.assertFalse(trace.edges)
                withheld = trace.withheld._asdict()
                # bread; flour to bread; flour used, bread made, bread sold; the sale; the
                # flour missing there and the bread left
                expected = {"lots": 1, "edges": 1, "movements": 3, "documents": 1, "stock": 2}
                self.assertEqual(withheld, expected)
                self.assertFalse(trace.is_complete)

    def test_nothing_of_what_is_withheld_is_in_the_answer(self):
        answer = str(self._trace(self.flour, "forward", "warehouse").as_json())
        self.assertNotIn("B1", answer)
        self.assertNotIn("Bread", answer)
        self.assertNotIn(self.second.name, answer)

    def test_what_lies_behind_it_is_still_told(self):
        crumbs = self._lot(self._product(name="Crumbs"), "CR", company_id=self.company.id)
        used = self._move(
            self.bread.with_env(self.root), 1, self._warehouse_of(self.second).lot_stock_id,
            self._place("production", self.second), self.second,
        )  # fmt: skip
        made = self._move(crumbs, 1, self.made_of, self.stock)
        made.sudo().move_line_ids.consume_line_ids = used.sudo().move_line_ids
        trace = self._trace(self.flour, "forward", "warehouse")
        self.assertEqual(self._names(trace), ["F1", "CR"])
        self.assertEqual(trace.nodes[self._key(crumbs)].depth, 2)
        self.assertEqual(trace.withheld.edges, 2)

    def test_the_right_can_be_given_alone(self):
        user = new_test_user(
            self.root, "lots_tracer",
            groups=f"{ROLES['warehouse']},stock_lot_lifecycle.stock_lot_lifecycle_group_trace",
            company_id=self.company.id,
        )  # fmt: skip
        self.assertFalse(self._trace(self.flour, "forward", user).withheld)

    def test_who_works_in_both_companies_gets_both(self):
        user = self._user_of(self.company, "warehouse")
        user.sudo().company_ids |= self.second
        self.assertFalse(self._trace(self.flour, "forward", user).withheld)

    def test_only_the_lots_are_counted_too(self):
        reach = self.as_("warehouse", self.flour)._trace_lots("forward")
        self.assertEqual((reach.lots.mapped("name"), reach.withheld), (["F1"], 1))
        reach = self.as_("auditor", self.flour)._trace_lots("forward")
        self.assertEqual((len(reach.lots), reach.withheld), (2, 0))

    def test_a_lot_that_may_not_be_read_is_no_beginning(self):
        for role in ("warehouse", "stock_manager"):
            bread = self.as_(role, self.bread)
            for ask in (bread._trace, bread._trace_lots, bread._get_chain_of_custody):
                with self.subTest(role), self.assertRaises(AccessError):
                    ask()

    def test_outsiders_get_nothing(self):
        for role in ("employee", "portal"):
            with self.subTest(role), self.assertRaises(AccessError):
                self._trace(self.flour, "forward", role)

    def test_no_part_of_it_can_be_called_from_outside(self):
        from odoo.service.model import get_public_method

        for name in ("_trace", "_trace_lots", "_exposure", "_get_chain_of_custody"):
            with self.assertRaises(AccessError):
                get_public_method(self.flour, name)

    def test_custody_of_others_is_counted(self):
        custody = self.as_("warehouse", self.flour)._get_chain_of_custody()
        self.assertEqual(custody.withheld.movements, 1)
        self.assertFalse(custody.is_complete)
        self.assertNotIn(self.second.name, str(custody.as_json()))
