from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

OPEN = Domain("state", "=", "open")
HOLDING = OPEN & Domain("nonconformity_id.holds_release", "=", True)


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The aspect of open nonconformities: while one holds a lot, nobody frees it."""

    _inherit = "stock.lot"

    nonconformity_count = fields.Integer(compute="_compute_nonconformities")
    nonconformity_notice = fields.Text(compute="_compute_nonconformities")

    def _compute_nonconformities(self):
        for lot in self:
            lines = lot._origin._get_nonconformity_lines(Domain.TRUE)
            open_ones = lines.nonconformity_id.filtered(lambda row: row.state == "open")
            lot.nonconformity_count = len(lines.nonconformity_id)
            lot.nonconformity_notice = "\n".join(open_ones.mapped("display_name"))

    def action_view_nonconformities(self):
        """Open the nonconformities that these lots are part of."""
        actions = self.env["ir.actions.act_window"]
        action = actions._for_xml_id("stock_lot_lifecycle.stock_lot_nonconformity_action")
        return {**action, "domain": [("line_ids.lot_id", "in", self.ids)], "context": {}}

    def action_report_nonconformity(self):
        """Open a new nonconformity about these lots."""
        lines = [
            fields.Command.create({"lot_id": lot.id, "quantity": lot.product_qty}) for lot in self
        ]
        supplier = self.supplier_id if len(self.supplier_id) == 1 else self.supplier_id.browse()
        return self.env["stock.lot.nonconformity"]._get_new_action(
            line_ids=lines, origin="lot", partner_id=supplier.id
        )

    def _set_disposition(self, disposition, reason="", source="user", signature=None, request=None):
        if source != "seam":
            self._check_not_held(disposition)
        return super()._set_disposition(disposition, reason, source, signature, request)

    def _check_not_held(self, disposition):
        """Refuse to free lots that an open nonconformity holds, whatever the path."""
        lines = self._get_holding_lines(disposition)
        if not lines:
            return
        first = lines[0]
        raise UserError(
            self.env._(
                "Lot %(lot)s cannot become %(status)s: nonconformity %(nonconformity)s is open. "
                "Close it first, or let it no longer hold its lots.",
                lot=first.lot_id.name,
                status=disposition.name,
                nonconformity=first.nonconformity_id.display_name,
            )
        )

    def _get_holding_lines(self, disposition):
        if disposition.is_blocking or disposition.makes_inactive:
            return self.env["stock.lot.nonconformity.line"].sudo()  # sudo: as below
        return self._get_nonconformity_lines(HOLDING)

    def _get_nonconformity_lines(self, domain):
        # sudo: a nonconformity holds a shared lot, whichever company opened it
        Line = self.env["stock.lot.nonconformity.line"].sudo()
        return Line.search(Domain("lot_id", "in", self.ids) & domain)

    @api.model
    def _plan_disposition(self, domain, disposition):
        domain = Domain(domain)
        if not disposition or disposition.is_blocking or disposition.makes_inactive:
            return super()._plan_disposition(domain, disposition)
        # sudo: as above
        lines = self.env["stock.lot.nonconformity.line"].sudo()._search(HOLDING)
        held = Domain("id", "in", lines.subselect("lot_id"))
        count = self.search_count(domain & held & Domain("disposition_id", "!=", disposition.id))
        if not count:
            return super()._plan_disposition(domain, disposition)
        plan = super()._plan_disposition(domain & ~held, disposition)
        why = self.env._("An open nonconformity holds them.")
        return plan._replace(refused={**plan.refused, why: (domain & held, count)})
