from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common_numbers import NumberCase


@tagged("post_install", "-at_install")
class TestDraw(NumberCase):
    """Numbers are drawn in order, once, free, and by the counter of their scope and period."""

    def test_lots_without_a_number_take_the_next_ones(self):
        self._scheme("L-{seq:4}", self.product.product_tmpl_id)
        self.assertEqual(self._names(2), ["L-0001", "L-0002"])
        self.assertEqual(self._names(), ["L-0003"])

    def test_a_number_that_is_said_stays_and_takes_none(self):
        self._scheme("L-{seq:4}", self.product.product_tmpl_id)
        self.assertEqual(self._lot(self.product, "MINE").name, "MINE")
        self.assertEqual(self._names(), ["L-0001"])

    def test_numbers_that_exist_are_left_out_in_any_company(self):
        self._scheme("L-{seq:4}", self.product.product_tmpl_id)
        second = self._company()
        for number in ("L-0001", "L-0002", "L-0004", "L-0040", "L-00050", "L-X"):
            self._lot(self.product, number)
        self.root["stock.lot"].create(
            {"name": "L-0006", "product_id": self.product.id, "company_id": second.id}
        )
        self.assertEqual(self._names(3), ["L-0003", "L-0005", "L-0007"])

    def test_a_long_row_of_taken_numbers_is_passed_in_a_few_questions(self):
        self._scheme("L-{seq:5}", self.product.product_tmpl_id)
        self.Lot.create(
            [{"product_id": self.product.id, "name": f"L-{n:05}"} for n in range(1, 301)]
        )
        self._names()  # makes the counter
        self._scheme("L-{seq:5}", self.product.product_tmpl_id, name="Again")
        before = self.cr.sql_log_count
        self.assertEqual(self._names(), ["L-00302"])
        self.assertLess(self.cr.sql_log_count - before, 80)

    def test_the_same_number_on_another_product_is_free(self):
        self._scheme("L-{seq:4}", self.company)
        self._lot(self._product(), "L-0001")
        self.assertEqual(self._names(), ["L-0001"])

    def test_a_look_at_the_next_numbers_takes_none(self):
        scheme = self._scheme("L-{seq:4}", self.product.product_tmpl_id)
        self._lot(self.product, "L-0002")
        for _time in range(2):
            self.assertEqual(self.product._peek_lot_numbers(3), ["L-0001", "L-0003", "L-0004"])
        self.assertFalse(scheme.counter_ids)
        self.assertEqual(self._names(2), ["L-0001", "L-0003"])

    def test_facts_of_the_lot_stand_in_its_number(self):
        self._scheme(
            "{product.code}/{supplier.ref}/{supplier_lot}/{production:%y%m%d}/{expiry:%y%m%d}/{seq}",
            self.product.product_tmpl_id,
        )
        self.supplier.with_env(self.root).ref = "A7"
        vals = {"supplier_id": self.supplier.id, "supplier_lot_ref": "77-B"}
        dates = {"production_date": "2026-06-01", "expiration_date": "2027-12-31 12:00:00"}
        self.assertEqual(self._names(**vals, **dates), ["RV624/A7/77-B/260601/271231/1"])

    def test_every_lot_of_a_batch_gets_its_own_facts(self):
        self._scheme("{supplier_lot}-{seq}", self.product.product_tmpl_id)
        lots = self.Lot.create(
            [{"product_id": self.product.id, "supplier_lot_ref": ref} for ref in ("A", "B", "A")]
        )
        self.assertEqual(lots.mapped("name"), ["A-1", "B-3", "A-2"])

    def test_the_expiry_that_the_product_computes_is_known(self):
        product = self._perishable(days=100, use=30)
        self._scheme("{expiry:%y%m%d}/{best_before:%y%m%d}/{seq}", product.product_tmpl_id)
        self.assertEqual(self._names(product=product), ["260923/260824/1"])

    def test_properties_of_the_lot_are_written_by_their_labels(self):
        self.product.with_env(self.root).lot_properties_definition = [
            {"name": "c1", "type": "char", "string": "Colour"},
            {
                "name": "s1",
                "type": "selection",
                "string": "Size",
                "selection": [["s", "Small"], ["l", "Large"]],
            },
        ]
        self._scheme("{property.Colour:3}{property.size}{seq}", self.product.product_tmpl_id)
        names = self._names(lot_properties={"c1": "blue", "s1": "l"})
        self.assertEqual(names, ["bluLarge1"])

    def test_a_missing_fact_is_said_with_the_product_and_takes_no_number(self):
        product = self._product(name="Salt")
        scheme = self._scheme("{product.code}-{seq}", product.product_tmpl_id)
        with self.assertRaisesRegex(UserError, r"S cannot name a lot of Salt.\n.*product.code"):
            self._names(product=product)
        self.assertFalse(scheme.counter_ids)

    def test_a_used_up_width_is_said(self):
        self._scheme("L{seq:1}", self.product.product_tmpl_id)
        self._names(9)
        with self.assertRaisesRegex(UserError, "used up at 9"):
            self._names()

    def test_the_counter_begins_anew_in_every_period(self):
        moments = {
            "never": ("2026-12-31", "2027-01-01", False), "day": ("2026-06-15", "2026-06-16", True),
            "week": ("2026-12-28", "2027-01-03", False),
            "month": ("2026-06-30", "2026-07-01", True),
            "year": ("2026-12-31", "2027-01-01", True),
        }  # fmt: skip
        for reset, (first, second, anew) in moments.items():
            product = self._product()
            self._scheme("{date:%Y%m%d}-{seq}", product.product_tmpl_id, reset=reset)
            with self.subTest(reset):
                with freeze_time(f"{first} 12:00:00"):
                    self._names(product=product)
                with freeze_time(f"{second} 12:00:00"):
                    (number,) = self._names(product=product)
                self.assertEqual(number.split("-")[1], "1" if anew else "2")

    def test_the_day_is_that_of_the_lots_zone_and_not_of_the_viewer(self):
        self._scheme("{date:%Y%m%d %H}-{seq}", self.product.product_tmpl_id, reset="day")
        self.company.lot_tz = "Pacific/Auckland"
        with freeze_time("2026-06-15 13:00:00"):
            self.assertEqual(self._names(), ["20260616 01-1"])
        self.company.lot_tz = "America/Los_Angeles"
        with freeze_time("2026-06-15 06:00:00"):
            self.assertEqual(self._names(), ["20260614 23-1"])

    def test_each_scope_has_counters_of_its_own(self):
        other = self._product(default_code="RV624")
        other.with_env(self.root).categ_id = self.root["product.category"].create({"name": "C"})
        rows = {"all": "2", "company": "2", "product": "1", "category": "1"}
        for scope, second in rows.items():
            self._scheme(f"{scope}-{{seq}}", self.company, scope=scope)
            with self.subTest(scope):
                self.assertEqual(self._names(), [f"{scope}-1"])
                self.assertEqual(self._names(product=other), [f"{scope}-{second}"])

    def test_each_supplier_has_a_counter_of_its_own(self):
        scheme = self._scheme("{seq}", self.company, scope="supplier")
        second = self._partner("Second")
        products = [self._product() for _product in range(3)]
        suppliers = (self.supplier, second, self.supplier)
        numbers = [
            self._names(product=product, supplier_id=supplier.id)[0]
            for product, supplier in zip(products, suppliers, strict=True)
        ]
        self.assertEqual(numbers, ["1", "1", "2"])
        labels = set(scheme.counter_ids.mapped("label"))
        self.assertEqual(labels, {self.supplier.display_name, second.display_name})

    def test_an_administrator_sets_where_a_counter_goes_on(self):
        scheme = self._scheme("{seq}", self.company)
        self._names()
        counter = scheme.counter_ids
        self.assertEqual(counter.next_value, 2)
        counter.next_value = 500
        self.assertEqual(self._names(), ["500"])
        counter.unlink()
        self.assertEqual(self._names(), ["2"])

    def test_companies_draw_from_a_shared_scheme_without_meeting(self):
        second = self._company()
        self._scheme("{company.name:2}-{seq}", self.company, second)
        (mine,) = self._names()
        user = self._user_of(second)
        theirs = self.as_(user, self.Lot).create({"product_id": self.product.id})
        self.assertEqual((mine, theirs.name), ("My-1", "Se-2"))

    def test_the_event_of_a_new_lot_names_the_number_it_took(self):
        self._scheme("L-{seq:4}", self.company)
        lot = self.Lot.create({"product_id": self.product.id})
        self.assertIn('"L-0001"', self._events(lot, "created").payload)
