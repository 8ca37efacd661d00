from itertools import islice

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .stock_lot_alert_tier import BATCH

LOCK = "stock_lot_alert"
PER_SCHEDULER = 20  # batches in the one transaction of Odoo's own scheduler


class StockLotAlertCheck(models.Model):
    """Lots whose dates or stock changed since the last run: looked at whenever they are due."""

    _name = "stock.lot.alert.check"
    _description = "Lot to Check for Alerts"
    _order = "id"
    _log_access = False

    lot_id = fields.Many2one("stock.lot", required=True, index=True, ondelete="cascade")

    @api.model
    def _queue(self, lots):
        """Have the next run look at these lots, in one statement."""
        if lots.ids:
            self.env.execute_query(
                SQL(
                    "INSERT INTO stock_lot_alert_check (lot_id) SELECT unnest(%s) RETURNING 1",
                    list(lots.ids),
                )
            )

    @api.model
    def _get_job(self):
        # sudo: the job belongs to the system
        return self.env.ref("stock_lot_lifecycle.stock_lot_alert_cron").sudo()

    @api.model
    def _cron_run(self):
        """Find what is due and tell it, in batches that stay done."""
        Cron = self.env["ir.cron"]
        for count in self._work():
            if not Cron._commit_progress(count, remaining=1):
                return
        Cron._commit_progress(remaining=0)

    @api.model
    def _run_within(self):
        """Do the same inside another's transaction; leave to the job what would be too much."""
        if len(list(islice(self._work(), PER_SCHEDULER))) == PER_SCHEDULER:
            self._get_job()._trigger()

    @api.model
    def _work(self):
        """Look at what changed, then at what became due, then tell; yield after each batch."""
        # sudo: alerts are for the lots of all companies
        Check, Alert = self.sudo(), self.env["stock.lot.alert"].sudo()
        while Check._is_alone() and (done := Check._recheck()):
            yield done
        for tier in Check.env["stock.lot.alert.tier"].search([("rule_id.is_on", "=", True)]):
            for added in tier._note_due():
                yield added
                if not Check._is_alone():
                    return
        while Check._is_alone() and (told := Alert._tell_all()):
            yield told

    @api.model
    def _is_alone(self):
        """Return whether no other session works on alerts; until the transaction ends."""
        return self.env.execute_query(
            SQL("SELECT pg_try_advisory_xact_lock(hashtext(%s))", LOCK)
        )[0][0]

    @api.model
    def _recheck(self):
        """Look at the lots that changed, whenever they became due; return how many entries."""
        queued = self.search([], limit=BATCH)
        lots = queued.lot_id
        count = len(queued)
        if lots:
            lots._end_past_alerts()
            for tier in self.env["stock.lot.alert.tier"].search([("rule_id.is_on", "=", True)]):
                for _added in tier._note_due(Domain("id", "in", lots.ids)):
                    pass
        queued.unlink()
        return count
