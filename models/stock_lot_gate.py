from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain


class Movement(NamedTuple):
    """One kind of movement, and the flags of a disposition that together stop it.

    :param kind: stable code
    :param stopped_by: domain on stock.lot.disposition; ``Domain.FALSE``: it always passes
    """

    kind: str
    stopped_by: Domain


DELIVERY = Domain("blocks_delivery", "=", True)
PRODUCTION = Domain("blocks_production", "=", True)
MOVEMENTS = {
    movement.kind: movement
    for movement in (
        Movement("receipt", Domain.FALSE),
        Movement("production", Domain.FALSE),
        Movement("delivery", DELIVERY),
        Movement("consumption", PRODUCTION),
        Movement("rework", PRODUCTION & Domain("allows_rework", "=", False)),
        Movement("internal", Domain.FALSE),
        Movement("scrap", Domain.FALSE),
        Movement("supplier_return", Domain.FALSE),
        Movement("customer_return", Domain.FALSE),
        Movement("inventory", Domain.FALSE),
        Movement("relabel", Domain.FALSE),
    )
}


class StockLotDisposition(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Which dispositions stop a kind of movement; the one place that knows."""

    _inherit = "stock.lot.disposition"

    @api.model
    def _get_stopping(self, kind):
        """Return the dispositions that stop a movement of `kind` (a key of MOVEMENTS)."""
        # sudo: a block counts, whichever company's disposition it is
        return self.sudo().search(MOVEMENTS[kind].stopped_by)


class StockQuant(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Stock is blocked when its lot or its place is."""

    _inherit = "stock.quant"

    @api.model
    def _domain_blocked(self, kind):
        """Return the domain of the stock that cannot move as `kind`, for its lot or its place."""
        return self._domain_under(self.env["stock.lot.disposition"]._get_stopping(kind))

    @api.model
    def _domain_under(self, dispositions):
        """Return the domain of what stands under `dispositions`, by its lot or its place.

        Fits every model with a lot and a place; who may not read lots gets the same answer.
        """
        if not dispositions:
            return Domain.FALSE
        under = [("disposition_id", "in", dispositions.ids)]
        return Domain("lot_id", "any!", under) | Domain("location_id", "any!", under)
