"""Excel 97 (.xls) sheets into raw lines, by xlrd."""

import io

import xlrd

from .table_errors import TableError
from .table_shape import Facts, Grid, Issue
from .table_xlsx import check_size, choose_sheets, foreign_reader, plain_value


def read_xls(content, filename, limits, sheet=None):
    """Yield the Grid of each candidate sheet: the asked one, else the visible ones.

    Raises password_protected, unknown_sheet, too_many_columns or damaged_file.
    """
    with foreign_reader(filename):
        book = _open(content, filename)
        pages = sorted(book.sheets(), key=lambda page: page.visibility != 0)
    names = tuple(page.name for page in pages)
    visible = sum(page.visibility == 0 for page in pages)
    for name in choose_sheets(names, visible, sheet, filename):
        with foreign_reader(filename):
            grid = _read_sheet(book, pages[names.index(name)], filename, limits)
        yield grid._replace(facts=Facts("xls", sheet=name, sheets=names))


def _open(content, filename):
    try:
        return xlrd.open_workbook(
            file_contents=content, formatting_info=True, logfile=io.StringIO()
        )
    except xlrd.XLRDError as error:
        if "encrypted" in str(error):
            raise TableError("password_protected", file=filename) from error
        raise


def _read_sheet(book, page, filename, limits):
    lines, issues = [], []
    for index in range(page.nrows):
        row = [_value(book, cell) for cell in page.row(index)]
        for column, cell in enumerate(page.row(index)):
            if cell.ctype == xlrd.XL_CELL_ERROR:
                issues.append(Issue(index + 1, column, "cell_error", {"value": row[column]}))
        while row and row[-1] is None:
            row.pop()
        if row:
            check_size(len(lines), row, filename, limits)
            lines.append((index + 1, row))
    merged = [
        (top + 1, left, bottom, right - 1, f"{xlrd.formula.cellname(top, left)}:"
         f"{xlrd.formula.cellname(bottom - 1, right - 1)}")
        for top, bottom, left, right in page.merged_cells
    ]  # fmt: skip
    return Grid(lines, issues, merged, None)


def _value(book, cell):
    """Return the plain value of a cell; a date outside Excel's calendar stays a number."""
    kind, value = cell.ctype, cell.value
    if kind == xlrd.XL_CELL_TEXT:
        return value or None
    if kind == xlrd.XL_CELL_NUMBER:
        return plain_value(value, lambda: _number_format(book, cell))
    if kind == xlrd.XL_CELL_DATE:
        try:
            return xlrd.xldate.xldate_as_datetime(value, book.datemode).date()
        except (xlrd.xldate.XLDateError, OverflowError, ValueError):
            return value
    if kind == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if value else "FALSE"
    if kind == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(value, "#ERROR!")
    return None


def _number_format(book, cell):
    return book.format_map[book.xf_list[cell.xf_index].format_key].format_str
