import time

from odoo import api, fields, models
from odoo.tools import SQL, format_datetime

LINES_KEPT = 1000
COLUMNS = (
    ("at", "timestamp"),
    ("user_res_id", "int4"),
    ("user_name", "varchar"),
    ("event_count", "int4"),
    ("seal_count", "int4"),
    ("broken_count", "int4"),
    ("seconds", "float8"),
)
LINE_COLUMNS = (
    ("verification_id", "int4"),
    ("lot_res_id", "int4"),
    ("position", "int4"),
    ("event_res_id", "int4"),
    ("problem", "varchar"),
    ("lot_name", "varchar"),
    ("company_id", "int4"),
)


class StockLotVerification(models.Model):
    """One check of the whole ledger and what it found; it repairs nothing."""

    _name = "stock.lot.verification"
    _inherit = ["stock.lot.ledger", "mail.thread", "mail.activity.mixin"]
    _description = "Verification of the Ledger"
    _order = "at desc, id desc"
    _rec_name = "at"
    _log_access = False
    _mail_post_access = "read"

    at = fields.Datetime("Verified on", required=True, readonly=True)
    user_res_id = fields.Integer("User ID", readonly=True)
    user_name = fields.Char("By", readonly=True)
    event_count = fields.Integer("Events Checked", readonly=True)
    seal_count = fields.Integer("Seals Checked", readonly=True)
    broken_count = fields.Integer("Broken", readonly=True, help="Broken lots and seals.")
    seconds = fields.Float(readonly=True)
    verdict = fields.Selection(
        [("intact", "Intact"), ("broken", "Broken")], compute="_compute_verdict"
    )
    first_broken = fields.Char("First Broken Link", compute="_compute_first_broken")
    line_ids = fields.One2many("stock.lot.verification.line", "verification_id", readonly=True)

    @api.depends("broken_count")
    def _compute_verdict(self):
        for verification in self:
            verification.verdict = "broken" if verification.broken_count else "intact"

    @api.depends("line_ids")
    def _compute_first_broken(self):
        for verification in self:
            line = verification.line_ids[:1]
            verification.first_broken = line and f"{line.display_name}: {line.words}"

    @api.depends("at", "broken_count")
    def _compute_display_name(self):
        for verification in self:
            at = format_datetime(self.env, verification.at, dt_format="short")
            verification.display_name = self.env._("Verification of %(time)s", time=at)

    def action_verify(self):
        """Verify the whole ledger now and show what was found."""
        self.env["stock.lot.seal"]._check_role()
        verification = self._verify()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "stock_lot_lifecycle.stock_lot_verification_action"
        )
        views = {"view_mode": "form", "views": [(False, "form")]}
        return {**action, **views, "res_id": verification.id}

    @api.model
    def _cron_verify(self):
        verification = self._verify()
        if verification.broken_count:
            verification._alarm()

    def _alarm(self):
        """Give the administrators of lots something to do, unless they still have it to do."""
        group = self.env.ref("stock_lot_lifecycle.stock_lot_lifecycle_group_administrator")
        users = group.all_user_ids.filtered(lambda user: user.active and not user.share)
        # sudo: what others have to do is asked by the system
        open_ = self.env["mail.activity"].sudo().search(
            [("res_model", "=", self._name), ("user_id", "in", users.ids), ("automated", "=", True)]
        )
        for user in users - open_.user_id:
            lines = self.with_context(lang=user.lang)
            lines.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=lines.env._("The ledger of lots was altered"),
                note=lines.first_broken,
                user_id=user.id,
            )

    @api.model
    def _verify(self):
        """Check events, links, ends, seals and facts; keep the result and return it."""
        started = time.monotonic()
        problems = self._find_problems()
        counts = self.env.execute_query(
            SQL(
                "SELECT (SELECT count(*) FROM stock_lot_event),"
                " (SELECT count(*) FROM stock_lot_seal)"
            )
        )[0]
        user = self.env.user
        row = (
            self.env.cr.now().replace(microsecond=0), user.id, user.name, *counts,
            len(problems), time.monotonic() - started,
        )  # fmt: skip
        [[verification_id]] = self.env.execute_query(self._get_insert_sql(COLUMNS, [row]))
        Line = self.env["stock.lot.verification.line"]
        lines = [(verification_id, *problem) for problem in problems[:LINES_KEPT]]
        if lines:
            self.env.execute_query(Line._get_insert_sql(LINE_COLUMNS, lines))
        return self.browse(verification_id)
