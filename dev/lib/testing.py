"""The suite on pytest, and Odoo's own tests with the add-on installed."""
import os
import re
import shlex
import shutil
import subprocess

from . import apt, databases
from .common import CLONE, CLONE_KEY, MODULE, digest, log_path, say
from .odoo import Odoo

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MACHINE = {
    "chromium": (BROWSERS, "browser tests"),
    "wkhtmltopdf": (("wkhtmltopdf",), "PDF tests"),
}
NO_TESTS = 5


def neighbours(names: str) -> tuple[str, ...]:
    return tuple(name for name in re.split(r"[,\s]+", names) if name)


def missing_packages() -> dict[str, str]:
    """Debian packages to install -> what is skipped without them."""
    return {
        package: skipped
        for package, (programs, skipped) in MACHINE.items()
        if not any(map(shutil.which, programs))
    }


def machine_packages() -> dict[str, str]:
    missing = missing_packages()
    if missing and apt.install(list(missing)):
        missing = missing_packages()
    return missing


def report_skipped(missing: dict[str, str]) -> int:
    """Name what was skipped, and how to have it; in CI that is a failure."""
    if not missing:
        return 0
    print(f"skipped: {', '.join(missing.values())} ({', '.join(missing)} not installed)")
    print(f"enable with: {apt.install_command(list(missing))}")
    return 1 if os.environ.get("CI", "").lower() in ("1", "true") else 0


def test_database(odoo: Odoo, modules: tuple[str, ...]) -> str:
    name = f"test_{CLONE_KEY}_{digest(*sorted(modules))[:4]}"
    databases.create(odoo, name, databases.CORE + modules)
    return name


def jobs(wanted: str) -> list[str]:
    count = wanted or str(min(os.cpu_count() or 1, 4))
    return [] if count in ("0", "1") else ["-n", count, "--dist", "loadfile"]


def suite(odoo: Odoo, with_modules: str, arguments: str, wanted_jobs: str) -> int:
    missing = machine_packages()
    database = test_database(odoo, neighbours(with_modules))
    command = [
        odoo.python, "-m", "pytest", odoo.link / "tests", "-p", "no:cacheprovider",
        f"--rootdir={odoo.link}", f"--odoo-config={odoo.config}",
        f"--odoo-database={database}", "--odoo-http",
        *jobs(wanted_jobs), *shlex.split(arguments),
    ]
    status = subprocess.run(command, env=odoo.environment(), cwd=odoo.link).returncode
    if status == NO_TESTS:
        say("error: no test was run")
    return report_skipped(missing) or status


def core(odoo: Odoo, with_modules: str, tags: str) -> int:
    """Odoo's own tests of the modules around us; ends on `N passed, N failed`."""
    machine_packages()
    modules = databases.CORE + neighbours(with_modules)
    database = test_database(odoo, modules[2:])
    chosen = tags or ",".join([*(f"/{name}" for name in modules), *exceptions()])
    log = log_path(f"{CLONE_KEY}-core")
    say(f"      Odoo's own tests: {chosen} (log: {log})")
    with log.open("w") as output:
        subprocess.run(
            odoo.command(
                "-d", database, "-u", ",".join(modules), "--test-tags", chosen,
                "--stop-after-init", "--http-port", str(free_port()),
            ),
            stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
            env=odoo.environment(),
        )
    return core_result(log.read_text(errors="replace"))
