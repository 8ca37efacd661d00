from odoo import api, fields, models
from odoo.fields import Domain

POLICY_FIELDS = {"lot_disposition_id", "is_not_traced_through"}


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
    is_not_traced_through = fields.Boolean(
        "Not Traced Through",
        help="A trace shows this product and stops there, because it is in everything (water) "
        "or without lots on purpose (electricity). A trace that begins at one of its lots goes on.",
    )

    _not_traced_through = models.Index("(id) WHERE is_not_traced_through")

    def write(self, vals):
        told = POLICY_FIELDS & vals.keys()
        with self.env["stock.lot.event"]._policy_told(self, told):
            if "company_id" not in vals:
                return super().write(vals)
            with self._owner_told():
                return super().write(vals)

    def _owner_told(self):
        """Tell the lots that their company changes with their product's."""
        # sudo: lots of every company follow their product, and their events say so
        products = self.sudo().with_context(active_test=False).product_variant_ids
        lots = self.env["stock.lot"].sudo().search([("product_id", "in", products.ids)])
        return lots._told_as_changed(["company_id"])

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

    def _get_policy_company(self):
        """Return the company whose policy counts for new lots: ours, unless it is not its."""
        own = self.company_id
        return own if own and self.env.company not in own | own.all_child_ids else self.env.company

    def _get_lot_disposition(self):
        """Return the disposition of a new lot: by product, category, company, else Released."""
        return (
            self.lot_disposition_id
            or self.categ_id._get_lot_disposition()
            or self.env.company.lot_disposition_id
            or self.env["stock.lot"]._get_released()
        )

    @api.model
    def _get_not_traced_ids(self):
        """Return the ids of the products that are not traced through, by policy."""
        # sudo: policy, for whoever traces; products no longer sold are traced too
        Product = self.sudo().with_context(active_test=False)
        marked = (
            self.env["product.category"]
            .sudo()
            ._search([("is_not_traced_through", "=", True)])
            .get_result_ids()
        )
        domain = Domain("is_not_traced_through", "=", True)
        if marked:
            domain |= Domain("categ_id", "child_of", list(marked))
        return list(Product._search(domain, order="id").get_result_ids())
