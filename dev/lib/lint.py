"""Checks of the clone's files: ruff, pylint-odoo, well-formed XML, sane CSV."""
import csv
import subprocess
from pathlib import Path
from xml.etree import ElementTree

from . import venv
from .common import CLONE, MODULE, output_of, say

PACKAGES = ("models", "wizards", "controllers", "reports", "tools", "tests")


def tracked(*suffixes: str) -> list[Path]:
    """Files of the clone that git knows or would take."""
    listing = ["git", "-C", CLONE, "ls-files", "--cached", "--others", "--exclude-standard"]
    names = output_of(listing).splitlines()
    paths = [CLONE / name for name in names if name.endswith(suffixes)]
    return [path for path in paths if path.is_file()]


def relative(path: Path) -> Path:
    return path.relative_to(CLONE)


def check_xml() -> list[str]:
    problems = []
    for path in tracked(".xml", ".svg"):
        try:
            ElementTree.parse(path)
        except ElementTree.ParseError as error:
            problems.append(f"{relative(path)}: {error}")
    return problems


def check_csv() -> list[str]:
    """Odoo's data files; the tests' and examples' files may be as odd as they like."""
    problems = []
    for path in tracked(".csv"):
        if relative(path).parts[0] not in ("security", "data", "demo"):
            continue
        with path.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.reader(lines))
        if not rows or rows[0][0] != "id":
            problems.append(f"{relative(path)}: the first column of the header is not `id`")
            continue
        problems += check_rows(relative(path), rows)
    return problems


def check_rows(name: Path, rows: list[list[str]]) -> list[str]:
    header, seen, problems = rows[0], set(), []
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(header):
            problems.append(f"{name}:{number}: {len(row)} columns instead of {len(header)}")
        elif row[0] in seen:
            problems.append(f"{name}:{number}: the id {row[0]} is there twice")
        seen.add(row[0] if row else "")
    return problems


def check_python(python: Path, environment: dict, link: Path) -> bool:
    ruff = [python, "-m", "ruff", "check", "--no-cache", "--quiet", CLONE]
    good = subprocess.run(ruff, cwd=CLONE).returncode == 0
    if not (CLONE / "__manifest__.py").exists():
        return good
    pylint = [
        python, "-m", "pylint", "--jobs=2", "--score=n", f"--rcfile={CLONE / '.pylintrc'}", MODULE,
    ]
    return subprocess.run(pylint, cwd=link.parent, env=environment).returncode == 0 and good


def run(odoo) -> int:
    problems = check_xml() + check_csv()
    for problem in problems:
        print(problem)
    good = check_python(venv.python(), odoo.environment(), odoo.link)
    say("lint: clean" if good and not problems else "lint: see above")
    return 0 if good and not problems else 1
