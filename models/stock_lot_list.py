import base64
import re
from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import lot_table, number_range
from ..tools.table_errors import MESSAGES
from .stock_lot_number import BLANKS

SEPARATORS = re.compile(r"[\n\r\t,;]+")
MOST = 100_000
NAMED = 20
NAMED_PRODUCTS = 3


class NumberList(NamedTuple):
    """What a list of numbers means: each number as it was given, and the products that have it."""

    numbers: list
    products: dict  # {number: [product id]}, without the unknown ones

    def get_unknown(self):
        """Return the numbers that no lot has."""
        return [number for number in self.numbers if number not in self.products]

    def get_ambiguous(self):
        """Return ``{number: [product id]}`` of the numbers that several products have."""
        return {number: ids for number, ids in self.products.items() if len(ids) > 1}


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Lots named by a list of numbers, pasted or from a file; reads, and changes nothing."""

    _inherit = "stock.lot"

    @api.model
    def _read_number_list(self, text):
        """Return the NumberList that `text` means to this user."""
        parts = (part.strip(BLANKS) for part in SEPARATORS.split(text or ""))
        numbers = list(dict.fromkeys(part for part in parts if part))
        if len(numbers) > MOST:
            raise UserError(
                self.env._(
                    "These are %(count)s numbers; at most %(most)s go in one list. Choose the "
                    "lots by a search, or split the list.",
                    count=len(numbers),
                    most=MOST,
                )
            )
        products = self._find_products_by_number(numbers)
        unknown = [number for number in numbers if number not in products]
        ranges = {number: number_range.expand_known(number) for number in unknown}
        spread = {number: found for number, found in ranges.items() if len(found) > 1}
        if spread:
            parts = (spread.get(number, [number]) for number in numbers)
            numbers = list(dict.fromkeys(number for part in parts for number in part))
            products = self._find_products_by_number(numbers)
        return NumberList(numbers, products)

    @api.model
    def _find_products_by_number(self, numbers):
        """Return ``{number: [product id]}`` of the lots this user sees."""
        query = self._search(Domain("name", "in", numbers))
        name, product = (SQL.identifier(query.table, field) for field in ("name", "product_id"))
        found = self.env.execute_query(query.select(name, product)) if numbers else ()
        products = {}
        for number, product_id in sorted(found):
            if product_id not in products.setdefault(number, []):
                products[number].append(product_id)
        return products

    @api.model
    def _read_number_file(self, content, filename):
        """Return the numbers of a file, one per line: its lot column, else its first one."""
        try:
            table = lot_table.read_table(base64.b64decode(content), filename or "file")
        except lot_table.TableError as error:
            text = self.env._(MESSAGES[error.code])
            raise UserError(text % error.params) from error
        columns = lot_table.guess_fields(table.headers)
        names = [column for column, field in columns.items() if field == "name"]
        cells = [row.cells[names[0] if names else 0] for row in table.rows]
        if not names:  # a bare list has no header
            cells = [table.headers[0], *cells]
        return "\n".join(filter(None, map(lot_table.text_number, cells)))

    @api.model
    def _domain_of_list(self, named, products):
        """Return the domain of the lots that are meant.

        :param named: a NumberList
        :param products: where several products have a number, those that are meant
        """
        ambiguous = list(named.get_ambiguous())
        plain = [number for number in named.products if number not in set(ambiguous)]
        return Domain("name", "in", plain) | (
            Domain("name", "in", ambiguous) & Domain("product_id", "in", products.ids)
        )

    @api.model
    def _get_list_words(self, named, count):
        """Return what was found and what was not."""
        words = [self._get_count_words(count)]
        unknown = named.get_unknown()
        if unknown:
            words = [
                self.env._(
                    "%(found)s found, %(count)s unknown: %(numbers)s",
                    found=words[0],
                    count=len(unknown),
                    numbers=", ".join(unknown[:NAMED]) + ("…" if len(unknown) > NAMED else ""),
                )
            ]
        ambiguous = named.get_ambiguous()
        if ambiguous:
            Product = self.env["product.product"]
            words += [
                self.env._(
                    "%(number)s is a number of %(products)s.",
                    number=number,
                    products=", ".join(Product.browse(ids[:NAMED_PRODUCTS]).mapped("display_name")),
                )
                for number, ids in list(ambiguous.items())[:NAMED]
            ]
        return "\n".join(words)

    @api.model
    def _get_count_words(self, count):
        return self.env._("1 lot") if count == 1 else self.env._("%(count)s lots", count=count)
