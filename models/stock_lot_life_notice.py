from odoo import api, fields, models
from odoo.tools import format_list

from ..tools import calendar_day
from .stock_lot_gate import Reservation


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Whom the rules on remaining life keep a lot from. Decides nothing."""

    _inherit = "stock.lot"

    life_notice = fields.Char(compute="_compute_life_notice")

    @api.depends("expiration_date", "production_date", "product_id", "company_id")
    @api.depends_context("lang", "company")
    def _compute_life_notice(self):
        self.life_notice = False
        # sudo: whom a rule is for is told to who sees the lot
        for lot in self.sudo().filtered(lambda one: one.expiration_date and one.product_qty > 0):
            rules = lot._get_excluding_rules()
            sentences = (some._get_exclusion_words() for some in rules.grouped("name").values())
            lot.life_notice = " ".join(sentences)

    def _get_excluding_rules(self):
        """Return the rules that keep this lot from those they are for."""
        Rule = self.env["stock.lot.life.rule"].sudo()  # sudo: as above
        company, now = self.company_id or self.env.company, fields.Datetime.now()
        day = calendar_day.day_of(now, company._get_lot_tz())
        whats, by_who = Rule._get_whats(self.product_id), {}
        for (who, what), rows in Rule._get_known().get("delivery", {}).items():
            for rule_id in Rule._pick(rows, company, day) if what in whats else ():
                rank = whats.index(what)
                if who not in by_who or rank < by_who[who][0]:  # the most specific counts
                    by_who[who] = rank, rule_id
        rules = Rule.browse(rule_id for _rank, rule_id in by_who.values())
        return rules.filtered(lambda rule: not self._is_long_lived(rule._get_span(), now))

    def _test_for(self, partner, day):
        """Return what stands against delivering this lot to `partner` on `day`.

        :return: ``(reasons, rule, lots that may be delivered then as words)``
        """
        self.ensure_one()
        company = self.company_id or self.env.company
        at = calendar_day.noon_of(day, company._get_lot_tz())
        lot = self.sudo().with_company(company)  # sudo: who asks may lack rights on rules
        effects = lot.product_id._get_age_effects()
        allowed = lot._domain_proposable(effects, at)
        rule = lot.env["stock.lot.life.rule"]._find(
            "delivery", partner.sudo(), lot.product_id, company, day  # sudo: as above
        )  # fmt: skip
        reasons = lot._blocking_decisions("delivery") + lot._get_age_reasons("delivery", at)
        if rule:
            allowed &= lot._domain_life(rule._get_span(), lot.product_id, at)
            if not lot._is_long_lived(rule._get_span(), at):
                reasons.append(lot._get_life_reason(rule, "delivery", None, at))
        reservation = Reservation("delivery", lots=allowed)
        others = lot._get_alternatives("delivery", lot.product_id, lot, reservation=reservation)
        return reasons, rule, others

    def _blocking_decisions(self, kind):
        """Return what the disposition of these lots stands against."""
        stopping = self.env["stock.lot.disposition"]._get_stopping(kind)
        blocked = self.filtered(lambda lot: lot.disposition_id in stopping)
        return blocked._get_decision_reasons(kind) if blocked else []

    def action_test_for_customer(self):
        """Open the dialog that says whether this lot would do for a customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "stock_lot_lifecycle.stock_lot_life_test_action"
        )
        return {**action, "context": {"default_lot_id": self.id}}


class StockLotLifeRule(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Whom rules keep a lot from, in words."""

    _inherit = "stock.lot.life.rule"

    def _get_exclusion_words(self):
        """Return whom these rules of one name exclude, in one sentence."""
        words = {"rule": self[:1].name}
        partners, countries = self.partner_id, self.country_id
        if len(self.filtered(lambda rule: not rule.partner_id and not rule.country_id)):
            return self.env._(
                "Rule “%(rule)s” excludes customers without a rule of their own.", **words
            )
        if len(partners) > 1 and not countries:
            return self.env._(
                "Customer rule “%(rule)s” excludes %(count)s customers.",
                count=len(partners),
                **words,
            )
        names = format_list(self.env, [*partners.mapped("display_name"), *countries.mapped("name")])
        if partners:
            return self.env._("Customer rule “%(rule)s” excludes %(who)s.", who=names, **words)
        return self.env._("Rule “%(rule)s” excludes customers in %(who)s.", who=names, **words)
