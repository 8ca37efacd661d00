from dataclasses import dataclass, field
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import lineage_sql
from ..tools.trace import BACKWARD, BOTH, DIRECTIONS, FORWARD, Document, Trace

MAX_LOTS = 100_000
MAX_DOCUMENTS = 100_000
FLUSHED = (
    "stock.move.line", "stock.move", "stock.picking", "stock.quant", "stock.lot",
    "stock.lot.disposition", "product.product", "product.template", "res.partner", "res.company",
    "stock.location", "uom.uom",
)  # fmt: skip


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


class Reach(NamedTuple):
    """Which lots a trace reaches.

    :param lots: those the user may read, the roots first
    :param withheld: how many more there are that the user may not read
    :param is_cut: whether the limit was reached
    """

    lots: models.BaseModel
    withheld: int
    is_cut: bool


@dataclass
class Walk:
    """What was reached so far.

    :param hubs: ids of the products that are not traced through
    :param lot_ids: ids of the lots as keys, in the order they were found
    :param stops: ``{lot id: why nothing was read beyond it}``
    :param pairs: the rows of all edges, also of those that are not told
    """

    hubs: list
    lot_ids: dict
    stops: dict = field(default_factory=dict)
    pairs: list = field(default_factory=list)

    @property
    def open_ids(self):
        """Return the ids of the lots of which more is read than their number."""
        return [lot_id for lot_id in self.lot_ids if self.stops.get(lot_id) != "hub"]


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
        walk = Walk(self.env["product.product"]._get_not_traced_ids(), dict.fromkeys(self.ids))
        for way in (BACKWARD, FORWARD) if self else ():
            if direction in (way, BOTH):
                self._follow(walk, way == FORWARD, reader, max_lots)
        self._fill_trace(trace, reader, walk, max_documents)
        return trace

    def _trace_lots(self, direction=FORWARD, max_lots=MAX_LOTS):
        """Return only which lots a trace reaches: a `Reach`. By one statement a direction."""
        self.check_access("read")
        reader = self._get_trace_reader()
        self._plan_without_compiling()
        self._flush_trace()
        hubs = self.env["product.product"]._get_not_traced_ids()
        found, is_cut = dict.fromkeys(self.ids), False
        for way in (BACKWARD, FORWARD) if self else ():
            if direction in (way, BOTH):
                rows = self._read_reached(way == FORWARD, hubs, max_lots)
                found.update(dict.fromkeys(row[0] for row in rows[:max_lots]))
                is_cut = is_cut or len(rows) > max_lots
        readable = self._get_readable_lots(reader, found)
        lots = self.browse(lot_id for lot_id in found if lot_id in readable)
        return Reach(lots, len(found) - len(lots), is_cut)

    def _read_reached(self, is_forward, hubs, max_lots):
        """Return ``[(lot id, whether it stops there)]``, one more than the limit if there are."""
        steps = self._get_more_steps(is_forward)
        return self.env.execute_query(
            lineage_sql.reached(self.ids, is_forward, hubs, max_lots + 1, steps)
        )

    def _follow(self, walk, is_forward, reader, max_lots):
        """Add to `walk` what is reached in one direction, as far as `max_lots`."""
        rows = self._read_reached(is_forward, walk.hubs, max_lots)
        roots = set(self.ids)
        found = dict.fromkeys(row[0] for row in rows[:max_lots])
        stops = {lot_id: "hub" for lot_id, stop in rows if stop and lot_id not in roots}
        pairs = self._read_pairs([i for i in found if i not in stops], is_forward, reader)
        if len(rows) > max_lots:
            pairs = self._cut_pairs(pairs, found, is_forward, stops)
        walk.lot_ids.update(found)
        walk.stops.update(stops)
        walk.pairs += pairs

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
        document, kind = self._get_document_sql(), self._get_kind_sql()
        rows = self.env.execute_query(
            lineage_sql.edges(lot_ids, is_forward, document, kind, reader.lines)
        )
        for query in self._get_more_edges(lot_ids, is_forward, reader):
            rows += self.env.execute_query(query)
        documents = self._read_documents({row[4:6] for row in rows})
        return [Pair(*row[:4], documents.get(row[4:6]), *row[6:]) for row in rows]

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
    def _flush_trace(self):
        orders = {model for model, _column in self._get_trace_orders()}
        for name in (*FLUSHED, *sorted(orders)):
            self.env[name].flush_model()
