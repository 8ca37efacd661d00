from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from odoo.addons.stock_lot_lifecycle.models import stock_lot_trace_screen

from .common_trace import TraceCase


class CustodyWordsCase(TraceCase):
    """Oats from Acme on the 15th, 4 of 10 to Deco on the 17th, of which 1 came back."""

    def _story(self):
        lot = self._receive(self._product(name="Oats"), "OAT-1", 10)
        with freeze_time("2026-06-17 10:00:00"):
            self._ship(lot, 4)
        with freeze_time("2026-06-18 10:00:00"):
            self._return_from_customer(lot, 1)
        return lot

    def _custody(self, lot, role="quality_manager"):
        return self.as_(role, lot).get_custody()

    def _rows(self, answer):
        return [row["cells"] for row in answer["table"]["rows"]]


@tagged("post_install", "-at_install")
class TestCustodyWords(CustodyWordsCase):
    def test_who_held_it_where_from_when_until_when_on_which_document(self):
        lot = self._story()
        rows = self._rows(self._custody(lot))
        us, stock = self.company.name, self.stock.complete_name
        arrival, day = rows[0][5], "2026-06-15"
        self.assertEqual(arrival[:10], day)
        self.assertEqual(
            [(row[0], row[1], row[2], row[3], row[5][:10], (row[6] or "")[:10]) for row in rows],
            [
                (us, "In stock", stock, 4, day, "2026-06-17"),
                (us, "In stock", stock, 6, day, ""),
                ("Deco Addict", "At the customer", self.customers.complete_name, 1,
                 "2026-06-17", "2026-06-18"),
                ("Deco Addict", "At the customer", self.customers.complete_name, 3,
                 "2026-06-17", ""),
                (us, "In stock", stock, 1, "2026-06-18", ""),
            ],
        )  # fmt: skip
        first, back = rows[0], rows[2]
        self.assertEqual((first[4], first[7], first[10]), ("Units", "Acme Farms", "Lots warehouse"))
        self.assertRegex(first[8], "/IN/")
        self.assertRegex(back[8], "/OUT/")
        self.assertRegex(back[9], "/IN/")

    def test_both_documents_of_a_stay_can_be_opened(self):
        lot = self._story()
        row = self._custody(lot)["table"]["rows"][0]
        delivery = lot.delivery_ids[:1]
        self.assertEqual(set(row["links"]), {8, 9})
        self.assertEqual(row["links"][9], ("stock.picking", delivery.id))

    def test_complete_is_said_and_how_much_was_read(self):
        answer = self._custody(self._story())
        self.assertTrue(answer["is_complete"])
        self.assertEqual(
            answer["coverage"], "Complete: 3 movements read, every hand-over is there."
        )

    def test_hours_are_those_of_the_lots_place_whoever_looks(self):
        lot = self._story()
        self.company.sudo().lot_tz = "Asia/Tokyo"
        self.user["quality_manager"].sudo().tz = "America/New_York"
        answer = self._custody(lot)
        self.assertEqual(answer["zone"], "Asia/Tokyo")
        self.assertEqual(self._rows(answer)[2][5], "2026-06-17T19:00:00")

    def test_what_left_without_having_come_is_red_and_counted(self):
        lot = self._lot()
        self._move(lot, 2, self.stock, self.customers)
        answer = self._custody(lot)
        self.assertFalse(answer["is_complete"])
        self.assertEqual(
            answer["coverage"],
            "Incomplete: nothing says how it got to where it left from: 1. 1 movements read.",
        )
        [red] = [row for row in answer["table"]["rows"] if row["is_red"]]
        self.assertEqual((red["cells"][1], red["cells"][5]), ("Unknown", None))
        self.assertEqual(set(red["links"]), {9})

    def test_a_lot_that_never_moved_says_so(self):
        answer = self._custody(self._lot())
        self.assertEqual(self._rows(answer), [])
        self.assertEqual(answer["table"]["empty"], "It never moved: nobody held it.")

    def test_every_kind_of_stay_has_a_word(self):
        lot = self._receive(self._product(), "L1", 10)
        self._move(lot, 3, self.stock, self.made_of)
        self._scrap(lot, 1)
        self._move(lot, 2, self.stock, self.env.ref("stock.stock_location_suppliers"))
        words = {row[1] for row in self._rows(self._custody(lot))}
        self.assertEqual(
            words,
            {
                "In stock", "Used in production", "Scrapped or counted down",
                "Back at the supplier",
            },
        )  # fmt: skip

    def test_many_stays_are_counted_though_not_shown(self):
        lot = self._story()
        self.patch(stock_lot_trace_screen, "MOST_ROWS", 2)
        table = self._custody(lot)["table"]
        self.assertEqual((len(table["rows"]), table["count"]), (2, 5))


@tagged("post_install", "-at_install")
class TestCustodyRights(CustodyWordsCase):
    def test_who_may_not_read_lots_is_told_nothing(self):
        lot = self._story()
        for role in ("employee", "portal"):
            with self.subTest(role), self.assertRaises(AccessError):
                self._custody(lot, role)

    def test_reading_is_all_it_does(self):
        lot = self._story()
        before = len(self._events(lot))
        self.assertTrue(type(lot).get_custody._readonly)
        self._custody(lot, "auditor")
        self.assertEqual(len(self._events(lot)), before)

    def test_what_is_withheld_is_counted_in_words(self):
        lot = self._receive(self._product(), "SHARED", 10)
        self._force(lot, company_id=None)
        second = self._company()
        place, stock = self._place("inventory", second), self._warehouse_of(second).lot_stock_id
        self._move(lot, 2, place, stock, second)
        answer = self._custody(lot, "warehouse")
        self.assertIn("movements that you may not see: 1", answer["coverage"])
        self.assertFalse(answer["is_complete"])
        self.assertTrue(self._custody(lot, "auditor")["is_complete"])
