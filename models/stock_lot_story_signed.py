import json

from odoo import models


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """What of a lot's story is signed, and whether the last decision still is. Writes nothing."""

    _inherit = "stock.lot"

    def _get_story_entries(self, keys):
        entries = super()._get_story_entries(keys)
        last = self._find_decisions().get(self.id)
        for entry in entries:
            if last and entry["key"] == f"e{last.id}":
                entry["signature"] = self.signature_state or ""
        return entries


class StockLotEvent(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Which events carry a signature."""

    _inherit = "stock.lot.event"

    def _get_story(self):
        entries = super()._get_story()
        for event, entry in entries.items():
            entry["signature"] = "signed" if json.loads(event.payload).get("signatures") else ""
        return entries
