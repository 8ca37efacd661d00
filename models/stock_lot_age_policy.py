from odoo import fields, models

POLICIES = [
    ("block", "Refuse it"),
    ("warn", "Ask for a reason"),
    ("ignore", "Let it leave"),
]
DEFAULTS = {
    "lot_expired_policy": "block",
    "lot_best_before_policy": "warn",
    "lot_rotation_policy": "free",
}
ROTATIONS = [("free", "Any lot"), ("warn", "Ask for a reason")]
EXPIRED = "Once Expired"
BEST_BEFORE = "Past Best Before"
ROTATION = "Other Lot Than First Expired"


class ResCompany(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """What passing a date means for the lots of all products that say nothing themselves."""

    _inherit = "res.company"

    lot_expired_policy = fields.Selection(
        POLICIES,
        EXPIRED,
        default=DEFAULTS["lot_expired_policy"],
        required=True,
        help="What expired lots may do in deliveries and productions. They can always be "
        "scrapped, sent back to the supplier, moved inside and counted.",
    )
    lot_best_before_policy = fields.Selection(
        POLICIES,
        BEST_BEFORE,
        default=DEFAULTS["lot_best_before_policy"],
        required=True,
        help="What lots past their best-before date may do in deliveries and productions.",
    )
    lot_rotation_policy = fields.Selection(
        ROTATIONS,
        ROTATION,
        default=DEFAULTS["lot_rotation_policy"],
        required=True,
        help="Where stock leaves by first expired, first out: whether taking a lot while one "
        "that is to be removed earlier is free needs a reason.",
    )

    def write(self, vals):
        told = DEFAULTS.keys() & vals.keys()
        with self.env["stock.lot.event"]._policy_told(self, told):
            return super().write(vals)


class ProductCategory(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """What passing a date means for a category's lots; the nearest category that says it counts."""

    _inherit = "product.category"

    lot_expired_policy = fields.Selection(
        POLICIES,
        EXPIRED,
        company_dependent=True,
        help="What expired lots may do in deliveries and productions, where the product says "
        "nothing. Empty: the category above, else the company.",
    )
    lot_best_before_policy = fields.Selection(
        POLICIES,
        BEST_BEFORE,
        company_dependent=True,
        help="What lots past their best-before date may do, where the product says nothing. "
        "Empty: the category above, else the company.",
    )
    lot_rotation_policy = fields.Selection(
        ROTATIONS,
        ROTATION,
        company_dependent=True,
        help="Whether choosing another lot than the first to be removed needs a reason. "
        "Empty: the category above, else the company.",
    )

    def write(self, vals):
        told = DEFAULTS.keys() & vals.keys()
        with self.env["stock.lot.event"]._policy_told(self, told):
            return super().write(vals)

    def _get_lot_policy(self, name):
        """Return what this category or the nearest one above says; may be empty."""
        category = self
        while category and not category[name]:
            category = category.parent_id
        return category[name]


class ProductTemplate(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """What passing a date means for the lots of one product."""

    _inherit = "product.template"

    lot_expired_policy = fields.Selection(
        POLICIES,
        EXPIRED,
        company_dependent=True,
        help="What expired lots may do in deliveries and productions. Empty: as the category "
        "says, else the company.",
    )
    lot_best_before_policy = fields.Selection(
        POLICIES,
        BEST_BEFORE,
        company_dependent=True,
        help="What lots past their best-before date may do in deliveries and productions. "
        "Empty: as the category says, else the company.",
    )

    def write(self, vals):
        told = DEFAULTS.keys() & vals.keys()
        with self.env["stock.lot.event"]._policy_told(self, told):
            return super().write(vals)


class ProductProduct(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Whose word counts: the product's, its category's, the company's."""

    _inherit = "product.product"

    def _get_lot_policy(self, name):
        """Return block, warn, ignore or free for a key of DEFAULTS, in the active company."""
        own = self[name] if name in self._fields else False
        # sudo: the company's policy counts for whoever moves goods
        return own or self.categ_id._get_lot_policy(name) or self.env.company.sudo()[name]
