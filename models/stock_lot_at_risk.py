from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ..tools import at_risk_sql, calendar_day

RETURN_DAYS = 60  # what came longer ago, suppliers seldom take back
MOST = 0.5  # from this share on it is not enough to sell a lot first
ACTIONS = [
    ("move_out", "Move out"),
    ("return", "Return to supplier"),
    ("discount", "Discount"),
    ("sell_first", "Sell first"),
    ("none", "Nothing to do"),
]


class StockLotAtRisk(models.Model):
    """What of each lot will not sell in time, and what to do about it: a reading, not a table.

    One row per lot and company, of our own stock that expires. It plans nothing and moves nothing.
    """

    _name = "stock.lot.at.risk"
    _description = "Stock at Risk"
    _auto = False
    _order = "days_left, value desc, id"
    _rec_name = "lot_id"

    lot_id = fields.Many2one("stock.lot", "Lot / Serial Number", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", "Product Category", readonly=True)
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    supplier_id = fields.Many2one("res.partner", readonly=True)
    received_date = fields.Date(readonly=True)
    disposition_id = fields.Many2one("stock.lot.disposition", readonly=True)
    expiration_day = fields.Date("Expiry Date", readonly=True)
    last_day = fields.Date(
        "Sell Until",
        readonly=True,
        help="The last good day, or the day before it is to be removed from stock.",
    )
    days_left = fields.Integer(readonly=True, aggregator="min", help="Until the expiry date.")
    quantity = fields.Float("On Hand", digits="Product Unit", readonly=True)
    ahead_qty = fields.Float(
        "Sold Before It",
        digits="Product Unit",
        readonly=True,
        aggregator=None,
        help="Stock of the same product that expires earlier and is sold first.",
    )
    rate = fields.Float(
        "Demand / Day",
        digits=(16, 2),
        readonly=True,
        aggregator=None,
        help="Deliveries and consumption of the last days, less customer returns.",
    )
    at_risk_qty = fields.Float(
        "At Risk", digits="Product Unit", readonly=True, help="What will not sell in time."
    )
    value = fields.Monetary("Value at Risk", readonly=True, help="At cost.")
    action = fields.Selection(ACTIONS, "Proposal", readonly=True)
    explanation = fields.Char("Why", compute="_compute_explanation")

    _depends = {
        "stock.quant": [
            "lot_id", "product_id", "company_id", "quantity", "location_id", "owner_id",
        ],
        "stock.lot": [
            "expiration_date", "removal_date", "disposition_id", "company_id", "supplier_id",
            "received_date",
        ],
        "stock.move.line": [
            "state", "date", "product_id", "location_id", "location_dest_id", "company_id",
            "quantity_product_uom",
        ],
        "stock.location": ["usage", "company_id", "disposition_id"],
        "product.product": ["standard_price"],
        "product.template": ["categ_id"],
    }  # fmt: skip

    @property
    def _table_query(self):
        Lot = self.env["stock.lot"]
        Lot._plan_without_compiling()
        now = fields.Datetime.now()
        queue = at_risk_sql.queue(
            self._get_held_sql(),
            at_risk_sql.demands(self._get_windows()),
            Lot._get_day_sql("lot", "expiration_date", None),
            Lot._get_day_sql("lot", "removal_date", None),
            Lot._get_by_zone_sql(
                "lot", None, lambda zone: SQL("%s::date", calendar_day.day_of(now, zone))
            ),
        )
        return at_risk_sql.report(queue, self._get_cost_sql(), RETURN_DAYS, MOST)

    @api.model
    def _get_held_sql(self):
        Location = self.env["stock.location"].sudo()  # sudo: where expired stock lies is no secret
        uncounted = self.env["stock.lot.disposition"]._get_uncounted()
        companies = self.env.companies
        places = companies.sudo().lot_expired_location_id  # sudo: as above
        away = Location.search([("id", "child_of", places.ids)]) if places else places
        return at_risk_sql.held_lots(
            uncounted.ids, Location._get_ids_under(uncounted), away.ids, companies.ids
        )

    @api.model
    def _get_windows(self):
        """Return ``[(company id, days, start of the first of them)]`` to count demand in."""
        windows = []
        for company in self.env.companies:
            zone, days = company._get_lot_tz(), company.sudo().lot_demand_days  # sudo: a number
            first = calendar_day.shifted(company._get_lot_today(), -days)
            windows.append((company.id, days, calendar_day.start_of(first, zone)))
        return windows

    @api.model
    def _get_cost_sql(self):
        """Return the cost of one unit of the row `lot` of `product`, for the company of `risk`."""
        product = SQL("(product.standard_price ->> risk.company_id::text)::float8")
        if "lot_valuated" not in self.env["product.template"]._fields:
            return SQL("COALESCE(%s, 0)", product)
        of_lot = SQL("(lot.standard_price ->> risk.company_id::text)::float8")
        return SQL(
            "COALESCE(CASE WHEN template.lot_valuated THEN %s ELSE %s END, 0)", of_lot, product
        )

    @api.depends("action", "at_risk_qty", "rate", "last_day")
    def _compute_explanation(self):
        for row in self:
            row.explanation = row._get_explanation()

    def _get_explanation(self):
        words = self._get_facts_words()
        if self.action == "move_out":
            return self.env._("Expired after %(expiry)s. Move it out with an expiry run.", **words)
        if self.action == "none":
            return self.env._("Sells in time, at %(rate)s a day.", **words)
        return f"{self._get_fate(words)} {self._get_advice(words)}"

    def _get_fate(self, words):
        if (self.expiration_day - self.last_day).days > self.days_left:
            return self.env._("To be removed from stock: proposed until %(day)s only.", **words)
        if not self.rate:
            return self.env._("No demand in the last %(days)s days.", **words)
        if not self.ahead_qty:
            return self.env._(
                "At %(rate)s a day, %(lost)s of %(quantity)s are left on %(day)s.", **words
            )
        return self.env._(
            "At %(rate)s a day, after %(ahead)s that go first, %(lost)s of %(quantity)s are left "
            "on %(day)s.",
            **words,
        )

    def _get_advice(self, words):
        if self.action == "return":
            return self.env._(
                "It came from %(supplier)s on %(received)s: ask whether they take it back.",
                **words,
            )
        if self.action == "discount":
            return self.env._("Lower the price, or offer it to who takes a short life.")
        return self.env._("Sell this lot before others, or move it to where it is asked for.")

    def _get_facts_words(self):
        quantities = {
            "rate": self.rate, "ahead": self.ahead_qty, "lost": self.at_risk_qty,
            "quantity": self.quantity,
        }  # fmt: skip
        unit = self.uom_id.name
        words = {name: f"{round(value, 2):g} {unit}" for name, value in quantities.items()}
        return words | {
            "day": format_date(self.env, self.last_day),
            "expiry": format_date(self.env, self.expiration_day),
            "days": self.company_id.sudo().lot_demand_days,  # sudo: a number, for the report
            "supplier": self.supplier_id.display_name,
            "received": format_date(self.env, self.received_date),
        }

    def action_open_lot(self):
        """Open the lot."""
        self.ensure_one()
        return self.lot_id.get_formview_action()
