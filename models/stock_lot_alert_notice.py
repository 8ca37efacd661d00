from odoo import api, fields, models
from odoo.tools import SQL, format_datetime

KINDS = [("first", "First"), ("escalation", "Escalation")]
MEANS = [("activity", "Activity"), ("mail", "E-mail")]


class StockLotAlertNotice(models.Model):
    """One message to one person about some alerts: the proof of who was told how. Never altered.

    The address is kept as text: it outlives the mail and the person.
    """

    _name = "stock.lot.alert.notice"
    _description = "Notice of Expiry Alerts"
    _order = "id desc"
    _rec_name = "words"
    _log_access = False

    user_id = fields.Many2one("res.users", "To", readonly=True, ondelete="set null")
    user_name = fields.Char("Name", required=True, readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    means = fields.Selection(MEANS, "By", required=True, readonly=True)
    at = fields.Datetime("When", required=True, readonly=True)
    address = fields.Char(readonly=True)
    mail_id = fields.Many2one(
        "mail.mail", readonly=True, index="btree_not_null", ondelete="set null"
    )
    message_ref = fields.Char("Message ID", readonly=True)
    activity_ids = fields.Many2many(
        "mail.activity", "stock_lot_alert_activity_rel", "notice_id", "activity_id", readonly=True
    )
    alert_ids = fields.Many2many(
        "stock.lot.alert", "stock_lot_alert_notice_rel", "notice_id", "alert_id",
        string="Alerts", readonly=True,
    )  # fmt: skip
    words = fields.Char("Proof", compute="_compute_words")

    @api.depends("means", "address", "mail_id.state", "mail_id.failure_reason")
    @api.depends_context("lang", "tz")
    def _compute_words(self):
        for notice in self:
            at = format_datetime(self.env, notice.at, dt_format="short")
            if notice.means == "activity":
                words = self.env._("%(name)s: activity of %(at)s", name=notice.user_name, at=at)
            elif not notice.address:
                words = self.env._(
                    "%(name)s: no e-mail, the person has no address", name=notice.user_name
                )
            else:
                words = self.env._(
                    "%(name)s: e-mail to %(address)s at %(at)s, %(state)s",
                    name=notice.user_name,
                    address=notice.address,
                    at=at,
                    state=self._get_mail_words(notice.mail_id),
                )
            notice.words = words

    @api.model
    def _get_mail_words(self, mail):
        """Return where a mail is by now, in words."""
        mail = mail.sudo()  # sudo: the state of a mail that told of lots the reader sees
        if not mail or mail.state == "sent":
            return self.env._("sent")
        if mail.state in ("exception", "cancel"):
            reason = mail.failure_reason or self.env._("no reason given")
            return self.env._("not delivered: %(reason)s", reason=reason)
        return self.env._("in the outgoing queue")

    def _link(self, alert_ids):
        """Say which alerts this notice told of, in one statement."""
        self.ensure_one()
        self.env.execute_query(
            SQL(
                "INSERT INTO stock_lot_alert_notice_rel (notice_id, alert_id)"
                " SELECT %s, unnest(%s) RETURNING 1",
                self.id,
                list(alert_ids),
            )
        )

    def _end_activities(self):
        """End the activities that ask for nothing any more: all their alerts are answered."""
        self.env.flush_all()
        if not self:
            return
        rows = self.env.execute_query(
            SQL(
                """
                SELECT link.activity_id
                FROM stock_lot_alert_activity_rel link
                JOIN mail_activity activity ON activity.id = link.activity_id AND activity.active
                WHERE link.notice_id = ANY(%(notices)s) AND NOT EXISTS (
                    SELECT FROM stock_lot_alert_notice_rel told
                    JOIN stock_lot_alert alert ON alert.id = told.alert_id
                    WHERE told.notice_id = link.notice_id
                        AND alert.state IN ('pending', 'sent', 'escalated')
                        AND (activity.res_model IS NULL OR activity.res_id = alert.lot_id)
                )
                """,
                notices=list(self.ids),
            )
        )
        # sudo: whoever answers ends the activities of all who were asked
        self.env["mail.activity"].sudo().browse(row[0] for row in rows).unlink()
