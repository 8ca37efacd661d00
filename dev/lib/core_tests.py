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
REPORT = re.compile(r"^core tests: (\d+) run, (\d+) failed$", re.MULTILINE)
BROKEN = re.compile(r"odoo\S*: (?:FAIL|ERROR): (.+)")
SCRIPT = """
from odoo.tests.shell import run_tests
report = run_tests(env, {tags!r}, {modules!r})
failed = report.failures_count + report.errors_count
print(f"\\ncore tests: {{report.testsRun}} run, {{failed}} failed", flush=True)
"""


def exceptions() -> list[str]:
    """Tests left out on purpose, one `/module:Class.method  reason` per line."""
    lines = EXCEPTIONS.read_text().splitlines() if EXCEPTIONS.exists() else []
    return [line.split()[0] for line in lines if line.strip() and not line.startswith("#")]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(odoo: Odoo, with_modules: str, tags: str) -> int:
    """All in one loaded registry: Odoo's at_install tests too meet the add-on's code."""
    machine_packages()
    modules = databases.CORE + neighbours(with_modules)
    chosen = tags or ",".join(f"/{name}" for name in modules)
    chosen = ",".join([chosen, *(f"-{name}" for name in exceptions())])
    database = test_database(odoo, modules[len(databases.CORE):])
    log = log_path(f"{CLONE_KEY}-core")
    say(f"      running Odoo's own tests {chosen} (log: {log})")
    with log.open("w") as output:
        subprocess.run(
            odoo.command("shell", "-d", database, "--http-port", free_port()),
            input=SCRIPT.format(tags=chosen, modules=list(modules)),
            text=True,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=odoo.environment(),
        )
    return report(log)


def report(log: Path) -> int:
    """Ends on `N passed, N failed`."""
    text = log.read_text(errors="replace")
    for name in BROKEN.findall(text):
        print(f"FAILED {name}")
    for name in exceptions():
        print(f"left out: {name}")
    found = REPORT.search(text)
    total, failed = map(int, found.groups()) if found else (0, 0)
    if not total:
        say(f"error: Odoo reported no test result; its log: {log}")
    print(f"{total - failed} passed, {failed} failed")
    return 1 if failed or not total else 0
