from odoo import api, models
from odoo.exceptions import UserError

from ..tools import number_range


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Many numbers from the first: as a scheme counts, as a range says, else by its digits."""

    _inherit = "stock.lot"

    @api.model
    def generate_lot_names(self, first_lot, count):
        first_lot = (first_lot or "").strip()
        names = self._generate_drawn(first_lot, count) or self._generate_range(first_lot, count)
        if names is None and first_lot:
            year = self.env.cr.now().year
            names = self._generate_by_scheme(first_lot, count) or number_range.count_on(
                first_lot, count, {str(year + step) for step in (-1, 0, 1)}
            )
        if names is None:
            return super().generate_lot_names(first_lot, count)
        return [{"lot_name": name} for name in names]

    @api.model
    def _generate_drawn(self, first_lot, count):
        """Return drawn numbers where `first_lot` is what an order's product proposes next."""
        order_id = self.env.context.get("default_production_id")
        if not order_id or "mrp.production" not in self.env:
            return None
        order = self.env["mrp.production"].browse(order_id)
        product = order.product_id.with_company(order.company_id)
        facts = {"operation": order.picking_type_id}
        if not product._get_lot_scheme(order.picking_type_id):
            return None
        if first_lot and [first_lot] != product._peek_lot_numbers(**facts):
            return None
        return product._draw_lot_numbers(count, **facts)

    @api.model
    def _generate_range(self, text, count):
        """Return the numbers of a range; None where `text` is none."""
        if not number_range.is_range(text):
            return None
        names = self._expand_range(text)
        if len(names) < count:
            raise UserError(
                self.env._(
                    "%(range)s names %(named)s numbers, and %(needed)s are needed. Write a longer "
                    "range, or lower the count.",
                    range=text,
                    named=len(names),
                    needed=count,
                )
            )
        return names[:count]

    @api.model
    def _expand_range(self, text):
        """Return the numbers that `text` names, or say what is wrong with it."""
        try:
            return number_range.expand(text)
        except number_range.RangeError as error:
            words = {
                "unlike": self.env._("its ends differ in more than a count"),
                "backwards": self.env._("it ends before it begins"),
                "too_many": self.env._(
                    "it names more than %(most)s numbers", most=number_range.MOST
                ),
            }
            raise UserError(
                self.env._(
                    "%(range)s is no range of numbers: %(why)s. Write A001..A050, A001-A050 or "
                    "A001+49.",
                    range=error.text,
                    why=words[error.code],
                )
            ) from error

    @api.model
    def _generate_by_scheme(self, first_lot, count):
        """Return the numbers that follow where all schemes that read the first one agree."""
        # sudo: a scheme counts, whoever goes on with its numbers
        schemes = self.env["stock.lot.scheme"].sudo().search(
            [("company_id", "in", [False, self.env.company.id])]
        )  # fmt: skip
        found = set()
        for scheme in schemes:
            pattern = scheme._get_pattern()
            frame = pattern.read(first_lot) if pattern.is_strict else None
            if frame:
                found.add(frame.following(first_lot, count))
        return list(found.pop()) if len(found) == 1 else None

    @api.model
    def _get_next_serial(self, company, product):
        """Return the next number: by the product's scheme, else free and after the last lot."""
        own = product.with_company(company)
        if product.tracking != "none" and own._get_lot_scheme():
            return own._draw_lot_numbers()[0]
        number = super()._get_next_serial(company, product)
        while number and not own._get_free_numbers([number]):
            number = self.generate_lot_names(number, 2)[1]["lot_name"]
        return number
