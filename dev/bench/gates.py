"""What the gate costs: the same delivery of 500 lots, validated with and without the add-on."""

LINES = 500


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
    env["stock.quant"].create(
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
            "move_ids": [
                (0, 0, {"product_id": product.id, "product_uom_qty": count, **places})
            ],
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
