"""Odoo's own tests of the modules around us, run with the add-on installed."""
import re
import socket
import subprocess
from pathlib import Path

from . import databases
from .common import CLONE, CLONE_KEY, log_path, say
from .odoo import Odoo
from .testing import machine_packages, neighbours, test_database

EXCEPTIONS = CLONE / "dev" / "core-test-exceptions.txt"
RESULT = re.compile(r"odoo\.tests\.result: (\d+) failed, (\d+) error\(s\) of (\d+) tests")
BROKEN = re.compile(r"odoo\S*: (?:FAIL|ERROR): (.+)")


def exceptions() -> list[str]:
    """Tests left out on purpose, one `/module:Class.method  reason` per line."""
    lines = EXCEPTIONS.read_text().splitlines() if EXCEPTIONS.exists() else []
    return [line.split()[0] for line in lines if line.strip() and not line.startswith("#")]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(odoo: Odoo, with_modules: str, tags: str) -> int:
    machine_packages()
    extra = neighbours(with_modules)
    modules = databases.CORE + extra
    chosen = tags or ",".join(f"/{name}" for name in modules)
    chosen = ",".join([chosen, *(f"-{name}" for name in exceptions())])
    database = test_database(odoo, extra)
    log = log_path(f"{CLONE_KEY}-core")
    say(f"      running Odoo's own tests {chosen} (log: {log})")
    arguments = [
        "-d", database, "-u", ",".join(modules), "--test-tags", chosen,
        "--stop-after-init", "--http-port", free_port(),
    ]
    with log.open("w") as output:
        subprocess.run(
            odoo.command(*arguments),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=odoo.environment(),
        )
    return report(log)


def report(log: Path) -> int:
    """Ends on `N passed, N failed`, from the results in Odoo's log."""
    text = log.read_text(errors="replace")
    for name in BROKEN.findall(text):
        print(f"FAILED {name}")
    for name in exceptions():
        print(f"left out: {name}")
    found = RESULT.findall(text)
    failed = sum(int(failures) + int(errors) for failures, errors, _total in found)
    total = sum(int(row[2]) for row in found)
    if not total:
        say(f"error: Odoo reported no test result; its log: {log}")
    print(f"{total - failed} passed, {failed} failed")
    return 1 if failed or not total else 0
