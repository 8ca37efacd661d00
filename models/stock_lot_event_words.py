import json
import re
from datetime import datetime

from odoo import api, fields, models
from odoo.tools import format_date

from ..tools import calendar_day
from .stock_lot_days import DAYS

INSTANT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
INSTANT_DAYS = {instant: day for day, instant in DAYS.items()}


class StockLotEvent(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """What an event says, in the reader's language. Writes nothing."""

    _inherit = "stock.lot.event"

    source = fields.Char(compute="_compute_facts")
    reason = fields.Char(compute="_compute_facts")
    document = fields.Char(compute="_compute_facts")
    summary = fields.Char("What", compute="_compute_facts")

    @api.depends("payload")
    def _compute_facts(self):
        entries = [(event, json.loads(event.payload or "{}")) for event in self]
        codes = {code for _event, facts in entries for code in self._get_codes(facts)}
        names = self.env["stock.lot.disposition"]._get_names(codes)
        for event, facts in entries:
            event.source = facts.get("source")
            event.reason = facts.get("reason")
            event.document = facts.get("document")
            event.summary = event._get_summary(facts, names)

    @api.model
    def _get_codes(self, facts):
        """Return the codes of the dispositions that the facts of an event speak of."""
        sides = (facts.get("old", {}), facts.get("new", {}))
        return {side["disposition_id"] for side in sides if side.get("disposition_id")}

    def _get_summary(self, facts, names):
        """Return the facts in words, in the reader's language.

        :param names: ``{code: name}`` of dispositions
        """
        labels = self._get_labels(facts)
        zone = self.company_id._get_lot_tz()
        old, new = facts.get("old", {}), facts.get("new", {})
        words = []
        for name, value in sorted(new.items(), key=lambda change: change[0] != "expiration_date"):
            if name == "disposition_id":
                value = names.get(value, value)
                old = {code: names.get(old[code], old[code]) for code in old if code == name}
            label = labels.get(INSTANT_DAYS.get(name, name), {}).get("string", name)
            if name == "place_status":
                label = self._get_words(facts.get("place"), zone)
            before = f"{self._get_words(old[name], zone)} → " if name in old else ""
            words.append(f"{label}: {before}{self._get_words(value, zone)}")
        return ", ".join(words)

    @api.model
    def _get_words(self, value, zone):
        """Return one plain value of a payload as people write it; instants as days in `zone`."""
        if isinstance(value, list):
            return ", ".join(self._get_words(one, zone) for one in value) or "–"
        if value is True:
            return self.env._("yes")
        if isinstance(value, dict) and "id" not in value:
            return ", ".join(f"{key} {text}" for key, text in sorted(value.items())) or "–"
        if isinstance(value, dict):
            value = value.get("name")
        if value in (None, False, ""):
            return "–"
        if isinstance(value, str) and INSTANT.fullmatch(value):
            instant = datetime.fromisoformat(value.removesuffix("Z"))
            return format_date(self.env, calendar_day.day_of(instant, zone))
        if isinstance(value, str) and DAY.fullmatch(value):
            return format_date(self.env, value)
        return f"{value:g}" if isinstance(value, float) else str(value)
