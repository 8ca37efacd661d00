from odoo import api, models
from odoo.tools import format_date

from ..tools import calendar_day, flow_sql
from ..tools.trace import BACKWARD, BOTH, FORWARD, PRECISION, Document, Gap

MOST_UNNAMED = 100


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The coverage statement of a trace: what it does not know, why, and what to do about it."""

    _inherit = "stock.lot"

    def _fill_gaps(self, trace, reader, pairs, products):
        """Add what keeps `trace` from being complete.

        :param pairs: the rows of its edges
        """
        if trace.direction in (BACKWARD, BOTH) and not trace.withheld:
            trace.gaps += self._find_origin_gaps(trace)  # an origin withheld is no gap
        trace.gaps += self._find_untracked_gaps(trace)
        trace.gaps += self._find_order_gaps(trace, pairs)
        trace.gaps += self._find_still_gaps(trace)
        trace.gaps += self._find_stock_gaps(trace)
        trace.gaps += self._find_balance_gaps(trace)
        trace.gaps += self._find_partner_gaps(trace)
        trace.gaps += self._find_unnamed_gaps(trace, reader, products)

    @api.model
    def _find_origin_gaps(self, trace):
        """Return the lots of which nothing says where they came from."""
        made, firsts = {edge.target for edge in trace.edges}, self._get_firsts(trace)
        gaps = []
        for node in trace.nodes.values():
            balance = trace.balances.get(node.key)
            if not node.lot_id or node.depth > 0 or node.key in made or node.cut:
                continue
            if balance.received > 0 or node.key not in trace.spans:
                continue  # one without movements is told once, below
            if balance.produced > 0:
                words = self.env._("%(lot)s was produced, but nothing says of what.", lot=node.name)
                fix = self.env._("Enter in its production what was used.")
                gaps.append(Gap("no_parts", node.key, words, fix=fix, quantity=balance.produced))
            else:
                words = self.env._(
                    "%(lot)s neither was received nor produced: it was counted in.", lot=node.name
                )
                fix = self.env._("Enter supplier and supplier lot on the lot, if they are known.")
                gaps.append(Gap("no_origin", node.key, words, firsts.get(node.key), fix))
        return gaps

    @api.model
    def _get_firsts(self, trace):
        """Return ``{key: the first document}`` of the lots that have one."""
        return {flow.key: flow.document for flow in reversed(trace.flows) if flow.document}

    @api.model
    def _find_untracked_gaps(self, trace):
        """Return what was used or made without a lot, except where policy wants it so."""
        gaps = []
        for edge in trace.edges:
            source, target = trace.nodes[edge.source], trace.nodes[edge.target]
            node = target if source.lot_id else source
            if not node.lot_id and not node.cut:
                gaps.append(self._get_untracked_gap(edge, node, source, target))
        return gaps

    @api.model
    def _get_untracked_gap(self, edge, node, source, target):
        """Return the gap of an edge of which one end has no lot.

        :param node: that end
        """
        words = {"amount": self._get_amount(edge.quantity, edge.unit), "product": node.product}
        if node is source:
            code, lot = "untracked_input", target.name or target.product
            text = self.env._(
                "%(amount)s of %(product)s went into %(lot)s without a lot.", lot=lot, **words
            )
        else:
            code, lot = "untracked_output", source.name
            text = self.env._(
                "%(amount)s of %(lot)s went into %(product)s, which has no lot.", lot=lot, **words
            )
        fix = self.env._("Enter the lot on the line of this document.")
        if node.tracking == "none":
            fix = self.env._(
                "Have %(product)s tracked by lots, or mark it as not traced through.",
                product=node.product,
            )
        return Gap(code, node.key, text, edge.document, fix, edge.quantity)

    @api.model
    def _find_order_gaps(self, trace, pairs):
        """Return what was used before it was there."""
        gaps = []
        for pair in pairs:
            if pair.is_late:
                source, target = (trace.nodes[key] for key in pair.ends)
                words = self.env._(
                    "%(used)s is recorded as used after %(made)s was made of it.",
                    used=source.name or source.product, made=target.name or target.product,
                )  # fmt: skip
                gaps.append(Gap("used_late", source.key, words, pair.document))
        firsts = self._get_firsts(trace)
        for key, (came, went) in trace.spans.items():
            if came and went and went < came:
                words = self.env._(
                    "%(lot)s left on %(went)s, before it came on %(came)s.",
                    lot=trace.nodes[key].name,
                    went=self._get_trace_day(key, went), came=self._get_trace_day(key, came),
                )  # fmt: skip
                gaps.append(Gap("left_early", key, words, firsts.get(key)))
        return gaps

    @api.model
    def _get_trace_day(self, key, instant):
        # sudo: a zone, of a lot that is told
        company = self.browse(int(key.removeprefix("lot:"))).sudo().company_id
        return format_date(self.env, calendar_day.day_of(instant, company._get_lot_tz()))

    @api.model
    def _find_still_gaps(self, trace):
        """Return lots that never moved."""
        gaps = []
        for node in trace.nodes.values() if not trace.withheld.movements else ():
            if node.lot_id and node.cut != "hub" and node.key not in trace.spans:
                words = self.env._("%(lot)s never moved.", lot=node.name)
                gaps.append(Gap("no_moves", node.key, words))
        return gaps

    @api.model
    def _find_stock_gaps(self, trace):
        """Return stock below nothing."""
        gaps = []
        for row in trace.stock:
            if row.quantity < 0:
                node = trace.nodes[row.key]
                words = self.env._(
                    "%(place)s holds %(amount)s of %(lot)s, less than nothing.",
                    place=row.place, amount=self._get_amount(row.quantity, node.unit),
                    lot=node.name,
                )  # fmt: skip
                document = Document("stock.location", row.place_id, row.place)
                fix = self.env._("Count the stock in %(place)s.", place=row.place)
                gaps.append(Gap("negative", row.key, words, document, fix, row.quantity))
        return gaps

    @api.model
    def _find_balance_gaps(self, trace):
        """Return what neither stock nor movements account for; of all of a lot, or not at all."""
        gaps = []
        for key, balance in trace.balances.items() if not trace.withheld else ():
            if round(balance.unexplained, PRECISION - 2):
                node = trace.nodes[key]
                words = self.env._(
                    "%(amount)s of %(lot)s are in no stock, and no movement says where they went.",
                    amount=self._get_amount(balance.unexplained, node.unit), lot=node.name,
                )  # fmt: skip
                fix = self.env._("Count the stock of this lot.")
                gaps.append(Gap("unexplained", key, words, None, fix, balance.unexplained))
        return gaps

    @api.model
    def _find_partner_gaps(self, trace):
        """Return what went to or came from nobody by name."""
        gaps = []
        wanted = set()
        if trace.direction in (FORWARD, BOTH):
            wanted.add("delivered")
        if trace.direction in (BACKWARD, BOTH):
            wanted.add("received")
        for flow in trace.flows:
            if flow.partner_id or flow.kind not in wanted:
                continue
            node = trace.nodes[flow.key]
            words = {"amount": self._get_amount(flow.quantity, node.unit), "lot": node.name}
            if flow.kind == "delivered":
                text = self.env._("%(amount)s of %(lot)s went to an unnamed customer.", **words)
            else:
                text = self.env._("%(amount)s of %(lot)s came from an unnamed supplier.", **words)
            fix = self.env._("Enter the contact in the transfer.")
            code = "no_customer" if flow.kind == "delivered" else "no_supplier"
            gaps.append(Gap(code, flow.key, text, flow.document, fix, flow.quantity))
        return gaps

    @api.model
    def _find_unnamed_gaps(self, trace, reader, products):
        """Return movements that name no lot, of products that have lots."""
        ids = [key for key, product in products.items() if product.tracking != "none"]
        document = self._get_document_sql()
        rows = self.env.execute_query(
            flow_sql.unnamed_lines(ids, document, MOST_UNNAMED, reader.lines)
        )
        documents = self._read_documents({row[2:4] for row in rows if row[1]})
        gaps = [self._get_unnamed_gap(row, products, documents) for row in rows if row[1]]
        hidden = sum(row[5] for row in rows if not row[1])
        trace.withheld = trace.withheld._replace(movements=trace.withheld.movements + hidden)
        told = sum(row[5] for row in rows)
        if rows and rows[0][6] > told:
            words = self.env._("%(count)s more movements name no lot.", count=rows[0][6] - told)
            gaps.append(Gap("no_lot", "", words))
        return gaps

    @api.model
    def _get_unnamed_gap(self, row, products, documents):
        product_id, _seen, model, row_id, quantity, _lines, _total = row
        product = products[product_id]
        words = self.env._(
            "%(amount)s of %(product)s moved without saying of which lot.",
            amount=self._get_amount(quantity, product.unit), product=product.name,
        )  # fmt: skip
        fix = self.env._("Enter the lot on the line of this document.")
        document = documents[model, row_id]
        return Gap("no_lot", f"product:{product_id}", words, document, fix, quantity)

    @api.model
    def _get_amount(self, quantity, unit):
        text = self.env["ir.qweb.field.float"].value_to_html(
            quantity, {"precision": 2 if quantity % 1 else 0}
        )
        return f"{text} {unit}"
