from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from .stock_lot_inspection_open import Arrival

BATCH = 500


class StockLotInspection(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Retests: opened ahead of their day, once for each day; the gate blocks from it on."""

    _inherit = "stock.lot.inspection"

    @api.model
    def _cron_open_retests(self):
        """Open the retests that come due, each once, in committed batches."""
        while lots := self._find_due_for_retest(BATCH):
            self._open_retests(lots)
            if not self.env["ir.cron"]._commit_progress(len(lots)):
                return

    @api.model
    def _find_due_for_retest(self, limit):
        """Return lots on hand whose retest comes due and is not open yet, with a specification."""
        # sudo: what must be tested does not depend on who asks
        specs = (
            self.env["stock.lot.specification"]
            .sudo()
            .search([("state", "=", "approved"), ("operation", "=", "retest")])
        )
        if not specs:
            return self.env["stock.lot"]
        last = fields.Date.add(fields.Date.today(), days=max(specs.mapped("early_days")) + 1)
        Lot = self.env["stock.lot"].sudo()  # sudo: as above
        lots = Lot.search(
            Domain("retest_date", "<=", last)
            & Domain("presence", "=", "on_hand")
            & self._domain_without_retest(),
            order="retest_date, id",
        )
        return lots.browse(lot.id for lot in lots if self._get_retest_spec(lot))[:limit]

    @api.model
    def _domain_without_retest(self):
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "NOT EXISTS (SELECT FROM stock_lot_inspection known WHERE known.lot_id = %s"
                " AND known.source_key = 'retest:' || %s::text)",
                SQL.identifier(alias, "id"),
                SQL.identifier(alias, "retest_date"),
            )
        )

    @api.model
    def _get_retest_spec(self, lot):
        """Return the specification by which this lot is due for a retest; empty if it is not."""
        company = lot.company_id or self.env.company
        spec = lot._get_retest_specification()
        early = fields.Date.add(company._get_lot_today(), days=spec.early_days)
        return spec if spec and lot.retest_date <= early else spec.browse()

    @api.model
    def _open_retests(self, lots):
        arrivals = []
        for lot in lots:
            facts = {
                "operation": "retest",
                "partner_id": False,
                "quantity": lot.product_qty,
                "document": "",
                "company_id": (lot.company_id or self.env.company).id,
                "due_date": lot.retest_date,
                "origin": self.env._(
                    "Retest due on %(day)s", day=format_date(self.env, lot.retest_date)
                ),
            }
            key = f"retest:{lot.retest_date}"
            arrivals.append(Arrival(lot, self._get_retest_spec(lot), key, facts))
        return self._open_arrivals(arrivals)
