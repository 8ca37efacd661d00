import doctest
from datetime import date

from odoo.tests import BaseCase, tagged

from odoo.addons.stock_lot_lifecycle.tools import gs1, gs1_identifiers

GTIN = "09521234543213"
TODAY = date(2026, 11, 22)


@tagged("post_install", "-at_install")
class TestGs1(BaseCase):
    def _fails(self, code, text):
        with self.assertRaises(gs1.ScanError) as caught:
            gs1.parse(text, TODAY)
        self.assertEqual(caught.exception.code, code, text)

    def test_examples_in_the_modules_are_true(self):
        for module in (gs1, gs1_identifiers):
            outcome = doctest.testmod(module)
            self.assertGreater(outcome.attempted, 1)
            self.assertEqual(outcome.failed, 0)

    def test_one_lot_reads_alike_in_every_way_it_is_scanned(self):
        expected = {"01": GTIN, "17": "261231", "10": "ABC123", "21": "SN0001"}
        body = f"01{GTIN}1726123110ABC123\x1d21SN0001"
        scans = [f"{carrier}{body}" for carrier in gs1.ELEMENT_CARRIERS]
        scans += [body, f"\x1d{body}", f"{body}\x1d", f"(01){GTIN}(17)261231(10)ABC123(21)SN0001"]
        scans += [f"https://id.gs1.org/01/{GTIN}/10/ABC123/21/SN0001?17=261231&utm=x"]
        scans += [f"]Q1https://shop.example/a/b/01/{GTIN}/10/ABC123/21/SN0001?17=261231#top"]
        for scan in scans:
            with self.subTest(scan):
                self.assertTrue(gs1.looks_like_scan(scan))
                self.assertEqual(gs1.parse(scan, TODAY), expected)

    def test_a_slash_in_a_link_is_part_of_the_number(self):
        link = f"https://id.gs1.org/01/{GTIN}/10/00392%2F174"
        self.assertEqual(gs1.parse(link)["10"], "00392/174")

    def test_leading_zeros_of_a_number_stay(self):
        self.assertEqual(gs1.parse(f"(01){GTIN}(10)0898984")["10"], "0898984")

    def test_identifiers_of_fixed_length_need_no_separator(self):
        scan = f"01{GTIN}112511011526123131030012501726123110L1"
        expected = ["01", "11", "15", "3103", "17", "10"]
        self.assertEqual(list(gs1.parse(scan, TODAY)), expected)

    def test_a_number_without_separator_swallows_what_follows(self):
        scan = f"01{GTIN}10ABC12317261231"
        self.assertEqual(gs1.parse(scan)["10"], "ABC12317261231")

    def test_what_is_wrong_has_a_code(self):
        for text in ("(17)260229", "(17)261301", "(17)260431", "(7003)2612002359"):
            self._fails("bad_date", text)
        for text in ("(7003)2612312400", "(7003)2612311260"):
            self._fails("bad_date", text)
        self._fails("too_short", "(17)26123")
        self._fails("too_short", "(10)")
        self._fails("too_long", "(10)" + "A" * 21)
        self._fails("bad_check_digit", "(01)09521234543214")
        self._fails("unknown_identifier", "(3106)001250")
        self._fails("unknown_identifier", "]d2XYZ")
        self._fails("bad_digit", "(01)0952123454321A")
        self._fails("contradiction", f"(01){GTIN}(10)L1(10)L2")
        self._fails("not_a_scan", "")
        self._fails("not_a_scan", "]d2")
        self._fails("not_a_scan", f"https://id.gs1.org/01/{GTIN}/10")
        self._fails("not_a_scan", "]Q1https://example.com/")
        for number in ("LOT 1", "LOT#1", "LOT@1", "LÉ1", "L\t1"):
            self._fails("bad_character", f"(10){number}")

    def test_twenty_characters_of_a_number_are_allowed(self):
        self.assertEqual(gs1.parse("(10)" + "A" * 20), {"10": "A" * 20})

    def test_the_same_value_twice_is_no_contradiction(self):
        self.assertEqual(gs1.parse(f"(01){GTIN}(10)L1(10)L1"), {"01": GTIN, "10": "L1"})

    def test_the_century_follows_from_today(self):
        self.assertEqual(gs1.day_of("690101", TODAY), date(2069, 1, 1))
        self.assertEqual(gs1.day_of("770101", TODAY), date(1977, 1, 1))
        self.assertEqual(gs1.day_of("010101", date(1999, 1, 1)), date(2001, 1, 1))

    def test_day_zero_is_the_last_of_the_month_also_in_leap_years(self):
        self.assertEqual(gs1.day_of("280200", TODAY), date(2028, 2, 29))
        self.assertEqual(gs1.day_of("261200", TODAY), date(2026, 12, 31))

    def test_an_article_number_has_as_many_spellings_as_it_has_zeros(self):
        self.assertEqual(gs1.spellings("19521234543210"), ["19521234543210"])
        self.assertEqual(gs1.spellings("9521234543213"), [GTIN, "9521234543213"])
        self.assertEqual(len(gs1.spellings("12345670")), 4)

    def test_ordinary_numbers_are_no_scans(self):
        in_brackets = ("(blue) 7", "(01)123", "(2026) A1", "(17)261231")
        for text in (*in_brackets, "LOT-1", "0898984", "http://example.com", "10ABC", "01", ""):
            with self.subTest(text):
                self.assertFalse(gs1.looks_like_scan(text))

    def test_weight_has_the_decimals_its_identifier_says(self):
        for text, weight in (("(3103)001250", 1.25), ("(3101)001250", 125.0)):
            self.assertEqual(gs1.weight_of(gs1.parse(text)), weight)
