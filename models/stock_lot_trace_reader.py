from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from ..tools import flow_sql
from ..tools.trace import Document

COMPLETE = "stock_lot_lifecycle.stock_lot_lifecycle_group_trace"
TRANSFERS = (("stock.picking", "picking_id"), ("stock.scrap", "scrap_id"))
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
    def _get_document_sql(self):
        """Return two columns of ``move``: the model and the id of a document.

        Without a transfer or an order it is the movement itself.
        """
        orders = [(name, SQL.identifier("move", column)) for name, column in TRANSFERS]
        orders += [
            (name, SQL.identifier("move", column)) for name, column in self._get_trace_orders()
        ]
        return flow_sql.documents([*orders, ("stock.move", SQL("move.id"))])

    @api.model
    def _read_documents(self, keys):
        """Return ``{(model, id): Document}`` of these; one query for each model."""
        found = {}
        for name in sorted({model for model, _id in keys if model}):
            ids = [row_id for model, row_id in keys if model == name]
            column = "reference" if name == "stock.move" else "name"
            rows = self.env.execute_query(flow_sql.names(self.env[name]._table, column, ids))
            found.update(
                {(name, row_id): Document(name, row_id, text or "") for row_id, text in rows}
            )
        return found

    @api.model
    def _read_partner_names(self, ids):
        """Return ``{partner id: name}``."""
        return dict(self.env.execute_query(flow_sql.names("res_partner", "complete_name", ids)))
