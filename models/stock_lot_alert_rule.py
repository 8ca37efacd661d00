from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

CHANNELS = [
    ("activity", "Activity"),
    ("mail", "E-mail"),
    ("both", "Activity and e-mail"),
]
SCOPE = {"company_id", "categ_id", "product_tmpl_id", "is_on", "tier_ids"}
TOLD = SCOPE - {"tier_ids"} | {  # in the ledger; its warnings tell themselves
    "channel", "tells_responsible", "user_ids", "group_id", "escalate_after",
    "escalation_user_ids", "escalation_group_id",
}  # fmt: skip


class StockLotAlertRule(models.Model):
    """Who is told about which lots, how, and who is told when nobody answers. Tells nobody itself.

    Of the rules that fit a lot the narrowest ones count: product before category, inner
    category before outer, a company's own before everybody's.
    """

    _name = "stock.lot.alert.rule"
    _description = "Expiry Alert Rule"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    is_on = fields.Boolean("In use", default=True, help="Switched off, the rule tells nobody.")
    company_id = fields.Many2one(
        "res.company",
        help="Empty: stock of all companies. A company's own rule replaces those of all.",
    )
    categ_id = fields.Many2one(
        "product.category",
        "Product Category",
        ondelete="restrict",
        help="Only products of this category and those below it.",
    )
    product_tmpl_id = fields.Many2one(
        "product.template",
        "Product",
        ondelete="restrict",
        check_company=True,
        domain="[('tracking', '!=', 'none')]",
        help="Only this product.",
    )
    tier_ids = fields.One2many("stock.lot.alert.tier", "rule_id", "Warnings", copy=True)
    channel = fields.Selection(CHANNELS, "Told by", default="activity", required=True)
    tells_responsible = fields.Boolean(
        "The product's responsible",
        default=True,
        help="The person in charge of the product, in the company that holds the stock.",
    )
    user_ids = fields.Many2many(
        "res.users", "stock_lot_alert_rule_users_rel", string="People",
        domain="[('share', '=', False)]", check_company=True,
    )  # fmt: skip
    group_id = fields.Many2one("res.groups", "Everybody with the Role", ondelete="restrict")
    escalate_after = fields.Integer(
        "Escalate After (days)",
        help="Days without an answer until the people below are told too. 0: never.",
    )
    escalation_user_ids = fields.Many2many(
        "res.users", "stock_lot_alert_rule_escalation_rel", string="Then Tell",
        domain="[('share', '=', False)]", check_company=True,
    )  # fmt: skip
    escalation_group_id = fields.Many2one(
        "res.groups", "Then Tell Everybody with the Role", ondelete="restrict"
    )
    alert_count = fields.Integer("Alerts", compute="_compute_alert_count")

    _escalation_positive = models.Constraint(
        "CHECK (escalate_after >= 0)", "An alert cannot escalate before it was sent."
    )
    _one_scope = models.Constraint(
        "CHECK (categ_id IS NULL OR product_tmpl_id IS NULL)",
        "A rule is for a product or for a category, not for both.",
    )

    def _compute_alert_count(self):
        counted = self.env["stock.lot.alert"]._read_group(
            [("rule_id", "in", self.ids)], ["rule_id"], ["__count"]
        )
        count_by_rule = dict(counted)
        for rule in self:
            rule.alert_count = count_by_rule.get(rule, 0)

    @api.constrains(
        "channel", "tells_responsible", "user_ids", "group_id",
        "escalate_after", "escalation_user_ids", "escalation_group_id",
    )  # fmt: skip
    def _check_somebody_is_told(self):
        for rule in self:
            if not (rule.tells_responsible or rule.user_ids or rule.group_id):
                raise ValidationError(
                    self.env._(
                        "The rule %(rule)s tells nobody. Choose the product's responsible, people "
                        "or a role.",
                        rule=rule.name,
                    )
                )
            if rule.escalate_after and not (rule.escalation_user_ids or rule.escalation_group_id):
                raise ValidationError(
                    self.env._(
                        "The rule %(rule)s escalates to nobody. Choose who is told then, or 0 "
                        "days.",
                        rule=rule.name,
                    )
                )

    @api.constrains("name", "tier_ids")  # a name is always given
    def _check_warns(self):
        for rule in self:
            if not rule.tier_ids:
                raise ValidationError(
                    self.env._(
                        "The rule %(rule)s never warns. Add a line that says when.",
                        rule=rule.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        self._look_again()
        return rules

    def write(self, vals):
        with self.env["stock.lot.event"]._policy_told(self, TOLD & vals.keys()):
            result = super().write(vals)
        if SCOPE & vals.keys():
            self._look_again()
        return result

    def unlink(self):
        self.is_on = False  # the ledger tells it: what is gone cannot
        self.tier_ids.unlink()
        result = super().unlink()
        self._look_again()
        return result

    @api.model
    def _look_again(self):
        """Have the next run look at all lots in stock: other rules may fit them now."""
        # sudo: a new rule of one company takes lots from the rules of all
        self.env["stock.lot.alert.tier"].sudo().search([("seen_day", "!=", False)]).write(
            {"seen_day": False}
        )

    def action_view_alerts(self):
        """Open the alerts of this rule, the closed ones too."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "stock_lot_lifecycle.stock_lot_alert_action"
        )
        return {**action, "domain": [("rule_id", "in", self.ids)], "context": {}}

    # what fits

    def _get_rank(self):
        """Return how narrow this rule is; of two that fit, the higher one counts."""
        self.ensure_one()
        depth = len((self.categ_id.parent_path or "").split("/")) if self.categ_id else 0
        return bool(self.product_tmpl_id), depth, bool(self.company_id)

    def _domain_scope(self):
        """Return the lots of the products these rules are about, whoever holds the stock."""
        return Domain.OR(rule._domain_own_scope() for rule in self)

    def _domain_own_scope(self):
        if self.product_tmpl_id:
            return Domain("product_id.product_tmpl_id", "in", self.product_tmpl_id.ids)
        if self.categ_id:
            return Domain("product_id.categ_id", "child_of", self.categ_id.ids)
        return Domain.TRUE

    def _get_parts(self):
        """Return ``[(company id or None, company ids left out, Domain)]``: where this rule counts.

        Companies without rules of their own are one part, the others one each.
        """
        self.ensure_one()
        rules = self.search([("is_on", "=", True)])
        special = rules.company_id.ids
        parts = [(self.company_id.id, [])]
        if not self.company_id:
            parts = [(None, special), *((company_id, []) for company_id in special)]
        found = []
        for company_id, others in parts:
            rivals = rules.filtered(
                lambda rule: rule.company_id.id in (False, company_id)  # noqa: B023
                and rule._get_rank() > self._get_rank()
            )
            found.append((company_id, others, self._domain_scope() & ~rivals._domain_scope()))
        return found

    # who is told

    def _get_recipients(self, company, template):
        """Return whom these alerts go to; an inventory manager where nobody else is there."""
        users = self.user_ids | self.group_id.all_user_ids
        if self.tells_responsible:
            users |= template.with_company(company).responsible_id
        fitting = self._only_there(users, company)
        managers = self.env.ref("stock.group_stock_manager").all_user_ids
        return fitting or self._only_there(managers, company).sorted("id")[:1]

    def _get_escalation_recipients(self, company):
        users = self.escalation_user_ids | self.escalation_group_id.all_user_ids
        return self._only_there(users, company)

    @api.model
    def _only_there(self, users, company):
        """Return those of `users` who work here, and in `company`."""
        return users.filtered(
            lambda user: user.active
            and not user.share
            and not user._is_superuser()
            and company in user.company_ids
        )
