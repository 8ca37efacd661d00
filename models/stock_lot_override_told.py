from odoo import models
from odoo.tools import plaintext2html

from .provenance import Provenance, with_provenance

KINDS = {"rotation": "rotation_override"}  # by code; any other: age_override


class StockMoveLine(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """What passed with a reason is told, by an event of the lot and on the document."""

    _inherit = "stock.move.line"

    def _record_answers(self, refusals):
        """Append an event to each lot that passes with a reason; tell it on the document."""
        told = {}
        warnings = self._get_warnings(refusals)
        for line, reasons in warnings.items():
            for reason in filter(lambda one: one.lot, reasons):
                key = KINDS.get(reason.code, "age_override"), line.override_reason
                told.setdefault(key, []).append((line, reason))
        for (kind, answer), pairs in told.items():
            self._record_answer(kind, answer, pairs)

    def _record_answer(self, kind, answer, pairs):
        lots = self.env["stock.lot"].union(*(reason.lot for _line, reason in pairs))
        facts = {}
        for lot in lots:
            lines = self.browse().union(*(line for line, reason in pairs if reason.lot == lot))
            passed = {reason.code: reason.facts for _line, reason in pairs if reason.lot == lot}
            facts[lot.id] = {
                **lines._prepare_passing_facts(),
                **lines._prepare_giver_facts(),
                "passed": list(passed.values()),
            }
        events = with_provenance(self.env["stock.lot.event"], Provenance("user", answer))
        documents = ", ".join(filter(None, dict.fromkeys(self.mapped("reference"))))
        events._record(lots, kind, document=documents, per_lot=facts)
        self._post_answer(answer, pairs)

    def _prepare_passing_facts(self):
        partner = self[:1]._get_partner()
        return {
            "movement": self[:1]._get_movement_kind(),
            "quantity": sum(self.mapped("quantity_product_uom")),
            "unit": self[:1].product_id.uom_id.name,
            "partner": {"id": partner.id, "name": partner.display_name} if partner else None,
        }

    def _prepare_giver_facts(self):
        """Return who gave the reason, where it was another than who lets the goods move."""
        givers = self.override_user_id - self.env.user
        names = [{"id": user.id, "name": user.name} for user in givers]
        return {"given_by": names} if names else {}

    def _post_answer(self, answer, pairs):
        """Tell on each transfer or order what passed, and why."""
        lines = self.browse().union(*(line for line, _reason in pairs))
        for document, some in lines.grouped(lambda line: line._get_document()).items():
            if document and "message_ids" in document._fields:
                words = dict.fromkeys(
                    reason.words for line, reason in pairs if line in some and reason.words
                )
                passed = self.env._("Let pass with a reason: %(reason)s", reason=answer)
                document.message_post(body=plaintext2html("\n".join([passed, *words])))
