import json

from odoo import models

from ..tools import calendar_day
from .provenance import Provenance, with_provenance

MADE = "production_date"
LATER = ("use_date", "expiration_date", "retest_date")  # days on which it was made already


class StockMoveLine(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Which lines made the lot they bring, and when."""

    _inherit = "stock.move.line"

    def _prepare_received_vals(self):
        vals = super()._prepare_received_vals()
        lot = self.lot_id
        if lot.production_date or not self[0]._is_made():
            return vals
        return {**vals, **lot._prepare_made_vals(vals["received_date"])}

    def _is_made(self):
        """Return whether this production made the goods; taking apart and repairing do not."""
        move = self.move_id
        is_repair = "repair_id" in move._fields and move.repair_id
        is_other = is_repair or move._get_document_words() & {"rework", "return"}
        return self._get_movement_kind() == "production" and not is_other


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """A lot that is produced was made on the day its production was done, if none said another.

    What somebody said of it stays: a day that would contradict it is not filled in.
    """

    _inherit = "stock.lot"

    def _prepare_made_vals(self, day):
        """Return what follows for this lot from having been made on `day`."""
        zone = self._get_zones()[self]
        follows = self._has_products_expiry()
        said = LATER if not follows else ("retest_date",)
        days = (self._get_day_of(name, zone) for name in said)
        if any(last and last < day for last in days):
            return {}
        vals = {MADE: day}
        if follows and self._get_computed_expiry(day, zone):
            vals["expiration_day"] = calendar_day.shifted(day, self.product_id.expiration_time)
        return vals

    def _unset_received(self):
        # sudo: whoever corrects movements may lack rights on lots
        lots = self.sudo().filtered(lambda lot: lot.presence == "new" and lot.received_date)
        made = lots._get_made_by_movement()
        with_provenance(made, Provenance("seam")).write({MADE: False})
        return super()._unset_received()

    def _get_made_by_movement(self):
        """Return those of these lots whose manufacturing date is what their production said."""
        dated = self.filtered(MADE)
        domain = [("lot_res_id", "in", dated.ids), ("kind", "=", "received")]
        told = {  # the last one counts
            event.lot_res_id: json.loads(event.payload).get("new", {}).get(MADE)
            # sudo: the ledger is read, whoever corrects movements
            for event in self.env["stock.lot.event"].sudo().search(domain, order="id")
        }
        return dated.filtered(lambda lot: told.get(lot.id) == str(lot[MADE]))
