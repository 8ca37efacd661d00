from odoo import api, fields, models

FIELD_LABELS = [
    ("name", "Lot / serial number"),
    ("gs1_code", "GS1 code, scanned"),
    ("product_code", "Product code"),
    ("product_name", "Product name"),
    ("product_barcode", "Product barcode"),
    ("expiration_date", "Expiry date"),
    ("best_before_date", "Best before"),
    ("removal_date", "Remove from stock"),
    ("alert_date", "Alert from"),
    ("production_date", "Manufacturing date"),
    ("retest_date", "Retest from"),
    ("received_date", "Received date"),
    ("quantity", "Quantity on hand"),
    ("uom", "Unit"),
    ("location", "Location"),
    ("weight", "Weight"),
    ("supplier", "Supplier"),
    ("supplier_lot_ref", "Supplier lot"),
    ("ref", "Internal reference of the lot"),
    ("description", "Description"),
    ("company", "Company"),
]


class StockLotImportColumn(models.Model):
    """A column of an imported file, and the field of ours it means. Knows nothing of rows."""

    _name = "stock.lot.import.column"
    _description = "Column of a Lot Import"
    _order = "index, id"
    _rec_name = "header"

    import_id = fields.Many2one(
        "stock.lot.import", required=True, readonly=True, index=True, ondelete="cascade"
    )
    index = fields.Integer(readonly=True, aggregator=None)
    header = fields.Char("Column in the File", readonly=True)
    samples = fields.Char("For Example", readonly=True)
    field_name = fields.Selection(FIELD_LABELS, "Means")
    proposed = fields.Char(readonly=True, help="The field that was proposed for the column.")
    origin = fields.Selection(
        [("guessed", "Guessed"), ("remembered", "As last time"), ("chosen", "Chosen")],
        compute="_compute_origin",
    )
    remembered = fields.Boolean(readonly=True)
    date_order = fields.Char(readonly=True, help="What the dates in the column say about order.")
    date_sample = fields.Char(readonly=True)

    @api.depends("field_name", "proposed", "remembered")
    def _compute_origin(self):
        for column in self:
            if column.field_name != column.proposed:
                column.origin = "chosen" if column.field_name else False
            elif column.field_name:
                column.origin = "remembered" if column.remembered else "guessed"
            else:
                column.origin = False
