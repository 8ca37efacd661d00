from odoo import api, fields, models


class StockLotMerge(models.TransientModel):
    """Asks which of several lots stays, and why they are the same. Merges nothing itself."""

    _name = "stock.lot.merge"
    _description = "Merge Lots"

    lot_ids = fields.Many2many("stock.lot", string="Lots", required=True)
    target_id = fields.Many2one("stock.lot", "The One That Stays", required=True)
    reason = fields.Char(required=True)
    refusal = fields.Text(compute="_compute_words")
    words = fields.Text("What Will Happen", compute="_compute_words")

    @api.model
    def default_get(self, fields_list):
        defaults = super().default_get(fields_list)
        context = self.env.context
        if context.get("active_model") == "stock.lot" and context.get("active_ids"):
            lots = self.env["stock.lot"].browse(context["active_ids"]).exists()
            defaults |= {"lot_ids": [fields.Command.set(lots.ids)], "target_id": min(lots.ids)}
        return defaults

    @api.depends("lot_ids", "target_id")
    def _compute_words(self):
        for dialog in self:
            target, lots = dialog.target_id._origin, dialog._get_merged()
            dialog.refusal = target and lots._get_merge_refusal(target)
            dialog.words = not dialog.refusal and "\n".join(
                self.env._(
                    "%(quantity)s %(unit)s of %(lot)s in %(place)s become %(target)s.",
                    quantity=f"{quant.quantity:g}",
                    unit=quant.product_uom_id.name,
                    lot=quant.lot_id.name,
                    place=quant.location_id.display_name,
                    target=target.name,
                )
                for quant in lots._get_relabelled()
            )

    def _get_merged(self):
        return self.lot_ids._origin - self.target_id._origin

    def action_merge(self):
        """Merge the lots, and open the one that stays."""
        self.ensure_one()
        self._get_merged()._merge_into(self.target_id, self.reason)
        return {
            "type": "ir.actions.act_window",
            "res_model": "stock.lot",
            "res_id": self.target_id.id,
            "views": [(False, "form")],
        }
