from odoo import api, models

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
        """Work on the next lots; return how many that were, 0 once it is over."""
        self.invalidate_recordset()
        if self.state != "running":
            return 0
        waiting = [("update_id", "=", self.id), ("state", "=", "waiting")]
        lines = self.line_ids.search(waiting, limit=None if self.everything else BATCH, order="id")
        if lines and self.everything:
            self._run_everything(lines)
        elif lines:
            lines._run()
        if self.state == "running" and not self.line_ids.search_count(waiting, limit=1):
            self.state = "done"
        if self.state != "running":
            self._tell_result()
        return len(lines)

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
        return records.with_user(user).with_context(
            allowed_company_ids=self.company_ids.ids, lang=user.lang, tz=user.tz
        )

    def _tell_result(self):
        """Send the person a message and, where a browser is open, a note on the screen."""
        document = self.with_context(lang=self.user_id.lang)
        if document.state == "failed":
            text = document.env._(
                "%(title)s: nothing was changed. %(problem)s",
                title=document.title,
                problem=document.problem,
            )
        else:
            text = document.env._(
                "%(title)s: %(changed)s lots changed, %(refused)s refused.",
                title=document.title,
                changed=document.changed_count,
                refused=document.refused_count,
            )
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
        lots._set_disposition(document._as_asker(document.disposition_id), document.reason)
        self.write({"state": "changed"})

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
