#!/usr/bin/env python3
"""Measure Odoo as shipped, the add-on and plain SQL, side by side on the same rows.

Two databases hold the same generated lots: one without the add-on (native), one with it
(ours, and plain SQL on the indexes a good design has). One process opens both and runs the
sides in turn, each in a transaction of its own that is rolled back and with an empty cache of
records. What is reported are medians; ratios are what counts, times differ from machine to
machine.
"""

import argparse
import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import generate, install, report  # noqa: E402, I001
from lib import databases, odoo  # noqa: E402
from lib.common import CLONE_KEY, say  # noqa: E402

MODULES = databases.CORE + databases.DEMO


def main():
    options = _options()
    ready = odoo.prepare()
    native, ours = (f"bench_{CLONE_KEY}_{options.n}_{side}" for side in ("native", "ours"))
    try:
        rows = _prepare(ready, native, ours, options)
        rows += _measure(ready, native, ours, options)
    finally:
        if not options.keep:
            databases.drop(native)
            databases.drop(ours)
    Path(options.out).write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    print(report.table(rows))
    return 0


def _options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, default=100000, help="number of lots")
    parser.add_argument("--out", default="bench.jsonl")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--budget", type=float, default=40, help="seconds per side and case")
    parser.add_argument("--only", default="", help="operations, separated by commas")
    parser.add_argument("--keep", action="store_true", help="keep and reuse the databases")
    return parser.parse_args()


def _prepare(ready, native, ours, options):
    """Make both databases; return the row that tells what installing cost."""
    if not (options.keep and databases.exists(native)):
        started = time.perf_counter()
        databases.drop(native)
        databases.copy(databases.template(ready, MODULES), native)
        generate.Generator(native, options.n).run()
        generate.settle(native)
        say(f"      {options.n} lots generated in {time.perf_counter() - started:.0f} s")
    if options.keep and databases.exists(ours):
        return []
    databases.drop(ours)
    databases.copy(native, ours)
    try:
        row = install.measure(ready, ours)
    except SystemExit:
        databases.drop(ours)  # a database without the add-on measures nothing
        raise
    generate.settle(ours)
    say(f"      add-on installed in {row['ours_s']:.0f} s")
    return [row]


def _measure(ready, native, ours, options):
    from bench import operations, sides  # needs Odoo's configuration, so late

    sides.configure(ready)
    both = sides.Sides(native, ours, options.repeat, options.budget)
    rows = []
    for name, operation in operations.OPERATIONS.items():
        if not options.only or name in options.only.split(","):
            for row in operation(both):
                say(report.line(row))
                rows.append(row)
    return rows


if __name__ == "__main__":
    sys.exit(main())
