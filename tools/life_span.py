"""Remaining life that is asked for: days, a percentage or a fraction of the whole life.

>>> parse("30"), parse("66,5 %"), parse("2 / 3")
(LifeSpan(days=30, share=None), LifeSpan(days=None, share=Fraction(133, 200)), LifeSpan(days=None, share=Fraction(2, 3)))
>>> parse("0.66") is None, parse("5/4") is None, parse("") is None
(True, True, True)
"""  # noqa: E501

import re
from fractions import Fraction
from math import ceil
from typing import NamedTuple

DAYS = re.compile(r"(\d{1,5})(?:\s*(?:d|day|days))?", re.IGNORECASE)
PERCENT = re.compile(r"(\d{1,3}(?:[.,]\d{1,4})?)\s*%")
FRACTION = re.compile(r"(\d{1,4})\s*/\s*(\d{1,4})")


class LifeSpan(NamedTuple):
    """How much life has to be left: so many days, or such a share of the whole life."""

    days: int | None = None
    share: Fraction | None = None

    def get_days(self, total):
        """Return the days that have to be left of `total`; None where that is not known.

        >>> parse("2/3").get_days(100), parse("30").get_days(None), parse("50 %").get_days(None)
        (67, 30, None)
        """
        if self.share is None:
            return self.days
        return None if not total or total < 0 else ceil(self.share * total)

    def is_met(self, left, total):
        """Return whether `left` days of `total` are enough; a share of nothing known is not.

        >>> parse("2/3").is_met(66, 99), parse("2/3").is_met(66, 100), parse("1 %").is_met(9, None)
        (True, False, False)
        """
        asked = self.get_days(total)
        return asked is not None and left >= asked


def parse(text):
    """Return the LifeSpan that somebody typed, or None where it says none.

    >>> parse("45 days"), parse("100%").share, parse("0 %") is None
    (LifeSpan(days=45, share=None), Fraction(1, 1), True)
    """
    text = (text or "").strip()
    if match := DAYS.fullmatch(text):
        days = int(match[1])
        return LifeSpan(days=days) if days else None
    if match := PERCENT.fullmatch(text):
        share = Fraction(match[1].replace(",", ".")) / 100
    elif match := FRACTION.fullmatch(text):
        share = Fraction(int(match[1]), int(match[2])) if int(match[2]) else Fraction(0)
    else:
        return None
    return LifeSpan(share=share) if 0 < share <= 1 else None
