from decimal import Decimal

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import number_fold

SAME_UNIT = {"ea", "each", "pc", "pcs", "piece", "pieces", "st", "stk", "stück", "unit", "units"}
SHOWN = ("product_code", "product_name", "name")  # of rows that are no lots
SPELLINGS = (str, str.lower, str.upper, str.capitalize, str.title)


class StockLotImport(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The aspect that finds what rows speak of: the number of queries never follows the rows."""

    _inherit = "stock.lot.import"

    def _resolve(self, rows):
        """Set product, place, supplier, unit and known lot of every row, or its issue."""
        self._resolve_products(rows)
        self._resolve_locations(rows)
        self._resolve_suppliers(rows)
        self._resolve_units(rows)
        self._leave_asides_out(rows)

    def _leave_asides_out(self, rows):
        """Totals, notes and repeated headers are no lots, unless their text is a known product."""
        for row in rows:
            if row.aside and not row.product_id:
                code, text = row.aside
                row.key, row.issues, row.action = None, [], "skip"
                row.values = {name: row.values[name] for name in SHOWN if row.get(name)}
                row.tell(code, None, "warning", value=text)
            else:
                row.aside = None

    def _find_lots(self, rows):
        """Return ``{(product id, number): [lot facts]}`` of the lots the rows may mean."""
        pairs = {
            (row.product_id, row.values["name"])
            for row in rows
            if row.product_id and row.get("name")
        }
        if not pairs:
            return {}
        products, numbers = zip(*pairs, strict=True)
        Lot = self.env["stock.lot"]
        Lot.flush_model()
        found = {}
        for lot in self.env.execute_query_dict(
            SQL(
                """
                SELECT lot.id, lot.product_id, lot.name, lot.company_id, lot.expiration_date,
                    lot.production_date, lot.disposition_id
                FROM unnest(%s::int[], %s::text[]) AS asked (product_id, name)
                JOIN stock_lot lot
                    ON lot.product_id = asked.product_id AND lot.name = asked.name
                """,
                list(products),
                list(numbers),
            )
        ):
            found.setdefault((lot["product_id"], lot["name"]), []).append(lot)
        return found

    def _find_look_alikes(self, rows):
        """Return ``{(product id, folded number): number}`` of known lots that look like these."""
        if not rows:
            return {}
        known = SQL("lot.name")
        pairs = {(row.product_id, number_fold.fold(row.values["name"])) for row in rows}
        products, folded = zip(*pairs, strict=True)
        alike = self.env.execute_query(
            SQL(
                """
                SELECT lot.id, asked.product_id, asked.fold, lot.name
                FROM unnest(%s::int[], %s::text[]) AS asked (product_id, fold)
                JOIN stock_lot lot ON lot.product_id = asked.product_id AND %s = asked.fold
                """,
                list(products),
                list(folded),
                number_fold.fold_sql(known),
            )
        )
        lots = self.env["stock.lot"].browse([lot_id for lot_id, *_facts in alike])
        readable = set(lots._filtered_access("read").ids)
        return {
            (product_id, fold): number
            for lot_id, product_id, fold, number in alike
            if lot_id in readable
        }

    def _resolve_locations(self, rows):
        texts = {row.values["location"] for row in rows if row.get("location")}
        places = self._find_locations(texts) if texts else {}
        stock_location = self._get_stock_location()
        for row in rows:
            text = row.get("location")
            if not text:
                row.location_id = stock_location.id
                continue
            found = places.get(text, [])
            if len(found) > 1:
                row.tell("ambiguous_location", "location", value=text, count=len(found))
            elif found:
                row.location_id = next(iter(found))

    def _get_stock_location(self):
        """Return where stock without a place goes: the first warehouse's own location."""
        Warehouse = self.env["stock.warehouse"]
        domain = [("company_id", "=", self.company_id.id)]
        return Warehouse.search(domain, limit=1, order="sequence, id").lot_stock_id

    def _find_locations(self, texts):
        """Return ``{text: {location ids}}``: by full name, else barcode, else name.

        However capitals are used: a file's "COLD ROOM" is the cold room.
        """
        names = ("complete_name", "barcode", "name")
        spelled = {way(text) for text in texts for way in SPELLINGS}
        locations = self.env["stock.location"].search_fetch(
            Domain("usage", "=", "internal")
            & Domain("company_id", "in", [self.company_id.id, False])
            & Domain.OR(Domain(name, "in", list(spelled)) for name in names),
            names,
        )
        found = {}
        for name in names:
            by_text = {}
            for location in locations:
                by_text.setdefault((location[name] or "").casefold(), set()).add(location.id)
            for text in texts - found.keys():
                if by_text.get(text.casefold()):
                    found[text] = by_text[text.casefold()]
        return found

    def _resolve_suppliers(self, rows):
        names = {row.values["supplier"] for row in rows if row.get("supplier")}
        if not names:
            return
        partners = self.env["res.partner"].search_fetch(
            [("name", "in", list(names)), ("company_id", "in", [self.company_id.id, False])],
            ["name", "parent_id"],
        )
        by_name = {}
        for partner in partners:
            by_name.setdefault(partner.name, set()).add(partner.commercial_partner_id.id)
        for row in rows:
            found = by_name.get(row.get("supplier"), ())
            if len(found) == 1:
                row.supplier_id = next(iter(found))
            elif found:
                row.tell("ambiguous_supplier", "supplier", "warning", value=row.get("supplier"))

    def _resolve_units(self, rows):
        if not any(row.get("uom") or row.units for row in rows):
            return
        named = [("name", "!=", False)]  # all of them; a handful
        every = self.env["uom.uom"].with_context(active_test=False).search(named)
        weights = {unit.name.casefold(): unit for unit in reversed(every)}
        active = every.filtered("active")
        by_name = {unit.name.casefold(): unit for unit in reversed(active)}
        piece = self.env.ref("uom.product_uom_unit", raise_if_not_found=False)
        by_name = {**dict.fromkeys(SAME_UNIT, piece), **by_name} if piece else by_name
        weight = self.env["product.template"]._get_weight_uom_id_from_ir_config_parameter()
        for row in rows:
            self._resolve_unit(row, by_name)
            self._resolve_weight(row, weights, weight)  # pounds too, which Odoo puts away

    def _resolve_unit(self, row, by_name):
        """Compare the unit of the row, in its column or behind its quantity, with the product's."""
        text = row.get("uom") or row.units.get("quantity")
        if not text:
            return
        unit, own = by_name.get(text.casefold()), row.get("unit_id")
        if not unit:
            row.tell("unknown_unit", "uom", "warning", value=text)
        elif own and own != unit.id:
            name = self.env["uom.uom"].browse(own).name
            row.tell("other_unit", "uom", value=text, unit=name)
        else:
            row.uom_id = unit.id

    def _resolve_weight(self, row, weights, weight):
        """Turn a weight into the system's unit; one whose unit is not known is an error."""
        if not row.get("weight"):
            return
        text, titled = row.units.get("weight"), row.units.get("header")
        unit = weights.get((text or titled or "").casefold())
        if unit and unit._has_common_reference(weight):
            number = unit._compute_quantity(float(row.values["weight"]), weight, round=False)
            row.values["weight"] = Decimal(str(number))
        elif text:
            row.tell("weight_unit", "weight", value=text, unit=weight.name)
