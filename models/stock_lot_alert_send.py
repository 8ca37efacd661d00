from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, plaintext2html

AT_ONCE = 25  # more alerts than this for one person at a time are one activity
MANY = 50_000


class StockLotAlert(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The aspect that tells: who gets which alerts, by an activity, by mail, or by both."""

    _inherit = "stock.lot.alert"

    @api.model
    def _tell_all(self):
        """Tell everybody concerned of what is new and of what nobody answered.

        :return: the number of alerts that were told
        """
        now = fields.Datetime.now()
        new = self._search_new()
        if new and self._replace_older():
            new = self._search_new()
        late = self.search([("state", "=", "sent"), ("escalate_at", "<=", now)], limit=MANY)
        told = {}
        for kind, alerts in (("escalation", late), ("first", new)):
            for means, user, ids in alerts and alerts._read_recipients(kind):
                told.setdefault((means, user), {}).setdefault(kind, []).extend(ids)
        if not told:
            return 0
        self._send(told)
        return new._note_sent(now) + late._note_escalated(now)

    @api.model
    def _search_new(self):
        return self.search([("state", "=", "pending")], order="id", limit=MANY)

    def _read_recipients(self, kind):
        """Return ``[(means, user, [alert id])]``; one statement reads which rules they are of."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT alert.rule_id, alert.company_id, product.product_tmpl_id,
                    array_agg(alert.id ORDER BY alert.id)
                FROM stock_lot_alert alert
                JOIN product_product product ON product.id = alert.product_id
                WHERE alert.id = ANY(%s) AND alert.rule_id IS NOT NULL
                GROUP BY 1, 2, 3
                """,
                list(self.ids),
            )
        )
        found = []
        templates = self.env["product.template"].browse(row[2] for row in rows)
        for (rule_id, company_id, _id, ids), template in zip(rows, templates, strict=True):
            rule = self.env["stock.lot.alert.rule"].browse(rule_id)
            company = self.env["res.company"].browse(company_id)
            if kind == "first":
                users = rule._get_recipients(company, template)
            else:
                users = rule._get_escalation_recipients(company)
            means = ("activity", "mail") if rule.channel == "both" else (rule.channel,)
            found += [(one, user, ids) for one in means for user in users]
        return found

    @api.model
    def _send(self, told):
        """Send each person one message, and note it as the proof.

        :param told: ``{(means, user): {kind: [alert id]}}``
        """
        for (means, user), ids_by_kind in told.items():
            if means == "mail":
                proof = self._send_mail(user, ids_by_kind)
            for kind, ids in ids_by_kind.items():
                if means == "activity":
                    proof = self._ask(user, self.browse(ids), kind)
                notice = self.env["stock.lot.alert.notice"].create(
                    {
                        "user_id": user.id,
                        "user_name": user.name,
                        "kind": kind,
                        "means": means,
                        "at": fields.Datetime.now(),
                        **proof,
                    }
                )
                notice._link(ids)
        self.invalidate_model(["notice_ids", "told_words"])

    def _note_sent(self, now):
        """Note that these alerts were told; those nobody could be told of stay pending."""
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE stock_lot_alert alert SET state = 'sent', told_at = %(now)s,
                    escalate_at = CASE WHEN rule.escalate_after > 0
                        THEN %(now)s + rule.escalate_after * interval '1 day' END
                FROM stock_lot_alert_rule rule
                WHERE alert.id = ANY(%(ids)s) AND alert.state = 'pending'
                    AND rule.id = alert.rule_id AND EXISTS (
                        SELECT FROM stock_lot_alert_notice_rel told WHERE told.alert_id = alert.id
                    )
                RETURNING alert.lot_id
                """,
                ids=list(self.ids),
                now=now,
            )
        )
        self.invalidate_model()
        self.env["stock.lot"].browse(row[0] for row in rows)._note_reminded()
        return len(rows)

    def _note_escalated(self, now):
        """Note that these alerts were told to the next ones; without any, they wait a day."""
        told = self.filtered(lambda alert: "escalation" in alert.notice_ids.mapped("kind"))
        told.write({"state": "escalated", "escalated_at": now})
        (self - told).write({"escalate_at": now + timedelta(days=1)})
        return len(told)

    # activities

    @api.model
    def _ask(self, user, alerts, kind):
        """Give `user` an activity on each lot, or one for all where they are many."""
        alerts = alerts.with_context(lang=user.lang)
        if len(alerts) > AT_ONCE:
            todo = [alerts._prepare_summary_activity(user, kind)]
        else:
            todo = [alert._prepare_activity(user, kind) for alert in alerts]
        # one by one, Odoo would mail each person about each activity
        Activity = self.env["mail.activity"].with_context(mail_activity_quick_update=True)
        return {"activity_ids": [fields.Command.set(Activity.create(todo).ids)]}

    def _prepare_activity(self, user, kind):
        words = self.env._(
            "%(lot)s of %(product)s: %(warning)s (%(day)s).",
            lot=self.lot_id.name,
            product=self.product_id.display_name,
            warning=self.warning,
            day=self._get_day_words(),
        )
        return {
            **self._prepare_any_activity(user, kind),
            "res_model_id": self.env["ir.model"]._get_id("stock.lot"),
            "res_id": self.lot_id.id,
            "note": plaintext2html(words),
        }

    def _prepare_summary_activity(self, user, kind):
        words = self.env._(
            "%(count)s lots reached their warning. Open Inventory, Lot control, Expiry alerts.",
            count=len(self),
        )
        return {**self._prepare_any_activity(user, kind), "note": plaintext2html(words)}

    @api.model
    def _prepare_any_activity(self, user, kind):
        summaries = {
            "first": self.env._("Alert Date Reached"),
            "escalation": self.env._("Nobody answered: Alert Date Reached"),
        }
        return {
            "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
            "summary": summaries[kind],
            "date_deadline": fields.Date.context_today(self.with_context(tz=user.tz)),
            "user_id": user.id,
            "automated": True,
        }
