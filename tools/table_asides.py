"""Rows of an export that are no lots: totals, notes, and the header repeated on every page.

Nothing is dropped: each becomes a warning of its row. What could be a lot never is an aside.
"""

import re

from .table_fields import PRODUCT, normalise
from .table_text import is_blank

NUMBER = re.compile(r"[\d\s.,'’()+\-−%]*\d[\d\s.,'’()+\-−%]*")
# A product may be called "Total nutrition 1 l", none is called "Subtotal": of these any text
# may follow, of the others only a number.
TOTAL = re.compile(
    r"(?:sub ?totals?|grand totals?|sous totale?|total general|totale generale|zwischensumme"
    r"|gesamtsumme|endsumme|subtotaal|eindtotaal)\b.*"
    r"|(?:report |overall )?(?:totals?|totale|totaal|totaux|summe|gesamt|somme|suma|soma|razem)"
    r"(?: [\d ]+)?"
)


def find_asides(table, fields):
    """Return ``{row number: (code, text)}`` of rows that are no lots.

    fields: {column index: field}. A row that names a product and a lot never is an aside. What
    stands in a column of products is one only where no such product is known: ask before.

    >>> from .table_reader import read_table
    >>> table = read_table(b"Item,Lot,Qty\\nA,1,5\\nItem,Lot,Qty\\n,,5\\nPage 1,,\\n", "lots.csv")
    >>> find_asides(table, {0: "product_code", 1: "name", 2: "quantity"})
    {3: ('repeated_header', 'Item'), 4: ('total_row', '5'), 5: ('note_row', 'Page 1')}
    """
    merged = {issue.row for issue in table.issues if issue.code == "merged_cells"}
    titles = [normalise(header) for header in table.headers]
    found = {}
    for number, cells in table.rows:
        filled = {column: cell for column, cell in enumerate(cells) if not is_blank(cell)}
        code = number not in merged and filled and _aside(filled, titles, fields)
        if code:
            found[number] = code, str(next(iter(filled.values())))[:100]
    return found


def _aside(filled, titles, fields):
    if len(filled) > 1 and all(_is_title(cell, titles[c]) for c, cell in filled.items()):
        return "repeated_header"
    named = {fields.get(column) for column in filled}
    if "name" in named and named & PRODUCT:
        return None
    first = next(iter(filled.values()))
    if isinstance(first, str) and TOTAL.fullmatch(normalise(first)):
        return "total_row"
    if not named & {"name", *PRODUCT} and all(map(_is_number, filled.values())):
        return "total_row"
    if len(filled) == 1 and len(titles) > 2 and "name" not in named:
        return "note_row"
    return None


def _is_title(cell, title):
    return isinstance(cell, str) and bool(title) and normalise(cell) == title


def _is_number(cell):
    return not isinstance(cell, str) or bool(NUMBER.fullmatch(cell))
