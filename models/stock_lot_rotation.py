from odoo import models
from odoo.fields import Domain
from odoo.tools import format_date

from .stock_lot_gate import AGED, Reason
from .stock_lot_gate_words import _is_available
from .stock_lot_rotation_order import FEFO_ORDER, NEVER

CODE = "rotation"


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Choosing another lot than the first to leave needs a reason, where policy says so."""

    _inherit = "stock.lot"

    def _get_reasons_by_age(self, kind, lines=None):
        reasons = super()._get_reasons_by_age(kind, lines)
        if kind not in AGED or not lines:
            return reasons
        return reasons + lines._get_rotation_reasons(kind)

    def _get_rotation_reason(self, first, lines):
        words = {"lot": self.name, "first": first.lot_id.name, "place": first.location_id.name}
        day = first.lot_id.removal_day
        return Reason(
            lot=self,
            place=None,
            code=CODE,
            words=self.env._(
                "Lot %(lot)s is not the first to leave: %(first)s in %(place)s is to be removed "
                "earlier, on %(day)s.",
                day=format_date(self.env, day),
                **words,
            ),
            severity="warn",
            facts={"code": CODE, "lot": first.lot_id.name, "day": day},
            lines=lines,
            label=self.env._("Not the first to expire"),
        )


class StockMoveLine(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Which lines take a lot while one that leaves earlier is free."""

    _inherit = "stock.move.line"

    def _get_rotation_reasons(self, kind):
        """Return a Reason for each lot that is not the first to leave, in one query for all."""
        asked = self.filtered(lambda line: line._asks_for_rotation())
        if not asked:
            return []
        earlier = asked._find_earlier(kind).grouped("product_id")
        reasons = []
        for move, lines in asked.grouped("move_id").items():
            candidates = earlier.get(move.product_id)
            if candidates:
                reasons += lines._get_jumped_reasons(move, candidates)
        return reasons

    def _asks_for_rotation(self):
        """Return whether what this line takes leaves by first expired, and policy asks why not."""
        if not self.lot_id or self.state == "done" or not self.move_id:
            return False
        product = self.product_id.with_company(self.company_id)
        policy = product._get_lot_policy("lot_rotation_policy")
        return policy == "warn" and self.move_id._leaves_by_fefo()

    def _find_earlier(self, kind):
        """Return free stock that might have to leave before some of these lines."""
        Quant = self.env["stock.quant"]
        days = [line.lot_id.removal_date for line in self]
        last = max((day for day in days if day), default=None)
        domain = (
            Domain("product_id", "in", self.product_id.ids)
            & Domain("location_id", "child_of", self.move_id.location_id.ids)
            & Domain("removal_date", "!=", False)
            & Quant._domain_free(kind)
            & Domain.custom(to_sql=_is_available)
        )
        if all(days):
            domain &= Domain("removal_date", "<", last)
        return Quant.search(domain, order=FEFO_ORDER)

    def _get_jumped_reasons(self, move, candidates):
        """Return a Reason for each lot of these lines that a candidate should leave before."""
        allowed = move._get_reservation().lots
        young = candidates.lot_id.filtered_domain(allowed) if allowed is not None else None
        reasons = []
        for lot, lines in self.grouped("lot_id").items():
            day = lot.removal_day or NEVER
            first = next(
                (
                    quant
                    for quant in candidates
                    if quant.lot_id != lot
                    and (quant.lot_id.removal_day or NEVER) < day
                    and (young is None or quant.lot_id in young)
                    and quant.location_id._child_of(move.location_id)
                ),
                None,
            )
            if first:
                reasons.append(lot._get_rotation_reason(first, lines))
        return reasons
