from typing import NamedTuple

from odoo import models

from ..tools.movement_kind import OWN, PRODUCTION, movement_kind
from .stock_lot_gate import LEAVING, Reason


class Moved(NamedTuple):
    """What a done line says: how much of which lot moved, from where to where."""

    lot: models.BaseModel
    source: models.BaseModel
    target: models.BaseModel
    quantity: float


class StockMoveLine(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Corrections of done lines: what one undoes is a movement too. Moves nothing itself."""

    _inherit = "stock.move.line"

    def _get_moved(self):
        return Moved(
            self.lot_id, self.location_id, self.location_dest_id, self.quantity_product_uom
        )

    def _check_correction(self, before):
        """Ask the gate for what corrected lines say now, and for what they no longer say.

        :param before: ``{line: Moved}``, what they said
        """
        corrected = self.filtered(lambda line: line._get_moved() != before[line])
        more = corrected.filtered(
            lambda line: line._get_moved()[:3] != before[line][:3]
            or line.quantity_product_uom > before[line].quantity
        )
        more._check_gate()
        # sudo: who delivers, sells or produces may lack rights on lots and places
        corrected = corrected.sudo()
        corrected._raise_or_record(corrected._get_undo_refusals(before))
        corrected._record_correction(before)

    def _get_undo_refusals(self, before):
        """Return ``[(kind, reasons)]`` of what stands against taking back what was said."""
        refusals = []
        for line in self:
            old = before[line]
            refusals.append(("internal", line._get_relabel_reasons(old)))
            for end in line._get_undo_ends(old):
                kind = line._get_undo_kind(old.target, end)
                refusals.append((kind, line._get_undo_reasons(kind, old, end)))
        return [(kind, reasons) for kind, reasons in refusals if reasons]

    def _get_undo_ends(self, old):
        """Return where the goods get to that are no longer where they were said to be."""
        new = self._get_moved()
        ends = self.env["stock.location"]
        if new.target != old.target:
            ends |= new.target
        if new.quantity < old.quantity or new.lot != old.lot or (ends and new.source != old.source):
            ends |= old.source
        return ends - old.target

    def _get_undo_kind(self, source, target):
        """Return what kind of movement brings goods from where they were said to be."""
        end = target._get_place_kind()
        if end == PRODUCTION:  # what was not made goes into nothing
            return "supplier_return"
        return movement_kind(source._get_place_kind(), end, OWN, {"return"})

    def _get_undo_reasons(self, kind, old, end):
        if kind in LEAVING:
            is_freed = old.target.id in end._get_freeing_ids(end)
            return self._get_leaving_reason(end, old.lot, old.target) if is_freed else []
        reasons = old.lot._blocking_reasons(kind)
        if old.target.id in self.env["stock.location"]._get_blocking_ids(kind):
            verdict = old.lot._get_verdict(kind)
            reasons.append(self._get_place_reason("place", verdict, old.lot, old.target))
        return reasons

    def _get_relabel_reasons(self, old):
        """Return why goods of a blocked lot may not become another, which is less so."""
        stopped = self.env["stock.lot.disposition"]._get_stopped_kinds()
        stand = old.lot.disposition_id
        kept = stopped.get(self.lot_id.disposition_id.id, frozenset())
        if old.lot == self.lot_id or not stopped.get(stand.id, frozenset()) - kept:
            return []
        refusal = not self.env.user._is_superuser() and stand._get_role_refusal("lift_group_ids")
        if not refusal:
            return []
        words = self.env._(
            "Lot %(lot)s has the status %(status)s. Corrected to another lot, it would be free.",
            lot=old.lot.name,
            status=stand.name,
        )
        return [Reason(old.lot, None, "relabelled", f"{words} {refusal}")]

    # what was corrected

    def _record_correction(self, before):
        """Append an event to every lot these lines speak of, or spoke of."""
        changes, lines_of = {}, {}
        for line in self:
            for lot in before[line].lot | line.lot_id:
                lines_of[lot] = lines_of.get(lot, self.browse()) | line
        for lot, lines in lines_of.items():
            olds = [before[line] for line in lines]
            news = [line._get_moved() for line in lines]
            changes[lot.id] = self._get_moved_words(olds), self._get_moved_words(news)
        self.env["stock.lot.event"]._record(
            self.env["stock.lot"].union(*lines_of),
            "corrected",
            changes,
            document=", ".join(filter(None, dict.fromkeys(self.mapped("reference")))),
        )

    def _get_moved_words(self, moved):
        """Return several Moved as plain values: whose, where, how much."""
        env = self.env
        ways = (
            f"{way.source.with_env(env).display_name} → {way.target.with_env(env).display_name}"
            for way in moved
        )
        names = (way.lot.with_env(env).name or "–" for way in moved)
        return {
            "name": ", ".join(dict.fromkeys(names)),
            "location_id": ", ".join(dict.fromkeys(ways)),
            "quantity": sum(way.quantity for way in moved),
        }
