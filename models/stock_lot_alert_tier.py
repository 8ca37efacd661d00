from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import calendar_day

UNITS = [("days", "days before"), ("percent", "% of life left before")]
DATE_NAMES = ("alert_date", "use_date", "removal_date", "expiration_date", "retest_date")
BATCH = 5_000
OVERLAP = 1  # days looked at again: zones and clocks change


class StockLotAlertTier(models.Model):
    """One warning of a rule: so many days, or so much of its life, before which date.

    Finds the lots that became due since it was last asked, and notes an alert for each. The
    cost follows those lots: days that were looked at are not looked at again.
    """

    _name = "stock.lot.alert.tier"
    _description = "Warning of an Expiry Alert Rule"
    _order = "rule_id, amount desc, id"
    _rec_name = "words"

    rule_id = fields.Many2one("stock.lot.alert.rule", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="rule_id.company_id")
    amount = fields.Integer("Warn", default=0, required=True)
    unit = fields.Selection(UNITS, default="days", required=True)
    date_name = fields.Selection("_select_dates", "Date", default="expiration_date", required=True)
    seen_day = fields.Date(
        readonly=True, copy=False, help="All lots due until this day were looked at."
    )
    words = fields.Char("Warning", compute="_compute_words")

    _amount_positive = models.Constraint(
        "CHECK (amount >= 0)", "A warning comes before a date, not after it."
    )
    _percent_possible = models.Constraint(
        "CHECK (unit <> 'percent' OR amount BETWEEN 1 AND 100 AND date_name = 'expiration_date')",
        "A percentage is between 1 and 100, and counts to the expiry date.",
    )

    @api.model
    def _select_dates(self):
        labels = {
            "alert_date": self.env._("Alert from"),
            "use_date": self.env._("Best before"),
            "removal_date": self.env._("Remove from stock"),
            "expiration_date": self.env._("Expiry date"),
            "retest_date": self.env._("Retest date"),
        }
        known = self.env["stock.lot"]._fields
        return [(name, labels[name]) for name in DATE_NAMES if name in known]

    @api.depends("amount", "unit", "date_name")
    @api.depends_context("lang")
    def _compute_words(self):
        for tier in self:
            tier.words = self._get_words(tier.amount, tier.unit, tier.date_name)

    @api.model
    def _get_words(self, amount, unit, date_name):
        """Return when a warning comes, as people say it."""
        label = dict(self._select_dates()).get(date_name, date_name)
        if not amount:
            return label
        if unit == "percent":
            return self.env._("%(amount)s%% of life left", amount=amount)
        return self.env._("%(date)s, %(amount)s days before", date=label, amount=amount)

    @api.model_create_multi
    def create(self, vals_list):
        rules = self.rule_id.browse({vals["rule_id"] for vals in vals_list if vals.get("rule_id")})
        with self._warnings_told(rules):
            return super().create([{**vals, "seen_day": False} for vals in vals_list])

    def write(self, vals):
        if vals.keys() & {"amount", "unit", "date_name", "rule_id"}:
            vals = {**vals, "seen_day": False}
            with self._warnings_told(self.rule_id):
                return super().write(vals)
        return super().write(vals)

    def unlink(self):
        # sudo: alerts are the system's
        waiting = self.env["stock.lot.alert"].sudo()
        waiting.search([("tier_id", "in", self.ids), ("state", "=", "pending")])._close("rule")
        with self._warnings_told(self.rule_id):
            return super().unlink()

    def _warnings_told(self, rules):
        return self.env["stock.lot.event"]._policy_told(rules, {"tier_ids"})

    # what is due

    def _note_due(self, lots=None):
        """Note alerts for the lots that are due, batch by batch; yield how many each time.

        :param lots: Domain of the only lots to look at, whenever they became due
        """
        self.ensure_one()
        for company_id, others, scope in self.rule_id._get_parts():
            places = self._get_companies_sql(company_id, others)
            for zone, zoned in self.env["res.company"]._get_lot_zones():
                due = self._domain_due(zone, lots is None)
                domain = due & zoned & scope & (lots or Domain.TRUE)
                added = BATCH
                while added == BATCH:
                    added = self._insert_due(domain, zone, places)
                    if added:
                        yield added
        if lots is None:
            self._note_seen()

    def _note_seen(self):
        zones = self.env["res.company"]._get_lot_zones()
        today = min(self._get_today(zone) for zone, _lots in zones)
        if self.seen_day != today:
            self.seen_day = today

    @api.model
    def _get_today(self, zone):
        return calendar_day.day_of(fields.Datetime.now(), zone)

    def _domain_due(self, zone, new_only):
        """Return the lots in stock whose date in `zone` is near enough.

        :param new_only: leave out the days that were looked at before
        """
        held = Domain("presence", "=", "on_hand")
        today = self._get_today(zone)
        if self.unit == "percent":
            found = Domain.custom(
                to_sql=lambda _model, alias, _query: SQL(
                    "%s <= %s", self._get_due_sql(alias, zone), today
                )
            )
            first = calendar_day.shifted(self.seen_day, -OVERLAP)
            return held & self._domain_from(first if new_only else None, zone) & found
        first = calendar_day.shifted(self.seen_day, self.amount - OVERLAP)
        last = calendar_day.shifted(today, self.amount)
        return (
            held
            & self._domain_from(first if new_only else None, zone)
            & self._domain_until(last, zone)
        )

    def _domain_from(self, day, zone):
        if not day:
            return Domain(self.date_name, "!=", False)
        return self._domain_date(">=", day, zone)

    def _domain_until(self, day, zone):
        return self._domain_date("<", calendar_day.shifted(day, 1), zone)

    def _domain_date(self, operator, day, zone):
        """Return the lots whose date is before (<) or from (>=) a day, by a range of its index."""
        Lot = self.env["stock.lot"]
        if Lot._fields[self.date_name].type == "date":
            return Domain(self.date_name, operator, day)
        return Lot._domain_instant(self.date_name, operator, calendar_day.start_of(day, zone))

    def _get_day_sql(self, alias, zone):
        column = SQL.identifier(alias, self.date_name)
        if self.env["stock.lot"]._fields[self.date_name].type == "date":
            return column
        return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", column, zone)

    def _get_due_sql(self, alias, zone):
        """Return the day on which a lot becomes due.

        Without a manufacturing date, life is the product's shelf life.
        """
        day = self._get_day_sql(alias, zone)
        if self.unit == "days":
            return SQL("(%s - %s::int)", day, self.amount)
        return SQL(
            """(%(day)s - CEIL(%(share)s * GREATEST(0, COALESCE(%(day)s - %(made)s, (
                SELECT template.expiration_time FROM product_product product
                JOIN product_template template ON template.id = product.product_tmpl_id
                WHERE product.id = %(product)s
            ), 0)))::int)""",
            day=day,
            share=self.amount / 100,
            made=SQL.identifier(alias, "production_date"),
            product=SQL.identifier(alias, "product_id"),
        )

    @api.model
    def _get_companies_sql(self, company_id, others):
        holder = SQL("place.company_id")
        if company_id:
            return SQL("%s = %s", holder, company_id)
        return SQL("%s <> ALL(%s::int[])", holder, others)

    def _insert_due(self, domain, zone, places, ended=None):
        """Note an alert for each lot of `domain` and company that holds stock of it.

        :param ended: why nobody is told (a key of ENDINGS); the alerts are closed at once
        :return: how many, at most BATCH
        """
        # sudo: alerts are for the lots of all companies
        Lot = self.env["stock.lot"].sudo().with_context(active_test=False)
        Lot._prepare_on_hand()
        Lot.flush_model()
        lots = Lot._search(domain)
        alias = lots.table
        columns = [
            SQL.identifier(alias, "id"),
            SQL.identifier(alias, "product_id"),
            self._get_day_sql(alias, zone),
            self._get_due_sql(alias, zone),
        ]
        return len(
            self.env.execute_query(
                SQL(
                    """
                    INSERT INTO stock_lot_alert (lot_id, product_id, company_id, rule_id, tier_id,
                        amount, unit, date_name, day, due_on, state, closed_because, is_over,
                        create_date)
                    SELECT lot.id, lot.product_id, place.company_id, %(rule)s, %(tier)s,
                        %(amount)s, %(unit)s, %(date)s, lot.day, lot.due_on, %(state)s, %(ended)s,
                        FALSE, %(now)s
                    FROM (%(lots)s) AS lot (id, product_id, day, due_on)
                    CROSS JOIN LATERAL (%(holders)s) AS place (company_id)
                    WHERE %(places)s AND NOT EXISTS (
                        SELECT FROM stock_lot_alert told
                        WHERE told.lot_id = lot.id AND told.tier_id = %(tier)s
                            AND told.company_id = place.company_id AND told.day = lot.day
                            AND NOT told.is_over
                    )
                    LIMIT %(batch)s
                    ON CONFLICT DO NOTHING
                    RETURNING id
                    """,
                    rule=self.rule_id.id,
                    tier=self.id,
                    amount=self.amount,
                    unit=self.unit,
                    date=self.date_name,
                    state="closed" if ended else "pending",
                    ended=ended,
                    now=fields.Datetime.now(),
                    lots=lots.select(*columns),
                    holders=self.env["stock.lot.alert"]._get_holders_sql(SQL("lot.id")),
                    places=places,
                    batch=BATCH,
                )
            )
        )
