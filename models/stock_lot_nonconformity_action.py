from odoo import api, fields, models
from odoo.exceptions import UserError

from .provenance import get_provenance

ACTIVITY = "stock_lot_lifecycle.mail_activity_type_nonconformity"
GUARDED = {"done_at", "done_by_id"}


class StockLotNonconformityAction(models.Model):
    """Something to be done about a nonconformity: by whom, until when, and what came of it."""

    _name = "stock.lot.nonconformity.action"
    _description = "Corrective or Preventive Action"
    _order = "nonconformity_id, deadline, id"
    _check_company_auto = True

    nonconformity_id = fields.Many2one(
        "stock.lot.nonconformity", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="nonconformity_id.company_id", store=True, index=True)
    state = fields.Selection(related="nonconformity_id.state")
    kind = fields.Selection(
        [
            ("correction", "Correction (of this case)"),
            ("corrective", "Corrective (not again)"),
            ("preventive", "Preventive (not elsewhere)"),
        ],
        required=True,
        default="corrective",
    )
    name = fields.Char("What to do", required=True)
    user_id = fields.Many2one(
        "res.users", "Owner", required=True, domain=[("share", "=", False)], check_company=True
    )
    deadline = fields.Date("Due", required=True)
    outcome = fields.Char("What was done")
    done_at = fields.Datetime("Done on", readonly=True, copy=False)
    done_by_id = fields.Many2one("res.users", "Done by", readonly=True, copy=False)
    activity_id = fields.Many2one("mail.activity", readonly=True, copy=False, ondelete="set null")
    is_late = fields.Boolean(compute="_compute_is_late")

    @api.depends("deadline", "done_at")
    def _compute_is_late(self):
        for action in self:
            today = action.company_id._get_lot_today()
            action.is_late = bool(
                action.deadline and not action.done_at and action.deadline < today
            )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_unguarded(vals)
        actions = super().create(vals_list)
        actions.nonconformity_id._check_open()
        actions._check_new_after_check()
        for action in actions:
            action._ask_owner()
        return actions

    def write(self, vals):
        self._check_unguarded(vals)
        if not get_provenance(self.env).decides:
            self.nonconformity_id._check_open()
            self._check_not_done()
            self._check_may_change(vals)
        result = super().write(vals)
        if {"user_id", "deadline", "name"} & vals.keys():
            for action in self:
                action._ask_owner()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        self.nonconformity_id._check_open()
        self._check_not_done()
        # sudo: the reminder goes with the action, whoever it was for
        self.sudo().activity_id.unlink()

    def action_done(self):
        """Say that the action is done; what was done stands beside it."""
        self.check_access("read")
        self.nonconformity_id._check_open()
        for action in self:
            action._check_may_finish()
            # sudo: the owner finishes it, also who may not change nonconformities
            own = action.sudo()
            own._finish()

    def _finish(self):
        vals = {"done_at": fields.Datetime.now(), "done_by_id": self.env.uid}
        self.nonconformity_id._decided(self).write(vals)
        if self.activity_id:
            self.activity_id.action_feedback(self.outcome)

    def _check_may_finish(self):
        self._check_not_done()
        if self.user_id != self.env.user:
            self.nonconformity_id._check_manages()
        if not (self.outcome or "").strip():
            raise UserError(
                self.env._("Write what was done about “%(action)s” first.", action=self.name)
            )

    def _check_not_done(self):
        for action in self.filtered("done_at"):
            raise UserError(
                self.env._(
                    "“%(action)s” is done and stays as it is. Add another action.",
                    action=action.name,
                )
            )

    def _check_may_change(self, vals):
        """Owners say what was done; everything else is for who handles nonconformities."""
        owned = all(action.user_id == self.env.user for action in self)
        if not (owned and vals.keys() <= {"outcome"}):
            self.nonconformity_id.check_access("write")

    def _check_new_after_check(self):
        """New actions are not covered by an earlier check of effectiveness: check again."""
        checked = self.nonconformity_id.filtered("effectiveness")
        checked.write({"effectiveness": False})

    def _check_unguarded(self, vals):
        if GUARDED & vals.keys() and not get_provenance(self.env).decides:
            raise UserError(self.env._("Press Done to say that an action is done."))

    def _ask_owner(self):
        """Keep the owner's reminder in step with the action."""
        vals = {
            "user_id": self.user_id.id,
            "date_deadline": self.deadline,
            "summary": self.name,
        }
        # sudo: the reminder is the owner's, who is asked by somebody else
        own = self.sudo()
        if own.activity_id:
            own.activity_id.write(vals)
        else:
            own.activity_id = own.nonconformity_id.activity_schedule(ACTIVITY, **vals)
