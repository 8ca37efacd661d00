import json
import time

from psycopg2 import DataError

from odoo import api, fields, models
from odoo.tools import SQL, format_datetime

from ..tools import signature_sql, verify_sql
from .stock_lot_ledger import GUARD, GUARD_BODY

SLICE = 100_000  # lots per statement
LINES_KEPT = 1000
FINDERS = (
    verify_sql.chain_problems,
    verify_sql.tip_problems,
    verify_sql.fact_problems,
    signature_sql.unsigned_problems,
)
GUARDED = (
    "stock.lot.event",
    "stock.lot.seal",
    "stock.lot.seal.tip",
    "stock.lot.signature",
    "stock.lot.signature.use",
    "stock.lot.verification",
    "stock.lot.verification.line",
)
ROW_GUARD, TABLE_GUARD = 27, 34  # tgtype: before update or delete of a row; before truncate
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

    @api.model
    def _find_problems(self, lot_ids=None):
        """Return one ``(lot id, position, event id, problem, lot name, company id)`` per lot.

        Guards and seals that are broken come first, without a lot.

        :param lot_ids: only these lots and the seals over them; None: the whole ledger
        """
        self.env.flush_all()
        self.env["stock.lot"]._plan_without_compiling()
        found = {}
        for where in self._get_slices(lot_ids):
            for row in self._find_in_slice(where):
                found.setdefault(row[0], tuple(row))
        every = lot_ids is None
        lots = SQL("TRUE") if every else SQL("lot_res_id = ANY(%s)", list(lot_ids))
        for find in (verify_sql.untold_problems, verify_sql.sealed_problems):
            for row in self.env.execute_query(find(lots)):
                found.setdefault(row[0], tuple(row))
        which = lots if every else verify_sql.seals_over(lots)
        seals = self.env.execute_query(verify_sql.seal_problems(which))
        if every:
            seals += self.env.execute_query(signature_sql.signature_problems())
        return [*self._find_open_guards(), *map(tuple, seals), *found.values()]

    @api.model
    def _get_slices(self, lot_ids):
        """Yield conditions on a lot's id, each a part of the ledger that fits in memory."""
        if lot_ids is not None:
            yield SQL("lot_res_id = ANY(%s)", list(lot_ids))
            return
        first = self._get_first_lot(0)
        while first is not None:
            yield SQL("lot_res_id >= %s AND lot_res_id < %s", first, first + SLICE)
            first = self._get_first_lot(first + SLICE)

    @api.model
    def _get_first_lot(self, lot_id):
        """Return the first lot from `lot_id` on that the ledger knows, or None."""
        return self.env.execute_query(
            SQL(
                "SELECT LEAST((SELECT min(lot_res_id) FROM stock_lot_event WHERE %(where)s),"
                " (SELECT min(lot_res_id) FROM stock_lot_tip WHERE %(where)s))",
                where=SQL("lot_res_id >= %s", lot_id),
            )
        )[0][0]

    @api.model
    def _find_in_slice(self, where):
        try:
            with self.env.cr.savepoint(flush=False):
                return [row for find in FINDERS for row in self.env.execute_query(find(where))]
        except DataError:  # a payload that is no JSON: only by hand, in the database
            return self._find_in_halves(where)

    @api.model
    def _find_in_halves(self, where):
        lots = SQL(
            "SELECT lot_res_id FROM stock_lot_event WHERE %(where)s"
            " UNION SELECT lot_res_id FROM stock_lot_tip WHERE %(where)s",
            where=where,
        )
        ids = sorted(row[0] for row in self.env.execute_query(lots))
        if len(ids) == 1:
            return self._find_unreadable(ids[0])
        middle = len(ids) // 2
        halves = (*self._get_slices(ids[:middle]), *self._get_slices(ids[middle:]))
        return [row for half in halves for row in self._find_in_slice(half)]

    @api.model
    def _find_unreadable(self, lot_id):
        """Return the problem of a lot that has an event the database cannot read."""
        rows = self.env.execute_query(
            SQL(
                "SELECT lot_res_id, position, id, 'content', lot_name, company_id, payload"
                " FROM stock_lot_event WHERE lot_res_id = %s ORDER BY position",
                lot_id,
            )
        )
        bad = [row for row in rows if not self._is_readable(row[-1])] or rows
        return [row[:-1] for row in bad[:1]]

    @api.model
    def _is_readable(self, payload):
        try:
            facts = json.loads(payload, parse_constant=lambda name: {}[name])
        except (ValueError, KeyError):
            return False
        return isinstance(facts, dict) and isinstance(facts.get("new", {}), dict)

    @api.model
    def _find_open_guards(self):
        """Return a problem for each table that the database does not guard any more."""
        tables = [self.env[name]._table for name in GUARDED]
        guarded = self.env.execute_query(
            SQL(
                "SELECT tgrelid::regclass::text FROM pg_trigger"
                " JOIN pg_proc ON pg_proc.oid = tgfoid"
                " WHERE (tgname, tgtype) IN %s AND tgenabled IN ('O', 'A')"
                " AND tgqual IS NULL AND tgattr::text = '' AND proname = %s AND prosrc = %s"
                " GROUP BY 1 HAVING count(*) = 2",
                ((GUARD, ROW_GUARD), (f"{GUARD}_truncate", TABLE_GUARD)),
                GUARD,
                GUARD_BODY,
            )
        )
        missing = set(tables) - {row[0] for row in guarded}
        return [(None, None, None, "guard", name, None) for name in sorted(missing)]
