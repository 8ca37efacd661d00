from odoo import models
from odoo.tools import SQL

from ..tools import gs1
from .stock_lot_scan import NUMBERS


class StockLotImport(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The aspect that finds what GS1 codes in a file speak of; one query for all of them."""

    _inherit = "stock.lot.import"

    def _resolve(self, rows):  # pylint: disable=missing-return
        scanned = [row for row in rows if row.scanned]
        found = self._find_scanned_products(scanned) if scanned else {}
        for row in scanned:
            gtin = _get_gtin(row)
            barcode = next((product["barcode"] for product in found.get(gtin, ())), None)
            if barcode and row.get("product_barcode") in gs1.spellings(gtin):
                row.values["product_barcode"] = barcode
        super()._resolve(rows)
        for row in scanned:
            self._check_scanned_product(row, found)
            self._set_scanned_number(row)

    def _find_scanned_products(self, rows):
        """Return ``{GTIN: [{id, barcode}]}``, also by the barcodes of packagings."""
        spelled = {
            code: gtin
            for gtin in {_get_gtin(row) for row in rows} - {None}
            for code in gs1.spellings(gtin)
        }
        self.env["product.product"].flush_model(["barcode"])
        self.env["product.uom"].flush_model(["barcode", "product_id"])
        found = {}
        for product in self.env.execute_query_dict(
            SQL(
                """
                SELECT product.id, product.barcode, named.code
                FROM (
                    SELECT id, barcode AS code FROM product_product
                    WHERE barcode = ANY(%(codes)s)
                    UNION
                    SELECT product_id, barcode FROM product_uom WHERE barcode = ANY(%(codes)s)
                ) AS named (id, code)
                JOIN product_product product ON product.id = named.id
                ORDER BY product.active DESC, product.id
                """,
                codes=list(spelled),
            )
        ):
            found.setdefault(spelled[product["code"]], []).append(product)
        return found

    def _check_scanned_product(self, row, found):
        """A code must not be one of another product than its row names."""
        gtin = _get_gtin(row)
        if not row.product_id or not gtin:
            return
        products = found.get(gtin, [])
        known = row.product_id in {product["id"] for product in products}
        own = self.env["product.product"].browse(row.product_id).barcode
        if not known and (products or own):
            row.tell("scan_other_product", "name", value=gtin)

    def _set_scanned_number(self, row):
        """Take the number the product is tracked by: a lot's, or a serial's with its batch."""
        code = NUMBERS.get(row.get("tracking"))
        numbers = [row.scanned[other] for other in ("10", "21") if other in row.scanned]
        if not code or row.get("name") not in numbers:
            return
        if code not in row.scanned:
            row.tell("scan_missing_number", "name", identifier=code, value=row.values["name"])
            return
        row.values["name"] = row.scanned[code]
        if code == "21" and "10" in row.scanned:
            row.values.setdefault("supplier_lot_ref", row.scanned["10"])


def _get_gtin(row):
    return row.scanned.get("01") or row.scanned.get("02")
