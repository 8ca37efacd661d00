from odoo import models


class StockLotEvent(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """What events say of nonconformities, in the reader's language. Writes nothing."""

    _inherit = "stock.lot.event"

    def _get_summary(self, facts, names):
        words = super()._get_summary(facts, names)
        nonconformity = facts.get("nonconformity")
        return self._get_nonconformity_words(facts, nonconformity) if nonconformity else words

    def _get_nonconformity_words(self, facts, nonconformity):
        Line = self.env["stock.lot.nonconformity.line"]
        outcomes = dict(Line._fields["outcome"]._description_selection(self.env))
        amount = f"{facts.get('quantity') or 0:g} {facts.get('unit') or ''}".strip()
        step = {
            "affected": self.env._("affected: %(amount)s", amount=amount),
            "cleared": self.env._("taken out of it"),
            "closed": self.env._("closed"),
            "void": self.env._("void"),
        }.get(facts.get("step"), "")
        place = (facts.get("place") or {}).get("name")
        outcome = outcomes.get(facts.get("outcome"))
        said = ", ".join(filter(None, (step, place, outcome)))
        return f"{nonconformity['name']} {nonconformity['title']}: {said}"
