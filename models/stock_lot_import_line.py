from odoo import api, fields, models
from odoo.exceptions import UserError

from .provenance import get_provenance
from .stock_lot_import_messages import describe

LEVELS = [("error", "Error"), ("warning", "Warning"), ("ok", "Fine")]
ACTIONS = [
    ("create", "Create"),
    ("update", "Update"),
    ("revive", "Bring back"),
    ("quantity", "Quantity"),
    ("product", "Product only"),
    ("same", "Unchanged"),
    ("skip", "Leave out"),
    ("error", "Correct first"),
]


class StockLotImportLine(models.Model):
    """One row of an imported file: what it says, what it means, what happens. Written in bulk."""

    _name = "stock.lot.import.line"
    _description = "Row of a Lot Import"
    _order = "rank, number, id"
    _rec_name = "lot_name"
    _log_access = False

    import_id = fields.Many2one(
        "stock.lot.import", required=True, readonly=True, index=True, ondelete="cascade"
    )
    number = fields.Integer("Row", readonly=True, aggregator=None)
    rank = fields.Integer(readonly=True, aggregator=None, help="Errors first, then warnings.")
    level = fields.Selection(LEVELS, readonly=True)
    action = fields.Selection(ACTIONS, "What happens", readonly=True)
    lot_name = fields.Char("Lot / Serial Number", readonly=True)
    lot_id = fields.Many2one("stock.lot", readonly=True, index="btree_not_null")
    product_text = fields.Char("Product in the File", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    expiration_day = fields.Date("Expiry Date", readonly=True)
    production_date = fields.Date("Manufacturing Date", readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True, aggregator=None)
    location_text = fields.Char("Location", readonly=True)
    issues = fields.Json(readonly=True)
    changes = fields.Json(readonly=True, help="What the import wrote, and what stood before.")
    message = fields.Char("What to know", compute="_compute_message")
    has_conflict = fields.Boolean(readonly=True)
    decision = fields.Selection(
        [("keep", "Keep ours"), ("take", "Take the file's")],
        string="Expiry Date to Keep",
        help="Which expiry date counts for this lot.",
    )

    @api.depends("issues")
    @api.depends_context("lang")
    def _compute_message(self):
        for line in self:
            texts = [" ".join(describe(self.env, issue)).strip() for issue in line.issues or []]
            line.message = "\n".join(texts)

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise UserError(self.env._("Rows of an import come from its file. Correct the file."))

    def write(self, vals):
        if vals.keys() - {"decision"} and not get_provenance(self.env).decides:
            raise UserError(self.env._("Rows of an import come from its file. Correct the file."))
        return super().write(vals)
