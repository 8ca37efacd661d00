from odoo import models

GS1_DAYS = (("15", "use_date", "best_before_day"), ("17", "expiration_date", "expiration_day"))


class StockQuant(models.Model):
    """Stock on a shelf; its barcode carries the days of its lot."""

    _inherit = "stock.quant"

    def _get_gs1_barcode(self, gs1_quantity_rules_ai_by_uom=False):
        barcode = super()._get_gs1_barcode(gs1_quantity_rules_ai_by_uom)
        start = 0
        for identifier, instant, day in GS1_DAYS if self.use_expiration_date else ():
            lot = self.lot_id
            if not lot[instant]:
                continue
            end = start + len(identifier) + 6  # core wrote the UTC date there, as yymmdd
            printed = identifier + lot[day].strftime("%y%m%d")
            barcode, start = barcode[:start] + printed + barcode[end:], end
        return barcode
