import json

from psycopg2 import DataError

from odoo import api, models
from odoo.tools import SQL

from ..tools import signature_sql, verify_facts_sql, verify_sql
from .stock_lot_ledger import GUARD, GUARD_BODY

SLICE = 100_000  # lots per statement
FINDERS = (
    verify_sql.chain_problems,
    verify_sql.tip_problems,
    verify_facts_sql.fact_problems,
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


class StockLotVerification(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Finding what was altered in the ledger, a part that fits in memory at a time."""

    _inherit = "stock.lot.verification"

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
