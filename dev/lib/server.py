"""The demo server: its database, its story, and the process itself."""
import ctypes
import http.client
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

from . import databases, testing
from .common import CLONE, Failure, say
from .odoo import QUIET, Odoo

HOST = "127.0.0.1"
STORY = CLONE / "dev" / "demo_story.py"
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
PATIENCE = 300


class Stopped(BaseException):
    """A signal asked for the end."""


def require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise Failure(
                f"port {port} cannot be used ({error.strerror}). "
                f"Choose another one: make demo PORT={port + 1}"
            ) from error


def demo(odoo: Odoo, port: int, wanted: str) -> int:
    require_free(port)
    with databases.own(wanted) as name:
        if databases.ensure(odoo, name, databases.CORE + databases.DEMO, after=story):
            say(f"      the database {name} is ready")
    say_missing(testing.machine_packages())
    return serve(odoo, port, name)


def say_missing(missing: dict[str, str]) -> None:
    if "wkhtmltopdf" in missing:
        say("      wkhtmltopdf is not installed: PDF documents cannot be printed.")
        say(f"      enable with: {testing.enable_command(missing)}")


def story(odoo: Odoo, name: str) -> None:
    """Plays the demo's documents once, in the database that was just made."""
    if not STORY.exists():
        return
    say("      playing the demo's story")
    log = odoo.run_script("story", STORY, name, hint="The demo's story stopped.")
    say("".join(f"      {line}\n" for line in log.read_text().splitlines()[-3:]).rstrip())


def end_with_parent() -> None:
    """In the child: a server never outlives the command that started it."""
    if Path("/proc/self").exists():
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def stop_on_signal(number, frame) -> None:
    raise Stopped


def serve(odoo: Odoo, port: int, name: str) -> int:
    arguments = [
        "-d", name, f"--db-filter=^{name}$", "--http-port", port, "--http-interface", HOST,
        *(["--log-level", os.environ["LOG"]] if os.environ.get("LOG") else QUIET),
    ]
    for number in STOP_SIGNALS:
        signal.signal(number, stop_on_signal)
    child = subprocess.Popen(
        odoo.command(*arguments),
        stdin=subprocess.DEVNULL,
        env=odoo.environment(),
        start_new_session=True,
        preexec_fn=end_with_parent,
    )
    try:
        wait_until_ready(child, port)
        announce(port, name)
        return watch(child)
    except Stopped:
        return 0
    finally:
        stop(child)


def wait_until_ready(child: subprocess.Popen, port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if child.poll() is not None:
            raise Failure(f"the server stopped with status {child.returncode}.")
        if login_page_answers(port):
            return
        time.sleep(0.3)
    raise Failure(f"the login page did not answer within {PATIENCE} seconds.")


def login_page_answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
    try:
        connection.request("GET", "/web/login")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def announce(port: int, name: str) -> None:
    print(f"login admin, password admin, database {name} (Ctrl-C ends the server)", flush=True)
    print(f"ready http://{HOST}:{port}", flush=True)


def watch(child: subprocess.Popen) -> int:
    """Until the server ends, or `make` itself was killed and took nobody with it."""
    started_by = os.getppid()
    while child.poll() is None:
        if "MAKELEVEL" in os.environ and os.getppid() != started_by:
            raise Stopped
        time.sleep(0.5)
    return child.returncode


def stop(child: subprocess.Popen) -> None:
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    if child.poll() is None:
        child.send_signal(signal.SIGTERM)
    try:
        child.wait(20)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
