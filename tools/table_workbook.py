"""Tables into XLSX: the user's rows with their problems marked, and empty templates to fill in.

Texts are always written as texts. Nothing here can create a formula or a link.
"""

import datetime
import io
import math
from decimal import Decimal
from typing import NamedTuple

import xlsxwriter

ERROR_FILL, WARNING_FILL, HEADER_FILL = "#F8C4C0", "#FFE3A3", "#E7E9ED"
CELL_LIMIT = 32_767  # characters XLSX allows
COMMENTS = 2_000  # beyond them only the Problem column tells; comments make a file slow to open
EXACT_INTEGER = 10**15
FIRST_YEAR = 1900  # of a workbook's calendar; earlier dates are written as text
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}


class Mark(NamedTuple):
    """One problem to show. `row` is a Row.number; `column` an index, None for the whole row."""

    row: int
    column: int | None
    level: str  # "error" or "warning"
    message: str


class Labels(NamedTuple):
    """The words the workbooks add, to be translated by the caller."""

    sheet: str = "Lots"
    row: str = "Row"
    problem: str = "Problem"
    notes: str = "Notes"
    help: str = "Help"
    column: str = "Column"
    example: str = "Example"


def marked_workbook(table, marks, *, title_notes=(), labels=Labels()):  # noqa: B008
    """Return XLSX bytes: the table's rows, cells with errors red and with warnings amber.

    Columns keep their letters; behind them stand the row's number in the original file and all
    its messages. `title_notes` (texts) go to a second sheet, so that the file can be corrected
    and imported again as it is.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        sheet = book.add_worksheet(labels.sheet[:31])
        formats = _formats(book)
        width = len(table.headers)
        _write_header(sheet, [*table.headers, labels.row, labels.problem], formats)
        by_row = _by_row(marks)
        comments = 0
        for line, row in enumerate(table.rows, 1):
            found = by_row.get(row.number, ())
            for column, cell in enumerate(row.cells):
                _write(sheet, line, column, cell, formats, _level(found, column))
            _write_problems(sheet, line, width, row.number, found, formats)
            comments = _comment(sheet, line, found, width, comments)
        sheet.autofilter(0, 0, len(table.rows), width + 1)
        _set_widths(sheet, table, width)
        _write_notes(book, title_notes, labels)
    return buffer.getvalue()


def _formats(book):
    """Return {(level, is date): cell format}, plus the header's under "header"."""
    formats = {"header": book.add_format({"bold": True, "bg_color": HEADER_FILL})}
    for level, fill in ((None, None), ("error", ERROR_FILL), ("warning", WARNING_FILL)):
        colour = {"bg_color": fill} if fill else {}
        formats[level, "date"] = book.add_format({**colour, "num_format": "yyyy-mm-dd"})
        formats[level, "text"] = book.add_format({**colour, "num_format": "@"})
        formats[level, "number"] = book.add_format(colour)
    return formats


def _by_row(marks):
    by_row = {}
    for mark in marks:
        by_row.setdefault(mark.row, []).append(mark)
    return by_row


def _level(marks, column):
    """Return the worst level among the marks of a cell, None if there is none."""
    levels = {mark.level for mark in marks if mark.column == column}
    return "error" if "error" in levels else next(iter(levels), None)


def _write(sheet, line, column, cell, formats, level):
    if isinstance(cell, datetime.date) and cell.year >= FIRST_YEAR:
        day = datetime.datetime(cell.year, cell.month, cell.day)
        sheet.write_datetime(line, column, day, formats[level, "date"])
    elif _is_number(cell):
        sheet.write_number(line, column, cell, formats[level, "number"])
    elif cell is not None:
        sheet.write_string(line, column, str(cell)[:CELL_LIMIT], formats[level, "text"])
    elif level:
        sheet.write_blank(line, column, None, formats[level, "text"])


def _is_number(cell):
    """Say whether a cell can be written as a number without losing digits."""
    if isinstance(cell, bool) or not isinstance(cell, (int, float, Decimal)):
        return False
    return math.isfinite(cell) and abs(cell) < EXACT_INTEGER


def _write_problems(sheet, line, width, number, marks, formats):
    sheet.write_number(line, width, number)
    if marks:
        worst = "error" if any(mark.level == "error" for mark in marks) else "warning"
        words = "\n".join(dict.fromkeys(mark.message for mark in marks))
        sheet.write_string(line, width + 1, words[:CELL_LIMIT], formats[worst, "text"])


def _comment(sheet, line, marks, width, count):
    """Write the messages of a row as comments on their cells; return how many exist now."""
    for column in dict.fromkeys(mark.column for mark in marks):
        if column is None or column >= width or count >= COMMENTS:
            continue
        words = "\n".join(mark.message for mark in marks if mark.column == column)
        sheet.write_comment(line, column, words[:CELL_LIMIT], {"x_scale": 2})
        count += 1
    return count


def _write_header(sheet, titles, formats):
    for column, title in enumerate(titles):
        sheet.write_string(0, column, title[:CELL_LIMIT], formats["header"])
    sheet.freeze_panes(1, 0)


def _set_widths(sheet, table, width):
    sample = table.rows[:200]
    for column, header in enumerate(table.headers):
        longest = max([len(header) + 3, *(len(str(row.cells[column] or "")) for row in sample)])
        sheet.set_column(column, column, min(max(longest, 8), 50))
    sheet.set_column(width + 1, width + 1, 80)


def _write_notes(book, notes, labels):
    if not notes:
        return
    sheet = book.add_worksheet(labels.notes[:31])
    sheet.set_column(0, 0, 100)
    for line, note in enumerate(notes):
        sheet.write_string(line, 0, note[:CELL_LIMIT])


def template_workbook(fields, *, labels=Labels()):  # noqa: B008
    """Return XLSX bytes of an empty table to fill in.

    fields: [(header, example, help)]. The type of the example (text, date, number) formats its
    column, so that lot numbers keep their zeros and dates are dates. Examples and help stand on
    a second sheet, where they cannot be imported by mistake.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        sheet, guide = book.add_worksheet(labels.sheet[:31]), book.add_worksheet(labels.help[:31])
        formats = _formats(book)
        _write_header(sheet, [header for header, _example, _help in fields], formats)
        _write_header(guide, [labels.column, labels.example, labels.help], formats)
        for line, (header, example, words) in enumerate(fields, 1):
            kind = "date" if isinstance(example, datetime.date) else "text"
            kind = "number" if _is_number(example) else kind
            sheet.set_column(line - 1, line - 1, max(len(header) + 4, 14), formats[None, kind])
            for column, cell in enumerate((header, example, words)):
                _write(guide, line, column, cell, formats, None)
        guide.set_column(0, 1, 24)
        guide.set_column(2, 2, 90)
    return buffer.getvalue()
