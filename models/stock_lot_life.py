from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ..tools import calendar_day
from .stock_lot_gate import Reason

MOVEMENTS = ("delivery", "receipt")


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """How much life a lot has left, against what a rule asks for. Stores nothing."""

    _inherit = "stock.lot"

    @api.model
    def _domain_life(self, span, product, at=None):
        """Return the lots of `product` with that much life left; endless ones have it.

        :param span: a LifeSpan
        :param at: the moment whose day counts; now if empty
        """
        if span.share is None:
            return self._domain_day("expiration_date", "not <", span.days, at)
        moment = at or fields.Datetime.now()
        return Domain.custom(
            to_sql=lambda model, alias, query: model._get_share_sql(
                span, product, moment, alias, query
            ),
            predicate=lambda lot: lot._is_long_lived(span, moment),
        )

    @api.model
    def _get_share_sql(self, span, product, at, alias, query):
        last = self._get_day_sql(alias, "expiration_date", query)
        return SQL(
            "(%(last)s IS NULL OR COALESCE((%(last)s - %(today)s) * %(whole)s >= %(part)s * "
            "(%(last)s - COALESCE(%(made)s, %(last)s - %(life)s)), FALSE)"
            " AND COALESCE(%(last)s > COALESCE(%(made)s, %(last)s - %(life)s), FALSE))",
            last=last,
            made=self._field_to_sql(alias, "production_date", query),
            life=SQL("NULLIF(%s, 0)", product.expiration_time or 0),
            whole=span.share.denominator,
            part=span.share.numerator,
            today=self._get_by_zone_sql(
                alias, query, lambda zone: SQL("%s::date", calendar_day.day_of(at, zone))
            ),
        )

    def _is_long_lived(self, span, at):
        """Return whether this lot has that much life left, on the day of `at`."""
        if not self.expiration_date:
            return True
        return span.is_met(*self._get_life(at))

    def _get_life(self, at=None):
        """Return ``(days left, days of its whole life or None)`` of a lot that expires."""
        left = calendar_day.days_between(self._get_day(at), self.expiration_day)
        return left, self._get_total_life()

    def _get_total_life(self):
        """Return the days from manufacturing to expiry, else those its product lives, or None."""
        if self.production_date and self.expiration_day:
            return calendar_day.days_between(self.production_date, self.expiration_day)
        return self.product_id.expiration_time or None

    def _get_day(self, at=None):
        return calendar_day.day_of(at or fields.Datetime.now(), self._get_zones()[self])

    def _get_reasons_by_age(self, kind, lines=None):
        reasons = super()._get_reasons_by_age(kind, lines)
        Rule = self.env["stock.lot.life.rule"]
        if not lines or kind not in MOVEMENTS or kind not in Rule._get_known():
            return reasons
        for (partner, product, company), some in lines._group_by_life_rule(kind).items():
            rule = Rule._find(kind, partner, product, company, company._get_lot_today())
            if rule:
                reasons += some._get_life_reasons(rule, kind)
        return reasons

    def _get_life_reason(self, rule, kind, lines, at=None):
        """Return why a rule does not let this lot pass (a Reason)."""
        left, total = self._get_life(at)
        words = {
            "lot": self.name,
            "day": format_date(self.env, self.expiration_day),
            "left": left,
            "today": format_date(self.env, self._get_day(at)),
        }
        expires = self.env._(
            "Lot %(lot)s expires on %(day)s: %(left)s days left on %(today)s.", **words
        )
        verdict = self._get_verdict(kind) if rule.policy == "block" else ""
        return Reason(
            lot=self if self.id else self.browse(),
            place=None,
            code=f"life:{rule.id}",
            words=" ".join(filter(None, (expires, rule._get_asking_words(total), verdict))),
            product=self.product_id if kind == "delivery" else None,
            severity=rule.policy,
            facts=rule._prepare_facts(left, total),
            lines=lines,
            label=self.env._("Too short-lived"),
        )


class StockLotLifeRule(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """What a rule asks for, in words and as facts of an event."""

    _inherit = "stock.lot.life.rule"

    def _get_asking_words(self, total):
        """Return what the rule asks of goods that live `total` days."""
        words = {"rule": self.name, "minimum": self.minimum}
        asked = self._get_span().get_days(total)
        if asked is None:
            return self.env._(
                "Rule “%(rule)s” asks for %(minimum)s of its life, which nobody knows: it has "
                "no manufacturing date.",
                **words,
            )
        if self._get_span().share is None:
            return self.env._("Rule “%(rule)s” asks for %(asked)s.", asked=asked, **words)
        return self.env._(
            "Rule “%(rule)s” asks for %(minimum)s of its life: %(asked)s of %(total)s days.",
            asked=asked,
            total=total,
            **words,
        )

    def _prepare_facts(self, left, total):
        asked = self._get_span().get_days(total)
        rule = {"id": self.id, "name": self.name}
        return {"code": "life", "rule": rule, "left": left, "asked": asked, "total": total}


class StockMoveLine(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Which rule on remaining life counts for what moves here."""

    _inherit = "stock.move.line"

    def _group_by_life_rule(self, kind):
        """Return these lines by what decides on the rule: partner, product and company."""
        partners = {move: move._get_life_partner(kind) for move in self.move_id}
        return self.grouped(
            lambda line: (
                partners[line.move_id] if line.move_id else line._get_partner(),
                line.product_id,
                line.company_id,
            )
        )

    def _get_life_reasons(self, rule, kind):
        """Return why a rule does not let these lines pass."""
        span, now = rule._get_span(), fields.Datetime.now()
        return [
            lot._get_life_reason(rule, kind, lines)
            for lot, lines in self.filtered("lot_id").grouped("lot_id").items()
            if not lot._is_long_lived(span, now)
        ] + self._get_typed_reasons(rule)

    def _get_typed_reasons(self, rule):
        """Return why a rule does not let goods be received whose number is only typed yet."""
        reasons = []
        for line in self.filtered(lambda one: one.lot_name and not one.lot_id):
            lot = self.env["stock.lot"].new(line._prepare_new_lot_vals())
            if not lot._is_long_lived(rule._get_span(), fields.Datetime.now()):
                reasons.append(lot._get_life_reason(rule, "receipt", line))
        return reasons


class StockMove(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """What is proposed has the life left that the customer's rule asks for."""

    _inherit = "stock.move"

    def _get_proposable_lots(self, kind):
        lots = super()._get_proposable_lots(kind)
        if kind != "delivery" or lots is None:
            return lots
        at = self._get_due_moment()
        day = calendar_day.day_of(at, self.company_id._get_lot_tz())
        partner, product = self._get_life_partner(), self.product_id
        Rule = self.env["stock.lot.life.rule"]
        rule = Rule._find("delivery", partner, product, self.company_id, day)
        if not rule:
            return lots
        return lots & self.env["stock.lot"]._domain_life(rule._get_span(), product, at)

    def _get_life_partner(self, kind="delivery"):
        """Return from whom these goods are, or for whom, after all steps."""
        if kind == "receipt":
            return self.picking_id.partner_id or self.partner_id
        last, seen = self, self.browse()
        while last and last not in seen:
            is_dropshipped = last.location_id.usage == "supplier" and last.partner_id
            partner = last.picking_id.partner_id
            partner = last.partner_id if is_dropshipped or not partner else partner
            if partner and last.location_dest_id.usage != "internal":
                return partner
            seen |= last
            if not last.move_dest_ids:
                return partner or self.picking_id.partner_id or self.partner_id
            last = last.move_dest_ids[:1]
        return self.picking_id.partner_id or self.partner_id
