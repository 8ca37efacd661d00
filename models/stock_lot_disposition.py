from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list


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
    group_ids = fields.Many2many(
        "res.groups",
        string="Set and Lifted by",
        help="Only these roles may put lots under the disposition or take them out of it. "
        "Empty: every user of lots.",
    )

    _code_unique = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))", "Two dispositions cannot have the same code."
    )

    def write(self, vals):
        if any(vals.get("code", row.code) != row.code for row in self):
            raise UserError(
                self.env._(
                    "The code of a disposition never changes: events and other systems refer "
                    "to it. Change its name instead."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shipped(self):
        shipped = self._get_external_ids()
        for row in self:
            if any(name.startswith("stock_lot_lifecycle.") for name in shipped[row.id]):
                raise UserError(
                    self.env._(
                        "%(name)s belongs to the system and cannot be deleted. Other "
                        "dispositions can, as long as no lot stands under them.",
                        name=row.name,
                    )
                )

    def _get_refusal(self):
        """Return why this user may neither set nor lift the disposition; empty when they may."""
        groups = self.sudo().group_ids  # sudo: roles are policy, readable by all who meet it
        if not groups or groups & self.env.user.all_group_ids:
            return ""
        return self.env._(
            "Only %(roles)s may set or lift the status %(status)s.",
            roles=format_list(self.env, groups.mapped("full_name"), style="or"),
            status=self.name,
        )
