import doctest
from fractions import Fraction

from odoo.tests import BaseCase, tagged

from odoo.addons.stock_lot_lifecycle.tools import life_span
from odoo.addons.stock_lot_lifecycle.tools.life_span import LifeSpan, parse


@tagged("post_install", "-at_install")
class TestLifeSpan(BaseCase):
    """What people write when they ask for remaining life."""

    def test_its_examples_are_true(self):
        self.assertFalse(doctest.testmod(life_span).failed)

    def test_days_are_whole_numbers_with_or_without_the_word(self):
        for text in ("30", " 30 ", "30d", "30 days", "30 DAYS", "30 day"):
            self.assertEqual(parse(text), LifeSpan(days=30), text)

    def test_percentages_are_kept_exactly(self):
        self.assertEqual(parse("33.3333 %").share, Fraction(333333, 1000000))
        self.assertEqual(parse("66,5%").share, Fraction(133, 200))

    def test_fractions_are_kept_exactly(self):
        self.assertEqual(parse("1/3").share * 3, 1)
        self.assertEqual(parse("4 / 6"), parse("2/3"))

    def test_what_asks_for_nothing_or_more_than_all_is_none(self):
        for text in ("0", "0 %", "0/3", "101 %", "100.01 %", "4/3", "1/0"):
            self.assertIsNone(parse(text), text)

    def test_what_could_mean_two_things_is_none(self):
        for text in ("", " ", None, "0.66", "1.5", "2/3 %", "30 weeks", "-5", "½", "two thirds"):
            self.assertIsNone(parse(text), text)

    def test_numbers_that_overflow_are_none(self):
        for text in ("100000", "1" * 30, "1" * 30 + "/" + "9" * 30, "99999 %"):
            self.assertIsNone(parse(text), text)

    def test_the_days_of_a_share_are_rounded_up(self):
        for total, days in ((90, 60), (91, 61), (92, 62), (1, 1)):
            self.assertEqual(parse("2/3").get_days(total), days)

    def test_exactly_enough_is_enough_for_every_total(self):
        for text in ("1/3", "66 %", "99,9 %", "1 %"):
            span = parse(text)
            for total in range(1, 400):
                asked = span.get_days(total)
                self.assertTrue(span.is_met(asked, total))
                self.assertFalse(span.is_met(asked - 1, total))
                self.assertGreaterEqual(asked, span.share * total)

    def test_a_share_of_an_unknown_life_is_never_met_days_are(self):
        for total in (None, 0, -5):
            self.assertFalse(parse("1 %").is_met(1000, total))
            self.assertTrue(parse("5").is_met(5, total))

    def test_what_has_expired_meets_nothing(self):
        for text in ("1", "1 %", "1/1000"):
            self.assertFalse(parse(text).is_met(-1, 100))
