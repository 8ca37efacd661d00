import json
import re

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

SEPARATORS = re.compile(r"[\n\r\t,;]+")
NAMED = 20


class StockLotChoice(models.AbstractModel):
    """Which lots a bulk change is for: a selection, a search, or pasted numbers."""

    _name = "stock.lot.choice"
    _description = "Choice of Lots"

    scope = fields.Selection(
        [
            ("chosen", "Selected lots"),
            ("filter", "All lots of the current search"),
            ("numbers", "Pasted numbers"),
        ],
        string="Which lots",
        default="numbers",
        required=True,
    )
    lot_domain = fields.Char(default="[]", readonly=True)
    numbers = fields.Text(help="One number per line, or separated by commas.")
    reason = fields.Char()
    chosen_words = fields.Text("Found", compute="_compute_chosen_words")

    @api.model
    def default_get(self, fields_list):
        defaults = super().default_get(fields_list)
        context = self.env.context
        if context.get("active_model") == "stock.lot" and "default_scope" not in context:
            ids = context.get("active_ids") or []
            defaults |= {"scope": "chosen", "lot_domain": json.dumps([["id", "in", ids]])}
        return defaults

    @api.depends("scope", "lot_domain", "numbers")
    def _compute_chosen_words(self):
        for choice in self:
            choice.chosen_words = choice._get_chosen_words()

    def _get_numbers(self):
        """Return the numbers as the person pasted them, each once."""
        numbers = (number.strip() for number in SEPARATORS.split(self.numbers or ""))
        return list(dict.fromkeys(number for number in numbers if number))

    def _get_domain(self):
        """Return the domain of the lots this is for."""
        self.ensure_one()
        if self.scope == "numbers":
            return Domain("name", "in", self._get_numbers())
        try:
            domain = json.loads(self.lot_domain or "[]")
        except ValueError as error:
            raise UserError(self.env._("The search cannot be read. Select the lots.")) from error
        return Domain(domain)

    def _get_lots(self):
        return self.env["stock.lot"].search(self._get_domain())

    def _get_chosen_words(self):
        """Return how many lots were found, and what was not."""
        lots = self._get_lots()
        words = self._count_lots(len(lots))
        if self.scope != "numbers":
            return words
        names = set(lots.mapped("name"))
        unknown = [number for number in self._get_numbers() if number not in names]
        if not unknown:
            return words
        return self.env._(
            "%(found)s found, %(count)s unknown: %(numbers)s",
            found=words,
            count=len(unknown),
            numbers=", ".join(unknown[:NAMED]) + ("…" if len(unknown) > NAMED else ""),
        )

    @api.model
    def _count_lots(self, count):
        return self.env._("1 lot") if count == 1 else self.env._("%(count)s lots", count=count)

    def _close(self, message):
        """Say what was done, and close."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {
                    "type": "ir.actions.act_window_close",
                    "infos": {"lotsChanged": True},
                },
            },
        }
