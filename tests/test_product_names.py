from odoo.fields import Command
from odoo.tests import tagged

from .common import LotCase


@tagged("post_install", "-at_install")
class TestProductNames(LotCase):
    """Products are named as Odoo names them, attributes or not."""

    def _names(self, products):
        self.env.invalidate_all()
        return self.as_("warehouse", products).mapped("display_name")

    def _with_attributes(self):
        color = self.root["product.attribute"].create(
            {
                "name": "Colour",
                "value_ids": [Command.create({"name": name}) for name in ("Red", "Blue")],
            }
        )
        line = {"attribute_id": color.id, "value_ids": [Command.set(color.value_ids.ids)]}
        template = self.root["product.template"].create(
            {"name": "Shirt", "attribute_line_ids": [Command.create(line)]}
        )
        return template.product_variant_ids

    def test_variants_keep_their_attributes(self):
        variants = self._with_attributes()
        plain = self._product(name="Tablets", default_code="T1")
        self.assertEqual(
            self._names(variants | plain.with_env(self.root)),
            ["Shirt (Red)", "Shirt (Blue)", "[T1] Tablets"],
        )

    def test_a_product_that_becomes_a_variant_is_named_so_at_once(self):
        product = self._product(name="Shirt").with_env(self.root)
        self.assertEqual(product.display_name, "Shirt")
        template = product.product_tmpl_id
        size = self.root["product.attribute"].create(
            {"name": "Size", "value_ids": [Command.create({"name": name}) for name in "SML"]}
        )
        line = {"attribute_id": size.id, "value_ids": [Command.set(size.value_ids.ids)]}
        template.attribute_line_ids = [Command.create(line)]
        names = template.product_variant_ids.mapped("display_name")
        self.assertEqual(names, ["Shirt (S)", "Shirt (M)", "Shirt (L)"])
        self.assertEqual(self._names(template.product_variant_ids), names)

    def test_attributes_are_not_asked_for_where_there_are_none(self):
        products = self._product(name="A") | self._product(name="B")
        self.assertEqual(self._names(products), ["A", "B"])
        asked = self._known_plain(products | self._with_attributes().with_env(self.env))
        self.assertEqual(set(asked), set(products.ids))

    def _known_plain(self, products):
        """Return the products whose attributes are known to be none before they are named."""
        self.env.flush_all()
        self.env.invalidate_all()
        field = products._fields["product_template_attribute_value_ids"]
        products._know_plain()
        return [product.id for product in products if product.id in field._get_cache(self.env)]

    def test_an_unsaved_product_has_a_name(self):
        self.assertEqual(self.root["product.product"].new({"name": "New"}).display_name, "New")
