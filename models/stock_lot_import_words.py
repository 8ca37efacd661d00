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
            document.summary = document.checked_at and (
                self.env._("%(outcome)s.", outcome=", ".join(parts))
                if parts
                else self.env._("There is nothing to import.")
            )

    def _get_counts(self):
        """Return ``[(count, what will happen to that many)]``, the most wanted first."""
        return [
            (self.create_count, self.env._("%(n)s lots will be created", n=self.create_count)),
            (self.update_count, self.env._("%(n)s lots will be updated", n=self.update_count)),
            (
                self.product_row_count,
                self.env._("%(n)s rows bring a product", n=self.product_row_count),
            ),
            (self.error_count, self.env._("%(n)s rows have errors", n=self.error_count)),
            (self.same_count, self.env._("%(n)s rows change nothing", n=self.same_count)),
            (self.skip_count, self.env._("%(n)s rows are left out", n=self.skip_count)),
        ]

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
