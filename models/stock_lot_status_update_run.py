from odoo import api, models
from odoo.tools import format_list

from .isolation import FAILURES, each_apart

BATCH = 1_000


class StockLotStatusUpdate(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The aspect that works through the lots, batch by batch; it goes on where it stopped."""

    _inherit = "stock.lot.status.update"

    @api.model
    def _cron_run(self):
        """Run the documents that wait, in batches that stay done."""
        for document in self.search([("state", "=", "running")], order="id"):
            while done := document._run_next():
                left = self._count_waiting()
                if not self.env["ir.cron"]._commit_progress(done, remaining=left) and left:
                    return

    @api.model
    def _count_waiting(self):
        return self.line_ids.search_count(
            [("state", "=", "waiting"), ("update_id.state", "=", "running")]
        )

    def _run_next(self):
        """Work on the next lots; return how many that were, 0 once it is over.

        What goes wrong here ends this document, with words; the others go on.
        """
        self.invalidate_recordset()
        if self.state != "running":
            return 0
        lines = self._get_waiting(None if self.everything else BATCH)
        problem = self._get_asker_refusal()
        if not problem:
            for _document, error in each_apart(self, lambda it: it._run_lines(lines)):
                problem = str(error)
        if problem:
            self._fail(problem)
        elif self.state == "running" and not self._get_waiting(1):
            self.state = "done"
        if self.state != "running":
            each_apart(self, lambda it: it._tell_result())
        return len(lines)

    def _get_waiting(self, limit=None):
        waiting = [("update_id", "=", self.id), ("state", "=", "waiting")]
        return self.line_ids.search(waiting, limit=limit, order="id")

    def _get_asker_refusal(self):
        """Return why nothing is decided in the asker's name any more; empty when it is."""
        user, lost = self.user_id, self.company_ids - self.user_id.company_ids
        if not user.active:
            return self.env._(
                "%(user)s does not work here any more. Somebody else has to ask for it.",
                user=user.name,
            )
        if lost:
            return self.env._(
                "%(user)s may not work in %(companies)s any more. Ask for it again, without "
                "the lots of that company.",
                user=user.name,
                companies=format_list(self.env, lost.mapped("name")),
            )
        return ""

    def _fail(self, problem):
        """End it here: the lots that changed stay changed, the others as they were."""
        self._get_waiting().write({"state": "left"})
        self.write({"state": "stopped" if self.changed_count else "failed", "problem": problem})

    def _run_lines(self, lines):
        if self.everything:
            self._run_everything(lines)
        else:
            lines._run()

    def _run_everything(self, lines):
        """Change all lots, or none."""
        todo = lines._refuse_what_changed()
        try:
            with self.env.cr.savepoint():
                for start in range(0, len(todo) if todo == lines else 0, BATCH):
                    todo[start : start + BATCH]._set()
            problem = "" if todo == lines else self.env._("Not every lot may be changed.")
        except FAILURES as error:
            problem = str(error)
        if problem:
            todo.write({"state": "left"})
            self.write({"state": "failed", "problem": problem})

    def _as_asker(self, records):
        """Return `records` as the person who asked sees them."""
        user = self.user_id
        companies = self.company_id | self.company_ids  # the first is the one events name
        return records.with_user(user).with_context(
            allowed_company_ids=companies.ids, lang=user.lang, tz=user.tz
        )

    def _tell_result(self):
        """Send the person a message and, where a browser is open, a note on the screen."""
        document = self.with_context(lang=self.user_id.lang)
        text = document._get_result_words()
        self.env["mail.thread"].message_notify(
            partner_ids=self.user_id.partner_id.ids,
            subject=document.title,
            body=text,
            model=self._name,
            res_id=self.id,
        )
        self.user_id._bus_send(
            "simple_notification",
            {"type": "success" if self.state == "done" else "warning", "message": text},
        )


    def _get_result_words(self):
        if self.state == "failed":
            return self.env._(
                "%(title)s: nothing was changed. %(problem)s",
                title=self.title,
                problem=self.problem,
            )
        words = self.env._(
            "%(title)s: %(changed)s lots changed, %(refused)s refused.",
            title=self.title,
            changed=self.changed_count,
            refused=self.refused_count,
        )
        proposed = len(self.line_ids.filtered(lambda line: line.state == "proposed"))
        more = proposed and self.env._("%(count)s wait for a second person.", count=proposed)
        return " ".join(filter(None, [words, more, self.problem]))


class StockLotStatusUpdateLine(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The lots of one batch: those that may are handed to the verb, the others say why not."""

    _inherit = "stock.lot.status.update.line"

    def _run(self):
        todo = self._refuse_what_changed()
        for line, error in each_apart(todo, lambda lines: lines._set()):
            line._refuse(str(error))

    def _set(self):
        document = self.update_id
        lots = document._as_asker(self.lot_id)
        disposition = document._as_asker(document.disposition_id)
        changed = lots._set_disposition(disposition, document.reason)
        done = self.filtered(lambda line: line.lot_id.id in changed._ids)
        done.write({"state": "changed"})
        (self - done).write({"state": "proposed"})

    def _refuse(self, why):
        self.write({"state": "refused", "why": why})

    def _refuse_what_changed(self):
        """Refuse what is gone, in work elsewhere, decided meanwhile or not allowed.

        :return: the other lines
        """
        document = self.update_id
        lots = self.lot_id.try_lock_for_update(allow_referencing=True)
        disposition = document._as_asker(document.disposition_id)
        refusals = {}
        for line in self:
            why = line._get_refusal(lots, disposition)
            refusals[why] = refusals.get(why, self.browse()) | line
        for why, lines in refusals.items():
            if why:
                lines._refuse(why)
        return refusals.get("", self.browse())

    def _get_refusal(self, lots, disposition):
        lot = self.lot_id
        if not lot:
            return self.env._("The lot was deleted meanwhile.")
        if lot not in lots:
            return self.env._("Somebody else was changing it at that moment. Try it again.")
        if lot.disposition_id == disposition:
            return self.env._("It was there already: nothing changed.")
        if lot.disposition_id != self.old_disposition_id:
            return self.env._(
                "It became %(status)s meanwhile. Look at it again.",
                status=lot.disposition_id.name,
            )
        return disposition._get_refusal(lot.disposition_id.with_env(disposition.env))
