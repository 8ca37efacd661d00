from datetime import date

from odoo import api, models
from odoo.tools import SQL

from ..tools import calendar_day

FEFO = "fefo"
# first expired, first out: the whole order, so that no two places ever tie
FEFO_ORDER = "removal_day, in_day, is_packed, free_quantity, id"
NEVER = date.max


class StockQuant(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """In which order stock leaves by first expired, first out. FIFO and LIFO stay Odoo's."""

    _inherit = "stock.quant"

    @api.model
    def _get_removal_strategy_order(self, removal_strategy):
        if removal_strategy == FEFO:
            return FEFO_ORDER
        return super()._get_removal_strategy_order(removal_strategy)

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        expressions = {
            "removal_day": lambda: self._get_lot_day_sql(alias, "removal_date", query),
            "in_day": lambda: self._get_lot_day_sql(alias, "in_date", query),
            "is_packed": lambda: SQL(
                "%s IS NOT NULL", self._field_to_sql(alias, "package_id", query)
            ),
            "is_untracked": lambda: SQL("%s IS NULL", self._field_to_sql(alias, "lot_id", query)),
            "free_quantity": lambda: self._get_free_sql(alias, query),
            "is_short": lambda: SQL("%s < 0", self._get_free_sql(alias, query)),
        }
        if field_name in expressions:
            return SQL("%s %s", expressions[field_name](), direction)
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    @api.model
    def _get_free_sql(self, alias, query):
        return SQL(
            "(%s - %s)",
            self._field_to_sql(alias, "quantity", query),
            self._field_to_sql(alias, "reserved_quantity", query),
        )

    @api.model
    def _get_lot_day_sql(self, alias, name, query):
        """Return the day of an instant of this stock, in the zone of its lot."""
        instant = self._field_to_sql(alias, name, query)
        only = self.env["res.company"]._get_only_lot_zone()
        if only:
            return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", instant, only)
        lots, lot_alias = self._fields["lot_id"].join(self, alias, query)
        return lots._get_by_zone_sql(
            lot_alias,
            query,
            lambda zone: SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", instant, zone),
        )

    def _get_fefo_key(self):
        """Return what FEFO_ORDER orders this stock by, value by value."""
        zone = self.lot_id._get_zones().get(self.lot_id) or self.env["res.company"]._get_lot_tz()
        return (
            self.lot_id.removal_day or NEVER,
            calendar_day.day_of(self.in_date, zone) or NEVER,
            bool(self.package_id),
            self.quantity - self.reserved_quantity,
            self.id,
        )


class StockMove(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """What a move before this one brought leaves in the same order as what lies in stock."""

    _inherit = "stock.move"

    def _get_available_move_lines(self, assigned_moves_ids, partially_available_moves_ids):
        brought = super()._get_available_move_lines(
            assigned_moves_ids, partially_available_moves_ids
        )
        if len(brought) < 2 or not self._leaves_by_fefo():
            return brought
        # what lots are ordered by; sorted keeps the order of the rest
        first = sorted(brought, key=lambda key: (not key[1], key[1].removal_day or NEVER))
        return {key: brought[key] for key in first}

    def _leaves_by_fefo(self):
        """Return whether what this move takes leaves by first expired, first out."""
        quants = self.env["stock.quant"]
        return quants._get_removal_strategy(self.product_id, self.location_id) == FEFO
