from odoo import api, models
from odoo.tools import SQL

from ..tools import lineage_more_sql, lineage_sql


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Ways from lot to lot that no production is: unbuilds, parts taken out, merged lots."""

    _inherit = "stock.lot"

    @api.model
    def _get_more_steps(self, is_forward):
        """Return SELECTs of further neighbours of ``reached.lot_id``; to be extended."""
        steps = [lineage_more_sql.taken_out(is_forward)] if self._has_taken_out() else []
        if self._has_unbuilt():
            steps.append(lineage_sql.neighbours(is_forward, lineage_sql.UNBUILT))
        if "merged_into_id" in self._fields:
            steps.append(lineage_more_sql.merged(is_forward))
        return steps

    @api.model
    def _get_more_edges(self, lot_ids, is_forward, reader):
        """Return SELECTs of the edges of `_get_more_steps`, rows as of `lineage_sql.edges`."""
        queries = []
        if self._has_taken_out():
            queries.append(lineage_more_sql.taken_out_edges(lot_ids, is_forward, reader.lines))
        if self._has_unbuilt():
            document, kind = self._get_document_sql(), self._get_kind_sql()
            lines, links = reader.lines, lineage_sql.UNBUILT
            queries.append(lineage_sql.edges(lot_ids, is_forward, document, kind, lines, links))
        if "merged_into_id" in self._fields:
            queries.append(lineage_more_sql.merged_edges(lot_ids, is_forward))
        return queries

    @api.model
    def _has_taken_out(self):
        """Return whether any repair took a part out: most databases need not look for them."""
        if "repair_line_type" not in self.env["stock.move"]._fields:
            return False
        return self.env.execute_query(
            SQL(
                "SELECT EXISTS (SELECT FROM stock_move WHERE repair_id IS NOT NULL"
                " AND repair_line_type IN ('remove', 'recycle'))"
            )
        )[0][0]

    @api.model
    def _has_unbuilt(self):
        """Return whether anything was ever taken apart."""
        if "unbuild_id" not in self.env["stock.move"]._fields:
            return False
        return self.env.execute_query(SQL("SELECT EXISTS (SELECT FROM mrp_unbuild)"))[0][0]
