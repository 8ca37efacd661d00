from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .provenance import get_provenance

OPERATIONS = [
    ("receipt", "Receipt"),
    ("in_process", "In process"),
    ("finished", "Finished goods"),
    ("retest", "Retest"),
    ("return", "Customer return"),
]
FREQUENCIES = [
    ("always", "Every lot"),
    ("nth", "Every n-th lot"),
    ("first", "The first lots of a supplier"),
    ("quantity", "Lots from a quantity on"),
    ("hand", "By hand only"),
]
SAMPLES = [
    ("none", "No samples"),
    ("fixed", "A fixed number"),
    ("root", "Square root of the quantity, plus one"),
    ("percent", "Percent of the quantity"),
]
DECIDED = {"state", "version", "effective_to", "approved_by_id", "approved_at"}
TOLD = {"state", "effective_from", "effective_to"}
MANAGER = "stock_lot_lifecycle.stock_lot_lifecycle_group_quality_manager"


class StockLotSpecification(models.Model):
    """What is tested of which lots, when, and what must come out; frozen once approved.

    A change is a new version. It decides nothing about lots.
    """

    _name = "stock.lot.specification"
    _description = "Specification"
    _order = "code, version desc"
    _check_company_auto = True

    name = fields.Char("Title", required=True)
    code = fields.Char(
        "Number",
        required=True,
        copy=False,
        default=lambda self: self.env["ir.sequence"].next_by_code("stock.lot.specification"),
    )
    version = fields.Integer(default=1, readonly=True, copy=False)
    state = fields.Selection(
        [("draft", "Draft"), ("approved", "Approved"), ("withdrawn", "Withdrawn")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    company_id = fields.Many2one(
        "res.company",
        default=lambda self: self.env.company,
        index=True,
        help="Empty: used by all companies.",
    )
    operation = fields.Selection(OPERATIONS, required=True, default="receipt")
    product_id = fields.Many2one(
        "product.product",
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
        domain="[('tracking', '!=', 'none')]",
    )
    categ_id = fields.Many2one("product.category", "Category", ondelete="restrict")
    partner_id = fields.Many2one(
        "res.partner",
        "Only for",
        check_company=True,
        ondelete="restrict",
        help="A customer or supplier with terms of their own. Empty: everybody.",
    )
    line_ids = fields.One2many("stock.lot.specification.line", "specification_id", copy=True)
    note = fields.Text("Instructions", help="Shown to whoever tests.")

    frequency = fields.Selection(FREQUENCIES, "Test", required=True, default="always")
    every = fields.Integer(default=5, help="The first lot, then every so many.")
    first = fields.Integer("First Lots", default=3, help="So many lots of each supplier.")
    from_quantity = fields.Float(digits="Product Unit")
    sampling = fields.Selection(SAMPLES, "Samples", required=True, default="none")
    sample_size = fields.Float("Number or Percent", default=1)
    hold = fields.Boolean(
        "Quarantine", default=True, help="The lot stays blocked until the tests are decided."
    )
    two_persons = fields.Boolean(
        "Tester does not decide", default=True, help="Whoever entered a result does not decide."
    )
    requires_signature = fields.Boolean("Signed", help="The decision is signed.")
    early_days = fields.Integer(
        "Days Ahead", default=30, help="Retests are opened so many days before they are due."
    )
    valid_days = fields.Integer(
        help="A passed retest holds so many days. 0: the retest day stays empty."
    )

    effective_from = fields.Date(copy=False)
    effective_to = fields.Date(readonly=True, copy=False)
    approved_by_id = fields.Many2one("res.users", "Approved by", readonly=True, copy=False)
    approved_at = fields.Datetime("Approved", readonly=True, copy=False)

    _code_unique = models.UniqueIndex(
        "(code, version, COALESCE(company_id, 0))", "This version exists already."
    )
    _positive = models.Constraint(
        "CHECK (every > 0 AND first >= 0 AND sample_size >= 0 AND early_days >= 0"
        " AND valid_days >= 0 AND from_quantity >= 0)",
        "Numbers of a specification cannot be negative, and “every” is at least 1.",
    )

    @api.depends("code", "version", "name")
    def _compute_display_name(self):
        for spec in self:
            spec.display_name = f"{spec.code or ''} v{spec.version} {spec.name or ''}".strip()

    @api.constrains("product_id", "categ_id")
    def _check_scope(self):
        for spec in self:
            if spec.product_id and spec.categ_id:
                raise UserError(
                    self.env._("A specification is for a product or for a category, not for both.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        if not get_provenance(self.env).decides:
            defaults = {f"default_{name}" for name in DECIDED} & self.env.context.keys()
            if defaults or any(DECIDED & vals.keys() for vals in vals_list):
                self._refuse_direct()
        return super().create(vals_list)

    def write(self, vals):
        told = TOLD & vals.keys()
        if not get_provenance(self.env).decides:
            if DECIDED & vals.keys():
                self._refuse_direct()
            self._check_draft()
        with self.env["stock.lot.event"]._policy_told(self, told):
            return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_approved(self):
        self._check_draft()

    def _refuse_direct(self):
        raise AccessError(
            self.env._("Specifications are approved and withdrawn by their buttons only.")
        )

    def _check_draft(self):
        for spec in self:
            if spec.state != "draft":
                raise UserError(
                    self.env._(
                        "Lots are tested by %(spec)s, so it does not change any more. Make a "
                        "new version.",
                        spec=spec.display_name,
                    )
                )


class StockLotSpecificationLine(models.Model):
    """One characteristic of a specification and its limits."""

    _name = "stock.lot.specification.line"
    _description = "Tested Characteristic"
    _inherit = ["stock.lot.limits"]
    _order = "specification_id, sequence, id"
    _rec_name = "characteristic_id"

    specification_id = fields.Many2one(
        "stock.lot.specification", required=True, index=True, ondelete="cascade"
    )
    per_sample = fields.Boolean("Each sample", help="One result for each sample, not one in all.")

    _once = models.UniqueIndex(
        "(specification_id, characteristic_id)",
        "A characteristic stands once in a specification.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_open()
        return lines

    def write(self, vals):
        self._check_open()
        result = super().write(vals)
        self._check_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_approved(self):
        self._check_open()

    def _check_open(self):
        if not get_provenance(self.env).decides:
            self.specification_id._check_draft()
