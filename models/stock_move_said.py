from datetime import datetime, time

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import calendar_day, lot_lines
from .stock_lot_import_messages import describe
from .stock_move_line_said import SAID


class StockMove(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The dialogs Generate and Import of a receipt: what they say of lots reaches the lots."""

    _inherit = "stock.move"

    @api.model
    def split_lots(self, lots):
        order = self._get_date_order([] if not lots else lots.splitlines())
        if lots and lot_lines.has_header(lots):
            return self._split_table(lots, order)
        vals_list = super().split_lots(lots)
        texts = list(filter(None, (lots or "").split("\n")))
        for vals, text in zip(vals_list, texts, strict=True):
            if vals.get("expiration_date"):
                self._read_days(vals, lot_lines.SEPARATORS.split(text)[1:], order)
        return vals_list

    @api.model
    def _get_date_order(self, lines):
        """Return dmy, mdy or ymd, as core guesses it from these lines and the user's language."""
        parts = [part for line in lines for part in lot_lines.SEPARATORS.split(line)[1:]]
        dates = [part for part in parts if not lot_lines.AMOUNT.fullmatch(part.strip())]
        try:
            options = self._get_formating_options(dates)
        except ValueError:  # core takes the first words of a text for numbers
            options = {}
        return "ymd" if options.get("yearfirst") else "dmy" if options.get("dayfirst") else "mdy"

    @api.model
    def _read_days(self, vals, parts, order):
        """Put days beside the instant core read; a month means its last day."""
        made, last = lot_lines.read_days(parts, order)
        if last:
            vals["expiration_date"] = datetime.combine(last, time.min)
        vals["expiration_day"] = vals["expiration_date"].date()
        if made:
            vals["production_date"] = made

    @api.model
    def _split_table(self, text, order):
        rows = lot_lines.read_table(text, order)
        problems = [
            f"{row.get('name') or row.number}: {' '.join(describe(self.env, issue)).strip()}"
            for row in rows
            for issue in row.issues
            if issue["level"] == "error"
        ]
        if problems or not all(row.get("name") for row in rows):
            raise UserError(
                "\n".join(problems) or self.env._("Every line of the table needs a lot number.")
            )
        vals_list = []
        for row in rows:
            vals = {"quantity": 1, **lot_lines.said_of(row)}
            for name in ("quantity", "lot_weight"):
                if name in vals:
                    vals[name] = float(vals[name])
            if vals.get("expiration_day"):
                vals["expiration_date"] = datetime.combine(vals["expiration_day"], time.min)
            vals_list.append(vals)
        return vals_list

    @api.model
    def action_generate_lot_line_vals(self, context_data, mode, first_lot, count, lot_text):
        vals_list = super().action_generate_lot_line_vals(
            context_data, mode, first_lot, count, lot_text
        )
        product = self.env["product.product"].browse(context_data.get("default_product_id"))
        line = self.env["stock.move.line"].new({"product_id": product.id})
        zone = line._get_lot_zone()
        self._take_scans_apart(vals_list, product)
        for vals in vals_list:
            self._propose_from_said(product, vals, zone)
        return vals_list

    @api.model
    def _propose_from_said(self, product, vals, zone):
        """Let the expiry follow what was said of the lot, and say which was only proposed."""
        vals.setdefault("expiration_day", False)
        if vals["expiration_day"]:
            day = vals["expiration_day"] = fields.Date.to_date(vals["expiration_day"])
            if calendar_day.day_of(vals.get("expiration_date"), zone) != day:
                midnight = datetime.combine(day, time.min)
                kept = vals.get("expiration_date") == midnight
                vals["expiration_date"] = midnight if kept else calendar_day.noon_of(day, zone)
        elif vals.get("production_date") and vals.get("expiration_date"):
            made = fields.Date.to_date(vals["production_date"])
            day = calendar_day.shifted(made, product.expiration_time)
            vals["expiration_date"] = calendar_day.noon_of(day, zone)

    def _create_lot_ids_from_move_line_vals(self, vals_list, product_id, company_id=False):
        self._take_scans_apart(vals_list, self.env["product.product"].browse(product_id))
        self._create_said_lots(vals_list, product_id, company_id)
        return super()._create_lot_ids_from_move_line_vals(vals_list, product_id, company_id)

    def _create_said_lots(self, vals_list, product_id, company_id):
        """Create the lots that do not exist yet with what is said of them; core only names them."""
        names = {vals["lot_name"] for vals in vals_list if vals.get("lot_name")}
        Lot = self.env["stock.lot"].with_company(company_id or self.env.company)
        known = Lot.search(
            [
                ("product_id", "=", product_id),
                ("company_id", "in", [company_id, False]),
                ("name", "in", list(names)),
            ]
        ).mapped("name")
        new = {}
        for vals in vals_list:
            if vals.get("lot_name") in names.difference(known):
                said = {lot_name: vals[name] for name, lot_name in SAID.items() if vals.get(name)}
                new.setdefault(vals["lot_name"], {}).update(said)
        Lot.create(
            [{"product_id": product_id, "name": name, **said} for name, said in new.items() if said]
        )
