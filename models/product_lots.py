from odoo import models


class ProductTemplate(models.Model):
    """The lots of a product open ungrouped, as the screen of all lots does."""

    _inherit = "product.template"

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
