"""The commands behind the Makefile."""
import argparse
import subprocess

from . import core_tests, databases, lint, odoo, postgres, server, testing
from .common import Failure, say


def command_env(options) -> int:
    ready = odoo.prepare()
    say(f"ready: {ready.python}, database server at {postgres.environment()['PGHOST']}")
    return 0


def command_stop(options) -> int:
    postgres.stop()
    return 0


def command_shell(options) -> int:
    ready = odoo.prepare()
    name = databases.own_name(options.db)
    databases.ensure(ready, name, databases.CORE)
    shell = ready.command("shell", "-d", name, "--no-http", *odoo.QUIET)
    return subprocess.run(shell, env=ready.environment()).returncode


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


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="dev/env.py", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)

    def add(name: str, function, **arguments) -> None:
        command = commands.add_parser(name)
        command.set_defaults(function=function)
        for argument, default in arguments.items():
            flag = "with" if argument == "with_modules" else argument
            command.add_argument(f"--{flag}", dest=argument, default=default)

    add("env", command_env)
    add("stop", command_stop)
    add("shell", command_shell, db="demo")
    add("demo", command_demo, port="8069", db="demo")
    add("test", command_test, with_modules="", args="", jobs="", keep="")
    add("test-core", command_core, with_modules="", tags="")
    add("lint", command_lint)
    return top


def main(arguments: list[str]) -> int:
    options = parser().parse_args(arguments)
    try:
        return options.function(options)
    except Failure as failure:
        say(f"error: {failure}")
    except KeyboardInterrupt:
        say("interrupted")
    return 1
