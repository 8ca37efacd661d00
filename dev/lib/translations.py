"""The translation template, exported by Odoo; unchanged terms leave the file as it is."""
from pathlib import Path

from . import databases
from .common import CLONE, CLONE_KEY, MODULE, log_path, make_dir, say
from .odoo import Odoo

DATES = ('"POT-Creation-Date', '"PO-Revision-Date')


def terms(path: Path) -> list[str]:
    if not path.exists():
        return []
    return [line for line in path.read_text().splitlines() if not line.startswith(DATES)]


def export(odoo: Odoo) -> int:
    name = f"pot_{CLONE_KEY}"
    databases.ensure(odoo, name, databases.CORE)
    target = make_dir(CLONE / "i18n") / f"{MODULE}.pot"
    fresh = log_path(f"{CLONE_KEY}-export").with_suffix(".pot")
    odoo.run("pot", "i18n", "export", "-d", name, "-l", "pot", "-o", fresh, MODULE)
    if terms(fresh) != terms(target):
        target.write_bytes(fresh.read_bytes())
        say(f"      written: {target.relative_to(CLONE)}")
    fresh.unlink()
    return 0
