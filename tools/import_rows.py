"""Rows of a table of lots into typed rows of an import: one converter per field, no database.

A cell that cannot be read becomes an issue of its row and counts as empty.
"""

import re

from . import lot_table
from .import_scans import COLUMN, read_code, take_codes_apart
from .table_asides import find_asides
from .table_errors import TableError
from .table_text import is_half

DATES = {
    "expiration_date": "last",
    "best_before_date": "last",
    "removal_date": "last",
    "alert_date": "last",
    "production_date": "first",
    "retest_date": "last",
    "received_date": "first",
}
NUMBERS = ("quantity", "weight")
CODES = ("name", "supplier_lot_ref", "ref", "product_code", "product_barcode")
LONGEST_TEXT = {"description": 5_000}
LONGEST = 250
BREAKS = re.compile(r"\s*[\n\r\t]\s*")
HEADER_UNIT = re.compile(r"[(\[]\s*([^\W\d_]{1,12})\s*[)\]]")


class ImportRow:
    """One row on its way into the database: what it says, what was found, what will happen."""

    __slots__ = (
        "action", "aside", "changes", "decision", "expiry", "first", "issues", "key",
        "location_id", "lot_id", "number", "product_id", "scanned", "supplier_id", "units",
        "uom_id", "values",
    )  # fmt: skip

    def __init__(self, number):
        self.number = number
        self.values = {}
        self.units = {}  # what stands behind the number of a field: "kg" of "12.4 kg"
        self.issues = []
        self.aside = None  # (code, text) where the row seems to be no lot: a total, a note
        self.product_id = self.lot_id = self.location_id = self.supplier_id = self.uom_id = None
        self.key = self.decision = self.first = self.changes = self.expiry = None
        self.scanned = None  # the elements of a GS1 code
        self.action = "create"

    def get(self, field):
        """Return the typed value of a field, None when the cell is empty or has no column."""
        return self.values.get(field)

    def tell(self, code, field=None, level="error", **params):
        """Add an issue; `params` are plain values for its message."""
        self.issues.append({"code": code, "field": field, "level": level, "params": params})

    @property
    def level(self):
        """The worst level of the issues: error, warning or ok."""
        levels = {issue["level"] for issue in self.issues}
        return "error" if "error" in levels else "warning" if "warning" in levels else "ok"


def read_rows(table, fields, order=None, decimal="auto"):
    """Return the ImportRows of a table.

    fields: {column index: field}; order, decimal: as `parse_date` and `parse_number` want them;
    with "auto" the numbers of a column are read as the clear ones among them are.

    >>> table = lot_table.read_table(b"Lot,Expiry,Qty\\n007,31/12/2025,-\\n", "lots.csv")
    >>> row = read_rows(table, {0: "name", 1: "expiration_date", 2: "quantity"})[0]
    >>> row.values["name"], row.values["expiration_date"].isoformat(), row.level
    ('007', '2025-12-31', 'ok')
    """
    rows = [ImportRow(row.number) for row in table.rows]
    by_number = {row.number: row for row in rows}
    for issue in table.issues:
        row = by_number.get(issue.row)
        if row:
            level = "warning" if issue.code in lot_table.WARNINGS else "error"
            row.tell(issue.code, fields.get(issue.column), level, **issue.params)
    for column, field in fields.items():
        convert = _get_converter(field, order, _get_decimal(table, column, field, decimal))
        unit = HEADER_UNIT.search(table.headers[column]) if field == "weight" else None
        for row, (_number, cells) in zip(rows, table.rows, strict=True):
            cell = cells[column]
            if cell is not None:
                _convert(row, field, cell, convert)
            if unit and row.get(field):
                row.units.setdefault("header", unit[1])
    take_codes_apart(rows)
    _set_asides(by_number, table, fields)
    return rows


def _set_asides(by_number, table, fields):
    if table.facts.format != "json":  # what a system sends as rows are rows
        for number, aside in find_asides(table, fields).items():
            by_number[number].aside = aside


def _get_decimal(table, column, field, decimal):
    """Return the decimal mark of a column: as chosen, else as its numbers show."""
    if field not in NUMBERS or decimal != "auto":
        return decimal
    return lot_table.detect_decimal([row.cells[column] for row in table.rows]).chosen


def _convert(row, field, cell, convert):
    try:
        value, warning = convert(cell)
    except TableError as error:
        row.tell(error.code, field, **error.params)
        return
    if warning:
        day = value.isoformat() if hasattr(value, "isoformat") else str(value)
        row.tell(warning, field, "warning", value=lot_table.cell_text(cell)[:100], day=day)
    if field in NUMBERS:
        value, unit = value
        row.units |= {field: unit} if unit else {}
    if value is not None and value != "":
        row.values[field] = value


def _get_converter(field, order, decimal):
    """Return a function of a cell that returns (value, code of a warning or None)."""
    if field in DATES:
        month = DATES[field]
        return lambda cell: lot_table.read_date(cell, order, month=month) or (None, None)
    if field in NUMBERS:
        return lambda cell: (lot_table.parse_quantity(cell, decimal), None)
    if field == "name":
        return lambda cell: (read_code(cell) or lot_table.text_number(cell), None)
    if field == COLUMN:
        return lambda cell: (lot_table.cell_text(cell).strip(), None)
    if field in CODES:
        return lambda cell: (lot_table.text_number(cell), None)
    limit = LONGEST_TEXT.get(field, LONGEST)
    return lambda cell: (_read_text(cell, limit, field == "description"), None)


def _read_text(cell, limit, lines):
    if lot_table.is_blank(cell):
        return ""
    text = lot_table.clean_text(lot_table.cell_text(cell))
    if not lines:  # a name that an export wrote in two lines is one name
        text = BREAKS.sub(" ", text)
    if len(text) > limit:
        raise TableError("text_too_long", value=text[:20], length=len(text), limit=limit)
    if any((char < " " and char not in "\n\r\t") or is_half(char) for char in text):
        shown = "".join(char if char.isprintable() else "␣" for char in text[:40])
        raise TableError("control_character", value=shown)
    return text
