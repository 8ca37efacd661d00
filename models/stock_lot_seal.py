import json
from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL, format_datetime
from odoo.tools.mail import email_split_and_format

from ..tools import ledger_sql, signature_sql
from ..tools.hash_chain import canonical, chained

BEGINNING = datetime(1970, 1, 1)
OVERLAP = timedelta(days=1)  # longer than any transaction
ROLES = ("auditor", "quality_manager", "administrator")
COLUMNS = (
    ("company_id", "int4"),
    ("number", "int4"),
    ("at", "timestamp"),
    ("lot_count", "int4"),
    ("event_count", "int4"),
    ("tips_hash", "varchar"),
    ("payload", "text"),
    ("previous_hash", "varchar"),
    ("hash", "varchar"),
)


class StockLotSeal(models.Model):
    """One hash over the ends of all lots' chains, once a day; it decides nothing.

    Events that are cut off, all of a deleted lot's included, no longer fit their seal. A seal
    that left the system (by mail, on paper) shows even a ledger that was rewritten as a whole.
    """

    _name = "stock.lot.seal"
    _inherit = ["stock.lot.ledger"]
    _description = "Seal of the Ledger"
    _order = "at desc, id desc"
    _rec_name = "number"
    _log_access = False

    company_id = fields.Many2one(
        "res.company",
        readonly=True,
        ondelete="restrict",
        help="Empty: the lots that all companies share.",
    )
    number = fields.Integer("No.", required=True, readonly=True, aggregator=None)
    at = fields.Datetime("Sealed on", required=True, readonly=True)
    lot_count = fields.Integer("Lots", required=True, readonly=True)
    event_count = fields.Integer("New Events", required=True, readonly=True)
    tips_hash = fields.Char("Hash of the Lots", required=True, readonly=True)
    payload = fields.Text("As Sealed", required=True, readonly=True)
    previous_hash = fields.Char("Previous Seal", required=True, readonly=True)
    hash = fields.Char("Seal", required=True, readonly=True)

    _by_number = models.UniqueIndex(
        "(COALESCE(company_id, 0), number)", "Somebody else is sealing right now. Try again."
    )

    @api.depends("number", "company_id")
    def _compute_display_name(self):
        for seal in self:
            seal.display_name = self.env._("Seal %(number)s", number=seal.number)

    def action_seal(self):
        """Seal now what happened since the last seals; show them."""
        self._check_role()
        self._seal()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "stock_lot_lifecycle.stock_lot_seal_action"
        )

    @api.model
    def _check_role(self):
        groups = [f"stock_lot_lifecycle.stock_lot_lifecycle_group_{role}" for role in ROLES]
        if not self.env.su and not any(self.env.user.has_group(group) for group in groups):
            raise AccessError(
                self.env._(
                    "Auditors, quality managers and lot administrators seal and verify the "
                    "ledger. Ask one of them."
                )
            )

    @api.model
    def _cron_seal(self):
        self._seal()._send()

    @api.model
    def _seal(self):
        """Seal every company's lots and the shared ones; return the new seals."""
        # sudo: the ledger is sealed as a whole, whoever does it
        Company = self.env["res.company"].sudo()
        companies = Company.search([("active", "in", (True, False))])
        ids = [self._seal_stream(company) for company in [companies.browse(), *companies]]
        return self.browse(filter(None, ids))

    @api.model
    def _seal_stream(self, company):
        """Return the id of the seal over what changed since the last one; None: nothing did."""
        last = self.sudo().search(  # sudo: as above
            [("company_id", "=", company.id)], order="number desc", limit=1
        )
        since = last.at - OVERLAP if last else BEGINNING
        tips = ledger_sql.unsealed_tips(company.id or 0, since)
        lots, events, tips_hash = self.env.execute_query(
            SQL(
                "SELECT count(*), sum(tip.fresh), %s FROM (%s) AS tip", ledger_sql.TIPS_HASH, tips
            )
        )[0]
        signatures = None if company else self._get_signed()
        if not lots and not (signatures and signatures["count"]):
            return None
        row = self._prepare_seal_row(company, last, lots, events or 0, tips_hash, signatures)
        seal_id = self.env.execute_query(self._get_insert_sql(COLUMNS, [row]))[0][0]
        self.env.execute_query(
            SQL(
                "INSERT INTO stock_lot_seal_tip (seal_id, lot_res_id, position, hash)"
                " SELECT %s, lot_res_id, position, hash FROM (%s) AS tip RETURNING 1",
                seal_id,
                tips,
            )
        )
        return seal_id

    @api.model
    def _prepare_seal_row(self, company, last, lots, events, tips_hash, signatures):
        """Return the values of COLUMNS of the seal that follows `last`."""
        at = self.env.cr.now().replace(microsecond=0)
        payload = canonical(
            {
                "seal": last.number + 1,
                "company": {"id": company.id, "name": company.name} if company else None,
                "at": at,
                "lots": lots,
                "events": events,
                "tips": tips_hash,
                **({"signatures": signatures} if signatures else {}),
            }
        )
        return (
            company.id or None, last.number + 1, at, lots, events, tips_hash, payload,
            last.hash or "", chained(last.hash or "", payload),
        )  # fmt: skip

    @api.model
    def _get_signed(self):
        """Return what the next seal of the shared lots says of the signatures.

        Of all companies, from where the last seal ended to a day ago: nobody can still add to
        that. What is younger is covered by the events that name it.
        """
        # sudo: as above
        last = self.sudo().search(
            [("company_id", "=", False), ("payload", "like", '"signatures":{')],
            order="number desc",
            limit=1,
        )
        said = json.loads(last.payload)["signatures"]["to"] if last else None
        since = datetime.strptime(said, "%Y-%m-%dT%H:%M:%SZ") if said else BEGINNING
        until = max(self.env.cr.now().replace(microsecond=0) - OVERLAP, since)
        found = self.env.execute_query(signature_sql.covered(since, until))[0]
        facts = dict(zip(("count", "last", "hash"), found, strict=True))
        return {"from": since, "to": until, **facts}

    def _send(self):
        """Mail each seal to the addresses its company keeps its seals at."""
        for seal in self.sudo():  # sudo: sent by the system
            company = seal.company_id or self.env["res.company"]._get_main_company()
            addresses = email_split_and_format(company.lot_seal_emails or "")
            if not addresses:
                continue
            seal = seal.with_context(lang=company.partner_id.lang)
            words = {"number": seal.number, "company": company.name}
            body = self.env["ir.qweb"].with_context(lang=company.partner_id.lang)._render(
                "stock_lot_lifecycle.stock_lot_seal_mail", {"seal": seal, "company": company}
            )
            self.env["mail.mail"].sudo().create(  # sudo: as above
                {
                    "subject": seal.env._("%(company)s: seal %(number)s of the lots", **words),
                    "email_from": company.email_formatted,
                    "email_to": ", ".join(addresses),
                    "body_html": body,
                }
            )

    def _get_time_words(self):
        """Return when it was sealed, with the zone, for print and mail."""
        zone = (self.company_id or self.env["res.company"])._get_lot_tz()
        return f"{format_datetime(self.env, self.at, tz=zone)} ({zone})"


class StockLotSealTip(models.Model):
    """The end of one lot's chain as a seal found it; never altered."""

    _name = "stock.lot.seal.tip"
    _inherit = ["stock.lot.ledger"]
    _description = "Sealed Lot"
    _log_access = False

    seal_id = fields.Many2one(
        "stock.lot.seal", required=True, readonly=True, index=True, ondelete="restrict"
    )
    lot_res_id = fields.Integer("Lot ID", required=True, readonly=True)
    position = fields.Integer("Events", required=True, readonly=True)
    hash = fields.Char(required=True, readonly=True)

    _by_lot = models.Index("(lot_res_id, position)")
