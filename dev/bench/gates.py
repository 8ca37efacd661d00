"""What the gate costs: the same delivery of 500 lots, validated with and without the add-on."""

LINES = 500
STOCK = 100_000
RESERVE_SQL = """
SELECT quant.id FROM stock_quant quant
WHERE quant.product_id = %s AND quant.quantity > quant.reserved_quantity
ORDER BY quant.in_date, quant.id LIMIT 1
"""


def _delivery(env, count):
    warehouse = env["stock.warehouse"].search([], limit=1)
    customers = env.ref("stock.stock_location_customers")
    places = {"location_id": warehouse.lot_stock_id.id, "location_dest_id": customers.id}
    product = env["product.product"].create(
        {"name": "Bench gate", "is_storable": True, "tracking": "lot"}
    )
    lots = env["stock.lot"].create(
        [{"name": f"GATE-{number:05d}", "product_id": product.id} for number in range(count)]
    )
    env["stock.quant"].sudo().create(
        [
            {
                "product_id": product.id,
                "lot_id": lot.id,
                "location_id": warehouse.lot_stock_id.id,
                "quantity": 1,
            }
            for lot in lots
        ]
    )
    picking = env["stock.picking"].create(
        {
            "picking_type_id": warehouse.out_type_id.id,
            **places,
            "move_ids": [(0, 0, {"product_id": product.id, "product_uom_qty": count, **places})],
        }
    )
    picking.action_confirm()
    picking.action_assign()
    picking.move_ids.picked = True
    return picking


class Prepared:
    """What is measured after something that is not: `prepare` is not timed."""

    def __init__(self, prepare, act):
        self.prepare = prepare
        self.act = act

    def __call__(self, env, prepared):
        return self.act(prepared)


def _validate(picking):
    """Validate the transfer; return how many lines are done."""
    picking.with_context(skip_backorder=True, skip_expired=True).button_validate()
    return len(picking.move_line_ids.filtered(lambda line: line.state == "done"))


def _ask(picking):
    """Ask the gate about every line, as the validation does; return how many were asked."""
    picking.move_line_ids._check_gate()
    return len(picking.move_line_ids)


def gate_overhead_500(sides):
    count = LINES
    validated = Prepared(lambda env: _delivery(env, count), _validate)
    asked = Prepared(lambda env: _delivery(env, count), _ask)
    words = {
        "native": "validate a reserved delivery, one line for each lot",
        "ours": "the same with the add-on: the gate, and what the movement tells the lots",
    }
    yield sides.compare(
        "gate_overhead_500", f"validate {count} lines", count, words,
        native=validated, ours=validated,
    )  # fmt: skip
    words["ours"] = "what the gate adds to that: asked about every line, nothing is blocked"
    yield sides.compare(
        "gate_overhead_500", f"the gate alone, {count} lines", count, words,
        native=validated, ours=asked,
    )  # fmt: skip


def _waiting(env, count):
    """Return a confirmed delivery of one unit out of `count` lots, nothing reserved yet."""
    warehouse = env["stock.warehouse"].search([], limit=1)
    product = env["product.product"].create(
        {"name": "Bench stock", "is_storable": True, "tracking": "lot"}
    )
    from odoo.tools import SQL  # as everywhere here: Odoo is on the path when a case runs

    lot = env["stock.lot"].create({"name": "STOCK", "product_id": product.id})
    quant = env["stock.quant"].sudo().create(
        {
            "product_id": product.id,
            "lot_id": lot.id,
            "location_id": warehouse.lot_stock_id.id,
            "quantity": 1,
        }
    )
    env.flush_all()
    _copy(env, lot, count - 1, name=SQL("'STOCK-' || number"))
    _copy(env, quant, count - 1, lot_id=SQL("%s + number", lot.id))  # their ids follow its own
    env.cr.execute("ANALYZE stock_lot")  # as the database does itself, a little later
    env.cr.execute("ANALYZE stock_quant")
    places = {
        "location_id": warehouse.lot_stock_id.id,
        "location_dest_id": env.ref("stock.stock_location_customers").id,
    }
    move = env["stock.move"].create({"product_id": product.id, "product_uom_qty": 1, **places})
    move.state = "confirmed"
    return move


def _copy(env, row, count, **columns):
    """Copy one row, whatever columns it has, so many times; some columns are said anew."""
    from odoo.tools import SQL

    env.cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [row._table]
    )
    names = [name for [name] in env.cr.fetchall() if name != "id"]
    values = [columns.get(name, SQL("row.%s", SQL.identifier(name))) for name in names]
    env.cr.execute(
        SQL(
            "INSERT INTO %(table)s (%(names)s) SELECT %(values)s"
            " FROM %(table)s row, generate_series(1, %(count)s) number WHERE row.id = %(id)s",
            table=SQL.identifier(row._table),
            names=SQL(", ").join(map(SQL.identifier, names)),
            values=SQL(", ").join(values),
            count=count,
            id=row.id,
        )
    )
    env.invalidate_all()


def _reserve(move):
    """Reserve; return how much."""
    move._action_assign()
    return move.quantity


def _first(env, move):
    env.cr.execute(RESERVE_SQL, [move.product_id.id])
    return len(env.cr.fetchall())


class Asked(Prepared):
    def __call__(self, env, prepared):
        return self.act(env, prepared)


def reserve_100k(sides):
    words = {
        "native": "reserve one unit of a product that lies in so many places",
        "ours": "the same, blocked and old lots left out",
        "limit": "the row that comes first, by one statement",
    }
    for count in (10, STOCK):
        reserved = Prepared(lambda env, count=count: _waiting(env, count), _reserve)
        yield sides.compare(
            "reserve_100k", f"one unit from {count} quants", count, words,
            native=reserved, ours=reserved,
            limit=Asked(lambda env, count=count: _waiting(env, count), _first),
        )  # fmt: skip
