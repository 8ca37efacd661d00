"""Installs, upgrades and uninstalls the add-on; the database must be as it was before.

Run by `make upgrade-check`: once on an empty database, once on one in use.
"""
from lib import catalogue, databases, server
from lib.common import CLONE_KEY, MODULE, say
from lib.odoo import Odoo

LOTS = "SELECT id::text FROM stock_lot"
# Odoo keeps a demo product, and its external id, while documents still refer to it.
OWN = f"""
    SELECT model || ' ' || name FROM ir_model_data
     WHERE module = '{MODULE}' AND name NOT LIKE 'demo%'
"""


class Tally:
    def __init__(self):
        self.passed = self.failed = 0

    def compare(self, title: str, before: dict, after: dict) -> None:
        for kind, changes in catalogue.differences(before, after).items():
            if not changes:
                self.passed += 1
                continue
            self.failed += 1
            print(f"FAILED {title}: {kind}")
            print("\n".join(f"    {change}" for change in changes[:20]))

    def close(self) -> int:
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed else 0


def check(odoo: Odoo, title: str, source: str, story: bool, tally: Tally) -> None:
    name = f"check_{CLONE_KEY}_{title}"
    say(f"      {title} database: install, upgrade, uninstall")
    databases.drop(name)
    databases.copy(source, name)
    databases.remember(name)
    before = catalogue.snapshot(name)
    databases.install(odoo, name, (MODULE,))
    if story:
        server.story(odoo, name)
    installed = catalogue.snapshot(name)
    lots = catalogue.rows(name, LOTS)
    odoo.run(f"upgrade-{name}", "-d", name, "-u", MODULE, "--stop-after-init", "--no-http")
    tally.compare(f"{title}, after an upgrade", installed, catalogue.snapshot(name))
    odoo.run(f"uninstall-{name}", "module", "uninstall", "-d", name, MODULE)
    compare = catalogue.structure if story else catalogue.snapshot
    left = compare(name)
    tally.compare(f"{title}, after uninstalling", {kind: before[kind] for kind in left}, left)
    kept = {"external ids": catalogue.rows(name, OWN), "lots": catalogue.rows(name, LOTS)}
    tally.compare(f"{title}, after uninstalling", {"external ids": set(), "lots": lots}, kept)
    databases.drop(name)


def run(odoo: Odoo) -> int:
    tally = Tally()
    check(odoo, "empty", databases.template(odoo, databases.CORE), False, tally)
    in_use = databases.template(odoo, databases.CORE + databases.DEMO)
    check(odoo, "used", in_use, True, tally)
    return tally.close()
