from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_date, format_list

NAMED = 5


class StockLotDecisionRequest(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Whether a proposed decision may be confirmed, and by whom."""

    _inherit = "stock.lot.decision.request"

    def _check_confirms(self, lots, disposition, reason, facts):
        """Refuse a confirmation that is not by a second person or not of what was proposed.

        :return: the facts of the decision's events, with both persons in them
        """
        self.ensure_one()
        self._check_second_person()
        own = self.sudo()  # sudo: digests are closed, and lots of all companies count
        proposed = (own.lot_ids, own.disposition_id, own.reason or "")
        if proposed != (lots.sudo(), disposition.sudo(), reason or ""):  # sudo: only compared
            raise UserError(self._get_changed_words(own.lot_ids - lots.sudo()))
        now, then = lots._get_facts_digests(), own.digests  # read once: each reading is a copy
        changed = [lot_id for lot_id in now if then.get(str(lot_id)) != now[lot_id]]
        if changed:
            raise UserError(self._get_changed_words(lots.browse(changed)))
        first = own.signature_id._get_event_facts()
        proposal = {"by": {"id": own.user_id.id, "name": own.user_id.name}, "at": own.proposed_at}
        signatures = first + facts.get("signatures", [])
        return {
            **facts,
            **({"signatures": signatures} if signatures else {}),
            "proposal": {"id": self.id, **proposal},
        }

    def _check_pending(self):
        if not self.try_lock_for_update(allow_referencing=True):
            raise UserError(
                self.env._(
                    "Somebody else is answering this right now. Nothing was done: look again in "
                    "a moment."
                )
            )
        if self.state == "pending":
            return
        states = dict(self._fields["state"]._description_selection(self.env))
        raise UserError(
            self.env._(
                "This does not wait for anybody any more: %(state)s, %(who)s, %(day)s.",
                state=states[self.state],
                who=self.closed_by_id.name,
                day=format_date(self.env, self.closed_at),
            )
        )

    def _check_second_person(self):
        self._check_pending()
        if self.user_id == self.env.user:
            raise AccessError(
                self.env._(
                    "You proposed this yourself. A second person confirms or declines it; you "
                    "can withdraw it."
                )
            )

    def _get_stands(self):
        """Return the dispositions that are lifted; every lot counts, seen or not."""
        self.env["stock.lot"].flush_model(["disposition_id"])
        self.flush_model(["lot_ids"])
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT lot.disposition_id FROM stock_lot lot"
                " JOIN stock_lot_decision_request_lot_rel rel ON rel.lot_id = lot.id"
                " WHERE rel.request_id = %s AND lot.disposition_id IS NOT NULL ORDER BY 1",
                self.id,
            )
        )
        stands = self.disposition_id.browse([stand_id for (stand_id,) in rows])
        if self.disposition_id not in stands:
            return stands
        # sudo: every lot counts
        return stands - self.disposition_id | self.sudo().lot_ids._get_stood_before()

    def _get_role_refusal(self, stands=None):
        """Return why the running user may not decide this; empty when they may."""
        if not self.env["stock.lot"].has_access("write"):
            return self.env._("Only users of lots may decide.")
        stands = self._get_stands() if stands is None else stands
        disposition = self.disposition_id.with_env(self.env)
        refusals = (
            disposition._get_refusal(stand) for stand in stands.with_env(self.env) or [None]
        )
        return next(filter(None, refusals), "")

    def _get_changed_words(self, lots):
        names = format_list(self.env, lots[:NAMED].mapped("name")) if lots else self.display_name
        return self.env._(
            "%(lots)s changed since this was proposed. Decline it, and have it proposed again.",
            lots=names,
        )
