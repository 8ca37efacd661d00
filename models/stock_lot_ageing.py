from odoo import api, models
from odoo.fields import Domain

from ..tools import calendar_day
from .provenance import get_provenance
from .stock_lot_age import AGES
from .stock_lot_gate import AGED
from .stock_lot_in_hand import LIVE
from .stock_lot_rotation import CODE

BATCH = 500
DATES = {name for name, _operator, _days in AGES.values()} | {"production_date"}
CHANGED = "stock_lot_lifecycle.dates_changed"


class StockMoveLine(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Takes back reservations of lots that have grown too old meanwhile."""

    _inherit = "stock.move.line"

    @api.model
    def _cron_release_aged(self):
        """Take back what was reserved of lots whose day has passed since, in batches that stay."""
        last = 0
        while lines := self._search_passed(last):
            last = lines[-1].id
            lines._release_aged(only_passed_since=True)
            if not self.env["ir.cron"]._commit_progress(len(lines)):
                return

    @api.model
    def _search_passed(self, after=0):
        """Return the next open lines, after that id, of lots that have passed one of their days."""
        passed = Domain.OR(self.env["stock.lot"]._domain_age(code) for code in AGES)
        old = Domain("lot_id", "any", passed) & Domain("id", ">", after)
        return self.search(self._domain_releasable() & old, order="id", limit=BATCH)

    @api.model
    def _domain_releasable(self):
        """Return the open lines nobody has picked or given a reason for."""
        unpicked = Domain("picked", "=", False) & Domain("override_reason", "=", False)
        return LIVE & unpicked & Domain("lot_id", "!=", False)

    def _release_aged(self, only_passed_since=False):
        """Take back those of these reservations whose lots are too old to be proposed.

        :param only_passed_since: leave alone what was old already when somebody chose it
        """
        old = self.browse().union(
            *(
                line
                for line, reasons in self._get_age_reasons().items()
                if any(line._is_too_old(reason, only_passed_since) for reason in reasons)
            )
        )
        if old:
            moves = old.move_id
            old._unreserve()
            self.env["stock.lot.reassignment"]._queue(moves)
        return old

    def _is_too_old(self, reason, only_passed_since):
        """Return whether a Reason means that this lot would not be proposed any more."""
        if reason.code not in AGES:  # a life rule; the first to leave is a matter of choice
            return reason.code != CODE and not only_passed_since
        if not self.lot_id._keeps_back(reason.code, reason.severity):
            return False
        return not only_passed_since or self.create_date < self._get_first_old(reason)

    def _get_first_old(self, reason):
        """Return the moment from which the lot was as old as the Reason says."""
        zone = self.lot_id._get_zones()[self.lot_id]
        _name, _operator, shift = AGES[reason.code]
        return calendar_day.start_of(calendar_day.shifted(reason.facts["day"], 1 - shift), zone)


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """A lot whose dates change is looked at again: what holds it, and who waits for it."""

    _inherit = "stock.lot"

    def write(self, vals):
        result = super().write(vals)
        is_dated = any(name in DATES or name.endswith("_day") for name in vals)
        # of what just comes in nothing is reserved, and core serves who waits for it
        if is_dated and get_provenance(self.env).kind != "received":
            self._queue_dates_changed()
        return result

    def _queue_dates_changed(self):
        """Look at the reservations of these lots once, when the transaction is complete."""
        precommit = self.env.cr.precommit
        if CHANGED not in precommit.data:
            precommit.data[CHANGED] = set()
            # sudo: transfers of every company hold and wait for shared lots
            precommit.add(self.browse().sudo()._after_dates)
        precommit.data[CHANGED].update(self.ids)

    @api.model
    def _after_dates(self):
        """Take back what is too old now; have those who wait look for what is not any more."""
        ids = self.env.cr.precommit.data.pop(CHANGED, ())
        lots = self.browse(ids).exists()
        if not lots:
            return
        Line = self.env["stock.move.line"]
        held = Line.search(Line._domain_releasable() & Domain("lot_id", "in", lots.ids))
        held.filtered(lambda line: line._get_movement_kind() in AGED)._release_aged()
        products = Domain("product_id", "in", lots.product_id.ids)
        self.env["stock.lot.reassignment"]._queue_waiting(products)
