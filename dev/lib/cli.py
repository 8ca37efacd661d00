"""The commands behind the Makefile."""
import argparse
import os
import shlex
import shutil
import signal
import subprocess
import sys

from . import core_tests, databases, lint, odoo, postgres, server, testing, translations
from .common import CLONE, Failure, say


def become(command: list[str], environment: dict[str, str]) -> int:
    """Hand over to another program: its signals, its input and its exit status are its own."""
    program = shutil.which(command[0], path=environment["PATH"])
    if not program:
        raise Failure(f"{command[0]} is not there.")
    os.execve(program, command, environment)


def end(number, frame) -> None:
    """A plain exit, so that whatever runs below is ended too."""
    sys.exit(128 + number)


def command_env(options) -> int:
    ready = odoo.prepare()
    say(f"ready: {ready.python}, database server at {postgres.environment()['PGHOST']}")
    return 0


def command_stop(options) -> int:
    postgres.stop()
    return 0


def command_shell(options) -> int:
    ready = odoo.prepare()
    with databases.own(options.db) as name:
        databases.ensure(ready, name, databases.CORE)
    shell = ready.command("shell", "-d", name, "--no-http", *odoo.QUIET)
    return become(shell, ready.environment())


def command_test(options) -> int:
    return testing.suite(
        odoo.prepare(), options.with_modules, options.args, options.jobs, bool(options.keep)
    )


def command_demo(options) -> int:
    if not options.port.isdigit() or not 0 < int(options.port) < 65536:
        raise Failure(f"PORT={options.port} is not a port.")
    return server.demo(odoo.prepare(), int(options.port), options.db)


def command_core(options) -> int:
    return core_tests.run(odoo.prepare(), options.with_modules, options.tags)


def command_lint(options) -> int:
    return lint.run(odoo.prepare())


def command_pot(options) -> int:
    return translations.export(odoo.prepare())


def command_upgrade_check(options) -> int:
    import uninstall_check

    return uninstall_check.run(odoo.prepare())


def command_bench(options) -> int:
    ready = odoo.prepare()
    script = CLONE / "dev" / "bench" / "run.py"
    if not script.exists():
        raise Failure(f"{script.relative_to(CLONE)} is not there.")
    command = [ready.python, script, "--n", options.n, "--out", options.out]
    variables = ready.environment() | {
        "SLL_ODOO_PATH": str(ready.source.python_path),
        "SLL_ODOO_CONFIG": str(ready.config),
        "SLL_ADDON_LINK": str(ready.link),
    }
    return subprocess.run([*command, *shlex.split(options.args)], env=variables).returncode


def command_database(options) -> int:
    """A database with the add-on, made or upgraded; its name is printed."""
    ready = odoo.prepare()
    modules = databases.CORE + testing.neighbours(options.with_modules)
    with databases.own(options.db) as name:
        databases.ensure(ready, name, modules)
    print(name)
    return 0


def command_exec(options) -> int:
    """Any program in this environment: `dev/env.py exec -- psql demo`."""
    return become(options.words, odoo.prepare().environment())


def command_clean(options) -> int:
    ready = odoo.prepare()
    for name in databases.of_this_clone():
        say(f"      dropping {name}")
        databases.drop(name)
    for path in (ready.link, ready.config):
        path.unlink(missing_ok=True)
    return 0


COMMANDS = {
    "env": (command_env, {}),
    "demo": (command_demo, {"port": "8069", "db": "demo"}),
    "shell": (command_shell, {"db": "demo"}),
    "database": (command_database, {"db": "demo", "with": ""}),
    "test": (command_test, {"with": "", "args": "", "jobs": "", "keep": ""}),
    "test-core": (command_core, {"with": "", "tags": ""}),
    "lint": (command_lint, {}),
    "bench": (command_bench, {"n": "100000", "out": "bench.jsonl", "args": ""}),
    "pot": (command_pot, {}),
    "upgrade-check": (command_upgrade_check, {}),
    "stop": (command_stop, {}),
    "clean": (command_clean, {}),
}


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="dev/env.py", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)
    for name, (function, arguments) in COMMANDS.items():
        command = commands.add_parser(name, help=function.__doc__)
        command.set_defaults(function=function)
        for argument, default in arguments.items():
            target = "with_modules" if argument == "with" else argument
            command.add_argument(f"--{argument}", dest=target, default=default)
    execute = commands.add_parser("exec", help=command_exec.__doc__)
    execute.set_defaults(function=command_exec)
    execute.add_argument("words", nargs="+")
    return top


def main(arguments: list[str]) -> int:
    options = parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, end)
    try:
        return options.function(options)
    except Failure as failure:
        say(f"error: {failure}")
    except subprocess.CalledProcessError as error:
        say(f"error: {shlex.join(map(str, error.cmd))}\n{error.stderr or error}")
    except KeyboardInterrupt:
        say("interrupted")
    return 1
