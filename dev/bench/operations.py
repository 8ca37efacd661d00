"""What is measured: one function per operation, each yielding rows."""

from . import (
    alerts,
    blocking,
    certificates,
    client,
    dates,
    gates,
    imports,
    ledger,
    numbering,
    quality,
    tracing,
)

ONE = {"fields": {"display_name": {}}}
# the domain of Odoo's own menu; ours leads to all lots the user may read
DOMAIN = ["|", ("location_id", "=", False), ("location_id.company_id", "in", [1, False])]
PLAIN_COLUMNS = {
    name: {} for name in ("name", "create_date", "expiration_date", "alert_date", "removal_date")
} | {"product_id": ONE}
ACTIVE = [("status", "=", "active")]
INACTIVE = [("status", "=", "inactive")]
PARTNER = "Bench partner 7"
RAW = "PROBE-3-0001"
OUR_LIST = "stock_lot_lifecycle.stock_lot_view_list"

LIST_SQL = """
SELECT lot.id, lot.name, template.name->>'en_US', lot.received_date, lot.production_date,
    lot.expiration_date, lot.weight, lot.note, lot.presence, lot.closed_reason,
    100.0 * (lot.expiration_date::date - current_date)
        / NULLIF(lot.expiration_date::date - lot.production_date, 0)
FROM stock_lot lot
JOIN product_product product ON product.id = lot.product_id
JOIN product_template template ON template.id = product.product_tmpl_id
"""
OPEN_SQL = "WHERE closed_reason IS NULL AND (expiration_date IS NULL OR expiration_date >= now())"


def _page(env, domain, columns, order=None):
    page = (
        env["stock.lot"]
        .with_context(display_complete=True, bin_size=True)
        .web_search_read(domain, columns, limit=80, order=order, count_limit=10001)
    )
    return len(page["records"])


def _rows(env, statement, values=()):
    env.cr.execute(statement, values)
    return len(env.cr.fetchall())


def _list(sides, op, native_order, our_order, sql_order):
    asked = {
        side: sides.ask(side, lambda env, view=view: client.of_view(env, "list", view))
        for side, view in (("native", None), ("ours", OUR_LIST))
    }
    words = {
        "native": "page of 80 and capped count, with every column Odoo's own list asks for",
        "ours": "page of 80 and capped count, with every column our list asks for, hidden ones too",
        "limit": "the same columns by one statement, without the count",
    }
    for case, domain, where in (
        ("all", [], ""),
        ("active", ACTIVE, OPEN_SQL),
        ("inactive", INACTIVE, None),
    ):
        sql = f"{LIST_SQL} {where} ORDER BY {sql_order} LIMIT 80"
        yield sides.compare(
            op, case, "ours", words,
            native=lambda env: _page(env, DOMAIN, asked["native"], native_order),
            ours=lambda env, domain=domain: _page(env, domain, asked["ours"], our_order),
            limit=where is not None and (lambda env, sql=sql: _rows(env, sql)),
        )  # fmt: skip


def list_number(sides):
    yield from _list(sides, "list_number", None, None, "lot.name, lot.id")


def list_expiry(sides):
    indexed = "COALESCE(lot.expiration_date, 'infinity'::timestamp), lot.id"
    yield from _list(sides, "list_expiry", "expiration_date", "expiration_day", indexed)


def count(sides):
    words = {
        "native": "search_count of all lots, not capped",
        "ours": "the three counts above the list, each capped at 10,001",
    }
    yield sides.compare(
        "count", "active, inactive, all", "ours", words,
        native=lambda env: env["stock.lot"].search_count([]),
        ours=lambda env: [
            env["stock.lot"].search_count(domain, limit=10001)
            for domain in (ACTIVE, INACTIVE, [])
        ],
    )  # fmt: skip


def form(sides):
    """Open a raw lot: everything made of it, and who got it, is behind its form."""
    columns = {
        side: sides.ask(side, lambda env: client.of_view(env, "form"))
        for side in ("native", "ours")
    }
    words = {
        "native": "web_read of every field of Odoo's form",
        "ours": "web_read of every field of the form with the add-on",
        "limit": "the customers by one recursive statement",
    }
    for name, lots in ((RAW, 121), ("PROBE-5-0001", 781)):
        yield sides.compare(
            "form", f"{lots} lots made of it", lots, words,
            native=lambda env, name=name: _open(env, name, columns["native"]),
            ours=lambda env, name=name: _open(env, name, columns["ours"]),
            limit=lambda env, name=name: _rows(env, FORWARD_SQL, [name]),
        )  # fmt: skip


def _open(env, name, columns):
    lot = env["stock.lot"].search([("name", "=", name)], limit=1)
    read = lot.with_context(bin_size=True).web_read(columns)[0]
    return [read["delivery_count"], sorted(row["id"] for row in read["partner_ids"])[:50]]


