from odoo import fields, models
from odoo.tools import float_is_zero


class StockPickingType(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Operations whose lots are named when they are done, where nobody names them."""

    _inherit = "stock.picking.type"

    draws_lot_numbers = fields.Boolean(
        "Number Lots When Done",
        help="Lines without a lot get a new one, named by the scheme, when the transfer is done.",
    )


class StockPicking(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Validating names what has no lot yet, where the operation says so."""

    _inherit = "stock.picking"

    def button_validate(self):
        for picking in self:
            lines = picking.move_line_ids
            # as core does: where something is picked, only that is done
            (lines.filtered("picked") or lines)._draw_missing_numbers()
        return super().button_validate()


class StockMoveLine(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Lines that are done without a number take one from the scheme."""

    _inherit = "stock.move.line"

    def _action_done(self):
        return super(StockMoveLine, self | self._draw_missing_numbers())._action_done()

    def _draw_missing_numbers(self):
        """Give new numbers to lines without a lot; return the lines that serials added."""
        nameless = self.filtered(lambda line: line._lacks_number())
        added = self.browse()
        for line in nameless.filtered(lambda line: line.product_id.tracking == "serial"):
            added |= line._split_into_units()
        groups = (nameless | added).grouped(
            lambda line: (line.product_id, line.picking_id, *map(str, line._get_said().values()))
        )
        for lines in groups.values():
            lines._take_numbers()
        return added

    def _lacks_number(self):
        operation = self.picking_type_id
        return bool(
            operation.draws_lot_numbers
            and operation.use_create_lots
            and self.product_id.tracking != "none"
            and not self.lot_id
            and not self.lot_name
            and self.state not in ("done", "cancel")
            and not float_is_zero(self.quantity, precision_rounding=self.product_uom_id.rounding)
            and self._get_movement_kind() in ("receipt", "production")
        )

    def _split_into_units(self):
        """Leave one unit on this line and return new lines with the others."""
        self.ensure_one()
        units = round(self.quantity_product_uom)
        if units < 2:
            return self.browse()
        unit = {"quantity": 1, "product_uom_id": self.product_id.uom_id.id}
        self.write(unit)
        vals = self.copy_data({"quantity": 1, "picked": self.picked})[0]
        return self.create([dict(vals) for _unit in range(units - 1)])

    def _take_numbers(self):
        """Draw a number for each of these lines, of one product and one transfer."""
        line = self[0]
        product = line.product_id.with_company(line.company_id)
        numbers = product._draw_lot_numbers(len(self), **line._get_numbering_facts())
        for nameless, number in zip(self, numbers, strict=False):
            nameless.lot_name = number

    def _get_numbering_facts(self):
        """Return what is known of the new lot of this line, as a scheme reads it."""
        return {
            "operation": self.picking_type_id,
            "supplier": self.picking_id.partner_id,
            "vals": self._get_said(),
        }
