from odoo import models
from odoo.exceptions import UserError

from ..tools.ledger_workbook import ledger_workbook

COLUMNS = (
    "lot_id", "product_id", "categ_id", "expiration_day", "last_day", "days_left", "quantity",
    "uom_id", "rate", "ahead_qty", "at_risk_qty", "value", "currency_id", "action", "explanation",
    "supplier_id", "received_date", "disposition_id", "company_id",
)  # fmt: skip


class StockLotAtRisk(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The report as a workbook and on paper."""

    _inherit = "stock.lot.at.risk"

    def action_export(self):
        """Download these rows, or all that the list shows, as a workbook."""
        domain = self.env.context.get("active_domain")
        chosen = self or self.search(domain or [])
        if not chosen:
            raise UserError(self.env._("There is nothing to export. Take a filter out first."))
        return {
            "type": "ir.actions.client",
            "tag": "stock_lot_download_story",
            "params": {
                "url": "/stock_lot_lifecycle/at_risk.xlsx",
                "model": self._name,
                "ids": chosen.ids,
            },
        }

    def _get_workbook(self):
        """Return these rows as XLSX bytes."""
        self.check_access("read")
        labels = self.fields_get(COLUMNS, ["string", "selection"])
        actions = dict(labels["action"]["selection"])
        headers = [labels[name]["string"] for name in COLUMNS]
        rows = ((0, row._get_cells(actions)) for row in self)
        return ledger_workbook([(self.env._("Stock at risk"), headers)], rows)

    def _get_cells(self, actions):
        cells = []
        for name in COLUMNS:
            value = self[name]
            if isinstance(value, models.BaseModel):
                value = value.display_name
            elif name == "action":
                value = actions[value]
            cells.append(value)
        return cells
