from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_nonconformity import NonconformityCase


@tagged("post_install", "-at_install")
class TestNonconformityLine(NonconformityCase):
    """Lots and quantities that are affected, and the events they get."""

    def test_each_lot_gets_an_event_that_names_number_and_quantity(self):
        nonconformity = self._report(self.lots)
        for lot in self.lots:
            event = self._events(lot, "nonconformity")
            self.assertEqual(len(event), 1)
            self.assertEqual(event.document, nonconformity.name)
            self.assertIn("Broken seals", event.summary)
            self.assertIn("affected: 5 Units", event.summary)
            self.assertEqual(event.user_name, self.user["inspector"].name)

    def test_another_quantity_is_another_event(self):
        line = self._report().line_ids
        line.quantity = 8
        self.assertIn("8 Units", self._events(self.lot, "nonconformity")[-1].summary)

    def test_taking_a_lot_out_is_an_event_too(self):
        self._report().line_ids.unlink()
        self.assertIn("taken out", self._events(self.lot, "nonconformity")[-1].summary)

    def test_what_became_of_it_stands_in_the_story(self):
        self._report().line_ids.outcome = "scrap"
        self.assertIn("Scrapped", self._events(self.lot, "nonconformity")[-1].summary)

    def test_a_lot_stands_in_it_once(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._report(self.lot).line_ids.create(
                {"nonconformity_id": self._report(self.lot).id, "lot_id": self.lot.id}
            )

    def test_a_line_keeps_its_lot(self):
        with self.assertRaises(UserError):
            self._report().line_ids.lot_id = self.lots[1]

    def test_no_quantity_below_zero(self):
        with self.assertRaises(ValidationError):
            self._report().line_ids.quantity = -1

    def test_the_warehouse_adds_lots_and_takes_none_out(self):
        nonconformity = self.as_("warehouse", self._report())
        lines = nonconformity.line_ids
        vals = {"nonconformity_id": nonconformity.id, "lot_id": self.lots[1].id}
        self.assertEqual(len(lines | lines.create(vals)), 2)
        with self.assertRaises(AccessError):
            lines.unlink()

    def test_nothing_is_added_to_a_closed_one(self):
        nonconformity = self._work(self._report())
        self._end(nonconformity)
        vals = {"nonconformity_id": nonconformity.id, "lot_id": self.lots[1].id}
        with self.assertRaises(UserError):
            nonconformity.line_ids.create(vals)
        with self.assertRaises(UserError):
            nonconformity.line_ids.quantity = 3
        with self.assertRaises(UserError):
            nonconformity.line_ids.unlink()

    def test_many_lots_cost_no_more_questions(self):
        product = self._product()
        few, many = (
            self.env["stock.lot"].create(
                [{"name": f"{count}-{number}", "product_id": product.id} for number in range(count)]
            )
            for count in (2, 30)
        )
        self._report(few)
        before = self.env.cr.sql_log_count
        self._report(few)
        for_few = self.env.cr.sql_log_count - before
        self._report(many)
        self.assertLessEqual(self.env.cr.sql_log_count - before - for_few, for_few + 8)
