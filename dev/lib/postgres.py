"""PostgreSQL: $PGHOST when set, else a private cluster on a unix socket, started on demand."""
import contextlib
import functools
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from . import apt
from .common import Failure, built_atomically, cache_dir, digest, lock, make_dir, run_logged, say

OLDEST = 13
PORT = "5432"
ROLE = "odoo"
SETTINGS = {
    "listen_addresses": "''",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "512MB",
    "max_connections": "200",
    "max_wal_size": "4GB",
    "timezone": "GMT",
}


@dataclass(frozen=True)
class Owner:
    """Who runs the cluster: this user, or an unprivileged one when this user is root."""

    uid: int
    gid: int

    @property
    def options(self) -> dict:
        if os.getuid() == self.uid:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def owner() -> Owner:
    if os.getuid():
        return Owner(os.getuid(), os.getgid())
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Owner(entry.pw_uid, entry.pw_gid)
    raise Failure("PostgreSQL does not run as root and there is no user `postgres` or `nobody`.")


@functools.cache
def programs() -> Path:
    """The folder of initdb, pg_ctl and createdb: the machine's, else Debian's unpacked."""
    found = machine_programs() or unpacked_programs()
    if not found:
        with lock("postgresql"):
            found = unpacked_programs() or unpack()
    return found


def has_server(folder: Path) -> bool:
    return all((folder / name).exists() for name in ("initdb", "pg_ctl", "postgres", "createdb"))


def machine_programs() -> Path | None:
    folders = list(Path("/usr/lib/postgresql").glob("*/bin"))
    on_path = shutil.which("pg_ctl")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    usable = [folder for folder in folders if has_server(folder) and version(folder) >= OLDEST]
    return max(usable, key=version, default=None)


def version(folder: Path) -> int:
    done = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True)
    found = re.search(r"\) (\d+)", done.stdout)
    return int(found[1]) if found else 0


def unpacked_programs() -> Path | None:
    return next((base_dir() / "programs").glob("usr/lib/postgresql/*/bin"), None)


def unpack() -> Path:
    say("      no PostgreSQL server here: unpacking Debian's into the cache")
    try:
        packages = apt.download_with_dependencies("postgresql")
    except Failure as failure:
        raise Failure(f"{failure}\nOr name a running server: PGHOST, PGPORT, PGUSER.") from failure
    own_dir(base_dir(), owner())
    with built_atomically(base_dir() / "programs") as prefix:
        apt.unpack(packages, prefix)
        prefix.chmod(0o755)
    return unpacked_programs()


def environment() -> dict[str, str]:
    """What libpq, createdb and Odoo need to reach the server."""
    variables = {"PATH": f"{programs()}{os.pathsep}{os.environ.get('PATH', '')}"}
    if not os.environ.get("PGHOST"):
        variables |= {"PGHOST": str(socket_dir()), "PGPORT": PORT, "PGUSER": ROLE}
    if unpacked_programs() == programs():
        libraries = (base_dir() / "programs").glob("usr/lib/*-linux-*")
        variables["LD_LIBRARY_PATH"] = os.pathsep.join(map(str, libraries))
    return os.environ | variables


def reachable_by(user: Owner, path: Path) -> bool:
    """Whether another user may walk down to `path` through its parents."""
    existing = [parent for parent in path.parents if parent.exists()]
    return user.uid == os.getuid() or all(parent.stat().st_mode & 0o001 for parent in existing)


def base_dir() -> Path:
    """In the cache; in /var/tmp when root's cache is closed to the user who runs the server."""
    inside = cache_dir() / "cluster"
    if reachable_by(owner(), inside):
        return inside
    return Path("/var/tmp") / f"{cache_dir().name}-{digest(cache_dir())}"


def data_dir() -> Path:
    return base_dir() / "pg"


def socket_dir() -> Path:
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    base = Path(runtime) if os.getuid() and os.path.isdir(runtime) else Path(tempfile.gettempdir())
    if len(str(base)) > 60:
        base = Path("/tmp")
    return base / f"sll-pg-{os.getuid()}-{digest(cache_dir())}"


def query(sql: str, database: str = "postgres") -> str:
    done = subprocess.run(
        [programs() / "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", database],
        input=sql,
        capture_output=True,
        text=True,
        env=environment(),
    )
    if done.returncode:
        raise Failure(f"PostgreSQL: {done.stderr.strip()}")
    return done.stdout.strip()


def answers() -> bool:
    done = subprocess.run(
        [programs() / "pg_isready", "-q", "-t", "3"], env=environment(), capture_output=True
    )
    return done.returncode == 0


def prepare() -> None:
    if not answers():
        if os.environ.get("PGHOST"):
            raise Failure(f"No PostgreSQL answers at PGHOST={os.environ['PGHOST']}.")
        with lock("cluster"):
            if not answers():
                start()
    checked = cache_dir() / f"checked-{digest(environment()['PGHOST'])}"
    if not checked.exists():
        require_trigrams()
        checked.touch()


def require_trigrams() -> None:
    if not query("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'"):
        raise Failure(
            "This PostgreSQL lacks the extension pg_trgm (Debian: package postgresql-contrib;\n"
            "embedded servers from Python packages leave it out)."
        )


def own_dir(path: Path, user: Owner) -> Path:
    """A private folder of the server's user, refused when someone else made it first."""
    if not path.exists() and not path.is_symlink():
        path.mkdir(mode=0o700, parents=True)
        os.chown(path, user.uid, user.gid)
    if path.is_symlink() or path.stat().st_uid != user.uid:
        raise Failure(f"{path} belongs to someone else; remove it and try again.")
    path.chmod(0o700)
    return path


def start() -> None:
    user = owner()
    make_dir(base_dir().parent)
    own_dir(base_dir(), user)
    if not (base_dir() / "ready").exists():
        create_cluster(user)
    elif (data_dir() / "postmaster.pid").exists():
        stop_unreachable(user)
    own_dir(socket_dir(), user)
    settings = SETTINGS | {"port": PORT, "unix_socket_directories": f"'{socket_dir()}'"}
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    control(user, "-w", "-t", "60", "-l", base_dir() / "server.log", "-o", options, "start")


def create_cluster(user: Owner) -> None:
    say(f"      creating a private PostgreSQL cluster in {base_dir()}")
    shutil.rmtree(data_dir(), ignore_errors=True)
    run_logged(
        [programs() / "initdb", "-D", data_dir(), "-U", ROLE, "--auth=trust",
         "--encoding=UTF8", "--locale=C", "--no-sync"],
        "initdb",
        "The PostgreSQL cluster could not be created.",
        **user.options, cwd="/", env=environment(),
    )
    (base_dir() / "ready").touch()


def control(user: Owner, *arguments) -> None:
    run_logged(
        [programs() / "pg_ctl", "-D", data_dir(), *arguments],
        "pg_ctl",
        f"PostgreSQL did not obey; its own log: {base_dir() / 'server.log'}",
        **user.options, cwd="/", env=environment(),
    )


def stop_unreachable(user: Owner) -> None:
    """A server whose socket was cleaned away while it ran, or a mark that a crash left."""
    with contextlib.suppress(Failure):
        control(user, "-m", "fast", "stop")


def stop() -> None:
    if os.environ.get("PGHOST") or not answers():
        say("The private PostgreSQL cluster is not running.")
        return
    with lock("cluster"):
        control(owner(), "-m", "fast", "stop")
