from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools import calendar_day
from .provenance import Provenance, with_provenance
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
                    if lot[day] != calendar_day.day_of(lot[instant], zone)
                }
            )

    @api.depends("product_id", "production_date")
    def _compute_expiration_date(self):
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

    @api.constrains("production_date", "use_date", "expiration_date")
    def _check_date_order(self):
        for lot in self:
            made, best, last = lot.production_date, lot.best_before_day, lot.expiration_day
            if made and last and made > last:
                problem = self.env._("manufactured on %(first)s, it cannot expire on %(last)s")
                first = made
            elif best and last and best > last:
                problem = self.env._("best before %(first)s, it cannot expire on %(last)s")
                first = best
            else:
                continue
            lang = self.env["res.lang"]._lang_get(self.env.user.lang or "en_US")
            raise ValidationError(
                self.env._(
                    "The dates of lot %(lot)s contradict each other: %(problem)s. "
                    "Correct one of the two.",
                    lot=lot.name,
                    problem=problem
                    % {
                        "first": first.strftime(lang.date_format),
                        "last": last.strftime(lang.date_format),
                    },
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        Company = self.env["res.company"]
        zones = {
            # sudo: a zone is needed for every lot created
            company_id: Company.browse(company_id or []).sudo()._get_lot_tz()
            for company_id in {vals.get("company_id") for vals in vals_list}
        }
        vals_list = [
            self._days_to_instants(vals, zones[vals.get("company_id")]) for vals in vals_list
        ]
        return super().create(vals_list)

    def write(self, vals):
        if not (DAYS.keys() | set(DAYS.values()) | {"production_date"}) & vals.keys():
            return super().write(vals)
        for dates, lots in self._group_by_dates(vals).items():
            super(StockLot, self.browse(lots)).write({**self._without_days(vals), **dict(dates)})
        return True

    def _group_by_dates(self, vals):
        """Return ``{((field, value), …): [lot id]}``: what `vals` means for each lot's dates."""
        groups = {}
        for lot, zone in self._get_zones().items():
            dates = lot._plan_dates(self._days_to_instants(vals, zone), zone)
            groups.setdefault(tuple(sorted(dates.items())), []).append(lot.id)
        return groups

    @api.model
    def _without_days(self, vals):
        return {key: value for key, value in vals.items() if key not in DAYS}

    @api.model
    def _days_to_instants(self, vals, zone):
        """Return `vals` with each day given replaced by its instant, noon in `zone`."""
        if not DAYS.keys() & vals.keys():
            return vals
        instants = {
            instant: calendar_day.noon_of(fields.Date.to_date(vals[day]), zone) or False
            for day, instant in DAYS.items()
            if day in vals and instant not in vals
        }
        return {**self._without_days(vals), **instants}

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
            return self[name] + (expiration - self.expiration_date)
        if not self.product_id.use_expiration_date:
            return False
        return calendar_day.shifted(expiration, -self.product_id[PRODUCT_TIMES[name]])

    def _set_dates(self, vals, reason="", source="user"):
        """Set dates of these lots; the dates not given follow. Return the lots.

        :param vals: ``production_date``, the four instants or their days
        :param reason: why, in the person's words
        :param source: user, policy, seam, recall or import
        """
        unknown = vals.keys() - DAYS.keys() - set(DAYS.values()) - {"production_date"}
        if unknown:
            raise UserError(
                self.env._("These are not dates of a lot: %(names)s", names=", ".join(unknown))
            )
        self.check_access("write")
        with_provenance(self, Provenance(source, (reason or "").strip())).write(vals)
        return self

    def _propose_dates(self, mode, day=None, days=0):
        """Return ``{lot: vals for _set_dates}`` of a bulk change, for preview and for apply.

        :param mode: ``set`` (expiry on `day`), ``shift`` (every expiry by `days`),
            ``production`` (manufacturing date + product's shelf life) or ``product`` (the
            other dates from the product's times, the expiry stays)
        """
        return {
            lot: vals
            for lot, zone in self._get_zones().items()
            if (vals := lot._propose_lot_dates(mode, zone, day, days))
        }

    def _propose_lot_dates(self, mode, zone, day, days):
        if mode == "set":
            return {"expiration_day": day}
        if mode == "shift" and self.expiration_day:
            return {"expiration_day": calendar_day.shifted(self.expiration_day, days)}
        if mode == "production" and self.production_date:
            expiry = self._get_computed_expiry(self.production_date, zone)
            return {"expiration_date": expiry} if expiry else {}
        if mode == "product" and self.expiration_date and self.product_id.use_expiration_date:
            return {
                name: calendar_day.shifted(self.expiration_date, -self.product_id[time])
                for name, time in PRODUCT_TIMES.items()
            }
        return {}
