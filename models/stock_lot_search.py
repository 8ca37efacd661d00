from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import gs1

COMPARISONS = {"<": SQL("<"), ">": SQL(">"), "<=": SQL("<="), ">=": SQL(">=")}
MANY_PLACES = 5000
NAMES = ("name", "ref", "supplier_lot_ref")


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Finding lots: by any name they have, by a scan, by what is on hand. Writes nothing."""

    _inherit = "stock.lot"

    any_name = fields.Char(
        "Number, Reference, Product Code or Scan",
        compute="_compute_any_name",
        search="_search_any_name",
        help="Finds lots by number, reference, supplier lot, product code or a GS1 scan.",
    )

    @api.depends("name", "ref", "supplier_lot_ref", "product_id.default_code")
    def _compute_any_name(self):
        for lot in self:
            names = (lot.name, lot.ref, lot.supplier_lot_ref, lot.product_id.default_code)
            lot.any_name = " ".join(filter(None, names))

    @api.model
    def _search_any_name(self, operator, value):
        if operator == "in":
            return Domain.OR(self._domain_any_name("=", term) for term in value)
        if operator not in ("like", "ilike", "=like", "=ilike"):
            return NotImplemented
        return self._domain_any_name(operator, value)

    @api.model
    def _domain_any_name(self, operator, term):
        """Return the lots that `term` may mean: a scan, or a name of the lot or product."""
        term = (term or "").strip() if isinstance(term, str) else ""
        if not term:
            return Domain.TRUE if operator.endswith("like") else Domain.FALSE
        scanned = self._domain_scanned(term)
        if scanned is not None:
            return scanned
        # ids, not a sub-select: only so the planner may combine the indexes of all branches
        products = self._search_products(
            Domain("default_code", operator, term) | Domain("barcode", "=", term)
        )
        return Domain.OR(
            [
                *(Domain(name, operator, term) for name in NAMES),
                Domain("product_id", "in", products),
            ]
        )

    @api.model
    def _search_display_name(self, operator, value):
        domain = Domain(super()._search_display_name(operator, value))
        if operator not in ("like", "ilike") or not isinstance(value, str) or not value.strip():
            return domain
        scanned = self._domain_scanned(value.strip())
        if scanned is not None:
            return scanned
        return domain | Domain("supplier_lot_ref", operator, value.strip())

    @api.model
    def _domain_scanned(self, text):
        """Return the lots a GS1 scan names, or None when `text` is not a scan."""
        if not gs1.looks_like_scan(text):
            return None
        try:
            elements = gs1.parse(text)
        except gs1.ScanError:
            return None
        numbers = [elements[code] for code in ("10", "21") if elements.get(code)]
        domain = Domain.TRUE
        if numbers:
            domain = Domain("name", "in", numbers) | Domain("supplier_lot_ref", "in", numbers)
        if "01" in elements:
            products = self._search_products_by_gtin(elements["01"])
            return domain & Domain("product_id", "in", products)
        return domain if numbers else None

    @api.model
    def _search_products_by_gtin(self, gtin):
        """Return the ids of the products with this GTIN, however it was padded when typed."""
        codes = gs1.spellings(gtin)
        packed = self.env["product.uom"]._search([("barcode", "in", codes)], bypass_access=True)
        return self._search_products(
            Domain("barcode", "in", codes) | Domain("product_uom_ids", "any!", packed)
        )

    @api.model
    def _search_products(self, domain):
        Product = self.env["product.product"].with_context(active_test=False)
        return list(Product._search(domain, active_test=False, bypass_access=True))

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
        )
        return query if len(found) == MANY_PLACES else list(found)

    @api.model
    def _plan_without_compiling(self):
        """Have the database run what follows as it is.

        It over-estimates sub-selects that end early, and compiles for longer than they take.
        """
        self.env.execute_query(SQL("SELECT set_config('jit', 'off', TRUE)"))

    @api.depends("quant_ids", "quant_ids.quantity")
    def _product_qty(self):
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

    def _search_product_qty(self, operator, value):
        if operator not in ("in", "not in") and operator not in COMPARISONS:
            return NotImplemented
        numbers = [float(number) for number in value] if "in" in operator else float(value)
        self._plan_without_compiling()
        self.env["stock.quant"].flush_model(["lot_id", "location_id", "quantity"])
        compared = _compare(operator, numbers)
        if _needs_stock(operator, numbers):
            return Domain("id", "in", self._get_lots_in_stock_sql(compared))
        return Domain.custom(
            to_sql=lambda model, alias, _query: SQL(
                "%s %s", model._get_on_hand_sql(SQL.identifier(alias, "id")), compared
            )
        )

    @api.model
    def _get_lots_in_stock_sql(self, compared):
        """Return the sub-select of the lots with stock somewhere and the sum asked for.

        It serves a page and a count alike: read lot by lot, or in the order of the stock.
        """
        quants, query = self._get_quants_on_hand()
        query.add_where(SQL("%s.quantity > 0", quants))
        return SQL(
            "(SELECT held.lot_id FROM (%s) AS held (lot_id) WHERE %s %s)",
            query.select(SQL("%s.lot_id", quants)),
            self._get_on_hand_sql(SQL("held.lot_id")),
            compared,
        )

    @api.model
    def _get_quants_on_hand(self):
        query = self.env["stock.quant"]._search(Domain("location_id", "in", self._places_on_hand()))
        return SQL.identifier(query.table), query

    @api.model
    def _get_on_hand_sql(self, lot_id):
        """Return what is on hand of the lot `lot_id` (SQL), counted only when it is asked for."""
        quants, query = self._get_quants_on_hand()
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


def _needs_stock(operator, value):
    """Return whether only sums above zero are asked for."""
    if operator == "in":
        return all(number > 0 for number in value)
    return operator == ">" and value >= 0 or operator == ">=" and value > 0
