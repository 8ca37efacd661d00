from odoo import api, fields, models

RECENT = 5


class StockLotImport(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The aspect that says in words what an import will do and has done. Decides nothing."""

    _inherit = "stock.lot.import"

    summary = fields.Char(compute="_compute_summary")
    result_text = fields.Char(compute="_compute_result_text")
    recent_ids = fields.Many2many("stock.lot.import", compute="_compute_recent_ids")

    @api.depends("checked_at", "row_count")
    def _compute_summary(self):
        for document in self:
            parts = [text for count, text in document._get_counts() if count]
            outcome = ", ".join(parts) or self.env._("There is nothing to import")
            document.summary = document.checked_at and f"{outcome[0].upper()}{outcome[1:]}."

    def _get_counts(self):
        """Return ``[(count, what happens to that many)]``, in the order people ask."""
        return [
            (self.create_count, self._get_created_text(self.create_count)),
            (self.update_count, self.env._("%(n)s lots updated", n=self.update_count)),
            (
                self.product_row_count,
                self.env._("products without lots: %(n)s", n=self.product_row_count),
            ),
            (self.error_count, self.env._("rows with errors: %(n)s", n=self.error_count)),
            (self.same_count, self.env._("rows that change nothing: %(n)s", n=self.same_count)),
            (self.skip_count, self.env._("rows left out: %(n)s", n=self.skip_count)),
        ]

    def _get_created_text(self, count):
        if count == 1:
            return self.env._("1 lot will be created")
        return self.env._("%(n)s lots will be created", n=count)

    @api.depends("state", "lot_ids", "product_ids")
    def _compute_result_text(self):
        for document in self:
            if document.state == "undone":
                document.result_text = self.env._("This import was taken back.")
            elif document.product_ids:
                document.result_text = self.env._(
                    "Imported: %(lots)s lots, %(products)s new products.",
                    lots=document.lot_count,
                    products=len(document.product_ids),
                )
            else:
                document.result_text = self.env._(
                    "Imported: %(lots)s lots.", lots=document.lot_count
                )

    @api.depends("source", "company_id")
    def _compute_recent_ids(self):
        for document in self:
            document.recent_ids = self.search(
                [
                    ("source", "=", document.source),
                    ("company_id", "=", document.company_id.id),
                    ("state", "in", ("done", "undone")),
                ],
                limit=RECENT,
            )
