from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from ..tools import flow_sql

COMPLETE = "stock_lot_lifecycle.stock_lot_lifecycle_group_trace"
# how a movement names its document: model, the movement's column; the first that is set
ORDERS = (
    ("repair.order", "repair_id"),
    ("mrp.unbuild", "unbuild_id"),
    ("mrp.unbuild", "consume_unbuild_id"),
    ("mrp.production", "production_id"),
    ("mrp.production", "raw_material_production_id"),
)


class Reader(NamedTuple):
    """Whose trace it is. :param is_complete: everything is told; else what the queries find."""

    is_complete: bool
    lines: SQL | None = None
    pickings: SQL | None = None
    quants: SQL | None = None


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Who may be told what a trace found, and how its documents are called. Writes nothing."""

    _inherit = "stock.lot"

    @api.model
    def _get_trace_reader(self):
        """Return what the user may be told; nothing is left out without being counted."""
        if self.env.su or self.env.user.has_group(COMPLETE):
            return Reader(is_complete=True)
        return Reader(
            is_complete=False,
            lines=self._get_readable_sql("stock.move.line"),
            pickings=self._get_readable_sql("stock.picking"),
            quants=self._get_readable_sql("stock.quant"),
        )

    @api.model
    def _get_readable_sql(self, name):
        """Return ``SELECT id`` of the records of a model the user may read."""
        Model = self.env[name]
        if not Model.has_access("read"):
            return SQL("SELECT id FROM %s WHERE FALSE", SQL.identifier(Model._table))
        return Model.with_context(active_test=False)._search([]).select()

    @api.model
    def _get_readable_lots(self, reader, lot_ids):
        """Return the ids among `lot_ids` of the lots the reader may be told."""
        if reader.is_complete:
            return set(lot_ids)
        return set(self.search([("id", "in", list(lot_ids))])._ids)

    @api.model
    def _get_trace_orders(self):
        """Return ``[(model, column)]`` of the orders a movement can belong to; to be extended."""
        fields = self.env["stock.move"]._fields
        return [pair for pair in ORDERS if pair[1] in fields and pair[0] in self.env]

    @api.model
    def _get_document_sql(self, first=(), fallback=None):
        """Return the three columns of a movement's document, and the joins they need.

        :param first: ``[(model, SQL of its id, SQL of its name)]`` that count before orders
        """
        columns, joins = list(first), []
        for number, (model, column) in enumerate(self._get_trace_orders()):
            alias = SQL.identifier(f"order{number}")
            table = SQL.identifier(self.env[model]._table)
            link = SQL.identifier("move", column)
            joins.append(SQL("LEFT JOIN %s %s ON %s.id = %s", table, alias, alias, link))
            columns.append((model, SQL("%s.id", alias), SQL("%s.name", alias)))
        return flow_sql.documents(columns, fallback or SQL("move.reference")), SQL(" ").join(joins)
