from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .provenance import Provenance, with_provenance

TOLD = 20


class StockLotDecisionRequest(models.Model):
    """A decision one person proposed and a second one confirms; changes no lot itself."""

    _name = "stock.lot.decision.request"
    _description = "Decision to Confirm"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _mail_post_access = "read"

    disposition_id = fields.Many2one(
        "stock.lot.disposition", "New Status", required=True, readonly=True, ondelete="restrict"
    )
    reason = fields.Char(readonly=True)
    source = fields.Char(required=True, readonly=True, default="user")
    lot_ids = fields.Many2many(
        "stock.lot", "stock_lot_decision_request_lot_rel", "request_id", "lot_id", readonly=True
    )
    lot_count = fields.Integer("Number of Lots", readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    user_id = fields.Many2one("res.users", "Proposed by", required=True, readonly=True)
    proposed_at = fields.Datetime("Proposed", required=True, readonly=True)
    signature_id = fields.Many2one(
        "stock.lot.signature", readonly=True, ondelete="restrict"
    )
    digests = fields.Json(readonly=True, groups=fields.NO_ACCESS)
    state = fields.Selection(
        [
            ("pending", "Waiting"),
            ("confirmed", "Confirmed"),
            ("declined", "Declined"),
            ("withdrawn", "Withdrawn"),
            ("overtaken", "Overtaken by another decision"),
        ],
        default="pending",
        required=True,
        readonly=True,
        index=True,
    )
    closed_by_id = fields.Many2one("res.users", "Second Person", readonly=True)
    closed_at = fields.Datetime("Closed", readonly=True)
    answer = fields.Char(readonly=True, help="Why the second person declined.")
    is_mine = fields.Boolean(compute="_compute_is_mine")
    may_confirm = fields.Boolean(compute="_compute_is_mine")

    @api.depends("disposition_id", "lot_count")
    def _compute_display_name(self):
        for request in self:
            lots = self.env._("%(count)s lots", count=request.lot_count)
            if request.lot_count == 1:
                # sudo: the number of a lot of another company is no secret to who sees this
                lots = request.sudo().lot_ids.name or self.env._("1 lot")
            request.display_name = f"{request.disposition_id.name}: {lots}"

    @api.depends("user_id", "state")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for request in self:
            request.is_mine = request.user_id == self.env.user
            pending = request.state == "pending" and not request.is_mine
            request.may_confirm = pending and not request._get_role_refusal()

    def action_view_lots(self):
        """Open the lots this is about."""
        self.ensure_one()
        lots = self.lot_ids
        domain = [("id", "in", lots.ids)]
        return self.env["stock.lot"]._get_lots_action(self.display_name, domain)

    def action_confirm(self):
        """Ask the second person to confirm."""
        return self._open_answer("confirm")

    def action_decline(self):
        """Ask the second person why not."""
        return self._open_answer("decline")

    def action_withdraw(self):
        """Take one's own proposal back."""
        self._withdraw()

    def _open_answer(self, verb):
        self.ensure_one()
        actions = self.env["ir.actions.act_window"]
        action = actions._for_xml_id("stock_lot_lifecycle.stock_lot_decision_answer_action")
        return {**action, "context": {"default_request_id": self.id, "default_verb": verb}}

    @api.model
    def _propose(self, lots, vals, digests):
        """Keep a decision until a second person confirms it, and tell those who may."""
        company = lots.company_id if len(lots.company_id) == 1 else self.env.company
        # sudo: nobody writes proposals but the verb that judged this one
        request = self.sudo().create(
            {
                **vals,
                "lot_ids": [fields.Command.set(lots.ids)],
                "lot_count": len(lots),
                "company_id": company.id,
                "user_id": self.env.uid,
                "proposed_at": self.env.cr.now().replace(microsecond=0),
                "digests": {str(lot_id): value for lot_id, value in digests.items()},
            }
        )
        request._tell()
        return request.with_env(self.env)

    def _tell(self):
        """Give an activity to those who may confirm, where they are few enough to be named."""
        stands = self._get_stands()
        groups = self.disposition_id.group_ids | stands.lift_group_ids
        users = groups.all_user_ids.filtered(
            lambda user: self.company_id in user.company_ids and not user.share
        )
        users = (users - self.user_id).filtered(
            lambda user: not self.with_user(user)._get_role_refusal(stands)
        )
        for user in users if len(users) <= TOLD else users.browse():
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Confirm: %(what)s", what=self.display_name),
                user_id=user.id,
            )

    # the second person

    def _confirm(self, signature=None):
        """Decide what was proposed, as the second person; return the lots that changed."""
        self.ensure_one()
        self._check_pending()
        lots = self._get_lots()
        return lots._set_disposition(
            self.disposition_id, self.reason, self.source, signature=signature, request=self
        )

    def _sign(self, meaning, secret):
        """Return the running user's signature under what was proposed."""
        self._check_pending()
        return self._get_lots()._sign_decision(self.disposition_id, self.reason, meaning, secret)

    def _decline(self, answer):
        """Refuse what was proposed, as the second person; the lots stay as they are."""
        self.ensure_one()
        self._check_second_person()
        refusal = self._get_role_refusal()
        if refusal:
            raise AccessError(refusal)
        answer = (answer or "").strip()
        if not answer:
            raise UserError(self.env._("Say why you decline; the proposer reads it."))
        self._close("declined", answer)

    def _withdraw(self):
        """Take the proposal back, as the one who made it; the lots stay as they are."""
        self.ensure_one()
        self._check_pending()
        if self.user_id != self.env.user:
            raise AccessError(
                self.env._(
                    "Only %(who)s can withdraw this. You can decline it.", who=self.user_id.name
                )
            )
        self._close("withdrawn")

    def _get_lots(self):
        """Return all the lots as the running user may write them; refused if some are hidden."""
        # sudo: a rule must not drop some silently
        lots = self.env["stock.lot"].browse(self.sudo().lot_ids.ids)
        lots.check_access("write")
        return lots

    def _close(self, state, answer=""):
        """End the wait; `answer` stands in the events of the lots."""
        # sudo: nobody writes proposals but these verbs, which judged the caller
        own = self.sudo()
        own.write(
            {
                "state": state,
                "answer": answer,
                "closed_by_id": self.env.uid,
                "closed_at": self.env.cr.now().replace(microsecond=0),
            }
        )
        own.activity_unlink(["mail.mail_activity_data_todo"])
        if state in ("declined", "withdrawn"):
            lots = with_provenance(own.lot_ids.with_user(self.env.user), Provenance(reason=answer))
            Event = self.env["stock.lot.event"].with_env(lots.env)
            Event._record(lots, state, proposal={"id": self.id, "to": own.disposition_id.code})

    @api.model
    def _get_pending(self, lots):
        """Return the proposals that wait for a second person, of any of the lots."""
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT rel.request_id FROM stock_lot_decision_request_lot_rel rel"
                " JOIN stock_lot_decision_request request ON request.id = rel.request_id"
                " WHERE request.state = 'pending' AND rel.lot_id = ANY(%s) ORDER BY 1",
                list(lots.ids),
            )
        )
        return self.browse([request_id for (request_id,) in rows])

    @api.model
    def _settle(self, lots, request):
        """After a decision: the confirmed proposal is done, others about these lots are void."""
        self.flush_model(["state", "lot_ids"])
        for pending in self._get_pending(lots):
            pending._close("confirmed" if pending == request else "overtaken")
