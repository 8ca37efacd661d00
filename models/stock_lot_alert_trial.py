from odoo import fields, models
from odoo.tools import format_datetime, format_time, plaintext2html


class StockLotAlertRule(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The aspect that tries a rule out: does what it sends arrive? Notes no alert."""

    _inherit = "stock.lot.alert.rule"

    test_result = fields.Text("Last Test", readonly=True, copy=False)
    job_notice = fields.Char(compute="_compute_job_notice")

    def _compute_job_notice(self):
        job = self.env["stock.lot.alert.check"]._get_job()
        at = format_datetime(self.env, job.nextcall, dt_format="short")
        words = self.env._("Lots are looked at every hour, next at %(at)s.", at=at)
        if not job.active:
            words = self.env._(
                "The scheduled action '%(job)s' is switched off: nobody is told anything. Ask "
                "an administrator to switch it on.",
                job=job.name,
            )
        self.job_notice = words

    def action_send_test(self):
        """Send a test to everybody this rule tells, and say what became of it."""
        self.ensure_one()
        self.check_access("write")
        rule = self.sudo()  # sudo: mails and others' activities; the caller may change the rule
        company = self.company_id or self.env.company
        users = rule._get_recipients(company, self.product_tmpl_id)
        if self.tells_responsible and not self.product_tmpl_id:
            users |= self.env.user  # in place of each product's own responsible
        users |= rule._get_escalation_recipients(company)
        lines = [rule._send_test(user) for user in users]
        self.test_result = "\n".join(lines) or self.env._("There is nobody to tell.")
        return True

    def _send_test(self, user):
        """Send a test to one person by every way of this rule; return the outcome in words."""
        words = []
        if self.channel in ("mail", "both"):
            words.append(self._send_test_mail(user))
        if self.channel in ("activity", "both"):
            words.append(self._send_test_activity(user))
        return f"{user.name}: {', '.join(words)}"

    def _send_test_mail(self, user):
        if not user.email:
            return self.env._("no e-mail, the person has no address")
        Alert = self.env["stock.lot.alert"]
        theirs = self.with_context(lang=user.lang)
        body = theirs.env._(
            "This is a test of the alert rule %(rule)s. Nothing expires. When you read this, its "
            "mails arrive.",
            rule=theirs.name,
        )
        subject = theirs.env._("Test: %(rule)s", rule=theirs.name)
        mail = Alert._queue_mail(user, subject, plaintext2html(body))
        return self.env._(
            "sent to %(address)s at %(time)s, %(state)s",
            address=user.email,
            time=format_time(self.env, fields.Datetime.now(), time_format="short"),
            state=self.env["stock.lot.alert.notice"]._get_mail_words(mail),
        )

    def _send_test_activity(self, user):
        theirs = self.with_context(lang=user.lang)
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            {
                "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
                "summary": theirs.env._("Test: %(rule)s", rule=theirs.name),
                "note": theirs.env._("A test of the alert rule. Nothing expires; mark it as done."),
                "user_id": user.id,
            }
        )
        return self.env._("activity made")
