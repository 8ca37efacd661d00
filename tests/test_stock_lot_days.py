import random
from datetime import date, datetime, timedelta
from itertools import pairwise

from odoo.tests import freeze_time, tagged

from odoo.addons.stock_lot_lifecycle.tools import calendar_day

from .common import LotCase

EAST, WEST, BERLIN = "Pacific/Kiritimati", "America/Los_Angeles", "Europe/Berlin"
COMPANIONS = {
    "expiration_day": "expiration_date",
    "best_before_day": "use_date",
    "removal_day": "removal_date",
    "alert_day": "alert_date",
}


def day(text):
    return date.fromisoformat(text)


@tagged("post_install", "-at_install")
class TestZones(LotCase):
    """The day of a lot is its company's, whoever looks and wherever."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._perishable()
        cls.second = cls._company("Far East Ltd", EAST)

    def _in_zone(self, zone, name="Z1"):
        self.company.lot_tz = zone
        return self._lot(self.product, name, company_id=self.company.id)

    def test_a_day_is_stored_at_noon_of_the_companys_zone(self):
        for zone, hour in ((WEST, 19), (BERLIN, 10), ("UTC", 12)):
            lot = self._in_zone(zone, zone)
            lot.expiration_day = "2026-07-01"
            self.assertEqual(lot.expiration_date, datetime(2026, 7, 1, hour))
            self.assertEqual(lot.expiration_day, day("2026-07-01"))

    def test_a_zone_ahead_of_utc_stores_the_day_before(self):
        lot = self._in_zone(EAST)
        lot.expiration_day = "2026-07-01"
        self.assertEqual(lot.expiration_date, datetime(2026, 6, 30, 22))
        self.assertEqual(lot.expiration_day, day("2026-07-01"))

    def test_the_readers_zone_shifts_no_day(self):
        lot = self._in_zone(BERLIN)
        lot.expiration_day = "2026-07-01"
        for zone in (EAST, WEST, "UTC", False):
            self.user["warehouse"].sudo().tz = zone
            self.env.invalidate_all()
            seen = lot.with_context(tz=zone)
            self.assertEqual(seen.expiration_day, day("2026-07-01"))
            seen.removal_day = "2026-06-20"
            self.assertEqual(seen.removal_date, datetime(2026, 6, 20, 10))

    def test_a_lot_expires_at_midnight_of_its_own_zone(self):
        for zone, last_instant in (
            (EAST, "2026-07-01 09:59:59"),
            (BERLIN, "2026-07-01 21:59:59"),
            (WEST, "2026-07-02 06:59:59"),
        ):
            lot = self._in_zone(zone, zone)
            lot.expiration_day = "2026-07-01"
            with freeze_time(last_instant):
                self.env.invalidate_all()
                self.assertEqual(lot.status, "active", zone)
                self.assertFalse(lot.product_expiry_alert)
                self.assertIn(lot, lot.search([("status", "=", "active")]))
            after = datetime.fromisoformat(last_instant) + timedelta(seconds=1)
            with freeze_time(after):
                self.env.invalidate_all()
                self.assertEqual(lot.status, "inactive", zone)
                self.assertTrue(lot.product_expiry_alert)
                self.assertIn(lot, lot.search([("status", "=", "inactive")]))

    def test_a_day_when_clocks_change_is_a_whole_day(self):
        lot = self._in_zone(BERLIN)
        for last, first_bad in (
            ("2026-03-29", "2026-03-29 22:00:00"),  # 23 hours long
            ("2026-10-25", "2026-10-25 23:00:00"),  # 25 hours long
        ):
            lot.expiration_day = last
            with freeze_time(datetime.fromisoformat(first_bad) - timedelta(seconds=1)):
                self.env.invalidate_all()
                self.assertEqual(lot.status, "active", last)
            with freeze_time(first_bad):
                self.env.invalidate_all()
                self.assertEqual(lot.status, "inactive", last)

    def test_a_shared_lot_follows_the_main_company(self):
        self.company.lot_tz = WEST
        lot = self._lot(self.product)
        self.assertFalse(lot.company_id)
        lot.expiration_day = "2026-07-01"
        self.assertEqual(lot.expiration_date, datetime(2026, 7, 1, 19))
        seen = self.as_(self._user_of(self.second), lot)
        self.assertEqual(seen.expiration_day, day("2026-07-01"))
        self.assertEqual(seen.company_id._get_lot_tz(), WEST)

    def test_two_companies_in_one_set_each_use_their_own_zone(self):
        mine = self._in_zone(WEST, "M")
        theirs = self.root["stock.lot"].create(
            {"name": "T", "product_id": self.product.id, "company_id": self.second.id}
        )
        both = mine.with_env(self.root) | theirs
        both.write({"expiration_day": "2026-07-01"})
        self.assertEqual(mine.expiration_date, datetime(2026, 7, 1, 19))
        self.assertEqual(theirs.expiration_date, datetime(2026, 6, 30, 22))
        self.assertEqual(set(both.mapped("expiration_day")), {day("2026-07-01")})

    def test_a_new_lot_takes_the_zone_of_its_products_company(self):
        product = self._perishable(company_id=self.second.id).with_env(self.root)
        lot = self.root["stock.lot"].create(
            {"name": "N", "product_id": product.id, "expiration_day": "2026-07-01"}
        )
        self.assertEqual(lot.company_id, self.second)
        self.assertEqual(lot.expiration_date, datetime(2026, 6, 30, 22))

    def test_a_lot_given_a_company_and_a_day_at_once_has_that_day(self):
        lot = self._lot(self.product).with_env(self.root)
        lot.write({"company_id": self.second.id, "expiration_day": "2026-07-01"})
        self.assertEqual(lot.expiration_date, datetime(2026, 6, 30, 22))
        self.assertEqual(lot.expiration_day, day("2026-07-01"))

    def test_the_manufacturing_date_counts_in_days_of_the_zone(self):
        self.company.lot_tz = EAST
        lot = self._lot(self.product, company_id=self.company.id, production_date="2026-06-01")
        self.assertEqual(lot.expiration_day, day("2026-09-09"))

    def test_core_sees_the_lots_of_other_zones_expire_too(self):
        mine = self._in_zone(WEST, "M")
        theirs = self.root["stock.lot"].create(
            {"name": "T", "product_id": self.product.id, "company_id": self.second.id}
        )
        (mine.with_env(self.root) | theirs).write({"expiration_day": "2026-06-15"})
        with freeze_time("2026-06-15 10:00:00"):  # the 16th in Kiritimati
            self.env.invalidate_all()
            self.assertEqual((mine.status, theirs.status), ("active", "inactive"))


@tagged("post_install", "-at_install")
class TestDaySearch(LotCase):
    """Search, order and groups by a day agree with the day itself, at every instant."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.lot_tz = WEST
        cls.second = cls._company("Far East Ltd", EAST)
        cls.product = cls._perishable()
        chance = random.Random(7)
        midnights = [
            calendar_day.start_of(day("2026-06-15") + timedelta(days=shift), zone)
            for shift in (-1, 0, 1, 2)
            for zone in (WEST, EAST, "UTC")
        ]
        instants = [
            midnight + timedelta(seconds=seconds)
            for midnight in midnights
            for seconds in (-1, 0, 1, 43200)
        ]
        cls.lots = cls.root["stock.lot"].create(
            [
                {
                    "name": f"D{number}",
                    "product_id": cls.product.id,
                    "company_id": chance.choice([False, cls.company.id, cls.second.id]),
                    **dict.fromkeys(COMPANIONS.values(), instant),
                }
                for number, instant in enumerate([*instants, False, False])
            ]
        )
        cls.domain = [("id", "in", cls.lots.ids)]
        cls.days = [day("2026-06-12") + timedelta(days=shift) for shift in range(8)]

    def _found(self, leaf):
        return self.lots.search([*self.domain, leaf])

    def test_comparisons_agree_with_the_field(self):
        compare = {
            "<": lambda one, two: one < two,
            "<=": lambda one, two: one <= two,
            ">": lambda one, two: one > two,
            ">=": lambda one, two: one >= two,
        }
        for name in COMPANIONS:
            for value in self.days:
                for operator, holds in compare.items():
                    expected = self.lots.filtered(
                        lambda lot, holds=holds, name=name, value=value: (
                            lot[name] and holds(lot[name], value)
                        )
                    )
                    found = self._found((name, operator, value))
                    self.assertEqual(found, expected, (name, operator, value))
                    self.assertEqual(self._found((name, operator, str(value))), expected)

    def test_equality_agrees_with_the_field(self):
        for value in [*self.days, False]:
            expected = self.lots.filtered(lambda lot, value=value: lot.expiration_day == value)
            self.assertEqual(self._found(("expiration_day", "=", value)), expected)
            self.assertEqual(self._found(("expiration_day", "in", [value])), expected)
            rest = self.lots - expected
            self.assertEqual(self._found(("expiration_day", "!=", value)), rest)
            self.assertEqual(self._found(("expiration_day", "not in", [value])), rest)

    def test_several_days_can_be_asked_at_once(self):
        wanted = [self.days[2], self.days[4], False]
        self.assertEqual(
            self._found(("expiration_day", "in", wanted)),
            self.lots.filtered(lambda lot: lot.expiration_day in wanted),
        )

    def test_words_like_today_can_be_asked(self):
        found = self._found(("expiration_day", "<", "today"))
        self.assertEqual(
            found,
            self.lots.filtered(
                lambda lot: lot.expiration_day and lot.expiration_day < self.days[3]
            ),
        )

    def test_comparing_with_nothing_finds_nothing(self):
        self.assertFalse(self._found(("expiration_day", "<", False)))
        self.assertFalse(self._found(("expiration_day", ">=", False)))

    def test_groups_by_day_hold_the_lots_of_that_day(self):
        groups = self.lots._read_group(
            self.domain, ["expiration_day:day"], ["id:recordset", "__count"]
        )
        self.assertEqual(sum(count for *_rest, count in groups), len(self.lots))
        for key, lots, _count in groups:
            self.assertEqual(
                set(lots.mapped("expiration_day")),
                {key and key.date() if isinstance(key, datetime) else key},
            )

    def test_groups_by_month_hold_the_lots_of_that_month(self):
        groups = self.lots._read_group(self.domain, ["expiration_day:month"], ["id:recordset"])
        months = {key and (key.year, key.month): lots for key, lots in groups}
        self.assertEqual(
            months[(2026, 6)], self.lots.filtered("expiration_day"), "every sample is in June"
        )
        self.assertEqual(months[False], self.lots.filtered(lambda lot: not lot.expiration_day))

    def test_the_order_by_day_is_the_order_of_the_instants(self):
        for direction in ("asc", "desc"):
            ordered = self.lots.search(self.domain, order=f"expiration_day {direction}, id")
            instants = [lot.expiration_date for lot in ordered if lot.expiration_date]
            holds = (lambda a, b: a <= b) if direction == "asc" else (lambda a, b: a >= b)
            self.assertTrue(all(holds(*pair) for pair in pairwise(instants)))

    def test_expired_agrees_with_the_day_at_every_instant(self):
        start = datetime(2026, 6, 14, 6)
        for hours in range(0, 60, 3):
            with freeze_time(start + timedelta(hours=hours, seconds=-1)):
                self.env.invalidate_all()
                for lot in self.lots:
                    zone = lot.company_id._get_lot_tz()
                    today = calendar_day.day_of(datetime.now(), zone)
                    expired = bool(lot.expiration_day) and lot.expiration_day < today
                    self.assertEqual(lot.product_expiry_alert, expired)
                self.assertEqual(
                    self.lots.search([*self.domain, *self.lots._domain_expired()]),
                    self.lots.filtered("product_expiry_alert"),
                )


