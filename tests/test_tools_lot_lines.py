import doctest
from datetime import date

from odoo.tests import BaseCase, tagged

from odoo.addons.stock_lot_lifecycle.tools import lot_lines


@tagged("post_install", "-at_install")
class TestLotLines(BaseCase):
    """Text that names lots as they arrive. Pure: no database."""

    def test_examples_in_the_module_are_true(self):
        outcome = doctest.testmod(lot_lines)
        self.assertGreater(outcome.attempted, 3)
        self.assertEqual(outcome.failed, 0)

    def test_a_table_is_known_by_its_header_in_any_language(self):
        for text in (
            "Lot\tExpiry\nA\t2027-01-31", "Charge;Menge;MHD\nA;1;2027-01-31",
            "Numéro de lot;Date de fabrication\nA;2026-01-01", "\n Lot;Qty\nA;1",
        ):  # fmt: skip
            with self.subTest(text):
                self.assertTrue(lot_lines.has_header(text))
        for text in ("A;1;2027-01-31", "LOT-1;5", "Expiry;Qty\n2027-01-31;1", "Lot", ""):
            with self.subTest(text):
                self.assertFalse(lot_lines.has_header(text))

    def test_every_column_of_a_table_is_read_as_what_it_is(self):
        text = (
            "Lot;Qty;Mfg date;Expiry;Best before;Supplier lot;Net weight;Colour\n"
            "007;12,5;01/2026;02/2028;2028-01-31;77-B;3.25;blue"
        )
        (row,) = lot_lines.read_table(text)
        said = lot_lines.said_of(row)
        self.assertEqual(said.pop("lot_name"), "007")
        self.assertEqual(float(said.pop("quantity")), 12.5)
        self.assertEqual(float(said.pop("lot_weight")), 3.25)
        self.assertEqual(
            said,
            {
                "production_date": date(2026, 1, 1),
                "expiration_day": date(2028, 2, 29),
                "best_before_day": date(2028, 1, 31),
                "supplier_lot_ref": "77-B",
            },
        )

    def test_empty_cells_say_nothing(self):
        (row,) = lot_lines.read_table("Lot;Mfg date;Supplier lot\nA;;")
        self.assertEqual(lot_lines.said_of(row), {"lot_name": "A"})

    def test_of_two_dates_the_earlier_is_when_it_was_made(self):
        both = (date(2026, 2, 1), date(2027, 1, 31))
        for parts in (["5", "2026-02-01", "2027-01-31"], ["2027-01-31", "2026-02-01", "5"]):
            self.assertEqual(lot_lines.read_days(parts), both)
        self.assertEqual(lot_lines.read_days(["02/2026", "01/2027"]), both)

    def test_a_month_is_its_last_day_for_the_expiry_and_its_first_for_the_making(self):
        self.assertEqual(lot_lines.read_days(["Feb 2028"]), (None, date(2028, 2, 29)))
        self.assertEqual(lot_lines.read_days(["02-2027"]), (None, date(2027, 2, 28)))

    def test_what_cannot_be_read_is_no_day(self):
        nothing = (None, None)
        for parts in (["soon"], ["2027-02-30"], ["2027-01-01", "x"], ["1", "2"], [], [""]):
            with self.subTest(parts):
                self.assertEqual(lot_lines.read_days(parts), nothing)
        three = ["2026-01-01", "2026-02-01", "2026-03-01"]
        self.assertEqual(lot_lines.read_days(three), nothing)

    def test_the_order_of_a_date_is_the_users(self):
        self.assertEqual(lot_lines.read_days(["03/05/2027"], "dmy")[1], date(2027, 5, 3))
        self.assertEqual(lot_lines.read_days(["03/05/2027"], "mdy")[1], date(2027, 3, 5))
