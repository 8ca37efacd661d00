from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.number_pattern import Pattern
from ..tools.number_tokens import PatternError
from .stock_lot_scheme_words import describe

RESETS = [
    ("never", "Never"),
    ("day", "Every day"),
    ("week", "Every week"),
    ("month", "Every month"),
    ("year", "Every year"),
]
SCOPES = [
    ("all", "One counter for all"),
    ("company", "For each company"),
    ("product", "For each product"),
    ("category", "For each product category"),
    ("supplier", "For each supplier"),
    ("workcenter", "For each work center"),
]
OWNED = ("stock.picking.type", "res.company")
RULES = ("pattern", "reset", "scope", "company_id")


class StockLotScheme(models.Model):
    """How new lots are named: a pattern, and which of its counters begin anew when.

    A scheme never executes anything and never looks into another lot's number: it writes
    facts and a count. Drawing numbers stands in stock_lot_scheme_draw.
    """

    _name = "stock.lot.scheme"
    _description = "Numbering Scheme"
    _order = "name, id"

    name = fields.Char(required=True)
    pattern = fields.Char(
        required=True,
        default="{date:%y%j}-{seq:4}",
        help="Text, and in braces what is filled in: {date:%y%j}, {product.code}, {seq:5}.",
    )
    reset = fields.Selection(
        RESETS,
        "Counter Begins Anew",
        required=True,
        default="never",
        help="In the lots' time zone.",
    )
    scope = fields.Selection(SCOPES, "Counters", required=True, default="all")
    company_id = fields.Many2one(
        "res.company", ondelete="restrict", help="Empty: may be used by all companies."
    )
    counter_ids = fields.One2many("stock.lot.counter", "scheme_id", "Counters in Use")
    used_by = fields.Char(compute="_compute_used_by", help="Where this scheme names new lots.")

    @api.constrains("pattern")
    def _check_pattern(self):
        for scheme in self:
            try:
                Pattern(scheme.pattern)
            except PatternError as error:
                raise ValidationError(describe(self.env, error, scheme.pattern)) from error

    @api.constrains("company_id")
    def _check_bindings(self):
        for scheme in self.filtered("company_id"):
            operations, companies = scheme._get_company_bindings()
            others = (operations.company_id | companies) - scheme.company_id
            if others:
                raise ValidationError(
                    self.env._(
                        "%(scheme)s names lots of %(other)s too. Choose another scheme there "
                        "first.",
                        scheme=scheme.name,
                        other=others[0].name,
                    )
                )

    @api.depends_context("company")
    def _compute_used_by(self):
        for scheme in self:
            rows = [row.sudo(False) for row in scheme._get_bindings()]
            names = [row.display_name for row in rows if row.has_access("read")]
            scheme.used_by = ", ".join(names[:5]) + (" …" if len(rows) > len(names[:5]) else "")

    def _get_bindings(self):
        """Return what this scheme is chosen on, in any company."""
        self.ensure_one()
        if not self._origin:
            return []
        rows = []
        # sudo: a scheme in use anywhere is in use
        for company in self.env["res.company"].sudo().search([("id", "!=", False)]):
            for model in ("product.template", "product.category"):
                found = company.env[model].with_company(company)
                rows += found.search([("lot_scheme_id", "=", self._origin.id)])
        return list(dict.fromkeys(rows)) + [
            row for found in self._get_company_bindings() for row in found
        ]

    def _get_company_bindings(self):
        """Return the operation types and the companies this scheme is chosen on."""
        chosen = [("lot_scheme_id", "=", self._origin.id)]
        # sudo: as above
        return [self.env[model].sudo().search(chosen) for model in OWNED]

    def write(self, vals):
        with self.env["stock.lot.event"]._policy_told(self, set(RULES) & vals.keys()):
            return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for scheme in self:
            rows = scheme._get_bindings()
            if rows:
                raise UserError(
                    self.env._(
                        "%(scheme)s names the lots of %(places)s. Choose another scheme there "
                        "first.",
                        scheme=scheme.name,
                        places=scheme.used_by,
                    )
                )

    def _get_pattern(self):
        """Return the parsed pattern; every user of the scheme reads the same text."""
        self.ensure_one()
        return Pattern(self.pattern)
