from odoo import models
from odoo.tools import SQL

from .transaction_memo import remember


class IrSequence(models.Model):
    """Odoo's sequences: what they gave in this transaction is known, and none gives nothing.

    Manufacturing and repair draw from the product's sequence before they make a lot. The lot
    that is then made with that number is named by its scheme instead (stock_lot_number).
    """

    _inherit = "ir.sequence"

    def next_by_id(self, sequence_date=None):
        if not self:
            return False  # a product without a sequence: core would fail
        return super().next_by_id(sequence_date)

    def _next(self, sequence_date=None):
        number = super()._next(sequence_date)
        self._get_drawn().update({(self.id, number), (False, number)})
        return number

    def _get_drawn(self):
        """Return the ``(sequence, number)`` this transaction drew, and the same for any (False)."""
        return remember(self.env, "lot_sequence_drawn", set)

    def _get_next_value(self):
        """Return the value that comes next, of the period of today where there are several."""
        self.ensure_one()
        current = self._get_current_sequence()
        current.invalidate_recordset(["number_next_actual"])  # others draw meanwhile
        return current.number_next_actual

    def _draw_many(self, count):
        """Return the next `count` numbers by one question where the database counts."""
        self.ensure_one()
        if self.implementation != "standard":
            return [self.next_by_id() for _time in range(count)]
        current, name = self._get_current_sequence(), f"ir_sequence_{self.id:03d}"
        sequence = self
        if current._name != self._name:
            name += f"_{current.id:03d}"
            sequence = self.with_context(ir_sequence_date_range=current.date_from)
        rows = self.env.execute_query(
            SQL("SELECT nextval(%s) FROM generate_series(1, %s)", name, count)
        )
        return [sequence.get_next_char(value) for (value,) in rows]
