from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import calendar_day
from .stock_lot_days import COMPARISONS


class OptionalFloat(fields.Float):
    """A number that may be missing: blank is not zero."""

    falsy_value = None

    def convert_to_cache(self, value, record, validate=True):
        if value is None or value is False:
            return None
        return super().convert_to_cache(value, record, validate)

    def convert_to_record(self, value, record):
        return False if value is None else value

    def convert_to_export(self, value, record):
        return "" if value is False else value


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """How much of a lot's shelf life is left, asked today. Stored nowhere."""

    _inherit = "stock.lot"

    shelf_life_remaining = OptionalFloat(
        "Shelf Life Remain (%)",
        compute="_compute_shelf_life_remaining",
        search="_search_shelf_life_remaining",
        aggregator="avg",
        digits=(5, 1),
        help="Days left until expiry, as a share of the days from manufacturing to expiry.",
    )

    @api.depends("expiration_date", "production_date", "company_id")
    def _compute_shelf_life_remaining(self):
        now = fields.Datetime.now()
        for lot, zone in self._get_zones().items():
            lot.shelf_life_remaining = False
            last = calendar_day.day_of(lot.expiration_date, zone)
            if last and lot.production_date and last > lot.production_date:
                left = calendar_day.days_between(calendar_day.day_of(now, zone), last)
                life = calendar_day.days_between(lot.production_date, last)
                lot.shelf_life_remaining = min(100.0, max(0.0, 100.0 * left / life))

    def _search_shelf_life_remaining(self, operator, value):
        if operator != "in" and operator not in COMPARISONS:
            return NotImplemented
        return Domain.custom(
            to_sql=lambda model, alias, query: self._get_shelf_life_condition(
                alias, operator, value, query
            )
        )

    @api.model
    def _get_shelf_life_condition(self, alias, operator, value, query):
        life = self._field_to_sql(alias, "shelf_life_remaining", query)
        if operator != "in":
            return SQL("%s %s %s", life, COMPARISONS[operator], float(value))
        numbers = [float(number) for number in value if number is not False]
        blank = SQL("%s IS NULL", life) if len(numbers) < len(value) else SQL("FALSE")
        return SQL("(%s = ANY(%s::float8[]) OR %s)", life, numbers, blank)

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr != "shelf_life_remaining":
            return super()._field_to_sql(alias, field_expr, query)
        last = self._get_day_sql(alias, "expiration_date", query)
        made = self._field_to_sql(alias, "production_date", query)
        return SQL(
            "CASE WHEN %(last)s > %(made)s THEN LEAST(100, GREATEST(0, ROUND("
            "100 * (%(last)s - %(today)s)::numeric / (%(last)s - %(made)s), 1)))::float8 END",
            last=last,
            made=made,
            today=self._get_by_zone_sql(
                alias,
                query,
                lambda zone: SQL("%s::date", calendar_day.day_of(fields.Datetime.now(), zone)),
            ),
        )