@tagged("post_install", "-at_install")
class TestExpiryState(LotCase):
    def test_the_state_follows_alert_and_expiry(self):
        lot = self._lot(self._perishable(), expiration_day="2026-07-31")  # alert: 21 June
        for today, state in (
            ("2026-06-20", "good"),
            ("2026-06-21", "soon"),
            ("2026-07-31", "soon"),
            ("2026-08-01", "expired"),
        ):
            with freeze_time(f"{today} 12:00:00"):
                self.env.invalidate_all()
                self.assertEqual(lot.expiry_state, state, today)

    def test_a_lot_without_expiry_has_no_state(self):
        self.assertEqual(self._lot(self._product()).expiry_state, "none")

    def test_a_lot_without_alert_date_goes_from_good_to_expired(self):
        lot = self._lot(self._product(), expiration_day="2026-06-15")
        self.assertEqual(lot.expiry_state, "good")
        lot.expiration_day = "2026-06-14"
        self.assertEqual(lot.expiry_state, "expired")


@tagged("post_install", "-at_install")
class TestShelfLife(LotCase):
    """Days left over days of life, in per cent; the same by Python and by SQL."""

    CASES = (
        # made, last good day, per cent left on 15 June 2026 (False: cannot be said)
        ("2026-06-15", "2026-06-25", 100.0),
        ("2026-06-05", "2026-06-25", 50.0),
        ("2026-06-05", "2026-06-15", 0.0),
        ("2026-06-01", "2026-06-14", 0.0),
        ("2020-01-01", "2020-02-01", 0.0),
        ("2026-07-01", "2026-07-31", 100.0),
        ("2026-06-14", "2026-06-17", 66.7),
        ("2026-06-15", "2026-06-15", False),
        (False, "2026-06-25", False),
        ("2026-06-01", False, False),
        (False, False, False),
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        product = cls._product()
        cls.lots = cls.env["stock.lot"].create(
            [
                {
                    "name": f"S{number}",
                    "product_id": product.id,
                    "production_date": made,
                    "expiration_day": last,
                }
                for number, (made, last, _left) in enumerate(cls.CASES)
            ]
        )
        cls.domain = [("id", "in", cls.lots.ids)]

    def test_the_share_left_is_as_in_the_table(self):
        for lot, (made, last, left) in zip(self.lots, self.CASES, strict=True):
            message = f"{made} to {last}"
            if left is False:
                self.assertIs(lot.shelf_life_remaining, False, message)
            else:
                self.assertAlmostEqual(lot.shelf_life_remaining, left, 6, message)

    def test_sql_says_what_python_says(self):
        for lot in self.lots:
            [(by_sql,)] = lot._read_group([("id", "=", lot.id)], [], ["shelf_life_remaining:avg"])
            if lot.shelf_life_remaining is False:
                self.assertFalse(by_sql)
                self.assertEqual(lot.search([("id", "=", lot.id), self._blank("=")]), lot)
            else:
                self.assertAlmostEqual(by_sql, lot.shelf_life_remaining, 6)
                self.assertFalse(lot.search([("id", "=", lot.id), self._blank("=")]))

    def _blank(self, operator):
        return ("shelf_life_remaining", operator, False)

    def test_sql_says_what_python_says_at_many_instants_and_zones(self):
        for zone in (EAST, WEST):
            self.company.lot_tz = zone
            for hour in range(0, 24, 3):
                with freeze_time(datetime(2026, 6, 10, hour)):
                    self.env.invalidate_all()
                    for lot in self.lots.filtered(
                        lambda lot: lot.shelf_life_remaining is not False
                    ):
                        [(by_sql,)] = lot._read_group(
                            [("id", "=", lot.id)], [], ["shelf_life_remaining:avg"]
                        )
                        self.assertAlmostEqual(by_sql, lot.shelf_life_remaining, 6)

    def test_blank_is_not_zero_in_searches(self):
        found = self.lots.search([*self.domain, ("shelf_life_remaining", "=", 0)])
        self.assertEqual(
            found,
            self.lots.filtered(
                lambda lot: (
                    lot.shelf_life_remaining is not False and lot.shelf_life_remaining == 0
                )
            ),
        )
        self.assertEqual(len(found), 3)

    def test_blank_can_be_searched(self):
        blank = self.lots.filtered(lambda lot: lot.shelf_life_remaining is False)
        self.assertEqual(len(blank), 4)
        self.assertEqual(self.lots.search([*self.domain, self._blank("=")]), blank)
        self.assertEqual(self.lots.search([*self.domain, self._blank("!=")]), self.lots - blank)

    def test_comparisons_leave_blank_ones_out(self):
        for operator, expected in (("<", 3), ("<=", 4), (">", 3), (">=", 4)):
            found = self.lots.search([*self.domain, ("shelf_life_remaining", operator, 50)])
            self.assertEqual(len(found), expected, operator)
        self.assertEqual(
            len(self.lots.search([*self.domain, ("shelf_life_remaining", "in", [50, 100])])), 3
        )

    def test_the_average_leaves_blank_ones_out(self):
        [(average,)] = self.lots._read_group(self.domain, [], ["shelf_life_remaining:avg"])
        known = [left for *_dates, left in self.CASES if left is not False]
        self.assertAlmostEqual(average, sum(known) / len(known), 6)

    def test_lots_are_ordered_by_the_share_left(self):
        ordered = self.lots.search(self.domain, order="shelf_life_remaining desc nulls last, id")
        known = [
            lot.shelf_life_remaining for lot in ordered if lot.shelf_life_remaining is not False
        ]
        self.assertEqual(known, sorted(known, reverse=True))
        self.assertEqual(len(known), 7)
        self.assertIs(ordered[-1].shelf_life_remaining, False)

    def test_blank_is_read_and_exported_as_blank(self):
        blank = self.lots[-1]
        self.assertIs(blank.read(["shelf_life_remaining"])[0]["shelf_life_remaining"], False)
        self.assertEqual(
            blank.with_env(self.root).export_data(["shelf_life_remaining"])["datas"], [[""]]
        )
        zero = self.lots[2]
        self.assertEqual(
            zero.with_env(self.root).export_data(["shelf_life_remaining"])["datas"], [[0.0]]
        )

    def test_it_is_not_stored(self):
        self.assertFalse(self.lots._fields["shelf_life_remaining"].store)
        with freeze_time("2026-06-20"):
            self.env.invalidate_all()
            self.assertAlmostEqual(self.lots[0].shelf_life_remaining, 50)


@tagged("post_install", "-at_install")
class TestLabels(LotCase):
    """What is printed on goods is the last good day of the lot's zone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.lot_tz = EAST
        product = cls._perishable(barcode="9521234543213")
        days = {"expiration_day": "2026-07-31", "best_before_day": "2026-07-01"}
        cls.lot = cls._lot(product, "LBL1", company_id=cls.company.id, **days)
        cls.root.ref("base.group_user").implied_ids |= cls.root.ref(
            "stock.group_stock_lot_print_gs1"
        )

    def _print(self, report, method):
        document = self.root["ir.actions.report"]
        return str(getattr(document, method)(report, self.lot.ids)[0].decode())

    def test_the_stored_instants_fall_on_the_day_before_in_utc(self):
        self.assertEqual(self.lot.expiration_date.date(), day("2026-07-30"))

    def test_the_label_prints_the_days_of_the_lot(self):
        text = self._print("stock.report_lot_label", "_render_qweb_html")
        self.assertIn("07/31/2026", text)
        self.assertIn("07/01/2026", text)
        self.assertIn("(15)260701", text)
        self.assertIn("(17)260731", text)
        self.assertNotIn("260630", text)
        self.assertNotIn("260730", text)

    def test_the_label_for_zebra_printers_prints_the_days_of_the_lot(self):
        text = self._print("stock.label_lot_template", "_render_qweb_text")
        for printed in ("07/31/2026", "07/01/2026", "(15)260701", "(17)260731"):
            self.assertIn(printed, text)
        self.assertNotIn("260730", text)
        self.root.ref("base.group_user").implied_ids -= self.root.ref(
            "stock.group_stock_lot_print_gs1"
        )
        plain = self._print("stock.label_lot_template", "_render_qweb_text")
        self.assertIn("07/31/2026", plain)
        self.assertNotIn("07/30/2026", plain)

    def test_the_barcode_of_stock_says_the_days_of_the_lot(self):
        self._receive(self.lot.product_id, self.lot)
        quant = self.lot.quant_ids.filtered(lambda quant: quant.quantity > 0)
        barcode = quant._get_gs1_barcode()
        self.assertTrue(barcode.startswith("1526070117260731"), barcode)
        self.lot.best_before_day = False
        self.assertTrue(quant._get_gs1_barcode().startswith("1726073101"), barcode)

    def test_the_delivery_slip_says_the_day_of_the_lot(self):
        self.root.ref("base.group_user").implied_ids |= self.root.ref(
            "product_expiry.group_expiry_date_on_delivery_slip"
        ) | self.root.ref("stock.group_lot_on_delivery_slip")
        self._receive(self.lot.product_id, self.lot)
        picking = self._ship(self.lot, 1)
        html = self.root["ir.actions.report"]._render_qweb_html(
            "stock.report_deliveryslip", picking.ids
        )[0]
        self.assertIn("07/31/2026", html.decode())
        self.assertNotIn("07/30/2026", html.decode())
