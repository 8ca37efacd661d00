from odoo import api, fields, models


class StockLotUpdateExpiry(models.TransientModel):  # pylint: disable=consider-merging-classes-inherited
    """The dialog's second tab: what has expired and would move out. Hands it to an expiry run."""

    _inherit = "stock.lot.update.expiry"

    task = fields.Selection(
        [("dates", "Change dates"), ("out", "Move out expired stock")],
        default="dates",
        required=True,
    )
    only_chosen = fields.Boolean("Only of the selected lots", default=True)
    move_to = fields.Selection(
        lambda self: self.env["stock.lot.expiry.run"]._fields["move_to"].selection,
        "Move to",
        default="place",
        required=True,
    )
    with_blocked = fields.Boolean("Also blocked lots and places")
    with_owners = fields.Boolean("Also stock of other owners")
    out_preview = fields.Json(compute="_compute_out_preview")
    out_count = fields.Integer(compute="_compute_out_preview")

    @api.depends("task", "scope", "lot_domain", "only_chosen", "move_to", "with_blocked",
                 "with_owners")  # fmt: skip
    def _compute_out_preview(self):
        Run = self.env["stock.lot.expiry.run"]
        for wizard in self:
            preview = {}
            if wizard.task == "out":
                preview = Run._preview(wizard._get_out_lots(), **wizard._get_options())
            wizard.out_preview = preview
            wizard.out_count = preview.get("count", 0)

    def _get_options(self):
        return {name: self[name] for name in ("move_to", "with_blocked", "with_owners")}

    def _get_out_lots(self):
        """Return the lots that were selected; None for all that have expired."""
        return self._get_lots() if self.scope == "chosen" and self.only_chosen else None

    def _propose_run(self):
        self.ensure_one()
        Run = self.env["stock.lot.expiry.run"]
        return Run._propose(lots=self._get_out_lots(), **self._get_options())

    def action_open_run(self):
        """Open the proposal, to choose line by line."""
        return self._propose_run()._get_open_action()

    def action_print_run(self):
        """Print the list for the warehouse."""
        return self._propose_run().action_print()

    def action_post_run(self):
        """Move out what the preview shows, and open what was done."""
        run = self._propose_run()
        run._post()
        return run._get_open_action()
