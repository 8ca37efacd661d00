"""Composed SQL of stock at risk; no cursor, no environment.

The first to expire is sold first, at a steady rate. What is sold of the first k lots of a
product until the k-th cannot be sold any more is the smallest, over all j up to k, of what can
be sold until the j-th plus what lies between them: a running minimum instead of a loop over days.
"""

from odoo.tools import SQL


def held_lots(uncounted_ids, uncounted_place_ids, expired_place_ids, company_ids):
    """Return ``SELECT id, lot_id, product_id, company_id, quantity`` of our own stock to sell."""
    return SQL(
        """
        SELECT MIN(quant.id) AS id, quant.lot_id, quant.product_id, quant.company_id,
            SUM(quant.quantity)::float8 AS quantity
        FROM stock_quant quant
        JOIN stock_location place ON place.id = quant.location_id
        JOIN stock_lot lot ON lot.id = quant.lot_id
        WHERE (place.usage = 'internal' OR place.usage = 'transit' AND place.company_id IS NOT NULL)
            AND quant.owner_id IS NULL
            AND quant.company_id = ANY(%(companies)s)
            AND lot.expiration_date IS NOT NULL
            AND (lot.disposition_id IS NULL OR lot.disposition_id <> ALL(%(uncounted)s))
            AND quant.location_id <> ALL(%(places)s)
        GROUP BY quant.lot_id, quant.product_id, quant.company_id
        HAVING SUM(quant.quantity) > 0
        """,
        companies=list(company_ids),
        uncounted=list(uncounted_ids),
        places=[*uncounted_place_ids, *expired_place_ids],
    )


def demands(windows):
    """Return ``SELECT product_id, company_id, rate``: what left per day, less what came back.

    :param windows: ``[(company id, days, start of the first of them)]``
    """
    return SQL(
        """
        SELECT line.product_id, line.company_id,
            GREATEST(SUM(CASE
                WHEN target.usage IN ('customer', 'production')
                    AND source.usage IN ('internal', 'transit') THEN line.quantity_product_uom
                WHEN source.usage = 'customer'
                    AND target.usage IN ('internal', 'transit') THEN -line.quantity_product_uom
            END)::float8 / MIN(past.days), 0) AS rate
        FROM stock_move_line line
        JOIN (VALUES %(windows)s) AS past (company_id, days, since)
            ON past.company_id = line.company_id AND line.date >= past.since
        JOIN stock_location source ON source.id = line.location_id
        JOIN stock_location target ON target.id = line.location_dest_id
        WHERE line.state = 'done' AND line.product_id IN (SELECT product_id FROM held)
        GROUP BY line.product_id, line.company_id
        """,
        windows=SQL(", ").join(
            SQL("(%s::int, %s::int, %s::timestamp)", company_id, days, since)
            for company_id, days, since in windows
        ),
    )


QUEUE = """
    WITH held AS MATERIALIZED (%(held)s),
    demand AS (%(demand)s),
    day AS (
        SELECT held.*, %(expiry_day)s AS expiration_day, %(today)s AS today,
            LEAST(%(expiry_day)s, CASE WHEN %(removal_day)s < %(expiry_day)s
                THEN %(removal_day)s - 1 END) AS last_day
        FROM held JOIN stock_lot lot ON lot.id = held.lot_id
    ),
    line AS (
        SELECT day.*, COALESCE(demand.rate, 0) AS rate,
            COALESCE(demand.rate, 0) * GREATEST(day.last_day - day.today + 1, 0) AS reach,
            SUM(day.quantity) OVER in_order AS through
        FROM day LEFT JOIN demand USING (product_id, company_id)
        WINDOW in_order AS (
            PARTITION BY day.product_id, day.company_id
            ORDER BY day.last_day, day.expiration_day, day.lot_id ROWS UNBOUNDED PRECEDING
        )
    ),
    sold AS (
        SELECT line.*, through + LEAST(0, MIN(reach - through) OVER (
            PARTITION BY product_id, company_id
            ORDER BY last_day, expiration_day, lot_id ROWS UNBOUNDED PRECEDING
        )) AS sold_through
        FROM line
    )
    SELECT sold.*,
        ROUND(GREATEST(quantity - sold_through + COALESCE(LAG(sold_through) OVER (
            PARTITION BY product_id, company_id ORDER BY last_day, expiration_day, lot_id
        ), 0), 0)::numeric, 2) AS at_risk_qty
    FROM sold
"""


def queue(held, demand, expiry_day, removal_day, today):
    """Return the lots of each product in the order they sell, and what is left of each.

    :param held: from `held_lots`
    :param demand: from `demands`
    :param expiry_day: SQL of the last good day of the row `lot`
    :param removal_day: SQL of the day it leaves stock
    :param today: SQL of today where it is
    """
    return SQL(
        QUEUE,
        held=held,
        demand=demand,
        expiry_day=expiry_day,
        removal_day=removal_day,
        today=today,
    )


def report(queue_sql, cost, return_days, most):
    """Return the rows of the report.

    :param cost: SQL of the cost of one unit
    :param return_days: up to how many days after receipt a supplier may take a lot back
    :param most: from which share at risk on selling a lot first is not enough
    """
    return SQL(
        """
        SELECT risk.id, risk.lot_id, risk.product_id, template.categ_id, risk.company_id,
            lot.supplier_id, lot.received_date, lot.disposition_id,
            risk.expiration_day, risk.last_day, risk.expiration_day - risk.today AS days_left,
            risk.quantity, risk.through - risk.quantity AS ahead_qty, risk.rate,
            risk.at_risk_qty, risk.at_risk_qty * %(cost)s AS value,
            CASE
                WHEN risk.expiration_day < risk.today THEN 'move_out'
                WHEN risk.at_risk_qty <= 0 THEN 'none'
                WHEN risk.at_risk_qty < risk.quantity * %(most)s THEN 'sell_first'
                WHEN lot.supplier_id IS NOT NULL
                    AND lot.received_date >= risk.today - %(return_days)s THEN 'return'
                ELSE 'discount'
            END AS action
        FROM (%(queue)s) AS risk
        JOIN stock_lot lot ON lot.id = risk.lot_id
        JOIN product_product product ON product.id = risk.product_id
        JOIN product_template template ON template.id = product.product_tmpl_id
        """,
        queue=queue_sql,
        cost=cost,
        return_days=return_days,
        most=most,
    )
