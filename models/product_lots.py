from odoo import fields, models


class ProductTemplate(models.Model):
    """The lots of a product open ungrouped, as the screen of all lots does; their policy."""

    _inherit = "product.template"

    lot_disposition_id = fields.Many2one(
        "stock.lot.disposition",
        string="New Lots Are",
        company_dependent=True,
        domain="[('makes_inactive', '=', False)]",
        help="Disposition of new lots, such as Quarantine where receipts are inspected. "
        "Empty: as the category says, else the company.",
    )

    def action_open_product_lot(self):
        action = super().action_open_product_lot()
        action["context"].pop("search_default_group_by_location", None)
        return action


class ProductProduct(models.Model):
    """The lots of a variant open ungrouped, as the screen of all lots does."""

    _inherit = "product.product"

    def action_open_product_lot(self):
        action = super().action_open_product_lot()
        action["context"].pop("search_default_group_by_location", None)
        return action

    def _get_lot_disposition(self):
        """Return the disposition of a new lot: by product, category, company, else Released."""
        return (
            self.lot_disposition_id
            or self.categ_id._get_lot_disposition()
            or self.env.company.lot_disposition_id
            or self.env["stock.lot"]._get_released()
        )
