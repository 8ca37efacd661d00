from odoo import api, fields, models

from ..tools.trace import BACKWARD

MAKING = ("produced", "subcontracted", "unbuilt", "repaired", "relabelled")
ORDER = "mrp.production"


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The production record of a lot: what went in, by which orders, when, where, under which
    conditions. Writes nothing.
    """

    _inherit = "stock.lot"

    def _get_production_record(self):
        """Return what is known of how this lot was made.

        :return: ``{"orders": [dict], "conditions": [(name, value)], "coverage": words,
            "is_complete": whether nothing is missing, "gaps": [words]}``
        """
        self.ensure_one()
        key = f"lot:{self.id}"
        trace = self._trace(BACKWARD)
        edges = [edge for edge in trace.edges if edge.target == key and edge.kind in MAKING]
        near = {key} | {edge.source for edge in edges}
        gaps = [gap.words for gap in trace.gaps if gap.key in near]
        gaps += self._get_withheld_words(trace.withheld)
        return {
            "orders": self._get_making_orders(trace, edges),
            "conditions": self._get_conditions(),
            "gaps": gaps,
            "supplier": self.supplier_id.display_name or "",
            "day": self._get_trace_day_finder(trace),
        }

    def _get_making_orders(self, trace, edges):
        """Return one dict for each document that made this lot, the earliest first."""
        by_document = {}
        for edge in edges:
            by_document.setdefault(edge.document, []).append(edge)
        orders = []
        for document, rows in by_document.items():
            order = self._find_making_order(document)
            orders.append(
                {
                    "name": document.name if document else self.env._("Without a document"),
                    "what": self._get_edge_words().get(rows[0].kind, rows[0].kind),
                    "parts": [self._get_part(trace.nodes[edge.source], edge) for edge in rows],
                    "is_exact": all(edge.is_exact for edge in rows),
                    "order": self._get_order_facts(order),
                    "work": self._get_work(order),
                    "plan": self._get_plan(order),
                    "others": self._get_made_beside(order),
                }
            )
        return orders

    @api.model
    def _find_making_order(self, document):
        """Return the manufacturing order of a document, or None where there is none."""
        if not document or document.model != ORDER or ORDER not in self.env:
            return None
        # sudo: whoever may be told the edge may be told how it was made; it is of that document
        order = self.env[ORDER].sudo().browse(document.id).exists()
        return order or None

    @api.model
    def _get_part(self, node, edge):
        return {
            "product": node.product,
            "lot": node.name,
            "supplier_lot": node.supplier_lot,
            "quantity": edge.quantity,
            "unit": edge.unit,
            "is_exact": edge.is_exact,
            "expires": node.expires,
            "disposition": node.disposition if node.blocked else "",
            "is_gap": not node.lot_id and not node.cut,
        }

    @api.model
    def _get_order_facts(self, order):
        """Return planned and made quantity, yield, times and who was responsible."""
        if not order:
            return {}
        made = order.qty_produced
        return {
            "planned": order.product_qty,
            "made": made,
            "unit": order.product_uom_id.name,
            "percent": made / order.product_qty * 100 if order.product_qty else None,
            "start": order.date_start,
            "end": order.date_finished,
            "who": order.user_id.name or "",
            "recipe": order.bom_id.display_name or "",
            "source": order.origin or "",
        }

    @api.model
    def _get_work(self, order):
        """Return the steps of an order: where, from when to when, how long."""
        if not order or "workorder_ids" not in order._fields:
            return []
        return [
            {
                "name": step.name,
                "place": step.workcenter_id.name,
                "start": step.date_start,
                "end": step.date_finished,
                "minutes": step.duration,
                "expected": step.duration_expected,
            }
            for step in order.workorder_ids
            if step.state != "cancel"
        ]

    @api.model
    def _get_plan(self, order):
        """Return what the whole order was to use, and used, of each product."""
        if not order:
            return []
        found = {}
        for move in order.move_raw_ids:
            if move.state == "done":
                about = (move.product_id.display_name, move.product_uom.name)
                planned, used = found.get(about, (0.0, 0.0))
                found[about] = planned + move.product_uom_qty, used + move.quantity
        return [
            {"product": product, "unit": unit, "planned": planned, "used": used}
            for (product, unit), (planned, used) in found.items()
        ]

    def _get_made_beside(self, order):
        """Return the other lots the same order made."""
        if not order:
            return []
        lines = order.move_finished_ids.move_line_ids
        rows = lines.filtered(lambda line: line.state == "done" and line.lot_id.id != self.id)
        return [
            {
                "product": line.product_id.display_name,
                "lot": line.lot_id.name or "",
                "quantity": line.quantity,
                "unit": line.product_uom_id.name,
            }
            for line in rows
        ]

    def _get_conditions(self):
        """Return ``[(name, value)]`` of the lot's own properties: how it was made and measured."""
        [values] = self.read(["lot_properties"])
        return [
            (prop["string"], self._get_condition_words(prop))
            for prop in values["lot_properties"] or ()
            if prop["type"] != "separator"
        ]

    @api.model
    def _get_condition_words(self, prop):
        """Return the value of a property as people read it; nothing where none was entered."""
        value, kind = prop.get("value"), prop["type"]
        if kind == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if value in (None, False, "", []):
            return ""
        if kind == "selection":
            return dict(prop["selection"]).get(value, value)
        if kind == "tags":
            names = {tag[0]: tag[1] for tag in prop["tags"]}
            return ", ".join(names.get(tag, tag) for tag in value)
        if kind == "many2one":
            return value[1]
        if kind == "many2many":
            return ", ".join(name for _row_id, name in value)
        if kind in ("integer", "float", "monetary"):
            return self._get_printed_cell(value, "number")
        if kind == "date":
            return self._get_printed_cell(fields.Date.to_date(value), "day")
        return str(value)

    def action_print_production_record(self):
        """Print how these lots were made."""
        report = self.env.ref("stock_lot_lifecycle.stock_lot_production_record_report")
        return report.report_action(self)
