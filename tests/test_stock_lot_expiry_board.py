from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_alert import AlertCase


@tagged("post_install", "-at_install")
class TestExpiryBoard(AlertCase):
    """What expires when, where, of what; to whom it may be shown."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # whatever the database held before does not expire in these tests
        cls.root["stock.lot"].search([("expiration_date", "!=", False)]).write(
            {"expiration_day": False}
        )
        cls.product.with_env(cls.root).standard_price = 2
        cls.shelf = cls._location("Shelf A")

    def setUp(self):
        super().setUp()
        self.expired = self._in_stock(-1, "EXPIRED", 3)
        self.today = self._in_stock(0, "TODAY", 5)  # Monday, 15 June
        self.sunday = self._in_stock(6, "SUNDAY", 10)
        self.later = self._in_stock(7, "LATER", 20)
        self._in_stock(26 * 7 + 10, "FAR", 7)
        self._relocate(self.later, 15, self.shelf)

    def _board(self, role="warehouse", **chosen):
        return self.as_(role, self.env["stock.lot"]).get_expiry_board(**chosen)

    def _weeks(self, board, measure="quantity"):
        return {week["key"]: week[measure] for week in board["weeks"] if week["lots"]}

    def test_stock_is_summed_by_week_and_what_is_expired_apart(self):
        board = self._board()
        expected = {"expired": 3, "2026-06-15": 15, "2026-06-22": 20}
        self.assertEqual(self._weeks(board), expected)
        self.assertEqual(
            self._weeks(board, "value"), {key: 2 * amount for key, amount in expected.items()}
        )
        self.assertEqual(
            self._weeks(board, "lots"), {"expired": 1, "2026-06-15": 2, "2026-06-22": 1}
        )
        self.assertEqual([week["key"] for week in board["weeks"]][:2], ["expired", "2026-06-15"])
        self.assertGreaterEqual(len(board["weeks"]), 27, "empty weeks are shown too")

    def test_places_and_products_are_named_with_what_expires_there(self):
        board = self._board()
        places = {place["name"]: place["quantity"] for place in board["places"]}
        self.assertEqual(places, {self.stock.display_name: 23, self.shelf.display_name: 15})
        self.assertEqual(board["products"][0]["amounts"], [[38, "Units"]])

    def test_a_chosen_week_leaves_its_places_and_products_and_all_weeks(self):
        board = self._board(week="2026-06-22")
        self.assertEqual(len(self._weeks(board)), 3)
        places = {place["name"]: place["quantity"] for place in board["places"]}
        self.assertEqual(places, {self.stock.display_name: 5, self.shelf.display_name: 15})

    def test_a_chosen_place_leaves_its_weeks(self):
        board = self._board(location_id=self.shelf.id)
        self.assertEqual(self._weeks(board), {"2026-06-22": 15})
        self.assertEqual(len(board["places"]), 2)

    def test_a_chosen_product_leaves_its_weeks(self):
        other = self._perishable(name="Drops")
        self._in_stock(3, "DROPS", 4, product=other)
        self.assertEqual(self._weeks(self._board(product_id=other.id)), {"2026-06-15": 4})

    def test_units_are_not_added_to_each_other(self):
        kilo = self.root.ref("uom.product_uom_kgm")
        other = self._perishable(name="Powder", uom_id=kilo.id)
        self._in_stock(0, "POWDER", 4, product=other)
        week = next(it for it in self._board()["weeks"] if it["key"] == "2026-06-15")
        self.assertEqual(sorted(week["amounts"]), [[4, "kg"], [15, "Units"]])

    def test_the_lots_behind_a_choice_are_opened(self):
        Lot = self.env["stock.lot"]
        for chosen, lots in (
            ({"week": "expired"}, self.expired),
            ({"week": "2026-06-15"}, self.today | self.sunday),
            ({"location_id": self.shelf.id}, self.later),
            ({}, self.expired | self.today | self.sunday | self.later),
        ):
            with self.subTest(chosen):
                action = Lot.action_open_board_lots(**chosen)
                self.assertEqual(Lot.search(action["domain"]), lots)

    def test_stock_of_other_companies_is_not_counted(self):
        second = self._company()
        lot = self._lot(self.product, "BOTH", expiration_day="2026-06-20").with_env(self.root)
        self._receive(lot.product_id, lot, 50, warehouse=self._warehouse_of(second))
        self.assertEqual(self._weeks(self._board())["2026-06-15"], 15)
        theirs = self.env["stock.lot"].with_user(self._user_of(second)).get_expiry_board()
        self.assertEqual(self._weeks(theirs), {"2026-06-15": 50})

    def test_an_auditor_reads_it_and_answers_nothing(self):
        board = self._board("auditor")
        self.assertEqual(self._weeks(board)["expired"], 3)
        self.assertFalse(board["may_answer"])
        self.assertTrue(self._board()["may_answer"])

    def test_who_reads_no_lots_reads_no_dashboard(self):
        for role in ("employee", "portal"):
            with self.assertRaises(AccessError):
                self._board(role)

    def test_without_a_common_currency_there_is_no_value(self):
        euro = self.root.ref("base.EUR")
        euro.active = True
        second = self._company()
        second.currency_id = euro if self.company.currency_id != euro else self.root.ref("base.USD")
        self.user["warehouse"].with_env(self.root).company_ids += second
        board = self._board()
        self.assertFalse(board["currency_id"])
        self.assertEqual(set(self._weeks(board, "value").values()), {0})

    def test_alerts_to_answer_come_with_it_the_escalated_first(self):
        self._rule(escalate_after=1, escalation_user_ids=self.paul.ids)
        self._run()
        alerts = self._alerts(self.later)
        alerts.write({"state": "escalated", "escalated_at": fields.Datetime.now()})
        board = self._board()
        self.assertEqual(board["alert_count"], 4)
        self.assertEqual(board["alerts"][0]["lot_id"][1], "LATER")
        other = self._board(product_id=self._product().id)
        self.assertEqual(other["alerts"], [])

    def test_nothing_that_expires_is_said(self):
        lots = self.expired | self.today | self.sunday | self.later
        lots.expiration_day = fields.Date.today() + timedelta(days=999)
        self.assertEqual(self._board()["weeks"], [])

    def test_it_is_one_statement_however_many_lots_there_are(self):
        self._board()
        few = self._count()
        for number in range(6):
            self._in_stock(number, f"N{number}")
        self.assertEqual(self._count(), few)

    def _count(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self._board()
        return self.env.cr.sql_log_count - before
