"""The virtual environment: Odoo 19's own pins and the tools, one per Python and pin set."""
import shutil
import sys
from pathlib import Path

from .common import CLONE, cache_dir, digest, lock, make_dir, require_space, run_logged, say

REQUIREMENTS = CLONE / "dev" / "requirements"
PINS = {name: REQUIREMENTS / f"{name}.txt" for name in ("odoo", "tools", "alone")}


def folder() -> Path:
    version = "{}.{}".format(*sys.version_info)
    pins = digest(*(path.read_text() for path in PINS.values()))
    return cache_dir() / "venv" / f"{version}-{pins}"


def python() -> Path:
    return folder() / "bin" / "python"


def is_ready() -> bool:
    return (folder() / "ready").exists()


def prepare() -> Path:
    if not is_ready():
        with lock("python-packages"):
            if not is_ready():
                build()
    return python()


def build() -> None:
    """Scripts of a virtual environment name its path, so the mark `ready` comes last."""
    require_space(4)
    say("      installing Odoo's Python packages at their pinned versions")
    shutil.rmtree(folder(), ignore_errors=True)
    make_dir(folder().parent)
    run_logged(
        [sys.executable, "-m", "venv", folder()],
        "venv",
        "Python's venv module does not work here (on Debian: python3-venv).",
    )
    install("-r", PINS["odoo"], "-r", PINS["tools"])
    install("--no-deps", "-r", PINS["alone"])
    (folder() / "ready").touch()


def install(*arguments) -> None:
    run_logged(
        [python(), "-m", "pip", "install", "--disable-pip-version-check", "--retries", "2",
         *arguments],
        "pip",
        "The Python packages could not be installed: is there a network? Nothing was changed.",
    )
