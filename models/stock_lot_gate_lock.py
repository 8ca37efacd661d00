from odoo import models
from odoo.tools import SQL

from .stock_lot_gate import LEAVING, MOVEMENTS


class StockMoveLine(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Keeps lots and places as the gate sees them until the movement is done. Decides nothing."""

    _inherit = "stock.move.line"

    def _hold_still(self):
        """Let no decision on these lots and places pass unseen while they move.

        The database refuses what somebody has changed meanwhile; then Odoo repeats the call,
        which meets the decision.
        """
        lots, places = set(), set()
        for kind, lines in self.grouped(lambda line: line._get_movement_kind()).items():
            is_stoppable = not MOVEMENTS[kind].stopped_by.is_false()
            if is_stoppable:
                lots.update(lines.lot_id._ids)
            if is_stoppable or kind in LEAVING:
                for place in lines.location_id:
                    places.update(int(part) for part in place.parent_path.split("/") if part)
        if not lots and not places:
            return
        locked = SQL("WHERE id = ANY(%s) ORDER BY id FOR SHARE", sorted(lots))
        around = SQL("WHERE id = ANY(%s) ORDER BY id FOR SHARE", sorted(places))
        self.env.execute_query(
            SQL(
                "WITH lots AS (SELECT id FROM stock_lot %s), "
                "places AS (SELECT id FROM stock_location %s) "
                "SELECT (SELECT count(*) FROM lots), (SELECT count(*) FROM places)",
                locked,
                around,
            )
        )
