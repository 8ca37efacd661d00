from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ..tools import calendar_day
from .stock_lot_gate import AGED, Reason

# what can have passed, in the order of telling: code, date, operator and days from today
AGES = {
    "expired": ("expiration_date", "<", 0),
    "retest": ("retest_date", "<", 1),
    "removal": ("removal_date", "<", 1),
    "best_before": ("use_date", "<", 0),
}


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """What the dates of a lot stand against. Stores nothing."""

    _inherit = "stock.lot"

    @api.model
    def _domain_age(self, code, at=None):
        """Return the lots of which this date has passed: one predicate for every use.

        :param code: a key of AGES
        :param at: the moment it is asked for; now if empty
        """
        name, operator, days = AGES[code]
        if self._fields[name].type == "datetime":
            return self._domain_day(name, operator, days, at)
        moment = at or fields.Datetime.now()
        edges = (  # a day already
            (lots, calendar_day.shifted(calendar_day.day_of(moment, zone), days))
            for zone, lots in self.env["res.company"]._get_lot_zones()
        )
        return Domain.OR(lots & Domain(name, operator, edge) for lots, edge in edges)

    @api.model
    def _domain_proposable(self, effects, at=None):
        """Return the lots young enough to be proposed.

        :param effects: ``{code: effect}`` of `_get_age_effects`
        """
        old = (code for code, effect in effects.items() if self._keeps_back(code, effect))
        return Domain.AND(~self._domain_age(code, at) for code in old)

    @api.model
    def _keeps_back(self, code, effect):
        """Return whether lots of that age are not proposed; sold is first what asks a reason."""
        return effect == "block" or (effect == "warn" and code != "best_before")

    def _get_passed(self, at=None):
        """Return ``{code: lots}`` of these lots by the dates that have passed."""
        names = [name for name, _operator, _days in AGES.values()]
        dated = self.filtered(lambda lot: any(lot[name] for name in names))
        return {code: dated.filtered_domain(self._domain_age(code, at)) for code in AGES}

    def _get_age_reasons(self, kind, at=None):
        """Return what the dates of these lots have against `kind`, in the active company."""
        if kind not in AGED:
            return []
        passed = {code: set(lots._ids) for code, lots in self._get_passed(at).items()}
        reasons = []
        for product, lots in self.grouped("product_id").items() if any(passed.values()) else ():
            effects = product._get_age_effects()
            for lot in lots:
                codes = [code for code, ids in passed.items() if lot.id in ids]
                reasons += lot._get_age_reason(kind, codes, effects)
        return reasons

    def _get_age_reason(self, kind, codes, effects):
        """Return the one Reason for the dates of this lot that have passed, if any, in a list."""
        stops = [code for code in codes if effects[code] == "block"]
        asks = [code for code in codes if effects[code] == "warn"]
        for code in (stops or asks)[:1]:
            severity = "block" if stops else "warn"
            day = self._get_age_day(code)
            words = self._get_age_words(code, day)
            verdict = self._get_verdict(kind) if stops else ""
            return [
                Reason(
                    lot=self,
                    place=None,
                    code=code,
                    words=" ".join(filter(None, (words, verdict))),
                    remedy=self._get_age_remedy(code) if stops else "",
                    product=self.product_id,
                    severity=severity,
                    label=self._get_age_label(code),
                    facts={"code": code, "day": day},
                )
            ]
        return []

    def _get_age_day(self, code):
        value = self[AGES[code][0]]
        if self._fields[AGES[code][0]].type == "date":
            return value
        return calendar_day.day_of(value, self._get_zones()[self])

    def _get_age_words(self, code, day):
        words = {"lot": self.name, "day": format_date(self.env, day)}
        return {
            "expired": self.env._("Lot %(lot)s expired on %(day)s.", **words),
            "retest": self.env._("Lot %(lot)s is due for a retest since %(day)s.", **words),
            "removal": self.env._(
                "Lot %(lot)s is to be taken out of stock since %(day)s.", **words
            ),
            "best_before": self.env._("Lot %(lot)s was best before %(day)s.", **words),
        }[code]

    @api.model
    def _get_age_remedy(self, code):
        if code == "retest":
            return self.env._("Set a new retest date once it is tested")
        return self.env._("Scrap it, send it back, or move it out of stock")

    @api.model
    def _get_age_label(self, code):
        """Return the age in two words, for a badge."""
        return {
            "expired": self.env._("Expired"),
            "retest": self.env._("Retest due"),
            "removal": self.env._("To be removed"),
            "best_before": self.env._("Past best before"),
        }.get(code, "")

    def _blocking_reasons(self, kind, lines=None, **facts):
        reasons = super()._blocking_reasons(kind, lines=lines, **facts)
        # sudo: who delivers, sells or produces may lack rights on lots
        ages = self.sudo()._get_reasons_by_age(kind, lines)
        if not lines:  # a correction that takes something back: nobody can be asked
            ages = [reason for reason in ages if reason.severity == "block"]
        return reasons + ages

    def _get_reasons_by_age(self, kind, lines=None):
        """Return what the age of these lots stands against, by the policy of each company.

        Further rules on age add theirs by overriding this.
        """
        if not lines:
            return self._get_age_reasons(kind)
        reasons = []
        for company, some in lines.grouped("company_id").items():
            reasons += (some.lot_id & self).with_company(company)._get_age_reasons(kind)
        return reasons


class ProductProduct(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """What passing each date does to the lots of a product."""

    _inherit = "product.product"

    def _get_age_effects(self):
        """Return ``{key of AGES: block, warn or ignore}`` in the active company.

        Where it does not matter that goods expire, the day to remove them does not either.
        """
        expired = self._get_lot_policy("lot_expired_policy")
        return {
            "expired": expired,
            "retest": "block",
            "removal": "ignore" if expired == "ignore" else "warn",
            "best_before": self._get_lot_policy("lot_best_before_policy"),
        }

    def _domain_too_old(self):
        """Return the stock of these products that is not proposed for its age.

        The removal day is left to core, which takes that stock out of what is free itself.
        """
        tracked = self.filtered(lambda product: product.tracking != "none")
        by_effects = tracked.grouped(lambda product: frozenset(product._get_age_effects().items()))
        return Domain.OR(
            Domain("product_id", "in", products._origin.ids)
            & Domain("lot_id", "any!", self._domain_kept_back(dict(effects)))
            for effects, products in by_effects.items()
        )

    @api.model
    def _domain_kept_back(self, effects):
        lots = self.env["stock.lot"]
        return Domain.OR(
            lots._domain_age(code)
            for code, effect in effects.items()
            if code != "removal" and lots._keeps_back(code, effect)
        )
