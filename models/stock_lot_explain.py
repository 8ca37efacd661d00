from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ..tools import calendar_day
from .stock_lot_gate_stock import AGED
from .stock_lot_rotation_order import FEFO

SHOWN = 60
# what FEFO_ORDER goes by, beside the values of `_get_fefo_key`
CRITERIA = ("removal_day", "in_day", "is_packed", "free_quantity", "id")


class StockMoveLine(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Why a line takes the lot it takes, and what was before, after or left out. Writes nothing."""

    _inherit = "stock.move.line"

    def action_explain(self):
        """Open the list of the stock that was looked at for this line, in its order."""
        self.ensure_one()
        # sudo: who picks is told why, whatever his rights on lots and rules
        rows = self.sudo()._explain()
        why = self.env["stock.lot.why"].create({"line_id": self.id})
        self.env["stock.lot.why.candidate"].create([{**row, "why_id": why.id} for row in rows])
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "stock_lot_lifecycle.stock_lot_why_action"
        )
        return {**action, "res_id": why.id}

    def _explain(self):
        """Return the stock that was looked at, in its order: a list of dicts of plain values."""
        quants = self._get_candidates().with_prefetch()
        taken = quants.filtered(self._takes)
        refused = self._get_left_out(quants)
        rows = []
        for number, quant in enumerate(quants, 1):
            state, why = self._get_turn(quant, taken[:1], refused.get(quant.id))
            rows.append({**self._prepare_candidate_vals(quant), "state": state, "why": why})
            rows[-1]["sequence"] = number
        return rows

    def _domain_candidates(self):
        return (
            Domain("product_id", "=", self.product_id.id)
            & Domain("location_id", "child_of", self.move_id.location_id.id)
            & Domain("quantity", ">", 0)
        )

    def _count_candidates(self):
        return self.env["stock.quant"].search_count(self._domain_candidates())

    def _get_candidates(self):
        """Return the stock there is, in the order in which it is looked at."""
        quants = self.env["stock.quant"]
        strategy = quants._get_removal_strategy(self.product_id, self.move_id.location_id)
        order = quants._get_removal_strategy_order(strategy) or "id"
        return (
            quants.search(self._domain_candidates(), order=f"is_untracked, {order}", limit=SHOWN)
            | self._find_taken()
        )

    def _find_taken(self):
        """Return the stock this line takes, wherever it stands in the order."""
        same = (
            Domain(name, "=", self[name].id)
            for name in ("location_id", "lot_id", "package_id", "owner_id", "product_id")
        )
        return self.env["stock.quant"].search(Domain.AND(same), limit=1)

    def _takes(self, quant):
        names = ("location_id", "lot_id", "package_id", "owner_id")
        return all(quant[name] == self[name] for name in names)

    def _get_left_out(self, quants):
        """Return ``{quant id: why}`` of the stock that may not be proposed for this line."""
        move = self.move_id
        reservation = move._get_reservation()
        free = quants.filtered_domain(quants._domain_free(reservation.kind))
        why = {quant.id: self.env._("Blocked") for quant in quants - free}
        for quant in quants - free:
            stand = quant.disposition_id.name
            why[quant.id] = self.env._("Blocked: %(status)s", status=stand)
        if reservation.lots is None:
            return why
        young = free.lot_id.filtered_domain(reservation.lots)
        for quant in free.filtered(lambda one: one.lot_id and one.lot_id not in young):
            why[quant.id] = self._get_too_old_words(quant.lot_id, reservation.kind)
        return why

    def _get_too_old_words(self, lot, kind):
        """Return why a lot may not be proposed for this line, on the day it will leave."""
        move = self.move_id
        at = move._get_due_moment()
        lot = lot.with_company(self.company_id)
        for reason in lot._get_age_reasons(kind, at) if kind in AGED else ():
            if lot._keeps_back(reason.code, reason.severity):
                return reason.words
        day = calendar_day.day_of(at, self.company_id._get_lot_tz())
        rule = self.env["stock.lot.life.rule"]._find(
            "delivery", move._get_life_partner(), self.product_id, self.company_id, day
        )
        return lot._get_life_reason(rule, "delivery", self, at).words if rule else ""

    def _get_turn(self, quant, taken, refusal):
        """Return ``(state, why)`` of one candidate, against the one that was taken."""
        if quant == taken:
            return "taken", self.env._("This line takes it.")
        if refusal:
            return "out", refusal
        if self.product_uom_id.compare(quant.quantity - quant.reserved_quantity, 0) <= 0:
            return "out", self.env._("Reserved for other transfers.")
        if not taken:
            return "after", ""
        strategy = quant._get_removal_strategy(self.product_id, self.move_id.location_id)
        words, is_before = self._compare_turns(quant, taken, strategy)
        return ("before" if is_before else "after"), words

    def _compare_turns(self, quant, taken, strategy):
        """Return what decides between two candidates in words, and whether the first is first."""
        if strategy == FEFO:
            pairs = zip(CRITERIA, quant._get_fefo_key(), taken._get_fefo_key(), strict=True)
            name, own, other = next(pair for pair in pairs if pair[1] != pair[2])
            return self._get_criterion_words(name, quant, taken, own < other), own < other
        if strategy in ("fifo", "lifo"):
            own, other = ((one.in_date, one.id) for one in (quant, taken))
            is_before = own < other if strategy == "fifo" else own > other
            return self._get_criterion_words("in_day", quant, taken, own < other), is_before
        return self.env._("By the removal strategy of the place."), False

    def _get_criterion_words(self, name, quant, taken, is_less):
        """Return the one thing that two candidates differ in first, in words."""
        own, other = (self._get_criterion_day(name, one) for one in (quant, taken))
        words = {"own": own, "other": other}
        return {
            "removal_day": self.env._("To be removed %(own)s, the taken one %(other)s.", **words),
            "in_day": self.env._("Came in %(own)s, the taken one %(other)s.", **words),
            "is_packed": self.env._("Loose goods leave first.")
            if is_less
            else self.env._("It is packed: loose goods leave first."),
            "free_quantity": self.env._("The smaller rest leaves first."),
            "id": self.env._("All else is equal: the older record leaves first."),
        }[name]

    def _get_criterion_day(self, name, quant):
        day = quant.lot_id.removal_day
        if name == "in_day":
            zone = self.company_id._get_lot_tz()
            day = calendar_day.day_of(quant.in_date or fields.Datetime.now(), zone)
        return format_date(self.env, day) if day else self.env._("never")

    def _prepare_candidate_vals(self, quant):
        return {
            "quant_id": quant.id,
            "lot_name": quant.lot_id.name,
            "place": quant.location_id.display_name,
            "quantity": quant.quantity - quant.reserved_quantity,
            "removal_day": quant.lot_id.removal_day,
            "expiration_day": quant.lot_id.expiration_day,
        }


class StockMove(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """In which order stock is taken, in words."""

    _inherit = "stock.move"

    def _get_order_words(self):
        quants = self.env["stock.quant"]
        strategy = quants._get_removal_strategy(self.product_id, self.location_id)
        return {
            FEFO: self.env._(
                "First expired, first out: by the day of removal, then the day of receipt, loose "
                "before packed, the smaller rest first."
            ),
            "fifo": self.env._("First in, first out: by the time of receipt."),
            "lifo": self.env._("Last in, first out: by the time of receipt, the latest first."),
        }.get(strategy) or self.env._("By the removal strategy of the place.")
