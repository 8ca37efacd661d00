from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date, format_list

from .provenance import get_provenance

ORIGINS = [
    ("inspection", "Inspection"),
    ("lot", "Lot"),
    ("return", "Customer return or complaint"),
    ("supplier", "Supplier"),
    ("location", "Place"),
]
CAUSES = [
    ("material", "Material"),
    ("supplier", "Supplier"),
    ("method", "Method or instruction"),
    ("machine", "Machine or equipment"),
    ("people", "People or training"),
    ("measurement", "Measurement"),
    ("surroundings", "Surroundings, hygiene, storage"),
    ("transport", "Transport"),
    ("unknown", "Not found"),
]
NUMBER = "stock_lot_lifecycle.nonconformity"
# only the verbs write these
GUARDED = {
    "name", "state", "company_id", "found_by_id", "checked_by_id", "checked_at", "closed_by_id",
    "closed_at", "closing_words", "signature_id",
}  # fmt: skip


class StockLotNonconformity(models.Model):
    """Something that was not as it had to be: what, which lots, why, and what is done about it.

    It decides nothing about lots: containment goes through their disposition. While it is open
    and holds its lots, nobody frees them. Closed, it is frozen and signed.
    """

    _name = "stock.lot.nonconformity"
    _description = "Nonconformity"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char("Number", readonly=True, copy=False)
    title = fields.Char("What is wrong", required=True, tracking=True)
    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed"), ("void", "Void")],
        default="open",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    severity = fields.Selection(
        [("minor", "Minor"), ("major", "Major"), ("critical", "Critical")],
        default="major",
        required=True,
        tracking=True,
        help="Critical: may harm people. Major: the product may not do what it has to.",
    )
    holds_release = fields.Boolean(
        "Lots cannot be released",
        default=True,
        tracking=True,
        help="While this is open nobody frees its lots, whatever their tests say.",
    )
    found_day = fields.Date("Found on", default=lambda self: self.env.company._get_lot_today())
    found_by_id = fields.Many2one(
        "res.users", "Reported by", default=lambda self: self.env.user, readonly=True
    )
    user_id = fields.Many2one(
        "res.users", "In charge", domain=[("share", "=", False)], check_company=True, tracking=True
    )
    origin = fields.Selection(ORIGINS, "Found at", default="lot", required=True)
    partner_id = fields.Many2one("res.partner", "Supplier or customer", index="btree_not_null")
    inspection_id = fields.Many2one("stock.lot.inspection", check_company=True)
    picking_id = fields.Many2one("stock.picking", "Transfer", check_company=True)
    location_id = fields.Many2one("stock.location", "Place", check_company=True)
    line_ids = fields.One2many("stock.lot.nonconformity.line", "nonconformity_id", "Lots")
    lot_ids = fields.Many2many("stock.lot", compute="_compute_lot_ids", search="_search_lot_ids")
    description = fields.Text("What was found", help="Where, how much, how it was noticed.")
    containment = fields.Text(
        "What was done at once", help="Blocked, sorted, replaced, customers told."
    )
    cause = fields.Selection(CAUSES, "Kind of cause", tracking=True)
    cause_words = fields.Text("Cause", help="Why it happened, and why it was not noticed earlier.")
    action_ids = fields.One2many("stock.lot.nonconformity.action", "nonconformity_id", "Actions")
    check_day = fields.Date("Check on", help="When to look whether the actions worked.")
    effectiveness = fields.Selection(
        [("effective", "The actions work"), ("ineffective", "The actions do not work")],
        tracking=True,
    )
    check_words = fields.Text("What was checked")
    checked_by_id = fields.Many2one("res.users", "Checked by", readonly=True, copy=False)
    checked_at = fields.Datetime("Checked at", readonly=True, copy=False)
    closed_by_id = fields.Many2one("res.users", "Closed by", readonly=True, copy=False)
    closed_at = fields.Datetime("Closed on", readonly=True, copy=False)
    closing_words = fields.Char("Closing words", readonly=True, copy=False)
    signature_id = fields.Many2one("stock.lot.signature", readonly=True, copy=False)

    _by_number = models.UniqueIndex(
        "(company_id, name)", "Somebody else took this number at the same time. Save again."
    )

    @api.depends("name", "title")
    def _compute_display_name(self):
        for nonconformity in self:
            words = (nonconformity.name, nonconformity.title)
            nonconformity.display_name = ": ".join(filter(None, words))

    @api.depends("line_ids.lot_id")
    def _compute_lot_ids(self):
        for nonconformity in self:
            nonconformity.lot_ids = nonconformity.line_ids.lot_id

    def _search_lot_ids(self, operator, value):
        return [("line_ids.lot_id", operator, value)]

    @api.constrains("title")
    def _check_title(self):
        for nonconformity in self:
            if not nonconformity.title.strip():
                raise ValidationError(self.env._("Say in a few words what is wrong."))

    @api.constrains("found_day")
    def _check_found_day(self):
        for nonconformity in self:
            today = nonconformity.company_id._get_lot_today()
            if nonconformity.found_day and nonconformity.found_day > today:
                raise ValidationError(
                    self.env._(
                        "It cannot have been found on %(day)s: that day is still to come.",
                        day=format_date(self.env, nonconformity.found_day),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        fresh = dict.fromkeys(GUARDED - {"company_id"} | {"effectiveness"}, False)
        prepared = []
        for vals in vals_list:
            self._check_unguarded({name for name in fresh if vals.get(name)})
            company = self.env["res.company"].browse(vals.get("company_id")) or self.env.company
            # all of them said: no default_… key of the context may slip one in
            own = {"name": company._next_lot_document(NUMBER), "state": "open"}
            own |= {"found_by_id": self.env.uid, "company_id": company.id}
            prepared.append({**vals, **fresh, **own})
        return super().create(prepared)

    def write(self, vals):
        self._check_unguarded(GUARDED & vals.keys())
        if not get_provenance(self.env).decides:
            self._check_open()
            vals = {**vals, **self._prepare_check_vals(vals)}
        return super().write(vals)

    @api.model
    def _check_unguarded(self, names):
        if names and not get_provenance(self.env).decides:
            raise AccessError(
                self.env._(
                    "Number, company, state and signatures of a nonconformity follow from its "
                    "buttons; nobody writes them directly."
                )
            )

    def _check_open(self):
        for nonconformity in self:
            if nonconformity.state != "open":
                raise UserError(
                    self.env._(
                        "%(number)s is closed since %(day)s: it stays as it was signed. Report "
                        "a new nonconformity that refers to it.",
                        number=nonconformity.name,
                        day=format_date(self.env, nonconformity.closed_at),
                    )
                )

    def _prepare_check_vals(self, vals):
        """Return who checked the effectiveness and when, as far as `vals` say that somebody did."""
        if "effectiveness" not in vals:
            return {}
        if not vals["effectiveness"]:
            return {"checked_by_id": False, "checked_at": False}
        self._check_manages()
        return {"checked_by_id": self.env.uid, "checked_at": fields.Datetime.now()}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_always(self):
        raise UserError(
            self.env._(
                "A nonconformity keeps its number and is never deleted. If it was opened by "
                "mistake, make it void and say why."
            )
        )

    def copy(self, default=None):  # pylint: disable=method-required-super
        raise UserError(self.env._("Report a new nonconformity instead of copying one."))

    def _get_lot_words(self):
        """Return the numbers of its lots, the first few by name."""
        names = self.line_ids.lot_id.mapped("name")
        more = [self.env._("%(count)s more", count=len(names) - 3)] if len(names) > 3 else []
        return format_list(self.env, [*names[:3], *more]) if names else ""
