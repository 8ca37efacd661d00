import io

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..tools.table_report import report_workbook

STATES = [
    ("running", "Running"),
    ("done", "Done"),
    ("failed", "Nothing changed"),
    ("stopped", "Stopped"),
]
LINE_STATES = [
    ("waiting", "Waiting"),
    ("changed", "Changed"),
    ("proposed", "Waits for a second person"),
    ("refused", "Refused"),
    ("left", "Left as it was"),
]


class StockLotStatusUpdate(models.Model):
    """A bulk decision that runs in the background, and what became of each lot.

    It decides nothing: it hands the lots to the verb in the name of the person who asked.
    """

    _name = "stock.lot.status.update"
    _description = "Update of Lot Statuses"
    _order = "id desc"
    _rec_name = "title"

    title = fields.Char(compute="_compute_title")
    state = fields.Selection(STATES, default="running", required=True, readonly=True)
    disposition_id = fields.Many2one(
        "stock.lot.disposition", "New status", required=True, readonly=True, ondelete="restrict"
    )
    reason = fields.Char(readonly=True)
    everything = fields.Boolean("All or nothing", readonly=True)
    user_id = fields.Many2one("res.users", "Asked by", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    company_ids = fields.Many2many("res.company", string="Companies", readonly=True)
    line_ids = fields.One2many("stock.lot.status.update.line", "update_id", readonly=True)
    lot_count = fields.Integer("Lots", compute="_compute_counts")
    changed_count = fields.Integer("Changed", compute="_compute_counts")
    refused_count = fields.Integer("Refused", compute="_compute_counts")
    waiting_count = fields.Integer("Waiting", compute="_compute_counts")
    progress = fields.Integer(compute="_compute_counts", help="Percent of the lots looked at.")
    problem = fields.Text(readonly=True)

    @api.depends("disposition_id", "create_date")
    def _compute_title(self):
        for document in self:
            document.title = self.env._(
                "%(status)s, update %(number)s",
                status=document.disposition_id.name or "",
                number=document.id or "",
            )

    @api.depends("line_ids.state")
    def _compute_counts(self):
        # sudo: counts of a document the reader sees
        rows = self.line_ids.browse().sudo()._read_group(
            [("update_id", "in", self.ids)], ["update_id", "state"], ["__count"]
        )
        counted = {(document.id, state): count for document, state, count in rows}
        for document in self:
            count = {state: counted.get((document.id, state), 0) for state, _name in LINE_STATES}
            document.lot_count = sum(count.values())
            document.changed_count, document.refused_count = count["changed"], count["refused"]
            document.waiting_count = count["waiting"]
            done = document.lot_count - document.waiting_count
            document.progress = 100 * done // max(document.lot_count, 1)

    @api.model
    def _submit(self, domain, disposition, reason, everything):
        """Return a new document for the lots of `domain`, which starts by itself."""
        Lot = self.env["stock.lot"]
        Lot.check_access("write")
        # sudo: only this verb makes such documents; it names who asked, and runs as them
        document = self.sudo().create(
            {
                "disposition_id": disposition.id,
                "reason": reason,
                "everything": everything,
                "user_id": self.env.uid,
                "company_id": self.env.company.id,
                "company_ids": self.env.companies.ids,
            }
        )
        document.line_ids._insert(document, Lot._search(domain, order="id"))
        document._wake()
        return document.with_env(self.env)

    def _wake(self):
        # sudo: the job belongs to the system
        self.env.ref("stock_lot_lifecycle.stock_lot_status_update_cron").sudo()._trigger()

    def action_stop(self):
        """Leave the lots that still wait as they are."""
        for document in self.filtered(lambda it: it.state == "running"):
            if document.user_id != self.env.user and not self.env.user.has_group(
                "stock.group_stock_manager"
            ):
                raise AccessError(
                    self.env._(
                        "Only %(user)s or an inventory manager may stop this.",
                        user=document.user_id.name,
                    )
                )
            document.sudo().state = "stopped"  # sudo: the document belongs to the system

    def action_open_lots(self):
        """Open the lots that changed."""
        self.ensure_one()
        changed = self.line_ids.filtered(lambda line: line.state == "changed")
        return self.env["stock.lot"]._get_lots_action(
            self.title, [("id", "in", changed.lot_id.ids)]
        )

    def action_open_lines(self):
        """Open what became of each lot, the refused ones first."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.title,
            "res_model": "stock.lot.status.update.line",
            "views": [(False, "list")],
            "domain": [("update_id", "=", self.id)],
            "context": {"create": False, "edit": False, "delete": False},
        }

    def action_download(self):
        """Download what became of each lot."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/stock_lot/status_update/{self.id}/report.xlsx",
            "target": "download",
        }

    def _get_report(self):
        """Return the report as XLSX bytes."""
        self.ensure_one()
        self.check_access("read")
        labels = self.line_ids.fields_get(attributes=["string", "selection"])
        names = ("lot_name", "product_id", "old_disposition_id", "state", "why")
        states = dict(labels["state"]["selection"])
        rows = (
            (
                line.lot_name,
                line.product_id.display_name,
                line.old_disposition_id.name,
                states[line.state],
                line.why,
            )
            for line in self.line_ids
        )
        buffer = io.BytesIO()
        report_workbook(buffer, [labels[name]["string"] for name in names], rows)
        return buffer.getvalue()


class StockLotStatusUpdateLine(models.Model):
    """One lot of a bulk decision: what it stood under when it was asked, and what became of it."""

    _name = "stock.lot.status.update.line"
    _description = "Lot of an Update of Statuses"
    _order = "update_id desc, state desc, id"
    _log_access = False

    update_id = fields.Many2one(
        "stock.lot.status.update", required=True, index=True, readonly=True, ondelete="cascade"
    )
    lot_id = fields.Many2one("stock.lot", readonly=True, index=True, ondelete="set null")
    lot_name = fields.Char("Lot / Serial Number", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True, ondelete="set null")
    old_disposition_id = fields.Many2one(
        "stock.lot.disposition", "Stood under", readonly=True, ondelete="set null"
    )
    state = fields.Selection(LINE_STATES, "Outcome", default="waiting", readonly=True)
    why = fields.Char("Because", readonly=True)

    _waiting = models.Index("(update_id, id) WHERE state = 'waiting'")

    @api.model
    def _insert(self, document, query):
        """Note the lots of `query` and what they stand under now, in one statement."""
        document.flush_recordset()
        self.env["stock.lot"].flush_model(["name", "product_id", "disposition_id"])
        lot = [
            SQL.identifier(query.table, name)
            for name in ("id", "name", "product_id", "disposition_id")
        ]
        self.env.execute_query(
            SQL(
                "INSERT INTO stock_lot_status_update_line"
                " (update_id, state, lot_id, lot_name, product_id, old_disposition_id) %s",
                query.select(SQL("%s", document.id), SQL("'waiting'"), *lot),
            )
        )
        self.invalidate_model()
