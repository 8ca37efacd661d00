from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .stock_lot_alert_tier import DATE_NAMES
from .stock_lot_days import DAYS

DATES = {*DAYS, *DATE_NAMES, "production_date", "company_id", "product_id"}


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The aspect that knows alerts: who asks for them, what changes them, how many are open."""

    _inherit = "stock.lot"

    alert_count = fields.Integer("Open Alerts", compute="_compute_alert_count")

    # what is due and in stock, found by a range of days
    _held_by_alert = models.Index("(alert_date, id) WHERE presence = 'on_hand'")
    _held_by_removal = models.Index("(removal_date, id) WHERE presence = 'on_hand'")
    _held_by_best_before = models.Index("(use_date, id) WHERE presence = 'on_hand'")

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_alert_count(self):
        counted = self.env["stock.lot.alert"]._read_group(
            [("lot_id", "in", self.ids), ("is_open", "=", True)], ["lot_id"], ["__count"]
        )
        count_by_lot = dict(counted)
        for lot in self:
            lot.alert_count = count_by_lot.get(lot, 0)

    @api.model
    def _alert_date_exceeded(self):  # pylint: disable=missing-return
        """Odoo's scheduler asks here; the rules answer. The shipped one does what Odoo did."""
        self.env["stock.lot.alert.check"]._run_within()

    def write(self, vals):
        result = super().write(vals)
        if DATES & vals.keys():
            self.filtered(lambda lot: lot.presence == "on_hand")._check_soon()
        elif "presence" in vals:
            self.env["stock.lot.alert.check"]._queue(self._with_dates())
        return result

    def _check_soon(self):
        """Have the next run look at these lots; at once where somebody sees an alert of them."""
        Check, Alert = self.env["stock.lot.alert.check"], self.env["stock.lot.alert"]
        Check._queue(self)
        # sudo: alerts of all companies end
        if self and Alert.sudo().search_count(
            [("lot_id", "in", self.ids), ("is_open", "=", True)], limit=1
        ):
            Check._get_job()._trigger()

    def _with_dates(self):
        """Return those of these lots that an alert could be about."""
        return self.filtered(lambda lot: any(lot[name] for name in self._get_alert_names()))

    def action_view_alerts(self):
        """Open the alerts of these lots, the answered ones too."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "stock_lot_lifecycle.stock_lot_alert_action"
        )
        return {**action, "domain": [("lot_id", "in", self.ids)], "context": {}}

    def _note_reminded(self):
        """Keep Odoo's own flag in step, in one statement: it was told that the date came."""
        self.flush_recordset()
        reached = Domain("id", "in", self.ids) & self._domain_day("alert_date", "<", 1)
        lots = self._search(reached & Domain("product_expiry_reminded", "!=", True))
        self.env.execute_query(
            SQL(
                """
                UPDATE stock_lot SET product_expiry_reminded = TRUE, write_date = %s, write_uid = %s
                WHERE id IN %s RETURNING id
                """,
                fields.Datetime.now(),
                self.env.uid,
                lots.subselect(),
            )
        )
        self.invalidate_recordset(["product_expiry_reminded", "write_date", "write_uid"])

    def _end_past_alerts(self):
        """End the alerts of these lots whose date changed or whose stock went."""
        self.flush_recordset()
        self.env["stock.quant"].flush_model()
        Alert = self.env["stock.lot.alert"]
        Alert.flush_model()
        lots = self._search(Domain("id", "in", self.ids))
        holders = Alert._get_holders_sql(SQL("alert.lot_id"))
        rows = self.env.execute_query(
            SQL(
                """
                SELECT alert.id, alert.day IS DISTINCT FROM %(day)s FROM (%(lots)s) AS lot
                JOIN stock_lot_alert alert ON alert.lot_id = lot.id AND NOT alert.is_over
                WHERE alert.day IS DISTINCT FROM %(day)s
                    OR NOT EXISTS (SELECT FROM (%(holders)s) AS place (company_id)
                        WHERE place.company_id = alert.company_id)
                """,
                lots=lots.select(SQL.identifier(lots.table, "id"), *self._get_alert_days_sql(lots)),
                holders=holders,
                day=self._get_alert_day_sql(),
            )
        )
        for changed, because in ((True, "date"), (False, "stock")):
            alerts = Alert.browse(row[0] for row in rows if row[1] is changed)
            alerts.write({"is_over": True})
            alerts._close(because)

    @api.model
    def _get_alert_names(self):
        return [name for name in DATE_NAMES if name in self._fields]

    @api.model
    def _get_alert_days_sql(self, query):
        """Return the day of each date alerts are about, as columns of that name."""
        days = []
        for name in self._get_alert_names():
            if self._fields[name].type == "date":
                day = SQL.identifier(query.table, name)
            else:
                day = self._get_day_sql(query.table, name, query)
            days.append(SQL("%s AS %s", day, SQL.identifier(name)))
        return days

    @api.model
    def _get_alert_day_sql(self):
        """Return the day of the date that ``alert`` is about."""
        cases = [
            SQL("WHEN %s THEN %s", name, SQL.identifier("lot", name))
            for name in self._get_alert_names()
        ]
        return SQL("CASE alert.date_name %s END", SQL(" ").join(cases))
