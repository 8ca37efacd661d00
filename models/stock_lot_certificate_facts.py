from odoo import models

from ..tools import calendar_day


class StockLotCertificate(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """What a certificate says its lot is: product, numbers, days, delivery; named and in order."""

    _inherit = "stock.lot.certificate"

    def _get_facts(self, plan, company):
        """Return ``[(code of EN 10168 or "", label, value)]`` of all that is known."""
        own = self.with_env(plan.lot.env)
        facts = [*own._get_product_facts(plan), *own._get_lot_facts(plan, company)]
        if plan.picking:
            facts += own._get_delivery_facts(plan)
        with_codes = plan.kind == "inspection"
        return [
            [code if with_codes else "", label, value] for code, label, value in facts if value
        ]

    def _get_product_facts(self, plan):
        product = plan.lot.product_id
        storage = plan.profile.with_env(self.env).storage or product.lot_storage
        return [
            ("B01", self.env._("Product"), product.name),
            ("B07", self.env._("Lot / serial number"), plan.lot.name),
            ("", self.env._("Product code"), product.default_code),
            ("", self.env._("Manufacturer's lot"), plan.lot.supplier_lot_ref),
            ("B02", self.env._("Grade or form"), product.lot_grade),
            ("", self.env._("Marketing authorisation"), product.lot_authorisation),
            ("", self.env._("Storage"), storage),
            ("", self.env._("Country of origin"), plan.lot.origin_country_id.name),
        ]

    def _get_lot_facts(self, plan, company):
        lot = plan.lot
        released = plan.inspections[:1].decided_at
        released = released and calendar_day.day_of(released, company._get_lot_tz())
        received = self.env._("Received") if lot.supplier_id else self.env._("Into stock")
        return [
            ("", self.env._("Manufactured"), self._get_day_words(lot.production_date)),
            ("", self.env._("Expiry"), self._get_day_words(lot.expiration_day)),
            ("", self.env._("Best before"), self._get_day_words(lot.best_before_day)),
            ("", self.env._("Retest"), self._get_day_words(lot.retest_date)),
            ("", received, self._get_day_words(lot.received_date)),
            ("", self.env._("Released"), self._get_day_words(released)),
            ("", self.env._("Original certificate"), self._get_original_words(plan)),
        ]

    def _get_original_words(self, plan):
        """Return the certificates of the maker on which the results rest."""
        # sudo: a reference that is printed, whoever issues
        Original = self.env["stock.lot.supplier.certificate"].sudo()
        accepted = [("inspection_id", "in", plan.inspections.ids), ("state", "=", "accepted")]
        return ", ".join(Original.search(accepted, order="id").mapped("name"))

    def _get_delivery_facts(self, plan):
        picking, lot = plan.picking, plan.lot
        lines = picking.move_line_ids.filtered(lambda line: line.lot_id.id == lot.id)
        at = picking.date_done or picking.scheduled_date
        day = at and calendar_day.day_of(at, picking.company_id._get_lot_tz())
        order = picking.origin
        if "sale_id" in picking._fields:
            # sudo: the customer's own order number, whoever ships
            order = picking.sudo().sale_id.client_order_ref or order
        quantity = sum(lines.mapped("quantity_product_uom"))
        delivery = ", ".join(filter(None, (picking.name, self._get_day_words(day))))
        return [
            ("", self.env._("Delivery"), delivery),
            ("B08", self.env._("Quantity"), quantity and lot._get_quantity_words(quantity)),
            ("A07", self.env._("Your order"), order),
        ]
