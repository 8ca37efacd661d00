from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .isolation import each_apart

BATCH = 100
MEANWHILE = timedelta(minutes=5)  # longer than a call may take
WAITING = ("confirmed", "partially_available", "waiting")


class StockLotReassignment(models.Model):
    """A movement that shall look for stock again; a queue outside the decision, decides nothing.

    A movement may stand here more than once: looking twice does no harm, and two decisions
    at the same time do not get into each other's way.
    """

    _name = "stock.lot.reassignment"
    _description = "Movement That Looks for Stock Again"
    _order = "id"
    _log_access = False

    move_id = fields.Many2one("stock.move", required=True, index=True, ondelete="cascade")

    @api.model
    def _queue(self, moves):
        """Have `moves` look for stock again, soon; then look for what reserved meanwhile."""
        if moves:
            self._insert(SQL("SELECT unnest(%s)", list(moves.ids)))
        self._get_job()._trigger(fields.Datetime.now() + MEANWHILE)

    @api.model
    def _queue_waiting(self, domain):
        """Have all movements of `domain` that wait for stock, and may take it, look again."""
        # sudo: whoever lifts a block may have no rights on the transfers that wait for it
        parameters = self.env["ir.config_parameter"].sudo()
        if parameters.get_param("stock.picking_no_auto_reserve"):
            return
        Move = self.env["stock.move"].sudo()  # sudo: as above
        due = (
            Domain("reservation_date", "<=", fields.Date.today())
            | Domain("picking_type_id.reservation_method", "=", "at_confirm")
            | Domain("move_orig_ids", "!=", False)
        )
        waiting = Domain("state", "in", WAITING) & due & Domain(domain)
        query = Move._search(waiting, order="priority desc, date asc, id asc")
        self._insert(query.select())

    @api.model
    def _insert(self, ids_sql):
        self.env["stock.move"].flush_model()
        added = self.env.execute_query(
            SQL(
                "INSERT INTO stock_lot_reassignment (move_id) %s RETURNING id",
                ids_sql,
            )
        )
        if added:
            self._get_job()._trigger()

    @api.model
    def _get_job(self):
        # sudo: the job belongs to the system
        return self.env.ref("stock_lot_lifecycle.stock_lot_reassignment_cron").sudo()

    @api.model
    def _cron_run(self):
        """Let all queued movements look for stock, in batches that stay done."""
        self._take_back()
        while done := self._run_batch():
            left = self.search_count([])
            if not self.env["ir.cron"]._commit_progress(done, remaining=left):
                return

    @api.model
    def _take_back(self):
        """Take back reservations that a block did not see, nor they the block.

        Both can be written at the same time; whoever is second to commit is not told.
        """
        Line = self.env["stock.move.line"].sudo()  # sudo: as for those that were seen
        blocked = self.env["stock.quant"]._domain_any_blocked() & Domain("picked", "=", False)
        missed = Line._search_stopped(blocked)
        if missed:
            Line._release_stopped(Domain("id", "in", missed.ids))

    @api.model
    def _run_batch(self, limit=BATCH):
        """Let the next movements look for stock; return how many entries that settled."""
        queued = self.search([], limit=limit).try_lock_for_update()
        moves = queued.move_id.filtered(lambda move: move.state in WAITING)
        count = len(queued)
        queued.unlink()
        each_apart(moves, lambda some: some._action_assign())
        return count
