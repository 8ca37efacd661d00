from datetime import date

from odoo import api, fields, models
from odoo.fields import Domain


class ProductProduct(models.Model):
    """Blocked stock is on hand, but neither free nor, where its disposition says so, to come."""

    _inherit = "product.product"

    blocked_qty = fields.Float(
        "Blocked",
        compute="_compute_blocked_qty",
        digits="Product Unit",
        help="On hand, but its lot or its place is blocked.",
    )

    @api.depends_context(
        "lot_id", "owner_id", "package_id", "location", "warehouse_id", "allowed_company_ids"
    )
    def _compute_blocked_qty(self):
        keys = ("lot_id", "owner_id", "package_id")
        domain, _moves_out = self._get_stock_domain(*map(self.env.context.get, keys))
        domain &= self.env["stock.quant"]._domain_any_blocked()
        quants = self.env["stock.quant"].with_context(active_test=False)
        blocked = dict(quants._read_group(domain, ["product_id"], ["quantity:sum"]))
        for product in self:
            product.blocked_qty = blocked.get(product._origin, 0.0)

    def _compute_quantities_dict(
        self, lot_id, owner_id, package_id, from_date=False, to_date=False
    ):
        arguments = lot_id, owner_id, package_id, from_date, to_date
        # a kit's quantities come from those of its components: these first
        kits = self.filtered("is_kits") if "is_kits" in self._fields else self.browse()
        goods = self - kits
        amounts = super(ProductProduct, goods)._compute_quantities_dict(*arguments)
        goods._take_blocked_out(amounts, lot_id, owner_id, package_id, to_date)
        if kits:
            known = {**self.env.context.get("mrp_compute_quantities", {}), **amounts}
            kits = kits.with_context(mrp_compute_quantities=known)
            amounts |= super(ProductProduct, kits)._compute_quantities_dict(*arguments)
        return amounts

    def _take_blocked_out(self, amounts, lot_id, owner_id, package_id, to_date):
        """Take blocked stock out of the free and the expected quantities in `amounts`."""
        to_date = fields.Datetime.to_datetime(to_date)
        if not self or (to_date and to_date < fields.Datetime.now()):
            return  # how stock stands now says nothing about what was free then
        Disposition = self.env["stock.lot.disposition"]
        domain, moves_out = self._get_stock_domain(lot_id, owner_id, package_id)
        domain &= self._domain_fresh()
        stopping = Disposition._get_stopping("delivery")
        free = self._read_unreserved(domain, stopping, old=self._domain_too_old())
        forecast = self._read_unreserved(domain, Disposition._get_uncounted(), moves_out)
        for product in self:
            found, origin_id = amounts[product.id], product._origin.id
            for name, blocked in (("free_qty", free), ("virtual_available", forecast)):
                if blocked.get(origin_id):
                    found[name] = product.uom_id.round(found[name] - blocked[origin_id])

    def _get_stock_domain(self, lot_id, owner_id, package_id):
        """Return the domain of the stock core counts, and of the moves that take it out."""
        stock, _moves_in, moves_out = self._get_domain_locations()
        domain = Domain("product_id", "in", self.ids) & Domain(stock)
        wanted = {"lot_id": lot_id, "owner_id": owner_id, "package_id": package_id}
        for name, value in wanted.items():
            if value is not None:
                domain &= Domain(name, "=", value)
        if "owners" in self.env.context:
            owners = self.env.context["owners"]
            domain &= Domain("owner_id", "in", owners or [False])
        return domain, Domain(moves_out)

    @api.model
    def _domain_fresh(self):
        """Return the stock core has not taken out already, because it is to be removed."""
        last = self.env.context.get("to_date") or date.today()
        return ~Domain("lot_id", "any!", [("removal_date", "<=", last)])

    def _read_unreserved(self, domain, dispositions, moves_out=None, old=Domain.FALSE):
        """Return ``{product id: quantity}`` under `dispositions` that no move takes out.

        :param moves_out: where given, only reservations of these moves count as taken out:
            what is reserved to be moved inside stays
        :param old: stock that counts beside that under `dispositions`
        """
        if not dispositions and old.is_false():
            return {}
        Quant = self.env["stock.quant"].with_context(active_test=False)
        domain &= Quant._domain_under(dispositions) | old
        sums = ["quantity:sum", "reserved_quantity:sum"]
        found = {
            product.id: [quantity - reserved, reserved]
            for product, quantity, reserved in Quant._read_group(domain, ["product_id"], sums)
        }
        if moves_out is not None and any(reserved for _free, reserved in found.values()):
            lines = Domain("state", "in", ("assigned", "partially_available"))
            lines &= domain & ~Domain("move_id", "any!", moves_out)
            for product, inside in self.env["stock.move.line"]._read_group(
                lines, ["product_id"], ["quantity_product_uom:sum"]
            ):
                found[product.id][0] += inside
        return {product_id: free for product_id, (free, _reserved) in found.items()}

    def action_open_blocked(self):
        """Open the stock of these products that is blocked."""
        action = self.action_open_quants()
        return {**action, "context": {**action["context"], "search_default_blocked": True}}


class ProductTemplate(models.Model):
    """The blocked quantities of all variants together."""

    _inherit = "product.template"

    blocked_qty = fields.Float("Blocked", compute="_compute_blocked_qty", digits="Product Unit")

    @api.depends_context("warehouse_id", "location", "allowed_company_ids")
    def _compute_blocked_qty(self):
        for template in self:
            template.blocked_qty = sum(template.product_variant_ids.mapped("blocked_qty"))

    def action_open_blocked(self):
        """Open the stock of these products that is blocked."""
        return self.product_variant_ids.action_open_blocked()
