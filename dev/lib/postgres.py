"""PostgreSQL: $PGHOST when set, else a private cluster on a unix socket, started on demand."""
import functools
import os
import pwd
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
    "timezone": "'UTC'",
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
    folders = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if path.parent.name]
    folders.sort(key=lambda path: float(path.parent.name), reverse=True)
    on_path = shutil.which("pg_ctl")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    return next((folder for folder in folders if has_server(folder) and recent(folder)), None)


def recent(folder: Path) -> bool:
    done = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True)
    digits = done.stdout.rpartition(" ")[2] if not done.returncode else ""
    words = [word for word in done.stdout.split() if word[0].isdigit()]
    return bool(digits and words) and float(words[0].split(".")[0]) >= OLDEST


def unpacked_programs() -> Path | None:
    return next((cache_dir() / "postgresql").glob("usr/lib/postgresql/*/bin"), None)


def unpack() -> Path:
    say("      no PostgreSQL server here: unpacking Debian's into the cache")
    try:
        packages = apt.download_with_missing("postgresql")
    except Failure as failure:
        raise Failure(f"{failure}\nOr name a running server: PGHOST, PGPORT, PGUSER.") from failure
    with built_atomically(cache_dir() / "postgresql") as prefix:
        apt.unpack(packages, prefix)
        for compiled in prefix.rglob("llvmjit.so"):
            compiled.unlink()
        prefix.chmod(0o755)
    return unpacked_programs()


def environment() -> dict[str, str]:
    """What libpq, createdb and Odoo need to reach the server."""
    variables = {"PATH": f"{programs()}{os.pathsep}{os.environ.get('PATH', '')}"}
    if not os.environ.get("PGHOST"):
        variables |= {"PGHOST": str(socket_dir()), "PGPORT": PORT, "PGUSER": ROLE}
    libraries = [str(path) for path in (cache_dir() / "postgresql").glob("usr/lib/*-linux-*")]
    if libraries and unpacked_programs() == programs():
        variables["LD_LIBRARY_PATH"] = os.pathsep.join(libraries)
    return os.environ | variables


def reachable_by(user: Owner, path: Path) -> bool:
    """Whether another user may walk down to `path` through its parents."""
    existing = [parent for parent in path.parents if parent.exists()]
    return user.uid == os.getuid() or all(parent.stat().st_mode & 0o001 for parent in existing)


def data_dir() -> Path:
    """In the cache; beside it in /var/tmp when root's cache is closed to the server's user."""
    inside = cache_dir() / "cluster"
    if reachable_by(owner(), inside):
        return inside
    return Path("/var/tmp") / f"{cache_dir().name}-{digest(cache_dir())}"


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
    data = data_dir()
    make_dir(data.parent)
    if not (data / "ready").exists():
        create_cluster(data, user)
    own_dir(socket_dir(), user)
    options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
    log = data / "server.log"
    control(
        user, "-w", "-t", "60", "-l", log,
        "-o", f"{options} -c port={PORT} -c unix_socket_directories={socket_dir()}", "start",
    )


def create_cluster(data: Path, user: Owner) -> None:
    say(f"      creating a private PostgreSQL cluster in {data}")
    shutil.rmtree(data, ignore_errors=True)
    own_dir(data, user)
    run_logged(
        [programs() / "initdb", "-D", data / "pg", "-U", ROLE, "--auth=trust",
         "--encoding=UTF8", "--locale=C", "--no-sync"],
        "initdb",
        "The PostgreSQL cluster could not be created.",
        **user.options, cwd="/", env=environment(),
    )
    (data / "ready").touch()


def control(user: Owner, *arguments) -> None:
    run_logged(
        [programs() / "pg_ctl", "-D", data_dir() / "pg", *arguments],
        "pg_ctl",
        f"PostgreSQL did not obey; its own log: {data_dir() / 'server.log'}",
        **user.options, cwd="/", env=environment(),
    )


def stop() -> None:
    if os.environ.get("PGHOST") or not answers():
        say("The private PostgreSQL cluster is not running.")
        return
    with lock("cluster"):
        control(owner(), "-m", "fast", "stop")
