from odoo import api, fields, models
from odoo.exceptions import UserError

# values of a new lot that a scheme can write into its number, or that choose the scheme
NAMING_FACTS = {
    "company_id", "supplier_id", "supplier_lot_ref", "production_date", "expiration_date",
    "expiration_day", "use_date", "best_before_day", "lot_properties",
}  # fmt: skip


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The number a new lot takes: when it is saved, and never when a form opens."""

    _inherit = "stock.lot"

    next_number = fields.Char(compute="_compute_next_number")
    numbering_note = fields.Char(compute="_compute_next_number")

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(self._name_new(vals_list))

    @api.depends("product_id")
    def _compute_name(self):
        for lot in self:  # a form that is opened takes no number: create() does
            lot.name = lot.name or False

    @api.depends("product_id", "name")
    @api.depends_context("company")
    def _compute_next_number(self):
        for lot in self:
            if lot.name or not lot.product_id:
                lot.next_number = lot.numbering_note = False
            else:
                lot.next_number, lot.numbering_note = lot._propose_number()

    def _propose_number(self):
        """Return the number that would be drawn and by what; else False and what is missing."""
        product = self._with_lot_company(self.product_id, self.company_id)
        scheme = product._get_lot_scheme()
        try:
            numbers = product._peek_lot_numbers(vals=self._get_naming_vals())
        except UserError as error:
            return False, error.args[0]
        if not numbers:
            return False, self.env._("Nothing numbers this product's lots: type a number.")
        return numbers[0], self.env._(
            "Taken when you save, by %(scheme)s. Type another number if the lot has one.",
            scheme=scheme.name or self.env._("Odoo's own sequence"),
        )

    def _get_naming_vals(self):
        """Return what this lot says already that may stand in its number."""
        return {
            name: lot_value.id if isinstance(lot_value, models.BaseModel) else lot_value
            for name in NAMING_FACTS - {"lot_properties"}
            if (lot_value := self[name])
        }

    @api.model
    def _name_new(self, vals_list):
        """Return `vals_list` with a drawn number wherever none is said."""
        defaults = {
            name: self.env.context.get(f"default_{name}") for name in ("name", "product_id")
        }
        drawn = self.env["ir.sequence"]._get_drawn()
        groups = {}
        for place, vals in enumerate(vals_list):
            product_id = vals.get("product_id") or defaults["product_id"]
            product = self.env["product.product"].browse(product_id or ())
            name = vals.get("name") or defaults["name"]
            if product and (not name or (drawn and self._is_stand_in(product, name, drawn))):
                key = (product, *self._get_naming_key(vals))
                groups.setdefault(key, []).append(place)
        named = list(vals_list)
        for key, places in groups.items():
            names = self._draw_for(key[0], vals_list[places[0]], len(places))
            for place, name in zip(places, names, strict=False):
                named[place] = {**vals_list[place], "name": name}
        return named

    @api.model
    def _is_stand_in(self, product, name, drawn):
        """Return whether another module drew `name` where a scheme names the lots."""
        if (product.lot_sequence_id.id, name) not in drawn:
            return False
        return bool(self._with_lot_company(product)._get_lot_scheme())

    @api.model
    def _get_naming_key(self, vals):
        """Return what tells apart lots whose numbers are made of different facts."""
        return tuple(sorted((name, str(vals[name])) for name in NAMING_FACTS & vals.keys()))

    @api.model
    def _draw_for(self, product, vals, count):
        company = self.env["res.company"].browse(vals.get("company_id") or ())
        return self._with_lot_company(product, company)._draw_lot_numbers(count, vals=vals)

    @api.model
    def _with_lot_company(self, product, company=None):
        """Return `product` in the company whose policy counts for its new lots."""
        return product.with_company(company or product._get_policy_company())
