"""The words of what can be wrong with a row: the first sentence says it, the rest advises.

Texts of the codes that come from reading a file stand in tools/table_errors.
"""

from odoo import fields
from odoo.tools import LazyTranslate, format_date

from ..tools.table_errors import MESSAGES as TABLE_MESSAGES
from .stock_lot_scan_words import MESSAGES as SCAN_MESSAGES

_lt = LazyTranslate(__name__)

MESSAGES = {
    # product
    "missing_product": _lt("The row names no product. Fill in its code, barcode or name."),
    "unknown_product": _lt(
        "There is no product “%(value)s”. Correct the row, or choose above that unknown "
        "products are created or left out."
    ),
    "product_left_out": _lt("There is no product “%(value)s”. The row is left out, as chosen."),
    "ambiguous_product": _lt(
        "“%(value)s” is the code, barcode or name of %(count)s products. Give each of them its "
        "own code, and write that code in the file."
    ),
    "archived_product": _lt(
        "The product “%(value)s” is archived. Unarchive it, or correct the row."
    ),
    "untracked_product": _lt(
        "The product “%(value)s” is not tracked by lots. Turn on tracking by lots or serial "
        "numbers on the product, or remove the number from the row."
    ),
    "not_storable": _lt(
        "The product “%(value)s” does not track inventory. Turn on Track Inventory on the "
        "product, or remove the row."
    ),
    "other_company": _lt("“%(value)s” belongs to another company. Import the row in that company."),
    # number
    "missing_number": _lt("The row has no lot number. It is left out."),
    "duplicate_in_file": _lt(
        "Lot “%(value)s” is already in row %(first)s. Remove one of the rows, or give each its "
        "own location."
    ),
    "contradicts_first": _lt(
        "Lot “%(value)s” is also in row %(first)s, with other dates. Correct one of the rows."
    ),
    "lot_exists": _lt("Lot “%(value)s” exists already. Choose above what happens to known lots."),
    "lot_skipped": _lt("Lot “%(value)s” exists already. It stays as it is, as chosen."),
    "near_duplicate": _lt(
        "Lot “%(value)s” looks like “%(other)s”. Check that they are two different lots."
    ),
    # GS1 codes
    "scan_swallowed": _lt(
        "The %(name)s “%(value)s” ends like a date: the scanner seems to leave out the separator "
        "(FNC1). Write the code with brackets, such as (10)ABC(17)271231."
    ),
    "scan_other_product": _lt(
        "The code's article number %(value)s is not one of the row's product. Check the goods, or "
        "add it to the product as a barcode or a packaging's barcode."
    ),
    "scan_missing_number": _lt(
        "The product needs a %(name)s, but the code only has “%(value)s”. Write the number in a "
        "column of its own."
    ),
    # dates
    "expiry_conflict": _lt(
        "The lot expires on %(ours)s, the file says %(theirs)s. Choose above whose date counts."
    ),
    "expiry_kept": _lt("The lot expires on %(ours)s, the file says %(theirs)s. Ours stays."),
    "expiry_taken": _lt(
        "The lot expires on %(ours)s, the file says %(theirs)s. The file's counts."
    ),
    "expired": _lt("The lot expired on %(day)s. It will be Inactive."),
    "production_after_expiry": _lt(
        "Manufactured on %(first_day)s, the lot cannot expire on %(day)s. Correct one of the dates."
    ),
    "best_before_after_expiry": _lt(
        "Best before %(first_day)s, the lot cannot expire on %(day)s. Correct one of the dates."
    ),
    "retest_before_production": _lt(
        "Manufactured on %(day)s, the lot cannot be due for a retest on %(first_day)s. Correct one "
        "of the dates."
    ),
    "received_before_production": _lt(
        "Received on %(first_day)s, but manufactured on %(day)s. Check both dates."
    ),
    # quantity and place
    "negative_quantity": _lt("A quantity cannot be %(value)s. Correct it, or leave it empty."),
    "negative_weight": _lt("A weight cannot be %(value)s. Correct it, or leave it empty."),
    "serial_quantity": _lt(
        "A serial number is one piece, not %(value)s. Correct the quantity, or track the product "
        "by lots."
    ),
    "unknown_location": _lt(
        "There is no location “%(value)s”. Correct the row, or choose above that unknown "
        "locations are created."
    ),
    "ambiguous_location": _lt(
        "“%(value)s” is the name of %(count)s locations. Write the full name, such as WH/Stock/A1."
    ),
    "no_warehouse": _lt(
        "The company has no warehouse, so the quantity has no place. Create a warehouse first."
    ),
    "other_unit": _lt(
        "The file counts in %(value)s, the product in %(unit)s. Convert the quantity, or correct "
        "the unit."
    ),
    "unknown_unit": _lt("There is no unit “%(value)s”. The product's own unit is taken."),
    "weight_unit": _lt(
        "The weight is given in %(value)s. Give it in %(unit)s, or without a unit."
    ),
    # supplier
    "unknown_supplier": _lt("There is no supplier “%(value)s”. It is left empty."),
    "ambiguous_supplier": _lt("“%(value)s” is the name of several contacts. It is left empty."),
}
MESSAGES |= {f"scan_{code}": words for code, words in SCAN_MESSAGES.items()}
DAY_PARAMS = ("ours", "theirs", "day", "first_day")


def describe(env, issue):
    """Return (message, advice) of an issue, in the language of `env`.

    :param issue: ``{"code", "field", "level", "params"}`` as ``ImportRow.tell`` makes it
    """
    code, params = issue["code"], dict(issue["params"])
    for name in DAY_PARAMS:
        if params.get(name):
            params[name] = format_date(env, fields.Date.to_date(params[name]))
    if "identifier" in params:
        params["name"] = env["stock.lot"]._get_identifier_name(params["identifier"])
    text = env._(MESSAGES.get(code) or TABLE_MESSAGES[code])
    message, _dot, advice = text.partition(". ")
    ending = "." if advice else ""
    return message % Blanks(params) + ending, advice % Blanks(params)


class Blanks(dict):
    """Parameters of a message; one that is missing is left empty."""

    def __missing__(self, key):
        return ""
