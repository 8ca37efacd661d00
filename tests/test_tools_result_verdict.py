import doctest
from datetime import date
from decimal import Decimal
from itertools import product

from odoo.tests import BaseCase, tagged

from odoo.addons.stock_lot_lifecycle.tools import result_verdict
from odoo.addons.stock_lot_lifecycle.tools.result_value import Reading, read_result
from odoo.addons.stock_lot_lifecycle.tools.result_verdict import (
    FAIL,
    PASS,
    UNDECIDED,
    Limits,
    judge,
    verdict_of_all,
)  # fmt: skip


def _limits(low=None, high=None, **terms):
    return Limits(
        Decimal(low) if low is not None else None, Decimal(high) if high is not None else None,
        **terms,
    )  # fmt: skip


@tagged("post_install", "-at_install")
class TestResultVerdict(BaseCase):
    """Values against limits: what is known to keep them, to break them, or not known."""

    def _assert_verdict(self, expected, typed, limits, **terms):
        with self.subTest(typed=typed, limits=limits):
            self.assertEqual(judge(read_result("number", typed, **terms), limits), expected)

    def test_its_examples_hold(self):
        self.assertFalse(doctest.testmod(result_verdict).failed)

    def test_the_limit_itself_passes_unless_it_is_excluded(self):
        self._assert_verdict(PASS, "9.9", _limits(high="9.9"))
        self._assert_verdict(FAIL, "9.9", _limits(high="9.9")._replace(high=False))
        self._assert_verdict(PASS, "1", _limits("1"))
        self._assert_verdict(FAIL, "1", _limits("1")._replace(low=False))

    def test_the_rounded_value_is_compared(self):
        self._assert_verdict(PASS, "9.94", _limits(high="9.9"), decimals=1)
        self._assert_verdict(FAIL, "9.95", _limits(high="9.9"), decimals=1)
        self._assert_verdict(FAIL, "9.94", _limits(high="9.9"), decimals=2)

    def test_zero_is_a_value_and_nothing_is_none(self):
        self._assert_verdict(FAIL, "0", _limits("0.1"))
        self._assert_verdict(PASS, "0", _limits("0", "10"))
        self.assertEqual(judge(None, _limits("0", "10")), UNDECIDED)

    def test_below_the_maximum_passes_and_what_cannot_be_known_is_undecided(self):
        for typed, limits, expected in (
            ("<0.05", _limits(high="0.05"), PASS),
            ("<0.05", _limits(high="0.05")._replace(high=False), PASS),
            ("≤0.05", _limits(high="0.05")._replace(high=False), UNDECIDED),
            ("<0.05", _limits(high="0.03"), UNDECIDED),
            ("<0.05", _limits("0.01"), UNDECIDED),
            ("<0.05", _limits("0.05"), FAIL),
            ("≤0.05", _limits("0.05"), UNDECIDED),
            ("≤0.05", _limits("0.05")._replace(low=False), FAIL),
            (">300", _limits(high="300"), FAIL),
            (">300", _limits(high="500"), UNDECIDED),
            (">300", _limits("300"), PASS),
            ("≥300", _limits("300")._replace(low=False), UNDECIDED),
            ("<0.05", _limits("0.06", "0.1"), FAIL),
        ):
            self._assert_verdict(expected, typed, limits)

    def test_an_inequality_never_says_more_than_all_its_values(self):
        # the same by trying every value of a grid, wide enough for the limits used
        grid = [Decimal(step) / 2 for step in range(-8, 21)]
        signs = {
            "<": lambda one, other: one < other, "≤": lambda one, other: one <= other,
            ">": lambda one, other: one > other, "≥": lambda one, other: one >= other,
        }  # fmt: skip
        ends = (None, Decimal(2), Decimal(4))
        flags = (True, False)
        cases = product(signs, map(Decimal, range(1, 6)), ends, ends, flags, flags)
        for sign, bound, low, high, has_low, has_high in cases:
            if low is not None and high is not None and low > high:
                continue
            limits = Limits(low, high, has_low, has_high)
            verdicts = {
                judge(Reading(value), limits) for value in grid if signs[sign](value, bound)
            }
            expected = verdicts.pop() if len(verdicts) == 1 else UNDECIDED
            found = judge(Reading(bound, sign), limits)
            with self.subTest(sign=sign, bound=bound, limits=limits):
                self.assertIn(found, {expected, UNDECIDED})
                if expected == UNDECIDED:
                    self.assertEqual(found, UNDECIDED)

    def test_without_limits_every_value_passes(self):
        self._assert_verdict(PASS, "123", Limits())
        self._assert_verdict(PASS, ">123", Limits())

    def test_texts_pass_when_they_are_accepted(self):
        white = Limits(accepted=("White", "Off-white"))
        self.assertEqual(judge(Reading("off-white"), white), PASS)
        self.assertEqual(judge(Reading("Grey"), white), FAIL)
        self.assertEqual(judge(Reading("Grey"), Limits()), PASS)

    def test_days_have_limits_too(self):
        limits = Limits(date(2026, 1, 1), date(2026, 12, 31))
        self.assertEqual(judge(Reading(date(2026, 12, 31)), limits), PASS)
        self.assertEqual(judge(Reading(date(2027, 1, 1)), limits), FAIL)

    def test_no_results_at_all_never_pass(self):
        self.assertEqual(verdict_of_all([]), UNDECIDED)
        self.assertEqual(verdict_of_all([(False, False, UNDECIDED)]), UNDECIDED)

    def test_something_required_that_is_missing_leaves_all_undecided(self):
        rows = [(True, True, PASS), (True, False, UNDECIDED)]
        self.assertEqual(verdict_of_all(rows), UNDECIDED)
        self.assertEqual(verdict_of_all([*rows, (True, True, FAIL)]), UNDECIDED)

    def test_an_optional_result_that_fails_fails_all(self):
        self.assertEqual(verdict_of_all([(True, True, PASS), (False, True, FAIL)]), FAIL)
        self.assertEqual(verdict_of_all([(True, True, PASS), (False, False, UNDECIDED)]), PASS)

    def test_an_answer_nobody_can_judge_leaves_all_undecided(self):
        self.assertEqual(verdict_of_all([(True, True, PASS), (False, True, UNDECIDED)]), UNDECIDED)
