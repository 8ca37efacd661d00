import json
from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.hash_chain import canonical
from ..tools.signed_facts import digest

FRESH = timedelta(minutes=5)
COLUMNS = (
    ("user_res_id", "int4"),
    ("user_name", "text"),
    ("user_login", "text"),
    ("meaning", "text"),
    ("at", "timestamp"),
    ("tz", "text"),
    ("method", "text"),
    ("outcome", "text"),
    ("company_id", "int4"),
    ("subject_hash", "text"),
    ("payload", "text"),
    ("hash", "text"),
)


class StockLotSignature(models.Model):
    """One signing, or the failed attempt at one; written once, never altered.

    It names the signer by id and by words. ``payload`` is the canonical text of who, what,
    when and meaning; ``hash`` covers it and is repeated in the events it stands behind, so that
    a signature can neither be changed nor moved to another record without being noticed.
    """

    _name = "stock.lot.signature"
    _inherit = ["stock.lot.ledger"]
    _description = "Electronic Signature"
    _order = "id desc"
    _rec_name = "user_name"
    _log_access = False

    user_res_id = fields.Integer("User ID", required=True, readonly=True)
    user_name = fields.Char("Signer", readonly=True)
    user_login = fields.Char("Login", readonly=True)
    meaning = fields.Char(readonly=True)
    at = fields.Datetime("When", required=True, readonly=True)
    tz = fields.Char("Time Zone", readonly=True)
    local_at = fields.Char("Signer's Time", compute="_compute_facts")
    method = fields.Selection([("password", "Password"), ("pin", "PIN")], readonly=True)
    outcome = fields.Selection(
        [("signed", "Signed"), ("failed", "Failed attempt"), ("unlocked", "Unlocked")],
        required=True,
        readonly=True,
    )
    company_id = fields.Many2one("res.company", readonly=True, index=True, ondelete="restrict")
    subject_hash = fields.Char(
        "Hash of What", readonly=True, help="SHA-256 of the canonical text of what was signed."
    )
    payload = fields.Text(required=True, readonly=True)
    hash = fields.Char(required=True, readonly=True, help="SHA-256 of the whole entry.")
    summary = fields.Char("What", compute="_compute_facts")
    is_intact = fields.Boolean("Unaltered", compute="_compute_facts")

    _by_time = models.Index("(at, id)")
    _by_user = models.Index("(user_res_id, id)")

    @api.depends("payload", "hash", "at", "tz")
    def _compute_facts(self):
        entries = [(signature, json.loads(signature.payload or "{}")) for signature in self]
        codes = [
            json.loads(facts.get("subject") or "{}").get("disposition") for _own, facts in entries
        ]
        names = self.env["stock.lot.disposition"]._get_names(codes)
        for signature, facts in entries:
            signature.local_at = facts.get("local")
            signature.is_intact = signature._agrees_with(facts)
            signature.summary = self._get_summary(facts, names)

    @api.model
    def _get_summary(self, facts, names):
        if facts.get("by"):
            return self.env._("Unlocked by %(who)s", who=facts["by"]["name"])
        subject = json.loads(facts.get("subject") or "{}")
        if not subject:
            return False
        if "disposition" not in subject:
            return subject.get("title") or False
        words = [names.get(subject["disposition"], subject["disposition"])]
        count = subject["count"]
        if subject.get("verb") == "set_place_disposition":
            words[0] = words[0] or self.env._("No status of its own")
            places = self.env._("%(n)s places", n=count)
            words.append(self.env._("1 place") if count == 1 else places)
        else:
            words.append(self.env._("1 lot") if count == 1 else self.env._("%(n)s lots", n=count))
        return ": ".join(filter(None, (", ".join(words), subject["reason"])))

    def _agrees_with(self, facts):
        """Return whether the columns, the payload and the hash say the same."""
        signer = facts.get("signer", {})
        said = (signer.get("id"), signer.get("name"), facts.get("outcome"), facts.get("meaning"))
        columns = (self.user_res_id, self.user_name, self.outcome, self.meaning or None)
        return (
            said == columns
            and digest(self.payload) == self.hash
            and digest(facts.get("subject") or "") == self.subject_hash
        )

    @api.model
    def _sign(self, subject, meaning, secret):
        """Return the running user's signature under `subject`.

        :param subject: canonical text of what is signed (:mod:`..tools.signed_facts`)
        :param meaning: one stock.lot.signature.meaning
        :param secret: password or PIN; checked here, kept nowhere
        :raises UserError: the secret is wrong (logged even so), or signing is locked
        """
        user = self.env.user
        meaning.ensure_one()
        method = user._check_signing_secret(secret, subject)
        facts = {"meaning": meaning.name, "subject": subject, "method": method}
        return self._enter(user, "signed", self.env.company.id, **facts)

    @api.model
    def _enter(self, user, outcome, company_id=None, **facts):
        """Append one entry about `user` and return it; the time is the database's."""
        user = user.sudo()  # sudo: the printed name of whoever signs
        at = self.env.cr.now().replace(microsecond=0)
        zone = user.tz or "UTC"
        local = pytz.utc.localize(at).astimezone(pytz.timezone(zone))
        payload = canonical(
            {
                **facts,
                "outcome": outcome,
                "signer": {"id": user.id, "name": user.name, "login": user.login},
                "at": at,
                "local": f"{local:%Y-%m-%d %H:%M:%S %z} {zone}",
            }
        )
        row = (
            user.id, user.name, user.login, facts.get("meaning"), at, zone, facts.get("method"),
            outcome, company_id, digest(facts.get("subject", "")), payload, digest(payload),
        )  # fmt: skip
        [(entry_id,)] = self.env.execute_query(self._get_insert_sql(COLUMNS, [row]))
        return self.browse(entry_id)

    def _use(self, subject):
        """Spend the signature on `subject`; it stands for nothing else afterwards.

        :raises UserError: it is not this user's, not fresh, spent, or under something else
        """
        refusal = self._get_refusal(subject)
        if refusal:
            raise UserError(refusal)
        self.env["stock.lot.signature.use"]._spend(self)

    def _get_refusal(self, subject):
        # sudo: a signature is judged whoever may read it
        entry = self._origin.sudo().exists()
        if len(entry) != 1 or entry.outcome != "signed" or not entry.is_intact:
            return self.env._("This needs your signature. Sign with your password or PIN.")
        if entry.user_res_id != self.env.uid:
            return self.env._(
                "This was signed by %(who)s. Sign it yourself: nobody decides with the signature "
                "of somebody else.",
                who=entry.user_name,
            )
        if entry.subject_hash != digest(subject):
            return self.env._(
                "What you signed is not what would be decided: the lots, the status or the "
                "reason changed since. Look at them and sign again."
            )
        if self.env.cr.now() - entry.at > FRESH:
            return self.env._("Your signature is older than five minutes. Sign again.")
        if self.env["stock.lot.signature.use"]._is_spent(entry):
            return self.env._("This signature was used already. Sign again.")
        return ""

    def _get_event_facts(self):
        """Return the signature as an event carries it: a list of one dict, or nothing."""
        # sudo: what is signed goes into the ledger whoever may read signatures
        return [
            {
                "id": entry.id,
                "hash": entry.hash,
                "by": {"id": entry.user_res_id, "name": entry.user_name},
                "meaning": entry.meaning,
                "at": entry.at,
                "local": entry.local_at,
            }
            for entry in self.sudo()
        ]


class StockLotSignatureUse(models.Model):
    """That a signature was spent; the unique index keeps it from being spent twice."""

    _name = "stock.lot.signature.use"
    _inherit = ["stock.lot.ledger"]
    _description = "Use of a Signature"
    _log_access = False

    signature_res_id = fields.Integer("Signature", required=True, readonly=True)
    at = fields.Datetime("When", required=True, readonly=True)

    _once = models.UniqueIndex("(signature_res_id)", "This signature was used already. Sign again.")

    @api.model
    def _is_spent(self, signature):
        # sudo: the table is closed to everybody
        return bool(self.sudo().search_count([("signature_res_id", "=", signature.id)], limit=1))

    @api.model
    def _spend(self, signature):
        columns = (("signature_res_id", "int4"), ("at", "timestamp"))
        rows = [(signature.id, self.env.cr.now().replace(microsecond=0))]
        self.env.execute_query(self._get_insert_sql(columns, rows))
