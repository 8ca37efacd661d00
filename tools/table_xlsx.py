"""XLSX sheets into raw lines, streamed by openpyxl; hostile files were refused before.

Values are what the user sees stored: results of formulas, dates as dates, whole numbers as int,
and numbers shown with leading zeros (format 0000000) as the text that is shown.
"""

import datetime
import io
import re
from contextlib import contextmanager
from xml.etree.ElementTree import iterparse

import openpyxl
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries
from openpyxl.utils.escape import unescape

from .table_errors import TableError
from .table_shape import HEADER_WITHIN, Facts, Grid, Issue

LAST_ROW = 1_048_576
EXACT_FLOAT = 1e15  # whole numbers below it survive being a float
ZEROS = re.compile(r"0{2,}")
NEEDS_SCAN = re.compile(rb"<(?:\w+:)?(?:f[ />]|mergeCell )")


@contextmanager
def foreign_reader(filename):
    """Turn whatever a reading library raises on a broken file into damaged_file."""
    try:
        yield
    except TableError:
        raise
    # A broken file may raise anything from inside openpyxl or xlrd, and the server must stay up.
    except Exception as error:  # noqa: BLE001  pylint: disable=broad-except
        raise TableError("damaged_file", file=filename) from error


def read_xlsx(content, filename, limits, sheet=None):
    """Yield the Grid of each candidate sheet: the asked one, else the visible ones.

    Raises unknown_sheet, too_many_rows, too_many_columns or damaged_file.
    """
    with foreign_reader(filename):
        book = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=True, keep_links=False
        )
    if not book.worksheets:
        raise TableError("damaged_file", file=filename)
    try:
        visible = [page for page in book.worksheets if page.sheet_state == "visible"]
        pages = visible + [page for page in book.worksheets if page not in visible]
        names = tuple(page.title for page in pages)
        for name in choose_sheets(names, len(visible), sheet, filename):
            with foreign_reader(filename):
                grid = _read_sheet(pages[names.index(name)], filename, limits)
            yield grid._replace(facts=Facts("xlsx", sheet=name, sheets=names))
    finally:
        book.close()


def choose_sheets(names, visible, sheet, filename):
    """Return the names of the sheets to try: the first `visible` ones, or the asked one.

    Raises unknown_sheet.
    """
    if sheet is None:
        return names[:visible]
    if sheet not in names:
        raise TableError("unknown_sheet", file=filename, sheet=sheet, sheets=", ".join(names))
    return (sheet,)


def _read_sheet(page, filename, limits):
    page.reset_dimensions()  # some exporters state wrong ones
    hollow, merged = _scan(page)
    lines, issues = [], []
    for number, row in enumerate(page.iter_rows(), 1):
        if number > LAST_ROW:
            raise TableError("damaged_file", file=filename)
        cells = _row_values(row, number, hollow, issues)
        if not any(cell is not None for cell in cells) and number not in hollow:
            continue
        check_size(len(lines), cells, filename, limits)
        lines.append((number, cells))
    return Grid(lines, issues, merged, None)


def check_size(count, cells, filename, limits):
    """Raise when there are too many lines already, or this one is too wide."""
    if count >= limits.rows + HEADER_WITHIN:  # those above the header are no rows
        raise TableError("too_many_rows", file=filename, limit=limits.rows)
    if len(cells) > limits.columns:
        raise TableError("too_many_columns", file=filename, count=len(cells), limit=limits.columns)


def _row_values(row, number, hollow, issues):
    cells = []
    for cell in row:
        value = cell.value
        if cell.data_type == "e":
            issues.append(Issue(number, len(cells), "cell_error", {"value": str(value)}))
        elif value is not None and value.__class__ is not str:
            value = plain_value(value, lambda cell=cell: cell.number_format)
        elif value == "":
            value = None
        elif value is not None and "_x" in value:
            value = unescape(value)
        cells.append(value)
    for column in hollow.get(number, ()):
        issues.append(Issue(number, column, "formula_without_value", {}))
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def plain_value(value, number_format):
    """Return a workbook's value as str, int, float or date; `number_format` is called if needed.

    >>> plain_value(898984.0, lambda: "0000000"), plain_value(12.0, lambda: "General")
    ('0898984', 12)
    >>> plain_value(datetime.datetime(2027, 1, 31, 12), None)
    datetime.date(2027, 1, 31)
    """
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < EXACT_FLOAT:
        value = int(value)
    if isinstance(value, int):
        zeros = ZEROS.fullmatch(number_format() or "")
        return str(value).zfill(len(zeros[0])) if zeros else value
    if isinstance(value, datetime.datetime):
        return value.date()
    return value if isinstance(value, (float, str, datetime.date)) else str(value)


def _scan(page):
    """Return ({row: [columns of formulas without result]}, merged ranges) of a sheet.

    openpyxl's streaming reader tells neither, so sheets that have any are read a second time.
    """
    with page.parent._archive.open(page._worksheet_path) as stream:
        tail = b""
        while piece := stream.read(1 << 20):
            if NEEDS_SCAN.search(tail + piece):
                break
            tail = piece[-32:]
        else:
            return {}, []
    with page.parent._archive.open(page._worksheet_path) as stream:
        return _scan_elements(stream)


def _scan_elements(stream):
    hollow, merged = {}, []
    for _event, element in iterparse(stream):
        tag = element.tag.rpartition("}")[2]
        if tag == "c" and _is_hollow(element):
            row, column = coordinate_to_tuple(element.get("r"))
            hollow.setdefault(row, []).append(column - 1)
        elif tag == "mergeCell":
            left, top, right, bottom = range_boundaries(element.get("ref"))
            merged.append((top, left - 1, bottom, right - 1, element.get("ref")))
        if tag == "row":
            element.clear()
    return hollow, merged


def _is_hollow(element):
    """Say whether a cell is a formula without a stored result (an empty text is a result)."""
    parts = {child.tag.rpartition("}")[2]: child.text for child in element}
    return "f" in parts and not parts.get("v") and element.get("t") != "str"
