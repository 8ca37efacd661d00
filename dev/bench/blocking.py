"""Blocking lots: the decision, its events and the reservations it takes back."""

MOST = 10000
RESERVED = 2000
NAME = "Bench blocking"

DECIDE_SQL = """
WITH chosen AS (
    UPDATE stock_lot SET disposition_id = %(disposition)s, closed_reason = NULL, write_date = now()
    WHERE id = ANY(%(ids)s) RETURNING id, name, product_id
), written AS (
    INSERT INTO stock_lot_event (lot_res_id, lot_name, product_res_id, product_name, company_id,
        kind, at, user_res_id, user_name, payload, position, hash_version, previous_hash, hash)
    SELECT id, name, product_id, 'product', 1, 'disposition', now(), 2, 'user',
        '{"kind": "disposition", "lot": ' || id || '}', 1000000, 1, '',
        encode(sha256(('{"lot": ' || id || '}')::bytea), 'hex')
    FROM chosen RETURNING lot_res_id, hash
)
INSERT INTO stock_lot_tip (lot_res_id, event_tally, last_hash)
SELECT lot_res_id, 1000000, hash FROM written
ON CONFLICT (lot_res_id) DO UPDATE
SET event_tally = excluded.event_tally, last_hash = excluded.last_hash
"""


def _free_lots(env, count):
    """Return the ids of lots that no live line reserves."""
    env.cr.execute(
        """
        SELECT id FROM stock_lot lot WHERE NOT EXISTS (
            SELECT FROM stock_move_line line WHERE line.lot_id = lot.id
                AND line.state NOT IN ('done', 'cancel')
        ) ORDER BY id LIMIT %s
        """,
        [count],
    )
    return [row[0] for row in env.cr.fetchall()]


def _reserve(env):
    """Reserve one unit of each of many lots for a delivery of its own; they stay for all sides."""
    quants = env["stock.quant"].search(
        [("lot_id", "!=", False), ("location_id.usage", "=", "internal"), ("quantity", ">=", 1),
         ("reserved_quantity", "=", 0)], limit=RESERVED, order="id",
    )  # fmt: skip
    customers = env.ref("stock.stock_location_customers")
    common = {"location_dest_id": customers.id, "company_id": 1}
    moves = env["stock.move"].create(
        [
            {"product_id": quant.product_id.id, "product_uom_qty": 1, "reference": NAME,
             "location_id": quant.location_id.id, **common}
            for quant in quants
        ]
    )  # fmt: skip
    moves._action_confirm(merge=False)
    env["stock.move.line"].create(
        [
            {"move_id": move.id, "product_id": move.product_id.id, "lot_id": quant.lot_id.id,
             "quantity": 1, "location_id": quant.location_id.id, **common}
            for move, quant in zip(moves, quants, strict=True)
        ]
    )  # fmt: skip
    moves.write({"origin": NAME})
    return len(moves)


def _moves(env):
    return env["stock.move"].search([("origin", "=", NAME), ("state", "!=", "cancel")])


def _clear(env):
    moves = _moves(env)
    moves._action_cancel()
    return moves.unlink()


def _block(env, ids):
    hold = env.ref("stock_lot_lifecycle.stock_lot_disposition_on_hold")
    return len(env["stock.lot"].browse(ids)._set_disposition(hold, "Bench"))


def _block_plainly(env, ids):
    hold = env.ref("stock_lot_lifecycle.stock_lot_disposition_on_hold").id
    env.cr.execute(DECIDE_SQL, {"disposition": hold, "ids": ids})
    return len(ids)


def _reserved_lots(env):
    return _moves(env).move_line_ids.lot_id.ids


def block(sides):
    """Lots alone against plain SQL; reserved lots against Odoo's own unreserve; both together."""
    for side in ("native", "ours"):
        sides.ask(side, _reserve)
    free = sides.ask("ours", lambda env: _free_lots(env, min(MOST, sides.lots - RESERVED)))
    try:
        yield from _compare(sides, free, sides.ask("ours", _reserved_lots))
    finally:
        for side in ("native", "ours"):
            sides.ask(side, _clear)


def _compare(sides, free, reserved):
    words = {
        "ours": "dispositions, chained events, what follows; nothing is reserved",
        "limit": "the same rows by one statement",
    }
    yield sides.compare(
        "block_10000", f"{len(free)} lots", len(free), words,
        ours=lambda env: _block(env, free), limit=lambda env: _block_plainly(env, free),
    )  # fmt: skip
    words = {
        "native": "unreserve of the same deliveries",
        "ours": "the decision with its events, the same deliveries unreserved and queued",
    }
    yield sides.compare(
        "block_10000", f"{len(reserved)} reserved lots", len(reserved), words,
        native=lambda env: [_moves(env)._do_unreserve()][1:],
        ours=lambda env: [_block(env, reserved)][1:],
    )  # fmt: skip
    both = free[: MOST - len(reserved)] + reserved
    yield sides.compare(
        "block_10000", f"{len(both)} lots, {len(reserved)} reserved", len(both), words,
        native=lambda env: [_moves(env)._do_unreserve()][1:],
        ours=lambda env: [_block(env, both)][1:],
    )  # fmt: skip
