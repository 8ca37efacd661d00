"""Expired lots in stock, and the runs that move them out."""

from odoo.fields import Command
from odoo.tools import SQL

from .common import LotCase


class ExpiryRunCase(LotCase):
    """OLD expired on 10 June 2026 with 10 in stock, NEW is good until 2027."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._perishable(standard_price=2.0)
        cls.old = cls._stocked("OLD", "2026-06-10", 10)
        cls.new = cls._stocked("NEW", "2027-06-10", 50)
        cls.shelf = cls._location("Shelf")

    @classmethod
    def _stocked(cls, name, day, quantity=10, product=None, place=None, **quant):
        """Return a lot good until `day`, with stock that came as data of another system would."""
        lot = cls._lot(product or cls.product, name, expiration_day=day)
        cls._put(lot, quantity, place, **quant)
        return lot

    @classmethod
    def _put(cls, lot, quantity, place=None, **quant):
        cls.root["stock.quant"]._update_available_quantity(
            lot.product_id.with_env(cls.root),
            (place or cls.stock).with_env(cls.root),
            quantity,
            lot_id=lot.with_env(cls.root),
            **quant,
        )

    @property
    def runs(self):
        return self.env["stock.lot.expiry.run"]

    def _propose(self, role="warehouse", **options):
        return self.as_(role, self.runs)._propose(**options)

    def _post(self, run=None, role="stock_manager", **options):
        run = self.as_(role, run or self._propose(**options))
        run._post()
        self.env.invalidate_all()
        return run

    def _revert(self, run, role="stock_manager"):
        self.as_(role, run)._revert()
        self.env.invalidate_all()

    def _held(self, lot):
        """Return ``{place name: quantity}`` of a lot, in stock and scrapped."""
        quants = self.root["stock.quant"].search(
            [
                ("lot_id", "=", lot.id),
                ("quantity", ">", 0),
                ("location_id.usage", "in", ("internal", "inventory", "transit")),
            ]
        )
        places = quants.grouped(lambda quant: quant.location_id.name)
        return {name: sum(some.mapped("quantity")) for name, some in places.items()}

    def _lines(self, run, code=False):
        return run.line_ids.filtered(lambda line: line.code == code)

    def _delivery(self, quantity, lot=None, picked=False):
        """Return a delivery that has reserved `lot` as it did before it expired."""
        lot = lot or self.old
        places = {"location_id": self.stock.id, "location_dest_id": self.customers.id}
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.out_type_id.id,
                "partner_id": self.customer.id,
                **places,
                "move_ids": [
                    Command.create(
                        {"product_id": lot.product_id.id, "product_uom_qty": quantity, **places}
                    )
                ],
            }
        )
        picking.action_confirm()
        move = picking.move_ids
        move.move_line_ids.unlink()
        self.env["stock.move.line"].create(
            {"move_id": move.id, **self._line_vals(move, lot, quantity), "picked": picked}
        )
        return picking

    def _set_state(self, run, state):
        """Write a state past every rule, as another session would have committed it."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL("UPDATE stock_lot_expiry_run SET state = %s WHERE id = %s", state, run.id)
        )
        self.env.invalidate_all()
