"""Life stories into XLSX: real dates and numbers, texts that can never become formulas."""

import datetime
import io

import xlsxwriter

from .table_workbook import CELL_LIMIT, HEADER_FILL, OPTIONS

LAST_ROW = 1_048_575  # below the header


def ledger_workbook(sheets):
    """Return XLSX bytes of `sheets`: ``(title, headers, rows)`` each.

    >>> content = ledger_workbook([("A", ["What"], [["=1+1"], [datetime.date(2026, 1, 2)]])])
    >>> import openpyxl
    >>> [cell.value for (cell,) in openpyxl.load_workbook(io.BytesIO(content))["A"].rows]
    ['What', '=1+1', datetime.datetime(2026, 1, 2, 0, 0)]
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        formats = {
            "header": book.add_format({"bold": True, "bg_color": HEADER_FILL}),
            "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        for title, headers, rows in sheets:
            _write_sheet(book.add_worksheet(title[:31]), headers, rows, formats)
    return buffer.getvalue()


def _write_sheet(sheet, headers, rows, formats):
    for column, header in enumerate(headers):
        sheet.write_string(0, column, header, formats["header"])
    widths = [len(header) + 3 for header in headers]
    line = 0
    for line, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            _write_cell(sheet, line, column, cell, formats)
            if line <= 200:
                widths[column] = max(widths[column], min(len(str(cell or "")) + 2, 50))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, line, len(headers) - 1)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)


def _write_cell(sheet, line, column, cell, formats):
    if isinstance(cell, datetime.datetime):
        sheet.write_datetime(line, column, cell, formats["time"])
    elif isinstance(cell, datetime.date):
        sheet.write_datetime(
            line, column, datetime.datetime(cell.year, cell.month, cell.day), formats["day"]
        )
    elif isinstance(cell, (int, float)) and not isinstance(cell, bool):
        sheet.write_number(line, column, cell)
    elif cell not in (None, False, ""):
        sheet.write_string(line, column, str(cell)[:CELL_LIMIT])
