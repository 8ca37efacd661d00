import base64
import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.lot_table import TableError, cell_text, read_table
from ..tools.result_rows import MOST_ROWS, NEEDED, clean_row, field_of, unknown_fields
from ..tools.table_errors import MESSAGES
from .provenance import Provenance, get_provenance, with_provenance

SHOWN = 50
CHOSEN = {"file", "filename", "source", "release", "company_id"}


class StockLotResultImport(models.Model):
    """Test results from a file or a laboratory system: all of them are entered, or none."""

    _name = "stock.lot.result.import"
    _description = "Import of Test Results"
    _order = "id desc"
    _rec_name = "filename"

    source = fields.Char(required=True, default=lambda self: self.env._("Laboratory"))
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    file = fields.Binary(attachment=True)
    filename = fields.Char()
    release = fields.Boolean(
        "Release what passed",
        help="Inspections that are complete and passed are decided at once; the others wait.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("failed", "Refused"), ("done", "Done")],
        default="draft",
        required=True,
        readonly=True,
    )
    request_key = fields.Char(readonly=True)
    payload_key = fields.Char(readonly=True)
    row_count = fields.Integer("Rows", readonly=True)
    answered_count = fields.Integer("Entered", readonly=True)
    same_count = fields.Integer("Known already", readonly=True)
    decided_count = fields.Integer("Released", readonly=True)
    problems = fields.Json(readonly=True)
    problem_words = fields.Text("What is wrong", compute="_compute_problem_words")
    inspection_ids = fields.Many2many("stock.lot.inspection", readonly=True)
    user_id = fields.Many2one(
        "res.users", "Imported by", readonly=True, default=lambda self: self.env.user
    )

    _once = models.UniqueIndex(
        "(company_id, source, request_key) WHERE request_key IS NOT NULL",
        "This request was received already.",
    )

    @api.depends("problems")
    def _compute_problem_words(self):
        for document in self:
            problems = document.problems or []
            lines = [
                self.env._("Row %(row)s: %(message)s", row=one["row"], message=one["message"])
                for one in problems[:SHOWN]
            ]
            if len(problems) > SHOWN:
                more = len(problems) - SHOWN
                lines.append(self.env._("… and %(count)s more rows", count=more))
            document.problem_words = "\n".join(lines)

    @api.model_create_multi
    def create(self, vals_list):
        self._check_keys(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_keys([vals])
        if not get_provenance(self.env).decides and "done" in self.mapped("state"):
            raise UserError(self.env._("These results are entered. Import another file."))
        return super().write(vals)

    @api.model
    def _check_keys(self, vals_list):
        if get_provenance(self.env).decides:
            return
        if any(vals.keys() - CHOSEN for vals in vals_list):
            raise AccessError(
                self.env._("Of an import of results you choose the file and where it comes from.")
            )

    def action_apply(self):
        """Enter the results of the file; where a row is wrong, none."""
        self.ensure_one()
        if self.state == "done":
            raise UserError(self.env._("These results are entered. Import another file."))
        self._run(self._read_file())
        return True

    def action_view_inspections(self):
        """Open the inspections whose results this entered."""
        actions = self.env["ir.actions.act_window"]
        action = actions._for_xml_id("stock_lot_lifecycle.stock_lot_inspection_action")
        return {**action, "domain": [("id", "in", self.inspection_ids.ids)], "context": {}}

    def _read_file(self):
        """Return the rows of the file as dicts of known fields.

        :raises UserError: there is no file, or it cannot be used as a whole
        """
        if not self.file:
            raise UserError(self.env._("Choose a file with test results first."))
        try:
            table = read_table(base64.b64decode(self.file), self.filename or "")
        except TableError as error:
            text = self.env._(MESSAGES[error.code])
            raise UserError(text % error.params) from error
        names = [field_of(header) for header in table.headers]
        missing = [name for name in NEEDED if name not in names]
        if missing or not {"lot", "inspection"} & set(names):
            raise UserError(
                self.env._(
                    "The file needs the columns Lot (or Inspection), Characteristic and Result. "
                    "It has: %(headers)s",
                    headers=", ".join(table.headers),
                )
            )
        return [
            {
                name: cell_text(cell)
                for name, cell in zip(names, row.cells, strict=False)
                if name and cell is not None
            }
            for row in table.rows
        ]

    @api.model
    def submit(self, rows, key, policy=None):
        """Enter test results that another system sends. All of them, or none.

        :param rows: list of dicts: ``lot`` (and ``product_code``) or ``inspection``,
            ``characteristic`` (its code), ``value``, and where needed ``sample``, ``unit``,
            ``operation``, ``tested_on`` (2026-01-31), ``analyst``, ``instrument``,
            ``uncertainty``, ``note``, ``repeat_reason``. Numbers with a decimal point.
        :param key: names this request, once per company and source. The same key with the same
            rows returns the first result and changes nothing; with others it is an error.
        :param policy: ``source``, ``release`` (decide what is complete and passed), ``dry_run``
        :return: ``{import_id, state, answered, same, decided, errors, inspection_ids}``; errors
            are ``[{row, code, message}]``, row from 1
        """
        policy = {} if policy is None else policy
        self._check_request(rows, key, policy)
        document = self._get_requested(rows, key, policy)
        if document.state != "done":
            document._run(rows, bool(policy.get("dry_run")))
        return document._get_result(bool(policy.get("dry_run")))

    @api.model
    def _get_requested(self, rows, key, policy):
        """Return the document of this request, a new one the first time it comes."""
        payload = json.dumps([rows, policy], sort_keys=True, default=str)
        own = {
            "company_id": self.env.company.id,
            "source": policy.get("source") or self.env._("Laboratory"),
            "request_key": key,
        }
        payload_key = hashlib.sha256(payload.encode()).hexdigest()
        document = self.search([(name, "=", value) for name, value in own.items()])
        if document and document.payload_key != payload_key:
            raise UserError(
                self.env._(
                    "The key “%(key)s” was used for other rows. Use a new key for each request.",
                    key=key,
                )
            )
        if document:
            return document
        rest = {"filename": key, "payload_key": payload_key, "user_id": self.env.uid}
        release = bool(policy.get("release"))
        made = self._as_system().create({**own, **rest, "release": release})
        return self.browse(made.id)

    @api.model
    def _check_request(self, rows, key, policy):
        self.check_access("create")
        words = ""
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            words = self.env._("Rows are a list of dicts.")
        elif not isinstance(key, str) or not key.strip():
            words = self.env._("Every request has a key, so that it is carried out once.")
        elif not isinstance(policy, dict):
            words = self.env._("The policy is a dict of choices.")
        elif unknown := unknown_fields(rows):
            words = self.env._("These are no fields: %(names)s", names=", ".join(unknown))
        elif strange := sorted(policy.keys() - {"source", "release", "dry_run"}):
            words = self.env._("These are no choices: %(names)s", names=", ".join(strange))
        if words:
            raise UserError(words)

    def _as_system(self):
        # sudo: what an import came to is written by its verb alone, which checked its caller
        return with_provenance(self.sudo(), Provenance("import", decides=True))

    def _run(self, rows, dry_run=False):
        """Judge all rows, and enter them unless one is wrong."""
        if not rows:
            raise UserError(self.env._("There is no row with a result. Nothing was entered."))
        if len(rows) > MOST_ROWS:
            raise UserError(
                self.env._(
                    "%(count)s rows are too many at once. Send %(most)s at most.",
                    count=len(rows),
                    most=MOST_ROWS,
                )
            )
        # numbers of files have a decimal point, whoever imports them
        Inspection = self.env["stock.lot.inspection"].with_context(lang=False)
        judged = Inspection._judge_rows([clean_row(row) for row in rows], self.company_id)
        outcome = {"row_count": len(rows), "problems": judged.problems or False}
        if judged.problems or dry_run:
            self._as_system().write({**outcome, "state": "failed" if judged.problems else "draft"})
            return
        answered = Inspection._enter(judged)
        inspections = judged.inspections
        decided = inspections._release_passed() if self.release else inspections.browse()
        self._as_system().write(
            {
                **outcome,
                "state": "done",
                "answered_count": answered,
                "same_count": judged.same,
                "decided_count": len(decided),
                "inspection_ids": [fields.Command.set(inspections.ids)],
            }
        )

    def _get_result(self, dry_run):
        result = {
            "import_id": self.id,
            "state": self.state,
            "answered": self.answered_count,
            "same": self.same_count,
            "decided": self.decided_count,
            "errors": self.problems or [],
            "inspection_ids": self.inspection_ids.ids,
        }
        if dry_run and self.state != "done":
            self._as_system().unlink()
            result["import_id"] = False
        return result
