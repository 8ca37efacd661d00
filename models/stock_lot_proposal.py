from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .provenance import Provenance, with_provenance


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The aspect of decisions that wait for a second person; the lot stays as it is."""

    _inherit = "stock.lot"

    pending_request_id = fields.Many2one(
        "stock.lot.decision.request", "Waiting Decision", compute="_compute_pending_request_id"
    )
    pending_notice = fields.Char(compute="_compute_pending_request_id")

    @api.depends("disposition_id")
    def _compute_pending_request_id(self):
        Request = self.env["stock.lot.decision.request"]
        Request.flush_model(["state", "lot_ids"])
        # sudo: that something waits is a fact of the lot, which the reader sees
        requests = Request._get_pending(self._origin).sudo()
        by_lot = {lot: request for request in requests for lot in request.lot_ids.ids}
        for lot in self:
            request = by_lot.get(lot._origin.id, Request)
            lot.pending_request_id = request
            lot.pending_notice = lot._get_pending_words(request) if request else False

    def _get_pending_words(self, request):
        day = fields.Datetime.context_timestamp(self, request.proposed_at).date()
        words = self.env._(
            "%(status)s proposed by %(who)s on %(day)s",
            status=request.disposition_id.name,
            who=request.user_id.name,
            day=format_date(self.env, day),
        )
        if request.reason:
            words = f"{words}: {request.reason}"
        return self.env._("%(proposal)s. A second person confirms.", proposal=words)

    def _propose(self, disposition, reason, source, signature, facts):
        """Let the decision wait for a second person; one proposal at a time for each lot."""
        Request = self.env["stock.lot.decision.request"]
        Request.flush_model(["state", "lot_ids"])
        waiting = Request._get_pending(self).sudo()  # sudo: see above
        if waiting:
            lot = (waiting[0].lot_ids & self.sudo())[0]  # sudo: see above
            raise UserError(
                self.env._(
                    "Lot %(lot)s waits for a second person already. %(notice)s Confirm, decline "
                    "or withdraw that first.",
                    lot=lot.name,
                    notice=lot.with_env(self.env).pending_notice,
                )
            )
        vals = {"disposition_id": disposition.id, "reason": reason, "source": source}
        vals["signature_id"] = signature.id if signature else False
        request = Request._propose(self, vals, self._get_facts_digests())
        lots = with_provenance(self, Provenance(source, reason))
        Event = self.env["stock.lot.event"].with_env(lots.env)
        proposal = {"id": request.id, "to": disposition.code}
        Event._record(lots, "proposed", proposal=proposal, **facts)
        self.invalidate_recordset(["pending_request_id", "pending_notice"])
        return request

    def action_open_pending(self):
        """Open the decision that waits for a second person."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "stock.lot.decision.request",
            "res_id": self.pending_request_id.id,
            "views": [(False, "form")],
        }

    def action_sign_again(self):
        """Ask for the signature that does not hold any more."""
        self.ensure_one()
        actions = self.env["ir.actions.act_window"]
        action = actions._for_xml_id("stock_lot_lifecycle.stock_lot_sign_again_action")
        return {**action, "context": {"default_lot_id": self.id}}
