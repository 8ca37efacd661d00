import io
import json

from odoo import fields, models
from odoo.tools import SQL

from ..tools import lot_table
from .provenance import Provenance, with_provenance
from .stock_lot_import_messages import describe

RANKS = {"error": 0, "warning": 1, "ok": 2}
# one place where rows become lines: the columns and how each is taken from an ImportRow
COPY = (
    "COPY stock_lot_import_line (import_id, number, rank, level, action, lot_name, lot_id,"
    " product_text, product_id, expiration_day, production_date, quantity, location_text,"
    " issues, has_conflict, decision) FROM STDIN"
)
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
CONFLICTS = {"expiry_conflict", "expiry_kept", "expiry_taken"}


class StockLotImport(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The aspect that checks: stages the rows and counts what would happen. Writes no lot."""

    _inherit = "stock.lot.import"

    unknown_product = fields.Selection(
        [("create", "Create them"), ("skip", "Leave their rows out"), ("error", "Show as errors")],
        default="error",
        required=True,
    )
    existing_lot = fields.Selection(
        [
            ("skip", "Leave them as they are"),
            ("update", "Update them from the file"),
            ("error", "Show as errors"),
        ],
        default="skip",
        required=True,
    )
    expiry_conflict = fields.Selection(
        [("keep", "Keep ours"), ("take", "Take the file's"), ("line", "Decide for each lot below")]
    )
    without_number = fields.Selection(
        [("skip", "Leave them out"), ("product", "Take their products and quantities")],
        default="skip",
        required=True,
    )
    set_quantities = fields.Boolean(
        "Set the quantities on hand",
        help="The quantities of the file become the stock, as an ordinary inventory adjustment.",
    )
    unknown_location = fields.Selection(
        [("create", "Create them"), ("error", "Show as errors")], default="error", required=True
    )
    unknown_supplier = fields.Selection(
        [("create", "Create them"), ("skip", "Leave the supplier empty")],
        default="skip",
        required=True,
    )
    unknown_product_count = fields.Integer(readonly=True, copy=False)
    unknown_location_count = fields.Integer(readonly=True, copy=False)
    unknown_supplier_count = fields.Integer(readonly=True, copy=False)
    known_lot_count = fields.Integer(readonly=True, copy=False)
    conflict_count = fields.Integer(readonly=True, copy=False)
    without_number_count = fields.Integer(readonly=True, copy=False)
    quantity_count = fields.Integer(readonly=True, copy=False)
    checked_at = fields.Datetime(readonly=True, copy=False)

    def _validate(self, propose=False):
        """Check every row against what is known now, and return the rows. Writes no lot.

        :param propose: answer the questions that nobody has answered yet
        """
        self.ensure_one()
        rows = self._get_rows(self._get_table())
        decisions = self._get_decisions()
        for row in rows:
            row.decision = decisions.get(row.number)
        self._resolve(rows)
        if propose:
            self._propose_answers(rows)
        self._judge(rows)
        self._stage(rows)
        vals = self._prepare_counts(rows)
        vals["content_key"] = self._get_content_key()
        if self.state in ("columns", "failed"):
            vals["state"] = "check"
        with_provenance(self, Provenance("import", decides=True)).write(vals)
        return rows

    def _propose_answers(self, rows):
        """Answer for a newcomer: where no product is known, everything in the file is new.

        Where some are known, nothing is created and no stock is set unless somebody asks.
        """
        remembered = self._find_remembered(self.header_key)
        if remembered:
            names = ("existing_lot", "unknown_product", "without_number", "set_quantities",
                     "unknown_location", "unknown_supplier")  # fmt: skip
            self.write({name: remembered[name] for name in names})
            return
        if any(row.product_id for row in rows) or not self._may_create_products():
            return
        stock = self._may_set_quantities() and self._has_column("quantity")
        self.write(
            {
                "unknown_product": "create",
                "without_number": "product",
                "set_quantities": stock,
                "unknown_location": "create" if stock else "error",
            }
        )

    def _get_decisions(self):
        decided = self.env["stock.lot.import.line"].search_fetch(
            [("import_id", "=", self.id), ("decision", "!=", False)], ["number", "decision"]
        )
        return {line.number: line.decision for line in decided}

    def _stage(self, rows):
        """Replace the lines by these rows, with one COPY."""
        self.env.flush_all()
        self.env.execute_query(
            SQL("DELETE FROM stock_lot_import_line WHERE import_id = %s", self.id)
        )
        lines = "".join(self._get_copy_line(row) for row in rows)
        self.env.cr.copy_expert(COPY, io.StringIO(lines))
        self.env["stock.lot.import.line"].invalidate_model()
        self.invalidate_recordset(["line_ids"])

    def _get_copy_line(self, row):
        codes = {issue["code"] for issue in row.issues}
        level = row.level
        product = " ".join(
            text for name in ("product_code", "product_name") if (text := row.get(name))
        )
        cells = (
            self.id, row.number, RANKS[level], level, row.action, row.get("name"), row.lot_id,
            product or row.get("product_barcode"), row.product_id, row.get("expiration_date"),
            row.get("production_date"), row.get("quantity"), row.get("location"),
            json.dumps(row.issues) if row.issues else None,
            "t" if codes & CONFLICTS else "f", row.decision,
        )  # fmt: skip
        return "\t".join([_escape(cell) for cell in cells]) + "\n"

    def _prepare_counts(self, rows):
        actions = [row.action for row in rows]
        codes = [{issue["code"] for issue in row.issues} for row in rows]
        return {
            "row_count": len(rows),
            "create_count": actions.count("create") + actions.count("revive"),
            "update_count": actions.count("update"),
            "same_count": actions.count("same"),
            "product_row_count": actions.count("product"),
            "skip_count": actions.count("skip"),
            "error_count": actions.count("error"),
            "warning_count": sum(row.level == "warning" for row in rows),
            "unknown_product_count": len({row.key for row in rows if row.key}),
            "unknown_location_count": len(
                {row.get("location") for row in rows if not row.location_id} - {None}
            ),
            "unknown_supplier_count": len(
                {row.get("supplier") for row in rows if not row.supplier_id} - {None}
            ),
            "known_lot_count": len({row.lot_id for row in rows if row.action != "revive"} - {None}),
            "conflict_count": sum(bool(found & CONFLICTS) for found in codes),
            "without_number_count": sum(not row.get("name") and not row.aside for row in rows),
            "quantity_count": sum(row.get("quantity") is not None for row in rows),
            "checked_at": fields.Datetime.now(),
            "problem": False,
        }

    def _get_marked_file(self):
        """Return the file as XLSX bytes, with what is wrong marked."""
        columns = {column.field_name: column.index for column in self.column_ids}
        lines = self.env["stock.lot.import.line"].search_fetch(
            [("import_id", "=", self.id), ("level", "in", ("error", "warning"))],
            ["number", "issues"],
        )
        marks = [
            lot_table.Mark(
                line.number,
                columns.get(issue["field"]),
                issue["level"],
                " ".join(describe(self.env, issue)).strip(),
            )
            for line in lines
            for issue in line.issues
        ]
        return lot_table.marked_workbook(self._get_table(), marks, labels=self._get_labels())

    def _get_labels(self):
        return lot_table.Labels(
            sheet=self.env._("Lots"),
            row=self.env._("Row"),
            problem=self.env._("Problem"),
            notes=self.env._("Notes"),
            help=self.env._("Help"),
            column=self.env._("Column"),
            example=self.env._("Example"),
        )


def _escape(cell):
    if cell is None:
        return "\\N"
    return str(cell).translate(ESCAPES)
