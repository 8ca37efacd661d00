from odoo import fields, models

KNOWN_LOT = [
    ("accept", "Add it to the lot"),
    ("quarantine", "Put the whole lot back to inspection"),
    ("place", "Receive it into a blocked place"),
    ("suffix", "Make a new lot with a suffix"),
]
PRODUCED_EXPIRY = [
    ("product", "By the product's shelf life"),
    ("components", "Never later than the earliest component's"),
]
POLICIES = {"known_lot_policy", "produced_expiry"}


class ProductTemplate(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Policy of a product for what arrives: known numbers, and expiry of what is produced."""

    _inherit = "product.template"

    known_lot_policy = fields.Selection(
        KNOWN_LOT,
        string="Known Number Received",
        company_dependent=True,
        help="What happens when a lot is received that was received before. Empty: as the "
        "category says, else the company, else a blocked place where new lots are inspected.",
    )
    produced_expiry = fields.Selection(
        PRODUCED_EXPIRY,
        string="Expiry of Produced Lots",
        company_dependent=True,
        help="Empty: as the category says, else the company, else by the product's shelf life.",
    )

    def write(self, vals):
        with self.env["stock.lot.event"]._policy_told(self, POLICIES & vals.keys()):
            return super().write(vals)


class ProductProduct(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """What the nearest policy says of a product: its own, its category's, its company's."""

    _inherit = "product.product"

    def _get_lot_policy(self, name):
        """Return what product, category or company say of this policy; False if none does."""
        return self[name] or self.categ_id._get_lot_policy(name) or self.env.company[name]

    def _get_known_lot_policy(self):
        """Return what happens when a number is received again (a key of KNOWN_LOT)."""
        said = self._get_lot_policy("known_lot_policy")
        return said or ("place" if self._get_lot_disposition().is_blocking else "accept")


class ProductCategory(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The same policy for the products of a category that say nothing themselves."""

    _inherit = "product.category"

    known_lot_policy = fields.Selection(
        KNOWN_LOT,
        string="Known Number Received",
        company_dependent=True,
        help="What happens when a lot is received that was received before. Empty: as the "
        "category above says, else the company.",
    )
    produced_expiry = fields.Selection(
        PRODUCED_EXPIRY,
        string="Expiry of Produced Lots",
        company_dependent=True,
        help="Empty: as the category above says, else the company.",
    )

    def write(self, vals):
        with self.env["stock.lot.event"]._policy_told(self, POLICIES & vals.keys()):
            return super().write(vals)

    def _get_lot_policy(self, name):
        """Return what this category or the nearest one above says; False if none does."""
        category = self
        while category and not category[name]:
            category = category.parent_id
        return category[name]


class ResCompany(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The same policy where neither product nor category say anything."""

    _inherit = "res.company"

    known_lot_policy = fields.Selection(KNOWN_LOT, string="Known Number Received")
    produced_expiry = fields.Selection(PRODUCED_EXPIRY, string="Expiry of Produced Lots")

    def write(self, vals):
        with self.env["stock.lot.event"]._policy_told(self, POLICIES & vals.keys()):
            return super().write(vals)


class ResConfigSettings(models.TransientModel):  # pylint: disable=consider-merging-classes-inherited
    """The company's policy among the settings of lots."""

    _inherit = "res.config.settings"

    known_lot_policy = fields.Selection(related="company_id.known_lot_policy", readonly=False)
    produced_expiry = fields.Selection(related="company_id.produced_expiry", readonly=False)
