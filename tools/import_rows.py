"""Rows of a table of lots into typed rows of an import: one converter per field, no database.

A cell that cannot be read becomes an issue of its row and counts as empty.
"""

from . import lot_table
from .table_errors import TableError

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


class ImportRow:
    """One row on its way into the database: what it says, what was found, what will happen."""

    __slots__ = (
        "action", "changes", "decision", "expiry", "first", "issues", "key", "location_id",
        "lot_id", "number", "product_id", "supplier_id", "uom_id", "values",
    )  # fmt: skip

    def __init__(self, number):
        self.number = number
        self.values = {}
        self.issues = []
        self.product_id = self.lot_id = self.location_id = self.supplier_id = self.uom_id = None
        self.key = self.decision = self.first = self.changes = self.expiry = None
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

    fields: {column index: field}; order, decimal: as `parse_date` and `parse_number` want them.

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
        convert = _get_converter(field, order, decimal)
        for row, (_number, cells) in zip(rows, table.rows, strict=True):
            cell = cells[column]
            if cell is not None:
                _convert(row, field, cell, convert)
    return rows


def _convert(row, field, cell, convert):
    try:
        value, warning = convert(cell)
    except TableError as error:
        row.tell(error.code, field, **error.params)
        return
    if warning:
        day = value.isoformat() if hasattr(value, "isoformat") else str(value)
        row.tell(warning, field, "warning", value=lot_table.cell_text(cell)[:100], day=day)
    if value is not None and value != "":
        row.values[field] = value


def _get_converter(field, order, decimal):
    """Return a function of a cell that returns (value, code of a warning or None)."""
    if field in DATES:
        month = DATES[field]
        return lambda cell: lot_table.read_date(cell, order, month=month) or (None, None)
    if field == "quantity":
        return lambda cell: (lot_table.parse_quantity(cell, decimal)[0], None)
    if field == "weight":
        return lambda cell: (lot_table.parse_quantity(cell, decimal)[0], None)
    if field in CODES:
        return lambda cell: (lot_table.text_number(cell), None)
    limit = LONGEST_TEXT.get(field, LONGEST)
    return lambda cell: (_read_text(cell, limit, field == "description"), None)


def _read_text(cell, limit, lines):
    if lot_table.is_blank(cell):
        return ""
    text = lot_table.clean_text(lot_table.cell_text(cell))
    if len(text) > limit:
        raise TableError("text_too_long", value=text[:20], length=len(text), limit=limit)
    allowed = "\n\r\t" if lines else ""
    if any(char < " " and char not in allowed for char in text):
        shown = "".join(char if char.isprintable() else "␣" for char in text[:40])
        raise TableError("control_character", value=shown)
    return text
