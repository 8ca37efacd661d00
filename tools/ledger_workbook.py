"""Life stories into XLSX: real dates and numbers, texts that can never become formulas.

Rows are written as they come and are not kept: a workbook may be larger than the memory.
"""

import datetime
import io

import xlsxwriter

from .table_workbook import CELL_LIMIT, HEADER_FILL, OPTIONS

LAST_ROW = 1_048_575  # of a sheet, below the header
MEASURED_ROWS = 200  # for the widths of columns
STREAMED = {**OPTIONS, "in_memory": False, "constant_memory": True}


class RedText(str):
    """A text that is shown in red."""


def ledger_workbook(sheets, rows, last_row=LAST_ROW):
    """Return XLSX bytes; a sheet that is full goes on in another one, with a number.

    :param sheets: pairs of title and headers
    :param rows: pairs of the number of a sheet (from 0) and a list of cells

    >>> content = ledger_workbook([("A", ["What"])], [(0, ["=1+1"]), (0, [3])], last_row=1)
    >>> import openpyxl
    >>> book = openpyxl.load_workbook(io.BytesIO(content))
    >>> {sheet.title: [cell.value for (cell,) in sheet.rows] for sheet in book}
    {'A': ['What', '=1+1'], 'A (2)': ['What', 3]}
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, STREAMED) as book:
        formats = {
            "header": book.add_format({"bold": True, "bg_color": HEADER_FILL}),
            "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
            "warning": book.add_format({"font_color": "#C00000", "bold": True}),
        }
        writers = [_Sheets(book, formats, title, headers, last_row) for title, headers in sheets]
        for number, row in rows:
            writers[number].append(row)
        for writer in writers:
            writer.finish()
    return buffer.getvalue()


class _Sheets:
    """One table over as many sheets as it needs."""

    def __init__(self, book, formats, title, headers, last_row):
        self.book, self.formats, self.last_row = book, formats, last_row
        self.title, self.headers = title, headers
        self.part = 0
        self._start()

    def _start(self):
        self.part += 1
        number = f" ({self.part})" if self.part > 1 else ""
        self.sheet = self.book.add_worksheet(f"{self.title[: 31 - len(number)]}{number}")
        self.widths = [len(header) + 3 for header in self.headers]
        self.line = 0
        self.sheet.freeze_panes(1, 0)
        for column, header in enumerate(self.headers):
            self.sheet.write_string(0, column, header, self.formats["header"])

    def append(self, row):
        if self.line == self.last_row:
            self.finish()
            self._start()
        self.line += 1
        for column, cell in enumerate(row):
            _write_cell(self.sheet, self.line, column, cell, self.formats)
            if self.line <= MEASURED_ROWS:
                width = min(len(str(cell or "")) + 2, 50)
                self.widths[column] = max(self.widths[column], width)

    def finish(self):
        self.sheet.autofilter(0, 0, self.line, len(self.headers) - 1)
        for column, width in enumerate(self.widths):
            self.sheet.set_column(column, column, width)


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
        style = formats["warning"] if isinstance(cell, RedText) else None
        sheet.write_string(line, column, str(cell)[:CELL_LIMIT], style)
