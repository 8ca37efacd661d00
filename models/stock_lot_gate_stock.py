from odoo import api, models
from odoo.fields import Domain

from .stock_lot_gate import AGED, CORE_AGE, get_reservation, without_reservation

ANY_AGE = (*AGED, "scrap", "supplier_return")  # not for core's own look at the removal date


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
        places = self.env["stock.location"]._get_ids_under(dispositions)
        lots = Domain("lot_id", "any!", [("disposition_id", "in", dispositions.ids)])
        return lots | Domain("location_id", "in", places)

    @api.model
    def _domain_free(self, kind):
        """Return the domain of the stock that may move as `kind`: all but the blocked.

        The lots are joined to the few quants that are looked at; the negation of
        `_domain_blocked` would read all blocked lots instead.
        """
        stopping = self.env["stock.lot.disposition"]._get_stopping(kind)
        if not stopping:
            return Domain.TRUE
        free = Domain("disposition_id", "not in", stopping.ids)
        places = self.env["stock.location"]._get_blocking_ids(kind)
        return (Domain("lot_id", "=", False) | Domain("lot_id", "any!", free)) & Domain(
            "location_id", "not in", places
        )

    def _get_gather_domain(
        self, product_id, location_id, lot_id=None, package_id=None, owner_id=None, strict=False
    ):
        arguments = product_id, location_id, lot_id, package_id, owner_id, strict
        reservation = get_reservation(self.env)
        if not reservation:
            return super()._get_gather_domain(*arguments)
        if reservation.kind in ANY_AGE and self.env.context.get(CORE_AGE):
            # core looks at the removal date, with the hour of the planned date
            self = self.with_context(**{CORE_AGE: False})  # noqa: PLW0642
        domain = super()._get_gather_domain(*arguments)
        return domain & self._domain_reservable(reservation)

    @api.model
    def _domain_reservable(self, reservation):
        if reservation.only is not None:  # found by the rest of this already
            return Domain("id", "in", reservation.only)
        domain = self._domain_free(reservation.kind)
        if reservation.kept:
            domain &= ~Domain("location_id", "in", reservation.kept)
        if reservation.lots is not None:
            domain &= Domain("lot_id", "=", False) | Domain("lot_id", "any!", reservation.lots)
        return domain

    def _gather(
        self, product_id, location_id, lot_id=None, package_id=None, owner_id=None, strict=False,
        qty=0,
    ):  # fmt: skip
        quants = super()._gather(product_id, location_id, lot_id, package_id, owner_id, strict, qty)
        reservation = get_reservation(self.env)
        if reservation and self.env.context.get("quants_cache") is not None:
            # what comes from that cache has not met the domain
            quants = quants.filtered_domain(self._domain_reservable(reservation))
        return quants

    @api.model
    def _update_available_quantity(
        self, product_id, location_id, quantity=False, reserved_quantity=False, lot_id=None,
        package_id=None, owner_id=None, in_date=None,
    ):  # fmt: skip
        # the books see all stock, also while a reservation looks for some
        return super(StockQuant, without_reservation(self))._update_available_quantity(
            product_id, location_id, quantity, reserved_quantity, lot_id, package_id, owner_id,
            in_date,
        )  # fmt: skip
