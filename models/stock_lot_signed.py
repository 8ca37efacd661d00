import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from ..tools.signed_facts import decision_subject, facts_digest

# what a person vouches for; where the lot is and when it first arrived follow from movements
SIGNED_FIELDS = (
    "name",
    "product_id",
    "company_id",
    "ref",
    "weight",
    "note",
    "supplier_id",
    "supplier_lot_ref",
    "origin_country_id",
    "lot_properties",
    "production_date",
    "expiration_date",
    "use_date",
    "removal_date",
    "alert_date",
    "retest_date",
)
TO_SIGN = ("changed", "unsigned")


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The aspect that binds signatures to lots: what is signed, and whether it still holds."""

    _inherit = "stock.lot"

    signature_state = fields.Selection(
        [("signed", "Signed"), ("changed", "Changed since"), ("unsigned", "Unsigned")],
        compute="_compute_signature_state",
        help="Whether the decision under which the lot stands is signed, and the lot unchanged "
        "since. Empty: no signature is needed.",
    )
    signature_words = fields.Char(compute="_compute_signature_state")

    @api.depends("disposition_id", *SIGNED_FIELDS)
    def _compute_signature_state(self):
        decisions = {
            lot_id: json.loads(event.payload)
            for lot_id, event in self._origin._find_decisions().items()
        }
        signed = self.browse(
            lot_id for lot_id, facts in decisions.items() if facts.get("signatures")
        )
        digests = signed._get_facts_digests()
        for lot in self:
            facts = decisions.get(lot._origin.id, {})
            state = "unsigned" if lot.disposition_id.requires_signature else False
            if facts.get("signatures"):
                unchanged = digests.get(lot._origin.id) == facts.get("signed")
                state = "signed" if unchanged else "changed"
            lot.signature_state = state
            lot.signature_words = lot._get_signature_words(state, facts)

    def _get_signature_words(self, state, facts):
        if not state:
            return False
        if state == "unsigned":
            return self.env._(
                "%(status)s without a signature.", status=self.disposition_id.name
            )
        signers = self._get_signer_words(facts["signatures"])
        if state == "signed":
            return self.env._("Signed by %(signers)s.", signers=signers)
        return self.env._(
            "Changed since it was signed by %(signers)s. It counts as unsigned until somebody "
            "signs it again.",
            signers=signers,
        )

    @api.model
    def _get_signer_words(self, signatures):
        """Return who signed, when and meaning what, in the reader's language."""
        return ", ".join(
            self.env._(
                "%(who)s on %(day)s (%(meaning)s)",
                who=signature["by"]["name"],
                day=format_date(self.env, signature["local"][:10]),
                meaning=signature["meaning"],
            )
            for signature in signatures
        )

    def _find_decisions(self):
        """Return ``{lot id: the last event that decided or was signed}``."""
        # sudo: whether a lot is signed does not depend on who looks
        Event = self.env["stock.lot.event"].sudo()
        kinds = ("disposition", "signed")
        events = Event.search([("lot_res_id", "in", self.ids), ("kind", "in", kinds)], order="id")
        return {event.lot_res_id: event for event in events}

    def _get_to_decide(self, disposition, signing=False):
        """Return the lots that stand elsewhere and, for signing, whose signature does not hold."""
        there = self.filtered(lambda lot: lot.disposition_id == disposition)
        if signing and there:
            there = there.filtered(lambda lot: lot.signature_state not in TO_SIGN)
        return self - there

    def _get_stood_before(self):
        """Return the dispositions that the last decisions on these lots lifted."""
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT payload::jsonb->'old'->>'disposition_id' FROM ("
                "SELECT DISTINCT ON (lot_res_id) payload FROM stock_lot_event"
                " WHERE kind = 'disposition' AND lot_res_id = ANY(%s)"
                " ORDER BY lot_res_id, position DESC) AS last",
                list(self.ids),
            )
        )
        codes = [code for (code,) in rows if code]
        # sudo: its roles count, whichever company's disposition it was
        return self.env["stock.lot.disposition"].sudo().search([("code", "in", codes)]).sudo(False)

    def _read_signed_facts(self):
        """Return ``[(id, name, disposition code, {field: plain value})]``, in one query."""
        if not self:
            return []
        self.flush_model(["disposition_id", *SIGNED_FIELDS])
        columns = [name for name in SIGNED_FIELDS if self._fields[name].store]
        rows = self.env.execute_query(
            SQL(
                "SELECT lot.id, lot.name, disposition.code, %s FROM stock_lot lot"
                " LEFT JOIN stock_lot_disposition disposition"
                " ON disposition.id = lot.disposition_id WHERE lot.id = ANY(%s) ORDER BY lot.id",
                SQL(", ").join(SQL.identifier("lot", name) for name in columns),
                list(self.ids),
            )
        )
        return [(*row[:3], dict(zip(columns, row[3:], strict=True))) for row in rows]

    def _get_facts_digests(self):
        """Return ``{lot id: digest of the facts a signature vouches for}``."""
        return {row[0]: facts_digest(row[3]) for row in self._read_signed_facts()}

    def _get_decision_subject(self, disposition, reason):
        """Return the canonical text that a decision on these lots has, as things stand now.

        :return: the text, and ``{lot id: digest of its facts}``
        """
        rows = self._read_signed_facts()
        digests = {row[0]: facts_digest(row[3]) for row in rows}
        subject = decision_subject(
            disposition.code,
            (reason or "").strip(),
            [
                {
                    "id": lot_id,
                    "name": name,
                    "product": facts["product_id"],
                    "stands": code,
                    "facts": digests[lot_id],
                }
                for lot_id, name, code, facts in rows
            ],
        )
        return subject, digests

    def _sign_decision(self, disposition, reason, meaning, secret):
        """Return the running user's signature under this decision, to hand to the verb.

        Lots that the verb would leave out are left out here.
        """
        self.check_access("read")
        lots = self._get_to_decide(disposition, signing=True)
        subject, _digests = lots._get_decision_subject(disposition, reason)
        return self.env["stock.lot.signature"]._sign(subject, meaning, secret)

    def _take_signature(self, disposition, reason, signature, required):
        """Spend the signature on this decision and return what its events say of it."""
        if not signature:
            if not required:
                return {}
            raise UserError(
                self.env._(
                    "%(status)s needs a signature. Use Update Lot Status and sign with your "
                    "password or PIN.",
                    status=disposition.name,
                )
            )
        subject, digests = self._get_decision_subject(disposition, reason)
        signature.with_env(self.env)._use(subject)
        return {
            "signatures": signature._get_event_facts(),
            "per_lot": {lot_id: {"signed": value} for lot_id, value in digests.items()},
        }
