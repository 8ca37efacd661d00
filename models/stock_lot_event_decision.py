from odoo import api, fields, models
from odoo.tools import format_datetime


class StockLotEvent(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Decisions and breaches in words: who proposed, confirmed and signed. Writes nothing."""

    _inherit = "stock.lot.event"

    @api.model
    def _get_codes(self, facts):
        proposed = (facts.get("proposal") or {}).get("to")
        return super()._get_codes(facts) | {proposed, facts.get("status")} - {None}

    def _get_summary(self, facts, names):
        words = [
            super()._get_summary(facts, names),
            *self._get_breach_words(facts, names),
            *self._get_proposal_words(facts, names),
            *map(self._get_signature_words, facts.get("signatures", [])),
        ]
        return "\n".join(f"{line}." for line in words if line) if any(words[1:]) else words[0]

    @api.model
    def _get_proposal_words(self, facts, names):
        """Return who proposed and who confirmed, or what is proposed."""
        proposal = facts.get("proposal") or {}
        words = []
        if proposal.get("to"):
            status = names.get(proposal["to"], proposal["to"])
            words.append(self.env._("Proposed status: %(status)s", status=status))
        if proposal.get("by"):
            who, when = proposal["by"]["name"], self._get_time_words(proposal["at"])
            words.append(self.env._("Proposed by %(who)s, %(when)s", who=who, when=when))
            words.append(self.env._("Second person: %(who)s", who=facts["by"]["name"]))
        return words

    @api.model
    def _get_signature_words(self, signature):
        """Return who signed, meaning what, and when in the time of the signer."""
        zone = signature["local"].split()[-1]
        return self.env._(
            "Signed by %(who)s, %(meaning)s, %(when)s %(zone)s",
            who=signature["by"]["name"],
            meaning=signature["meaning"],
            when=self._get_time_words(signature["at"], zone),
            zone=zone,
        )

    @api.model
    def _get_time_words(self, instant, zone=None):
        """Return an instant of a payload, in `zone`, else in the reader's."""
        at = fields.Datetime.to_datetime(instant.removesuffix("Z").replace("T", " "))
        return format_datetime(self.env, at, tz=zone, dt_format="medium")

    @api.model
    def _get_breach_words(self, facts, names):
        """Return what moved although it was blocked, and under what it stood."""
        if facts.get("kind") != "breach" or "movement" not in facts:
            return []
        labels = self.env["stock.move.line"]._get_movement_labels()
        label = labels.get(facts["movement"], facts["movement"])
        moved = f"{label}: {facts['quantity']:g} {facts['unit']}"
        partner = facts.get("partner")
        status = names.get(facts.get("status"))
        return [
            f"{moved}, {partner['name']}" if partner else moved,
            status and self.env._("The lot stood under %(status)s", status=status),
        ]
