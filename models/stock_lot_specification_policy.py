from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, formatLang

from .transaction_memo import forget, remember

# kinds of movements and the operation they are tested as
OPENED_BY = {"receipt": "receipt", "production": "finished", "customer_return": "return"}


class StockLotSpecification(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """When a specification has a lot tested: the same answer for the same history."""

    _inherit = "stock.lot.specification"

    @api.model
    def _get_opening_operations(self):
        """Return the operations for which movements may open inspections at all."""
        return remember(self.env, "opening_operations", self._find_opening_operations)

    @api.model
    def _find_opening_operations(self):
        # sudo: what must be tested does not depend on who receives
        found = self.sudo().search(
            [("state", "=", "approved"), ("operation", "in", list(OPENED_BY.values()))]
        )
        return set(found.filtered(lambda spec: spec.frequency != "hand").mapped("operation"))

    @api.model
    def _match_once(self, product, operation, partner, company):
        """Return what `_match` returns, asked once for the same goods in a transaction."""
        if operation not in self._get_opening_operations():
            return self.browse()
        key = ("match", product.id, operation, partner.commercial_partner_id.id, company.id)
        found = remember(
            self.env,
            key,
            lambda: self._match(product, operation, partner, company=company).id,
        )
        return self.browse(found)

    def write(self, vals):
        result = super().write(vals)
        if {"state", "effective_from", "effective_to"} & vals.keys():
            forget(self.env)
        return result

    def _get_choices(self, arrivals):
        """Return ``[(arrival, whether it is tested, why)]`` in their order.

        :param arrivals: Arrivals of this specification, in the order of the lots
        """
        self.ensure_one()
        if self.frequency == "quantity":
            return [(one, *self._judge_quantity(one)) for one in arrivals]
        if self.frequency in ("nth", "first"):
            return self._get_counted_choices(arrivals)
        return [(one, True, self.env._("Every lot is tested")) for one in arrivals]

    def _judge_quantity(self, arrival):
        words = self.env._(
            "Lots from %(quantity)s on are tested",
            quantity=formatLang(self.env, self.from_quantity, digits=0),
        )
        return arrival.facts["quantity"] >= self.from_quantity, words

    def _get_counted_choices(self, arrivals):
        """Judge by how many lots came before: nothing is random, nothing depends on who asks."""
        self._lock_counting()
        counts, choices = self._count_before(), []
        for arrival in arrivals:
            key = arrival.facts["partner_id"] if self.frequency == "first" else 0
            before = counts.get(key, 0)
            counts[key] = before + 1
            choices.append((arrival, *self._judge_number(before)))
        return choices

    def _judge_number(self, before):
        number = before + 1
        if self.frequency == "first":
            words = self.env._(
                "The first %(first)s lots of a supplier are tested; this is number %(number)s",
                first=self.first,
                number=number,
            )
            return before < self.first, words
        words = self.env._(
            "The first lot of %(every)s is tested; this is number %(number)s",
            every=self.every,
            number=before % self.every + 1,
        )
        return before % self.every == 0, words

    def _count_before(self):
        """Return ``{partner id or 0: how many lots came before}``, by all versions."""
        domain = (
            Domain("specification_id.code", "=", self.code)
            & Domain("specification_id.company_id", "=", self.company_id.id)
            & Domain("source_key", "!=", False)
        )
        # sudo: all lots count, whoever receives
        Inspection = self.env["stock.lot.inspection"].sudo()
        if self.frequency == "nth":
            return {0: Inspection.search_count(domain)}
        rows = Inspection._read_group(domain, ["partner_id"], ["__count"])
        return {partner.id: count for partner, count in rows}

    def _lock_counting(self):
        """Let no two sessions count the same lots at the same time."""
        key = f"stock_lot_specification {self.code} {self.company_id.id}"
        self.env.execute_query(
            SQL("SELECT 1 FROM pg_advisory_xact_lock(hashtextextended(%s, 0))", key)
        )
