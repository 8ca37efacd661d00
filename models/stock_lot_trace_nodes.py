from typing import NamedTuple

from odoo import api, fields, models

from ..tools import calendar_day, flow_sql
from ..tools.trace import Cut, Edge, Node, Withheld, depths


class ProductFacts(NamedTuple):
    """What a trace tells of a product."""

    name: str
    unit: str
    tracking: str
    is_hub: bool


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The nodes and edges of a trace in words: numbers, products, days, status."""

    _inherit = "stock.lot"

    def _fill_trace(self, trace, reader, pairs, lot_ids, stops, max_documents):
        """Fill `trace` with all that is known of these lots, as far as the reader may know.

        :param pairs: the rows of all edges, also of those that are not told
        :param stops: ``{lot id: why nothing was read beyond it}``
        """
        readable = self._get_readable_lots(reader, lot_ids)
        told = [pair for pair in pairs if pair.is_seen and pair.lot_ids <= readable]
        told_ids = [lot_id for lot_id in lot_ids if lot_id in readable]
        rows = self.env.execute_query(flow_sql.lots(told_ids))
        products = self._read_trace_products(told, rows)
        steps = depths(trace.roots, [pair.ends for pair in pairs], trace.direction)
        trace.edges = self._get_edges(told, products)
        self._fill_nodes(trace, rows, products, steps, stops)
        self._fill_product_nodes(trace, told, products, steps)
        self._sort_nodes(trace)
        trace.withheld = Withheld(
            lots=len(lot_ids) - len(told_ids),
            edges=len({pair.ends + pair.what for pair in pairs}) - len(trace.edges),
            **self._fill_flows(trace, reader, lot_ids, readable, max_documents),
            stock=self._fill_stock(trace, reader, lot_ids, readable),
        )
        trace.cuts += [Cut(node.key, node.cut) for node in trace.nodes.values() if node.cut]
        self._fill_gaps(trace, reader, told, products)

    @api.model
    def _get_edges(self, pairs, products):
        """Return the edges of these pairs, each once, the earliest first."""
        found = {}
        for pair in pairs:
            source, target = pair.ends
            share = pair.taken and round(pair.quantity / pair.taken, 9)
            found[pair.ends + pair.what] = Edge(
                source, target, pair.quantity, products[pair.used_product].unit, pair.kind,
                pair.date, pair.document, share, pair.is_exact,
            )  # fmt: skip
        return sorted(found.values(), key=lambda edge: (str(edge.date), edge.source, edge.target))

    @api.model
    def _read_trace_products(self, pairs, rows):
        """Return ``{product id: ProductFacts}`` of all products of these pairs and lots."""
        ids = {pair.used_product for pair in pairs} | {pair.made_product for pair in pairs}
        ids.update(row[2] for row in rows)
        hubs = set(self._get_hub_product_ids())
        # sudo: name, unit and tracking, of a lot or an edge that may be told
        products = self.env["product.product"].sudo().browse(sorted(ids))
        return {
            product.id: ProductFacts(
                product.display_name, product.uom_id.name, product.tracking, product.id in hubs
            )
            for product in products
        }

    def _fill_nodes(self, trace, rows, products, steps, stops):
        """Add a node for each row of `flow_sql.lots`."""
        roots = set(self.ids)
        find_status = self._get_status_finder()
        companies, dispositions = self._read_trace_names()
        former = self._read_former_names([row[0] for row in rows])
        for row in rows:
            lot_id, name, product_id, company_id, received, produced, ends, closed, stand, ref = row
            product = products[product_id]
            status, day = find_status(company_id, closed, ends)
            key = f"lot:{lot_id}"
            trace.nodes[key] = Node(
                key, lot_id, name, product_id, product.name, product.unit, product.tracking,
                companies.get(company_id, ""), received, produced, day, status,
                *dispositions.get(stand, ("", False)), ref or "", steps.get(key, 0),
                lot_id in roots, stops.get(lot_id, ""), former.get(lot_id, ()),
            )  # fmt: skip

    @api.model
    def _fill_product_nodes(self, trace, pairs, products, steps):
        """Add a node for each product that was used or made without a lot."""
        for pair in pairs:
            for key, lot_id, product_id in (
                (pair.ends[0], pair.used_lot, pair.used_product),
                (pair.ends[1], pair.made_lot, pair.made_product),
            ):
                if lot_id or key in trace.nodes:
                    continue
                product = products[product_id]
                trace.nodes[key] = Node(
                    key, None, "", product_id, product.name, product.unit, product.tracking, "",
                    depth=steps.get(key, 0), cut="hub" if product.is_hub else "",
                )  # fmt: skip

    @api.model
    def _sort_nodes(self, trace):
        """Have the nearest nodes first."""
        order = sorted(trace.nodes.values(), key=lambda node: (abs(node.depth), node.key))
        trace.nodes = {node.key: node for node in order}

    @api.model
    def _get_status_finder(self):
        """Return a function of company, closed reason and expiry: ``(status, last good day)``."""
        Company = self.env["res.company"]
        now = fields.Datetime.now()
        known = {}

        def find(company_id, closed, ends):
            if company_id not in known:
                zone = Company.browse(company_id)._get_lot_tz()
                start = calendar_day.start_of(calendar_day.day_of(now, zone), zone)
                known[company_id] = zone, start
            zone, start = known[company_id]
            status = closed or ("expired" if ends and ends < start else "active")
            return status, calendar_day.day_of(ends, zone)

        return find

    @api.model
    def _read_trace_names(self):
        """Return ``{company id: name}`` and ``{disposition id: (name, whether it blocks)}``."""
        # sudo: names, of lots that may be told
        companies = self.env["res.company"].sudo().search([("active", "in", (True, False))])
        dispositions = self.env["stock.lot.disposition"].sudo().search([("id", "!=", False)])
        return (
            {company.id: company.name for company in companies},
            {row.id: (row.name, row.is_blocking) for row in dispositions},
        )

    @api.model
    def _read_former_names(self, lot_ids):
        """Return ``{lot id: numbers it had before}``, the latest last."""
        found = {}
        for lot_id, name in self.env.execute_query(flow_sql.former_names(lot_ids)):
            found[lot_id] = (*found.get(lot_id, ()), name)
        return found
