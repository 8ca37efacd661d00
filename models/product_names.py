from itertools import repeat

from odoo import models


class ProductProduct(models.Model):
    """The names of products, where every list and form of lots shows them. Writes nothing."""

    _inherit = "product.product"

    def _compute_display_name(self):  # pylint: disable=missing-return
        self._know_plain()
        super()._compute_display_name()

    def _know_plain(self):
        """Let Odoo ask for the attributes of those only that have some: it joins six tables."""
        # sudo: Odoo names products so, once it has checked that they may be read
        plain = self.sudo().filtered(lambda product: product.combination_indices == "")
        self._fields["product_template_attribute_value_ids"]._insert_cache(plain, repeat(()))
