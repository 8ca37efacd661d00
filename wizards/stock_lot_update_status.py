from odoo import api, fields, models


class StockLotUpdateStatus(models.TransientModel):
    """Puts many lots under a disposition, after saying what will happen. Decides nothing itself."""

    _name = "stock.lot.update.status"
    _description = "Update Lot Status"
    _inherit = "stock.lot.choice"

    disposition_id = fields.Many2one(
        "stock.lot.disposition",
        string="New status",
        compute="_compute_disposition_id",
        store=True,
        readonly=False,
    )
    requires_reason = fields.Boolean(related="disposition_id.requires_reason")
    change_count = fields.Integer(compute="_compute_outcome")
    outcome = fields.Text("What will happen", compute="_compute_outcome")

    @api.depends("scope", "lot_domain")
    def _compute_disposition_id(self):
        retired = self.env.ref("stock_lot_lifecycle.stock_lot_disposition_retired", False)
        released = self.env.ref("stock_lot_lifecycle.stock_lot_disposition_released", False)
        for wizard in self:
            stand = wizard.scope == "chosen" and wizard._get_lots().disposition_id
            is_back = stand and released not in stand
            wizard.disposition_id = released if is_back else retired

    @api.depends("disposition_id", "scope", "lot_domain", "numbers")
    def _compute_outcome(self):
        for wizard in self:
            change, same, refused = wizard._get_lots()._sort_by_outcome(wizard.disposition_id)
            wizard.change_count = len(change)
            wizard.outcome = "\n".join(wizard._get_outcome_lines(change, same, refused))

    def _get_outcome_lines(self, change, same, refused):
        status = self.disposition_id.name
        if not status:
            return
        if change:
            yield self.env._(
                "%(lots)s will be %(status)s.", lots=self._count_lots(len(change)), status=status
            )
        if same:
            yield self.env._(
                "%(lots)s already there: nothing changes.", lots=self._count_lots(len(same))
            )
        for reason, lots in refused.items():
            yield self.env._(
                "%(lots)s refused: %(reason)s", lots=self._count_lots(len(lots)), reason=reason
            )

    def action_apply(self):
        """Change what can be changed, in one go."""
        self.ensure_one()
        change, _same, refused = self._get_lots()._sort_by_outcome(self.disposition_id)
        lots = change or next(iter(refused.values()), change)  # the verb says why not
        changed = lots._set_disposition(self.disposition_id, self.reason)
        status = self.disposition_id.name
        words = self._count_lots(len(changed))
        return self._close(self.env._("%(lots)s: now %(status)s.", lots=words, status=status))
