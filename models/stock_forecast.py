from odoo import models
from odoo.fields import Domain


class StockForecastedProductProduct(models.AbstractModel):
    """The forecast leaves out what may be bought again, and names what only waits."""

    _inherit = "stock.forecasted_product_product"

    def _get_quant_domain(self, location_ids, products):
        domain = super()._get_quant_domain(location_ids, products)
        uncounted = self.env["stock.lot.disposition"]._get_uncounted()
        if not uncounted:
            return domain
        # sudo: a block counts for whoever plans
        quants = self.env["stock.quant"].sudo()
        left_out = Domain(domain) & quants._domain_under(uncounted)
        return [*domain, ("id", "not in", quants._search(left_out))]

    def _get_report_header(self, product_template_ids, product_ids, wh_location_ids):
        header = super()._get_report_header(product_template_ids, product_ids, wh_location_ids)
        products = self._get_products(product_template_ids, product_ids)
        domain, moves_out = products._get_stock_domain(None, None, None)
        domain &= products._domain_fresh()
        uncounted = self.env["stock.lot.disposition"]._get_uncounted()
        left_out = products._read_unreserved(domain, uncounted, moves_out)
        for product in products:
            facts = header["product"][product.id]
            facts["blocked_qty"] = left_out.get(product.id, 0.0)
            if "to_remove_qty" in facts:  # core took the difference for expired stock
                facts["to_remove_qty"] -= facts["blocked_qty"]
        return header

    def _free_stock_lines(self, product, free_stock, moves_data, wh_location_ids, read):
        free_stock += self._read_reserved_uncounted(product, moves_data)
        waiting = Domain(self._get_quant_domain(wh_location_ids, product))
        stopping = self.env["stock.lot.disposition"]._get_stopping("delivery")
        found = product._read_unreserved(waiting, stopping).get(product.id, 0.0)
        blocked = max(min(found, free_stock), 0.0)
        lines = super()._free_stock_lines(
            product, free_stock - blocked, moves_data, wh_location_ids, read
        )
        if not product.uom_id.is_zero(blocked):
            line = self._prepare_report_line(blocked, product=product, read=read)
            lines.append({**line, "is_blocked": True})
        return lines

    def _read_reserved_uncounted(self, product, moves_data):
        """Return what outgoing moves have reserved of stock the forecast leaves out.

        Core took it off the stock that is counted, where it never was.
        """
        uncounted = self.env["stock.lot.disposition"]._get_uncounted()
        linked = (facts["linked_moves"] for facts in moves_data.values())
        moves = self.env["stock.move"].union(*linked)
        lines = Domain("move_id", "in", moves.ids) & Domain("product_id", "=", product.id)
        lines &= Domain("state", "in", ("assigned", "partially_available"))
        lines &= product._domain_fresh() & self.env["stock.quant"]._domain_under(uncounted)
        sums = self.env["stock.move.line"]._read_group(
            lines, aggregates=["quantity_product_uom:sum"]
        )
        return sums[0][0] or 0.0


class ReportStockQuantity(models.Model):
    """From today on, stock that may be bought again counts only as far as it is reserved."""

    _inherit = "report.stock.quantity"

    _depends = {
        "stock.quant": ["lot_id", "reserved_quantity"],
        "stock.lot": ["disposition_id"],
        "stock.location": ["disposition_id"],
        "stock.lot.disposition": ["blocks_delivery", "blocks_production", "counts_in_forecast"],
    }

    def _get_product_qty_col(self):
        counted = super()._get_product_qty_col()
        # sudo: the state of the module is no secret; while it goes, its columns go first
        module = self.env["ir.module.module"].sudo()._get("stock_lot_lifecycle")
        if module.state == "to remove":
            return counted
        # the nearest place around that has a disposition decides, as _get_standing() says
        return f"""
            CASE WHEN date >= (now() at time zone 'utc')::date AND EXISTS (
                SELECT FROM stock_lot_disposition stand
                WHERE NOT stand.counts_in_forecast
                    AND (stand.blocks_delivery OR stand.blocks_production)
                    AND (
                        stand.id = (SELECT disposition_id FROM stock_lot WHERE id = q.lot_id)
                        OR stand.id = (
                            SELECT place.disposition_id FROM stock_location place
                            WHERE place.disposition_id IS NOT NULL
                                AND starts_with(l.parent_path, place.parent_path)
                            ORDER BY length(place.parent_path) DESC
                            LIMIT 1
                        )
                    )
            ) THEN q.reserved_quantity ELSE {counted} END
        """
