"""Lines of text that name lots as they arrive: a table with its header, or core's short form.

The short form is ``number; quantity; date``, in any order after the number; of two dates the
earlier one is the manufacturing date.
"""

import re

from . import import_rows, lot_table, table_fields

SAID = {
    "name": "lot_name",
    "quantity": "quantity",
    "production_date": "production_date",
    "expiration_date": "expiration_day",
    "best_before_date": "best_before_day",
    "supplier_lot_ref": "supplier_lot_ref",
    "weight": "lot_weight",
}
SEPARATORS = re.compile(r"[\t;]")
AMOUNT = re.compile(r"[0-9]+[.,]?[0-9]*|[.,][0-9]+")


def split_number(line):
    """Return the number a line begins with, and the rest of the line with its separator.

    >>> split_number("A1..A3;5;2027-01-31"), split_number("A1")
    (('A1..A3', ';5;2027-01-31'), ('A1', ''))
    """
    number = SEPARATORS.split(line, maxsplit=1)[0]
    return number.strip(), line[len(number) :]


def has_header(text):
    """Return whether the first line names at least two columns, one of them the number.

    >>> has_header("Lot;Qty;Mfg date\\nA1;5;2026-01-01"), has_header("A1;5;2026-01-01")
    (True, False)
    """
    cells = SEPARATORS.split(text.strip().partition("\n")[0])
    fields = table_fields.guess_fields(cells)
    return table_fields.known_fields(cells) > 1 and "name" in fields.values()


def read_table(text, order=None):
    """Return the ImportRows of a text whose first line is a header.

    >>> row = read_table("Lot;Mfg date;Expiry\\nA1;01/2026;02/2028")[0]
    >>> row.get("production_date").isoformat(), row.get("expiration_date").isoformat()
    ('2026-01-01', '2028-02-29')
    """
    table = lot_table.read_table(text.strip().encode(), "lots.csv")
    fields = table_fields.guess_fields([cell or "" for cell in table.headers])
    known = {column: field for column, field in fields.items() if field in SAID}
    return import_rows.read_rows(table, known, order)


def said_of(row):
    """Return what an ImportRow says, under the names of a receipt's line."""
    return {name: row.get(field) for field, name in SAID.items() if row.get(field) is not None}


def read_days(parts, order=None):
    """Return the days of a short line: the manufacturing date if there are two, and the expiry.

    ``parts`` are the texts after the number. Both are None where a date cannot be read.

    >>> [str(day) for day in read_days(["10", "02/2028"])]
    ['None', '2028-02-29']
    >>> [str(day) for day in read_days(["2027-01-31", "02/2026"])]
    ['2026-02-01', '2027-01-31']
    """
    dated = [part.strip() for part in parts if not AMOUNT.fullmatch(part.strip())]
    try:
        found = sorted((lot_table.parse_date(part, order), part) for part in dated if part)
    except lot_table.TableError:
        return None, None
    if len(found) == 1:
        return None, found[0][0]
    if len(found) != 2:
        return None, None
    made = lot_table.parse_date(found[0][1], order, month="first")
    return made, found[1][0]
