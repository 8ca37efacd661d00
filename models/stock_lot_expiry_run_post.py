from odoo import fields, models
from odoo.exceptions import LockError, UserError

from .isolation import FAILURES

NAMED = 10
MANAGER = "stock.group_stock_manager"


class StockLotExpiryRun(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The aspect that posts a proposal as ordinary movements of today, and moves them back."""

    _inherit = "stock.lot.expiry.run"

    def _post(self):
        """Move the ticked lines out and tell their lots.

        :raises AccessError: only an inventory manager posts
        :raises UserError: nothing is ticked; something changed since the proposal; somebody
            else posts it right now or did so already; it is scrap and nobody asked
        """
        self.ensure_one()
        self._check_role(MANAGER, self.env._("move expired stock out"))
        self._check_somebody()
        self._take()
        self._check_open()
        lines = self._get_movable().filtered("is_chosen")
        if not lines:
            raise UserError(self.env._("No line is ticked. Tick what shall move out."))
        self._check_unchanged(lines)
        lines._release()
        lines._scrap() if self.move_to == "scrap" else lines._move_out()
        lines._tell("expired_out", lines.out_line_id)
        # sudo: only the verbs write runs and lines
        self.sudo().write(self._stamp("posted"))
        lines.sudo().write({"outcome": "moved"})
        (self._get_movable() - lines).sudo().write({"outcome": "kept"})

    def _revert(self):
        """Move everything back where it was: all of it, or nothing.

        :raises UserError: some of it has moved on, and where to
        """
        self.ensure_one()
        self._check_role(MANAGER, self.env._("move expired stock back"))
        self._take()
        if self.state != "posted":
            raise UserError(self.env._("Only a posted run can be reverted."))
        lines = self.line_ids.filtered(lambda line: line.outcome == "moved")
        problems = lines._find_moved_on()
        if problems:
            raise UserError(self._get_moved_on_words(problems))
        lines._move_back()
        lines._tell("expired_back", lines.back_line_id)
        # sudo: only the verbs write runs and lines
        self.sudo().write(self._stamp("reverted"))
        lines.sudo().write({"outcome": "returned"})

    def _stamp(self, state):
        who, at = (f"{state}_{name}" for name in ("by_id", "at"))
        return {"state": state, who: self.env.uid, at: fields.Datetime.now()}

    def _take(self):
        """Take this run, or say that somebody else has it in work."""
        try:
            self.sudo().lock_for_update()  # sudo: whoever may post it takes it
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody else is posting or reverting %(run)s right now. Nothing was done "
                    "by you: open it again in a moment.",
                    run=self.title,
                )
            ) from error
        self.invalidate_recordset()

    def _check_somebody(self):
        if self.move_to == "scrap" and self.env.user._is_superuser():
            raise UserError(self.env._("Scrapping takes a person: an inventory manager posts it."))

    def _check_unchanged(self, lines):
        """Refuse when the goods are not as they were proposed."""
        now = {found._get_key(): found.quantity for found in self._find_expired() if not found.code}
        changed = [
            self.env._(
                "%(line)s: now %(quantity)s",
                line=line._get_words(),
                quantity=f"{now.get(line._get_key(), 0.0):g}",
            )
            for line in lines
            if line.uom_id.compare(now.get(line._get_key(), 0.0), line.quantity)
        ]
        if changed:
            raise UserError(
                "\n".join(
                    [
                        self.env._(
                            "The stock has changed since the proposal. Nothing was moved: choose "
                            "Look Again, check the lines, and post."
                        ),
                        *changed[:NAMED],
                    ]
                )
            )

    def _get_moved_on_words(self, problems):
        words = self.env._(
            "Nothing was moved back: a run is reverted as a whole, and these goods have moved on. "
            "Bring them back first, or move the others by a transfer."
        )
        return "\n".join([words, *problems[:NAMED]])

    # the nightly job

    def _run_daily(self, company):
        """Propose for `company` once a day; post it where the company lets the job do so."""
        today = company._get_lot_today()
        if self.search_count([("company_id", "=", company.id), ("day", "=", today)], limit=1):
            return
        try:
            with self.env.cr.savepoint():
                run = self._propose(company)
        except UserError:
            return  # nothing has expired
        if company.lot_expiry_schedule == "post" and run.move_to == "place" and run.chosen_count:
            run._post_alone()

    def _post_alone(self):
        """Post without a person; what stands against it is noted on the proposal, which stays."""
        try:
            with self.env.cr.savepoint():
                self._post()
        except FAILURES as error:
            self.invalidate_recordset()
            self.problem = str(error)
