from odoo import models

from ..tools import calendar_day
from .provenance import Provenance, with_provenance
from .stock_lot import DATE_FIELDS
from .stock_lot_date_order import ORDERED, PLAIN_DAYS
from .stock_lot_days import DAYS
from .stock_lot_expiry import PRODUCT_TIMES

PREVIEW_LIMIT = 80


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """A bulk change of dates, planned before it happens; the date engine does the work."""

    _inherit = "stock.lot"

    def _plan_bulk_dates(self, mode, day=None, days=0):
        """Return what a bulk change of these lots would do, lot by lot.

        :param mode: as in ``_propose_dates``
        :return: ``[(lot, vals, old days, new days, problem)]``, without the lots whose days
            would not change; days by name of the instant
        """
        if mode == "set" and not day:
            return []
        zones = self._get_zones()
        plan = []
        for lot, vals in self._propose_dates(mode, day, days).items():
            zone = zones[lot]
            given = lot._get_instants(vals, zone)
            instants = lot._plan_dates(given, zone)
            old = {name: lot._get_day_of(name, zone) for name in (*DAYS.values(), *PLAIN_DAYS)}
            new = old | {
                name: calendar_day.day_of(instants[name], zone)
                for name in DAYS.values()
                if name in instants
            }
            if old != new:
                moved = {name for name in ORDERED if old[name] != new[name]}
                problem = lot._get_order_problem(moved & given.keys(), moved - given.keys(), new)
                plan.append((lot, vals, old, new, problem))
        return plan

    def _get_bulk_dates_preview(self, plan):
        """Return `plan` as plain values for the screen, the contradictions first."""
        refused = sum(1 for *_rest, problem in plan if problem)
        shown = sorted(plan, key=lambda step: not step[-1])[:PREVIEW_LIMIT]
        labels = self.fields_get(DAYS, ["string"])
        return {
            "changed": len(plan) - refused,
            "refused": refused,
            "unchanged": len(self) - len(plan),
            "labels": [labels[day]["string"] for day in DAYS],
            "lots": [
                {
                    "id": lot.id,
                    "name": lot.name,
                    "product": lot.product_id.display_name,
                    "problem": problem,
                    "days": [
                        [old[name] and old[name].isoformat(), new[name] and new[name].isoformat()]
                        for name in DAYS.values()
                    ],
                }
                for lot, _vals, old, new, problem in shown
            ],
        }

    def _apply_bulk_dates(self, plan, reason):
        """Carry out `plan` where it holds no contradiction; return the lots that changed."""
        alike = {}
        for lot, vals, _old, _new, problem in plan:
            if not problem:
                alike.setdefault(tuple(sorted(vals.items())), []).append(lot.id)
        changed = self.browse(lot_id for ids in alike.values() for lot_id in ids)
        changed.check_access("write")
        provenance = Provenance("user", (reason or "").strip())
        # one statement appends the events of all, however many dates there are
        with with_provenance(changed, provenance)._told_as_changed(DATE_FIELDS):
            writer = with_provenance(changed, provenance._replace(told=True))
            for vals, ids in alike.items():
                writer.browse(ids).with_prefetch(writer._prefetch_ids).write(dict(vals))
        return changed

    def _propose_dates(self, mode, day=None, days=0):
        """Return ``{lot: vals for _set_dates}`` of a bulk change, for preview and for apply.

        :param mode: ``set`` (expiry on `day`), ``shift`` (every expiry by `days`),
            ``production`` (manufacturing date + product's shelf life), ``product`` (the other
            dates from the product's times, the expiry stays) or ``life`` (all of them:
            manufacturing date, else the day of receipt, + shelf life)
        """
        return {
            lot: vals
            for lot, zone in self._get_zones().items()
            if (vals := lot._propose_lot_dates(mode, zone, day, days))
        }

    def _propose_lot_dates(self, mode, zone, day, days):
        if mode == "set":
            return {"expiration_day": day}
        if mode == "shift" and self.expiration_date:
            # not the day companion, which would compute all four for every lot
            day = calendar_day.day_of(self.expiration_date, zone)
            return {"expiration_day": calendar_day.shifted(day, days)}
        if mode == "production" and self.production_date:
            expiry = self._get_computed_expiry(self.production_date, zone)
            return {"expiration_date": expiry} if expiry else {}
        if mode == "product" and self.expiration_date and self.product_id.use_expiration_date:
            return self._get_dates_before(self.expiration_date)
        if mode == "life" and self.product_id.use_expiration_date:
            start = self.production_date or self.received_date
            start = start or calendar_day.day_of(self.create_date, zone)
            expiry = self._get_computed_expiry(start, zone)
            return {"expiration_date": expiry, **self._get_dates_before(expiry)} if expiry else {}
        return {}

    def _get_dates_before(self, expiry):
        """Return the other dates of a lot that expires then, by its product."""
        return {
            name: calendar_day.shifted(expiry, -self.product_id[time])
            for name, time in PRODUCT_TIMES.items()
        }
