from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .provenance import get_provenance
from .stock_lot_inspection import VERDICTS

TERMS = (
    "characteristic_id", "sequence", "kind", "unit", "choices", "decimals", "method",
    "is_identity", "minimum", "maximum", "minimum_included", "maximum_included", "target", "lod",
    "accepted", "is_required",
)  # fmt: skip
TYPED = {
    "typed", "tested_on", "analyst", "instrument", "uncertainty", "note", "attachment_ids",
}  # fmt: skip


class StockLotInspectionResult(models.Model):
    """One characteristic of one inspection: the limits as they were, and what was found.

    An answer is never overwritten: a repeat is another row, with its reason.
    """

    _name = "stock.lot.inspection.result"
    _description = "Test Result"
    _inherit = ["stock.lot.limits"]
    _order = "sequence, id"
    _rec_name = "characteristic_id"

    inspection_id = fields.Many2one(
        "stock.lot.inspection", required=True, index=True, ondelete="restrict"
    )
    lot_id = fields.Many2one(related="inspection_id.lot_id", store=True, index=True)
    state = fields.Selection(related="inspection_id.state", string="State of the Inspection")
    sample_id = fields.Many2one("stock.lot.inspection.sample", ondelete="restrict")
    typed = fields.Char("Result", help="What was typed, letter by letter.")
    answered = fields.Boolean(readonly=True, compute="_compute_value", store=True)
    value = fields.Char(
        compute="_compute_value", store=True, help="As it was read, rounded, compared."
    )
    number = fields.Float(digits=0, compute="_compute_value", store=True, aggregator="avg")
    verdict = fields.Selection(VERDICTS, compute="_compute_value", store=True)
    value_words = fields.Char("Read as", compute="_compute_value_words")
    tested_on = fields.Date("Tested")
    analyst = fields.Char(help="Who tested, where it is not who typed: a laboratory, its analyst.")
    instrument = fields.Char()
    uncertainty = fields.Char(help="Of the measurement, where it matters.")
    note = fields.Char()
    attachment_ids = fields.Many2many("ir.attachment", string="Photos and files")
    answered_by_id = fields.Many2one("res.users", "Entered by", readonly=True, ondelete="restrict")
    answered_at = fields.Datetime("Entered", readonly=True)

    attempt = fields.Integer("No.", default=1, readonly=True)
    is_current = fields.Boolean("Counts", default=True, readonly=True)
    repeat_reason = fields.Char("Repeated because", readonly=True)
    repeat_of_id = fields.Many2one(
        "stock.lot.inspection.result", readonly=True, ondelete="restrict", index="btree_not_null"
    )

    _by_characteristic = models.Index("(characteristic_id, lot_id)")

    @api.depends("typed")
    def _compute_value(self):
        for row in self:
            reading = row._read(row.typed)
            row.answered = reading is not None
            row.value = reading and reading.text
            number = reading.value if reading and row.kind == "number" else 0
            row.number = float(number)
            row.verdict = row._judge(reading)

    @api.depends("value")
    @api.depends_context("lang")
    def _compute_value_words(self):
        for row in self:
            words = row._get_value_words(row.value)
            row.value_words = f"{words} {row.unit}" if words and row.unit else words

    @api.model_create_multi
    def create(self, vals_list):
        if not get_provenance(self.env).decides:
            raise AccessError(
                self.env._("What is tested follows from the specification, or from a repeat.")
            )
        return super().create(vals_list)

    def write(self, vals):
        if get_provenance(self.env).decides:
            return super().write(vals)
        if vals.keys() - TYPED:
            raise AccessError(
                self.env._("Of a test you enter its result and what belongs to it, nothing else.")
            )
        self.inspection_id._check_open()
        if "typed" in vals:
            self._check_unanswered(vals["typed"])
            vals = self._sign_in(vals)
        result = super().write(vals)
        self.mapped("value")  # read in the language it was typed in, before anything else is asked
        return result

    def _check_unanswered(self, typed):
        for row in self.filtered("answered"):
            if (typed or "") != row.typed:
                raise UserError(
                    self.env._(
                        "%(name)s was answered with “%(value)s” by %(who)s. Results are not "
                        "overwritten: repeat the test, and say why.",
                        name=row.characteristic_id.name,
                        value=row.typed,
                        who=row.answered_by_id.name,
                    )
                )

    def _sign_in(self, vals):
        """Return `vals` with who enters them, and when."""
        if not (vals["typed"] or "").strip() or all(self.mapped("answered")):
            return vals
        today = self.inspection_id.company_id[:1]._get_lot_today()
        return {
            "tested_on": today,
            **vals,
            "answered_by_id": self.env.uid,
            "answered_at": self.env.cr.now().replace(microsecond=0),
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_always(self):
        raise UserError(self.env._("Results are evidence: none is deleted."))


class StockLotLimits(models.AbstractModel):  # pylint: disable=consider-merging-classes-inherited
    """Limits are copied to results, so that what is tested never changes behind them."""

    _inherit = "stock.lot.limits"

    def _get_terms(self):
        """Return the values by which a result is read and judged."""
        self.ensure_one()
        vals = {name: self[name] for name in TERMS}
        return {**vals, "characteristic_id": self.characteristic_id.id}
