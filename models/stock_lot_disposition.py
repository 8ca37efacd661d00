from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_list, ormcache


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
    blocks_delivery = fields.Boolean(
        help="Lots and places under this disposition cannot be delivered."
    )
    blocks_production = fields.Boolean(
        help="Lots and places under this disposition cannot be used in productions or repairs."
    )
    allows_rework = fields.Boolean(
        help="Although production is blocked, the lots may be taken apart or repaired.",
    )
    counts_in_forecast = fields.Boolean(
        default=True,
        help="The blocked quantity still counts as stock to come, so that nobody buys it again.",
    )
    makes_inactive = fields.Boolean(
        help="Lots under this disposition are Inactive, whatever their stock and dates."
    )
    requires_reason = fields.Boolean(help="Nobody can set this disposition without a reason.")
    requires_signature = fields.Boolean(
        help="Whoever sets this disposition signs it with a password."
    )
    signature_meaning_id = fields.Many2one(
        "stock.lot.signature.meaning",
        "Signature Means",
        ondelete="restrict",
        help="What people declare who sign this. They may choose another meaning.",
    )
    requires_second_person = fields.Boolean(
        help="One person proposes this disposition, another one confirms it."
    )
    next_ids = fields.Many2many(
        "stock.lot.disposition",
        "stock_lot_disposition_next_rel",
        "disposition_id",
        "next_id",
        string="Next Steps",
        ondelete="restrict",
        help="Dispositions that may follow this one. Empty: all.",
    )
    group_ids = fields.Many2many(
        "res.groups",
        string="Set by",
        ondelete="restrict",
        help="Only these roles may put lots under the disposition. Empty: every user of lots.",
    )
    lift_group_ids = fields.Many2many(
        "res.groups",
        "stock_lot_disposition_lift_groups_rel",
        string="Lifted by",
        ondelete="restrict",
        help="Only these roles may take lots out of the disposition. Empty: every user of lots.",
    )
    is_blocking = fields.Boolean(
        "Blocks", compute="_compute_is_blocking", search="_search_is_blocking"
    )

    _code_unique = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))", "Two dispositions cannot have the same code."
    )

    @api.depends("blocks_delivery", "blocks_production")
    def _compute_is_blocking(self):
        for row in self:
            row.is_blocking = row.blocks_delivery or row.blocks_production

    def _search_is_blocking(self, operator, value):
        if operator != "in":
            return NotImplemented
        blocking = Domain("blocks_delivery", "=", True) | Domain("blocks_production", "=", True)
        return Domain.OR(blocking if wanted else ~blocking for wanted in value)

    @api.constrains("blocks_delivery", "blocks_production", "makes_inactive")
    def _check_released_stays_free(self):
        released = self.env["stock.lot"]._get_released()
        if released in self and (released.is_blocking or released.makes_inactive):
            raise ValidationError(
                self.env._(
                    "%(name)s is what lots are freed to: it can neither block nor make "
                    "inactive. Add another disposition for that.",
                    name=released.name,
                )
            )

    @api.constrains(
        "blocks_delivery", "blocks_production", "makes_inactive", "next_ids", "group_ids",
        "lift_group_ids",
    )  # fmt: skip
    def _check_no_dead_end(self):
        """Refuse steps by which lots could enter a block and never be freed nor closed."""
        # sudo: a dead end counts, whichever company made it
        for row in self.sudo().search([("is_blocking", "=", True)]):
            if not row._leads_out():
                raise ValidationError(
                    self.env._(
                        "Lots that are %(name)s could never be freed again: none of its next "
                        "steps leads to a disposition that blocks nothing or closes the lot. "
                        "Add such a step.",
                        name=row.name,
                    )
                )

    @api.model
    def _get_uncounted(self):
        """Return the blocking dispositions whose stock is not to come: it may be bought again."""
        # sudo: a block counts, whichever company's disposition it is
        return self.sudo().search([("is_blocking", "=", True), ("counts_in_forecast", "=", False)])

    def _leads_out(self):
        """Return whether lots under this disposition can be freed or closed, in any steps."""
        seen, ahead = self, self
        while ahead:
            if any(not row.next_ids or row.makes_inactive or not row.is_blocking for row in ahead):
                return True
            ahead = (ahead.next_ids - seen).filtered(lambda row: not row._is_out_of_reach())
            seen |= ahead
        return False

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        self.env.registry.clear_cache()
        return rows

    def write(self, vals):
        if any(vals.get("code", row.code) != row.code for row in self):
            raise UserError(
                self.env._(
                    "The code of a disposition never changes: events and other systems refer "
                    "to it. Change its name instead."
                )
            )
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

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

    @ormcache(
        "self.env.uid", "self.env.su", "self.env.companies._ids", "self.id", "company_id"
    )
    def _get_next_ids(self, company_id):
        """Return the ids of what this user may put a lot under that stands under this one.

        What may be set is shown on every form, and changes rarely. The verb asks anew.

        :param company_id: the lot's company, False where it has none
        """
        rows = self.search([("company_id", "in", [False, company_id])])
        return (rows - self).filtered(lambda row: not row._get_refusal(self))._ids

    def _get_refusal(self, stand=None):
        """Return why this user may not set the disposition; empty when they may.

        :param stand: the disposition that would be lifted; its own roles and next steps count
        """
        if stand and stand.next_ids and self not in stand.next_ids:
            return self.env._(
                "From %(stand)s, lots can only become %(steps)s.",
                stand=stand.name,
                steps=format_list(self.env, stand.next_ids.mapped("name"), style="or"),
            )
        return (stand._get_role_refusal("lift_group_ids") if stand else "") or (
            self._get_role_refusal("group_ids")
        )

    def _get_role_refusal(self, roles):
        groups = self.sudo()[roles]  # sudo: roles are policy, readable by all who meet it
        if not groups or groups & self.env.user.all_group_ids:
            return ""
        words = format_list(self.env, groups.mapped("full_name"), style="or")
        if roles == "lift_group_ids":
            return self.env._(
                "Only %(roles)s may lift the status %(status)s.", roles=words, status=self.name
            )
        return self.env._(
            "Only %(roles)s may set the status %(status)s.", roles=words, status=self.name
        )
