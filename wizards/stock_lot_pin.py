from odoo import fields, models


class StockLotPin(models.TransientModel):
    """Asks for a new signing PIN; stores nothing of what is typed."""

    _name = "stock.lot.pin"
    _description = "Set Signing PIN"
    _inherit = ["stock.lot.typed"]
    _typed = ("code", "pin", "again")

    code = fields.Char("Code from the administrator", store=False)
    pin = fields.Char("New PIN", store=False)
    again = fields.Char("New PIN again", store=False)

    def action_set(self):
        """Set the PIN of whoever is logged in; what was typed comes with the button."""
        typed = self.env.context
        user = self.env.user
        user._set_lot_pin(
            typed.get("stock_lot_code"), typed.get("stock_lot_pin"), typed.get("stock_lot_again")
        )
        message = self.env._("Your PIN is set. You sign with it from now on.")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
