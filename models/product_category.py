from odoo import fields, models

from .product_lots import POLICY_FIELDS


class ProductCategory(models.Model):
    """Policy for the lots of a category's products; the nearest category that says it counts."""

    _inherit = "product.category"

    lot_disposition_id = fields.Many2one(
        "stock.lot.disposition",
        string="New Lots Are",
        company_dependent=True,
        domain="[('makes_inactive', '=', False)]",
        help="Disposition of new lots of this category's products, where the product says "
        "nothing. Empty: the category above, else the company.",
    )
    is_not_traced_through = fields.Boolean(
        "Not Traced Through",
        help="A trace shows the products of this category and those below it and stops there.",
    )

    def write(self, vals):
        told = POLICY_FIELDS & vals.keys()
        with self.env["stock.lot.event"]._policy_told(self, told):
            return super().write(vals)

    def _get_lot_disposition(self):
        """Return what this category or the nearest one above says of new lots; may be empty."""
        category = self
        while category and not category.lot_disposition_id:
            category = category.parent_id
        return category.lot_disposition_id
