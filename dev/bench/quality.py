"""Entering and deciding inspections as a laboratory system does: rows in, lots released."""

INSPECTIONS = 1000
TESTS = 10
PRODUCT = "BENCH-QUALITY"


def _prepare(env):
    """Return rows of results for inspections that are open; what is made here is not timed."""
    group = env.ref("stock_lot_lifecycle.stock_lot_lifecycle_group_quality_manager")
    env.user.sudo().group_ids |= group
    kinds = [
        {"name": f"Bench test {number}", "code": f"bench-{number}", "decimals": 2}
        for number in range(TESTS)
    ]
    tests = env["stock.lot.characteristic"].create(kinds)
    product = env["product.product"].create(
        {"name": PRODUCT, "type": "consu", "is_storable": True, "tracking": "lot"}
    )
    spec = env["stock.lot.specification"].create(
        {
            "name": PRODUCT,
            "product_id": product.id,
            "two_persons": False,
            "line_ids": [
                (0, 0, {"characteristic_id": test.id, "minimum": "1", "maximum": "9"})
                for test in tests
            ],
        }
    )
    spec._approve()
    lots = env["stock.lot"].create(
        [{"name": f"BQ-{number:05d}", "product_id": product.id} for number in range(INSPECTIONS)]
    )
    lots._quarantine()
    env["stock.lot.inspection"].create([{"lot_id": lot.id} for lot in lots])
    env.flush_all()
    return [
        {"lot": lot.name, "characteristic": test.code, "value": f"{2 + number % 50 / 10:.1f}"}
        for number, lot in enumerate(lots)
        for test in tests
    ]


def _submit(env, rows):
    answer = env["stock.lot.result.import"].submit(rows, "bench", {"release": True})
    return answer["decided"]


_submit.prepare = _prepare


def inspect(sides):
    words = {
        "native": "Odoo Community has no inspections",
        "ours": f"{TESTS} results each sent by another system, judged, entered, decided and "
        "recorded; the lots leave quarantine",
    }
    row = sides.compare("inspect_1000", "enter and decide", INSPECTIONS, words, ours=_submit)
    row["per_minute"] = round(INSPECTIONS * 60 / row["ours_s"])
    yield row
