from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

AT_ONCE = 2_000
ONE_DECISION = 100_000
NAMED = 5


class StatusPlan(NamedTuple):
    """What putting many lots under one disposition would do; asked of the database in groups.

    :param domain: the lots that would change
    :param change: ``[(disposition they stand under, count)]``
    :param same: how many are there already
    :param refused: ``{why: (domain, count)}``
    """

    domain: Domain
    change: list
    same: int
    refused: dict

    @property
    def change_count(self):
        return sum(count for _stand, count in self.change)

    def is_whole(self, disposition):
        """Return whether this is one decision, signed or confirmed as one: never in parts."""
        return disposition.requires_signature or disposition.requires_second_person

    @property
    def refused_count(self):
        return sum(count for _domain, count in self.refused.values())


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """A bulk decision, planned before it happens; `_set_disposition` does and checks the work."""

    _inherit = "stock.lot"

    @api.model
    def _plan_disposition(self, domain, disposition):
        """Return the StatusPlan of putting the lots of `domain` under `disposition`."""
        change, same, refused = [], 0, {}
        for stand, count in self._read_group(domain, ["disposition_id"], ["__count"]):
            refusal = disposition and disposition._get_refusal(stand)
            if stand == disposition:
                same += count
            elif refusal:
                found, before = refused.get(refusal, (Domain.FALSE, 0))
                refused[refusal] = found | Domain("disposition_id", "=", stand.id), before + count
            elif disposition:
                change.append((stand, count))
        refused = {why: (domain & some, count) for why, (some, count) in refused.items()}
        stands = [stand.id for stand, _count in change]
        return StatusPlan(domain & Domain("disposition_id", "in", stands), change, same, refused)

    @api.model
    def _get_possible_dispositions(self, domain):
        """Return the dispositions that this user may set for at least one lot of `domain`."""
        stands = [stand for [stand] in self._read_group(domain, ["disposition_id"])]
        empty = self.env["stock.lot.disposition"]
        rows = empty.search(Domain.TRUE)
        return rows.filtered(
            lambda row: any(
                row != stand and not row._get_refusal(stand) for stand in stands or [empty]
            )
        )

    @api.model
    def _stamp_dispositions(self, domain):
        """Return a text that differs once one of these lots, or its disposition, does.

        It ends in the number of the last event, to tell afterwards what happened since.
        """
        self.flush_model(["disposition_id"])
        query = self._search(domain)
        lot_id = SQL.identifier(query.table, "id")
        rows = SQL("%s || ':' || %s", lot_id, SQL.identifier(query.table, "disposition_id"))
        digest = SQL("MD5(STRING_AGG(%s, ',' ORDER BY %s))", rows, lot_id)
        [[stamp]] = self.env.execute_query(query.select(digest))
        [[last]] = self.env.execute_query(SQL("SELECT MAX(id) FROM stock_lot_event"))
        return f"{stamp or ''}:{last or 0}"

    @api.model
    def _get_news(self, domain, stamp):
        """Return what others did to these lots since `stamp`; empty when they did nothing."""
        seen, _colon, last = (stamp or "").rpartition(":")
        if seen == self._stamp_dispositions(domain).rpartition(":")[0]:
            return ""
        Event = self.env["stock.lot.event"]
        since = [("kind", "=", "disposition"), ("id", ">", int(last) if last.isdigit() else 0)]
        lots = Domain("lot_res_id", "in", self._search(domain))
        words = [
            f"{event.lot_name}: {event.user_name}, {event.summary}"
            for event in Event.search(lots & Domain(since), limit=NAMED)
        ]
        return "\n".join(
            [
                self.env._(
                    "These lots were changed by somebody else meanwhile. Nothing is done yet: "
                    "look at what will happen now, and apply again."
                ),
                *words,
            ]
        )

    @api.model
    def _decide_in_bulk(self, domain, disposition, reason="", everything=False, sign=None):
        """Put the lots of `domain` under `disposition`, as the plan says.

        Many lots are left to a document that works in the background; what is signed, or waits
        for a second person, is one decision and happens at once.

        :param everything: nothing changes unless every lot may
        :param sign: function of the lots that change, returning their signature
        :return: what was done, in words; or the stock.lot.status.update that will do it
        """
        plan = self._plan_disposition(domain, disposition)
        if everything and plan.refused:
            raise UserError(self._get_refused_words(plan))
        whole = plan.is_whole(disposition)
        if whole and plan.change_count > ONE_DECISION:
            raise UserError(self._get_too_many_words(plan))
        if plan.change_count > AT_ONCE and not whole:
            return self.env["stock.lot.status.update"]._submit(
                domain, disposition, reason, everything
            )
        lots = self.search(plan.domain) or self.search(domain, limit=1)  # the verb says why not
        lots._check_nobody_else()
        signed = {"signature": sign(lots)} if sign and plan.change_count else {}
        changed = lots._set_disposition(disposition, reason, **signed)
        return self._get_done_words(len(changed), plan, disposition)

    @api.model
    def _get_too_many_words(self, plan):
        return self.env._(
            "One decision that is signed or confirmed is for at most %(most)s lots, and these are "
            "%(count)s. Nothing was changed: choose fewer lots, and decide several times.",
            most=ONE_DECISION,
            count=plan.change_count,
        )

    def _check_nobody_else(self):
        """Take these lots, or say that somebody else has some of them in work."""
        free = self.try_lock_for_update(allow_referencing=True)
        if free != self:
            raise UserError(
                self.env._(
                    "Somebody else is changing lot %(lot)s right now. Nothing was done: try "
                    "again in a moment.",
                    lot=(self - free)[0].name,
                )
            )

    @api.model
    def _get_done_words(self, count, plan, disposition):
        status, lots = disposition.name, self._get_count_words(count or plan.change_count)
        if not count and plan.change_count:
            return self.env._(
                "%(lots)s: %(status)s is proposed. A second person confirms it.",
                lots=lots,
                status=status,
            )
        words = self.env._("%(lots)s: now %(status)s.", lots=lots, status=status)
        if not plan.refused:
            return words
        left = self._get_count_words(plan.refused_count)
        return self.env._("%(words)s Left as they are: %(lots)s.", words=words, lots=left)

    @api.model
    def _propose_disposition(self, domain):
        """Return the status proposed for these lots: the way back, else the only one there is.

        :param domain: the lots; None where they are not chosen one by one
        """
        released = self._get_released()
        stands = self._read_group(domain, ["disposition_id"]) if domain is not None else []
        if stands and (released,) not in stands:
            return released
        possible = self._get_possible_dispositions(domain or Domain.TRUE)
        return possible if len(possible) == 1 else possible.browse()

    @api.model
    def _get_refused_words(self, plan):
        return "\n".join(
            [
                self.env._("Nothing was changed, because not every lot may be."),
                *(
                    self.env._(
                        "%(lots)s refused: %(reason)s",
                        lots=self._get_count_words(count),
                        reason=why,
                    )
                    for why, (_domain, count) in plan.refused.items()
                ),
            ]
        )
