"""Tables of lots in files: the face of the `table_*` modules. Import only from here.

>>> table = read_table(b"Lot;Expiry\\n0898984;31/12/2025\\n", "lots.csv")
>>> columns = guess_fields(table.headers)
>>> columns
{0: 'name', 1: 'expiration_date'}
>>> order = detect_date_order(row.cells[1] for row in table.rows).chosen
>>> [(text_number(row.cells[0]), parse_date(row.cells[1], order)) for row in table.rows]
[('0898984', datetime.date(2025, 12, 31))]
"""

from .table_date_order import DateOrder, detect_date_order, order_matters
from .table_dates import ORDERS, Day, parse_date, read_date
from .table_errors import MESSAGES, WARNINGS, TableError, message
from .table_fields import FIELDS, guess_fields, normalise
from .table_keys import file_key, rows_key
from .table_numbers import DecimalMark, detect_decimal, parse_number, parse_quantity
from .table_reader import cell_text, read_table
from .table_shape import LIMITS, Facts, Issue, Limits, Row, Table
from .table_text import clean_text, is_blank, is_placeholder, safe_cell, text_number
from .table_workbook import Labels, Mark, marked_workbook, template_workbook

__all__ = [
    "FIELDS",
    "LIMITS",
    "MESSAGES",
    "ORDERS",
    "WARNINGS",
    "DateOrder",
    "Day",
    "DecimalMark",
    "Facts",
    "Issue",
    "Labels",
    "Limits",
    "Mark",
    "Row",
    "Table",
    "TableError",
    "cell_text",
    "clean_text",
    "detect_date_order",
    "detect_decimal",
    "file_key",
    "guess_fields",
    "is_blank",
    "is_placeholder",
    "marked_workbook",
    "message",
    "normalise",
    "order_matters",
    "parse_date",
    "parse_number",
    "parse_quantity",
    "read_date",
    "read_table",
    "rows_key",
    "safe_cell",
    "template_workbook",
    "text_number",
]
