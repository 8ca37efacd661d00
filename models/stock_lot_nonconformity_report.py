from odoo import api, fields, models


class StockLotNonconformity(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Where a nonconformity is reported from: lots, inspections, transfers, places."""

    _inherit = "stock.lot.nonconformity"

    @api.model
    def _get_new_action(self, **vals):
        """Return the action that opens a new nonconformity with these values proposed."""
        self.check_access("create")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Report a nonconformity"),
            "res_model": self._name,
            "view_mode": "form",
            "views": [(False, "form")],
            "context": {f"default_{name}": value for name, value in vals.items() if value},
        }


class StockPicking(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """A transfer whose goods are not as they have to be."""

    _inherit = "stock.picking"

    def action_report_nonconformity(self):
        """Open a new nonconformity about the lots of this transfer."""
        self.ensure_one()
        moved = self.move_line_ids.filtered("lot_id").grouped("lot_id")
        lines = [
            fields.Command.create(
                {"lot_id": lot.id, "quantity": sum(rows.mapped("quantity_product_uom"))}
            )
            for lot, rows in moved.items()
        ]
        from_customer = self.location_id.usage == "customer"
        return self.env["stock.lot.nonconformity"]._get_new_action(
            line_ids=lines,
            origin="return" if from_customer else "supplier",
            picking_id=self.id,
            partner_id=self.partner_id.id,
        )


class StockLotInspection(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """An inspection that found something."""

    _inherit = "stock.lot.inspection"

    def action_report_nonconformity(self):
        """Open a new nonconformity about the lot that was inspected."""
        self.ensure_one()
        failed = self.result_ids.filtered(lambda row: row.verdict == "fail")
        quantity = self.quantity or self.lot_id.product_qty
        line = fields.Command.create({"lot_id": self.lot_id.id, "quantity": quantity})
        return self.env["stock.lot.nonconformity"]._get_new_action(
            title=", ".join(f"{row.characteristic_id.name} {row.value_words}" for row in failed),
            line_ids=[line],
            origin="inspection",
            inspection_id=self.id,
            partner_id=self.partner_id.id or self.lot_id.supplier_id.id,
        )


class StockLocation(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """A place in which something went wrong, such as a cold room that was warm."""

    _inherit = "stock.location"

    def action_report_nonconformity(self):
        """Open a new nonconformity about the lots that lie in this place now."""
        self.ensure_one()
        quants = self.env["stock.quant"].search(
            [("location_id", "child_of", self.id), ("lot_id", "!=", False), ("quantity", ">", 0)]
        )
        lines = [
            fields.Command.create(
                {"lot_id": lot.id, "quantity": sum(rows.mapped("quantity")),
                 "location_id": self.id}
            )
            for lot, rows in quants.grouped("lot_id").items()
        ]  # fmt: skip
        return self.env["stock.lot.nonconformity"]._get_new_action(
            line_ids=lines, origin="location", location_id=self.id
        )
