from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.exposure import Exposure, holdings
from ..tools.trace import FORWARD

# where a movement line names a document; what produces is asked for what it made
LINKS = {
    "stock.picking": ("picking_id", "move_id.picking_id"),
    "stock.move": ("move_id",),
    "stock.scrap": ("move_id.scrap_id",),
    "res.partner": ("picking_id.partner_id", "move_id.picking_id.partner_id"),
    "mrp.production": ("move_id.production_id",),
    "mrp.unbuild": ("move_id.consume_unbuild_id",),
    "repair.order": ("move_id.repair_id",),
}


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Where a trace begins, and the shortest question to it: who holds what. Writes nothing."""

    _inherit = "stock.lot"

    def _exposure(self, **limits):
        """Return who holds how much of these lots and of all made of them, and by what.

        :param limits: as of `_trace`
        :return: an `Exposure`; its trace says whether it is complete
        """
        trace = self._trace(FORWARD, **limits)
        return Exposure(holdings(trace), trace)

    @api.model
    def _get_trace_roots(self, documents):
        """Return the lots that a trace of these begins with.

        :param documents: lots, transfers, movements, scraps, contacts, stock, productions,
            unbuilds or repairs the user may read
        :raises UserError: such things have no lots
        """
        documents.check_access("read")
        if documents._name == "stock.lot":
            return documents
        if "lot_id" in documents._fields and documents._name not in LINKS:
            return documents.lot_id
        if documents._name not in LINKS:
            raise UserError(self.env._("There is nothing to trace here: it has no lots."))
        lines = (
            Domain.OR(Domain(link, "in", documents.ids) for link in LINKS[documents._name])
            & Domain("lot_id", "!=", False)
            & Domain("state", "=", "done")
        )
        found = self.env["stock.move.line"]._read_group(lines, ["lot_id"])
        return self.concat(*(lot for (lot,) in found)) if found else self.browse()
