from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import lineage_sql
from ..tools.trace import BACKWARD, BOTH, DIRECTIONS, FORWARD, Document, Trace

MAX_LOTS = 100_000
MAX_DOCUMENTS = 100_000


class Pair(NamedTuple):
    """A row of `lineage_sql.edges`, before it is told."""

    used_lot: int | None
    used_product: int
    made_lot: int | None
    made_product: int
    document: Document | None
    kind: str
    quantity: float
    date: object
    taken: float
    is_exact: bool
    is_late: bool
    lines: int
    is_seen: bool

    @property
    def ends(self):
        """Return the keys of what was used and of what was made."""
        return (
            node_key(self.used_lot, self.used_product),
            node_key(self.made_lot, self.made_product),
        )

    @property
    def what(self):
        """Return what tells this edge from others between the same ends."""
        return self.kind, self.document

    @property
    def lot_ids(self):
        """Return the ids of the lots at its ends."""
        return {self.used_lot, self.made_lot} - {None}


def node_key(lot_id, product_id):
    """Return the key of a lot, or of a product of which no lot is known."""
    return f"lot:{lot_id}" if lot_id else f"product:{product_id}"


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """What lots were made of and what became of them, whole and by how much. Writes nothing."""

    _inherit = "stock.lot"

    def _trace(self, direction=BOTH, *, max_lots=MAX_LOTS, max_documents=MAX_DOCUMENTS):
        """Return the `Trace` of these lots; the number of queries does not grow with it.

        :param direction: backward (what they are made of), forward (what became of them), both
        :param max_lots: beyond so many lots it stops, and says so
        :param max_documents: beyond so many documents only sums are told, and it says so
        """
        if direction not in DIRECTIONS:
            raise ValueError(f"direction must be one of {', '.join(DIRECTIONS)}")
        self.check_access("read")
        reader = self._get_trace_reader()
        self._plan_without_compiling()
        self._flush_trace()
        trace = Trace(direction, [f"lot:{lot_id}" for lot_id in self.ids], fields.Datetime.now())
        if not self:
            return trace
        pairs = []
        lot_ids = dict.fromkeys(self.ids)
        stops = {}
        for way in (BACKWARD, FORWARD):
            if direction in (way, BOTH):
                pairs += self._follow(way == FORWARD, reader, max_lots, lot_ids, stops)
        self._fill_trace(trace, reader, pairs, list(lot_ids), stops, max_documents)
        return trace

    def _follow(self, is_forward, reader, max_lots, lot_ids, stops):
        """Return the pairs of one direction; adds the lots found to `lot_ids`, in order.

        :param stops: ``{lot id: reason}``, to which the lots are added beyond which nothing
            was read
        """
        rows = self.env.execute_query(
            lineage_sql.reached(
                self.ids, is_forward, self._get_hub_product_ids(), max_lots + 1,
                self._get_more_steps(is_forward),
            )
        )  # fmt: skip
        roots = set(self.ids)
        found = dict.fromkeys(row[0] for row in rows[:max_lots])
        stops.update({lot_id: "hub" for lot_id, stop in rows if stop and lot_id not in roots})
        lot_ids.update(found)
        open_ids = [lot_id for lot_id in found if lot_id not in stops]
        pairs = self._read_pairs(open_ids, is_forward, reader)
        if len(rows) > max_lots:
            pairs = self._cut_pairs(pairs, found, is_forward, stops)
        return pairs

    @api.model
    def _cut_pairs(self, pairs, found, is_forward, stops):
        """Return the pairs between lots that were found; marks the lots whose others were not."""
        kept = []
        for pair in pairs:
            near, far = (
                (pair.used_lot, pair.made_lot) if is_forward else (pair.made_lot, pair.used_lot)
            )
            if not far or far in found:
                kept.append(pair)
            else:
                stops[near] = "cap"
        return kept

    @api.model
    def _read_pairs(self, lot_ids, is_forward, reader):
        """Return the pairs that begin (forward) or end (backward) in these lots."""
        document, joins = self._get_document_sql(self._get_transfers()[:1])
        rows = self.env.execute_query(
            lineage_sql.edges(
                lot_ids, is_forward, document, self._get_kind_sql(), joins, reader.lines
            )
        )
        return [
            Pair(*row[:4], Document(*row[4:7]) if row[6] else None, *row[7:]) for row in rows
        ] + self._read_more_pairs(lot_ids, is_forward)

    @api.model
    def _get_kind_sql(self):
        """Return the SQL of what was done, from the movement of what was made."""
        move = self.env["stock.move"]._fields
        cases = [SQL("WHEN move.is_inventory THEN 'relabelled'")]
        if "repair_id" in move:
            cases.append(SQL("WHEN move.repair_id IS NOT NULL THEN 'repaired'"))
        if "unbuild_id" in move:
            cases.append(SQL("WHEN move.unbuild_id IS NOT NULL THEN 'unbuilt'"))
        if "subcontractor_id" in self.env.get("mrp.production", self)._fields:
            subcontracted = SQL(
                """WHEN EXISTS (SELECT FROM mrp_production made_by
                    WHERE made_by.id = move.production_id AND made_by.subcontractor_id IS NOT NULL
                ) THEN 'subcontracted'"""
            )
            cases.append(subcontracted)
        return SQL("CASE %s ELSE 'produced' END", SQL(" ").join(cases))

    @api.model
    def _get_more_steps(self, is_forward):
        """Return SELECTs of neighbours that no link of lines names; to be extended."""
        return []

    @api.model
    def _read_more_pairs(self, lot_ids, is_forward):
        """Return the pairs of `_get_more_steps`; to be extended."""
        return []

    @api.model
    def _get_hub_product_ids(self):
        """Return the ids of the products that are not traced through, by policy."""
        return []

    @api.model
    def _flush_trace(self):
        for name in ("stock.move.line", "stock.move", "stock.picking", "stock.quant", "stock.lot"):
            self.env[name].flush_model()
