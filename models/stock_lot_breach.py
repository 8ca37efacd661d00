from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import plaintext2html

from .provenance import Provenance, get_provenance, with_provenance

QUALITY_MANAGER = "stock_lot_lifecycle.stock_lot_lifecycle_group_quality_manager"
ACTIVITY = "stock_lot_lifecycle.mail_activity_type_breach"


class StockMoveLine(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Records that blocked goods moved, after they did; lets nothing move that still can stop."""

    _inherit = "stock.move.line"

    def _record_breach(self, reason, vals):
        """Correct done lines to what really happened, although a gate forbids it.

        :param reason: how it could happen, in the person's words
        :param vals: values of the done lines, such as the lot that really left
        :raises AccessError: the user is no quality manager
        :raises UserError: a reason is missing, or a line is not done
        """
        reason = self._check_may_record_breach(reason)
        if not self or any(line.state != "done" for line in self):
            raise UserError(
                self.env._(
                    "A breach is recorded for goods that already moved. What has not moved yet "
                    "can still be stopped: take the blocked lots out of the transfer."
                )
            )
        with_provenance(self, Provenance("user", reason, breach=True)).write(vals)

    def _check_may_record_breach(self, reason):
        if not self.env.user.has_group(QUALITY_MANAGER):
            raise AccessError(
                self.env._("Only a quality manager records that blocked goods were moved.")
            )
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say how blocked goods could be moved."))
        return reason

    def _get_breach_hint(self):
        """Return the sentence for goods that may have left already; empty while they are here."""
        if all(line.state == "done" for line in self) or self.picking_id._get_sold_in_shop():
            return self.env._(
                "If the goods have already left, a quality manager can record the breach."
            )
        return ""

    def _record_breaches(self, refusals):
        """Write what moved although it was blocked: an event for each lot, and an activity."""
        for kind, reasons in refusals:
            lots = self.env["stock.lot"].union(*(reason.lot for reason in reasons))
            per_lot = {lot.id: self._prepare_breach_facts(lot, kind, reasons) for lot in lots}
            documents = ", ".join(filter(None, dict.fromkeys(self.mapped("reference"))))
            self.env["stock.lot.event"]._record(
                lots, "breach", document=documents, per_lot=per_lot
            )
        self._schedule_breach(self.lot_id._get_refusal_words(refusals, self))

    def _schedule_breach(self, words):
        """Tell a quality manager, urgently, on the transfer, else the lot or product."""
        for document in self.picking_id or self.lot_id or self.product_id:
            document.activity_schedule(
                ACTIVITY,
                date_deadline=fields.Date.context_today(self),
                note=plaintext2html(words),
                user_id=self._get_breach_user().id,
            )

    def _get_breach_user(self):
        groups = self.env.ref(QUALITY_MANAGER) | self.env.ref("stock.group_stock_user")
        if groups <= self.env.user.all_group_ids:
            return self.env.user
        domain = [("all_group_ids", "in", group.id) for group in groups]
        domain.append(("company_ids", "in", self.company_id.ids))
        Users = self.env["res.users"].sudo()  # sudo: whoever caused it, somebody is told
        return Users.search(domain, order="id", limit=1) or self.env.user

    def _prepare_breach_facts(self, lot, kind, reasons):
        lines = self.filtered(lambda line: line.lot_id == lot)
        partner = lines[:1]._get_partner()
        return {
            "movement": kind,
            "quantity": sum(lines.mapped("quantity_product_uom")),
            "unit": lot.product_id.uom_id.name,
            "partner": {"id": partner.id, "name": partner.display_name} if partner else None,
            "stood": [reason.code for reason in reasons if reason.lot == lot],
            "status": lot.disposition_id.code,
        }


class StockPicking(models.Model):
    """Posts what was sold in a shop, or says that it could not be posted: never in silence."""

    _inherit = "stock.picking"

    is_sold_in_shop = fields.Boolean(compute="_compute_is_sold_in_shop")

    def _compute_is_sold_in_shop(self):
        sold = self._get_sold_in_shop()
        for picking in self:
            picking.is_sold_in_shop = picking in sold

    def action_record_breach(self):
        """Open the dialog that asks what really happened."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Record a breach"),
            "res_model": "stock.lot.record.breach",
            "view_mode": "form",
            "target": "new",
            "context": {"default_picking_id": self.id},
        }

    def _get_sold_in_shop(self):
        """Return the transfers of goods that customers took along before they were posted."""
        if "pos.config" not in self.env:
            return self.browse()
        Config = self.env["pos.config"].sudo()  # sudo: the shop's policy, whoever posts
        kinds = Config.search([("picking_type_id", "in", self.picking_type_id.ids)])
        return self.filtered(lambda picking: picking.picking_type_id in kinds.picking_type_id)

    def _action_done(self):
        is_asked = "button_validate_picking_ids" in self.env.context
        if is_asked or get_provenance(self.env).breach or not self._get_sold_in_shop():
            return super()._action_done()
        try:
            with self.env.cr.savepoint():
                return super()._action_done()
        except UserError:
            # the shop's session would drop the message: what is blocked is reported instead
            if not self._report_stopped():
                raise
            return False

    def _report_stopped(self):
        """Record which blocked goods keep these transfers from being posted; false: none do."""
        # sudo: sellers have no rights on lots and places
        lines = self.sudo().move_line_ids.filtered(lambda line: line.quantity > 0)
        refusals = lines._get_unanswered(lines._get_refusals())
        if refusals:
            reason = self.env._("Sold in the shop although blocked; the transfer is not posted.")
            with_provenance(lines, Provenance("seam", reason))._record_breaches(refusals)
        return refusals

    def _record_breach(self, reason):
        """Post transfers of goods that were sold in a shop although they were blocked."""
        reason = self.move_line_ids._check_may_record_breach(reason)
        if self._get_sold_in_shop() != self:
            raise UserError(
                self.env._(
                    "These goods have not left yet and can still be stopped. Take the blocked "
                    "lots out of the transfer, or release them."
                )
            )
        pickings = with_provenance(self, Provenance("user", reason, breach=True))
        pickings._action_done()
        self.activity_feedback([ACTIVITY], feedback=reason)
