"""Whether a value keeps its limits: pass, fail, or undecided when nobody can say.

Pure: no database, no Odoo. What cannot be known is never a pass: "<0.05" against a maximum of
0.03 is undecided, and so is an inspection of which something required is missing.
"""

import datetime
from decimal import Decimal
from typing import NamedTuple

from .result_value import Reading  # noqa: F401  # the examples below

PASS, FAIL, UNDECIDED = "pass", "fail", "undecided"


class Limits(NamedTuple):
    """What a value must keep; empty limits accept every value.

    :param minimum: Decimal or date, None for none; `low` whether it belongs to what passes
    :param maximum: likewise, with `high`
    :param accepted: the texts that pass, for texts, choices and yes or no
    """

    minimum: object = None
    maximum: object = None
    low: bool = True
    high: bool = True
    accepted: tuple = ()


def judge(reading, limits):
    """Return PASS, FAIL or UNDECIDED of one Reading (None: nothing was typed).

    >>> at_most = Limits(maximum=Decimal("0.05"))
    >>> judge(Reading(Decimal("0.05")), at_most), judge(Reading(Decimal("0.06")), at_most)
    ('pass', 'fail')
    >>> judge(Reading(Decimal("0.05"), "<"), at_most), judge(Reading(Decimal("0.1"), "<"), at_most)
    ('pass', 'undecided')
    >>> judge(None, Limits())
    'undecided'
    """
    if reading is None:
        return UNDECIDED
    if isinstance(reading.value, (Decimal, datetime.date)):
        return _judge_range(reading, limits)
    accepted = {text.casefold() for text in limits.accepted}
    return PASS if not accepted or str(reading.value).casefold() in accepted else FAIL


def _judge_range(reading, limits):
    value, sign = reading.value, reading.sign
    exact = sign in ("", "≤", "≥")
    least = value if sign not in ("<", "≤") else None
    most = value if sign not in (">", "≥") else None
    verdicts = (
        _judge_side(limits.minimum, limits.low, least, most, exact),
        # a maximum is a minimum looked at from the other end
        _judge_side(limits.maximum, limits.high, most, least, exact, -1),
    )
    if FAIL in verdicts:
        return FAIL
    return UNDECIDED if UNDECIDED in verdicts else PASS


def _judge_side(limit, belongs, near, far, exact, direction=1):
    """Return the verdict against one limit.

    :param near: the end of the possible values that lies towards the limit, None: no end
    :param far: the other end
    :param exact: whether the ends are possible values themselves
    :param direction: 1 when values over the limit pass, -1 when those below do
    """
    if limit is None:
        return PASS
    if near is not None:
        step = _compare(near, limit) * direction
        if step > 0 or step == 0 and (belongs or not exact):
            return PASS
    if far is not None:
        step = _compare(far, limit) * direction
        if step < 0 or step == 0 and not (belongs and exact):
            return FAIL
    return UNDECIDED


def _compare(one, other):
    return (one > other) - (one < other)


def verdict_of_all(rows):
    """Return the verdict of a whole inspection from ``[(required, answered, verdict)]``.

    >>> verdict_of_all([]), verdict_of_all([(True, False, UNDECIDED)])
    ('undecided', 'undecided')
    >>> verdict_of_all([(True, True, PASS), (False, False, UNDECIDED)])
    'pass'
    >>> verdict_of_all([(True, True, PASS), (False, True, FAIL)])
    'fail'
    """
    rows = list(rows)
    answered = [verdict for _required, is_answered, verdict in rows if is_answered]
    missing = any(required and not is_answered for required, is_answered, _verdict in rows)
    if missing or not answered or UNDECIDED in answered:
        return UNDECIDED
    return FAIL if FAIL in answered else PASS
