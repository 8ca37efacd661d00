from typing import Any, NamedTuple

from odoo import api, fields, models

from ..tools import calendar_day
from ..tools.number_tokens import PROPERTY

PERIODS = {"never": "", "day": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m", "year": "%Y"}


class Occasion(NamedTuple):
    """What is known where a lot is named.

    :param product: the product.product
    :param company: whose zone and policy count
    :param operation: the stock.picking.type, may be None
    :param supplier: the res.partner, may be None
    :param workcenter: the mrp.workcenter, may be None
    :param vals: values of the new lot, as ``create`` takes them
    """

    product: Any
    company: Any
    operation: Any = None
    supplier: Any = None
    workcenter: Any = None
    vals: dict = {}


class StockLotScheme(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """What a scheme writes of an occasion: its facts, and which counter they belong to."""

    _inherit = "stock.lot.scheme"

    @api.model
    def _get_scope_models(self):
        return {
            "company": "res.company",
            "product": "product.product",
            "category": "product.category",
            "supplier": "res.partner",
            **({"workcenter": "mrp.workcenter"} if "mrp.workcenter" in self.env else {}),
        }

    def _get_counter_key(self, occasion):
        """Return (scope, period) of the counter: an id or 0, and a text."""
        now = self._get_now(occasion)
        row = {
            "company": occasion.company,
            "product": occasion.product,
            "category": occasion.product.categ_id,
            "supplier": self._get_supplier(occasion),
            "workcenter": self._get_workcenter(occasion),
        }.get(self.scope)
        return (row.id or 0 if row else 0), now.strftime(PERIODS[self.reset])

    def _get_facts(self, occasion, needs):
        """Return ``{name: date or text}`` of the facts a pattern needs."""
        facts = {}
        for name in sorted(needs):
            if name.startswith(PROPERTY):
                facts[name] = self._get_property(occasion, name.removeprefix(PROPERTY))
            else:
                facts[name] = self._get_fact(occasion, name)
        return facts

    def _get_fact(self, occasion, name):
        base, _dot, part = name.partition(".")
        if base == "date":
            return self._get_now(occasion)
        if base in ("production", "expiry", "best_before"):
            return self._get_days(occasion)[base]
        if base == "supplier_lot":
            return occasion.vals.get("supplier_lot_ref") or ""
        row, names = self._get_source(occasion, base)
        return row[names[part]] or "" if row else ""

    def _get_source(self, occasion, base):
        """Return the record a name speaks of, and ``{part of the name: field}``."""
        operation = occasion.operation
        return {
            "product": lambda: (
                occasion.product,
                {"code": "default_code", "barcode": "barcode", "name": "name"},
            ),
            "category": lambda: (occasion.product.categ_id, {"name": "name"}),
            "supplier": lambda: (self._get_supplier(occasion), {"ref": "ref", "name": "name"}),
            "company": lambda: (occasion.company, {"name": "name", "registry": "company_registry"}),
            "warehouse": lambda: (self._get_warehouse(occasion), {"code": "code", "name": "name"}),
            "workcenter": lambda: (
                self._get_workcenter(occasion),
                {"code": "code", "name": "name"},
            ),
            "operation": lambda: (operation, {"code": "sequence_code"}),
        }[base]()

    @api.model
    def _get_now(self, occasion):
        zone = (occasion.product.company_id or self.env["res.company"])._get_lot_tz()
        if not occasion.product.company_id and occasion.company:
            zone = occasion.company._get_lot_tz()
        return calendar_day.clock_of(fields.Datetime.now(), zone)

    @api.model
    def _get_days(self, occasion):
        """Return the days of the new lot: those that are given, else as the product says."""
        vals, product = occasion.vals, occasion.product
        zone = occasion.company._get_lot_tz()
        made = fields.Date.to_date(vals.get("production_date")) or None
        expiry = self._get_given(vals, "expiration", zone)
        if not expiry and product.use_expiration_date and product.expiration_time:
            start = made or self._get_now(occasion).date()
            expiry = calendar_day.shifted(start, product.expiration_time)
        best = self._get_given(vals, "use", zone) or self._get_given(vals, "best_before", zone)
        if not best and expiry and product.use_expiration_date:
            best = calendar_day.shifted(expiry, -product.use_time)
        return {"production": made, "expiry": expiry, "best_before": best}

    @api.model
    def _get_given(self, vals, name, zone):
        day = fields.Date.to_date(vals.get(f"{name}_day") or None)
        return day or calendar_day.day_of(
            fields.Datetime.to_datetime(vals.get(f"{name}_date")), zone
        )

    @api.model
    def _get_supplier(self, occasion):
        return occasion.supplier or self.env["res.partner"].browse(
            occasion.vals.get("supplier_id") or ()
        )

    @api.model
    def _get_warehouse(self, occasion):
        operation = occasion.operation
        if operation and operation.warehouse_id:
            return operation.warehouse_id
        return self.env["stock.warehouse"].search(
            [("company_id", "=", occasion.company.id)], limit=1
        )

    @api.model
    def _get_workcenter(self, occasion):
        """Return where the product is made: as it is said, else by its bill of materials."""
        if occasion.workcenter or "mrp.workcenter" not in self.env:
            return occasion.workcenter
        # sudo: who names a lot may lack rights on bills of materials
        bill = self.env["mrp.bom"].sudo()._bom_find(
            occasion.product, company_id=occasion.company.id
        )[occasion.product]  # fmt: skip
        return bill.operation_ids[-1:].workcenter_id

    @api.model
    def _get_property(self, occasion, label):
        """Return the value of the new lot's property with this label or technical name."""
        values = occasion.vals.get("lot_properties") or {}
        if isinstance(values, list):
            values = {row["name"]: row.get("value") for row in values}
        for row in occasion.product.lot_properties_definition or []:
            if label.casefold() in (row["name"].casefold(), (row.get("string") or "").casefold()):
                value = values.get(row["name"], row.get("default"))
                chosen = dict(row.get("selection") or []) if row["type"] == "selection" else {}
                return str(chosen.get(value, value)) if value not in (None, False) else ""
        return ""
