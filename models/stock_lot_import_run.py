import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .provenance import Provenance, with_provenance

# what the rows themselves may cause; faults of the moment (locks, a lost connection) are not
# among them: the job repeats those
FAILURES = (UserError, psycopg2.IntegrityError, psycopg2.DataError, ValueError, KeyError,
            OverflowError)  # fmt: skip


class StockLotImportProgress(models.Model):
    """How far an import in the background is; written beside its transaction, says nothing else."""

    _name = "stock.lot.import.progress"
    _description = "Progress of a Lot Import"
    _log_access = False

    import_res_id = fields.Integer(required=True, readonly=True)
    done = fields.Integer(readonly=True)
    total = fields.Integer(readonly=True)
    started_at = fields.Datetime(readonly=True)
    at = fields.Datetime(readonly=True)

    _once = models.UniqueIndex("(import_res_id)")

    @api.autovacuum
    def _gc_old(self):
        self.search([("at", "<", "-7d")]).unlink()


class StockLotImport(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The aspect that runs large imports in the background, and tells when they are ready."""

    _inherit = "stock.lot.import"

    progress = fields.Integer(compute="_compute_progress", help="Percent of the lots written.")
    progress_text = fields.Char(compute="_compute_progress")

    def _compute_progress(self):
        Progress = self.env["stock.lot.import.progress"].sudo()  # sudo: of an import the user sees
        found = Progress.search([("import_res_id", "in", self.ids)])
        by_import = {progress.import_res_id: progress for progress in found}
        for document in self:
            progress = by_import.get(document.id)
            document.progress = progress and 100 * progress.done // max(progress.total, 1)
            document.progress_text = document._get_progress_text(progress)

    def _get_progress_text(self, progress):
        if self.state != "running":
            return False
        if not progress:
            return self.env._("Waiting to start. You can leave this page.")
        spent = (progress.at - progress.started_at).total_seconds()
        left = spent * (progress.total - progress.done) / max(progress.done, 1)
        return self.env._(
            "%(done)s of %(total)s lots, about %(minutes)s min left. You can leave this page.",
            done=progress.done,
            total=progress.total,
            minutes=max(1, round(left / 60)),
        )

    def _report_progress(self, done, total):
        """Tell how far a background run is, in a transaction of its own: ours is not over."""
        if self.state != "running":
            return
        with self.env.registry.cursor() as cursor:
            self.with_env(self.env(cr=cursor)).env.execute_query(
                SQL(
                    """
                    INSERT INTO stock_lot_import_progress AS progress
                        (import_res_id, done, total, started_at, at)
                    VALUES (%(id)s, %(done)s, %(total)s, %(began)s,
                        clock_timestamp() AT TIME ZONE 'UTC')
                    ON CONFLICT (import_res_id) DO UPDATE
                    SET done = excluded.done, total = excluded.total, at = excluded.at
                    """,
                    id=self.id,
                    done=done,
                    total=total,
                    began=self.env.cr.now(),
                )
            )

    @api.model
    def _cron_run(self):
        """Apply the imports that wait, one transaction each."""
        waiting = self.search([("state", "=", "running")], order="id")
        for number, document in enumerate(waiting):
            document._run_in_background()
            left = len(waiting) - number - 1
            if not self.env["ir.cron"]._commit_progress(1, remaining=left) and left:
                return

    def _run_in_background(self):
        """Apply this import as the person who asked for it, and tell that person the end."""
        document = self.with_user(self.user_id).with_company(self.company_id)
        document = document.with_context(lang=self.user_id.lang, tz=self.user_id.tz)
        try:
            with self.env.cr.savepoint():
                done = document._apply()
            problem = done != document and document.earlier_text
        except FAILURES as error:
            self.env.invalidate_all()
            problem = str(error)
        if problem:
            decider = with_provenance(self, Provenance("import", decides=True))
            decider.write({"state": "failed", "problem": problem})
        document._tell_result()

    def _tell_result(self):
        """Send the person a message and, where a browser is open, a note on the screen."""
        if self.state == "done":
            text = self.env._(
                "%(document)s is ready: %(count)s lots.", document=self.name, count=self.lot_count
            )
        else:
            text = self.env._(
                "%(document)s was not imported: %(problem)s",
                document=self.name,
                problem=self.problem or "",
            )
        # sudo: a message to oneself, which stock users may not be allowed to write
        self.env["mail.thread"].sudo().message_notify(
            partner_ids=self.user_id.partner_id.ids,
            subject=self.name,
            body=text,
            model=self._name,
            res_id=self.id,
        )
        self.user_id._bus_send(
            "simple_notification",
            {"type": "success" if self.state == "done" else "danger", "message": text},
        )
