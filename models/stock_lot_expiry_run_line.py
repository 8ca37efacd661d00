from odoo import fields, models
from odoo.exceptions import AccessError

CODES = [
    ("owner", "Other owner"),
    ("blocked", "Blocked"),
    ("transit", "On its way"),
    ("held", "In someone's hands"),
]
OUTCOMES = [
    ("proposed", "Proposed"),
    ("left_out", "Left out"),
    ("moved", "Moved out"),
    ("returned", "Moved back"),
    ("kept", "Not chosen"),
]


class StockLotExpiryRunLine(models.Model):
    """One heap of expired stock: a lot in a place, in a package, of an owner."""

    _name = "stock.lot.expiry.run.line"
    _description = "Line of an Expiry Run"
    _order = "run_id desc, outcome desc, location_id, expiration_day, lot_name, id"
    _rec_name = "lot_name"
    _log_access = False

    run_id = fields.Many2one(
        "stock.lot.expiry.run", required=True, index=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="run_id.company_id")
    currency_id = fields.Many2one(related="run_id.company_id.currency_id")
    is_chosen = fields.Boolean("Move")
    lot_id = fields.Many2one("stock.lot", readonly=True, index=True, ondelete="set null")
    lot_name = fields.Char("Lot / Serial Number", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True, ondelete="restrict")
    expiration_day = fields.Date("Expired after", readonly=True, help="The last good day.")
    location_id = fields.Many2one("stock.location", "Place", readonly=True, ondelete="restrict")
    package_id = fields.Many2one("stock.package", readonly=True, ondelete="set null")
    owner_id = fields.Many2one("res.partner", readonly=True, ondelete="set null")
    quantity = fields.Float(digits="Product Unit", readonly=True)
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    value = fields.Monetary(readonly=True, help="At cost; nothing for stock of other owners.")
    reserved_for = fields.Char(
        readonly=True, help="These transfers lose it and look for other lots."
    )
    code = fields.Selection(CODES, "Reason", readonly=True)
    why = fields.Char("Left out because", readonly=True)
    outcome = fields.Selection(OUTCOMES, default="proposed", required=True, readonly=True)
    target_words = fields.Char("Destination", related="run_id.target_words")
    out_line_id = fields.Many2one("stock.move.line", readonly=True, ondelete="set null")
    back_line_id = fields.Many2one("stock.move.line", readonly=True, ondelete="set null")

    def write(self, vals):
        if not self.env.su:
            if vals.keys() != {"is_chosen"} or "left_out" in self.mapped("outcome"):
                raise AccessError(
                    self.env._("Of a line you only choose whether its goods move out.")
                )
            self.run_id._check_open()
        return super().write(vals)

    def _get_key(self):
        return self.lot_id.id, self.location_id.id, self.package_id.id, self.owner_id.id

    def _get_words(self):
        """Return how much of what lies where, in words."""
        return self.env._(
            "%(lot)s in %(place)s, %(quantity)s %(unit)s",
            lot=self.lot_name,
            place=self.location_id.display_name,
            quantity=f"{self.quantity:g}",
            unit=self.uom_id.name,
        )
