from odoo import api, fields, models
from odoo.tools import format_date, format_list

NAMED = 200  # a longer mail is not read; the rest is behind its link
QUEUE = "mail.ir_cron_mail_scheduler_action"


class StockLotAlert(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The aspect that writes the mail: all alerts of one person, by place and product."""

    _inherit = "stock.lot.alert"

    @api.model
    def _send_mail(self, user, ids_by_kind):
        """Put one mail to `user` into Odoo's queue; return what proves it (a dict of values)."""
        if not user.email:
            return {"address": False}
        alerts = self.browse(ids_by_kind.get("escalation", []) + ids_by_kind.get("first", []))
        theirs = alerts.with_context(lang=user.lang, tz=user.tz)
        late = len(ids_by_kind.get("escalation", []))
        mail = theirs._queue_mail(user, theirs._get_mail_subject(late), theirs._render_mail(late))
        return {"address": user.email, "mail_id": mail.id, "message_ref": mail.message_id}

    @api.model
    def _queue_mail(self, user, subject, body):
        mail = self.env["mail.mail"].create(
            {
                "subject": subject,
                "email_from": self.env.company.email_formatted,
                "email_to": user.email_formatted,
                "body_html": body,
                "auto_delete": False,  # it is the proof
            }
        )
        self.env.ref(QUEUE)._trigger()
        return mail

    def _get_mail_subject(self, late):
        lots = len(self.lot_id)
        if late:
            return self.env._("Expiry alerts nobody answered: %(count)s", count=late)
        if lots == 1:
            return self.env._("Expiry alert: %(lot)s", lot=self.lot_id.name)
        return self.env._("Expiry alerts: %(count)s lots", count=lots)

    def _render_mail(self, late):
        return self.env["ir.qweb"]._render(
            "stock_lot_lifecycle.stock_lot_alert_mail",
            {
                "places": self[:NAMED]._group_for_mail(set(self[:late].ids)),
                "late": late,
                "more": len(self) - NAMED,
                "url": f"{self.browse().get_base_url()}/odoo/lot_alerts",
            },
        )

    def _group_for_mail(self, late_ids):
        """Return ``[(place, [(product, [line])])]``: what the mail says, in its order."""
        places = {}
        for alert, held in self._read_places().items():
            names = format_list(self.env, sorted(held)) or self.env._("No place")
            products = places.setdefault(names, {})
            products.setdefault(alert.product_id.display_name, []).append(
                alert._get_mail_line(alert.id in late_ids)
            )
        return sorted((place, sorted(products.items())) for place, products in places.items())

    def _get_mail_line(self, late):
        return {
            "url": f"{self.get_base_url()}/odoo/stock_lot/{self.lot_id.id}",
            "lot": self.lot_id.name,
            "quantity": self.lot_id._get_quantity_words(self.quantity),
            "warning": self.warning,
            "day": self._get_day_words(),
            "left": self.left_words or "",
            "late": late,
        }

    def _get_day_words(self):
        return format_date(self.env, self.day)

    def _read_places(self):
        """Return ``{alert: {name of a place}}``, in the order of the days."""
        quants = self.env["stock.quant"].search(
            fields.Domain("lot_id", "in", self.lot_id.ids)
            & fields.Domain("quantity", ">", 0)
            & fields.Domain("location_id", "any", self.lot_id._domain_places_on_hand())
        )
        by_lot = quants.grouped(lambda quant: (quant.lot_id.id, quant.company_id.id))
        return {
            alert: set(
                by_lot.get((alert.lot_id.id, alert.company_id.id), quants.browse())
                .location_id.mapped("display_name")
            )
            for alert in self.sorted(lambda alert: (alert.day, alert.id))
        }
