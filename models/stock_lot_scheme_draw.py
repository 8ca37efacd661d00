from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.number_tokens import PatternError
from .stock_lot_scheme_words import describe

LIKE = str.maketrans({"\\": "\\\\", "%": "\\%", "_": "\\_"})


class StockLotScheme(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Drawing numbers: each is given once, whoever draws at the same time, and is free."""

    _inherit = "stock.lot.scheme"

    def _next(self, occasion, count=1):
        """Return the next `count` numbers for lots of the occasion's product; they are taken."""
        self.ensure_one()
        frame, key = self._get_frame(occasion), self._get_counter_key(occasion)
        counter = self.env["stock.lot.counter"]
        numbers = []
        wanted = count
        while len(numbers) < count:
            values = counter._draw(self, *key, wanted)
            numbers += self._get_free(occasion, frame, values)
            missing = count - len(numbers)
            wanted = missing and self._get_distance(occasion, frame, values[-1], missing)
        return numbers

    def _peek(self, occasion, count=1):
        """Return the next `count` numbers without taking them; somebody else may be first."""
        self.ensure_one()
        frame = self._get_frame(occasion)
        start = self.env["stock.lot.counter"]._peek_key(self, *self._get_counter_key(occasion))
        free = self._get_free(occasion, frame, range(start, start + count))
        if len(free) < count:
            far = self._get_distance(occasion, frame, start - 1, count)
            free = self._get_free(occasion, frame, range(start, start + far))
        return free

    def _get_frame(self, occasion):
        """Return what stands around the count, or say which fact is missing."""
        pattern = self._get_pattern()
        try:
            return pattern.frame(self._get_facts(occasion, pattern.needs))
        except PatternError as error:
            raise UserError(self._get_problem(occasion, error)) from error

    def _get_free(self, occasion, frame, values):
        """Return the numbers of these values that no lot of the product has."""
        try:
            numbers = [frame.number(value) for value in values]
        except PatternError as error:
            raise UserError(self._get_problem(occasion, error)) from error
        return occasion.product._get_free_numbers(numbers)

    def _get_distance(self, occasion, frame, value, count):
        """Return how many values after `value` hold `count` that no lot has."""
        taken = self._get_counted(occasion, frame)
        far = value
        while count:
            far += 1
            count -= far not in taken
        return far - value

    @api.model
    def _get_counted(self, occasion, frame):
        """Return the values that lots of the product have in this frame, in any company."""
        self.env["stock.lot"].flush_model(["product_id", "name"])
        rows = self.env.execute_query(
            SQL(
                "SELECT name FROM stock_lot WHERE product_id = %s AND name LIKE %s",
                occasion.product.id,
                frame.before.translate(LIKE) + "%",
            )
        )
        return {frame.value(name) for (name,) in rows} - {None}

    def _get_problem(self, occasion, error):
        return self.env._(
            "The numbering scheme %(scheme)s cannot name a lot of %(product)s.\n%(problem)s",
            scheme=self.name,
            product=occasion.product.display_name,
            problem=describe(self.env, error, self.pattern),
        )
