"""Numbers: rendered by a pattern, and a receipt of a thousand generated serials."""

from .gates import Prepared

RENDERED, SERIALS = 100_000, 1000
PATTERN = "{product.code}-{date:%y%j}-{seq:6,base36}{check:mod97}"
SERIES_SQL = "SELECT 'BENCH-26166-' || lpad(i::text, 6, '0') FROM generate_series(1, %s) i"


def _render(env):
    from datetime import datetime

    from odoo.addons.stock_lot_lifecycle.tools.number_pattern import Pattern

    frame = Pattern(PATTERN).frame({"date": datetime(2026, 6, 15), "product.code": "BENCH"})
    return len({frame.number(value) for value in range(1, RENDERED + 1)})


def _count_on(env):
    return len(env["stock.lot"].generate_lot_names("BENCH-26166-000001", RENDERED))


def _series(env):
    env.cr.execute(SERIES_SQL, [RENDERED])
    return len(env.cr.fetchall())


def render_100k(sides):
    words = {
        "native": "the digits of a first number counted on; no date, no check digit",
        "ours": "a pattern with code, day, six signs of base 36 and a check over all of it",
        "limit": "text and a padded count by one statement",
    }
    yield sides.compare(
        "render_100k", "100,000 numbers", RENDERED, words,
        native=_count_on, ours=_render, limit=_series,
    )  # fmt: skip


def _receipt(env):
    """Return a confirmed receipt of a new product tracked by serials."""
    warehouse = env["stock.warehouse"].search([], limit=1)
    places = {
        "location_id": env.ref("stock.stock_location_suppliers").id,
        "location_dest_id": warehouse.lot_stock_id.id,
    }
    product = env["product.product"].create(
        {"name": "Bench serial", "default_code": "BENCH", "is_storable": True, "tracking": "serial"}
    )
    move = {"product_id": product.id, "product_uom_qty": SERIALS, **places}
    picking = env["stock.picking"].create(
        {"picking_type_id": warehouse.in_type_id.id, **places, "move_ids": [(0, 0, move)]}
    )
    picking.action_confirm()
    picking.move_ids.move_line_ids.unlink()
    return picking


def _receipt_by_scheme(env):
    picking = _receipt(env)
    scheme = env["stock.lot.scheme"].create({"name": "Bench", "pattern": "{product.code}-{seq:7}"})
    picking.move_ids.product_id.lot_scheme_id = scheme
    return picking


def _receive(picking, first):
    """Generate, save and validate, as the dialog and the transfer's form do it."""
    move = picking.move_ids
    context = {
        "default_product_id": move.product_id.id,
        "default_location_id": move.location_id.id,
        "default_location_dest_id": move.location_dest_id.id,
        "default_company_id": move.company_id.id,
        "default_tracking": "serial",
        "default_quantity": SERIALS,
        "default_picking_type_id": picking.picking_type_id.id,
    }
    rows = move.action_generate_lot_line_vals(context, "generate", first, SERIALS, "")
    names = ("lot_name", "quantity", "expiration_date")
    lines = [
        {"product_id": move.product_id.id, **{name: row[name] for name in names if row.get(name)}}
        for row in rows
    ]
    move.write({"move_line_ids": [(0, 0, line) for line in lines], "picked": True})
    picking.with_context(skip_backorder=True, skip_expired=True).button_validate()
    return len(move.move_line_ids.lot_id)


def _receive_native(picking):
    return _receive(picking, picking.move_ids.product_id.lot_sequence_id.next_by_id())


def _receive_ours(picking):
    return _receive(picking, "")


def receive_1000_serials(sides):
    words = {
        "native": "Generate from the product's sequence, save, validate: a thousand new serials",
        "ours": "the same; each number drawn and free, each lot with its event and arrival",
    }
    yield sides.compare(
        "receive_1000_serials", "by the sequence", SERIALS, words,
        native=Prepared(_receipt, _receive_native), ours=Prepared(_receipt, _receive_ours),
    )  # fmt: skip
    words["ours"] = "the same, numbered by a scheme"
    yield sides.compare(
        "receive_1000_serials", "by a scheme", SERIALS, words,
        native=Prepared(_receipt, _receive_native),
        ours=Prepared(_receipt_by_scheme, _receive_ours),
    )  # fmt: skip
