from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .stock_lot_gate import RESERVATION, get_reservation

ENOUGH = 100  # rows looked at; more stock than that, and most need not be read
GATHERED = "stock_lot_lifecycle_gathered"
ORDERED = ("fifo", "lifo", "fefo")  # the others do not order by the database alone


class Gathered(dict):
    """What one call has found; an object in the context, so nobody can send one from outside."""


class StockQuant(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Reserving reads the stock it takes, not all stock of the product. Changes no outcome."""

    _inherit = "stock.quant"

    def _get_reserve_quantity(
        self, product_id, location_id, quantity, uom_id=None, lot_id=None, package_id=None,
        owner_id=None, strict=False,
    ):  # fmt: skip
        reservation, quants = get_reservation(self.env), self
        if reservation and quantity > 0 and not strict:
            only = self._find_enough(
                product_id, location_id, quantity, lot_id, package_id, owner_id
            )
            quants = self.with_context(
                **{RESERVATION: reservation._replace(only=only), GATHERED: Gathered()}
            )
        return super(StockQuant, quants)._get_reserve_quantity(
            product_id, location_id, quantity, uom_id, lot_id, package_id, owner_id, strict
        )

    @api.model
    def _find_enough(self, product, location, quantity, lot, package, owner):
        """Return the ids of the stock that comes first and suffices; None: look at all of it.

        Negative stock counts against other stock wherever it stands in the order: then core
        has to see everything.
        """
        strategy = self._get_removal_strategy(product, location)
        if strategy not in ORDERED or self._reserves_full_packages(product):
            return None
        quants = self.sudo()  # sudo: as core does, whoever reserves
        domain = quants._get_gather_domain(product, location, lot, package, owner)
        order = f"is_short desc, is_untracked, {self._get_removal_strategy_order(strategy)}"
        query = quants._search(domain & Domain.custom(to_sql=_is_uneven), order=order, limit=ENOUGH)
        free = quants._get_free_sql(query.table, query)
        found, total = [], 0.0
        for quant_id, amount in self.env.execute_query(
            query.select(SQL.identifier(query.table, "id"), free)
        ):
            if amount < 0:
                return None
            found.append(quant_id)
            total += amount
            if product.uom_id.compare(total, quantity) >= 0:
                return tuple(found)
        return None

    @api.model
    def _reserves_full_packages(self, product):
        is_full = product.product_tmpl_id.categ_id.packaging_reserve_method == "full"
        return is_full and bool(self.env.context.get("packaging_uom_id"))

    def _gather(
        self, product_id, location_id, lot_id=None, package_id=None, owner_id=None, strict=False,
        qty=0,
    ):  # fmt: skip
        arguments = product_id, location_id, lot_id, package_id, owner_id, strict
        gathered = self.env.context.get(GATHERED)
        if not isinstance(gathered, Gathered):
            return super()._gather(*arguments, qty)
        # core asks twice for the same, and nothing has changed in between
        if arguments not in gathered:
            gathered[arguments] = super()._gather(*arguments, qty)
        return gathered[arguments]


def _is_uneven(model, alias, query):
    return SQL("%s <> 0", model._get_free_sql(alias, query))
