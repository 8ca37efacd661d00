from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import calendar_day, gs1

# identifiers of a scan: field of the lot
SCANNED_DAYS = {"11": "production_date", "15": "best_before_day", "17": "expiration_day"}
NUMBERS = {"lot": "10", "serial": "21"}


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Reading a GS1 code: which product, which number, which facts. Writes nothing."""

    _inherit = "stock.lot"

    @api.model
    def _read_scan(self, text, product=None):
        """Return what a scanned code says, as values of stock.lot; None when it is no code.

        :param product: the product the goods are known to be, if they are
        :raises UserError: what is wrong with the code, where, and what to do
        """
        text = text.strip(" \t\r\n") if isinstance(text, str) else ""
        if not gs1.looks_like_scan(text):
            return None
        elements = self._parse_scan(text)
        product = self._get_scanned_product(elements, product or self.env["product.product"])
        vals = {"product_id": product.id, **self._get_scanned_number(elements, product)}
        vals.update(self._get_scanned_days(elements, product))
        if weight := gs1.weight_of(elements):
            vals["weight"] = self._get_weight_in_system_unit(weight)
        return vals

    @api.model
    def _parse_scan(self, text):
        """Return the elements of a code, or raise in words what is wrong with it."""
        try:
            elements = gs1.parse(text, self.env["res.company"]._get_lot_today())
        except gs1.ScanError as error:
            raise UserError(self._get_scan_error_words(error, text)) from error
        lost = not gs1.PRINTED.match(text) and gs1.swallowed(elements)
        if lost:
            raise UserError(self._get_swallowed_words(*lost))
        return elements

    @api.model
    def _get_scanned_product(self, elements, product):
        """Return the product a code is about; it must not contradict the one that is known."""
        gtin = elements.get("01") or elements.get("02")
        if not gtin:
            if not product:
                raise UserError(
                    self.env._(
                        "The code names a lot but no product. Choose the product first, then "
                        "scan again."
                    )
                )
            return product
        found = self._find_products_by_gtin(gtin)
        if product and (product in found or (not found and not product.barcode)):
            return product
        if not found:
            raise UserError(self._get_unknown_gtin_words(gtin, product))
        if product:
            raise UserError(
                self.env._(
                    "The code is one of %(scanned)s, not of %(product)s. Check the goods, or "
                    "choose the other product.",
                    scanned=found[0].display_name,
                    product=product.display_name,
                )
            )
        if len(found) > 1:
            raise UserError(
                self.env._(
                    "%(count)s products have the barcode %(gtin)s: %(products)s. Choose the "
                    "product first, then scan again.",
                    count=len(found),
                    gtin=gtin,
                    products=", ".join(found.mapped("display_name")),
                )
            )
        return found

    @api.model
    def _find_products_by_gtin(self, gtin):
        """Return the products of this article number; archived ones only where no other is."""
        products = self.env["product.product"].browse(self._search_products_by_gtin(gtin))
        products = products._filtered_access("read")
        # sudo: the companies above this one share their products with it
        companies = self.env.company.sudo().parent_ids
        fits = products.filtered(
            lambda product: not product.company_id or product.company_id in companies
        )
        return fits.filtered("active") or fits

    @api.model
    def _get_scanned_number(self, elements, product):
        """Return the number of a code as the product is tracked; a batch beside a serial too."""
        code = NUMBERS.get(product.tracking)
        if not code:
            raise UserError(
                self.env._(
                    "%(product)s is not tracked by lots or serial numbers. Turn on tracking on "
                    "the product first.",
                    product=product.display_name,
                )
            )
        if not elements.get(code):
            raise UserError(self._get_missing_number_words(elements, product))
        vals = {"name": elements[code]}
        if code == "21" and elements.get("10"):
            vals["supplier_lot_ref"] = elements["10"]
        return vals

    @api.model
    def _get_scanned_days(self, elements, product):
        today = self.env["res.company"]._get_lot_today()
        vals = {
            name: gs1.day_of(elements[code], today)
            for code, name in SCANNED_DAYS.items()
            if code in elements
        }
        if "7003" in elements:
            # sudo: a zone is needed for every lot
            company = self.new({"product_id": product.id}).company_id.sudo()
            local = gs1.minute_of(elements["7003"], today)
            if vals.setdefault("expiration_day", local.date()) != local.date():
                raise UserError(
                    self.env._(
                        "The code gives two expiry dates: %(first)s and %(second)s. Type the one "
                        "that stands on the goods.",
                        first=fields.Date.to_string(vals["expiration_day"]),
                        second=fields.Date.to_string(local.date()),
                    )
                )
            vals["expiration_date"] = calendar_day.moment_of(local, company._get_lot_tz())
        return vals

    @api.model
    def _get_weight_in_system_unit(self, kilograms):
        unit = self.env["product.template"]._get_weight_uom_id_from_ir_config_parameter()
        kilogram = self.env.ref("uom.product_uom_kgm")
        return kilogram._compute_quantity(kilograms, unit, round=False)
