from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from .provenance import Provenance, get_provenance, with_provenance

BACKGROUND_ROWS = 2_000
STATES = [
    ("file", "File"),
    ("columns", "Columns"),
    ("check", "Check"),
    ("running", "Import"),
    ("failed", "Failed"),
    ("done", "Done"),
    ("undone", "Undone"),
]
GUARDED = {
    "state", "content_key", "request_key", "payload_key", "done_at", "lot_ids", "product_ids",
    "location_ids", "partner_ids", "move_ids", "name", "user_id", "undone_at", "lot_count",
}  # fmt: skip


class StockLotImport(models.Model):
    """An import of lots: a document with a file, its columns, its rows, and a way back.

    Here stand its facts and steps. It never guesses what is not unique: that becomes an error
    of a row, and a document is applied whole or not at all.
    """

    _name = "stock.lot.import"
    _description = "Lot Import"
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(readonly=True, default=lambda self: self.env._("New"), copy=False)
    source = fields.Char(
        default=lambda self: self.env._("Warehouse export"),
        required=True,
        help="Where the file comes from. Columns chosen once are remembered for it.",
    )
    state = fields.Selection(STATES, default="file", required=True, readonly=True, copy=False)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    user_id = fields.Many2one(
        "res.users", "Imported by", default=lambda self: self.env.user, readonly=True
    )
    file = fields.Binary(attachment=True, copy=False)
    filename = fields.Char(copy=False)
    column_ids = fields.One2many("stock.lot.import.column", "import_id", copy=False)
    line_ids = fields.One2many("stock.lot.import.line", "import_id", readonly=True, copy=False)

    content_key = fields.Char(readonly=True, copy=False)
    request_key = fields.Char(readonly=True, copy=False)
    payload_key = fields.Char(readonly=True, copy=False)
    row_count = fields.Integer("Rows", readonly=True, copy=False)
    create_count = fields.Integer("Lots to create", readonly=True, copy=False)
    update_count = fields.Integer("Lots to update", readonly=True, copy=False)
    same_count = fields.Integer("Lots that stay", readonly=True, copy=False)
    product_row_count = fields.Integer("Rows with a product only", readonly=True, copy=False)
    skip_count = fields.Integer("Rows left out", readonly=True, copy=False)
    error_count = fields.Integer("Rows with errors", readonly=True, copy=False)
    warning_count = fields.Integer("Rows with warnings", readonly=True, copy=False)
    problem = fields.Text(readonly=True, copy=False)
    done_at = fields.Datetime("Imported on", readonly=True, copy=False)
    undone_at = fields.Datetime("Undone on", readonly=True, copy=False)
    lot_ids = fields.Many2many("stock.lot", readonly=True, copy=False)
    lot_count = fields.Integer("Lots", readonly=True, copy=False)
    product_ids = fields.Many2many(
        "product.product", string="Created products", readonly=True, copy=False,
        context={"active_test": False},
    )  # fmt: skip
    location_ids = fields.Many2many("stock.location", readonly=True, copy=False)
    partner_ids = fields.Many2many("res.partner", readonly=True, copy=False)
    move_ids = fields.Many2many("stock.move", readonly=True, copy=False)
    earlier_id = fields.Many2one("stock.lot.import", compute="_compute_earlier_id")
    earlier_text = fields.Char(compute="_compute_earlier_id")

    _request_unique = models.UniqueIndex(
        "(company_id, source, request_key) WHERE request_key IS NOT NULL",
        "This key was used for another import a moment ago. Send the same request again.",
    )
    _content_unique = models.UniqueIndex(
        "(company_id, content_key) WHERE state = 'done'",
        "This file has just been imported by somebody else. Open the list of imports.",
    )

    @api.depends("content_key", "state", "company_id")
    def _compute_earlier_id(self):
        for document in self:
            earlier = document._find_earlier()
            document.earlier_id = earlier
            document.earlier_text = earlier and self.env._(
                "This file was imported on %(day)s by %(person)s: %(count)s lots. "
                "Nothing needs to be done.",
                day=format_datetime(self.env, earlier.done_at),
                person=earlier.user_id.name,
                count=earlier.lot_count,
            )

    def _find_earlier(self):
        """Return the import that already did what this one would do, or none."""
        self.ensure_one()
        if self.state == "done" or not self.content_key:
            return self.browse()
        return self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("content_key", "=", self.content_key),
                ("state", "=", "done"),
            ],
            limit=1,
        )

    @api.model_create_multi
    def create(self, vals_list):
        decides = get_provenance(self.env).decides
        if not decides and any(vals.keys() & GUARDED for vals in vals_list):
            self._refuse_guarded()
        # said in the values, so that no default_… key of the context can say otherwise
        start = {name: False for name in GUARDED if not name.endswith("_ids")}
        start |= {name: [] for name in GUARDED if name.endswith("_ids")}
        start |= {"state": "file", "user_id": self.env.uid}
        next_name = self.env["ir.sequence"].next_by_code
        return super().create(
            [{**start, **vals, "name": next_name("stock.lot.import")} for vals in vals_list]
        )

    def write(self, vals):
        if vals.keys() & GUARDED and not get_provenance(self.env).decides:
            self._refuse_guarded()
        return super().write(vals)

    def _refuse_guarded(self):
        raise UserError(
            self.env._("The steps of an import are taken with its buttons, not by writing fields.")
        )

    def _mark(self, vals):
        """Write guarded fields of the document; only its verbs do."""
        with_provenance(self, Provenance("import", decides=True)).write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        if self.filtered(lambda document: document.state in ("running", "done", "undone")):
            raise UserError(
                self.env._(
                    "An import that was carried out is kept: it says where its lots come from. "
                    "Undo it instead."
                )
            )

    def action_continue(self):
        """Read the file, then check its rows: from one step to the next."""
        self.ensure_one()
        if self.state == "file":
            self._parse()
        elif self.state == "columns":
            self._check_columns()
            self._validate(propose=True)
        return True

    def action_check(self):
        """Check the rows again with the answers as they are now. Writes nothing but this."""
        self.ensure_one()
        self._require_state("check", "failed")
        self._validate()
        return True

    def action_back(self):
        """Go one step back: to the columns, or to the file."""
        self.ensure_one()
        self._require_state("columns", "check", "failed")
        self._mark({"state": "file" if self.state == "columns" else "columns", "problem": False})
        return True

    def action_import(self):
        """Import now, or in the background when there are many rows."""
        self.ensure_one()
        self._require_state("check", "failed")
        if self.earlier_id:
            return self.earlier_id.action_open_lots()
        self._check_may_apply()
        if self.row_count > BACKGROUND_ROWS:
            self._mark({"state": "running", "user_id": self.env.uid, "problem": False})
            self.env.ref("stock_lot_lifecycle.stock_lot_import_cron")._trigger()
            return True
        self._apply()
        return True

    def action_undo(self):
        """Take back what this import did, as long as nothing has used it."""
        self.ensure_one()
        self._undo()
        return True

    def action_open_lots(self):
        """Open the lots of this import, whatever their status."""
        self.ensure_one()
        name = self.env._("Lots of %(document)s", document=self.name)
        return self.lot_ids._get_lots_action(name, [("id", "in", self.lot_ids.ids)])

    def action_open_earlier(self):
        """Open the lots of the import that already had this file."""
        return self.earlier_id.action_open_lots()

    def action_download_marks(self):
        """Download the rows with what is wrong marked in colour beside them."""
        self.ensure_one()
        name = (self.filename or self.name).rpartition(".")[0] or self.name
        return {
            "type": "ir.actions.act_url",
            "target": "download",
            "url": f"/web/content/stock.lot.import/{self.id}/marked_file/{name}-marked.xlsx"
            "?download=true",
        }

    def _require_state(self, *states):
        if self.state not in states:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(document)s is at the step “%(state)s”; reload the page to see it.",
                    document=self.name,
                    state=labels[self.state],
                )
            )
