from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import column_exists, table_exists

from ..tools import ledger_sql
from ..tools.hash_chain import HASH_VERSION, canonical, grow
from .provenance import get_provenance

KINDS = [
    ("created", "Created"),
    ("received", "Received"),
    ("renamed", "Renamed"),
    ("changed", "Changed"),
    ("dates", "Dates changed"),
    ("disposition", "Disposition changed"),
    ("signed", "Signed again"),
    ("place", "Status of the place changed"),
    ("proposed", "Decision proposed"),
    ("declined", "Decision declined"),
    ("withdrawn", "Decision withdrawn"),
    ("imported", "Imported"),
    ("import_undone", "Import undone"),
    ("corrected", "Corrected"),
    ("expired_out", "Expired, moved out"),
    ("expired_back", "Expired, moved back"),
    ("merged", "Merged"),
    ("age_override", "Let pass with a reason"),
    ("rotation_override", "Not the first to expire"),
    ("inspection", "Inspection"),
    ("inspected", "Inspection decided"),
    ("breach", "Breach"),
    ("acknowledged", "Alert acknowledged"),
    ("nonconformity", "Nonconformity"),
    ("certificate", "Certificate"),
    ("deleted", "Deleted"),
    ("policy", "Policy changed"),
]

COLUMNS = (
    ("lot_res_id", "int4"),
    ("lot_name", "text"),
    ("product_res_id", "int4"),
    ("product_name", "text"),
    ("company_id", "int4"),
    ("kind", "text"),
    ("at", "timestamp"),
    ("user_res_id", "int4"),
    ("user_name", "text"),
    ("payload", "text"),
    ("position", "int4"),
    ("hash_version", "int4"),
    ("previous_hash", "varchar"),
    ("hash", "varchar"),
)


class StockLotEvent(models.Model):
    """One thing that happened to a lot; written once, never altered, calls nobody.

    It names the lot, the product and the person by id and by words, without foreign keys:
    an event outlives what it speaks of. ``payload`` is the canonical text of all facts
    (:mod:`..tools.hash_chain`). The events of a lot are a chain: each one's hash covers the
    one before.
    """

    _name = "stock.lot.event"
    _inherit = ["stock.lot.ledger"]
    _description = "Lot Event"
    _order = "at desc, id desc"
    _rec_name = "lot_name"
    _log_access = False

    lot_res_id = fields.Integer("Lot ID", required=True, readonly=True)
    lot_name = fields.Char("Lot / Serial Number", required=True, readonly=True)
    product_res_id = fields.Integer("Product ID", readonly=True)
    product_name = fields.Char("Product", readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(KINDS, required=True, readonly=True)
    at = fields.Datetime("When", required=True, readonly=True)
    user_res_id = fields.Integer("User ID", required=True, readonly=True)
    user_name = fields.Char("Who", required=True, readonly=True)
    payload = fields.Text(required=True, readonly=True)
    position = fields.Integer(
        "No.", required=True, readonly=True, help="Place in the chain of the lot, from 1."
    )
    hash_version = fields.Integer(required=True, readonly=True)
    previous_hash = fields.Char(required=True, readonly=True)
    hash = fields.Char(
        required=True, readonly=True, help="SHA-256 of the previous hash and the payload."
    )

    # events of no lot (0) are of no product either
    _of_product = models.Constraint(
        "CHECK (lot_res_id = 0 OR product_res_id IS NOT NULL AND product_name IS NOT NULL)",
        "An event of a lot names its product.",
    )
    # also what keeps a chain from forking
    _by_position = models.UniqueIndex(
        "(lot_res_id, position)", "Two sessions wrote to one lot at the same time. Try again."
    )
    _by_time = models.Index("(at, id)")
    _renamed = models.Index("(lot_res_id) WHERE kind = 'renamed'")

    def _auto_init(self):
        if table_exists(self.env.cr, self._table):
            self._chain_old_events()
            self._fill_empty_columns()
        return super()._auto_init()

    def _chain_old_events(self):
        if not column_exists(self.env.cr, self._table, "hash"):
            for statement in ledger_sql.chain_old_events():
                self.env.cr.execute(statement)

    def _fill_empty_columns(self):
        rows = self.env.execute_query(
            SQL(
                "SELECT 1 FROM pg_attribute WHERE attrelid = %s::regclass"
                " AND attname = 'user_name' AND NOT attnotnull",
                self._table,
            )
        )
        if rows:
            for statement in ledger_sql.fill_empty_columns():
                self.env.cr.execute(statement)

    @api.model
    def _record(self, lots, kind, changes=None, **facts):
        """Append one event per lot, in one statement, and return their ids.

        :param lots: recordset of stock.lot (names are copied, so call before a deletion)
        :param kind: one of :data:`KINDS`
        :param changes: ``{lot id: (old, new)}``, two dicts of plain values
        :param facts: what holds for every lot: document, quantity, partner, a ``per_lot`` dict
            ``{lot id: facts}``…
        """
        if not lots:
            return []
        provenance = get_provenance(self.env)
        common = {
            "kind": kind,
            "at": self.env.cr.now().replace(microsecond=0),
            "source": provenance.source,
            "reason": provenance.reason,
            "document": provenance.document,
        }
        per_lot = facts.pop("per_lot", {})
        rows = [
            self._prepare_event_row(
                lot, {**common, **facts, **per_lot.get(lot.id, {})}, (changes or {}).get(lot.id)
            )
            for lot in lots.sudo()  # sudo: names of product and company, to be copied as words
        ]
        return self._append(lots, rows)

    @api.model
    def _prepare_event_row(self, lot, facts, change):
        old, new = change or ({}, {})
        user, company = self.env.user, lot.company_id or self.env.company
        payload = canonical(
            {
                **{key: value for key, value in facts.items() if value not in (None, False, "")},
                "lot": {"id": lot.id, "name": lot.name},
                "product": {"id": lot.product_id.id, "name": lot.product_id.display_name},
                "company": {"id": company.id, "name": company.name},
                "by": {"id": user.id, "name": user.name},
                **({"old": old} if old else {}),
                **({"new": new} if new else {}),
            }
        )
        return (
            lot.id, lot.name, lot.product_id.id, lot.product_id.display_name, company.id,
            facts["kind"], facts["at"], user.id, user.name, payload,
        )  # fmt: skip

    @api.model
    def _append(self, lots, rows):
        """Chain `rows` onto the events of `lots`."""
        added = self._chain(lots.ids, rows)
        lots.invalidate_recordset(["event_tally", "last_hash"], flush=False)
        return added

    @api.model
    def _chain(self, lot_ids, rows):
        """Chain `rows` onto the events of these lots; rows and new tips are one statement."""
        Tip = self.env["stock.lot.tip"]
        tips = dict.fromkeys(lot_ids, (0, ""))
        tips.update(Tip._read_tips(lot_ids, lock=True))
        links = grow(tips, [(row[0], row[-1]) for row in rows])
        rows = [
            (*row, position, HASH_VERSION, previous_hash, digest)
            for row, (position, previous_hash, digest) in zip(rows, links, strict=True)
        ]
        added = self.env.execute_query(
            SQL(
                "WITH added AS (%s), moved AS (%s) SELECT id FROM added",
                self._get_insert_sql(COLUMNS, rows),
                Tip._get_move_sql(tips),
            )
        )
        return [row[0] for row in added]
