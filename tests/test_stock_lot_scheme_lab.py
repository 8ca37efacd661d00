from odoo.tests import Form, freeze_time, tagged

from .common_numbers import NumberCase


@tagged("post_install", "-at_install")
class TestLaboratory(NumberCase):
    """What a pattern would do is shown before it does it, and nothing is taken."""

    def _try(self, pattern="L-{seq:4}", **vals):
        vals = {"sample_product_id": self.product.id, **vals}
        return self._scheme(pattern, **vals).laboratory

    def _notes(self, result):
        return " ".join(note["text"] for note in result["notes"])

    def test_the_next_numbers_are_shown_as_the_pattern_is_typed(self):
        form = Form(self.as_("lot_administrator", self.env["stock.lot.scheme"]))
        form.name = "S"
        form.sample_product_id = self.as_("lot_administrator", self.product)
        form.pattern = "{product.code}-{date:%y%j}-{seq:3}"
        self.assertEqual(form.laboratory["numbers"][:2], ["RV624-26166-001", "RV624-26166-002"])
        form.pattern = "{product.code}-{seq"
        self.assertIn("not closed", form.laboratory["problem"])
        self.assertEqual(form.laboratory["position"], 16)

    def test_a_look_takes_nothing(self):
        scheme = self._scheme("L-{seq:4}", self.product.product_tmpl_id)
        scheme.sample_product_id = self.product.id
        for _time in range(3):
            self.env.invalidate_all()
            self.assertEqual(scheme.laboratory["numbers"][0], "L-0001")
        self.assertEqual(self._names(), ["L-0001"])
        self.env.invalidate_all()
        self.assertEqual(scheme.laboratory["numbers"][0], "L-0002")

    def test_numbers_that_exist_are_told_and_left_out(self):
        for number in ("L-0001", "L-0003", "L-9000"):
            self._lot(self.product, number)
        result = self._try()
        self.assertEqual(result["numbers"][:2], ["L-0002", "L-0004"])
        self.assertIn("2 of the next 100 numbers exist already", self._notes(result))
        self.assertIn("L-0001", self._notes(result))

    def test_lots_of_other_products_do_not_collide(self):
        self._lot(self._product(), "L-0001")
        result = self._try()
        self.assertEqual(result["numbers"][0], "L-0001")
        self.assertNotIn("exist already", self._notes(result))

    def test_what_gs1_cannot_hold_is_told_and_worse_where_the_product_has_a_gtin(self):
        result = self._try("LOT NUMBER OF MINE {seq:5}")
        self.assertIn("24 signs: a GS1 code holds at most 20", self._notes(result))
        self.assertIn("cannot hold these signs", self._notes(result))
        self.assertEqual({note["level"] for note in result["notes"]}, {"info"})
        self.product.with_env(self.root).barcode = "09521234543213"
        self.assertEqual({note["level"] for note in self._try("LÉ{seq:5}")["notes"]}, {"warning"})
        self.assertEqual(self._try("LOT/26_{seq:5}")["notes"], [])

    def test_how_many_are_left_and_when_they_run_out(self):
        result = self._try("L{seq:2}")
        self.assertEqual((result["left"], result["runs_out"]), (99, ""))
        self.assertIsNone(self._try("M{seq}")["left"])
        scheme = self._scheme("L{seq:2}", self.product.product_tmpl_id)
        scheme.sample_product_id = self.product.id
        lots = self.Lot.create([{"product_id": self.product.id} for _time in range(20)])
        self._force(lots, create_date="2026-06-06 08:00:00")  # ten days ago, two a day
        result = scheme.laboratory
        self.assertEqual(result["left"], 79)
        self.assertIn("07/24/2026", result["runs_out"])
        self.assertIn("do not last a year", self._notes(result))

    def test_a_counter_that_begins_anew_in_time_has_no_end(self):
        result = self._try("{date:%y%j}-{seq:2}", reset="day")
        self.assertEqual((result["lasts"], result["runs_out"], result["left"]), (True, "", 99))
        scheme = self._scheme("{date:%y}-{seq:2}", self.product.product_tmpl_id, reset="year")
        scheme.sample_product_id = self.product.id
        lots = self.Lot.create([{"product_id": self.product.id} for _time in range(40)])
        self._force(lots, create_date="2026-06-06 08:00:00")
        result = scheme.laboratory
        self.assertFalse(result["lasts"])
        self.assertTrue(result["runs_out"])
        self.assertIn("do not last until the next start", self._notes(result))

    def test_a_used_up_pattern_says_so(self):
        scheme = self._scheme("L{seq:1}", self.product.product_tmpl_id)
        scheme.sample_product_id = self.product.id
        self._names(9)
        result = scheme.laboratory
        self.assertEqual((result["left"], result["numbers"]), (0, []))
        self.assertIn("used up", self._notes(result))

    def test_gaps_and_jumps_are_reported(self):
        for number in ("L-0001", "L-0002", "L-0005", "L-0500"):
            self._lot(self.product, number)
        result = self._try()
        self.assertEqual((result["used"], result["gap_count"], result["jump_count"]), (4, 496, 1))
        first, second = result["gaps"]
        self.assertEqual(
            (first["first"], first["last"], first["jump"]), ("L-0003", "L-0004", False)
        )
        self.assertEqual((second["count"], second["jump"]), (494, True))

    def test_a_counter_that_begins_anew_needs_a_pattern_that_shows_it(self):
        for pattern, reset, told in (
            ("L{seq}", "year", True), ("{date:%y}{seq}", "year", False),
            ("{date:%y}{seq}", "month", True), ("{date:%y%m}{seq}", "month", False),
            ("{date:%y%m}{seq}", "day", True), ("{date:%j}{seq}", "day", False),
            ("{date:%V}{seq}", "week", False), ("{date:%Y}{seq}", "week", True),
            ("L{seq}", "never", False), ("{expiry:%y}{seq}", "year", True),
        ):  # fmt: skip
            with self.subTest(pattern=pattern, reset=reset):
                notes = self._notes(self._try(pattern, reset=reset))
                self.assertEqual("begins anew" in notes, told)

    def test_the_turn_of_the_year_is_looked_at_in_the_lots_zone(self):
        self.company.lot_tz = "Pacific/Auckland"
        with freeze_time("2026-12-31 12:00:00"):
            result = self._try("{date:%Y%m%d}-{seq}", reset="year")
        self.assertEqual(result["numbers"][0], "20270101-1")
        self.assertNotIn("begins anew", self._notes(result))

    def test_counters_of_suppliers_need_the_supplier_in_the_pattern(self):
        result = self._try("L{seq}", scope="supplier")
        self.assertIn("Counted apart", self._notes(result))
        result = self._try("{supplier.ref}{seq}", scope="supplier")
        self.assertNotIn("Counted apart", self._notes(result))

    def test_what_only_a_lot_brings_is_shown_by_an_example(self):
        result = self._try("{supplier.ref}-{expiry:%y%m}-{seq}")
        self.assertEqual(result["numbers"][0], "ref-2606-1")
        self.assertIn("Known only when a lot is made", self._notes(result))
        self.assertIn("expiry, supplier.ref", self._notes(result))

    def test_a_scheme_can_be_tried_without_a_product(self):
        result = self._try("{product.code}-{seq}", sample_product_id=False)
        self.assertEqual(result["numbers"][0], "code-1")

    def test_readers_see_the_laboratory_too(self):
        scheme = self._scheme(sample_product_id=self.product.id)
        self.assertTrue(self.as_("auditor", scheme).laboratory["numbers"])
