from odoo import fields, models

from .stock_lot_scheme_facts import Occasion

SCHEME = "lot_scheme_id"
HELP = "How new lots are named. Empty: "


class ProductTemplate(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The scheme by which a product's lots are named."""

    _inherit = "product.template"

    lot_scheme_id = fields.Many2one(
        "stock.lot.scheme",
        string="Lots Are Numbered by",
        company_dependent=True,
        domain="[('company_id', 'in', [False, current_company_id])]",
        help=HELP + "as the category, the operation type or the company says, else by Odoo's own "
        "sequence.",
    )

    def write(self, vals):
        with self.env["stock.lot.event"]._policy_told(self, {SCHEME} & vals.keys()):
            result = super().write(vals)
        if vals.keys() & {SCHEME, "categ_id"}:
            self._forget_next_numbers()
        return result


class ProductProduct(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The scheme that counts for a product, and the one door through which numbers are drawn."""

    _inherit = "product.product"

    def _get_lot_scheme(self, operation=None):
        """Return the scheme by product, category, operation type, company; may be empty."""
        self.ensure_one()
        # sudo: the policy counts for whoever names a lot
        product, company = self.sudo(), self.env.company.sudo()
        schemes = (
            product.lot_scheme_id,
            product.categ_id._get_lot_policy(SCHEME),
            operation.sudo().lot_scheme_id if operation else None,  # sudo: as above
            company.lot_scheme_id,
        )
        found = next(filter(None, schemes), self.env["stock.lot.scheme"].sudo())
        usable = not found.company_id or found.company_id == self.env.company
        return found if usable else found.browse()

    def _draw_lot_numbers(self, count=1, **facts):
        """Return the next `count` free numbers for new lots, taken for good.

        :param facts: operation, supplier, workcenter, vals, as far as they are known
        :return: fewer, or none, where neither a scheme nor a sequence names them
        """
        scheme = self._get_lot_scheme(facts.get("operation"))
        if scheme:
            return scheme._next(self._get_occasion(facts), count)
        return self._draw_from_sequence(count)

    def _peek_lot_numbers(self, count=1, **facts):
        """Return the numbers that would be drawn, without taking them."""
        scheme = self._get_lot_scheme(facts.get("operation"))
        if scheme:
            return scheme._peek(self._get_occasion(facts), count)
        return self._peek_sequence(count)

    def _get_occasion(self, facts):
        # sudo: facts are written into numbers, whoever draws them
        return Occasion(self.sudo(), self.env.company.sudo(), **facts)

    def _draw_from_sequence(self, count):
        """Return the next numbers of the product's own sequence that no lot of it has."""
        # sudo: everybody who makes a lot draws its number
        sequence = self.lot_sequence_id.sudo()
        numbers = []
        while sequence and len(numbers) < count:
            drawn = sequence._draw_many(count - len(numbers))
            numbers += self._get_free_numbers(drawn)
        return numbers

    def _peek_sequence(self, count):
        # sudo: as above
        sequence = self.lot_sequence_id.sudo()
        value, numbers = sequence._get_next_value() if sequence else 0, []
        while sequence and len(numbers) < count:
            numbers += self._get_free_numbers([sequence.get_next_char(value)])
            value += sequence.number_increment
        return numbers

    def _get_free_numbers(self, numbers):
        """Return those of `numbers` that no lot of the product has, in any company."""
        keys = [(self.id, False, number) for number in numbers]
        taken = {key[2] for key in self.env["stock.lot"]._get_taken(keys)}
        return [number for number in numbers if number not in taken]


class ProductCategory(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The same for the products of a category that say nothing themselves."""

    _inherit = "product.category"

    lot_scheme_id = fields.Many2one(
        "stock.lot.scheme",
        string="Lots Are Numbered by",
        company_dependent=True,
        domain="[('company_id', 'in', [False, current_company_id])]",
        help=HELP + "as the category above, the operation type or the company says.",
    )

    def write(self, vals):
        with self.env["stock.lot.event"]._policy_told(self, {SCHEME} & vals.keys()):
            result = super().write(vals)
        if SCHEME in vals:
            self.env["product.template"]._forget_next_numbers()
        return result


class StockPickingType(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The same for what arrives by an operation, where the product says nothing."""

    _inherit = "stock.picking.type"

    lot_scheme_id = fields.Many2one(
        "stock.lot.scheme",
        string="Lots Are Numbered by",
        ondelete="restrict",
        check_company=True,
        help=HELP + "as the company says.",
    )

    def write(self, vals):
        with self.env["stock.lot.event"]._policy_told(self, {SCHEME} & vals.keys()):
            return super().write(vals)


class ResCompany(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The same where nothing nearer says how lots are numbered."""

    _inherit = "res.company"

    lot_scheme_id = fields.Many2one(
        "stock.lot.scheme",
        string="Lots Are Numbered by",
        ondelete="restrict",
        domain="[('company_id', 'in', [False, id])]",
        help=HELP + "by Odoo's own sequence.",
    )

    def write(self, vals):
        with self.env["stock.lot.event"]._policy_told(self, {SCHEME} & vals.keys()):
            return super().write(vals)


class ResConfigSettings(models.TransientModel):  # pylint: disable=consider-merging-classes-inherited
    """The company's scheme among the settings of lots."""

    _inherit = "res.config.settings"

    lot_scheme_id = fields.Many2one(related="company_id.lot_scheme_id", readonly=False)
