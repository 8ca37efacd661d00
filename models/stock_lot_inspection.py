from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..tools.result_verdict import verdict_of_all
from .provenance import Provenance, get_provenance, with_provenance
from .stock_lot_specification import OPERATIONS

STATES = [
    ("open", "To test"),
    ("decided", "Decided"),
    ("skipped", "Not tested"),
    ("cancelled", "Cancelled"),
]
VERDICTS = [("pass", "Pass"), ("fail", "Fail"), ("undecided", "Undecided")]
TYPED = {"result_ids", "sample_ids", "note", "attachment_ids", "due_date"}
CHOSEN = {"lot_id", "operation", "specification_id", "partner_id", "quantity", "company_id"}


class StockLotInspection(models.Model):
    """What was tested of one lot, by which specification, and what came out.

    Frozen once it is decided. It changes no lot: its decision calls the lot's own verb.
    """

    _name = "stock.lot.inspection"
    _description = "Inspection"
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char("Number", readonly=True, copy=False, default="/")
    state = fields.Selection(STATES, default="open", required=True, readonly=True, index=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    lot_id = fields.Many2one(
        "stock.lot", "Lot / Serial Number", required=True, index=True, ondelete="restrict",
        check_company=True,
    )  # fmt: skip
    product_id = fields.Many2one(related="lot_id.product_id")
    operation = fields.Selection(OPERATIONS, required=True, default="receipt")
    partner_id = fields.Many2one("res.partner", "Supplier or Customer", ondelete="restrict")
    specification_id = fields.Many2one(
        "stock.lot.specification", ondelete="restrict", index=True, check_company=True
    )
    quantity = fields.Float(digits="Product Unit", help="What arrived, and is judged by this.")
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    document = fields.Char(readonly=True, help="What brought the lot here.")
    origin = fields.Char("Opened because", readonly=True)
    source_key = fields.Char(readonly=True, copy=False)
    due_date = fields.Date("Due", help="For a retest: from this day on the lot is blocked.")

    sample_ids = fields.One2many("stock.lot.inspection.sample", "inspection_id")
    result_ids = fields.One2many(
        "stock.lot.inspection.result", "inspection_id", domain=[("is_current", "=", True)]
    )
    all_result_ids = fields.One2many("stock.lot.inspection.result", "inspection_id")
    attachment_ids = fields.Many2many("ir.attachment", string="Photos and files")
    note = fields.Text()
    instructions = fields.Text(related="specification_id.note")
    verdict = fields.Selection(VERDICTS, compute="_compute_verdict", store=True, index=True)
    open_count = fields.Integer("Unanswered", compute="_compute_verdict", store=True)
    fail_count = fields.Integer("Failed", compute="_compute_verdict", store=True)

    decision_id = fields.Many2one(
        "stock.lot.disposition", readonly=True, copy=False, ondelete="restrict"
    )
    reason = fields.Char(readonly=True, copy=False)
    valid_until = fields.Date("Conditional until", readonly=True, copy=False)
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    decided_at = fields.Datetime(readonly=True, copy=False)
    signature_id = fields.Many2one(
        "stock.lot.signature", readonly=True, copy=False, ondelete="restrict"
    )
    digest = fields.Char(
        "Hash of the Results", readonly=True, copy=False,
        help="SHA-256 of what was decided upon. It stands in the lot's ledger too.",
    )  # fmt: skip

    _once = models.UniqueIndex(
        "(lot_id, source_key) WHERE source_key IS NOT NULL",
        "This movement was inspected already.",
    )

    @api.depends(
        "all_result_ids.verdict", "all_result_ids.is_current", "all_result_ids.is_required",
        "all_result_ids.answered",
    )  # fmt: skip
    def _compute_verdict(self):
        for inspection in self:
            current = inspection.all_result_ids.filtered("is_current")
            rows = [(row.is_required, row.answered, row.verdict) for row in current]
            inspection.verdict = verdict_of_all(rows)
            inspection.open_count = sum(not row.answered for row in current)
            inspection.fail_count = sum(row.verdict == "fail" for row in current)

    @api.model_create_multi
    def create(self, vals_list):
        decides = get_provenance(self.env).decides
        if not decides:
            for vals in vals_list:
                self._check_keys(vals, TYPED | CHOSEN)
        numbers = self._next_numbers(len(vals_list))
        inspections = super().create(
            [{**vals, "name": name} for vals, name in zip(vals_list, numbers, strict=True)]
        )
        if not decides:
            inspections._fill()
        return inspections

    @api.model
    def _next_numbers(self, count):
        """Return that many numbers, by one statement where the sequence allows it."""
        # sudo: a number is drawn by whoever opens an inspection
        Sequence = self.env["ir.sequence"].sudo()
        domain = [("code", "=", self._name), ("company_id", "in", [self.env.company.id, False])]
        sequence = Sequence.search(domain, order="company_id", limit=1)
        if count < 2 or sequence.implementation != "standard" or sequence.use_date_range:
            return [sequence.next_by_id() if sequence else "/" for _number in range(count)]
        rows = self.env.execute_query(
            SQL(
                "SELECT nextval(%s) FROM generate_series(1, %s)",
                f"ir_sequence_{sequence.id:03d}",
                count,
            )
        )
        return [sequence.get_next_char(number) for (number,) in rows]

    def write(self, vals):
        if not get_provenance(self.env).decides:
            self._check_keys(vals, TYPED)
            self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_always(self):
        raise UserError(
            self.env._("Inspections are evidence: none is deleted. Cancel it, with a reason.")
        )

    @api.model
    def _check_keys(self, vals, allowed):
        """Refuse what follows from results and decisions, whoever sends it."""
        defaults = {
            key.removeprefix("default_") for key in self.env.context if key.startswith("default_")
        }
        guarded = self._fields.keys() - TYPED - CHOSEN - {"id", "display_name"}
        if vals.keys() - allowed or defaults & guarded:
            raise AccessError(
                self.env._(
                    "Of an inspection you enter results, samples, files and notes. The rest "
                    "follows from them and from its decision."
                )
            )

    def _check_open(self):
        states = dict(self._fields["state"]._description_selection(self.env))
        for inspection in self:
            if inspection.state != "open":
                raise UserError(
                    self.env._(
                        "Inspection %(name)s of lot %(lot)s is closed (%(state)s) and does not "
                        "change any more. Open another one for a new test.",
                        name=inspection.name,
                        lot=inspection.lot_id.name,
                        state=states[inspection.state],
                    )
                )

    def _fill(self):
        """Give inspections opened by hand their specification and the rows to be answered."""
        Specification = self.env["stock.lot.specification"]
        for inspection in self:
            spec = inspection.specification_id or Specification._match(
                inspection.product_id, inspection.operation, inspection.partner_id
            )
            inspection._check_fits(spec)
            inspection._as_system().write({"specification_id": spec.id})
            inspection._prepare_rows()

    def _check_fits(self, spec):
        if not spec:
            raise UserError(
                self.env._(
                    "Nothing says what to test of %(product)s here. Have a specification for it "
                    "approved first.",
                    product=self.product_id.display_name,
                )
            )
        if spec.state != "approved":
            raise UserError(
                self.env._(
                    "%(spec)s is not approved, so nothing is tested by it.", spec=spec.display_name
                )
            )

    def _as_system(self):
        """Return these inspections for a verb that checked its caller and writes what follows."""
        # sudo: nobody has the rights to write what follows from results and decisions
        return with_provenance(self.sudo(), Provenance(decides=True))

    def _prepare_rows(self):
        """Create the samples and the results to be answered, for all inspections at once."""
        Sample = self._as_system().env["stock.lot.inspection.sample"]
        samples = Sample.create([vals for one in self for vals in one._prepare_samples()])
        by_inspection = samples.grouped("inspection_id")
        Result = self._as_system().env["stock.lot.inspection.result"]
        Result.create(
            [
                vals
                for one in self
                for vals in one._prepare_results(by_inspection.get(one._as_system(), Sample))
            ]
        )

    def _prepare_samples(self):
        count = self.specification_id._get_sample_count(self.quantity)
        return [{"inspection_id": self.id, "name": str(number + 1)} for number in range(count)]

    def _prepare_results(self, samples):
        rows = []
        for line in self.specification_id.line_ids:
            targets = samples.ids if line.per_sample and samples else [False]
            rows += [
                {"inspection_id": self.id, "sample_id": sample_id, **line._get_terms()}
                for sample_id in targets
            ]
        return rows
