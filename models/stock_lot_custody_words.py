from odoo import api, models

from ..tools import calendar_day
from ..tools.trace_sections import Row, link_of, name_of

CAME_BY, LEFT_BY = 8, 9  # columns of the table


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The chain of custody in words: one line and one table, everywhere. Writes nothing."""

    _inherit = "stock.lot"

    @api.readonly
    def get_custody(self):
        """Return what the screen shows of who held this lot."""
        custody = self._get_chain_of_custody()
        return {
            "is_complete": custody.is_complete,
            "coverage": self._get_custody_coverage(custody),
            "zone": self._get_custody_zone(),
            "table": self._get_section_for_screen(self._get_custody_section(custody)),
        }

    def _get_custody_zone(self):
        # sudo: a zone, of a lot that is told
        return self.sudo().company_id._get_lot_tz()

    def _get_custody_section(self, custody):
        """Return the table of a chain of custody, the earliest stay first."""
        kinds, zone = self._get_custody_kinds(), self._get_custody_zone()
        rows = [self._get_stay_row(stay, kinds, zone) for stay in custody.stays]
        return self._get_section("custody", rows)

    def _get_stay_row(self, stay, kinds, zone):
        links = {CAME_BY: link_of(stay.came_by), LEFT_BY: link_of(stay.left_by)}
        return Row(
            [
                stay.holder, self.env._("Unknown") if stay.is_gap else kinds[stay.kind],
                stay.place, stay.quantity, self.product_uom_id.name,
                calendar_day.clock_of(stay.since, zone), calendar_day.clock_of(stay.until, zone),
                stay.giver, name_of(stay.came_by), name_of(stay.left_by), stay.who,
            ],
            is_red=stay.is_gap,
            links={column: link for column, link in links.items() if link},
        )  # fmt: skip

    @api.model
    def _get_custody_kinds(self):
        """Return ``{kind of a stay: what happened to the goods}``."""
        return {
            "own": self.env._("In stock"),
            "subcontractor": self.env._("At a subcontractor"),
            "between": self.env._("Between two companies"),
            "customer": self.env._("At the customer"),
            "supplier": self.env._("Back at the supplier"),
            "production": self.env._("Used in production"),
            "loss": self.env._("Scrapped or counted down"),
        }

    @api.model
    def _get_custody_coverage(self, custody):
        """Return the one line that says whether every hand-over is there."""
        if custody.is_complete:
            return self.env._(
                "Complete: %s movements read, every hand-over is there.", custody.moves_read
            )
        gaps = sum(stay.is_gap for stay in custody.stays)
        hidden = custody.withheld.movements
        parts = []
        if gaps:
            parts.append(self.env._("nothing says how it got to where it left from: %s", gaps))
        if hidden:
            parts.append(self.env._("movements that you may not see: %s", hidden))
        if custody.is_cut:
            parts.append(self.env._("too many movements, the latest are left out"))
        return self.env._(
            "Incomplete: %(what)s. %(moves)s movements read.",
            what="; ".join(parts), moves=custody.moves_read,
        )  # fmt: skip
