from odoo import api, models
from odoo.fields import Domain

from .domain_split import split

COUNT_LIMIT = 10_000


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Counting lots by status, up to a limit, so that it never slows the list."""

    _inherit = "stock.lot"

    @api.model
    @api.readonly
    def search_count(self, domain, limit=None):
        """Count the closed lots and the expired others apart, each in an index of its own."""
        others, inactive = split(Domain(domain), _wants_inactive)
        if not (limit and inactive):
            return super().search_count(domain, limit)
        closed = Domain("closed_reason", "!=", False)
        expired = Domain("closed_reason", "=", False) & self._domain_expired()
        found = super().search_count(others & closed, limit)
        if found < limit:
            found += super().search_count(others & expired, limit - found)
        return found

    @api.model
    @api.readonly
    def get_status_counts(self, domain):
        """Return how many lots of `domain` are active and inactive, and why, capped.

        :return: ``{"limit": n, "active": n, "inactive": n, "reasons": [(label, n)]}``; a
            number above the limit means "more than the limit"; reasons only without active
        """
        counts = {
            status: self._count_capped(Domain(domain) & Domain("status", "=", status))
            for status in ("active", "inactive")
        }
        reasons = []
        if counts["inactive"] and not counts["active"]:
            reasons = self._count_reasons(domain)
        return {"limit": COUNT_LIMIT, "reasons": reasons, **counts}

    @api.model
    def _count_capped(self, domain):
        return self.search_count(domain, limit=COUNT_LIMIT + 1)

    @api.model
    def _count_reasons(self, domain):
        labels = self._fields["inactive_reason"]._description_selection(self.env)
        counted = [
            (label, self._count_capped(Domain(domain) & Domain("inactive_reason", "=", reason)))
            for reason, label in labels
        ]
        return sorted((pair for pair in counted if pair[1]), key=lambda pair: -pair[1])


def _wants_inactive(condition):
    """Return whether a condition is one on the status that inactive lots meet, and no others."""
    if condition.field_expr != "status":
        return False
    if condition.operator == "in":
        return list(condition.value) == ["inactive"]
    return condition.operator == "=" and condition.value == "inactive"
