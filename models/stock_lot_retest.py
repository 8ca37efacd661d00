from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ..tools import calendar_day
from .provenance import Provenance, get_provenance, with_provenance
from .stock_lot_gate import Reason
from .stock_lot_specification import MANAGER
from .transaction_memo import forget, remember

STOPPED = ("delivery", "consumption")  # what a lapsed condition stops


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The aspect of tests that hold until a day: who puts a retest off, a condition that is over.

    The gate asks for the day when something moves; no nightly job has to block anything. That a
    due retest blocks is one of the rules of age.
    """

    _inherit = "stock.lot"

    conditional_until = fields.Date(
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The last day of a conditional release.",
    )

    def write(self, vals):
        if "conditional_until" in vals:
            self._check_decides()
        if "retest_date" in vals:
            self._check_retest_moves(fields.Date.to_date(vals["retest_date"] or None))
        if "conditional_until" in vals:
            forget(self.env)
        return super().write(vals)

    def _check_retest_moves(self, day):
        """Refuse to put off a retest that a specification asks for, to all but quality managers."""
        # rules put it off by their own verbs
        if self.env.su or self.env.user.has_group(MANAGER) or get_provenance(self.env).decides:
            return
        for lot in self.filtered("retest_date"):
            if (not day or day > lot.retest_date) and lot._get_retest_specification():
                raise UserError(
                    self.env._(
                        "Lot %(lot)s is to be tested again from %(day)s on. Only a quality "
                        "manager puts that off; a passed retest does it by itself.",
                        lot=lot.name,
                        day=format_date(self.env, lot.retest_date),
                    )
                )

    def _get_retest_specification(self):
        company = self.company_id or self.env.company
        return self.env["stock.lot.specification"]._match(
            self.product_id, "retest", company=company
        )

    def _set_conditional_until(self, day):
        """Write until when a conditional release holds; its decision was checked."""
        # sudo: as the decision itself, of which this is a part
        with_provenance(self.sudo(), Provenance(decides=True)).write({"conditional_until": day})

    # the gate: a condition that lapsed

    @api.model
    def _domain_lapsed(self):
        """Return the lots whose conditional release is over."""
        return Domain.OR(lots & self._domain_over(today) for lots, today in self._get_zone_days())

    @api.model
    def _has_lapsed(self):
        """Return whether there is any such lot, asked once in a transaction and day."""
        today = fields.Date.to_string(fields.Date.today())
        # sudo: a condition counts, whoever asks
        return remember(
            self.env,
            f"lapsed {today}",
            lambda: bool(self.sudo().search_count(self._domain_lapsed(), limit=1)),
        )

    @api.model
    def _domain_holding(self):
        """Return the opposite of `_domain_lapsed`, as ranges and not as a negation."""
        return Domain.OR(
            lots & self._domain_over(today, False) for lots, today in self._get_zone_days()
        )

    @api.model
    def _domain_over(self, today, over=True):
        # sudo: a condition counts, whichever company's disposition it is
        conditional = self.env["stock.lot.disposition"].sudo()._get_conditional_ids()
        if over:
            under = Domain("disposition_id", "in", conditional)
            return under & Domain("conditional_until", "<", today)
        return (
            Domain("disposition_id", "not in", conditional)
            | Domain("conditional_until", "=", False)
            | Domain("conditional_until", ">=", today)
        )

    @api.model
    def _get_zone_days(self):
        """Yield the lots of each zone and today's date in it."""
        now = fields.Datetime.now()
        for zone, lots in self.env["res.company"]._get_lot_zones():
            yield lots, calendar_day.day_of(now, zone)

    def _blocking_reasons(self, kind, lines=None, **facts):
        reasons = super()._blocking_reasons(kind, lines=lines, **facts)
        if kind not in STOPPED:
            return reasons
        named = {reason.lot for reason in reasons}
        # sudo: who delivers, sells or produces may lack rights on lots
        lapsed = self.sudo().filtered_domain(self._domain_lapsed())
        return reasons + [
            Reason(
                lot=lot,
                place=None,
                code="condition",
                words=f"{lot._get_lapsed_words()} {lot._get_verdict(kind)}",
                remedy=self.env._("Have it tested and decided"),
                product=lot.product_id,
            )
            for lot in lapsed
            if lot not in named
        ]

    def _get_lapsed_words(self):
        return self.env._(
            "Lot %(lot)s was released conditionally until %(day)s.",
            lot=self.name,
            day=format_date(self.env, self.conditional_until),
        )

    @api.model
    def _get_age_remedy(self, code):
        if code == "retest":
            return self.env._("Have it tested again; a passed retest sets the next date")
        return super()._get_age_remedy(code)


class StockLotDisposition(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Which dispositions hold until a day only."""

    _inherit = "stock.lot.disposition"

    @api.model
    def _get_conditional_ids(self):
        return remember(self.env, "conditional", self._find_conditional_ids)

    @api.model
    def _find_conditional_ids(self):
        return self.search([("is_conditional", "=", True)]).ids


class StockQuant(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Stock of lots that tests no longer let go is as little free as blocked stock."""

    _inherit = "stock.quant"

    @api.model
    def _domain_blocked(self, kind):
        blocked = super()._domain_blocked(kind)
        if kind not in STOPPED:
            return blocked
        return blocked | Domain("lot_id", "any!", self.env["stock.lot"]._domain_lapsed())

    @api.model
    def _domain_free(self, kind):
        free = super()._domain_free(kind)
        if kind not in STOPPED:
            return free
        holding = self.env["stock.lot"]._domain_holding()
        return free & (Domain("lot_id", "=", False) | Domain("lot_id", "any!", holding))


class ProductProduct(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """What tests no longer let go is not free to promise either."""

    _inherit = "product.product"

    def _domain_too_old(self):
        old = super()._domain_too_old()
        Lot = self.env["stock.lot"]
        if not Lot._has_lapsed():
            return old
        return old | (
            Domain("product_id", "in", self._origin.ids)
            & Domain("lot_id", "any!", Lot._domain_lapsed())
        )
