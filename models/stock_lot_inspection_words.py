import json

from odoo import api, models
from odoo.tools import format_date


class StockLotEvent(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Inspections in words. Writes nothing."""

    _inherit = "stock.lot.event"

    def _get_inspection_facts(self):
        """Return what this event says of an inspection; nothing if it is about none."""
        self.ensure_one()
        return json.loads(self.payload).get("inspection") or {}

    @api.model
    def _get_codes(self, facts):
        decided = facts.get("to") if facts.get("kind") == "inspected" else None
        return super()._get_codes(facts) | {decided} - {None}

    def _get_summary(self, facts, names):
        words = super()._get_summary(facts, names)
        own = self._get_inspection_words(facts, names)
        return "\n".join(filter(None, (own, words)))

    @api.model
    def _get_inspection_words(self, facts, names):
        inspection = facts.get("inspection")
        if not inspection:
            return ""
        if facts["kind"] == "inspection":
            return f"{inspection['name']}: {inspection['why']}"
        verdicts = dict(
            self.env["stock.lot.inspection"]._fields["verdict"]._description_selection(self.env)
        )
        words = {
            "name": inspection["name"],
            "verdict": verdicts.get(facts.get("verdict"), ""),
            "status": names.get(facts.get("to"), facts.get("to")),
        }
        if not facts.get("to"):
            return self.env._("%(name)s: cancelled", **words)
        if facts.get("until"):
            day = format_date(self.env, facts["until"])
            return self.env._("%(name)s: %(verdict)s, %(status)s until %(day)s", day=day, **words)
        return self.env._("%(name)s: %(verdict)s, %(status)s", **words)
