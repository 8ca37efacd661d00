"""GS1 codes in the cells of an import: what they say goes where the row says nothing itself."""

from datetime import date
from decimal import Decimal

from . import gs1

DAYS = {"11": "production_date", "15": "best_before_date", "17": "expiration_date"}
NUMBERS = ("10", "21")
COLUMN = "gs1_code"


def read_code(cell):
    """Return the code in a cell, None where there is none.

    >>> read_code(" (01)09521234543213(10)A "), read_code("0898984"), read_code(7)
    ('(01)09521234543213(10)A', None, None)
    """
    text = cell.strip() if isinstance(cell, str) else ""
    return text if gs1.looks_like_scan(text) else None


def holds_codes(cells):
    """Return whether most cells of a column are codes.

    >>> holds_codes(["(01)09521234543213(10)A", None, "(01)09521234543213(10)B"])
    True
    >>> holds_codes([None, "A1"]), holds_codes([])
    (False, False)
    """
    filled = [cell for cell in cells if isinstance(cell, str) and cell.strip()][:50]
    return bool(filled) and sum(map(bool, map(read_code, filled))) * 2 > len(filled)


def take_codes_apart(rows):
    """Fill what codes say into the values of `rows`, or tell what is wrong with them.

    What another column of a row says counts more. ``row.scanned`` keeps the elements.
    """
    for row in rows:
        column = COLUMN if row.get(COLUMN) else "name"
        text = row.get(column)
        if not text or (column == "name" and not read_code(text)):
            continue
        row.values.pop(column)
        try:
            elements = gs1.parse(text)
        except gs1.ScanError as error:
            row.tell(f"scan_{error.code}", column, **_params(error.identifier, error.text),
                     position=error.position)  # fmt: skip
            continue
        lost = not gs1.PRINTED.match(text) and gs1.swallowed(elements)
        if lost:
            row.tell("scan_swallowed", column, **_params(lost[0], elements[lost[0]]))
            continue
        row.scanned = elements
        _fill(row, elements)


def _params(identifier, value):
    shown = "".join(char if char.isprintable() else "␝" for char in value[:60])
    return {"identifier": identifier, "value": shown}


def _fill(row, elements):
    said = {
        name: gs1.day_of(elements[code], date.today())
        for code, name in DAYS.items()
        if code in elements
    }
    if "7003" in elements:
        said.setdefault(
            "expiration_date", gs1.minute_of(elements["7003"], date.today()).date()
        )
    number = next((elements[code] for code in NUMBERS if code in elements), None)
    said["name"] = number
    gtin = elements.get("01") or elements.get("02")
    if gtin and not any(row.get(f"product_{name}") for name in ("code", "name", "barcode")):
        said["product_barcode"] = gtin[1:] if gtin[0] == "0" else gtin
    weight = gs1.weight_of(elements)
    if weight and row.get("weight") is None:
        said["weight"] = Decimal(str(round(weight, 6)))
        row.units["weight"] = "kg"
    for name, value in said.items():
        if value is not None:
            row.values.setdefault(name, value)
