from odoo import fields, models


class ProductTemplate(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """What certificates print of a product beside its name and code."""

    _inherit = "product.template"

    lot_grade = fields.Char("Grade or dosage form", translate=True)
    lot_authorisation = fields.Char("Marketing authorisation")
    lot_storage = fields.Char("Storage condition", translate=True)
