from odoo import api, models
from odoo.exceptions import UserError

from ..tools.trace import BOTH, plain
from ..tools.trace_shapes import draw

MOST_ROWS = 200  # of one table on the screen; the workbook has all
NEIGHBOURS = 1  # steps
OFFERED = 20
SHOWN = ("gaps", "customers", "suppliers", "places", "totals", "lots")


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """A trace for the screen: what to draw and what to list. Writes nothing."""

    _inherit = "stock.lot"

    def action_trace(self):
        """Open the trace of these lots."""
        return self._get_trace_action(self)

    @api.model
    def _get_trace_action(self, documents):
        """Return the action that opens the trace of lots, a transfer, a contact…"""
        action = self.env["ir.actions.actions"]._for_xml_id(
            "stock_lot_lifecycle.stock_lot_trace_action"
        )
        action["params"] = {"model": documents._name, "ids": documents.ids}
        return action

    @api.model
    @api.readonly
    def get_trace(self, model, ids, direction=BOTH, opened=()):
        """Return what the screen shows of the trace of these documents.

        :param opened: keys of groups whose lots are shown one by one
        """
        documents, roots = self._find_trace_roots(model, ids)
        trace = roots._trace(direction)
        drawing = draw(trace, opened)
        return {
            "title": self._get_trace_title(documents, roots),
            "direction": direction,
            "roots": roots.ids,
            "is_complete": trace.is_complete,
            "coverage": self._get_coverage_words(trace),
            "is_grouped": drawing.is_grouped,
            "lot_count": sum(1 for node in trace.nodes.values() if node.lot_id),
            "statuses": self._get_trace_status_words(),
            "edges": self._get_edge_words(),
            "shapes": [plain(shape) for shape in drawing.shapes.values()],
            "lines": [plain(line) for line in drawing.lines],
            "sections": [
                self._get_section_for_screen(section)
                for section in self._get_trace_sections(trace)
                if section.key in SHOWN
            ],
        }

    @api.model
    @api.readonly
    def get_lots_to_trace(self, words, limit=OFFERED):
        """Return the lots that are called like that, by any of their names, or scanned."""
        found = self.name_search(words, limit=min(int(limit), OFFERED))
        lots = self.browse([lot_id for lot_id, _name in found])
        return [
            {"id": lot.id, "name": lot.name, "product": lot.product_id.display_name}
            for lot in lots
        ]

    @api.readonly
    def get_trace_neighbours(self):
        """Return the shapes and lines right beside this lot, whatever was traced before."""
        self.ensure_one()
        trace = self._trace(BOTH)
        near = {
            key for key, node in trace.nodes.items() if abs(node.depth) <= NEIGHBOURS
        }
        own = f"lot:{self.id}"
        trace.nodes = {key: node for key, node in trace.nodes.items() if key in near}
        trace.edges = [
            edge
            for edge in trace.edges
            if own in (edge.source, edge.target) and {edge.source, edge.target} <= near
        ]
        trace.flows = [flow for flow in trace.flows if flow.key == own]
        drawing = draw(trace)
        return {
            "shapes": [plain(shape) for shape in drawing.shapes.values()],
            "lines": [plain(line) for line in drawing.lines],
        }

    @api.model
    def _find_trace_roots(self, model, ids):
        """Return the documents that are left of these, and the lots their trace begins with."""
        if model not in self.env:
            raise UserError(self.env._("There is nothing to trace here: it has no lots."))
        documents = self.env[model].browse(ids).exists()
        return documents, self._get_trace_roots(documents)

    @api.model
    def _get_trace_title(self, documents, roots):
        """Return what is traced, in words."""
        if len(documents) == 1 or documents._name == "res.partner":
            return documents[:1].display_name  # of a contact with its addresses: the contact
        return self.env._("%(count)s lots", count=len(roots))

    @api.model
    def _get_section_for_screen(self, section):
        """Return a table with its first rows, and how many there are."""
        return {
            "key": section.key,
            "title": section.title,
            "empty": section.empty,
            "headers": [list(header) for header in section.headers],
            "count": len(section.rows),
            "rows": [
                {
                    "cells": plain(row.cells), "link": row.link, "links": row.links or {},
                    "key": row.key, "is_red": row.is_red,
                }
                for row in section.rows[:MOST_ROWS]
            ],
        }  # fmt: skip
