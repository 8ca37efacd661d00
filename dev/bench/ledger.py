"""Verifying the ledger: every event's hash, link, columns and end, and every lot's facts."""

EVENTS_PER_LOT = 4
LARGEST = 250_000  # events
PAYLOAD = """
'{"at":"2026-01-02T03:04:05Z","by":{"id":2,"name":"Mitchell Admin"},"company":{"id":1,'
|| '"name":"Bench"},"kind":"changed","lot":{"id":' || lot.id
|| ',"name":' || to_json(lot.name) || '},'
|| '"new":{"ref":"R' || n || '"},"product":{"id":' || lot.product_id || ',"name":"Bench"},'
|| '"source":"user","v":1}'
"""
FILL = f"""
INSERT INTO stock_lot_event (lot_res_id, lot_name, product_res_id, product_name, company_id, kind,
    at, user_res_id, user_name, payload, position, hash_version, previous_hash, hash)
WITH RECURSIVE chain AS (
    SELECT lot.id, lot.name, lot.product_id, 1 AS n, ''::text AS previous, {PAYLOAD} AS payload
    FROM (SELECT lot.*, 1 AS n FROM stock_lot lot WHERE NOT EXISTS (
        SELECT FROM stock_lot_event event WHERE event.lot_res_id = lot.id
    ) ORDER BY id LIMIT %(lots)s) AS lot
    UNION ALL
    SELECT lot.id, lot.name, lot.product_id, lot.n,
        encode(sha256(convert_to(lot.previous || lot.before, 'UTF8')), 'hex'), {PAYLOAD}
    FROM (SELECT id, name, product_id, chain.n + 1 AS n, previous, payload AS before FROM chain
        WHERE chain.n < {EVENTS_PER_LOT}) AS lot
)
SELECT id, name, product_id, 'Bench', 1, 'changed', '2026-01-02 03:04:05', 2, 'Mitchell Admin',
    payload, n, 1, previous, encode(sha256(convert_to(previous || payload, 'UTF8')), 'hex')
FROM chain
"""
LIMIT = """
SELECT count(*) FROM stock_lot_event
WHERE hash <> encode(sha256(convert_to(previous_hash || payload, 'UTF8')), 'hex')
"""


def _fill(env):
    """Write chained events by SQL, the ends of the chains and the fact they speak of."""
    env.cr.execute(FILL, {"lots": LARGEST // EVENTS_PER_LOT})
    env.cr.execute("SELECT setval('stock_lot_event_id_seq', (SELECT max(id) FROM stock_lot_event))")
    env["stock.lot.tip"].init()
    env.cr.execute("UPDATE stock_lot SET ref = %s WHERE id IN (SELECT lot_res_id FROM"
                   " stock_lot_event)", [f"R{EVENTS_PER_LOT}"])  # fmt: skip
    env.cr.execute("ANALYZE stock_lot_event, stock_lot_tip, stock_lot")


def verify_ledger(sides):
    """The events are written once and stay; the databases are the bench's own."""
    words = {
        "ours": "hashes, links, columns, ends, seals and facts of every lot; nothing is broken",
        "limit": "every hash recomputed by one statement",
    }
    with sides.registries["ours"].cursor() as cr:
        from odoo import SUPERUSER_ID, api

        env = api.Environment(cr, SUPERUSER_ID, {})
        cr.execute("SELECT count(*) FROM stock_lot_event WHERE lot_res_id > 0")
        if not cr.fetchone()[0]:
            _fill(env)
    events = sides.ask("ours", lambda env: env["stock.lot.event"].search_count([]))

    def verify(env):
        assert not env["stock.lot.verification"]._find_problems()
        return events

    row = sides.compare(
        "verify_ledger", f"{events} events", events, words,
        ours=verify, limit=lambda env: env.cr.execute(LIMIT) or events,
    )  # fmt: skip
    row["events_per_s"] = round(events / row["ours_s"])
    yield row
