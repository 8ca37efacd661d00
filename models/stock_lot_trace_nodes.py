from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import calendar_day, flow_sql
from ..tools.trace import Cut, Edge, Node, Withheld
from ..tools.trace_depths import depths


class ProductFacts(NamedTuple):
    """What a trace tells of a product."""

    name: str
    unit: str
    tracking: str
    is_hub: bool


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The nodes and edges of a trace in words: numbers, products, days, status."""

    _inherit = "stock.lot"

    def _fill_trace(self, trace, reader, walk, max_documents):
        """Fill `trace` with all that is known of what was reached, as far as it may be told."""
        readable = self._get_readable_lots(reader, walk.lot_ids)
        told = [pair for pair in walk.pairs if pair.is_seen and pair.lot_ids <= readable]
        rows = self.env.execute_query(
            flow_sql.lots([lot_id for lot_id in walk.lot_ids if lot_id in readable])
        )
        products = self._read_trace_products(walk, told, rows)
        steps = depths(trace.roots, [pair.ends for pair in walk.pairs], trace.direction)
        trace.edges = self._get_edges(told, products)
        self._fill_nodes(trace, rows, products, steps, walk.stops)
        self._fill_product_nodes(trace, told, products, steps)
        self._sort_nodes(trace)
        trace.withheld = Withheld(
            lots=len(walk.lot_ids) - len(rows),
            edges=len({pair.ends + pair.what for pair in walk.pairs}) - len(trace.edges),
            **self._fill_flows(trace, reader, walk.open_ids, readable, max_documents),
            stock=self._fill_stock(trace, reader, walk.open_ids, readable),
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
    def _read_trace_products(self, walk, pairs, rows):
        """Return ``{product id: ProductFacts}`` of all products of these pairs and lots."""
        ids = {pair.used_product for pair in pairs} | {pair.made_product for pair in pairs}
        ids.update(row[2] for row in rows)
        hubs = set(walk.hubs)
        facts = self.env.execute_query(flow_sql.products(ids, self._get_trace_lang()))
        variants = [row[0] for row in facts if row[4]]
        # sudo: the name of a variant, of a lot or an edge that may be told
        Product = self.env["product.product"].sudo()
        names = {product.id: product.display_name for product in Product.browse(variants)}
        return {
            row[0]: ProductFacts(names.get(row[0], row[1]), row[2], row[3], row[0] in hubs)
            for row in facts
        }

    @api.model
    def _get_trace_lang(self):
        return self.env.lang or "en_US"

    def _fill_nodes(self, trace, rows, products, steps, stops):
        """Add a node for each row of `flow_sql.lots`."""
        roots = set(self.ids)
        find_status = self._get_status_finder()
        companies, dispositions = self._read_company_names(), self._read_dispositions()
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
    def _read_company_names(self):
        """Return ``{company id: name}``."""
        return dict(self.env.execute_query(SQL("SELECT id, name FROM res_company")))

    @api.model
    def _read_dispositions(self):
        """Return ``{disposition id: (name, whether it blocks)}``."""
        rows = self.env.execute_query(flow_sql.dispositions(self._get_trace_lang()))
        return {row_id: (name, blocks) for row_id, name, blocks in rows}

    @api.model
    def _read_former_names(self, lot_ids):
        """Return ``{lot id: numbers it had before}``, the latest last."""
        found = {}
        for lot_id, name in self.env.execute_query(flow_sql.former_names(lot_ids)):
            found[lot_id] = (*found.get(lot_id, ()), name)
        return found
