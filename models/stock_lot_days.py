from datetime import date

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
    """Dates asked for: days in the lot's zone, expired or not. Writes nothing."""

    _inherit = "stock.lot"

    expiration_day = _day_field(
        "Expiry Date", "expiration_date", help="The last good day. The lot expires the day after."
    )
    best_before_day = _day_field("Best Before", "use_date")
    removal_day = _day_field("Remove From Stock", "removal_date")
    alert_day = _day_field("Alert From", "alert_date")
    expiry_state = fields.Selection(
        [("none", "No expiry"), ("good", "Good"), ("soon", "Expires soon"), ("expired", "Expired")],
        compute="_compute_expiry_state",
    )

    # no expiry is the end of time: so "not expired" is one range of one index; what else the
    # count of Active asks for is in it, so that it reads nothing but the index
    _open_by_expiry = models.Index(
        "((COALESCE(expiration_date, 'infinity'::timestamp)), id)"
        " INCLUDE (expiration_date, company_id) WHERE closed_reason IS NULL"
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
    def _domain_day(self, instant, operator, days_from_today, at=None):
        """Return the lots whose `instant` is before (<) or from (>=) the start of a day.

        :param at: the moment whose day is "today"; now if empty
        """
        now = at or fields.Datetime.now()
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
        if day == date.max and operator in (">", "<="):  # there is no day after
            return Domain.FALSE if operator == ">" else Domain(instant, "!=", False)
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
        return super()._field_to_sql(alias, field_expr, query)

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
