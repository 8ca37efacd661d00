"""What can be wrong with a file or a cell: one exception, its codes and their English words.

Nothing here reads a file. The codes are stable: the import document stores them, tests and other
systems compare them. A code is an error unless it is in `WARNINGS`.
"""

MESSAGES = {
    # the file as a whole
    "empty_file": "“%(file)s” is empty. Export it again from your system, then load it.",
    "file_too_large": "“%(file)s” has %(size)s MB; at most %(limit)s MB can be read. "
    "Split it into smaller files.",
    "not_a_spreadsheet": "“%(file)s” is not a table (it looks like %(found)s). "
    "Save your list as CSV or XLSX and load that file.",
    "extension_mismatch": "“%(file)s” is named like %(expected)s but contains %(found)s. "
    "Rename it to end in .%(rename)s, or save it again as CSV or XLSX.",
    "macros": "“%(file)s” contains macros, which are not accepted. Save it as XLSX or CSV.",
    "password_protected": "“%(file)s” is protected by a password. Remove the password in your "
    "spreadsheet program, save, and load it again.",
    "damaged_file": "“%(file)s” cannot be read: it is damaged or incomplete. "
    "Open it in your spreadsheet program, save it again as XLSX or CSV, and load that file.",
    "unsafe_xml": "“%(file)s” contains definitions (a DTD or an unusual encoding) that no "
    "spreadsheet needs and that are not accepted. Save it again as XLSX or CSV.",
    "unpacks_too_large": "“%(file)s” unpacks to more than %(limit)s MB, far more than a list "
    "needs. Copy only the rows you want into a new workbook.",
    "too_many_parts": "“%(file)s” consists of %(count)s parts; at most %(limit)s are read. "
    "Copy the sheet you want into a new workbook.",
    "too_many_rows": "“%(file)s” has more than %(limit)s rows. Split it into smaller files.",
    "too_many_columns": "“%(file)s” has %(count)s columns; at most %(limit)s can be read. "
    "Remove the columns you do not need.",
    "unknown_encoding": "The letters of “%(file)s” cannot be told (line %(line)s: “%(value)s”). "
    "Save it as CSV in UTF-8, or as XLSX, and load that file.",
    "null_bytes": "Line %(line)s of “%(file)s” contains binary characters. "
    "Export the file again as text (CSV).",
    "unclosed_quote": "A quotation mark opened in line %(line)s of “%(file)s” is never closed, "
    "so that all following lines would be one cell. Close or remove it.",
    "no_rows": "“%(file)s” has no rows below its header. Add the lots to import.",
    "duplicate_header": "The column “%(header)s” occurs more than once (columns %(first)s and "
    "%(second)s). Rename or remove one of them.",
    "unknown_sheet": "“%(file)s” has no sheet “%(sheet)s”. It has: %(sheets)s.",
    # one cell or row, found while reading
    "cell_too_long": "This cell has %(length)s characters; at most %(limit)s are read. Shorten it.",
    "too_many_cells": "This row has more cells than the header has columns. "
    "Is a text with the separator in it not in quotation marks?",
    "merged_cells": "The cells %(range)s are merged, so that only the first one has a value. "
    "Unmerge them and fill in every row.",
    "formula_without_value": "This formula has no stored result. Open the file in your "
    "spreadsheet program, save it, or replace the formula by its value.",
    "cell_error": "This cell shows the error %(value)s. Correct it.",
    "repeated_header": "This row repeats the header. It is left out.",
    "total_row": "“%(value)s” is a total, not a lot. The row is left out.",
    "note_row": "“%(value)s” stands alone in its row and is no product that exists. "
    "The row is left out.",
    # dates
    "invalid_date": "“%(value)s” is not a date that exists or that can be understood. "
    "Write it like 2026-01-31.",
    "ambiguous_date": "“%(value)s” can be %(first)s or %(second)s. "
    "Choose whether day or month comes first.",
    "year_out_of_range": "The year of “%(value)s” is not between %(first)s and %(last)s.",
    "month_only": "“%(value)s” has no day; %(day)s is taken.",
    "week_only": "“%(value)s” has a week but no day; %(day)s is taken.",
    "date_from_number": "The number %(value)s is read as the date %(day)s.",
    "endless_date": "“%(value)s” says that there is no end; no date is taken.",
    # numbers
    "invalid_number": "“%(value)s” is not a number. Write it like 1234.5.",
    "ambiguous_number": "“%(value)s” can be thousands or decimals. Choose the decimal mark.",
    "number_too_large": "The number “%(value)s” is too large.",
    "unexpected_unit": "“%(value)s” is a number with the unit “%(unit)s”; write the number alone.",
    # lot numbers
    "excel_mangled": "A spreadsheet program changed this number to “%(value)s”; its digits are "
    "lost. Format the column as text and enter the number again.",
    "number_is_date": "A spreadsheet program changed this number to the date %(value)s. "
    "Format the column as text and enter the number again.",
    "control_character": "“%(value)s” contains a line break, a tab or an invisible control "
    "character. Remove it.",
    "text_too_long": "“%(value)s…” has %(length)s characters; at most %(limit)s are allowed.",
    "placeholder": "“%(value)s” is taken as empty.",
}
WARNINGS = frozenset(
    {"month_only", "week_only", "date_from_number", "endless_date", "placeholder"}
    | {"repeated_header", "total_row", "note_row"}
)


class TableError(ValueError):
    """A file or a cell that cannot be used, told by a stable `code` and its `params`.

    >>> error = TableError("cell_error", value="#N/A")
    >>> error.code, error.params, str(error)
    ('cell_error', {'value': '#N/A'}, 'This cell shows the error #N/A. Correct it.')
    """

    def __init__(self, code, **params):
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self):
        return message(self.code, self.params)


def message(code, params):
    """Return the English words of a code; parameters it lacks are left empty."""
    return MESSAGES[code] % _Blanks(params)


class _Blanks(dict):
    def __missing__(self, key):
        return ""
