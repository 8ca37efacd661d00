"""Bytes of a CSV, XLSX or XLS file into one Table: headers, typed rows, facts and issues.

Pure: no database, no Odoo. A file that cannot be used as a whole raises TableError; what is
wrong in one row becomes an Issue, so that all of them can be shown at once.
"""

import datetime
import re
from bisect import bisect_left, bisect_right

from .table_csv import read_csv
from .table_errors import TableError
from .table_fields import known_fields, normalise
from .table_guard import check_xlsx, file_kind
from .table_shape import HEADER_WITHIN, LIMITS, Issue, Row, Table
from .table_xls import read_xls
from .table_xlsx import read_xlsx

NUMERIC = re.compile(r"[\d\s.,:/+\-]*")


def read_table(content, filename, *, sheet=None, limits=LIMITS):
    """Read a file into a Table.

    content: its bytes; filename: used for its extension and in messages; sheet: name of the
    sheet of a workbook, by default a visible one (see `_choose_grid`).
    Raises TableError (see `table_errors.MESSAGES`) when the file as a whole cannot be used.
    """
    kind = file_kind(content, filename, limits)
    if kind == "csv":
        return _table(read_csv(content, filename, limits), filename, limits)
    if kind == "xlsx":
        check_xlsx(content, filename, limits)
    grids = (read_xlsx if kind == "xlsx" else read_xls)(content, filename, limits, sheet)
    return _table(_choose_grid(grids, filename), filename, limits)


def _choose_grid(grids, filename):
    """Return the first grid with a header we know, else the first that has rows.

    So a cover sheet is passed over, and an empty template is not replaced by its help sheet.
    """
    fallback = None
    for grid in grids:
        if any(known_fields(cells) >= 2 for _number, cells in grid.lines[:HEADER_WITHIN]):
            return grid
        if fallback is None and len(grid.lines) > 1:
            fallback = grid
    if fallback is None:
        raise TableError("no_rows", file=filename)
    return fallback


def _table(grid, filename, limits):
    position = find_header([cells for _number, cells in grid.lines[:HEADER_WITHIN]])
    if position is None or position + 1 >= len(grid.lines):
        raise TableError("no_rows", file=filename)
    header_row, titles = grid.lines[position]
    below = grid.lines[position + 1 :]
    if len(below) > limits.rows:
        raise TableError("too_many_rows", file=filename, limit=limits.rows)
    headers = _trim([_header(cell) for cell in titles])
    if len(headers) > limits.columns:
        raise TableError(
            "too_many_columns", file=filename, count=len(headers), limit=limits.columns
        )
    _check_headers(headers)
    issues = [issue for issue in grid.issues if issue.row > header_row]
    rows = _rows(below, headers, issues, limits)
    if not rows:
        raise TableError("no_rows", file=filename)
    issues += _merged_issues(grid.merged, rows, limits)
    issues.sort(key=lambda issue: issue.row)
    facts = grid.facts._replace(header_row=header_row)
    return Table(headers, rows, facts, issues[: limits.issues])


def find_header(lines):
    """Return the index of the header among the first lines of a file, or None.

    Exports put a title, a date or "Printed by: Mia" above the header, so the first line that
    names two fields we know wins. Where no line does (another language), it is the first with
    two texts that are no numbers or dates; in a file of one column, the first line.

    >>> find_header([["Stock list"], ["Printed by:", "Mia"], ["Lot", "Expiry"], ["A", "B"]])
    2
    >>> find_header([["Titel"], ["Foo", "Bar"], ["1", "2"]])
    1
    """
    for index, cells in enumerate(lines):
        if known_fields(cells) >= 2:
            return index
    for index, cells in enumerate(lines):
        if sum(_is_title(cell) for cell in cells) >= 2:
            return index
    return 0 if lines else None


def _is_title(cell):
    return isinstance(cell, str) and not NUMERIC.fullmatch(cell)


def _header(cell):
    text = "" if cell is None else str(cell)
    return " ".join(text.replace("\ufeff", "").split())


def _trim(headers):
    while headers and not headers[-1]:
        headers.pop()
    return headers


def _check_headers(headers):
    seen = {}
    for column, header in enumerate(headers, 1):
        key = normalise(header) or header
        if key and seen.setdefault(key, column) != column:
            raise TableError("duplicate_header", header=header, first=seen[key], second=column)


def _rows(lines, headers, issues, limits):
    width, broken, rows = len(headers), {issue.row for issue in issues}, []
    padding = [None] * width
    for number, cells in lines:
        values = [_clean(cell) for cell in cells]
        if not any(value is not None for value in values) and number not in broken:
            continue
        if any(value is not None for value in values[width:]):
            issues.append(Issue(number, None, "too_many_cells", {}))
        row = Row(number, (values + padding)[:width])
        _shorten(row, issues, limits.cell_chars)
        rows.append(row)
    return rows


def _clean(cell):
    if cell.__class__ is str:
        return cell.strip() or None
    return cell


def _shorten(row, issues, most):
    """Replace texts over the limit by their beginning and an issue."""
    for column, cell in enumerate(row.cells):
        if cell.__class__ is str and len(cell) > most:
            problem = {"length": len(cell), "limit": most}
            issues.append(Issue(row.number, column, "cell_too_long", problem))
            row.cells[column] = cell[:100] + "…"


def _merged_issues(merged, rows, limits):
    """Return one issue per data row that a merged range covers besides its first row."""
    numbers, issues = [row.number for row in rows], []
    for top, left, bottom, right, name in merged:
        start, stop = bisect_left(numbers, top), bisect_right(numbers, bottom)
        if left >= len(rows[0].cells):
            continue
        for number in numbers[start:stop]:
            if len(issues) >= limits.issues:
                return issues
            if number > top or right > left:
                issues.append(Issue(number, left, "merged_cells", {"range": name}))
    return issues


def cell_text(cell):
    """Return a cell as the text a person would read: ISO dates, plain numbers, '' for None."""
    if cell is None:
        return ""
    return cell.isoformat() if isinstance(cell, datetime.date) else str(cell)
