from datetime import datetime
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from ..tools import flow_sql
from ..tools.trace import PRECISION, Balance, Cut, Flow, Stock

# what a movement adds to the balance of a lot, by where it comes from and where it goes
COMES = {"supplier": "received", "production": "produced", "customer": "returned"}
GOES = {"supplier": "sent_back", "production": "consumed", "customer": "delivered"}
BETWEEN, LOSS, OWN = "between", "loss", "own"


def parts_of(source, target, is_count):
    """Return ``[(kind, sign)]``: what a movement between two kinds of places is to a lot.

    >>> parts_of("supplier", "customer", False)
    [('received', 1), ('delivered', 1)]
    >>> parts_of("loss", "own", True), parts_of("own", "loss", False)
    ([('adjusted', -1)], [('scrapped', 1)])
    """
    if source == target:
        return []
    lost = "adjusted" if is_count else "scrapped"
    parts = [(COMES[source], 1)] if source in COMES else []
    parts += [(lost, -1)] if source == LOSS else []
    parts += [(GOES[target], 1)] if target in GOES else []
    return parts + ([(lost, 1)] if target == LOSS else [])


class FlowRow(NamedTuple):
    """A row of `flow_sql.flows`."""

    lot_id: int
    source: str
    target: str
    is_count: bool
    is_seen: bool
    quantity: float
    first: datetime
    lines: int
    model: str | None
    document_id: int | None
    partner_id: int | None
    orderer_id: int | None
    company_id: int | None

    @property
    def is_direct(self):
        """Return whether it went from the supplier to the customer."""
        return (self.source, self.target) == ("supplier", "customer")

    @property
    def document(self):
        """Return what names its document."""
        return self.model, self.document_id

    def get_kinds(self):
        """Return ``[(kind, sign)]``: what came to or left the stock, not what production did."""
        between = {(OWN, BETWEEN): "handed_over", (BETWEEN, OWN): "taken_over"}
        if (self.source, self.target) in between:
            return [(between[self.source, self.target], 1)]
        parts = parts_of(self.source, self.target, self.is_count)
        return [(kind, sign) for kind, sign in parts if kind not in ("produced", "consumed")]


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The ends of a trace: what came, went and lies where; the balance of each lot."""

    _inherit = "stock.lot"

    def _fill_flows(self, trace, reader, lot_ids, readable, limit):
        """Add flows, balances and what was read; return what of it is withheld."""
        every = rows = self._read_flows(lot_ids, reader, limit + 1)
        told = [row for row in rows[:limit] if row.is_seen and row.lot_id in readable]
        self._add_flows(trace, told)
        hidden = {row.document for row in rows if row.model} - {row.document for row in told}
        if len(rows) > limit:  # too many documents: told are the first, added up are all
            trace.cuts.append(Cut("", "documents"))
            every = self._read_flows(lot_ids, reader, None)
            told = [row for row in every if row.is_seen and row.lot_id in readable]
            hidden = {document for document in hidden if not reader.is_complete}
        trace.moves_read = sum(row.lines for row in told)
        trace.balances = self._get_balances(told)
        trace.spans = self._get_spans(told)
        movements = sum(row.lines for row in every) - trace.moves_read
        return {"movements": movements, "documents": len(hidden)}

    @api.model
    def _read_flows(self, lot_ids, reader, limit):
        seen = None if reader.is_complete else (reader.lines, reader.pickings)
        query = flow_sql.flows(lot_ids, self._get_document_sql(), limit, seen)
        return [FlowRow(*row) for row in self.env.execute_query(query)]

    @api.model
    def _add_flows(self, trace, rows):
        """Add what these rows tell, with the names of documents, contacts and companies."""
        documents = self._read_documents({row.document for row in rows})
        partner_ids = {row.partner_id for row in rows} | {row.orderer_id for row in rows}
        partners = self._read_partner_names(partner_ids - {None})
        companies = self._read_company_names()
        for row in rows:
            for kind, sign in row.get_kinds():
                # the transfer of a direct delivery names the supplier, its movement the customer
                ordered = row.is_direct and kind == "delivered"
                partner_id = row.orderer_id if ordered else row.partner_id
                trace.flows.append(
                    Flow(
                        f"lot:{row.lot_id}", kind, sign * row.quantity, row.first,
                        documents.get(row.document), partner_id, partners.get(partner_id, ""),
                        companies.get(row.company_id, ""), row.is_direct,
                    )
                )  # fmt: skip

    @api.model
    def _get_balances(self, rows):
        """Return ``{key: Balance}`` of these rows, without what is on hand."""
        sums = {}
        for row in rows:
            balance = sums.setdefault(f"lot:{row.lot_id}", {})
            for kind, sign in parts_of(row.source, row.target, row.is_count):
                balance[kind] = balance.get(kind, 0.0) + sign * row.quantity
        return {key: Balance(**kinds) for key, kinds in sums.items()}

    @api.model
    def _get_spans(self, rows):
        """Return ``{key: (when the first came in, when the first went out)}``."""
        spans = {}
        for row in rows:
            key = f"lot:{row.lot_id}"
            came, went = spans.get(key, (None, None))
            if row.source not in (OWN, BETWEEN):
                came = min(filter(None, (came, row.first)))
            if row.target not in (OWN, BETWEEN):
                went = min(filter(None, (went, row.first)))
            spans[key] = came, went
        return spans

    def _fill_stock(self, trace, reader, lot_ids, readable):
        """Add what lies where, now; return how many places are withheld."""
        rows = self.env.execute_query(
            flow_sql.stock(lot_ids, self._get_subcontracting_sql(), reader.quants)
        )
        hidden = 0
        held = {}
        for lot_id, kind, place_id, place, company, quantity, reserved, *_is_less, seen in rows:
            if not seen or lot_id not in readable:
                hidden += 1
                continue
            key = f"lot:{lot_id}"
            trace.stock.append(Stock(key, kind, place_id, place, company or "", quantity, reserved))
            held[key] = held.get(key, 0.0) + quantity
        for lot_id in readable.intersection(lot_ids):
            key = f"lot:{lot_id}"
            balance = trace.balances.get(key, Balance())
            trace.balances[key] = balance._replace(on_hand=round(held.get(key, 0.0), PRECISION))
        return hidden

    @api.model
    def _get_subcontracting_sql(self, alias="place"):
        """Return the SQL of whether goods in a location are at who produces for us."""
        if "subcontracting_location_id" not in self.env["res.company"]._fields:
            return SQL("FALSE")
        return SQL(
            """EXISTS (
                SELECT FROM res_company owner JOIN stock_location above
                    ON above.id = owner.subcontracting_location_id
                WHERE %s LIKE above.parent_path || '%%'
            )""",
            SQL.identifier(alias, "parent_path"),
        )
