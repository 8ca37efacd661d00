from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from .provenance import Provenance, with_provenance


class StockLotInspectionResult(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Repeats: another row, with its reason; what was found first stays to be read."""

    _inherit = "stock.lot.inspection.result"

    def action_repeat(self):
        """Open the dialog that asks for the new result and for the reason."""
        self.ensure_one()
        actions = self.env["ir.actions.act_window"]
        action = actions._for_xml_id("stock_lot_lifecycle.stock_lot_result_repeat_action")
        return {**action, "context": {"default_result_id": self.id}}

    def _repeat(self, typed, reason, **facts):
        """Enter another result in the place of this one, and return it.

        :param typed: what was found now
        :param reason: why it was tested again
        :param facts: tested_on, analyst, instrument, uncertainty, note
        :raises UserError: no reason, no result, closed, or repeated already
        """
        reason = (reason or "").strip()
        self._check_may_repeat(typed, reason)
        # sudo: testers have no right to add rows; this verb checked that they may repeat
        own = with_provenance(self.sudo(), Provenance(decides=True))
        again = own.create(
            {
                "inspection_id": self.inspection_id.id,
                "sample_id": self.sample_id.id,
                **self._get_terms(),
                "attempt": self.attempt + 1,
                "repeat_of_id": self.id,
                "repeat_reason": reason,
            }
        )
        own.is_current = False
        again = again.sudo(False).with_env(self.env)
        again.write({**facts, "typed": typed})
        return again

    def _check_may_repeat(self, typed, reason):
        self.ensure_one()
        self.check_access("write")
        self.inspection_id._check_open()
        if not reason:
            raise UserError(self.env._("Say why the test is repeated; both results are kept."))
        if not self.answered:
            raise UserError(self.env._("Nothing was found yet. Enter the result itself."))
        if not self.is_current:
            raise UserError(
                self.env._(
                    "%(name)s was repeated already. Repeat the result that counts.",
                    name=self.characteristic_id.name,
                )
            )
        if self._read(typed) is None:
            raise UserError(self.env._("Enter the result of the repeated test."))


class StockLotInspection(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Ending an inspection without a decision, and testing a closed one again."""

    _inherit = "stock.lot.inspection"

    def action_again(self):
        """Open a new inspection of the same lot, because this one is closed."""
        self.ensure_one()
        again = self.create(
            {
                "lot_id": self.lot_id.id,
                "operation": self.operation,
                "partner_id": self.partner_id.id,
                "quantity": self.quantity,
                "company_id": self.company_id.id,
            }
        )
        words = self.env._(
            "Tested again after %(name)s of %(day)s",
            name=self.name,
            day=format_date(self.env, self.decided_at or self.create_date),
        )
        again._as_system().write({"origin": words})
        return again._get_records_action()

    def _cancel(self, reason):
        """Close inspections that will not be carried out; what was entered stays to be read.

        :raises UserError: no reason
        """
        self.check_access("write")
        self._check_open()
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why the inspection is cancelled."))
        if not self.env.user.has_group(
            "stock_lot_lifecycle.stock_lot_lifecycle_group_quality_manager"
        ):
            raise AccessError(self.env._("Only a quality manager cancels inspections."))
        own = self._as_system()
        own.write(
            {
                "state": "cancelled",
                "reason": reason,
                "decided_by_id": self.env.uid,
                "decided_at": self.env.cr.now().replace(microsecond=0),
            }
        )
        for inspections in own._in_rounds():
            self.env["stock.lot.event"]._record(
                inspections.lot_id,
                "inspected",
                reason=reason,
                per_lot={
                    one.lot_id.id: {
                        "document": one.name,
                        "inspection": {"id": one.id, "name": one.name},
                        "verdict": one.verdict,
                    }
                    for one in inspections
                },
            )
