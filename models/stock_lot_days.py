from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import calendar_day

DAYS = {
    "expiration_day": "expiration_date",
    "best_before_day": "use_date",
    "removal_day": "removal_date",
    "alert_day": "alert_date",
}
DAY_OF = {instant: day for day, instant in DAYS.items()}
COMPARISONS = {
    "<": SQL("<"),
    ">": SQL(">"),
    "<=": SQL("<="),
    ">=": SQL(">="),
}


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


def _day_field(label, instant, **kwargs):
    """Return the Date companion of an instant: the same fact, as a day no zone can shift."""

    @api.depends(instant, "company_id")
    def compute(lots):
        lots._compute_day(instant)

    return fields.Date(
        label,
        compute=compute,
        inverse="_inverse_days",
        search=lambda self, operator, value: self._search_day(instant, operator, value),
        **kwargs,
    )


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Dates asked for: days in the lot's zone, expired or not, shelf life left. Writes nothing."""

    _inherit = "stock.lot"

    expiration_day = _day_field(
        "Expiry Date", "expiration_date", help="The last good day. The lot expires the day after."
    )
    best_before_day = _day_field("Best Before", "use_date")
    removal_day = _day_field("Remove From Stock", "removal_date")
    alert_day = _day_field("Alert From", "alert_date")
    shelf_life_remaining = OptionalFloat(
        "Shelf Life Remain (%)",
        compute="_compute_shelf_life_remaining",
        search="_search_shelf_life_remaining",
        aggregator="avg",
        digits=(5, 1),
        help="Days left until expiry, as a share of the days from manufacturing to expiry.",
    )
    expiry_state = fields.Selection(
        [("none", "No expiry"), ("good", "Good"), ("soon", "Expires soon"), ("expired", "Expired")],
        compute="_compute_expiry_state",
    )

    # no expiry is the end of time: so "not expired" is one range of one index
    _open_by_expiry = models.Index(
        "((COALESCE(expiration_date, 'infinity'::timestamp)), id) WHERE closed_reason IS NULL"
    )
    _by_expiry = models.Index("((COALESCE(expiration_date, 'infinity'::timestamp)), id)")

    @api.model
    def _domain_expired(self, expired=True):
        """Return the one predicate of expired: the last good day is before today.

        :param expired: False for its opposite, as a range and not as a negation
        """
        return self._domain_day("expiration_date", "<" if expired else "not <", 0)

    @api.model
    def _domain_instant(self, instant, operator, moment):
        """Return the lots whose `instant` is before (<) or from (>=) a moment, or not (not <)."""
        if instant != "expiration_date":
            return Domain(instant, operator, moment)
        if operator == ">=":
            return self._domain_instant(instant, "not <", moment) & Domain(instant, "!=", False)
        before = operator == "<"
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s %s %s",
                model._get_expiry_sql(alias, query),
                SQL("<") if before else SQL(">="),
                moment,
            ),
            predicate=lambda lot: before
            is bool(lot.expiration_date and lot.expiration_date < moment),
        )

    @api.model
    def _get_expiry_sql(self, alias, query):
        column = self._field_to_sql(alias, "expiration_date", query)
        return SQL("COALESCE(%s, 'infinity'::timestamp)", column)

    @api.model
    def _domain_day(self, instant, operator, days_from_today):
        """Return the lots whose `instant` is before (<) or from (>=) the start of a day."""
        now = fields.Datetime.now()
        return Domain.OR(
            lots
            & self._domain_instant(
                instant,
                operator,
                calendar_day.start_of(
                    calendar_day.shifted(calendar_day.day_of(now, zone), days_from_today), zone
                ),
            )
            for zone, lots in self.env["res.company"]._get_lot_zones()
        )

    def _get_zones(self, vals=None):
        """Return ``{lot: zone}`` for these lots, as they will be once `vals` are written."""
        only = self.env["res.company"]._get_only_lot_zone()
        if only:
            return dict.fromkeys(self, only)
        # sudo: a zone is needed for every lot shown
        lots, Company = self.sudo(), self.env["res.company"].sudo()
        if vals and "company_id" in vals:
            zone = Company.browse(vals["company_id"] or [])._get_lot_tz()
            return dict.fromkeys(self, zone)
        zones = {company: company._get_lot_tz() for company in lots.company_id | Company}
        shared = Company._get_lot_tz()
        return {
            lot: zones.get(known.company_id, shared) for lot, known in zip(self, lots, strict=True)
        }

    def _compute_day(self, instant):
        """Compute one day only: a list asks for one, and the four cost four times as much."""
        day = DAY_OF[instant]
        for lot, zone in self._get_zones().items():
            lot[day] = calendar_day.day_of(lot[instant], zone)

    @api.model
    def _search_day(self, instant, operator, value):
        if operator == "in":
            return Domain.OR(self._domain_on_day(instant, day) for day in value)
        if operator not in COMPARISONS:
            return NotImplemented
        day = fields.Date.to_date(value)
        if not day:
            return Domain.FALSE
        edge = calendar_day.shifted(day, 1) if operator in (">", "<=") else day
        return Domain.OR(
            lots
            & self._domain_instant(
                instant, "<" if operator[0] == "<" else ">=", calendar_day.start_of(edge, zone)
            )
            for zone, lots in self.env["res.company"]._get_lot_zones()
        )

    @api.model
    def _domain_on_day(self, instant, day):
        if not day:
            return Domain(instant, "=", False)
        return self._search_day(instant, ">=", day) & self._search_day(instant, "<=", day)

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

    @api.depends("expiration_date", "alert_date", "company_id")
    def _compute_expiry_state(self):
        expired_ids = set(self.filtered_domain(self._domain_expired())._ids)
        soon_ids = set(self.filtered_domain(self._domain_day("alert_date", "<", 1))._ids)
        for lot in self:
            if not lot.expiration_date:
                lot.expiry_state = "none"
            elif lot.id in expired_ids:
                lot.expiry_state = "expired"
            else:
                lot.expiry_state = "soon" if lot.id in soon_ids else "good"

    @api.depends("expiration_date", "company_id")
    def _compute_product_expiry_alert(self):
        expired_ids = set(self.filtered_domain(self._domain_expired())._ids)
        for lot in self:
            lot.product_expiry_alert = lot.id in expired_ids

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr in DAYS:
            return self._get_day_sql(alias, DAYS[field_expr], query)
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

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        field_name = DAYS.get(field_name, field_name)  # the same order, and an index serves it
        if field_name == "expiration_date" and not nulls.code:
            return SQL("%s %s", self._get_expiry_sql(alias, query), direction)
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    @api.model
    def _get_day_sql(self, alias, instant, query):
        column = self._field_to_sql(alias, instant, query)
        return self._get_by_zone_sql(
            alias,
            query,
            lambda zone: SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", column, zone),
        )

    @api.model
    def _get_by_zone_sql(self, alias, query, expression):
        """Return `expression(zone)` of each lot's own zone."""
        *others, (last_zone, _lots) = self.env["res.company"]._get_lot_zones()
        if not others:
            return expression(last_zone)
        cases = [
            SQL(
                "WHEN %s THEN %s",
                lots.optimize_full(self)._to_sql(self, alias, query),
                expression(zone),
            )
            for zone, lots in others
        ]
        return SQL("(CASE %s ELSE %s END)", SQL(" ").join(cases), expression(last_zone))
