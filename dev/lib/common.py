"""Cache layout, locks, messages and subprocesses shared by every step."""
import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

MODULE = "stock_lot_lifecycle"
CLONE = Path(__file__).resolve().parents[2]
GIGABYTE = 1024**3


class Failure(Exception):
    """An error the developer can act on: shown as is, without a traceback."""


def cache_dir() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser().absolute() / MODULE


def digest(*parts: object) -> str:
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:10]


CLONE_KEY = digest(CLONE)


def say(message: str) -> None:
    # one call: two steps that run at the same time must not share a line
    sys.stderr.write(f"{message}\n")
    sys.stderr.flush()


def make_dir(path: Path) -> Path:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Failure(
            f"cannot write {path}: {error.strerror}.\n"
            "Set XDG_CACHE_HOME to a folder that can be written."
        ) from error
    return path


def require_space(gigabytes: float) -> None:
    free = shutil.disk_usage(make_dir(cache_dir())).free / GIGABYTE
    if free < gigabytes:
        raise Failure(
            f"{cache_dir()} has {free:.1f} GB left, {gigabytes:g} GB are needed.\n"
            "Free some space, or set XDG_CACHE_HOME to a folder on a larger disk."
        )


@contextlib.contextmanager
def lock(name: str):
    """One process at a time per name, among all clones of this user."""
    path = make_dir(cache_dir() / "locks") / f"{name}.lock"
    try:
        handle = path.open("w")
    except OSError as error:
        raise Failure(f"cannot write {path}: {error.strerror}.") from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"      another run is busy with {name}; waiting for it")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def built_atomically(target: Path):
    """A folder that appears at `target` only when complete."""
    unfinished = make_dir(target.parent) / f".{target.name}.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    try:
        yield unfinished
        unfinished.rename(target)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def log_path(name: str) -> Path:
    return make_dir(cache_dir() / "logs") / f"{name}.log"


def run_logged(command, log_name: str, hint: str, **options) -> None:
    """Run quietly; on failure show the hint and the end of the log."""
    log = log_path(log_name)
    with log.open("w") as output:
        done = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            **options,
        )
    if done.returncode:
        raise Failure(f"{hint}\n{end_of(log, 8)}\nThe whole log: {log}")


def end_of(log: Path, lines: int = 40) -> str:
    text = log.read_text(errors="replace").splitlines()
    return "\n".join(f"    {line}" for line in text[-lines:])


def output_of(command, **options) -> str:
    return subprocess.run(
        [str(part) for part in command],
        check=True,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        **options,
    ).stdout
