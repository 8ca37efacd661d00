from odoo import fields, models


class StockLotResultRepeat(models.TransientModel):
    """Asks what a repeated test found, and why it was repeated. Decides nothing itself."""

    _name = "stock.lot.result.repeat"
    _description = "Repeat a Test"

    result_id = fields.Many2one("stock.lot.inspection.result", required=True, readonly=True)
    characteristic_id = fields.Many2one(related="result_id.characteristic_id")
    limits_words = fields.Char(related="result_id.limits_words")
    before = fields.Char("Found first", related="result_id.value_words")
    typed = fields.Char("Found now", required=True)
    reason = fields.Char("Repeated because", required=True)
    instrument = fields.Char()
    analyst = fields.Char()

    def action_apply(self):
        """Keep both results; the new one counts."""
        self.ensure_one()
        self.result_id._repeat(
            self.typed, self.reason, instrument=self.instrument, analyst=self.analyst
        )
        return {"type": "ir.actions.act_window_close"}
