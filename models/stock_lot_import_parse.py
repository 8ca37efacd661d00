import base64
import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..tools import lot_table
from ..tools.import_rows import DATES, NUMBERS, read_rows
from ..tools.import_scans import COLUMN, holds_codes
from ..tools.table_errors import MESSAGES
from .provenance import Provenance, with_provenance

SAMPLES = 3
PRODUCT_FIELDS = {"product_code", "product_name", "product_barcode"}


class StockLotImport(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The aspect that reads the file: its columns, what they mean, how dates are written."""

    _inherit = "stock.lot.import"

    date_order = fields.Selection(
        [
            ("dmy", "Day first: 31/01/2025"),
            ("mdy", "Month first: 01/31/2025"),
            ("ymd", "Year first: 2025/01/31"),
        ],
        compute="_compute_date_order",
        store=True,
        readonly=False,
    )
    date_example = fields.Char(compute="_compute_date_example")
    date_unclear = fields.Boolean(compute="_compute_date_example")
    decimal_mark = fields.Selection(
        [("auto", "As each number shows"), (".", "Point: 1234.5"), (",", "Comma: 1234,5")],
        default="auto",
        required=True,
    )
    file_facts = fields.Char("Read as", readonly=True, copy=False)
    header_key = fields.Char(readonly=True, copy=False)
    marked_file = fields.Binary(compute="_compute_marked_file")

    @api.depends("column_ids.field_name", "column_ids.date_order")
    def _compute_date_order(self):
        for document in self:
            orders = document._get_date_orders()
            if orders:
                (order,) = orders if len(orders) == 1 else [False]
                document.date_order = order if order in lot_table.ORDERS else False

    def _get_date_orders(self):
        """Return what the date columns say: a set of orders, "ambiguous" or "mixed".

        Columns whose dates are the same in every order only count where no other column does.
        """
        columns = self.column_ids.filtered(
            lambda column: column.field_name in DATES and column.date_order not in ("none", False)
        )
        telling = columns.filtered(
            lambda column: column.date_order != "ymd"
            or lot_table.order_matters(column.date_sample or "")
        )
        return set((telling or columns).mapped("date_order"))

    @api.depends("date_order", "column_ids.field_name", "column_ids.date_sample")
    def _compute_date_example(self):
        for document in self:
            columns = document.column_ids.filtered(lambda column: column.field_name in DATES)
            texts = [text for text in columns.mapped("date_sample") if text]
            unclear = document._get_date_orders()
            document.date_unclear = bool(unclear) and not document.date_order
            document.date_example = texts and document._explain_date(texts[0])

    def _explain_date(self, text):
        try:
            day = lot_table.parse_date(text, self.date_order or None)
        except lot_table.TableError as error:
            return self._get_file_message(error)
        return f"{text} → {format_date(self.env, day, date_format='d MMMM yyyy')}"

    def _compute_marked_file(self):
        for document in self:
            document.marked_file = document.file and base64.b64encode(document._get_marked_file())

    def _parse(self):
        """Read the file and propose what its columns mean; the next step is Columns."""
        self.ensure_one()
        self._require_state("file")
        if not self.file:
            raise UserError(self.env._("Choose a file first: CSV, XLSX or XLS."))
        table = self._get_table()
        header_key = self._get_header_key(table.headers)
        remembered = self._find_remembered(header_key)
        decider = with_provenance(self, Provenance("import", decides=True))
        decider.column_ids.unlink()
        decider.write(
            {
                "state": "columns",
                "problem": False,
                "header_key": header_key,
                "file_facts": self._get_facts_text(table),
                "decimal_mark": remembered.decimal_mark or "auto",
                "column_ids": [
                    fields.Command.create(vals)
                    for vals in self._prepare_columns_vals(table, remembered)
                ],
            }
        )
        if remembered.date_order and self.date_unclear:
            self.date_order = remembered.date_order

    def _get_table(self):
        """Return the file as a lot_table.Table, or raise what is wrong with it in words."""
        content = base64.b64decode(self.with_context(bin_size=False).file or b"")
        if self.request_key:
            return self._get_rows_table(json.loads(content))
        try:
            return lot_table.read_table(content, self.filename or "file")
        except lot_table.TableError as error:
            raise UserError(self._get_file_message(error)) from error

    def _get_file_message(self, error):
        text = self.env._(MESSAGES[error.code])
        return text % error.params

    @api.model
    def _get_header_key(self, headers):
        names = sorted(lot_table.normalise(header) for header in headers)
        return hashlib.sha256(json.dumps(names).encode()).hexdigest()

    def _find_remembered(self, header_key):
        """Return the last import of this source with the same columns, or none."""
        return self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("source", "=", self.source),
                ("header_key", "=", header_key),
                ("state", "in", ("check", "running", "done", "undone")),
                ("id", "!=", self.id),
            ],
            limit=1,
        )

    def _prepare_columns_vals(self, table, remembered):
        known = {
            lot_table.normalise(column.header): column.field_name
            for column in remembered.column_ids
        }
        guessed = lot_table.guess_fields(table.headers)
        columns = []
        for index, header in enumerate(table.headers):
            cells = [row.cells[index] for row in table.rows]
            order = lot_table.detect_date_order(cells)
            proposed = known.get(lot_table.normalise(header)) if remembered else guessed.get(index)
            if not remembered and COLUMN not in guessed.values() and holds_codes(cells):
                proposed = guessed[index] = COLUMN
            columns.append(
                {
                    "index": index,
                    "header": header or self.env._("Column %(number)s", number=index + 1),
                    "samples": " · ".join(self._get_samples(cells)),
                    "field_name": proposed or False,
                    "proposed": proposed or False,
                    "remembered": bool(remembered),
                    "date_order": order.order,
                    "date_sample": order.other or order.example or False,
                }
            )
        return columns

    @api.model
    def _get_samples(self, cells):
        texts = {}
        for cell in cells:
            text = lot_table.cell_text(cell)
            if text and text not in texts:
                texts[text] = f"{text[:40]}…" if len(text) > 40 else text
                if len(texts) == SAMPLES:
                    break
        return texts.values()

    def _get_facts_text(self, table):
        facts = table.facts
        parts = [facts.format.upper()]
        if facts.encoding:
            parts.append(facts.encoding.upper())
        if facts.sheet:
            parts.append(self.env._("sheet “%(name)s”", name=facts.sheet))
        parts.append(self.env._("%(count)s rows", count=len(table.rows)))
        if len(facts.sheets) > 1:
            others = ", ".join(name for name in facts.sheets if name != facts.sheet)
            parts.append(self.env._("other sheets are not read: %(names)s", names=others))
        return " · ".join(parts)

    def _check_columns(self):
        """Refuse to go on while the columns do not say enough, or say it twice."""
        self._require_state("columns")
        labels = dict(self.env["stock.lot.import.column"]._fields["field_name"].selection)
        meant = [column.field_name for column in self.column_ids if column.field_name]
        for field_name in meant:
            if meant.count(field_name) > 1:
                raise UserError(
                    self.env._(
                        "Two columns mean “%(field)s”. Leave one of them empty.",
                        field=labels[field_name],
                    )
                )
        if COLUMN in meant:
            return self._check_dates_clear()
        if not PRODUCT_FIELDS & set(meant):
            raise UserError(self.env._("Say which column names the product: code or name."))
        if "name" not in meant:
            raise UserError(self.env._("Say which column has the lot numbers."))
        return self._check_dates_clear()

    def _check_dates_clear(self):
        if self.date_unclear:
            raise UserError(
                self.env._(
                    "The dates can be read in two ways. Choose whether day or month comes first."
                )
            )

    def _get_mapping(self):
        """Return ``{column index: field}``."""
        return {column.index: column.field_name for column in self.column_ids if column.field_name}

    def _get_rows(self, table):
        return read_rows(table, self._get_mapping(), self.date_order or None, self.decimal_mark)

    def _get_content_key(self):
        """Return what recognises the same file with the same meaning and the same answers.

        A request is recognised by its own key: what a system sends again later counts again.
        """
        content = base64.b64decode(self.with_context(bin_size=False).file or b"")
        meaning = [sorted(self._get_mapping().items()), self.date_order, self.decimal_mark]
        meaning += [self.set_quantities, self.existing_lot, self.request_key or ""]
        digest = hashlib.sha256(json.dumps(meaning).encode())
        digest.update(content)
        return digest.hexdigest()

    def _has_column(self, *names):
        return bool(set(names) & set(self._get_mapping().values()))

    def _has_numbers(self):
        return self._has_column(*NUMBERS)
