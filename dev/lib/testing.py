"""The suite on pytest, and the programs on the machine that it needs."""
import os
import re
import shlex
import shutil
import subprocess

from . import apt, databases
from .common import CLONE, CLONE_KEY, cache_dir, digest, lock, say
from .odoo import Odoo

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MACHINE = {
    "chromium": (BROWSERS, "browser tests"),
    "wkhtmltopdf": (("wkhtmltopdf",), "PDF tests"),
}
NO_TESTS = 5
BUNDLES = CLONE / "dev" / "compile_bundles.py"


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


def enable_command(missing: dict[str, str]) -> str:
    return apt.install_command(list(missing))


def report_skipped(missing: dict[str, str]) -> int:
    """Name what was skipped, and how to have it; in CI that is a failure."""
    if not missing:
        return 0
    print(f"skipped: {', '.join(missing.values())} ({', '.join(missing)} not installed)")
    print(f"enable with: {enable_command(missing)}")
    return 1 if os.environ.get("CI", "").lower() in ("1", "true") else 0


def test_database(odoo: Odoo, modules: tuple[str, ...], keep: bool = False) -> str:
    """A new database, or the one of the last run brought up to date."""
    name = f"test_{CLONE_KEY}_{digest(*sorted(modules))[:4]}"
    prepare = databases.ensure if keep else databases.create
    prepare(odoo, name, databases.CORE + modules, after=compile_bundles)
    return name


def compile_bundles(odoo: Odoo, name: str) -> None:
    """Once, before workers get their copies of the database."""
    odoo.run_script("bundles", BUNDLES, name, hint="The pages could not be compiled.")


def environment(odoo: Odoo) -> dict[str, str]:
    known = odoo.environment()
    return known | {"PYTHONPATH": f"{known['PYTHONPATH']}{os.pathsep}{CLONE / 'dev'}"}


def jobs(wanted: str) -> list[str]:
    count = wanted or str(min(os.cpu_count() or 1, 4))
    return [] if count in ("0", "1") else ["-n", count, "--dist", "loadfile"]


def suite(odoo: Odoo, with_modules: str, arguments: str, wanted_jobs: str, keep: bool) -> int:
    missing = machine_packages()
    with lock(f"test-{CLONE_KEY}"):
        database = test_database(odoo, neighbours(with_modules), keep)
        command = [
            odoo.python, "-m", "pytest", odoo.link / "tests", f"--rootdir={odoo.link}",
            "-o", f"cache_dir={cache_dir() / 'pytest' / CLONE_KEY}", "-W", "ignore",
            "-p", "lib.pytest_plugin",
            f"--odoo-config={odoo.config}", f"--odoo-database={database}", "--odoo-http",
            *jobs(wanted_jobs), *shlex.split(arguments),
        ]
        status = subprocess.run(command, env=environment(odoo), cwd=odoo.link.parent).returncode
    if status == NO_TESTS:
        say("error: no test was run")
    return report_skipped(missing) or status
