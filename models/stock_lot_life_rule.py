from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools import calendar_day, life_span
from .transaction_memo import forget, remember

TOLD = {
    "name", "movement", "partner_id", "country_id", "product_id", "categ_id", "minimum",
    "policy", "date_from", "date_to", "company_id",
}  # fmt: skip
SCOPE = ("movement", "partner_id", "country_id", "product_id", "categ_id", "company_id")


class StockLotLifeRule(models.Model):
    """How much life goods must have left for a customer, or from a supplier. Judges no lot.

    One rule counts for a movement, the most specific: first by who (the contact, the companies
    above it, its country, anybody), then by what (the product, its category and those above,
    anything), then the company's own before one of all companies.
    """

    _name = "stock.lot.life.rule"
    _description = "Remaining-Life Rule"
    _order = "movement, partner_id, country_id, product_id, categ_id, id"

    name = fields.Char(required=True, help="As messages name it, such as: Retail, two thirds.")
    movement = fields.Selection(
        [("delivery", "Delivered to customers"), ("receipt", "Received from suppliers")],
        "Goods Are",
        default="delivery",
        required=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Customer or Supplier",
        index="btree_not_null",
        ondelete="cascade",
        help="Counts for its addresses and contacts too. Empty: anybody.",
    )
    country_id = fields.Many2one("res.country", help="Counts for all customers there.")
    product_id = fields.Many2one("product.product", ondelete="cascade")
    categ_id = fields.Many2one(
        "product.category",
        "Product Category",
        ondelete="cascade",
        help="Counts for the categories below too.",
    )
    minimum = fields.Char(
        "Life Left at Least",
        required=True,
        help="Days (30), a percentage (66 %) or a fraction (2/3) of the days from manufacturing, "
        "else of the product's shelf life, to expiry.",
    )
    policy = fields.Selection(
        [("block", "Refuse it"), ("warn", "Ask for a reason")],
        "If Less Is Left",
        default="block",
        required=True,
    )
    date_from = fields.Date("Valid From")
    date_to = fields.Date("Valid Until")
    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, help="Empty: all companies."
    )

    _valid_dates = models.Constraint(
        "CHECK (date_from IS NULL OR date_to IS NULL OR date_from <= date_to)",
        "A rule is valid from a day that is not after its last one.",
    )

    @api.constrains("partner_id", "country_id", "product_id", "categ_id")
    def _check_scope(self):
        for rule in self:
            if (rule.partner_id and rule.country_id) or (rule.product_id and rule.categ_id):
                raise ValidationError(
                    self.env._(
                        "A rule is for one customer or for a country, and for one product or "
                        "for a category. Make two rules of it."
                    )
                )

    @api.constrains("minimum")
    def _check_minimum(self):
        for rule in self:
            if not life_span.parse(rule.minimum):
                raise ValidationError(
                    self.env._(
                        "“%(minimum)s” says no remaining life. Write days (30), a percentage "
                        "(66 %%) or a fraction (2/3).",
                        minimum=rule.minimum,
                    )
                )

    @api.constrains(*SCOPE, "date_from", "date_to")
    def _check_only_one(self):
        """Refuse two rules for the same at the same time: which one counts would be chance."""
        for rule in self:
            alike = Domain.AND(
                Domain(name, "=", value.id if isinstance(value, models.BaseModel) else value)
                for name, value in ((name, rule[name]) for name in SCOPE)
            )
            later, earlier = rule.date_to, rule.date_from
            if later:
                alike &= Domain("date_from", "=", False) | Domain("date_from", "<=", later)
            if earlier:
                alike &= Domain("date_to", "=", False) | Domain("date_to", ">=", earlier)
            other = self.search(alike & Domain("id", "!=", rule.id), limit=1)
            if other:
                raise ValidationError(
                    self.env._(
                        "Rule “%(other)s” says something for the same goods at the same time "
                        "already. End it with a last day, or change it.",
                        other=other.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        forget(self.env)
        return rules

    def write(self, vals):
        with self.env["stock.lot.event"]._policy_told(self, TOLD & vals.keys()):
            result = super().write(vals)
        forget(self.env)
        return result

    def unlink(self):
        result = super().unlink()
        forget(self.env)
        return result

    # which one counts

    @api.model
    def _find(self, movement, partner, product, company, day):
        """Return the one rule that counts for these goods; empty when none does."""
        found = next(self._iter_best(movement, partner, product, company, day), None)
        # sudo: a rule counts, whoever moves the goods
        return self.sudo().browse(found or ())

    @api.model
    def _iter_best(self, movement, partner, product, company, day):
        """Yield the ids of the rules that fit, the most specific first."""
        known = self._get_known()
        if movement not in known:
            return
        for who in self._get_whos(partner):
            for what in self._get_whats(product):
                yield from self._pick(known[movement].get((who, what), ()), company, day)

    @api.model
    def _pick(self, candidates, company, day):
        """Yield the ids valid on that day, the company's own before those of all."""
        for owner in (company.id, None):
            for rule_id, owner_id, first, last in candidates:
                if owner_id == owner and (not first or first <= day) and (not last or day <= last):
                    yield rule_id

    @api.model
    def _get_whos(self, partner):
        """Return what a rule may say of who gets or sends the goods, the nearest first."""
        chain, country = [], partner.country_id or partner.commercial_partner_id.country_id
        while partner:
            chain.append(("partner", partner.id))
            is_top = partner == partner.commercial_partner_id
            partner = partner.browse() if is_top else partner.parent_id
        return [*chain, *([("country", country.id)] if country else []), None]

    @api.model
    def _get_whats(self, product):
        """Return what a rule may say of the goods, the nearest first."""
        category = product.categ_id
        path = [int(part) for part in (category.parent_path or "").split("/") if part]
        categories = [("categ", category_id) for category_id in reversed(path)]
        return [("product", product.id), *categories, None]

    @api.model
    def _get_known(self):
        """Return ``{movement: {(who, what): [(id, company, first day, last day)]}}``."""
        return remember(self.env, "life_rules", self._read_known)

    @api.model
    def _read_known(self):
        known = {}
        yesterday = calendar_day.shifted(fields.Date.today(), -1)  # still today somewhere
        current = Domain("date_to", "=", False) | Domain("date_to", ">=", yesterday)
        # sudo: a rule counts, whoever moves the goods
        for rule in self.sudo().search(current):
            who = ("partner", rule.partner_id.id) if rule.partner_id else None
            who = ("country", rule.country_id.id) if rule.country_id else who
            what = ("product", rule.product_id.id) if rule.product_id else None
            what = ("categ", rule.categ_id.id) if rule.categ_id else what
            row = rule.id, rule.company_id.id or None, rule.date_from, rule.date_to
            known.setdefault(rule.movement, {}).setdefault((who, what), []).append(row)
        return known

    def _get_span(self):
        """Return the remaining life this rule asks for."""
        return life_span.parse(self.minimum)
