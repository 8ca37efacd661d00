from decimal import Decimal

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .domain_split import split

COMPARISONS = {"<": SQL("<"), ">": SQL(">"), "<=": SQL("<="), ">=": SQL(">=")}
MANY_PLACES = 5000


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """What is on hand of a lot, and finding lots by it. Writes nothing."""

    _inherit = "stock.lot"

    @api.model
    def _domain_places_on_hand(self):
        """Return which stock counts as on hand: in a warehouse, or on its way inside."""
        return Domain("usage", "=", "internal") | (
            Domain("usage", "=", "transit") & Domain("company_id", "!=", False)
        )

    @api.model
    def _places_on_hand(self):
        """Return these places: their ids, or the query of them where they are many.

        The database then compares numbers instead of joining for every lot.
        """
        Location = self.env["stock.location"]
        query = Location._search(self._domain_places_on_hand(), active_test=False)
        found = Location._search(
            self._domain_places_on_hand(), active_test=False, limit=MANY_PLACES
        ).get_result_ids()
        return query if len(found) == MANY_PLACES else list(found)

    @api.model
    def _plan_without_compiling(self):
        """Have the database run what follows as it is.

        It over-estimates sub-selects that end early, and compiles for longer than they take.
        """
        self.env.execute_query(SQL("SELECT set_config('jit', 'off', TRUE)"))

    @api.depends("quant_ids", "quant_ids.quantity")
    def _product_qty(self):
        if len(self) == 1:
            self.product_qty = self._sum_places()
            return
        Quant = self.env["stock.quant"]
        lots = Domain("lot_id", "in", self._origin.ids)
        rows = Quant._read_group(
            lots & Domain("location_id", "any", self._domain_places_on_hand()),
            ["lot_id"],
            ["quantity:sum"],
        )
        on_hand = {lot.id: quantity for lot, quantity in rows}
        for lot in self:
            lot.product_qty = on_hand.get(lot._origin.id, 0.0)

    def _sum_places(self):
        """Return what is on hand of one lot, from what its form shows; exact, as SQL adds it up."""
        counted = self.place_ids.location_id.filtered_domain(self._domain_places_on_hand())
        held = self.place_ids.filtered(lambda quant: quant.location_id in counted)
        return float(sum(Decimal(str(quantity)) for quantity in held.mapped("quantity")))

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, **kwargs):
        """Count lots on hand in one pass over the stock; a page reads them one by one."""
        others, held = Domain(domain), None
        if limit and not order:
            others, held = split(others, _wants_stock)
        query = super()._search(others, offset, limit, order, **kwargs)
        if held:
            self._join_stock(query, _compare(held.operator, float(held.value)))
        return query

    @api.model
    def _join_stock(self, query, compared):
        """Join the stock on hand to the `query` of lots and keep those whose sum is compared."""
        if query.is_empty():
            return
        self._prepare_on_hand()
        quants, stock = self._get_quants_on_hand(self._places_on_hand())
        held = SQL("(%s)", stock.select(SQL("%(q)s.lot_id, %(q)s.quantity", q=quants)))
        lot_id = SQL.identifier(query.table, "id")
        query.add_join("JOIN", "held", held, SQL("held.lot_id = %s", lot_id))
        query.groupby = lot_id
        query.having = SQL("SUM(held.quantity) %s", compared)

    def _search_product_qty(self, operator, value):
        if operator not in ("in", "not in") and operator not in COMPARISONS:
            return NotImplemented
        numbers = [float(number) for number in value] if "in" in operator else float(value)
        self._prepare_on_hand()
        compared = _compare(operator, numbers)
        places = self._places_on_hand()
        if _needs_stock(operator, numbers):
            return Domain("id", "in", self._get_lots_in_stock_sql(places, compared))
        return Domain.custom(
            to_sql=lambda model, alias, _query: SQL(
                "%s %s", model._get_on_hand_sql(places, SQL.identifier(alias, "id")), compared
            )
        )

    @api.model
    def _prepare_on_hand(self):
        self._plan_without_compiling()
        self.env["stock.quant"].flush_model(["lot_id", "location_id", "quantity"])

    @api.model
    def _get_lots_in_stock_sql(self, places, compared):
        """Return the sub-select of the lots with stock somewhere and the sum asked for."""
        quants, query = self._get_quants_on_hand(places)
        query.add_where(SQL("%s.quantity > 0", quants))
        return SQL(
            "(SELECT held.lot_id FROM (%s) AS held (lot_id) WHERE %s %s)",
            query.select(SQL("%s.lot_id", quants)),
            self._get_on_hand_sql(places, SQL("held.lot_id")),
            compared,
        )

    @api.model
    def _get_quants_on_hand(self, places):
        query = self.env["stock.quant"]._search(Domain("location_id", "in", places))
        return SQL.identifier(query.table), query

    @api.model
    def _get_on_hand_sql(self, places, lot_id):
        """Return what is on hand of the lot `lot_id` (SQL), counted only when it is asked for."""
        quants, query = self._get_quants_on_hand(places)
        query.add_where(SQL("%s.lot_id = %s", quants, lot_id))
        return SQL("COALESCE(%s, 0)", query.subselect(SQL("SUM(%s.quantity)", quants)))

    @api.depends("quant_ids", "quant_ids.quantity")
    def _compute_single_location(self):
        rows = self.env["stock.quant"]._read_group(
            [("lot_id", "in", self._origin.ids), ("quantity", ">", 0)], ["lot_id", "location_id"]
        )
        places = {}
        for lot, location in rows:
            places.setdefault(lot.id, []).append(location.id)
        for lot in self:
            found = places.get(lot._origin.id, ())
            lot.location_id = found[0] if len(found) == 1 else False


def _compare(operator, value):
    if operator == "in":
        return SQL("= ANY(%s::numeric[])", value)
    if operator == "not in":
        return SQL("<> ALL(%s::numeric[])", value)
    return SQL("%s %s", COMPARISONS[operator], value)


def _wants_stock(condition):
    """Return whether a condition is one on the quantity that only lots in stock meet."""
    if condition.field_expr != "product_qty":
        return False
    return condition.operator in COMPARISONS and _needs_stock(
        condition.operator, float(condition.value)
    )


def _needs_stock(operator, value):
    """Return whether only sums above zero are asked for."""
    if operator == "in":
        return all(number > 0 for number in value)
    return operator == ">" and value >= 0 or operator == ">=" and value > 0
