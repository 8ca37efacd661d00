from odoo import api, fields, models


class StockLotWhy(models.TransientModel):
    """Shows in which order stock was looked at for a line, and why. Decides nothing."""

    _name = "stock.lot.why"
    _description = "Why This Lot?"

    line_id = fields.Many2one("stock.move.line", required=True, readonly=True, ondelete="cascade")
    lot_id = fields.Many2one(related="line_id.lot_id")
    product_id = fields.Many2one(related="line_id.product_id")
    order_words = fields.Char("Order", compute="_compute_words")
    more_words = fields.Char(compute="_compute_words")
    candidate_ids = fields.One2many("stock.lot.why.candidate", "why_id", readonly=True)

    @api.depends("line_id")
    def _compute_words(self):
        for why in self:
            # sudo: who picks is told why, whatever his rights on lots and rules
            line = why.line_id.sudo()
            why.order_words = line.move_id._get_order_words()
            more = line._count_candidates() - len(why.candidate_ids)
            why.more_words = more > 0 and self.env._("%(count)s more come later.", count=more)


class StockLotWhyCandidate(models.TransientModel):
    """One place where the goods lie, with its turn and the reason for it."""

    _name = "stock.lot.why.candidate"
    _description = "Stock That Was Looked At"
    _order = "sequence, id"

    why_id = fields.Many2one("stock.lot.why", required=True, ondelete="cascade")
    sequence = fields.Integer("Turn")
    quant_id = fields.Many2one("stock.quant", ondelete="cascade")
    lot_name = fields.Char("Lot / Serial Number")
    place = fields.Char()
    quantity = fields.Float("Free", digits="Product Unit")
    removal_day = fields.Date("Remove From Stock")
    expiration_day = fields.Date("Expiry Date")
    state = fields.Selection(
        [("taken", "Taken"), ("before", "Earlier"), ("after", "Later"), ("out", "Left out")]
    )
    why = fields.Char()
