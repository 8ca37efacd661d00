from odoo import api, models

from ..tools import gs1, lot_lines
from .stock_move_line_said import SAID

# what a scanned code says: field of the line, field of the lot
LINE_FIELDS = {**SAID, "lot_weight": "weight", "expiration_date": "expiration_date"}


class StockMoveLine(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """A scanned code in place of a line's number is taken apart; dates and weight follow."""

    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._take_scan_apart(vals) for vals in vals_list])

    def write(self, vals):
        if not gs1.looks_like_scan((vals.get("lot_name") or "").strip()):
            return super().write(vals)
        for product, lines in self.grouped("product_id").items():
            super(StockMoveLine, lines).write(lines._take_scan_apart(vals, product))
        return True

    @api.model
    def _take_scan_apart(self, vals, product=None):
        """Return `vals` with a scanned code replaced by what it says; what is given counts more."""
        if not gs1.looks_like_scan((vals.get("lot_name") or "").strip()):
            return vals
        if not product:
            move = self.env["stock.move"].browse(vals.get("move_id") or [])
            known = self.env["product.product"].browse(vals.get("product_id") or [])
            product = known or move.product_id
        scanned = self._read_line_scan(vals["lot_name"], product)
        if vals.get("expiration_date"):
            scanned.pop("expiration_day", None)
        given = {name: value for name, value in vals.items() if value or name not in scanned}
        return {**scanned, **given, "lot_name": scanned["lot_name"]}

    @api.model
    def _read_line_scan(self, text, product):
        """Return what a code says, as values of a line; `product` is known from the document."""
        said = self.env["stock.lot"]._read_scan(text, product)
        vals = {name: said.get(lot_name) for name, lot_name in LINE_FIELDS.items()}
        return {**{name: value for name, value in vals.items() if value}, "lot_name": said["name"]}

    @api.onchange("lot_name")
    def _onchange_scanned_lot_name(self):
        """Show on the open line what saving will do with a scanned code."""
        for line in self:
            if gs1.looks_like_scan((line.lot_name or "").strip()):
                line.update(line._read_line_scan(line.lot_name, line.product_id))


class StockMove(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Scanned codes in the dialogs Generate and Import of a receipt."""

    _inherit = "stock.move"

    @api.model
    def split_lots(self, lots):
        """Keep a scanned code whole: what separates columns elsewhere can be part of it."""
        lines = [line.strip(" \r") for line in (lots or "").split("\n")]
        scanned = [line for line in lines if gs1.looks_like_scan(line)]
        if not scanned or lot_lines.has_header(lots):
            return super().split_lots(lots)
        vals_list = []
        for line in filter(None, lines):
            if line in scanned:
                vals_list += self._split_scanned_line(line)
            else:
                vals_list += super().split_lots(line)
        return vals_list

    @api.model
    def _split_scanned_line(self, line):
        """Return what a code and the columns behind it say; without those, its own count."""
        code, *rest = line.split("\t")
        # pylint: disable-next=super-method-mismatch  # core's own reading of the columns
        vals_list = super().split_lots("\t".join(["-", *rest]))
        count = None if rest else gs1.count_of(self.env["stock.lot"]._parse_scan(code))
        counted = {"quantity": count} if count else {}
        return [{**vals, **counted, "lot_name": code} for vals in vals_list]

    @api.model
    def _take_scans_apart(self, vals_list, product):
        """Replace scanned codes by what they say; what stands beside a code counts more."""
        Line = self.env["stock.move.line"]
        for vals in vals_list:
            if gs1.looks_like_scan(vals.get("lot_name") or ""):
                said = dict(vals)
                if not said.get("expiration_day"):  # an instant alone is only a proposal
                    said.pop("expiration_date", None)
                vals.update(Line._take_scan_apart(said, product))
                if product.tracking == "serial":
                    vals["quantity"] = 1
