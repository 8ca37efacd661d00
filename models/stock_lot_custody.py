from odoo import models

from ..tools import custody_sql
from ..tools.custody import Custody, Hop, stays_of
from ..tools.trace import Withheld

MAX_MOVES = 20_000


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The chain of custody: who held a lot, where, from when to when. Writes nothing."""

    _inherit = "stock.lot"

    def _get_chain_of_custody(self, max_moves=MAX_MOVES):
        """Return the `Custody` of this lot: every stay, from its arrival to where it is now.

        :param max_moves: beyond so many movements the latest are left out, and it says so
        """
        self.ensure_one()
        self.check_access("read")
        self._flush_trace()
        reader = self._get_trace_reader()
        seen = None if reader.is_complete else (reader.lines, reader.pickings)
        rows = self.env.execute_query(
            custody_sql.hops(
                self.id, self._get_document_sql(), self._get_subcontracting_sql, max_moves + 1, seen
            )
        )
        told = [row for row in rows[:max_moves] if row[-1]]
        documents = self._read_documents({row[10:12] for row in told})
        return Custody(
            stays_of([self._get_hop(row, documents) for row in told]),
            len(told),
            Withheld(movements=len(rows[:max_moves]) - len(told)),
            len(rows) > max_moves,
        )

    def _get_hop(self, row, documents):
        date, source_kind, source, source_company, kind, place, company, quantity = row[:8]
        return Hop(
            date, source_kind, self._get_holder(source_kind, source_company, row[8]), place,
            kind, self._get_holder(kind, company, row[8]), quantity, documents[row[10:12]],
            row[9] or "", source,
        )  # fmt: skip

    def _get_holder(self, kind, company, partner):
        """Return the name of whoever has goods in such a place."""
        if kind in ("customer", "supplier", "subcontractor"):
            return partner or self.env._("Not named")
        if kind == "between":
            return self.env._("On the way")
        return company or self.env._("On the way")
