"""The plain shapes a file is read into. No behaviour, no limits enforced here."""

from typing import NamedTuple

HEADER_WITHIN = 50  # lines of a file searched for its header


class Limits(NamedTuple):
    """How much is read from one file before it is refused.

    Sizes are bytes; `ratio` is unpacked : packed and only counts above `ratio_from` bytes.
    """

    file_bytes: int = 25_000_000
    unpacked_bytes: int = 250_000_000
    part_bytes: int = 60_000_000
    ratio: int = 400
    ratio_from: int = 60_000_000
    parts: int = 2_000
    rows: int = 100_000
    columns: int = 200
    cell_chars: int = 10_000
    issues: int = 10_000


LIMITS = Limits()


class Row(NamedTuple):
    """One data row. `number` is its 1-based line (CSV: where it starts) or sheet row.

    `cells` has exactly one value per header: str, int, float, datetime.date or None.
    """

    number: int
    cells: list


class Issue(NamedTuple):
    """Something wrong in one row; `column` is a 0-based index or None for the row as a whole."""

    row: int
    column: int | None
    code: str
    params: dict


class Facts(NamedTuple):
    """How the file was understood, to show it to the user.

    `format` is csv, xlsx or xls; `encoding` and `delimiter` are None for workbooks, `sheet` and
    `sheets` (every name that can be asked for) are empty for text. `header_row` is 1-based.
    """

    format: str
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    sheets: tuple = ()
    header_row: int = 1


class Table(NamedTuple):
    """A file as headers and rows, with the issues found while reading."""

    headers: list
    rows: list
    facts: Facts
    issues: list


class Grid(NamedTuple):
    """Raw lines of a file or sheet as (number, cells), not yet split into header and rows.

    `merged` holds the merged ranges as (first row, first column, last row, last column, name),
    rows 1-based and columns 0-based.
    """

    lines: list
    issues: list
    merged: list
    facts: Facts
