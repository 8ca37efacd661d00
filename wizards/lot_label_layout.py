from odoo import fields, models

REPORTS = {
    "gs1_100x50": "stock_lot_lifecycle.stock_lot_label_small_report",
    "gs1_100x150": "stock_lot_lifecycle.stock_lot_label_large_report",
    "gs1_zpl": "stock_lot_lifecycle.stock_lot_label_zpl_report",
}


class LotLabelLayout(models.TransientModel):
    """Odoo's dialog that prints labels of a transfer: the GS1 labels are among its formats."""

    _inherit = "lot.label.layout"

    print_format = fields.Selection(
        selection_add=[
            ("gs1_100x50", "GS1, 100 × 50 mm"),
            ("gs1_100x150", "GS1, 100 × 150 mm"),
            ("gs1_zpl", "GS1, 100 × 50 mm, ZPL"),
        ],
        ondelete=dict.fromkeys(REPORTS, "set default"),
    )

    def process(self):
        action = super().process()
        report = REPORTS.get(self.print_format)
        if not report:
            return action
        lot_ids = action["context"]["active_ids"]  # as often as Odoo prints each of them
        labels = self.env.ref(report).report_action(lot_ids, config=False)
        return {**labels, "close_on_report_download": True}
