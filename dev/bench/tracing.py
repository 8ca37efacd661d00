"""Tracing: everything made of a lot with who got it, and everything a lot was made of."""

import time

PATIENCE = 40  # seconds after which unfolding Odoo's report stops and is extrapolated
FORWARD = (
    ("121", "PROBE-3-0001", 121),
    ("781", "PROBE-5-0001", 781),
    ("11111", "PROBE-10-0001", 11111),
    ("diamond", "LATTICE-6-0001", 26),
)
# what unfolding all of Odoo's report takes: one call for each line, by every path to it
BACKWARD = (
    ("121", "BACK-3-0001", 121, 161),
    ("781", "BACK-5-0001", 781, 937),
    ("11111", "BACK-10-0001", 11111, 12_111),
    ("diamond", "LATTICE-6-0030", 26, 4_687),
)
BARE = """
WITH RECURSIVE reached (lot_id) AS (
    SELECT id FROM stock_lot WHERE name = %s
    UNION
    SELECT far.lot_id FROM reached
    JOIN stock_move_line near ON near.lot_id = reached.lot_id AND near.state = 'done'
    JOIN stock_move_line_consume_rel link ON link.{near} = near.id
    JOIN stock_move_line far ON far.id = link.{far}
)
"""
SOLD = """
SELECT DISTINCT picking.id, picking.partner_id
FROM reached
JOIN stock_move_line line ON line.lot_id = reached.lot_id AND line.state = 'done'
JOIN stock_location target ON target.id = line.location_dest_id AND target.usage = 'customer'
JOIN stock_picking picking ON picking.id = line.picking_id
"""
MADE_OF = BARE.format(near="consume_line_id", far="produce_line_id")
WENT_TO = BARE.format(near="produce_line_id", far="consume_line_id")


def _lot(env, name):
    return env["stock.lot"].search([("name", "=", name)], limit=1)


def _there(sides, cases):
    """Return the cases whose lots were generated: a small database lacks the large trees."""
    return sides.ask("native", lambda env: [case for case in cases if _lot(env, case[1])])


def _count(env, statement, name):
    env.cr.execute(statement, [name])
    return len(env.cr.fetchall())


def _customers(env, name):
    return len({row[1] for row in _lot(env, name)._read_deliveries()})


def _reached(env, name):
    return len(_lot(env, name)._trace_lots("backward").lots)


def _whole(env, name, direction):
    trace = _lot(env, name)._trace(direction)
    assert trace.is_complete, trace.gaps[:3]
    return len(trace.nodes)


class Unfolded:
    """Odoo's report with every line unfolded, as its page does it: one call for each."""

    def __init__(self, name, calls):
        self.name = name
        self.calls = calls
        self.missing = 1.0

    def __call__(self, env):
        lot = _lot(env, self.name)
        report = env["stock.traceability.report"].with_context(active_id=lot.id, model="stock.lot")
        found, started, calls = {self.name}, time.perf_counter(), 1
        lines = [line for line in report.get_lines() if line["unfoldable"]]
        while lines and time.perf_counter() - started < PATIENCE:
            line = lines.pop()
            unfolded = report.get_lines(
                line["id"], model_id=line["model_id"], model_name=line["model"],
                level=line["level"] + 30,
            )  # fmt: skip
            calls += 1
            found.update(row["lot_name"] for row in unfolded if row["lot_name"])
            lines += [row for row in unfolded if row["unfoldable"]]
        self.missing = self.calls / calls if lines else 1.0
        return len(found)


WHOLE = "everything: lots, quantities, documents, partners, stock, balances, gaps"


def forward(sides):
    words = {
        "native": "deliveries and customers of the lot, as its form asks for them",
        "ours": "the same, as our form asks for them",
        "limit": "the deliveries by the plain recursive statement",
    }
    for case, name, lots in _there(sides, FORWARD):
        yield sides.compare(
            "trace_forward", case, lots, words,
            native=lambda env, name=name: len(_lot(env, name).delivery_ids),
            ours=lambda env, name=name: _customers(env, name),
            limit=lambda env, name=name: _count(env, WENT_TO + SOLD, name),
        )  # fmt: skip
        yield _everything(sides, "trace_forward", case, name, WENT_TO, "forward")
    yield _hub(sides)


def _everything(sides, op, case, name, bare, direction):
    words = {"ours": WHOLE, "limit": "the lots alone by the plain recursive statement"}
    return sides.compare(
        op, f"{case}, everything", "ours", words,
        ours=lambda env: _whole(env, name, direction),
        limit=lambda env: _count(env, f"{bare} SELECT lot_id FROM reached", name),
    )  # fmt: skip


def _hub(sides):
    words = {
        "ours": "the whole trace of one lot that was used by so many movement lines",
        "limit": "the lots made of it by the plain recursive statement",
    }
    name = "HUB-0001"
    lines = sides.ask(
        "native", lambda env: env["stock.move.line"].search_count([("lot_id.name", "=", name)])
    )
    return sides.compare(
        "trace_forward", f"hub_{lines // 1000}k", lines, words,
        ours=lambda env: len(_lot(env, name)._trace("forward").nodes),
        limit=lambda env: _count(env, f"{WENT_TO} SELECT lot_id FROM reached", name),
    )  # fmt: skip


def backward(sides):
    words = {
        "native": f"the report with every line unfolded; after {PATIENCE} s extrapolated by calls",
        "ours": "the lots, by one call",
        "limit": "the lots by the plain recursive statement",
    }
    for case, name, lots, calls in _there(sides, BACKWARD):
        unfolded = Unfolded(name, calls)
        row = sides.compare(
            "trace_backward", case, lots, words,
            native=unfolded, ours=lambda env, name=name: _reached(env, name),
            limit=lambda env, name=name: _count(env, f"{MADE_OF} SELECT lot_id FROM reached", name),
        )  # fmt: skip
        row["native_s"] = round(row["native_s"] * unfolded.missing, 3)
        row["native_queries"] = round(row["native_queries"] * unfolded.missing)
        row["ratio"] = round(row["native_s"] / row["ours_s"], 1)
        yield row
        yield _everything(sides, "trace_backward", case, name, MADE_OF, "backward")
    yield _everything(sides, "trace_backward", "hub", "HUB-MADE-0500", MADE_OF, "backward")
