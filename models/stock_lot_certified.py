from odoo import api, fields, models


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The buttons of lots and certificates that issue, revise and show; each opens a screen."""

    _inherit = "stock.lot"

    certificate_count = fields.Integer(compute="_compute_certificate_count")

    def _compute_certificate_count(self):
        rows = self.env["stock.lot.certificate"]._read_group(
            [("lot_id", "in", self._origin.ids)], ["lot_id"], ["__count"]
        )
        counts = {lot.id: count for lot, count in rows}
        for lot in self:
            lot.certificate_count = counts.get(lot._origin.id, 0)

    def action_view_certificates(self):
        """Open the certificates of these lots."""
        return self.env["stock.lot.certificate"]._get_list_action([("lot_id", "in", self.ids)])

    def action_issue_certificate(self):
        """Open the dialog that issues certificates of these lots."""
        return self.env["stock.lot.certificate"]._get_issue_action(lot_ids=self.ids)


class StockLotCertificate(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The screens of certificates."""

    _inherit = "stock.lot.certificate"

    @api.model
    def _get_list_action(self, domain):
        actions = self.env["ir.actions.act_window"]
        action = actions._for_xml_id("stock_lot_lifecycle.stock_lot_certificate_action")
        return {**action, "domain": domain, "context": {}}

    @api.model
    def _get_issue_action(self, **vals):
        actions = self.env["ir.actions.act_window"]
        action = actions._for_xml_id("stock_lot_lifecycle.stock_lot_issue_certificate_action")
        return {**action, "context": {f"default_{name}": value for name, value in vals.items()}}

    def action_revise(self):
        """Open the dialog that issues the next revision."""
        self.ensure_one()
        return self._get_issue_action(
            lot_ids=self.lot_id.ids,
            company_id=self.company_id.id,
            kind=self.kind,
            partner_id=self.partner_id.id,
            picking_id=self.picking_id.id,
            replaces_id=self.id,
        )
