from odoo import fields, models
from odoo.tools import SQL


class StockLotSupplierScore(models.Model):
    """How a supplier's lots turned out, month by month: a reading, not a table.

    One row per supplier, company and month of receipt. What is reported against a supplier
    counts in the month in which it was found.
    """

    _name = "stock.lot.supplier.score"
    _description = "Supplier Scorecard"
    _auto = False
    _order = "month desc, partner_id, id"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", "Supplier", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    month = fields.Date(readonly=True)
    lot_count = fields.Integer("Lots received", readonly=True)
    blocked_count = fields.Integer("Blocked now", readonly=True)
    rejected_count = fields.Integer("Rejected or recalled", readonly=True)
    nonconformity_count = fields.Integer("Nonconformities", readonly=True)
    critical_count = fields.Integer("Critical", readonly=True)
    open_count = fields.Integer("Open", readonly=True)

    _depends = {
        "stock.lot": ["supplier_id", "received_date", "company_id", "disposition_id"],
        "stock.lot.disposition": ["blocks_delivery", "blocks_production", "makes_inactive"],
        "stock.lot.nonconformity": [
            "partner_id", "company_id", "found_day", "severity", "state", "origin",
        ],
    }  # fmt: skip

    @property
    def _table_query(self):
        zero = SQL("0 AS lot_count, 0 AS blocked_count, 0 AS rejected_count")
        return SQL(
            """
            SELECT row_number() OVER (ORDER BY month, partner_id, company_id)::int4 AS id,
                partner_id, company_id, month, sum(lot_count)::int4 AS lot_count,
                sum(blocked_count)::int4 AS blocked_count,
                sum(rejected_count)::int4 AS rejected_count,
                sum(nonconformity_count)::int4 AS nonconformity_count,
                sum(critical_count)::int4 AS critical_count, sum(open_count)::int4 AS open_count
            FROM (%s UNION ALL %s) AS fact
            GROUP BY partner_id, company_id, month
            """,
            self._get_lots_sql(),
            self._get_nonconformities_sql(zero),
        )

    def _get_lots_sql(self):
        return SQL(
            """
            SELECT lot.supplier_id AS partner_id, lot.company_id,
                date_trunc('month', lot.received_date)::date AS month, count(*) AS lot_count,
                count(*) FILTER (WHERE stand.blocks_delivery OR stand.blocks_production)
                    AS blocked_count,
                count(*) FILTER (
                    WHERE stand.makes_inactive
                        AND (stand.blocks_delivery OR stand.blocks_production)
                ) AS rejected_count,
                0 AS nonconformity_count, 0 AS critical_count, 0 AS open_count
            FROM stock_lot lot
            LEFT JOIN stock_lot_disposition stand ON stand.id = lot.disposition_id
            WHERE lot.supplier_id IS NOT NULL AND lot.received_date IS NOT NULL
            GROUP BY 1, 2, 3
            """
        )

    def _get_nonconformities_sql(self, zero):
        return SQL(
            """
            SELECT partner_id, company_id, date_trunc('month', found_day)::date AS month, %s,
                count(*) AS nonconformity_count,
                count(*) FILTER (WHERE severity = 'critical') AS critical_count,
                count(*) FILTER (WHERE state = 'open') AS open_count
            FROM stock_lot_nonconformity
            WHERE partner_id IS NOT NULL AND state != 'void' AND found_day IS NOT NULL
                AND origin IN ('supplier', 'inspection', 'lot')
            GROUP BY 1, 2, 3
            """,
            zero,
        )
