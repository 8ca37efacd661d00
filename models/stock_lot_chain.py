from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import ledger_sql

TIP_FIELDS = {"event_tally", "last_hash"}


class StockLotTip(models.Model):
    """Where the chain of one lot's events ends; only the ledger moves it, it outlives the lot.

    A narrow table of its own: an update of the lot's row would touch all of its indexes.
    """

    _name = "stock.lot.tip"
    _inherit = ["stock.lot.ledger"]
    _description = "End of a Lot's Chain"
    _log_access = False
    _guarded = False

    lot_res_id = fields.Integer("Lot ID", required=True, readonly=True)
    event_tally = fields.Integer("Number of Events", required=True, readonly=True)
    last_hash = fields.Char(required=True, readonly=True)

    _by_lot = models.UniqueIndex("(lot_res_id)")

    def init(self):  # pylint: disable=missing-return
        super().init()
        self.env.cr.execute(ledger_sql.fill_tips())

    @api.model
    def _read_tips(self, lot_ids, lock=False):
        """Return ``{lot id: (number of events, last hash)}`` of lots that have events.

        :param lock: nobody else adds to them from now on. A session that tries waits for us
            and then begins anew: a chain cannot fork.
        """
        rows = self.env.execute_query(
            SQL(
                "SELECT lot_res_id, event_tally, last_hash FROM stock_lot_tip"
                " WHERE lot_res_id = ANY(%s) ORDER BY lot_res_id %s",
                list(lot_ids),
                SQL("FOR NO KEY UPDATE") if lock else SQL(),
            )
        )
        return {lot_id: (tally, last_hash) for lot_id, tally, last_hash in rows}

    @api.model
    def _get_move_sql(self, tips):
        """Return the statement that moves the ends to `tips`, as `_read_tips` gives them."""
        return SQL(
            "INSERT INTO stock_lot_tip (lot_res_id, event_tally, last_hash)"
            " SELECT * FROM unnest(%s::int4[], %s::int4[], %s::varchar[])"
            " ON CONFLICT (lot_res_id) DO UPDATE"
            " SET event_tally = excluded.event_tally, last_hash = excluded.last_hash",
            list(tips),
            [tally for tally, _hash in tips.values()],
            [last_hash for _tally, last_hash in tips.values()],
        )


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """How many events a lot has and the hash of the last one; nobody writes them."""

    _inherit = "stock.lot"

    event_tally = fields.Integer(
        "Number of Events",
        compute="_compute_tip",
        help="How many events the ledger has of this lot, those of other companies included.",
    )
    last_hash = fields.Char(
        compute="_compute_tip", help="Hash of the last event: the end of the lot's chain."
    )

    def _compute_tip(self):
        tips = self.env["stock.lot.tip"]._read_tips(self._origin.ids)
        for lot in self:
            lot.event_tally, lot.last_hash = tips.get(lot._origin.id, (0, False))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_no_tip(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_no_tip(vals)
        return super().write(vals)

    @api.model
    def _check_no_tip(self, vals):
        if TIP_FIELDS & vals.keys():
            raise UserError(
                self.env._("The count and the last hash of a lot's events follow its ledger.")
            )
