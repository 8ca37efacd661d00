from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.sql import column_exists, create_column

from .stock_lot_gate import AGED

MOVED = {"lot_id", "quant_id", "product_id"}
GIVEN = ("override_codes", "override_user_id")  # what is noted with a reason, by nobody's word


class StockMoveLine(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Lets through what may pass with a reason, and keeps who gave it. Judges nothing."""

    _inherit = "stock.move.line"

    override_reason = fields.Char(
        "Reason to Let It Pass",
        copy=True,
        help="Why this lot leaves although it is past its best-before date, too short-lived for "
        "the customer or not the first to expire. It counts for this lot only, and is kept in "
        "the life story of the lot.",
    )
    override_codes = fields.Char(
        compute="_compute_override_codes",
        store=True,
        copy=True,
        help="What the reason was given for, when it was given.",
    )
    override_user_id = fields.Many2one("res.users", "Reason Given By", readonly=True)

    def _auto_init(self):
        """Add the columns empty: no line of the past was let pass, and none is read for it."""
        kinds = dict.fromkeys(("override_reason", "override_codes"), "varchar")
        for name, kind in {**kinds, "override_user_id": "int4"}.items():
            if not column_exists(self.env.cr, self._table, name):
                create_column(self.env.cr, self._table, name, kind)
        return super()._auto_init()

    @api.depends("override_reason")
    def _compute_override_codes(self):
        self.override_codes = False
        # sudo: who moves goods may lack rights on lots and rules
        given = self.sudo().filtered("override_reason")
        for line, codes in given._get_warning_codes().items():
            line.override_codes = ",".join(codes)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_giver(vals) for vals in vals_list])

    def write(self, vals):
        vals = self._with_giver(vals)
        if "override_reason" in vals and not MOVED & vals.keys():
            self._check_not_done()
        if not MOVED & vals.keys() or "override_reason" in vals:
            return super().write(vals)
        given = self.filtered(lambda line: line.override_reason and line.lot_id)
        before = {line: line.lot_id for line in given}
        result = super().write(vals)
        for line, lot in before.items():
            if line.lot_id != lot:  # a reason counts for the lot it was given for
                super(StockMoveLine, line).write(
                    {"override_reason": False, "override_user_id": False}
                )
        return result

    @api.model
    def _with_giver(self, vals):
        """Return `vals` with who gives a reason; what it is for is noted by nobody's word."""
        if not self.env.su:
            vals = {name: value for name, value in vals.items() if name not in GIVEN}
        if "override_reason" in vals and "override_user_id" not in vals:
            giver = self.env.uid if vals["override_reason"] else False
            vals = {**vals, "override_user_id": giver}
        return vals

    def _check_not_done(self):
        if any(line.state == "done" for line in self):
            raise UserError(
                self.env._(
                    "These goods have moved: why they might is written down already. A correction "
                    "to another lot carries its reason in the same step."
                )
            )

    # what asks for a reason

    def _get_warnings(self, refusals):
        """Return ``{line: [Reason]}`` of what lets these lines pass with a reason only."""
        warnings = {}
        for _kind, reasons in refusals:
            for reason in reasons:
                if reason.severity == "warn":
                    for line in self._get_lines_of(reason):
                        warnings.setdefault(line, []).append(reason)
        return warnings

    def _get_lines_of(self, reason):
        """Return those of these lines that a Reason stands against."""
        if reason.lines is not None:
            return reason.lines & self
        return self.filtered(lambda line: line.lot_id == reason.lot)

    def _get_warning_codes(self):
        """Return ``{line: codes}`` of what asks a reason of these lines now."""
        warnings = self._get_warnings(self._get_refusals())
        return {
            line: sorted({reason.code for reason in reasons}) for line, reasons in warnings.items()
        }

    def _is_answered(self, code):
        """Return whether a reason was given for all of these lines, for that code."""
        return all(
            line.override_reason and code in (line.override_codes or "").split(",") for line in self
        )

    def _get_unanswered(self, refusals):
        """Return what of `refusals` no reason was given for, or none may be given for."""
        unanswered = []
        for kind, reasons in refusals:
            asked = [
                reason
                for reason in reasons
                if reason.severity == "block"
                or not self._get_lines_of(reason)._is_answered(reason.code)
            ]
            if asked:
                unanswered.append((kind, asked))
        return unanswered

    @api.model
    def _only_warnings(self, refusals):
        return self._only("warn", refusals)

    @api.model
    def _only_blocks(self, refusals):
        return self._only("block", refusals)

    @api.model
    def _only(self, severity, refusals):
        found = [
            (kind, [reason for reason in reasons if reason.severity == severity])
            for kind, reasons in refusals
        ]
        return [(kind, reasons) for kind, reasons in found if reasons]

    def _get_asking_words(self, refusals):
        """Return what stands against these lines, and how to let them pass all the same."""
        words = self.lot_id._get_refusal_words(refusals, self)
        how = self.env._(
            "They may leave all the same with a reason: give it in “Reason to Let It Pass” of "
            "the lines, then validate again."
        )
        if any(line.state == "done" for line in self):
            how = self.env._(
                "They may leave all the same with a reason: give it in “Reason to Let It Pass” of "
                "the line, in the same step as the correction."
            )
        return f"{words}\n{how}"

    def _ask_for_reason(self):
        """Return the dialog that asks why these lines may pass; False: nothing to ask.

        What may not pass at all is not asked about: the gate says so.
        """
        # sudo: who picks may lack rights on lots and rules
        lines = self.sudo()
        asked = lines._get_unanswered(lines._get_refusals())
        reasons = [reason for _kind, reasons in asked for reason in reasons]
        if not reasons or any(reason.severity == "block" for reason in reasons):
            return False
        stopped = lines.browse().union(*(lines._get_lines_of(reason) for reason in reasons))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "stock_lot_lifecycle.stock_lot_override_action"
        )
        return {**action, "context": {**self.env.context, "default_line_ids": stopped.ids}}

    # verbs

    def _answer_warnings(self, reason):
        """Say why these lines may pass although something speaks against it.

        :param reason: in the person's words
        :raises UserError: no reason is given
        """
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why these goods may leave all the same."))
        self.write({"override_reason": reason})


class StockPicking(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """A transfer asks for the reason before it is validated."""

    _inherit = "stock.picking"

    def _pre_action_done_hook(self):
        outcome = super()._pre_action_done_hook()
        if outcome is not True:
            return outcome
        lines = self.move_line_ids.filtered(lambda line: line.picked and line.quantity > 0)
        return lines._ask_for_reason() or True

    def _check_expired_lots(self):
        """Leave what the gate judges to the gate; core asks about the rest, such as receipts."""
        asked = super()._check_expired_lots()
        return asked.filtered(lambda picking: not picking._is_judged_by_age())

    def _is_judged_by_age(self):
        return all(move._get_movement_kind() in AGED for move in self.move_ids)
