import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class StockLotChoice(models.AbstractModel):
    """Which lots a bulk change is for: a selection, a search, or a list of numbers."""

    _name = "stock.lot.choice"
    _description = "Choice of Lots"

    scope = fields.Selection(
        [
            ("chosen", "Selected lots"),
            ("filter", "All lots of the current search"),
            ("numbers", "A list of numbers"),
        ],
        string="Which lots",
        default="numbers",
        required=True,
    )
    lot_domain = fields.Char(default="[]", readonly=True)
    numbers = fields.Text(
        compute="_compute_numbers",
        store=True,
        readonly=False,
        help="One number per line, or separated by commas.",
    )
    file = fields.Binary("From a File", attachment=False, help="CSV, XLSX or XLS.")
    filename = fields.Char()
    ambiguous_product_ids = fields.Many2many("product.product", compute="_compute_chosen_words")
    product_ids = fields.Many2many(
        "product.product",
        string="Of the products",
        compute="_compute_product_ids",
        compute_sudo=False,
        store=True,
        readonly=False,
        help="Several products have the same number. Take out those that you do not mean.",
    )
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

    @api.depends("file", "filename")
    def _compute_numbers(self):
        Lot = self.env["stock.lot"]
        for choice in self:
            content = choice.with_context(bin_size=False).file
            choice.numbers = (
                Lot._read_number_file(content, choice.filename) if content else choice.numbers
            )

    @api.depends("scope", "lot_domain", "numbers", "product_ids")
    def _compute_chosen_words(self):
        Lot = self.env["stock.lot"]
        for choice in self:
            count = Lot.search_count(choice._get_domain())
            named = choice._get_named()
            choice.ambiguous_product_ids = sum(named.get_ambiguous().values(), [])
            choice.chosen_words = Lot._get_list_words(named, count)

    @api.depends("scope", "numbers")
    def _compute_product_ids(self):
        for choice in self:
            choice.product_ids = sum(choice._get_named().get_ambiguous().values(), [])

    def _get_named(self):
        """Return the NumberList this is for; an empty one for a selection or a search."""
        text = self.numbers if self.scope == "numbers" else ""
        return self.env["stock.lot"]._read_number_list(text)

    def _get_domain(self):
        """Return the domain of the lots this is for."""
        self.ensure_one()
        if self.scope == "numbers":
            return self.env["stock.lot"]._domain_of_list(self._get_named(), self.product_ids)
        try:
            domain = json.loads(self.lot_domain or "[]")
        except ValueError as error:
            raise UserError(self.env._("The search cannot be read. Select the lots.")) from error
        return Domain(domain)

    def _get_lots(self):
        return self.env["stock.lot"].search(self._get_domain())

    @api.model
    def _count_lots(self, count):
        return self.env["stock.lot"]._get_count_words(count)

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
