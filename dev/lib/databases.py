"""Databases: cached templates of dependencies, and this clone's databases made from them."""
import contextlib
import json
import re
import shutil
from pathlib import Path

from . import postgres
from .common import CLONE, CLONE_KEY, MODULE, Failure, cache_dir, digest, lock, say
from .odoo import Odoo

CORE = ("stock", "product_expiry")
DEMO = ("mrp", "purchase_stock", "sale_stock")
CODE = {".py", ".xml", ".csv", ".js", ".scss", ".po"}
UNRELATED = {"dev", "tests", "docs"}


def literal(text: object) -> str:
    return "'" + str(text).replace("'", "''") + "'"


def identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def exists(name: str) -> bool:
    return bool(postgres.query(f"SELECT 1 FROM pg_database WHERE datname = {literal(name)}"))


def filestore(name: str) -> Path:
    return cache_dir() / "data" / "filestore" / name


def drop(name: str) -> None:
    postgres.query(f"DROP DATABASE IF EXISTS {identifier(name)} WITH (FORCE)")
    shutil.rmtree(filestore(name), ignore_errors=True)


def copy(source: str, target: str) -> None:
    postgres.query(f"CREATE DATABASE {identifier(target)} TEMPLATE {identifier(source)}")
    shutil.rmtree(filestore(target), ignore_errors=True)
    if filestore(source).exists():
        shutil.copytree(filestore(source), filestore(target))


def rename(source: str, target: str) -> None:
    shutil.rmtree(filestore(target), ignore_errors=True)
    if filestore(source).exists():
        filestore(source).rename(filestore(target))
    postgres.query(f"ALTER DATABASE {identifier(source)} RENAME TO {identifier(target)}")


def template(odoo: Odoo, modules: tuple[str, ...]) -> str:
    """A database with Odoo's modules installed, made once for all clones."""
    name = f"template_{digest(odoo.source.key, *sorted(modules))}"
    with lock(name):
        if not exists(name):
            say(f"      installing {', '.join(modules)}: a template kept for later runs")
            unfinished = f"{name}_unfinished"
            drop(unfinished)
            install(odoo, unfinished, modules)
            rename(unfinished, name)
    return name


def install(odoo: Odoo, name: str, modules: tuple[str, ...]) -> None:
    odoo.run(
        f"install-{name}",
        "-d", name, "-i", ",".join(modules), "--stop-after-init", "--no-http",
        hint=f"{', '.join(modules)} could not be installed.",
    )


def create(odoo: Odoo, name: str, modules: tuple[str, ...], after=None) -> None:
    """A database with the modules and this clone's add-on, replacing one of that name.

    It gets its name when all is done, `after(odoo, name)` included.
    """
    unfinished = f"{name}_{CLONE_KEY}_unfinished"
    source = template(odoo, modules)
    drop(unfinished)
    copy(source, unfinished)
    say(f"      installing {MODULE} in the database {name}")
    install(odoo, unfinished, (MODULE,))
    if after:
        after(odoo, unfinished)
    remember(unfinished)
    drop(name)
    rename(unfinished, name)


def code_hash() -> str:
    """The state of the files that an upgrade of the module reads."""
    parts = []
    for path in sorted(CLONE.rglob("*")):
        inside = path.relative_to(CLONE)
        hidden = any(part.startswith(".") for part in inside.parts)
        if path.suffix in CODE and not hidden and inside.parts[0] not in UNRELATED:
            parts += [inside, path.read_bytes().hex()]
    return digest(*parts)


def remember(name: str) -> None:
    note = json.dumps({"clone": str(CLONE), "code": code_hash()})
    postgres.query(f"COMMENT ON DATABASE {identifier(name)} IS {literal(note)}")


def memory(name: str) -> dict:
    note = postgres.query(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database "
        f"WHERE datname = {literal(name)}"
    )
    return json.loads(note) if note.startswith("{") else {}


@contextlib.contextmanager
def own(wanted: str):
    """This clone's database of that name, while no other run creates or upgrades it."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}", wanted):
        raise Failure(f"DB={wanted} is not a name for a database: letters, digits, `_`, `.`, `-`.")
    with lock(f"database-{wanted}"):
        yield own_name(wanted)


def own_name(name: str) -> str:
    """The database this clone means by `name`: never one that another clone uses."""
    private = f"{name}_{CLONE_KEY}"
    if exists(private):
        return private
    other = memory(name).get("clone") if exists(name) else None
    if other in (None, str(CLONE)):
        return name
    if not Path(other).exists():
        say(f"      dropping the database {name} of a clone that is gone ({other})")
        drop(name)
        return name
    say(f"      {name} is the database of {other}; this clone uses {private}")
    return private


def ensure(odoo: Odoo, name: str, modules: tuple[str, ...], after=None) -> bool:
    """Create the database, or upgrade the add-on when its files changed; true when created.

    A database that this environment did not make is used as it is.
    """
    if not exists(name):
        create(odoo, name, modules, after)
        return True
    if memory(name).get("code", code_hash()) != code_hash():
        say(f"      upgrading {MODULE} in the database {name}")
        odoo.run(
            f"upgrade-{name}",
            "-d", name, "-u", MODULE, "--stop-after-init", "--no-http",
            hint=f"{MODULE} could not be upgraded; `make clean` drops this clone's databases.",
        )
        remember(name)
    return False


def of_this_clone() -> list[str]:
    rows = postgres.query(
        "SELECT datname FROM pg_database WHERE datname LIKE '%' || "
        f"{literal(CLONE_KEY)} || '%' OR shobj_description(oid, 'pg_database') LIKE "
        f"{literal('%' + json.dumps(str(CLONE)) + '%')}"
    )
    return rows.splitlines()
