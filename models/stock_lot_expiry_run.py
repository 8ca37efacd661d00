from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

STATES = [
    ("proposed", "Proposed"),
    ("posted", "Posted"),
    ("reverted", "Reverted"),
    ("discarded", "Discarded"),
]
OPTIONS = {"move_to", "with_blocked", "with_owners"}


class StockLotExpiryRun(models.Model):
    """A proposal to move expired stock out; what was posted of it, and its way back.

    A company has one open proposal at a time: proposing again looks again. It decides nothing
    about lots and re-dates nothing.
    """

    _name = "stock.lot.expiry.run"
    _description = "Expiry Run"
    _order = "id desc"
    _rec_name = "title"

    title = fields.Char(compute="_compute_title")
    state = fields.Selection(STATES, default="proposed", required=True, readonly=True)
    day = fields.Date(
        required=True, readonly=True, help="Lots whose last good day was before this one."
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    move_to = fields.Selection(
        [("place", "The place for expired stock"), ("scrap", "Scrap")],
        "Move to",
        default="place",
        required=True,
    )
    with_blocked = fields.Boolean(
        "Also blocked lots and places", help="They are kept where they are as evidence otherwise."
    )
    with_owners = fields.Boolean("Also stock of other owners")
    lot_ids = fields.Many2many(
        "stock.lot",
        string="Only these lots",
        readonly=True,
        help="Empty: all expired lots of the company.",
    )
    line_ids = fields.One2many("stock.lot.expiry.run.line", "run_id", "Lines")
    out_line_ids = fields.One2many(
        "stock.lot.expiry.run.line", "run_id", "To move", domain=[("outcome", "!=", "left_out")]
    )
    left_line_ids = fields.One2many(
        "stock.lot.expiry.run.line", "run_id", "Left out", domain=[("outcome", "=", "left_out")]
    )
    chosen_count = fields.Integer("Lines to move", compute="_compute_counts")
    left_count = fields.Integer("Left out", compute="_compute_counts")
    value = fields.Monetary(compute="_compute_counts")
    target_words = fields.Char("Destination", compute="_compute_target_words")
    posted_by_id = fields.Many2one("res.users", "Posted by", readonly=True)
    posted_at = fields.Datetime("Posted on", readonly=True)
    reverted_by_id = fields.Many2one("res.users", "Reverted by", readonly=True)
    reverted_at = fields.Datetime("Reverted on", readonly=True)
    problem = fields.Text(readonly=True)
    nothing_words = fields.Char(compute="_compute_nothing_words")

    _one_open = models.UniqueIndex(
        "(company_id) WHERE state = 'proposed'",
        "There is an open expiry run of this company already. Open it and look again.",
    )

    @api.depends("day")
    def _compute_title(self):
        for run in self:
            day = format_date(self.env, run.day) if run.day else ""
            run.title = self.env._("Expiry run %(number)s, %(day)s", number=run.id or "", day=day)

    @api.depends("line_ids.is_chosen", "line_ids.outcome")
    def _compute_counts(self):
        # sudo: counts of a document the reader sees
        rows = self.line_ids.browse().sudo()._read_group(
            [("run_id", "in", self._origin.ids)],
            ["run_id", "is_chosen", "code"],
            ["__count", "value:sum"],
        )
        for run in self:
            own = [row[1:] for row in rows if row[0] == run._origin]
            chosen = [row for row in own if row[0]]
            run.chosen_count = sum(count for *_keys, count, _value in chosen)
            run.value = sum(value for *_rest, value in chosen)
            run.left_count = sum(count for _chosen, code, count, _value in own if code)

    @api.depends("move_to", "company_id")
    def _compute_target_words(self):
        for run in self:
            # sudo: the name of a place, for who may read the run
            place = run.company_id.sudo().lot_expired_location_id
            new = self.env._("a new place for expired stock")
            scrap = self.env._("Scrap")
            run.target_words = scrap if run.move_to == "scrap" else place.display_name or new

    @api.depends("line_ids", "state")
    def _compute_nothing_words(self):
        for run in self:
            is_empty = run.state == "proposed" and not (run.chosen_count or run.left_count)
            run.nothing_words = is_empty and not run.line_ids and self._get_nothing_words()

    def write(self, vals):
        if self.env.su:
            return super().write(vals)
        if vals.keys() - OPTIONS - {"out_line_ids", "left_line_ids", "line_ids"}:
            raise AccessError(self.env._("An expiry run changes by its buttons only."))
        self._check_open()
        result = super().write(vals)
        if OPTIONS & vals.keys():
            for run in self:
                run._look()
        return result

    # the verbs: proposing

    @api.model
    def _propose(self, company=None, lots=None, **options):
        """Return the company's open proposal, looked at anew; a new one where there is none.

        :param lots: only these; all expired lots of the company otherwise
        :param options: move_to, with_blocked, with_owners
        :raises UserError: nothing has expired with stock left
        """
        company = company or self.env.company
        self._check_role("stock.group_stock_user", self.env._("propose to move stock out"))
        # sudo: only this verb and those below write runs; they check who calls
        Run = self.sudo()
        proposal = Run.search([("company_id", "=", company.id), ("state", "=", "proposed")])
        run = proposal or Run.create({"company_id": company.id, "day": company._get_lot_today()})
        run.write({**options, "lot_ids": [fields.Command.set(lots.ids if lots else [])]})
        run = run.with_env(self.env)
        if not run._look() and not proposal:
            run.sudo().unlink()  # sudo: as above
            raise UserError(self._get_nothing_words())
        return run

    def _look(self):
        """Replace the lines by what has expired now, what was unticked stays unticked.

        :return: the lines
        """
        self.ensure_one()
        self._check_open()
        found = self._find_expired()
        left = {line._get_key() for line in self._get_movable() if not line.is_chosen}
        # sudo: only the verbs write lines
        Line = self.env["stock.lot.expiry.run.line"].sudo()
        self.sudo().line_ids.unlink()
        Line.create([line._prepare_line_vals(self, left) for line in found])
        self.sudo().write({"day": self.company_id._get_lot_today(), "problem": False})
        self.invalidate_recordset()
        return self.line_ids

    def _get_movable(self):
        return self.line_ids.filtered(lambda line: not line.code)

    def _get_nothing_words(self):
        return self.env._("No expired lot has stock left. There is nothing to move out.")

    def _check_open(self):
        for run in self:
            if run.state != "proposed":
                states = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "%(run)s is %(state)s and does not change any more. Propose a new one.",
                        run=run.title,
                        state=states[run.state].lower(),
                    )
                )

    @api.model
    def _check_role(self, group, deed):
        if not self.env.su and not self.env.user.has_group(group):
            raise AccessError(
                self.env._(
                    "You may not %(deed)s. Ask a %(role)s.",
                    deed=deed,
                    role=self.env.ref(group).sudo().full_name,  # sudo: the name of a role
                )
            )

    # buttons

    def action_propose(self):
        """Open the proposal of what has expired now."""
        return self._propose()._get_open_action()

    def action_look_again(self):
        """Look for expired stock again."""
        for run in self:
            run._propose(run.company_id, run.lot_ids)

    def action_post(self):
        """Move the ticked lines out."""
        self.ensure_one()
        self._post()

    def action_revert(self):
        """Move everything back, or say what has moved on."""
        self.ensure_one()
        self._revert()

    def action_discard(self):
        """Put the proposal away; nothing moves."""
        self._check_role("stock.group_stock_user", self.env._("discard proposals"))
        self._check_open()
        self.sudo().state = "discarded"  # sudo: only the verbs write runs

    def action_print(self):
        """Print the list for the warehouse."""
        return self.env.ref("stock_lot_lifecycle.stock_lot_expiry_run_report").report_action(self)

    def action_open_moves(self):
        """Open the movements of this run, there and back."""
        self.ensure_one()
        moves = self.line_ids.out_line_id | self.line_ids.back_line_id
        action = self.env["ir.actions.act_window"]._for_xml_id("stock.stock_move_line_action")
        return {**action, "domain": [("id", "in", moves.ids)], "context": {}}

    def _get_printed_places(self):
        """Return ``[(place, lines)]`` of what moves, in the order of the places."""
        lines = self.out_line_ids.filtered("is_chosen")
        by_place = lines.grouped("location_id")
        return sorted(by_place.items(), key=lambda pair: pair[0].complete_name or "")

    def _get_open_action(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    # the nightly job

    @api.model
    def _cron_propose(self):
        """Propose, and where the company says so post, once a day and company."""
        companies = self.env["res.company"].search([("lot_expiry_schedule", "!=", "hand")])
        for done, company in enumerate(companies, 1):
            self.with_company(company)._run_daily(company)
            left = len(companies) - done
            if not self.env["ir.cron"]._commit_progress(1, remaining=left) and left:
                return
