from odoo import fields, models
from odoo.fields import Command

from ..models.stock_known_lot import ANSWERS


class StockLotKnownArrival(models.TransientModel):
    """Asks, before goods are received, what counts where a known lot says otherwise."""

    _name = "stock.lot.known.arrival"
    _description = "Known Lots Received"

    picking_ids = fields.Many2many("stock.picking", readonly=True)
    line_ids = fields.One2many("stock.lot.known.arrival.line", "arrival_id")

    def _open(self, pickings, unanswered):
        """Open the dialog for these lines of these transfers."""
        rows = {}
        for line, (lot, differences) in unanswered.items():
            words = lot._get_difference_words(differences)
            rows.setdefault((lot, words), []).append(line.id)
        dialog = self.create(
            {
                "picking_ids": [Command.set(pickings.ids)],
                "line_ids": [
                    Command.create(
                        {"lot_id": lot.id, "words": words, "move_line_ids": [Command.set(ids)]}
                    )
                    for (lot, words), ids in rows.items()
                ],
            }
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "stock_lot_lifecycle.stock_lot_known_arrival_action"
        )
        return {**action, "res_id": dialog.id, "context": dict(self.env.context)}

    def action_apply(self):
        """Write the answers on the receipt, and go on with it."""
        self.ensure_one()
        for line in self.line_ids:
            line.move_line_ids.known_lot_answer = line.answer
        ids = self.env.context.get("button_validate_picking_ids") or self.picking_ids.ids
        return self.env["stock.picking"].browse(ids).button_validate()


class StockLotKnownArrivalLine(models.TransientModel):
    """One known lot of which the receipt says otherwise, and the answer."""

    _name = "stock.lot.known.arrival.line"
    _description = "Known Lot Received"

    arrival_id = fields.Many2one(
        "stock.lot.known.arrival", required=True, index=True, ondelete="cascade"
    )
    lot_id = fields.Many2one("stock.lot", required=True, readonly=True, ondelete="cascade")
    product_id = fields.Many2one(related="lot_id.product_id")
    words = fields.Char("What Differs", readonly=True)
    move_line_ids = fields.Many2many("stock.move.line", readonly=True)
    answer = fields.Selection(ANSWERS, string="What Counts")
