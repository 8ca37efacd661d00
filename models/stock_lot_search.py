import re

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import gs1

FOUND_ONCE = {"any_name", "partner_ids"}
NAMES = ("name", "ref", "supplier_lot_ref")


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Finding lots: by any name they have, by a scan. Writes nothing."""

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
                *(self._domain_contains(name, operator, term) for name in NAMES),
                Domain("product_id", "in", products),
            ]
        )

    @api.model
    def _domain_contains(self, name, operator, term):
        """Return the lots whose `name` contains the term, found by its most telling word.

        The index knows every three letters. All of them together take longer to find than a
        word and a look at the few lots that have it.
        """
        whole = Domain(name, operator, term)
        word = max(re.findall(r"\w+", term), key=_count_trigrams, default="")
        if operator not in ("like", "ilike") or word == term or not _count_trigrams(word):
            return whole
        return Domain(name, operator, word) & Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "CASE WHEN %s THEN TRUE ELSE FALSE END",
                whole.optimize_full(model)._to_sql(model, alias, query),
            ),
            predicate=lambda lot: bool(lot.filtered_domain(whole)),
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
        lost = gs1.swallowed(elements)
        numbers += lost[1:2] if lost else []
        domain = Domain.TRUE
        if numbers:
            domain = Domain("name", "in", numbers) | Domain("supplier_lot_ref", "in", numbers)
        gtin = elements.get("01") or elements.get("02")
        if gtin:
            products = self._search_products_by_gtin(gtin)
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
    @api.private
    @api.readonly
    def search_fetch(self, domain, field_names=None, *args, **kwargs):
        """Fetch the company with the rest: the rule by which lots are read asks for it."""
        if field_names:
            field_names = {*field_names, "company_id"}
        return super().search_fetch(domain, field_names, *args, **kwargs)

    @api.model
    @api.readonly
    def web_search_read(
        self, domain, specification, offset=0, limit=None, order=None, count_limit=None
    ):
        """Find once what is asked by name or customer: the page and its count are in it."""
        domain = Domain(domain)
        asked = {condition.field_expr for condition in domain.iter_conditions()}
        if not (limit and count_limit and asked & FOUND_ONCE):
            return super().web_search_read(
                domain, specification, offset, limit, order, count_limit
            )
        last = max(count_limit, offset + limit)
        found = self._search(domain, limit=last, order=order or self._order).get_result_ids()
        page = Domain("id", "in", found[offset : offset + limit])
        answer = super().web_search_read(page, specification, order=order)
        return {**answer, "length": len(found) if answer["records"] else 0}


def _count_trigrams(word):
    return len({word[start : start + 3].lower() for start in range(len(word) - 2)})
