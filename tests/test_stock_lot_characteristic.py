from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_quality import QualityCase


@tagged("post_install", "-at_install")
class TestCharacteristic(QualityCase):
    """What can be tested: the same for all specifications, and stable once it is used."""

    def test_a_choice_has_at_least_two_results(self):
        for choices in (False, "", "White", "White;;"):
            with self.subTest(choices), self._refused("at least two"):
                self._characteristic("taste", kind="choice", choices=choices)

    def test_decimals_have_bounds(self):
        for decimals in (-2, 13):
            with self.subTest(decimals), self._refused("decimals"):
                self._characteristic("ph", decimals=decimals)

    def test_a_code_stands_once(self):
        with self.assertRaises(Exception) as caught, mute_logger("odoo.sql_db"):
            self._characteristic("moisture")
        self.assertIn("code", str(caught.exception))

    def test_what_a_used_characteristic_means_does_not_change(self):
        self._spec()
        theirs = self.as_("quality_manager", self.moisture)
        for vals in ({"unit": "g"}, {"kind": "text"}):
            with self.subTest(vals), self._refused("used in specifications"):
                theirs.write(vals)
        with self._refused("used in specifications"):
            self.as_("quality_manager", self.colour).write({"choices": "Ivory; Red"})
        with self._refused("used in specifications"):
            theirs.unlink()
        theirs.write({"name": "Water", "unit": "%", "method": "Karl Fischer"})
        self.assertEqual(theirs.name, "Water")

    def test_an_unused_one_is_changed_and_deleted(self):
        taste = self._characteristic("taste", kind="text")
        taste.write({"kind": "number", "unit": "points"})
        taste.unlink()
        self.assertFalse(taste.exists())

    def test_inspectors_do_not_define_what_is_tested(self):
        with self.assertRaises(AccessError):
            self.as_("inspector", self.moisture).write({"name": "Other"})

    def test_a_related_unit_is_converted_exactly(self):
        grams = self.root.ref("uom.product_uom_gram")
        mass = self._characteristic("mass", unit="g", uom_id=grams.id, decimals=1)
        self._spec([self._line(mass, minimum="900", maximum="1100")])
        for typed, value, verdict in (
            ("1 kg", "1000.0", "pass"), ("1000 kg", "1000000.0", "fail"), ("950", "950.0", "pass"),
            ("0,95 kg", "950.0", "pass"), ("1100.04 g", "1100.0", "pass"), ("1 g", "1.0", "fail"),
        ):  # fmt: skip
            row = self._answer(self._open(self._lot(self.nuts, typed)), mass=typed).result_ids
            with self.subTest(typed):
                self.assertEqual((row.value, row.verdict), (value, verdict))

    def test_a_unit_that_is_no_relative_is_refused(self):
        self._spec()
        inspection = self._open(self._lot(self.nuts))
        for typed in ("5 kg", "5 m", "5 furlong"):
            with self.subTest(typed), self._refused("Convert it"):
                self._answer(inspection, moisture=typed)
        self.assertEqual(self._answer(inspection, moisture="5 %").result_ids[0].value, "5.0")

    def test_what_has_no_unit_needs_none(self):
        acid = self._characteristic("ph", decimals=1)
        self._spec([self._line(acid, minimum="6", maximum="8")])
        row = self._answer(self._open(self._lot(self.nuts)), ph="7.04").result_ids
        self.assertEqual((row.value, row.verdict, row.limits_words), ("7.0", "pass", "6 – 8"))
