from odoo import api, models
from odoo.exceptions import ValidationError

BLANKS = " \t\r\n\u00a0\u200b\ufeff"


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The number of a lot: stripped, and taken once per product and company."""

    _inherit = "stock.lot"

    _number_unique = models.UniqueIndex(
        "(product_id, COALESCE(company_id, 0), name)",
        lambda env, _diagnostics: env["stock.lot"]._get_taken_message(),
    )
    # A lot without company is shared: its number is taken in every company. Only an
    # exclusion constraint sees what other sessions have just committed. The number is a
    # network address: shared lots own the whole subnet, a company's lot one place in it.
    _number_shared = models.Constraint(
        "EXCLUDE USING spgist (((regexp_replace("
        "substr(md5(product_id::text || '/' || name), 1, 24), '(.{4})', '\\1:', 'g')"
        " || COALESCE(regexp_replace(lpad(to_hex(company_id), 8, '0'), '(.{4})', '\\1:')"
        " || '/128', ':/96'))::inet) WITH &&)",
        lambda env, _diagnostics: env["stock.lot"]._get_taken_message(),
    )

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._clean_numbers(vals) for vals in vals_list]
        self._check_numbers_free(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        vals = self._clean_numbers(vals)
        if {"name", "product_id", "company_id"} & vals.keys():
            self._check_numbers_free([{**lot._get_key_vals(), **vals} for lot in self], self.ids)
        return super().write(vals)

    @api.model
    def _clean_numbers(self, vals):
        """Return `vals` with the numbers stripped of blanks around them."""
        keys = [key for key in ("name", "supplier_lot_ref", "ref") if vals.get(key)]
        if not keys:
            return vals
        cleaned = {**vals, **{key: str(vals[key]).strip(BLANKS) for key in keys}}
        if "name" in keys and not cleaned["name"]:
            raise ValidationError(self.env._("A lot needs a number: blanks alone are none."))
        return cleaned

    def _get_key_vals(self):
        return {
            "product_id": self.product_id.id,
            "company_id": self.company_id.id,
            "name": self.name,
        }

    @api.model
    def _check_numbers_free(self, vals_list, own_ids=()):
        """Raise when a number is taken, in the database or twice in `vals_list`.

        A number belongs to one product in one company; a shared lot has it in all.
        """
        default_product_id = self.env.context.get("default_product_id")
        product_ids = {
            vals.get("product_id") or default_product_id
            for vals in vals_list
            if "company_id" not in vals
        }
        products = self.env["product.product"].browse(filter(None, product_ids))
        company_by_product = {product.id: product.company_id.id for product in products}
        keys = []
        for vals in vals_list:
            product_id = vals.get("product_id") or default_product_id
            if not vals.get("name") or not product_id:
                continue
            company_id = vals.get("company_id", company_by_product.get(product_id))
            keys.append((product_id, company_id or False, vals["name"]))
        taken = self._get_taken(keys, own_ids)
        if taken:
            raise ValidationError(self._get_taken_message(taken))

    @api.model
    def _get_taken(self, keys, own_ids=()):
        """Return the `keys` (product id, company id or False, number) that are not free."""
        if not keys:
            return []
        # sudo: a shared lot conflicts with lots the user may not see
        known = self.sudo().search_fetch(
            [
                ("product_id", "in", list({key[0] for key in keys})),
                ("name", "in", list({key[2] for key in keys})),
                ("id", "not in", list(own_ids)),
            ],
            ["product_id", "company_id", "name"],
        )
        companies = {}
        for lot in known:
            companies.setdefault((lot.product_id.id, lot.name), set()).add(
                lot.company_id.id or False
            )
        taken = []
        for product_id, company_id, number in keys:
            others = companies.setdefault((product_id, number), set())
            if others and (not company_id or company_id in others or False in others):
                taken.append((product_id, company_id, number))
            others.add(company_id)
        return taken

    @api.model
    def _get_taken_message(self, keys=()):
        if not keys:
            return self.env._(
                "This number already exists for the product: somebody else has just created "
                "it. Open the existing lot, or give another number."
            )
        lines = [
            self.env._(
                "%(lot)s of %(product)s",
                lot=number,
                product=self.env["product.product"].browse(product_id).display_name,
            )
            for product_id, _company_id, number in keys[:10]
        ]
        return self.env._(
            "A number can be used once per product. These exist already, here or in another "
            "company that shares the product:\n%(lots)s\n"
            "Open the existing lot, or give another number.",
            lots="\n".join(lines),
        )
