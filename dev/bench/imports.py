"""Importing lots: Odoo's own import on a sample, ours on the whole file."""

import base64

SAMPLE = 300  # rows that Odoo imports; it takes the same time for every row
LARGEST = 10000
PRODUCTS = 50


def _rows(count):
    return [
        (
            f"IMP-{number:08d}",
            number % PRODUCTS,
            f"2031-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
        )
        for number in range(count)
    ]


def _csv(header, lines):
    return "\n".join([header, *(",".join(line) for line in lines)]).encode()


def _native_rows(count):
    return [
        [name, f"[BENCH-T-{product}] Bench T-{product}", f"{day} 00:00:00"]
        for name, product, day in _rows(count)
    ]


def _native_load(env):
    fields = ["name", "product_id", "expiration_date"]
    loaded = env["stock.lot"].load(fields, _native_rows(SAMPLE))
    return len(loaded["ids"])


def _native_test(env):
    content = _csv("name,product_id,expiration_date", _native_rows(SAMPLE))
    wizard = env["base_import.import"].create(
        {
            "res_model": "stock.lot",
            "file": content,
            "file_name": "lots.csv",
            "file_type": "text/csv",
        }
    )
    fields = ["name", "product_id", "expiration_date"]
    options = {
        "has_headers": True, "quoting": '"', "separator": ",", "encoding": "utf-8",
        "date_format": "%Y-%m-%d", "datetime_format": "%Y-%m-%d %H:%M:%S",
        "float_thousand_separator": ",", "float_decimal_separator": ".", "advanced": True,
        "keep_matches": False, "sheets": [], "sheet": "", "name_create_enabled_fields": {},
        "import_set_empty_fields": [], "import_skip_records": [], "fallback_values": {},
    }  # fmt: skip
    answer = wizard.execute_import(fields, fields, options, dryrun=True)
    return len(answer.get("ids") or ())


def _our_check(env, count):
    content = _csv(
        "Lot Number,Product Code,Expiry Date",
        ((name, f"BENCH-T-{product}", day) for name, product, day in _rows(count)),
    )
    document = env["stock.lot.import"].create(
        {"file": base64.b64encode(content), "filename": "lots.csv"}
    )
    document.action_continue()
    document.action_continue()
    return document


def _our_import(env, count):
    before = env["stock.lot"].search_count([])
    _our_check(env, count)._apply()
    return env["stock.lot"].search_count([]) - before


def _measure(sides, op, case, words, native, ours):
    count = min(LARGEST, max(SAMPLE, sides.lots // 10))
    row = sides.compare(op, case.format(count), count, words, native=native, ours=ours(count))
    row["native_sample_s"] = row["native_s"]
    row["native_s"] = round(row["native_s"] * count / SAMPLE, 3)
    row["native_queries"] = round(row["native_queries"] * count / SAMPLE)
    row["ratio"] = round(row["native_s"] / row["ours_s"], 1)
    return row


def dry_run(sides):
    words = {
        "native": f"the import screen's test of {SAMPLE} rows by product name, times the rows",
        "ours": "upload, columns and check of the whole file by product code; nothing is written",
    }
    yield _measure(
        sides, "dry_run", "check {} rows", words,
        native=_native_test, ours=lambda count: lambda env: len(_our_check(env, count)),
    )  # fmt: skip


def load(sides):
    words = {
        "native": f"load() of {SAMPLE} rows by product name, times the rows",
        "ours": "upload, columns, check and import of the whole file by product code, with "
        "chatter and ledger",
    }
    yield _measure(
        sides, "import", "import {} rows", words,
        native=_native_load, ours=lambda count: lambda env: _our_import(env, count),
    )  # fmt: skip
