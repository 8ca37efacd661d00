import json

from odoo.tests import tagged

from .test_stock_lot_chain import LedgerCase


@tagged("post_install", "-at_install")
class TestChangedElsewhere(LedgerCase):
    """What changes a lot from elsewhere is told by its events too."""

    def _last_facts(self, lot):
        return json.loads(self._events(lot)[-1].payload)

    def test_a_product_given_to_a_company_takes_its_lots_along(self):
        product = self._product()
        lot = self._lot(product, "P1")
        product.sudo().product_tmpl_id.company_id = self.company
        self.env.flush_all()
        self.assertEqual(lot.company_id, self.company)
        facts = self._last_facts(lot)
        self.assertIsNone(facts["old"]["company_id"])
        self.assertEqual(facts["new"]["company_id"]["id"], self.company.id)
        self.assertEqual(self._problems(lot), {})

    def test_merged_contacts_are_told_by_the_lots_they_supplied(self):
        double = self._partner("Acme Farms (double)")
        self.lot.supplier_id = double
        wizard = self.root["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.supplier | double).ids, self.supplier.with_env(self.root))
        self.env.invalidate_all()
        self.assertEqual(self.lot.supplier_id, self.supplier)
        facts = self._last_facts(self.lot)
        self.assertEqual(facts["old"]["supplier_id"]["name"], "Acme Farms (double)")
        self.assertEqual(facts["new"]["supplier_id"]["id"], self.supplier.id)
        self.assertEqual(self._problems(), {})

    def test_a_change_of_product_keeps_both_products(self):
        other = self._perishable(name="Other")
        self.lot.product_id = other
        facts = self._last_facts(self.lot)
        self.assertEqual(facts["new"]["product_id"]["id"], other.id)
        self.assertEqual(self._problems(), {})

    def test_the_attributes_of_a_product_are_told_with_their_names(self):
        definition = [{"name": "colour", "string": "Colour", "type": "char"}]
        self.product.sudo().lot_properties_definition = definition
        self.lot.lot_properties = {"colour": "Blue"}
        event = self._events(self.lot)[-1]
        self.assertEqual(
            json.loads(event.payload)["new"], {"lot_properties": {"Colour": "Blue"}}
        )
        self.assertIn("Colour Blue", event.summary)
        self.assertEqual(self._problems(), {})


@tagged("post_install", "-at_install")
class TestUninstallDialog(LedgerCase):
    def test_uninstalling_offers_the_export_first(self):
        Module = self.root["ir.module.module"]
        Wizard = self.root["base.module.uninstall"]
        for name, loses in (("stock_lot_lifecycle", True), ("stock", True)):
            module = Module.search([("name", "=", name), ("state", "=", "installed")])
            wizard = Wizard.create({"module_ids": module.ids})
            self.assertEqual(wizard.loses_lot_ledger, loses, name)
        self.assertFalse(Wizard.new().loses_lot_ledger)
        self.assertEqual(wizard.action_view_lot_events()["res_model"], "stock.lot.event")
