"""What installing the add-on costs on a database that is full of lots."""

import subprocess
import sys
from pathlib import Path

MARK = "install-statement"
SLOW = 0.1
LOCKS = """
SELECT relation::regclass || ' ' || mode FROM pg_locks
WHERE pid = pg_backend_pid()
    AND relation::regclass::text IN ('stock_lot', 'stock_quant', 'stock_move_line')
    AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')
"""


def measure(ready, database):
    """Install the add-on in a process of its own; return the row that says what it cost."""
    done = subprocess.run(
        [sys.executable, Path(__file__), str(ready.config), database],
        env=ready.environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{done.stderr[-4000:]}\nThe add-on could not be installed.")
    lines = [line.split("\t") for line in done.stdout.splitlines() if line.startswith(MARK)]
    total, lots, locks = lines.pop()[1:]
    return {
        "op": "install",
        "case": "on a database that has these lots",
        "native_s": None,
        "ours_s": float(total),
        "limit_s": None,
        "native_queries": None,
        "ours_queries": None,
        "rows": int(lots),
        "statements": {text: float(seconds) for _mark, seconds, text in lines},
        "locks": locks,
        "ours": "installs; statements of more than 0.1 s are listed, one per column or index",
    }


def _install(config, database):
    import time

    import odoo.modules.registry
    from odoo.sql_db import Cursor
    from odoo.tools import config as settings

    settings.parse_config(["-c", config, "-d", database, "--no-http", "--log-level=warn"])
    original = Cursor.execute
    found = []
    locks = set()

    def execute(self, query, params=None, log_exceptions=True):
        started = time.perf_counter()
        outcome = original(self, query, params, log_exceptions)
        seconds = time.perf_counter() - started
        if seconds > SLOW:
            text = " ".join(self._obj.query.decode(errors="replace").split())[:110]
            found.append((seconds, text.replace("\t", " ")))
            with self._cnx.cursor() as probe:  # the caller has yet to fetch from its own
                probe.execute(LOCKS)
                locks.update(row[0] for row in probe.fetchall())
        return outcome

    registry = odoo.modules.registry.Registry(database)
    started = time.perf_counter()
    Cursor.execute = execute
    with registry.cursor() as cr:
        env = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {})
        env["ir.module.module"].update_list()
        env["ir.module.module"].search(
            [("name", "=", "stock_lot_lifecycle")]
        ).button_immediate_install()
    Cursor.execute = original
    total = time.perf_counter() - started
    with odoo.sql_db.db_connect(database).cursor() as cr:
        cr.execute("SELECT COUNT(*) FROM stock_lot")
        lots = cr.fetchone()[0]
        cr._cnx.rollback()
        cr._cnx.autocommit = True
        cr.execute("VACUUM ANALYZE stock_lot")
    for seconds, text in found:
        print(MARK, f"{seconds:.2f}", text, sep="\t")
    print(MARK, f"{total:.2f}", lots, ", ".join(sorted(locks)), sep="\t")


if __name__ == "__main__":
    _install(*sys.argv[1:])
