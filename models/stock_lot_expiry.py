from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import calendar_day
from .provenance import Provenance, with_provenance
from .stock_lot_date_order import ORDERED, PLAIN_DAYS
from .stock_lot_days import DAYS

PRODUCT_TIMES = {
    "use_date": "use_time",
    "removal_date": "removal_time",
    "alert_date": "alert_time",
}

class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The date engine: whatever changes one of the four dates moves them together."""

    _inherit = "stock.lot"

    def _inverse_days(self):
        for lot, zone in self._get_zones().items():
            lot.write(
                {
                    instant: calendar_day.noon_of(lot[day], zone)
                    for day, instant in DAYS.items()
                    if lot[day] != lot._get_day_of(instant, zone)
                }
            )

    @api.depends("product_id", "production_date")
    def _compute_expiration_date(self):  # pylint: disable=missing-return
        edited = self.filtered(lambda lot: not lot.id and lot.product_id == lot._origin.product_id)
        for lot in edited:  # an open form: the date of a lot that exists moves by hand only
            lot.expiration_date = lot._origin.expiration_date
        lots = self - edited
        super(StockLot, lots)._compute_expiration_date()
        for lot, zone in lots._get_zones().items():
            life = lot.product_id.product_tmpl_id.expiration_time
            if not life:
                lot.expiration_date = False
            elif lot.production_date and lot.expiration_date:
                lot.expiration_date = calendar_day.noon_of(
                    calendar_day.shifted(lot.production_date, life), zone
                )

    @api.onchange("expiration_day")
    def _onchange_expiration_day(self):
        """Show on the open form what saving will do: the other dates follow."""
        for lot, zone in self._get_zones().items():
            if lot.expiration_day == (lot._get_day_of("expiration_date", zone) or False):
                continue
            vals = {"expiration_day": lot.expiration_day}
            lot.update(lot._plan_dates(self._days_to_instants(vals, zone), zone))

    @api.model_create_multi
    def create(self, vals_list):
        zones = {}
        prepared = []
        product_ids = {vals.get("product_id") for vals in vals_list} - {None, False}
        # read together: the companies of the lots follow them, one by one below
        self.env["product.product"].browse(product_ids).mapped("company_id")
        for vals in vals_list:
            key = (vals.get("company_id", ""), vals.get("product_id"))
            if DAYS.keys() & vals.keys() and key not in zones:
                names = ("company_id", "product_id")
                lot = self.new({name: vals[name] for name in names if name in vals})
                # sudo: a zone is needed for every lot created
                zones[key] = lot.company_id.sudo()._get_lot_tz()
            prepared.append(self._fill_dates(self._days_to_instants(vals, zones.get(key))))
        lots = super().create(prepared)
        by_given = {}
        for lot, vals in zip(lots, prepared, strict=True):
            by_given.setdefault(frozenset(ORDERED & vals.keys()), []).append(lot.id)
        for given, lot_ids in by_given.items():
            self.browse(lot_ids)._check_date_order(given, ORDERED - given)
        return lots

    def write(self, vals):
        if not (DAYS.keys() | set(DAYS.values()) | set(PLAIN_DAYS)) & vals.keys():
            return super().write(vals)
        given = {DAYS.get(name, name) for name in vals}
        for (dates, moved), lot_ids in self._group_by_dates(vals).items():
            lots = self.browse(lot_ids)
            super(StockLot, lots).write({**self._without_days(vals), **dict(dates)})
            if moved:
                lots._check_date_order(moved & given, moved - given)
        return True

    def _group_by_dates(self, vals):
        """Return ``{(dates, names): [lot id]}``: what `vals` means for each lot's dates.

        ``dates`` are pairs of field and value, ``names`` those of ORDERED that change.
        """
        groups = {}
        for lot, zone in self._get_zones(vals).items():
            dates = lot._plan_dates(lot._get_instants(vals, zone), zone)
            plain = {
                name: fields.Date.to_date(vals[name]) or False
                for name in PLAIN_DAYS
                if name in vals
            }
            after = {**dates, **plain}
            moved = frozenset(name for name in ORDERED & after.keys() if after[name] != lot[name])
            groups.setdefault((tuple(sorted(dates.items())), moved), []).append(lot.id)
        return groups

    def _get_day_of(self, name, zone):
        """Return the day of a date of this lot, be it stored as a day or as an instant."""
        return self[name] if name in PLAIN_DAYS else calendar_day.day_of(self[name], zone)

    @api.model
    def _without_days(self, vals):
        return {key: value for key, value in vals.items() if key not in DAYS}

    @api.model
    def _days_to_instants(self, vals, zone):
        """Return `vals` with each day given replaced by its instant, noon in `zone`.

        A form sends both: the day is what somebody typed, and an instant on that day stays.
        """
        if not DAYS.keys() & vals.keys():
            return vals
        instants = {}
        for name, instant in DAYS.items():
            if name in vals:
                day = fields.Date.to_date(vals[name])
                given = fields.Datetime.to_datetime(vals.get(instant))
                if calendar_day.day_of(given, zone) != day:
                    given = calendar_day.noon_of(day, zone)
                instants[instant] = given or False
        return {**self._without_days(vals), **instants}

    def _get_instants(self, vals, zone):
        """Return `vals` as instants; a day this lot has already keeps its instant untouched."""
        self.ensure_one()
        asked = {
            name: value
            for name, value in vals.items()
            if name not in DAYS
            or DAYS[name] in vals
            or fields.Date.to_date(value) != self._get_day_of(DAYS[name], zone)
        }
        return self._days_to_instants(asked, zone)

    @api.model
    def _fill_dates(self, vals):
        """Return `vals` with the dates that core would not compute beside those given."""
        given = PRODUCT_TIMES.keys() & vals.keys()
        missing = PRODUCT_TIMES.keys() - given
        if not given or not missing:
            return vals
        lot = self.new(vals)
        return {**{name: lot[name] for name in missing if lot[name]}, **vals}

    def _plan_dates(self, vals, zone):
        """Return all dates of this lot that follow from `vals`, the given ones included.

        Given dates win. The others move by as much as the expiry, or are computed from the
        product when they were empty; without an expiry there are none.
        """
        self.ensure_one()
        dates = {
            name: fields.Datetime.to_datetime(vals[name]) or False
            for name in DAYS.values()
            if name in vals
        }
        if "production_date" in vals and "expiration_date" not in dates:
            made = fields.Date.to_date(vals["production_date"])
            dates["expiration_date"] = self.expiration_date or self._get_computed_expiry(made, zone)
        if "expiration_date" in dates:
            for name in PRODUCT_TIMES.keys() - dates.keys():
                dates[name] = self._get_following_date(name, dates["expiration_date"])
        if "alert_date" in dates and dates["alert_date"] != self.alert_date:
            dates["product_expiry_reminded"] = False
        return dates

    def _get_computed_expiry(self, made, zone):
        """Return the expiry of a lot made on that day by its product's shelf life, or False."""
        product = self.product_id
        if not made or not product.use_expiration_date or not product.expiration_time:
            return False
        return calendar_day.noon_of(calendar_day.shifted(made, product.expiration_time), zone)

    def _get_following_date(self, name, expiration):
        """Return where the date `name` goes when the lot expires at `expiration`."""
        if not expiration:
            return False
        if expiration == self.expiration_date:
            return self[name]
        if self.expiration_date and self[name]:
            return calendar_day.shifted(self[name], expiration - self.expiration_date)
        if not self.product_id.use_expiration_date:
            return False
        return calendar_day.shifted(expiration, -self.product_id[PRODUCT_TIMES[name]])

    def _set_dates(self, vals, reason="", source="user"):
        """Set dates of these lots; the dates not given follow. Return the lots.

        :param vals: ``production_date``, ``retest_date``, the four instants or their days
        :param reason: why, in the person's words
        :param source: user, policy, seam, recall or import
        """
        unknown = vals.keys() - DAYS.keys() - set(DAYS.values()) - set(PLAIN_DAYS)
        if unknown:
            raise UserError(
                self.env._("These are not dates of a lot: %(names)s", names=", ".join(unknown))
            )
        self.check_access("write")
        with_provenance(self, Provenance(source, (reason or "").strip())).write(vals)
        return self
