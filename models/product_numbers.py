from odoo import api, models
from odoo.exceptions import UserError


class ProductTemplate(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """What a product shows of its next number, and whose sequence its prefix belongs to."""

    _inherit = "product.template"

    # Depending on a scheme here would take core's own fields along at uninstall: those who change
    # what names a lot forget the numbers instead.
    def _compute_serial_prefix_format(self):  # pylint: disable=missing-return
        schemed = self.filtered(lambda template: template._get_numbered_variant())
        schemed.serial_prefix_format = ""  # the next number below is the whole one
        super(ProductTemplate, self - schemed)._compute_serial_prefix_format()

    def _compute_next_serial(self):  # pylint: disable=missing-return
        schemed = self.filtered(lambda template: template._get_numbered_variant())
        super(ProductTemplate, self - schemed)._compute_next_serial()
        for template in schemed:
            variant = template._get_numbered_variant()
            try:
                template.next_serial = "".join(variant._peek_lot_numbers())
            except UserError:  # a fact is missing that the lot itself will bring
                template.next_serial = ""

    @api.model
    def _forget_next_numbers(self):
        """Have the next numbers of all products looked up again."""
        for model in ("product.template", "product.product"):
            self.env[model].invalidate_model(["serial_prefix_format", "next_serial"])

    def _get_numbered_variant(self):
        """Return the variant whose lots a scheme names; empty where Odoo's sequence does."""
        self.ensure_one()
        variant = self._origin.product_variant_ids[:1]
        return variant if variant and variant._get_lot_scheme() else variant.browse()

    def _inverse_serial_prefix_format(self):
        """Let a prefix belong to lots: a transfer's or an invoice's sequence stays its own."""
        foreign = self._find_foreign_prefixes()
        hijacking = self.filtered(lambda template: template.serial_prefix_format in foreign)
        for template in hijacking:
            template.lot_sequence_id = template._get_own_sequence(template.serial_prefix_format)
        return super(ProductTemplate, self - hijacking)._inverse_serial_prefix_format()

    def _find_foreign_prefixes(self):
        # sudo: sequences of all documents and companies count
        sequences = self.env["ir.sequence"].sudo().search(
            [("prefix", "in", list(filter(None, self.mapped("serial_prefix_format"))))]
        )  # fmt: skip
        foreign = sequences.filtered(
            lambda sequence: sequence.code != "stock.lot.serial" or sequence.company_id
        )
        return set(foreign.mapped("prefix"))

    def _get_own_sequence(self, prefix):
        """Return the sequence of lots with this prefix; it is made where there is none."""
        # sudo: whoever may write the product chooses its prefix
        sequences = self.env["ir.sequence"].sudo()
        own = [
            ("prefix", "=", prefix),
            ("code", "=", "stock.lot.serial"),
            ("company_id", "=", False),
        ]
        return sequences.search(own, limit=1) or sequences.create(
            {
                "name": f"{self.name} Serial Sequence",
                "code": "stock.lot.serial",
                "prefix": prefix,
                "padding": 7,
                "company_id": False,
            }
        )
