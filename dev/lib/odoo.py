"""One clone's Odoo: its link on the addons path, its configuration and its commands."""
import functools
import itertools
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from . import odoo_source, postgres, venv
from .common import (
    CLONE,
    CLONE_KEY,
    MODULE,
    Failure,
    cache_dir,
    end_of,
    log_path,
    make_dir,
    say,
)

QUIET = tuple(
    f"--log-handler={name}"
    for name in (":WARNING", "werkzeug:WARNING", "py.warnings:ERROR")
)


@dataclass(frozen=True)
class Odoo:
    source: odoo_source.OdooSource
    python: Path

    @property
    def link(self) -> Path:
        return cache_dir() / "links" / CLONE_KEY / MODULE

    @property
    def config(self) -> Path:
        return cache_dir() / "config" / f"{CLONE_KEY}.conf"

    def environment(self) -> dict[str, str]:
        known = postgres.environment()
        programs = f"{self.python.parent}{os.pathsep}{known['PATH']}"
        return known | {"PYTHONPATH": str(self.source.python_path), "PATH": programs}

    def command(self, *arguments) -> list[str]:
        words = [str(argument) for argument in arguments]
        named = list(itertools.takewhile(lambda word: not word.startswith("-"), words))
        start = [str(self.python), "-W", "ignore", "-m", "odoo"]
        return [*start, *named, "-c", str(self.config), *words[len(named):]]

    def run(self, log_name: str, *arguments, hint: str = "Odoo stopped with an error.") -> None:
        """A quiet run; the log's errors are shown when it fails."""
        self._run(log_name, self.command(*arguments), subprocess.DEVNULL, hint)

    def run_script(self, log_name: str, script: Path, database: str, hint: str) -> Path:
        """A script in Odoo's shell; returns its log."""
        command = self.command("shell", "-d", database, "--no-http", *QUIET)
        with script.open() as lines:
            return self._run(log_name, command, lines, hint)

    def _run(self, log_name: str, command: list[str], stdin, hint: str) -> Path:
        log = log_path(f"{CLONE_KEY}-{log_name}")
        with log.open("w") as output:
            done = subprocess.run(
                command,
                stdin=stdin,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=self.environment(),
            )
        if done.returncode or " CRITICAL " in log.read_text(errors="replace"):
            raise Failure(f"{hint}\n{end_of(log)}\nThe whole log: {log}")
        return log


@functools.cache
def prepare() -> Odoo:
    """The whole environment; says what it does only where there is something to do."""
    quiet = odoo_source.is_ready() and venv.is_ready()
    tell = (lambda message: None) if quiet else say
    tell("[1/3] Odoo 19 and, at the same time, its Python packages")
    with ThreadPoolExecutor() as pool:
        source, python = pool.submit(odoo_source.prepare), pool.submit(venv.prepare)
    odoo = Odoo(source.result(), python.result())
    tell("[2/3] PostgreSQL")
    postgres.prepare()
    tell("[3/3] This clone's link and configuration")
    write_link(odoo.link)
    write_config(odoo)
    return odoo


def write_link(link: Path) -> None:
    make_dir(link.parent)
    if not link.is_symlink() or link.readlink() != CLONE:
        link.unlink(missing_ok=True)
        link.symlink_to(CLONE, target_is_directory=True)


def write_config(odoo: Odoo) -> None:
    paths = ",".join(map(str, (odoo.link.parent, *odoo.source.addons)))
    options = {
        "addons_path": paths,
        "data_dir": cache_dir() / "data",
        "http_interface": "127.0.0.1",
        "max_cron_threads": 1,
        "limit_time_real": 3600,
        "limit_time_cpu": 3600,
        **database_options(),
    }
    text = "[options]\n" + "".join(f"{name} = {value}\n" for name, value in options.items())
    make_dir(odoo.config.parent)
    if not odoo.config.exists() or odoo.config.read_text() != text:
        odoo.config.touch(mode=0o600)
        odoo.config.write_text(text)


def database_options() -> dict[str, str]:
    known = postgres.environment()
    names = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGPASSWORD": "password"}
    return {f"db_{name}": known[key] for key, name in names.items() if known.get(key)}
