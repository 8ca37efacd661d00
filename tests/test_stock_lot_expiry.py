from datetime import date, datetime

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import LotCase

DAYS = ("expiration_day", "best_before_day", "removal_day", "alert_day")


def day(text):
    return date.fromisoformat(text)


class ExpiryCase(LotCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # 100 days of life; best before 30, removal 20, alert 40 days before
        cls.product = cls._perishable()

    def _days(self, lot):
        return tuple(lot[name] and lot[name].isoformat() for name in DAYS)

    def _assert_days(self, lot, *expected):
        self.assertEqual(self._days(lot), expected)

    def _lot_until(self, last="2026-12-31", name="L1", **vals):
        return self._lot(self.product, name, expiration_day=last, **vals)


@tagged("post_install", "-at_install")
class TestRetestDate(ExpiryCase):
    """A day of its own: nothing moves it, and it moves nothing."""

    def test_it_stays_when_the_expiry_moves_and_the_other_way_round(self):
        lot = self._lot_until(retest_date="2026-10-01")
        lot.write({"expiration_day": "2027-01-10"})
        self.assertEqual(lot.retest_date, day("2026-10-01"))
        lot.write({"retest_date": "2026-11-01"})
        self._assert_days(lot, "2027-01-10", "2026-12-11", "2026-12-21", "2026-12-01")

    def test_the_verb_sets_it_and_tells_why(self):
        lot = self._lot_until()
        lot._set_dates({"retest_date": "2026-11-01"}, "Stability study")
        event = self._events(lot, "dates")
        self.assertEqual((lot.retest_date, event.reason), (day("2026-11-01"), "Stability study"))
        self.assertIn("Retest From", event.summary)

    def test_it_cannot_precede_manufacturing(self):
        lot = self._lot_until(production_date="2026-05-01")
        with self.assertRaisesRegex(ValidationError, "Retest From"):
            lot.retest_date = "2026-04-30"
        with self.assertRaisesRegex(ValidationError, "Manufacturing Date"):
            self._lot_until(name="L2", production_date="2026-05-01", retest_date="2026-04-30")

    def test_a_product_without_expiry_may_have_one(self):
        lot = self._lot(self._product(name="Solvent"), "S1")
        form = Form(lot)
        form.retest_date = day("2027-01-01")
        form.save()
        self.assertEqual(lot.retest_date, day("2027-01-01"))


@tagged("post_install", "-at_install")
class TestDatesTogether(ExpiryCase):
    """Whatever changes one date moves the others along."""

    def test_a_new_lot_has_the_dates_of_its_product(self):
        self._assert_days(
            self._lot(self.product), "2026-09-23", "2026-08-24", "2026-09-03", "2026-08-14"
        )

    def test_an_expiry_given_at_creation_gives_the_others(self):
        self._assert_days(self._lot_until(), "2026-12-31", "2026-12-01", "2026-12-11", "2026-11-21")

    def test_dates_given_at_creation_win(self):
        lot = self._lot_until(best_before_day="2026-12-30")
        self._assert_days(lot, "2026-12-31", "2026-12-30", "2026-12-11", "2026-11-21")

    def test_each_date_can_be_given_alone_at_creation(self):
        for number, name in enumerate(DAYS[1:], 1):
            lot = self._lot_until(name=f"A{number}", **{name: "2026-10-10"})
            expected = ["2026-12-31", "2026-12-01", "2026-12-11", "2026-11-21"]
            expected[number] = "2026-10-10"
            self._assert_days(lot, *expected)

    def test_writing_the_expiry_moves_the_others_by_as_much(self):
        lot = self._lot_until()
        lot.write({"expiration_day": "2027-01-10"})
        self._assert_days(lot, "2027-01-10", "2026-12-11", "2026-12-21", "2026-12-01")

    def test_writing_odoos_own_field_moves_the_others_by_as_much(self):
        lot = self._lot_until()
        lot.write({"expiration_date": "2027-01-10 12:00:00"})
        self._assert_days(lot, "2027-01-10", "2026-12-11", "2026-12-21", "2026-12-01")

    def test_assigning_the_expiry_moves_the_others_by_as_much(self):
        lot = self._lot_until()
        lot.expiration_date = datetime(2027, 1, 10, 12)
        self._assert_days(lot, "2027-01-10", "2026-12-11", "2026-12-21", "2026-12-01")
        lot.expiration_day = day("2026-12-31")
        self._assert_days(lot, "2026-12-31", "2026-12-01", "2026-12-11", "2026-11-21")

    def test_writing_many_lots_moves_each_by_its_own_delta(self):
        one, two = self._lot_until(), self._lot_until("2026-11-30", "L2")
        two.alert_day = "2026-11-01"
        (one | two).write({"expiration_day": "2027-01-10"})
        self._assert_days(one, "2027-01-10", "2026-12-11", "2026-12-21", "2026-12-01")
        self._assert_days(two, "2027-01-10", "2026-12-11", "2026-12-21", "2026-12-12")

    def test_dates_given_in_a_write_win(self):
        lot = self._lot_until()
        lot.write({"expiration_day": "2027-01-10", "removal_day": "2027-01-01"})
        self._assert_days(lot, "2027-01-10", "2026-12-11", "2027-01-01", "2026-12-01")

    def test_another_date_moves_alone(self):
        lot = self._lot_until()
        lot.removal_day = "2026-12-20"
        self._assert_days(lot, "2026-12-31", "2026-12-01", "2026-12-20", "2026-11-21")

    def test_clearing_the_expiry_clears_the_others(self):
        lot = self._lot_until()
        lot.expiration_day = False
        self._assert_days(lot, False, False, False, False)
        self.assertFalse(lot.expiration_date or lot.use_date or lot.removal_date or lot.alert_date)

    def test_an_expiry_given_again_computes_the_others_again(self):
        lot = self._lot_until()
        lot.expiration_day = False
        lot.expiration_day = "2027-01-10"
        self._assert_days(lot, "2027-01-10", "2026-12-11", "2026-12-21", "2026-12-01")

    def test_a_date_that_was_cleared_is_computed_with_the_next_expiry(self):
        lot = self._lot_until()
        lot.alert_day = False
        self._assert_days(lot, "2026-12-31", "2026-12-01", "2026-12-11", False)
        lot.expiration_day = "2027-01-10"
        self._assert_days(lot, "2027-01-10", "2026-12-11", "2026-12-21", "2026-12-01")

    def test_a_product_without_expiry_dates_keeps_only_what_is_given(self):
        lot = self._lot(self._product(), expiration_day="2026-12-31")
        self._assert_days(lot, "2026-12-31", False, False, False)
        lot.expiration_day = "2027-01-31"
        self._assert_days(lot, "2027-01-31", False, False, False)

    def test_writing_other_fields_leaves_the_dates_alone(self):
        lot = self._lot_until()
        before = lot.read(["expiration_date", "use_date", "removal_date", "alert_date"])
        lot.write({"ref": "X", "note": "<p>x</p>", "name": "L9"})
        self.assertEqual(
            lot.read(["expiration_date", "use_date", "removal_date", "alert_date"]), before
        )

    def test_a_row_of_an_import_moves_the_others_too(self):
        lot = self._lot_until()
        external = lot.with_env(self.root).export_data(["id"])["datas"][0][0]
        outcome = self.env["stock.lot"].load(["id", "expiration_day"], [[external, "2027-01-10"]])
        self.assertFalse([line for line in outcome["messages"] if line["type"] == "error"])
        self._assert_days(lot, "2027-01-10", "2026-12-11", "2026-12-21", "2026-12-01")

    def test_an_imported_lot_has_all_dates(self):
        outcome = self.env["stock.lot"].load(
            ["name", "product_id/.id", "expiration_day", "production_date"],
            [["I1", str(self.product.id), "2026-12-31", "2026-01-01"]],
        )
        self.assertFalse([line for line in outcome["messages"] if line["type"] == "error"])
        lot = self.env["stock.lot"].browse(outcome["ids"])
        self._assert_days(lot, "2026-12-31", "2026-12-01", "2026-12-11", "2026-11-21")
        self.assertEqual(lot.production_date, day("2026-01-01"))

    def test_dates_through_us_are_stored_at_noon(self):
        lot = self._lot_until()
        self.assertEqual(lot.expiration_date, datetime(2026, 12, 31, 12))
        lot.removal_day = "2026-12-20"
        self.assertEqual(lot.removal_date, datetime(2026, 12, 20, 12))

    def test_an_instant_core_computed_is_not_rewritten(self):
        lot = self._lot(self.product)
        self.assertEqual(lot.expiration_date, datetime(2026, 9, 23, 10))
        lot.write({"ref": "X"})
        self.assertEqual(lot.expiration_date, datetime(2026, 9, 23, 10))
        lot.expiration_day = lot.expiration_day
        self.assertEqual(lot.expiration_day, day("2026-09-23"))

    def test_a_new_alert_date_arms_the_alert_again(self):
        lot = self._lot_until()
        lot.product_expiry_reminded = True
        lot.ref = "X"
        self.assertTrue(lot.product_expiry_reminded)
        lot.expiration_day = "2027-01-10"
        self.assertFalse(lot.product_expiry_reminded)

    def test_stock_follows_the_dates_of_its_lot(self):
        lot = self._receive(self.product)
        lot.expiration_day = "2027-01-10"
        quant = lot.quant_ids.filtered(lambda quant: quant.quantity > 0)
        self.assertEqual(quant.removal_date, lot.removal_date)

    def test_writing_no_lot_at_all_does_nothing(self):
        nothing = self.env["stock.lot"]
        self.assertTrue(nothing.write({"expiration_day": "2027-01-10"}))
        self.assertEqual(nothing._set_dates({"expiration_day": "2027-01-10"}), nothing)
        self.assertEqual(nothing._propose_dates("set", day("2027-01-10")), {})
        nothing._check_date_order({"use_date"}, set())


@tagged("post_install", "-at_install")
class TestProductionDate(ExpiryCase):
    def test_life_is_counted_from_the_manufacturing_date(self):
        lot = self._lot(self.product, production_date="2026-06-01")
        self._assert_days(lot, "2026-09-09", "2026-08-10", "2026-08-20", "2026-07-31")

    def test_an_expiry_that_is_given_wins_over_the_manufacturing_date(self):
        lot = self._lot_until(production_date="2026-06-01")
        self.assertEqual(lot.expiration_day, day("2026-12-31"))

    def test_a_manufacturing_date_added_later_computes_a_missing_expiry(self):
        lot = self._lot(self.product, expiration_day=False)
        self._assert_days(lot, False, False, False, False)
        lot.production_date = "2026-06-01"
        self._assert_days(lot, "2026-09-09", "2026-08-10", "2026-08-20", "2026-07-31")

    def test_a_manufacturing_date_added_later_keeps_the_expiry_there_is(self):
        lot = self._lot_until()
        lot.production_date = "2026-06-01"
        self._assert_days(lot, "2026-12-31", "2026-12-01", "2026-12-11", "2026-11-21")

    def test_a_manufacturing_date_alone_gives_no_expiry_to_a_product_without(self):
        lot = self._lot(self._product(), production_date="2026-06-01")
        self.assertFalse(lot.expiration_day)

    def test_a_manufacturing_date_in_the_future_is_a_plan(self):
        lot = self._lot(self.product, production_date="2026-07-01")
        self.assertEqual(lot.expiration_day, day("2026-10-09"))
        self.assertEqual(lot.shelf_life_remaining, 100)

    def test_a_shelf_life_of_zero_computes_none(self):
        product = self._perishable(days=0)
        for vals in ({}, {"production_date": "2026-06-01"}):
            self._assert_days(self._lot(product, f"Z{len(vals)}", **vals), *[False] * 4)
        lot = self._lot(product, "Z3", expiration_day="2026-12-31")
        self._assert_days(lot, "2026-12-31", "2026-12-01", "2026-12-11", "2026-11-21")

    def test_a_shelf_life_of_zero_computes_none_at_a_receipt(self):
        lot = self._receive(self._perishable(days=0))
        self._assert_days(lot, *[False] * 4)

    def test_an_expiry_typed_at_a_receipt_wins(self):
        for days in (0, 100):
            product = self._perishable(days=days)
            rows = [(product, "T1", 10)]
            picking = self._picking(rows, self.suppliers, self.stock, "incoming")
            picking.move_line_ids.expiration_date = "2026-12-31 12:00:00"
            lot = self._validate(picking).move_line_ids.lot_id
            self._assert_days(lot, "2026-12-31", "2026-12-01", "2026-12-11", "2026-11-21")

    def test_generated_lines_have_no_expiry_where_the_shelf_life_is_zero(self):
        for days, expected in ((0, {False}), (100, {datetime(2026, 9, 23, 10)})):
            product = self._perishable(days=days, tracking="serial")
            rows = [(product, "G0", 1)]
            picking = self._picking(rows, self.suppliers, self.stock, "incoming")
            picking.scheduled_date = "2026-06-15 10:00:00"
            lines = self.env["stock.move"].action_generate_lot_line_vals(
                {
                    "default_product_id": product.id,
                    "default_picking_id": picking.id,
                    "default_location_dest_id": self.stock.id,
                    "default_tracking": "serial",
                },
                "generate",
                "G1",
                3,
                "",
            )
            self.assertEqual({vals.get("expiration_date") for vals in lines}, expected)

    def test_serials_generated_by_other_modules_have_no_expiry_where_life_is_zero(self):
        product = self._perishable(days=0, tracking="serial")
        rows = [(product, "G0", 1)]
        move = self._picking(rows, self.suppliers, self.stock, "incoming").move_ids
        commands = move._generate_serial_move_line_commands([{"lot_name": "G1", "quantity": 1}])
        self.assertFalse(commands[0][2]["expiration_date"])


@tagged("post_install", "-at_install")
class TestDateOrder(ExpiryCase):
    """Manufactured, best before, expiry: in this order, where somebody changes them."""

    def test_a_lot_cannot_expire_before_it_was_made(self):
        with self.assertRaisesRegex(ValidationError, "Manufacturing Date .* is after"):
            self._lot(self.product, production_date="2026-06-01", expiration_day="2026-05-31")
        lot = self._lot(self.product, "L2", production_date="2026-06-01")
        with self.assertRaises(ValidationError):
            lot.expiration_day = "2026-05-31"
        with self.assertRaises(ValidationError):
            lot.production_date = "2027-01-01"

    def test_a_lot_cannot_expire_before_its_best_before_date(self):
        with self.assertRaisesRegex(ValidationError, "Best before"):
            self._lot_until(best_before_day="2027-01-01")
        lot = self._lot_until(name="L2")
        with self.assertRaises(ValidationError):
            lot.best_before_day = "2027-01-01"

    def test_best_before_cannot_precede_manufacturing(self):
        with self.assertRaises(ValidationError):
            self._lot_until(production_date="2026-06-01", best_before_day="2026-05-31")
        lot = self._lot_until(name="L2", production_date="2026-06-01")
        with self.assertRaises(ValidationError):
            lot.best_before_day = "2026-05-31"
        with self.assertRaises(ValidationError):
            lot.production_date = "2026-12-15"

    def test_the_same_day_is_in_order(self):
        lot = self._lot_until(
            "2026-06-01", production_date="2026-06-01", best_before_day="2026-06-01"
        )
        self.assertEqual(lot.best_before_day, lot.production_date)

    def test_a_date_that_only_follows_is_not_held_against_the_user(self):
        product = self._perishable(days=10, use=30)
        lot = self._lot(product, production_date="2026-06-01")
        self.assertEqual(lot.expiration_day, day("2026-06-11"))
        lot.expiration_day = "2026-06-10"
        self.assertEqual(lot.expiration_day, day("2026-06-10"))

    def test_old_contradictions_do_not_block_other_changes(self):
        lot = self._lot_until(production_date="2026-06-01")
        self._force(lot, production_date="2027-06-01", use_date="2027-05-01 12:00:00")
        lot.write({"ref": "X", "weight": 3})
        lot.alert_day = "2026-11-01"
        lot.removal_day = "2026-12-01"
        self.assertEqual((lot.ref, lot.alert_day), ("X", day("2026-11-01")))

    def test_old_contradictions_can_be_written_again_as_they_are(self):
        lot = self._lot_until(production_date="2026-06-01")
        self._force(lot, production_date="2027-06-01")
        lot.write({"production_date": "2027-06-01", "ref": "X"})
        self.assertEqual(lot.ref, "X")

    def test_old_contradictions_can_be_corrected_one_date_at_a_time(self):
        lot = self._lot_until(production_date="2026-06-01")
        self._force(lot, production_date="2027-06-01", use_date="2026-11-01 12:00:00")
        lot.production_date = "2026-06-02"
        self.assertEqual(lot.production_date, day("2026-06-02"))

    def test_the_message_names_the_lot_and_writes_dates_as_its_reader_does(self):
        lang = self.root["res.lang"]._lang_get("en_US")
        self.root["res.lang"].browse(lang.id).date_format = "%d.%m.%Y"
        with self.assertRaisesRegex(ValidationError, r"lot L1 .*01\.06\.2026 .*31\.05\.2026"):
            self._lot(self.product, production_date="2026-06-01", expiration_day="2026-05-31")

    def test_one_bad_lot_stops_the_whole_write(self):
        good = self._lot_until(name="G", production_date="2026-01-01")
        bad = self._lot_until(name="B", production_date="2026-06-01")
        with self.assertRaisesRegex(ValidationError, "lot B"), self.env.cr.savepoint():
            (good | bad).write({"expiration_day": "2026-05-01"})
        self.env.invalidate_all()
        self.assertEqual(good.expiration_day, day("2026-12-31"))


@tagged("post_install", "-at_install")
class TestDatesOnAForm(ExpiryCase):
    """What a person sees while typing is what saving does."""

    ARCH = """
        <form>
            <field name="name" /><field name="product_id" /><field name="production_date" />
            <field name="expiration_day" /><field name="best_before_day" />
            <field name="removal_day" /><field name="alert_day" />
        </form>
    """

    def setUp(self):
        super().setUp()
        self.view = self.root["ir.ui.view"].create(
            {"name": "lot days", "model": "stock.lot", "arch": self.ARCH, "priority": 9999}
        )

    def _form(self, lot=None):
        return Form(lot or self.env["stock.lot"], view=self.view.with_env(self.env))

    def test_a_new_form_proposes_all_dates(self):
        form = self._form()
        form.product_id = self.product
        self.assertEqual(form.expiration_day, day("2026-09-23"))
        self.assertEqual(form.alert_day, day("2026-08-14"))
        form.name = "F1"
        self._assert_days(form.save(), "2026-09-23", "2026-08-24", "2026-09-03", "2026-08-14")

    def test_typing_the_expiry_of_a_new_lot_moves_the_others_on_screen_and_when_saved(self):
        form = self._form()
        form.product_id = self.product
        form.name = "F1"
        form.expiration_day = "2026-12-31"
        self.assertEqual(form.best_before_day, day("2026-12-01"))
        self._assert_days(form.save(), "2026-12-31", "2026-12-01", "2026-12-11", "2026-11-21")

    def test_typing_the_expiry_of_a_lot_moves_the_others_on_screen_and_when_saved(self):
        form = self._form(self._lot_until())
        form.expiration_day = "2027-01-10"
        self.assertEqual(form.removal_day, day("2026-12-21"))
        self._assert_days(form.save(), "2027-01-10", "2026-12-11", "2026-12-21", "2026-12-01")

    def test_a_date_typed_after_the_expiry_wins(self):
        form = self._form(self._lot_until())
        form.expiration_day = "2027-01-10"
        form.removal_day = "2027-01-02"
        self._assert_days(form.save(), "2027-01-10", "2026-12-11", "2027-01-02", "2026-12-01")

    def test_typing_twice_moves_twice(self):
        form = self._form(self._lot_until())
        form.expiration_day = "2027-01-10"
        form.expiration_day = "2027-01-20"
        self._assert_days(form.save(), "2027-01-20", "2026-12-21", "2026-12-31", "2026-12-11")

    def test_clearing_the_expiry_clears_the_others(self):
        form = self._form(self._lot_until())
        form.expiration_day = False
        self.assertFalse(form.alert_day)
        self._assert_days(form.save(), *[False] * 4)

    def test_the_manufacturing_date_of_a_new_lot_gives_its_expiry(self):
        form = self._form()
        form.product_id = self.product
        form.name = "F1"
        form.production_date = "2026-06-01"
        self.assertEqual(form.expiration_day, day("2026-09-09"))
        self._assert_days(form.save(), "2026-09-09", "2026-08-10", "2026-08-20", "2026-07-31")

    def test_the_manufacturing_date_of_an_existing_lot_leaves_its_expiry(self):
        form = self._form(self._lot_until())
        form.production_date = "2026-06-01"
        self.assertEqual(str(form.expiration_day), "2026-12-31")
        self.assertEqual(form.save().expiration_day, day("2026-12-31"))

    def test_the_form_of_lots_moves_the_dates_too(self):
        lot = self._lot_until()
        with Form(lot, "stock.view_production_lot_form") as form:
            form.expiration_day = "2027-01-10"
            self.assertEqual(form.best_before_day, day("2026-12-11"))
        self._assert_days(lot, "2027-01-10", "2026-12-11", "2026-12-21", "2026-12-01")


@tagged("post_install", "-at_install")
class TestSetDates(ExpiryCase):
    """The verb that bulk changes and other modules call."""

    def test_it_moves_the_dates_and_tells_why(self):
        lots = self._lot_until() | self._lot_until("2026-11-30", "L2")
        self.assertEqual(lots._set_dates({"expiration_day": "2027-01-10"}, "  Retest  "), lots)
        self.assertEqual(set(lots.mapped("expiration_day")), {day("2027-01-10")})
        events = self._events(lots, "dates")
        self.assertEqual(len(events), 2)
        self.assertEqual(set(events.mapped("reason")), {"Retest"})
        self.assertEqual(set(events.mapped("source")), {"user"})

    def test_it_takes_dates_only(self):
        lot = self._lot_until()
        for name in ("name", "disposition_id", "presence", "no_such_field"):
            with self.assertRaisesRegex(UserError, "not dates of a lot"):
                lot._set_dates({"expiration_day": "2027-01-10", name: 1})

    def test_it_asks_for_the_right_to_write(self):
        lot = self._lot_until()
        for role in ("auditor", "employee", "portal"):
            with self.assertRaises(AccessError):
                self.as_(role, lot)._set_dates({"expiration_day": "2027-01-10"})

    def test_proposals_say_what_each_lot_would_become(self):
        lot, bare = self._lot_until(production_date="2026-06-01"), self._lot(self._product(), "N")
        both = lot | bare
        target = day("2027-01-10")
        self.assertEqual(
            both._propose_dates("set", day=target),
            {lot: {"expiration_day": target}, bare: {"expiration_day": target}},
        )
        self.assertEqual(both._propose_dates("shift", days=10), {lot: {"expiration_day": target}})
        self.assertEqual(
            both._propose_dates("production"), {lot: {"expiration_date": datetime(2026, 9, 9, 12)}}
        )
        self.assertEqual(both._propose_dates("unknown"), {})

    def test_proposals_by_the_product_keep_the_expiry(self):
        lot = self._lot_until()
        lot.write({"alert_day": "2026-07-01", "removal_day": False})
        (vals,) = lot._propose_dates("product").values()
        lot._set_dates(vals)
        self._assert_days(lot, "2026-12-31", "2026-12-01", "2026-12-11", "2026-11-21")

    def test_applying_a_proposal_twice_changes_nothing_more(self):
        lot = self._lot_until(production_date="2026-06-01")
        lot._set_dates(lot._propose_dates("production")[lot])
        events = len(self._events(lot))
        lot._set_dates(lot._propose_dates("production")[lot])
        self.assertEqual(len(self._events(lot)), events)
