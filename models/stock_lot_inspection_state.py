from odoo import models
from odoo.tools import format_list

NAMED = 5


class StockLotInspection(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """What an inspection means for its lot, in words and as a state. Decides nothing."""

    _inherit = "stock.lot.inspection"

    def _holds(self):
        """Return whether the lot is not to be freed while this inspection is open."""
        if self.state != "open":
            return False
        if self.operation == "retest":
            return bool(self.due_date) and self.due_date <= self._get_today()
        return self.specification_id.hold

    def _get_waiting_refusal(self, disposition):
        return self.env._(
            "Lot %(lot)s cannot become %(status)s: inspection %(name)s is open. Decide it there, "
            "or have it cancelled.",
            lot=self.lot_id.name,
            status=disposition.name,
            name=self.name,
        )

    def _get_quality_state(self):
        """Return what this last inspection makes of its lot (a key of QUALITY)."""
        if not self:
            return ""
        return "testing" if self.state == "open" else self.verdict

    def _propose_reason(self):
        """Return the failed results in words, to begin a reason with."""
        failed = self.result_ids.filtered(lambda row: row.verdict == "fail")
        words = [f"{row.characteristic_id.name} {row.value_words}" for row in failed[:NAMED]]
        return format_list(self.env, words) if words else False
