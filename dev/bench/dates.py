"""Changing the expiry of many lots: the preview, all dates of each, a ledger row each."""

MOST = 10000
DAYS = 7
DAY = "2031-03-31"


def _some_lots(env):
    """Return the lots with an expiry that are changed."""
    return env["stock.lot"].search([("expiration_date", "!=", False)], limit=MOST, order="id")


def _write(lots, days):
    """Write every expiry as core does: lots that share a new one in one call."""
    from datetime import timedelta

    alike = {}
    for lot in lots:
        alike.setdefault(lot.expiration_date + timedelta(days), []).append(lot.id)
    for date, ids in alike.items():
        lots.browse(ids).write({"expiration_date": date})
    return len(lots)


def _shift(env, lots):
    """Shift them by the wizard, having read its preview."""
    wizard = env["stock.lot.update.expiry"].create(
        {
            "scope": "chosen",
            "lot_domain": f'[["id", "in", {lots.ids}]]',
            "mode": "shift",
            "days": DAYS,
            "reason": "Bench",
        }
    )
    shown = wizard.preview["changed"]
    wizard.action_apply()
    return shown


def _set_native(_env, lots):
    lots.write({"expiration_date": f"{DAY} 12:00:00"})
    return len(lots)


def _set_ours(env, lots):
    wizard = env["stock.lot.update.expiry"].create(
        {"scope": "chosen", "lot_domain": f'[["id", "in", {lots.ids}]]', "mode": "set", "day": DAY}
    )
    shown = wizard.preview["changed"]
    wizard.action_apply()
    return shown


def _prepared(function):
    """Let the lots be found before the clock starts."""
    def run(env, lots):
        return function(env, lots)

    run.prepare = _some_lots
    return run


UPDATE_SQL = """
UPDATE stock_lot SET expiration_date = expiration_date + interval '7 days',
    use_date = use_date + interval '7 days', removal_date = removal_date + interval '7 days',
    alert_date = alert_date + interval '7 days' WHERE id = ANY(%s)
"""


def _limit(env, lots):
    env.cr.execute(UPDATE_SQL, [lots.ids])
    return len(lots)


def update(sides):
    shift = {
        "native": "one write per distinct new expiry; three of four dates stay as they were",
        "ours": "Update Lot Expiry Transactions, mode shift: preview, four dates, an event each",
        "limit": "one UPDATE of the four dates, no event",
    }
    yield sides.compare(
        "expiry_update_10000", "shift by 7 days", "ours", shift,
        native=_prepared(lambda _env, lots: _write(lots, DAYS)),
        ours=_prepared(_shift),
        limit=_prepared(_limit),
    )  # fmt: skip
    same = {
        "native": "one write of one expiry; three of four dates stay as they were",
        "ours": "Update Lot Expiry Transactions, mode set: preview, four dates, an event each",
    }
    yield sides.compare(
        "expiry_update_10000", "set one day", "ours", same,
        native=_prepared(_set_native),
        ours=_prepared(_set_ours),
    )  # fmt: skip
