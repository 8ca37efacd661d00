"""The daily look for lots to warn of: with nothing due, and with a thousand lots due."""

DUE = 1000
MODULE = "stock_lot_lifecycle"

# Odoo marks only lots with stock; those whose stock had gone it reads again every day
AGE = """
UPDATE stock_lot lot SET product_expiry_reminded = TRUE
WHERE alert_date < now() AT TIME ZONE 'utc' + interval '2 days' AND EXISTS (
    SELECT FROM stock_quant quant
    JOIN stock_location place ON place.id = quant.location_id AND place.usage = 'internal'
    WHERE quant.lot_id = lot.id AND quant.quantity > 0
)
"""
MAKE_DUE = """
UPDATE stock_lot SET product_expiry_reminded = FALSE,
    alert_date = now() AT TIME ZONE 'utc' - interval '1 day'
WHERE id IN (
    SELECT lot.id FROM stock_lot lot
    WHERE alert_date > now() AT TIME ZONE 'utc' + interval '2 days' AND EXISTS (
        SELECT FROM stock_quant quant
        JOIN stock_location place ON place.id = quant.location_id AND place.usage = 'internal'
        WHERE quant.lot_id = lot.id AND quant.quantity > 0
    ) ORDER BY lot.id LIMIT %s
)
"""
LIMIT = """
WITH due AS MATERIALIZED (
    SELECT id, product_id, alert_date::date AS day FROM stock_lot lot
    WHERE presence = 'on_hand' AND alert_date >= current_date - 2 AND alert_date < current_date + 1
        AND EXISTS (
            SELECT FROM stock_quant quant
            JOIN stock_location place ON place.id = quant.location_id AND place.usage = 'internal'
            WHERE quant.lot_id = lot.id AND quant.quantity > 0
        ) AND NOT EXISTS (
            SELECT FROM stock_lot_alert told
            WHERE told.lot_id = lot.id AND told.day = lot.alert_date::date
        )
), told AS (
    INSERT INTO stock_lot_alert (lot_id, product_id, company_id, day, due_on, state, is_over,
        told_at)
    SELECT id, product_id, 1, day, day, 'sent', FALSE, now() FROM due RETURNING lot_id
)
UPDATE stock_lot lot SET product_expiry_reminded = TRUE, write_date = now()
FROM told WHERE lot.id = told.lot_id
"""


def _age(sides):
    """Leave both databases as they are after years of daily runs; it stays."""
    from odoo import SUPERUSER_ID, api

    for side in ("native", "ours"):
        with sides.registries[side].cursor() as cr:
            cr.execute(AGE)
            if side == "ours":
                env = api.Environment(cr, SUPERUSER_ID, {})
                env["stock.lot.alert"]._note_told_before()
                for _batch in env["stock.lot.alert.check"]._work():
                    pass
            cr.commit()
            cr.execute("ANALYZE stock_lot")
            if side == "ours":
                cr.execute("ANALYZE stock_lot_alert")


def _make_due(env):
    env.cr.execute(MAKE_DUE, [DUE])
    return env.cr.rowcount


def _look(env, *_due):
    env["stock.lot"].sudo()._alert_date_exceeded()


def _look_plainly(env, *_due):
    env.cr.execute(LIMIT)


def _compare(sides, op, case, rows, prepare):
    words = {
        "native": "Odoo's own look, on lots as years of daily runs leave them",
        "ours": "the same call; every rule, alerts noted with their proof",
        "limit": "alerts noted and lots marked by one statement",
    }
    functions = {"native": _look, "ours": _look, "limit": _look_plainly}
    if prepare:
        functions = {side: _prepared(function, prepare) for side, function in functions.items()}
    return sides.compare(op, case, rows, words, **functions)


def _prepared(function, prepare):
    def run(env, due):
        function(env, due)

    run.prepare = prepare
    return run


def alerts_due_0(sides):
    _age(sides)
    yield _compare(sides, "alerts_due_0", "nothing due, aged", 0, None)


def alerts_due_1000(sides):
    _age(sides)
    yield _compare(sides, "alerts_due_1000", f"{DUE} lots due", DUE, _make_due)
