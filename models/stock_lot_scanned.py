from odoo import api, models
from odoo.exceptions import UserError

from ..tools import gs1
from .stock_lot_days import DAYS


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """A scanned code in place of a number is taken apart, on every way to a lot."""

    _inherit = "stock.lot"

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._take_scan_apart(vals) for vals in vals_list])

    def write(self, vals):
        if not isinstance(vals.get("name"), str) or self._is_plain_number(vals["name"]):
            return super().write(vals)
        for lot in self:
            super(StockLot, lot).write(lot._take_known_scan(vals))
        return True

    @api.model
    def _is_plain_number(self, text):
        return not gs1.looks_like_scan(text.strip())

    @api.model
    def _take_scan_apart(self, vals):
        """Return `vals` of a new lot with a scanned code replaced by what it says.

        What `vals` say beside the code counts more than the code.
        """
        product_id = vals.get("product_id") or self.env.context.get("default_product_id")
        product = self.env["product.product"].browse(product_id or [])
        scanned = self._read_scan(vals.get("name"), product)
        if not scanned:
            return vals
        for day, instant in DAYS.items():
            if vals.get(instant):
                scanned.pop(day, None)
        given = {name: value for name, value in vals.items() if value or name not in scanned}
        return {**scanned, **given, "name": scanned["name"]}

    def _take_known_scan(self, vals):
        """Return `vals` for a lot that exists: it takes the number, and what it lacks."""
        self.ensure_one()
        scanned = self._read_scan(vals["name"], self.product_id)
        said = {
            name: value
            for name, value in scanned.items()
            if name not in ("name", "product_id", "expiration_date") and not vals.get(name)
        }
        differences = self._get_differences(said)
        if differences:
            raise UserError(self._get_scan_differs_words(differences))
        lacking = {name: value for name, value in said.items() if not self[name]}
        return {**lacking, **vals, "name": scanned["name"]}

    def _get_scan_differs_words(self, differences):
        return self.env._(
            "The code says other things than lot %(lot)s: %(differences)s. Type the number alone "
            "if the lot is right, or correct the lot first.",
            lot=self.name,
            differences=self._get_difference_words(differences),
        )

    @api.onchange("name")
    def _onchange_scanned_name(self):
        """Show on the open form what saving will do with a scanned code."""
        for lot in self:
            if not lot.name or lot._is_plain_number(lot.name):
                continue
            if lot._origin:
                lot.update(lot._origin._take_known_scan({"name": lot.name}))
                continue
            scanned = lot._read_scan(lot.name, lot.product_id)
            instant = scanned.pop("expiration_date", False)
            lot.update({name: scanned.pop(name) for name in ("product_id", "name")})
            days = {name: scanned.pop(name) for name in DAYS if name in scanned}
            lot.update(scanned)
            zone = lot._get_zones()[lot]
            vals = {**days, **({"expiration_date": instant} if instant else {})}
            lot.update(lot._plan_dates(lot._days_to_instants(vals, zone), zone))
