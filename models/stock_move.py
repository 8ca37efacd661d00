from odoo import api, fields, models
from odoo.fields import Command

from ..tools.movement_kind import OWN, PRODUCTION, movement_kind
from .stock_lot_gate import AGED, LEAVING, RESERVATION, Reservation


class StockMove(models.Model):
    """The movement seam: tells done lines to tell their lots, and reserves free stock only."""

    _inherit = "stock.move"

    @api.model
    def action_generate_lot_line_vals(self, context_data, mode, first_lot, count, lot_text):
        lines = super().action_generate_lot_line_vals(
            context_data, mode, first_lot, count, lot_text
        )
        product = self.env["product.product"].browse(context_data.get("default_product_id"))
        picking = self.env["stock.picking"].browse(context_data.get("default_picking_id"))
        computed = picking.scheduled_date or fields.Datetime.today()
        return self._without_endless_dates(product, lines, computed)

    def _create_lot_ids_from_move_line_vals(self, vals_list, product_id, company_id=False):
        company = self.env["res.company"].browse(company_id)
        # new lots follow who receives them, not who is looking
        moves = self.with_company(company) if company else self
        return super(StockMove, moves)._create_lot_ids_from_move_line_vals(
            vals_list, product_id, company_id
        )

    def _generate_serial_move_line_commands(
        self, field_data, location_dest_id=False, origin_move_line=None
    ):
        commands = super()._generate_serial_move_line_commands(
            field_data, location_dest_id=location_dest_id, origin_move_line=origin_move_line
        )
        lines = [command[2] for command in commands]
        self._without_endless_dates(self.product_id, lines, fields.Datetime.today())
        return commands

    @api.model
    def _without_endless_dates(self, product, lines, computed):
        """Take the date core computed out of `lines`: a shelf life of 0 computes none."""
        for vals in lines if not product.expiration_time else ():
            if vals.get("expiration_date") == computed:
                vals["expiration_date"] = False
        return lines

    def _action_done(self, cancel_backorder=False):
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        done = moves.filtered(lambda move: move.state == "done")
        done.move_line_ids._record_movement()
        return moves

    # what kind of movement it is

    def _get_movement_kind(self, source=None, target=None):
        """Return what kind of movement this is (a key of MOVEMENTS).

        :param source: where the goods come from, when a line says it more exactly
        :param target: where they go, likewise
        """
        source = (source or self.location_id)._get_place_kind()
        target = (target or self.location_dest_id)._get_place_kind()
        return movement_kind(source, target, self._get_final_kind(), self._get_document_words())

    def _get_final_kind(self):
        """Return what kind of place these goods end up in, after all steps."""
        if self.location_final_id:
            return self.location_final_id._get_place_kind()
        has_productions = "raw_material_production_id" in self._fields
        if has_productions and self.move_dest_ids.raw_material_production_id:
            return PRODUCTION
        return OWN

    def _get_document_words(self):
        """Return what the document says that the places do not: inventory, rework, return."""
        words = set()
        if self.is_inventory:
            words.add("inventory")
        if self._is_return():
            words.add("return")
        if "unbuild_id" in self._fields and self.unbuild_id:
            words.add("rework")
        # what is repaired, not the parts that go in
        if "repair_id" in self._fields and self.repair_id and not self.repair_line_type:
            words.add("rework")
        return words

    def _is_return(self):
        """Return whether this takes a movement back; what takes a return back goes on again."""
        is_return, origin = False, self.origin_returned_move_id
        while origin:
            is_return, origin = not is_return, origin.origin_returned_move_id
        return is_return

    # reserving

    def _with_free_stock(self, lots_are_chosen=False):
        """Return the move in a context in which stock that it may not take is not found.

        :param lots_are_chosen: whether somebody named the lots: old ones are found then, and
            asked about before they leave
        """
        reservation = self._get_reservation()
        if lots_are_chosen:
            reservation = reservation._replace(lots=None)
        return self.with_context(**{RESERVATION: reservation})

    def _get_reservation(self):
        """Return what stock this move may be proposed (a Reservation)."""
        self.ensure_one()
        kind = self._get_movement_kind()
        # who starts from a blocked place means it; who starts above it does not
        kept = self.env["stock.location"]._get_freeing_ids(self.location_dest_id)
        if kind not in LEAVING or self.location_id.id in kept:
            kept = ()
        return Reservation(kind, tuple(kept), self._get_proposable_lots(kind))

    def _get_proposable_lots(self, kind):
        """Return the domain of the lots that may be proposed; None: all of them."""
        if kind not in AGED or self.product_id.tracking == "none":
            return None
        effects = self.product_id.with_company(self.company_id)._get_age_effects()
        return self.env["stock.lot"]._domain_proposable(effects, self._get_due_moment())

    def _get_due_moment(self):
        """Return when the goods will leave: as planned, but not before now."""
        now = fields.Datetime.now()
        return max(now, self.date or now)

    def _update_reserved_quantity_vals(
        self, need, location_id, lot_id=None, package_id=None, owner_id=None, strict=True
    ):
        return super(StockMove, self._with_free_stock())._update_reserved_quantity_vals(
            need, location_id, lot_id, package_id, owner_id, strict
        )

    def _set_quantity_done_prepare_vals(self, qty):
        commands = super(StockMove, self._with_free_stock())._set_quantity_done_prepare_vals(qty)
        created = [command[2] for command in commands if command[0] == Command.CREATE]
        is_unnamed = not all(vals.get("lot_id") for vals in created)
        if self.state == "done" and self.has_tracking != "none" and is_unnamed:
            # no free lot explains it: name those that do, so that the gate can say no
            return super()._set_quantity_done_prepare_vals(qty)
        return commands

    def _set_lot_ids(self):  # pylint: disable=missing-return  # an inverse
        for move in self:
            super(StockMove, move._with_free_stock(lots_are_chosen=True))._set_lot_ids()

    def _get_available_quantity(
        self, location_id, lot_id=None, package_id=None, owner_id=None, strict=False,
        allow_negative=False,
    ):  # fmt: skip
        return super(StockMove, self._with_free_stock())._get_available_quantity(
            location_id, lot_id, package_id, owner_id, strict, allow_negative
        )
