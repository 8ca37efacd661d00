from odoo import models

from ..tools import calendar_day
from .stock_lot_days import DAYS
from .stock_lot_expiry import ORDERED

MADE = "production_date"
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
            old = {name: lot._get_day_of(name, zone) for name in (*DAYS.values(), MADE)}
            new = old | {
                name: calendar_day.day_of(instants[name], zone)
                for name in DAYS.values()
                if name in instants
            }
            moved = {name for name in ORDERED if old[name] != new[name]}
            if old != new:
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
        for vals, ids in alike.items():
            self.browse(ids)._set_dates(dict(vals), reason)
        return self.browse(lot_id for ids in alike.values() for lot_id in ids)
