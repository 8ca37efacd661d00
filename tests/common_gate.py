"""Movements of every kind as a warehouse user makes them, and dispositions with one flag each."""

from odoo.fields import Command

from .common import LotCase

FLAGS = {
    "blocks_delivery": {"blocks_delivery": True},
    "blocks_production": {"blocks_production": True},
    "allows_rework": {"blocks_production": True, "allows_rework": True},
}


class GateCase(LotCase):
    """10 units of `lot` lie on `shelf`; `other` is a free lot of the same product beside it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._product()
        cls.shelf = cls._location("Shelf")
        cls.lot = cls._lot(cls.product, "L1")
        cls.other = cls._lot(cls.product, "L2")
        cls.loose = cls._product(tracking="none", name="Loose")
        for lot in (cls.lot, cls.other):
            cls._stock(cls.product, 10, cls.shelf, lot)
        cls._stock(cls.loose, 10, cls.shelf)

    @classmethod
    def _stock(cls, product, quantity, place, lot=None):
        cls.root["stock.quant"]._update_available_quantity(product, place, quantity, lot_id=lot)

    @classmethod
    def _disposition(cls, code="stop", **vals):
        return (
            cls.root["stock.lot.disposition"]
            .create({"name": code.title(), "code": code, **vals})
            .with_env(cls.env)
        )

    def _block(self, place, disposition):
        """Put a place under a disposition, as the system."""
        place.with_env(self.root).disposition_id = disposition.id

    def _post(self, source, target, product=None, lot=None, quantity=1, **vals):
        """Post one movement without a transfer, as other modules do, but as this user."""
        product = product or lot.product_id
        places = {"location_id": source.id, "location_dest_id": target.id}
        move = self.env["stock.move"].create(
            {"product_id": product.id, "product_uom_qty": quantity, **places, **vals}
        )
        move._action_confirm(merge=False)
        move.move_line_ids.unlink()
        move.move_line_ids = [Command.create(self._line_vals(move, lot, quantity))]
        move.picked = True
        move._action_done()
        return move

    def _draft(self, quantity=5, source=None, target=None, code="outgoing", product=None):
        """Return a confirmed transfer of one product, nothing reserved yet."""
        picking = self._picking(
            [(product or self.product, None, quantity)],
            source or self.stock,
            target or self.customers,
            code,
        )
        picking.move_ids.move_line_ids.unlink()
        picking.move_ids.picked = False
        return picking

    def _assign(self, **kwargs):
        picking = self._draft(**kwargs)
        picking.action_assign()
        return picking

    def _lots_of(self, document):
        return set(document.move_line_ids.filtered("quantity").mapped("lot_id.name"))

    def _ship_from(self, place, lot=None):
        rows = [(self.product, lot or self.other, 1)]
        return self._validate(
            self._picking(rows, place, self.customers, "outgoing", self.customer)
        )
