from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .stock_lot_alert_tier import UNITS

STATES = [
    ("pending", "Not told yet"),
    ("sent", "Told"),
    ("escalated", "Escalated"),
    ("acknowledged", "Acknowledged"),
    ("closed", "Closed"),
]
OPEN = ("pending", "sent", "escalated")
ENDINGS = [
    ("date", "The date changed"),
    ("stock", "Nothing is left in stock"),
    ("newer", "A nearer warning came"),
    ("rule", "The rule was removed"),
    ("before", "Odoo told it before"),
]


class StockLotAlert(models.Model):
    """One lot, one warning, one company that holds stock: told once, until somebody answers.

    Written by the engine; people only acknowledge.
    """

    _name = "stock.lot.alert"
    _description = "Expiry Alert"
    _order = "escalated_at, day, id"
    _rec_name = "lot_id"
    _log_access = False

    lot_id = fields.Many2one(
        "stock.lot", "Lot / Serial Number", required=True, readonly=True, ondelete="cascade"
    )
    product_id = fields.Many2one(
        "product.product", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, help="Who holds the stock."
    )
    rule_id = fields.Many2one(
        "stock.lot.alert.rule", readonly=True, index=True, ondelete="set null"
    )
    tier_id = fields.Many2one(
        "stock.lot.alert.tier", readonly=True, index=True, ondelete="set null"
    )
    amount = fields.Integer(readonly=True, aggregator=None)
    unit = fields.Selection(UNITS, readonly=True)
    date_name = fields.Char("Which Date", readonly=True)
    warning = fields.Char(compute="_compute_warning")
    day = fields.Date("Date", required=True, readonly=True, help="The day it warns of.")
    due_on = fields.Date("Due", required=True, readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True)
    is_over = fields.Boolean(
        readonly=True, help="Its date changed or its stock went: the lot may be told about again."
    )
    closed_because = fields.Selection(ENDINGS, readonly=True)
    create_date = fields.Datetime("Found", readonly=True)
    told_at = fields.Datetime("Told", readonly=True)
    escalate_at = fields.Datetime("Escalates", readonly=True)
    escalated_at = fields.Datetime("Escalated On", readonly=True)
    acknowledged_at = fields.Datetime("Acknowledged On", readonly=True)
    acknowledged_by_id = fields.Many2one(
        "res.users", "Acknowledged by", readonly=True, ondelete="set null"
    )
    note = fields.Char("Answer", readonly=True)
    notice_ids = fields.Many2many(
        "stock.lot.alert.notice", "stock_lot_alert_notice_rel", "alert_id", "notice_id",
        string="Told to", readonly=True,
    )  # fmt: skip
    told_words = fields.Text("How it was told", compute="_compute_told_words")
    left_words = fields.Char("Left", compute="_compute_left_words")
    quantity = fields.Float("On Hand", compute="_compute_quantity", aggregator=None)
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    is_open = fields.Boolean(compute="_compute_is_open", search="_search_is_open")
    _once = models.UniqueIndex(
        "(lot_id, tier_id, company_id, day) WHERE NOT is_over",
        "This lot was warned of already.",
    )
    _by_lot = models.Index("(lot_id)")
    _pending = models.Index("(id) WHERE state = 'pending'")
    _escalating = models.Index("(escalate_at) WHERE state = 'sent'")
    _unanswered = models.Index(
        "(company_id, day) WHERE state IN ('pending', 'sent', 'escalated')"
    )

    @api.depends("amount", "unit", "date_name")
    @api.depends_context("lang")
    def _compute_warning(self):
        Tier = self.env["stock.lot.alert.tier"]
        for alert in self:
            alert.warning = Tier._get_words(alert.amount, alert.unit, alert.date_name)

    @api.depends("state")
    def _compute_is_open(self):
        for alert in self:
            alert.is_open = alert.state in OPEN

    def _search_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        unanswered = Domain("state", "in", OPEN)
        return Domain.OR(unanswered if wanted else ~unanswered for wanted in value)

    @api.depends("lot_id.expiration_date")
    @api.depends_context("lang")
    def _compute_left_words(self):
        for alert in self:
            lot = alert.lot_id
            alert.left_words = lot.expiration_day and lot._get_days_words(lot.days_left)

    @api.depends("lot_id", "company_id")
    def _compute_quantity(self):
        places = self.lot_id._domain_places_on_hand()
        # sudo: the quantity of an alert the reader sees; an auditor has no right on quants
        rows = self.env["stock.quant"].sudo()._read_group(
            Domain("lot_id", "in", self.lot_id.ids) & Domain("location_id", "any", places),
            ["lot_id", "company_id"],
            ["quantity:sum"],
        )
        held = {(lot.id, company.id): quantity for lot, company, quantity in rows}
        for alert in self:
            alert.quantity = held.get((alert.lot_id.id, alert.company_id.id), 0)

    @api.depends("notice_ids")
    def _compute_told_words(self):
        for alert in self:
            alert.told_words = "\n".join(alert.notice_ids.mapped("words"))

    # people

    def action_acknowledge(self):
        """Answer these alerts: somebody takes care."""
        self._acknowledge()
        return True

    def action_open_lot(self):
        """Open the lot on its own screen."""
        self.ensure_one()
        return self.lot_id._get_lots_action(self.lot_id.display_name, []) | {
            "res_id": self.lot_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _acknowledge(self, note=""):
        """Note who answered these alerts, and when; end the activities that asked for it.

        :param note: what the person says, may be empty
        :return: the alerts that were open until now
        """
        self.check_access("read")
        self.env["stock.lot"].check_access("write")
        # sudo: alerts are the system's; this verb records who answered
        return self.sudo()._answer(note).with_env(self.env)

    def _answer(self, note=""):
        """Note the answer of a person who may give it; return the alerts that were open."""
        answered = self.filtered("is_open")
        answered.write(
            {
                "state": "acknowledged",
                "acknowledged_at": fields.Datetime.now(),
                "acknowledged_by_id": self.env.uid,
                "note": (note or "").strip(),
            }
        )
        answered.notice_ids._end_activities()
        self.env["stock.lot.event"]._record(
            answered.lot_id,
            "acknowledged",
            per_lot={
                alert.lot_id.id: {"document": alert.warning, "reason": alert.note}
                for alert in answered
            },
        )
        return answered

    # the engine

    def _close(self, because):
        """End these alerts without an answer, and the activities that asked for one."""
        open_ones = self.filtered("is_open")
        open_ones.write({"state": "closed", "closed_because": because})
        open_ones.notice_ids._end_activities()

    @api.model
    def _get_holders_sql(self, lot_id):
        """Return ``SELECT company``: who has stock of the lot `lot_id` (SQL)."""
        # sudo: what belongs to no company is the main one's
        main = self.env["res.company"].sudo()._get_known_zones()[1]
        return SQL(
            """
            SELECT DISTINCT COALESCE(location.company_id, %(main)s)
            FROM stock_quant quant
            JOIN stock_location location ON location.id = quant.location_id
            WHERE quant.lot_id = %(lot)s AND quant.quantity > 0 AND (
                location.usage = 'internal'
                OR location.usage = 'transit' AND location.company_id IS NOT NULL
            )
            """,
            main=main,
            lot=lot_id,
        )

    @api.model
    def _note_told_before(self):
        """Note the lots in stock that Odoo told of before there were rules, as closed alerts."""
        tier = self.env.ref("stock_lot_lifecycle.stock_lot_alert_rule_default").tier_ids[:1]
        told = (
            Domain("presence", "=", "on_hand")
            & Domain("product_expiry_reminded", "=", True)
            & Domain("alert_date", "!=", False)
        )
        for zone, lots in self.env["res.company"]._get_lot_zones():
            while tier._insert_due(told & lots, zone, SQL("TRUE"), ended="before"):
                pass

    @api.model
    def _replace_older(self):
        """Close the alerts of a rule that a nearer warning about the same lot replaces.

        Alerts of a lot are sorted, not joined: any number may be new at once.
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE stock_lot_alert older SET state = 'closed', closed_because = 'newer'
                FROM (
                    SELECT id, bool_or(state = 'pending') OVER (
                        PARTITION BY lot_id, rule_id, company_id ORDER BY due_on DESC, id DESC
                        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                    ) AS is_replaced
                    FROM stock_lot_alert WHERE state IN %s AND rule_id IS NOT NULL
                ) AS open
                WHERE older.id = open.id AND open.is_replaced
                RETURNING older.id
                """,
                OPEN,
            )
        )
        if rows:
            self.invalidate_model()
            self.browse(row[0] for row in rows).notice_ids._end_activities()
        return len(rows)
