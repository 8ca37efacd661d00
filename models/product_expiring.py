from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date, format_list

from ..tools import calendar_day
from ..tools.expiry_losses import losses

OPEN = ("waiting", "confirmed", "partially_available", "assigned")
NAMED = 3


class ProductProduct(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """What of the stock expires before the planned transfers use it.

    It looks as far ahead as demand is looked back on; changes no quantity that Odoo plans with.
    """

    _inherit = "product.product"

    expiring_qty = fields.Float(
        "Expires Unused",
        compute="_compute_expiring",
        digits="Product Unit",
        help="On hand, but it expires before the planned transfers use it.",
    )
    expiring_words = fields.Char(compute="_compute_expiring")

    @api.depends_context("location", "warehouse_id", "allowed_company_ids")
    def _compute_expiring(self):
        found = self._get_expiring()
        for product in self:
            heaps = found.get(product._origin.id, [])
            product.expiring_qty = sum(quantity for _day, quantity, _lots in heaps)
            product.expiring_words = product._get_expiring_words(heaps)

    def _get_expiring(self):
        """Return ``{product id: [(last day, quantity, lots)]}`` of what is lost, by day.

        The first to expire is used first; what a transfer has reserved is its own.
        """
        goods = self._origin.filtered("use_expiration_date")
        if not goods:
            return {}
        stock, moves_out = goods._get_stock_domain(None, None, None)
        heaps = goods._read_perishing(stock)
        moves = self.env["stock.move"].search(
            moves_out & Domain("product_id", "in", list(heaps)) & Domain("state", "in", OPEN)
        )
        reserved = moves._read_reserved_lots()
        demand = moves._read_open_demand()
        return {
            product_id: _group_by_day(
                [(last_day, max(quantity - reserved.get(lot, 0.0), 0.0), lot)
                 for lot, last_day, quantity in found],
                demand.get(product_id, []),
            )
            for product_id, found in heaps.items()
        }  # fmt: skip

    def _read_perishing(self, stock):
        """Return ``{product id: [(lot, last day, quantity)]}`` of what expires in sight."""
        Lot = self.env["stock.lot"]
        company = self.env.company
        ahead = company.sudo().lot_demand_days  # sudo: a number
        sight = calendar_day.shifted(company._get_lot_today(), ahead)
        soon = Lot._domain_day("expiration_date", "<", ahead + 1)
        soon |= Lot._domain_day("removal_date", "<", ahead + 2)
        uncounted = self.env["stock.lot.disposition"]._get_uncounted()
        # sudo: who plans may lack rights on lots
        Quant = self.env["stock.quant"].sudo()
        stock &= self._domain_fresh() & ~Quant._domain_under(uncounted)
        rows = Quant._read_group(
            stock & Domain("lot_id", "any!", soon), ["product_id", "lot_id"], ["quantity:sum"]
        )
        heaps = {}
        for product, lot, quantity in rows:
            last_day = lot._get_last_day()
            if quantity > 0 and last_day and last_day <= sight:
                heaps.setdefault(product.id, []).append((lot, last_day, quantity))
        return heaps

    def _get_expiring_words(self, heaps):
        """Return how much expires unused, and when, in words; empty when nothing does."""
        unit = self.uom_id
        words = [
            self.env._(
                "%(quantity)s %(unit)s after %(day)s (%(lots)s)",
                quantity=f"{unit.round(quantity):g}",
                unit=unit.name,
                day=format_date(self.env, day),
                lots=format_list(self.env, [lot.name for lot in lots[:NAMED]]),
            )
            for day, quantity, lots in heaps[:NAMED]
        ]
        if not words:
            return ""
        if len(heaps) > NAMED:
            words.append(self.env._("%(count)s more days", count=len(heaps) - NAMED))
        return self.env._(
            "Expires before the planned transfers use it: %(heaps)s", heaps=", ".join(words)
        )

    def action_open_at_risk(self):
        """Open what of these products will not sell in time."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "stock_lot_lifecycle.stock_lot_at_risk_action"
        )
        return {**action, "domain": [("product_id", "in", self.ids)], "context": {}}


class ProductTemplate(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """What expires unused of all variants together."""

    _inherit = "product.template"

    expiring_qty = fields.Float(
        "Expires Unused", compute="_compute_expiring_qty", digits="Product Unit"
    )

    @api.depends_context("location", "warehouse_id", "allowed_company_ids")
    def _compute_expiring_qty(self):
        for template in self:
            template.expiring_qty = sum(template.product_variant_ids.mapped("expiring_qty"))

    def action_open_at_risk(self):
        """Open what of these products will not sell in time."""
        return self.product_variant_ids.action_open_at_risk()


class StockMove(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """What planned movements take: of lots they have reserved, and of whatever there will be."""

    _inherit = "stock.move"

    def _read_reserved_lots(self):
        lines = self.move_line_ids.sudo()  # sudo: as for the stock they are taken from
        reserved = {}
        for line in lines:
            reserved[line.lot_id] = reserved.get(line.lot_id, 0.0) + line.quantity_product_uom
        return reserved

    def _read_open_demand(self):
        """Return ``{product id: [(day, quantity)]}`` of what is not reserved yet."""
        zone, today = self.env.company._get_lot_tz(), self.env.company._get_lot_today()
        demand = {}
        for move in self:
            taken = sum(move.move_line_ids.mapped("quantity_product_uom"))
            day = max(calendar_day.day_of(move.date, zone), today)
            demand.setdefault(move.product_id.id, []).append((day, move.product_qty - taken))
        return demand


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Until when a lot can be sold."""

    _inherit = "stock.lot"

    def _get_last_day(self):
        """Return the last good day, or the day before it is to be removed from stock."""
        last, removal = self.expiration_day, self.removal_day
        return calendar_day.shifted(removal, -1) if removal and last and removal < last else last


class StockForecastedProductProduct(models.AbstractModel):
    """The forecast says what time will take from it."""

    _inherit = "stock.forecasted_product_product"

    def _get_report_header(self, product_template_ids, product_ids, wh_location_ids):
        header = super()._get_report_header(product_template_ids, product_ids, wh_location_ids)
        for product in self._get_products(product_template_ids, product_ids):
            header["product"][product.id]["expiring"] = product.expiring_words or ""
        return header


def _group_by_day(heaps, demand):
    """Return ``[(last day, quantity lost, lots)]`` of heaps (last day, quantity, lot)."""
    lost = losses([heap[:2] for heap in heaps], [part for part in demand if part[1] > 0])
    by_day = {}
    for gone, (last_day, _quantity, lot) in zip(lost, heaps, strict=True):
        if gone > 0:
            quantity, lots = by_day.get(last_day, (0.0, []))
            by_day[last_day] = quantity + gone, [*lots, lot]
    return [(day, *by_day[day]) for day in sorted(by_day)]
