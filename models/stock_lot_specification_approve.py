from datetime import timedelta

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .provenance import Provenance, with_provenance
from .stock_lot_specification import MANAGER

SCOPE = ("company_id", "product_id", "categ_id", "partner_id")


class StockLotSpecification(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Approval, versions, withdrawal: one specification for the same goods at a time."""

    _inherit = "stock.lot.specification"

    def action_approve(self):
        """Approve these drafts; from then on they are frozen."""
        for spec in self:
            spec._approve()

    def action_new_version(self):
        """Open a new version to be edited."""
        self.ensure_one()
        return self._make_version()._get_records_action()

    def action_withdraw(self):
        """End this specification today."""
        for spec in self:
            spec._withdraw()

    def _approve(self):
        """Freeze the draft and let it count from its day on; the version before ends then."""
        self.ensure_one()
        self._check_may_approve()
        self._check_draft()
        self._check_testable()
        company = self.company_id or self.env.company
        first = max(self.effective_from or company._get_lot_today(), company._get_lot_today())
        before = self._find_versions().filtered(lambda spec: spec.state == "approved")
        self._check_alone(first, before)
        decider = with_provenance(self, Provenance(decides=True))
        for spec in decider.browse(before.ids):
            if not spec.effective_to or spec.effective_to >= first:
                spec.effective_to = first - timedelta(days=1)
        decider.write(
            {
                "state": "approved",
                "effective_from": first,
                "approved_by_id": self.env.uid,
                "approved_at": self.env.cr.now().replace(microsecond=0),
            }
        )

    def _check_may_approve(self):
        self.check_access("write")
        if not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._("Only a quality manager approves and withdraws specifications.")
            )

    def _check_testable(self):
        if not self.line_ids.filtered("is_required"):
            raise UserError(
                self.env._(
                    "%(spec)s has no required characteristic, so nothing could ever pass. Add one.",
                    spec=self.display_name,
                )
            )

    def _check_alone(self, first, before):
        """Refuse a second specification for the same goods at the same time."""
        others = self.search(
            Domain("state", "=", "approved")
            & Domain("id", "not in", (self | before).ids)
            & (Domain("effective_to", "=", False) | Domain("effective_to", ">=", first))
            & Domain.AND(Domain(name, "=", self[name].id) for name in SCOPE)
            & Domain("operation", "=", self.operation),
            limit=1,
        )
        if others:
            raise UserError(
                self.env._(
                    "%(other)s says already what is tested there. Make a new version of it, or "
                    "withdraw it first.",
                    other=others.display_name,
                )
            )

    def _find_versions(self):
        """Return the other versions of this specification."""
        return self.search(
            [
                ("code", "=", self.code),
                ("company_id", "=", self.company_id.id),
                ("id", "not in", self.ids),
            ]
        )

    def _make_version(self):
        """Return a new draft that begins as a copy of this version."""
        self.ensure_one()
        last = max((self | self._find_versions()).mapped("version"))
        decider = with_provenance(self, Provenance(decides=True))
        draft = decider.copy({"code": self.code, "version": last + 1})
        return draft.with_env(self.env)

    def _withdraw(self):
        self.ensure_one()
        self._check_may_approve()
        today = (self.company_id or self.env.company)._get_lot_today()
        with_provenance(self, Provenance(decides=True)).write(
            {"state": "withdrawn", "effective_to": today}
        )
