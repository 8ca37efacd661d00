from odoo import fields, models


class StockLotDisposition(models.Model):
    """A quality decision a lot can stand under; each row is the whole behaviour."""

    _name = "stock.lot.disposition"
    _description = "Lot Disposition"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Stable code; other systems and rules refer to it.")
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    company_id = fields.Many2one("res.company", help="Empty: used by all companies.")
    makes_inactive = fields.Boolean(
        help="Lots under this disposition are Inactive, whatever their stock and dates."
    )
    requires_reason = fields.Boolean(help="Nobody can set this disposition without a reason.")
    group_id = fields.Many2one(
        "res.groups",
        string="Set and Lifted by",
        help="Only this role may put lots under the disposition or take them out of it. "
        "Empty: every user of lots.",
    )

    _code_unique = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))", "Two dispositions cannot have the same code."
    )