FORWARD_SQL = """
WITH RECURSIVE reached (lot_id) AS (
    SELECT id FROM stock_lot WHERE name = %s
    UNION
    SELECT made.lot_id FROM reached
    JOIN stock_move_line used ON used.lot_id = reached.lot_id AND used.state = 'done'
    JOIN stock_move_line_consume_rel link ON link.produce_line_id = used.id
    JOIN stock_move_line made ON made.id = link.consume_line_id
)
SELECT DISTINCT picking.id, picking.partner_id
FROM reached
JOIN stock_move_line line ON line.lot_id = reached.lot_id AND line.state = 'done'
JOIN stock_location target ON target.id = line.location_dest_id AND target.usage = 'customer'
JOIN stock_picking picking ON picking.id = line.picking_id
"""


def on_hand(sides):
    words = {
        "native": "page of 80 and capped count of lots with product_qty > 0",
        "ours": "the same page, the same columns, the same filter",
        "limit": "the page by one statement, without the count",
    }
    kept = [("product_qty", ">", 0)]
    yield sides.compare(
        "on_hand", "filter On Hand", "ours", words,
        native=lambda env: _page(env, DOMAIN + kept, PLAIN_COLUMNS),
        ours=lambda env: _page(env, kept, PLAIN_COLUMNS),
        limit=lambda env: _rows(env, f"""{LIST_SQL} WHERE EXISTS (
            SELECT FROM stock_quant quant
            JOIN stock_location place ON place.id = quant.location_id AND place.usage = 'internal'
            WHERE quant.lot_id = lot.id GROUP BY quant.lot_id HAVING SUM(quant.quantity) > 0
        ) ORDER BY lot.name, lot.id LIMIT 80"""),
    )  # fmt: skip


def customer(sides):
    words = {
        "native": "page of 80 and capped count of lots delivered to one customer",
        "ours": "the same page, the same columns, the same filter",
        "limit": "the page by one statement, without the count",
    }

    def page(env, domain=()):
        partner = env["res.partner"].search([("name", "=", PARTNER)], limit=1)
        return _page(env, [*domain, ("partner_ids", "in", partner.ids)], PLAIN_COLUMNS)

    yield sides.compare(
        "customer", "filter Customer", "ours", words,
        native=lambda env: page(env, DOMAIN), ours=page,
        limit=lambda env: _rows(env, f"""{LIST_SQL} WHERE lot.id IN (
            SELECT line.lot_id FROM res_partner partner
            JOIN stock_picking picking ON picking.partner_id = partner.id
            JOIN stock_move_line line ON line.picking_id = picking.id AND line.state = 'done'
            JOIN stock_picking_type kind ON kind.id = picking.picking_type_id
            WHERE kind.code = 'outgoing' AND partner.name = %s
        ) ORDER BY lot.name, lot.id LIMIT 80""", [PARTNER]),
    )  # fmt: skip


def search(sides):
    words = {
        "native": "page of 80 and capped count, number or reference contains the text",
        "ours": "the same page; number, reference, supplier lot, product code or scan",
        "limit": "number contains the text, by one statement, without the count",
    }
    for case, text in (("00123", "00123"), ("nothing found", "xyz"), ("one lot", RAW)):
        words_of = [*DOMAIN, "|", ("name", "ilike", text), ("ref", "ilike", text)]
        sql = f"{LIST_SQL} WHERE lot.name ILIKE %s ORDER BY lot.name, lot.id LIMIT 80"
        yield sides.compare(
            "search", case, "ours", words,
            native=lambda env, domain=words_of: _page(env, domain, PLAIN_COLUMNS),
            ours=lambda env, text=text: _page(
                env, [("any_name", "ilike", text)], PLAIN_COLUMNS
            ),
            limit=lambda env, text=text, sql=sql: _rows(env, sql, [f"%{text}%"]),
        )  # fmt: skip


def duplicates(sides):
    words = {"ours": "page of 80 and capped count of lots with a similar number"}
    yield sides.compare(
        "duplicates", "possible duplicates", "ours", words,
        ours=lambda env: _page(env, [("near_duplicate_ids", "!=", False)], PLAIN_COLUMNS),
    )  # fmt: skip


OPERATIONS = {
    "list_number": list_number,
    "list_expiry": list_expiry,
    "count": count,
    "form": form,
    "on_hand": on_hand,
    "customer": customer,
    "search": search,
    "duplicates": duplicates,
    "trace_forward": tracing.forward,
    "trace_backward": tracing.backward,
    "dry_run": imports.dry_run,
    "import": imports.load,
    "inspect_1000": quality.inspect,
    "verify_ledger": ledger.verify_ledger,
    "block_10000": blocking.block,
    "expiry_update_10000": dates.update,
    "gate_overhead_500": gates.gate_overhead_500,
    "render_100k": numbering.render_100k,
    "receive_1000_serials": numbering.receive_1000_serials,
    "certificates_50": certificates.certificates_50,
    "alerts_due_0": alerts.alerts_due_0,
    "alerts_due_1000": alerts.alerts_due_1000,
    "reserve_100k": gates.reserve_100k,
}
