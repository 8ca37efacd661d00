from odoo import models
from odoo.exceptions import ValidationError

PLAIN_DAYS = ("production_date", "retest_date")  # stored as days, moved by nothing else
ORDER = (
    ("production_date", "expiration_date"),
    ("production_date", "use_date"),
    ("use_date", "expiration_date"),
    ("production_date", "retest_date"),
)
ORDERED = {name for pair in ORDER for name in pair}


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Dates of a lot may not contradict each other. Says so, moves none."""

    _inherit = "stock.lot"

    def _check_date_order(self, given, following):
        """Raise when a date just given contradicts another.

        Contradictions that were there before, and dates that only follow, are left alone.

        :param given: names of the dates that somebody gave, of those in ORDERED
        :param following: names of those that changed by themselves
        """
        if not given:
            return
        for lot, zone in self._get_zones().items():
            days = {name: lot._get_day_of(name, zone) for name in ORDERED}
            problem = lot._get_order_problem(given, following, days)
            if problem:
                raise ValidationError(problem)

    def _get_order_problem(self, given, following, days):
        """Return how `days` (by name of ORDERED) contradict each other; empty: they do not."""
        for pair in ORDER:
            first, last = (days[name] for name in pair)
            if not given.intersection(pair) or following.intersection(pair):
                continue
            if first and last and first > last:
                return self._get_order_message(pair, first, last)
        return ""

    def _get_order_message(self, pair, first, last):
        labels = self.fields_get(pair, ["string"])
        date_format = self.env["res.lang"]._lang_get(self.env.user.lang or "en_US").date_format
        return self.env._(
            "The dates of lot %(lot)s contradict each other: %(first_label)s %(first)s is after "
            "%(last_label)s %(last)s. Correct one of the two.",
            lot=self.name,
            first_label=labels[pair[0]]["string"],
            first=first.strftime(date_format),
            last_label=labels[pair[1]]["string"],
            last=last.strftime(date_format),
        )
