from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import trace_sql

OUTGOING = Domain(
    [
        "|",
        "|",
        ("picking_code", "=", "outgoing"),
        ("move_id.picking_code", "=", "outgoing"),
        ("produce_line_ids", "!=", False),
    ]
)
DROPSHIPPED = Domain(
    [("location_dest_id.usage", "=", "customer"), ("location_id.usage", "=", "supplier")]
)


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Where lots went and what became of them, by one query each. Writes nothing."""

    _inherit = "stock.lot"

    partner_ids = fields.Many2many(compute="_compute_delivery_ids")

    def _compute_delivery_ids(self):
        """Compute deliveries and customers from one reading."""
        rows = self._read_deliveries()
        if rows is None:
            super()._compute_delivery_ids()
            self._compute_partner_ids()
            return
        pickings = {lot._origin.id: [] for lot in self}
        latest = {lot._origin.id: {} for lot in self}
        for lot_id, picking_id, partner_id, done in rows:
            pickings[lot_id].append(picking_id)
            if partner_id:
                dates = latest[lot_id]
                dates[partner_id] = max(filter(None, (done, dates.get(partner_id))), default=None)
        for lot in self:
            dates = latest[lot._origin.id]
            dated = sorted(filter(dates.get, dates), key=dates.get, reverse=True)
            # sudo: only the user's own transfers were read; they need not be read once more, and
            # whoever shows the customers reads them with the rights of the user
            known = lot.sudo()
            known.delivery_ids = pickings[lot._origin.id]
            known.partner_ids = dated + [partner for partner in dates if not dates[partner]]
            lot.delivery_count = len(pickings[lot._origin.id])
        if self._counts_dropship():  # there the transfer names the supplier, the order the customer
            self.filtered("id")._compute_partner_ids()

    def _find_delivery_ids_by_lot(self, lot_path=None, delivery_by_lot=None):
        if lot_path is None and delivery_by_lot is None:
            return self._find_delivery_ids_by_lot_iterative()
        return super()._find_delivery_ids_by_lot(lot_path, delivery_by_lot)

    def _find_delivery_ids_by_lot_iterative(self):
        rows = self._read_deliveries()
        if rows is None:
            return super()._find_delivery_ids_by_lot_iterative()
        found = {lot.id: [] for lot in self}
        for lot_id, picking_id, *_facts in rows:
            found[lot_id].append(picking_id)
        return found

    def _read_deliveries(self):
        """Return ``[(lot id, picking id, partner id, date done)]``, of these lots and of all
        that was made of them; None when another module has its own idea of a delivery.

        Every branch is followed; only transfers the user may read are told.
        """
        dropship = self._counts_dropship()
        if dropship is None:
            return None
        if not self.ids:
            return []
        self._plan_without_compiling()
        self._flush_deliveries()
        pickings = self.env["stock.picking"]._search([])
        return self.env.execute_query(trace_sql.deliveries(self.ids, pickings, dropship))

    @api.model
    def _flush_deliveries(self):
        self.env["stock.move.line"].flush_model()
        self.env["stock.move"].flush_model(["picking_id", "partner_id"])
        self.env["stock.picking"].flush_model(["partner_id", "date_done", "picking_type_id"])

    @api.model
    def _counts_dropship(self):
        """Return whether direct deliveries from a supplier count; None: it is not known."""
        domain = Domain(self._get_outgoing_domain())
        if domain == OUTGOING:
            return False
        return True if domain == OUTGOING | DROPSHIPPED else None

    def _search_partner_ids(self, operator, value):
        dropship = self._counts_dropship()
        nobody = operator == "in" and list(value) == [False]
        mixed = operator == "in" and not nobody and False in value
        if operator in Domain.NEGATIVE_OPERATORS or mixed or dropship is None:
            return super()._search_partner_ids(operator, value)
        self._plan_without_compiling()
        self._flush_deliveries()
        lines = Domain("lot_id", "!=", False) & Domain("state", "=", "done")
        if nobody:
            lines &= Domain("picking_id.partner_id", "!=", False)
            return Domain("id", "not in", self._get_lots_of_lines(lines, dropship))
        delivered = self._get_delivered_sql(lines, operator, value, dropship)
        return Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                "%s = ANY(ARRAY(%s))", SQL.identifier(alias, "id"), delivered
            )
        )

    @api.model
    def _get_delivered_sql(self, lines, operator, value, dropship):
        """Return ``SELECT lot_id``: of outgoing lines in transfers or moves of these partners."""
        Line = self.env["stock.move.line"]
        selects = []
        for link in ("picking_id", "move_id"):
            documents = self.env[Line._fields[link].comodel_name]._search(
                Domain("partner_id", operator, value), bypass_access=True
            )
            selects.append(trace_sql.lines_of(documents, Line._search(lines), link))
        return trace_sql.delivered_lots(*selects, dropship=dropship)

    @api.model
    def _get_lots_of_lines(self, lines, dropship):
        """Return the sub-select of the lots on the outgoing ones of these lines."""
        query = self.env["stock.move.line"]._search(lines)
        alias = SQL.identifier(query.table)
        query.add_where(trace_sql.is_outgoing(alias, dropship))
        return query.subselect(SQL("%s.lot_id", alias))
