"""Debian packages through the machine's own apt: unpacked privately, or installed."""
import os
import pwd
import re
import shlex
import shutil
import subprocess
from pathlib import Path

from .common import Failure, cache_dir, lock, make_dir, output_of, run_logged, say

KEYRINGS = ("debian-archive-keyring.gpg", "debian-archive-keyring.pgp")


def require_apt() -> None:
    if not all(map(shutil.which, ("apt-get", "dpkg-deb"))):
        raise Failure("apt-get and dpkg-deb are not here: this is not a Debian machine.")


def archive() -> tuple[str, str]:
    """The mirror and the release that this machine's apt already uses."""
    require_apt()
    release_file = Path("/etc/os-release").read_text()
    addresses = output_of(["apt-get", "update", "--print-uris"])
    found = re.findall(r"'(\S+)/dists/([a-z]+)/(?:In)?Release'", addresses)
    named = [row for row in found if f"VERSION_CODENAME={row[1]}" in release_file.splitlines()]
    if "ID=debian" not in release_file.splitlines() or not found:
        raise Failure("apt is not configured for a Debian archive here.")
    return (named or found)[0]


def private_options() -> list[str]:
    """apt options that keep every file of this update inside the cache."""
    root = cache_dir() / "apt"
    make_dir(root / "lists" / "partial")
    make_dir(root / "cache" / "archives" / "partial")
    values = {
        "Dir::Etc::SourceList": root / "sources.list",
        "Dir::Etc::SourceParts": "/dev/null",
        "Dir::State::Lists": root / "lists",
        "Dir::Cache": root / "cache",
        "Dir::Cache::archives": root / "cache" / "archives",
        "APT::Sandbox::User": pwd.getpwuid(os.getuid()).pw_name,
        "APT::Update::Error-Mode": "any",
        "Acquire::Languages": "none",
        "Acquire::Retries": "2",
        "Debug::NoLocking": "1",
    }
    return [part for name, value in values.items() for part in ("-o", f"{name}={value}")]


def write_sources() -> str:
    site, release = archive()
    keys = [Path("/usr/share/keyrings") / name for name in KEYRINGS]
    signed = next((f"[signed-by={key}] " for key in keys if key.exists()), "")
    suites = dict.fromkeys((release, "sid"))
    lines = [f"deb {signed}{site} {suite} main\n" for suite in suites]
    (make_dir(cache_dir() / "apt") / "sources.list").write_text("".join(lines))
    return release


def update() -> tuple[list[str], str]:
    release = write_sources()
    options = private_options()
    run_logged(
        ["apt-get", "update", *options],
        "apt-update",
        "The Debian archive could not be reached: is there a network? Nothing was changed.",
    )
    return options, release


def download(stable: tuple[str, ...], unstable: tuple[str, ...] = ()) -> list[Path]:
    """Package files in the cache, from the machine's own release or from unstable."""
    folder = make_dir(cache_dir() / "debs")
    missing = [name for name in stable + unstable if not newest(folder, name)]
    if missing:
        options, release = update()
        wanted = [f"{name}/{'sid' if name in unstable else release}" for name in missing]
        run_logged(
            ["apt-get", "download", *options, *wanted],
            "apt-download",
            "Debian's archive did not deliver: " + ", ".join(missing) + ".",
            cwd=folder,
        )
    return [newest(folder, name) for name in stable + unstable]


def download_with_dependencies(name: str) -> list[Path]:
    """A package of the machine's release and what it needs that is not installed here."""
    require_apt()
    options, release = update()
    plan = output_of(
        ["apt-get", "install", "--simulate", "--no-install-recommends", "-t", release,
         *options, name]
    )
    names = tuple(line.split()[1] for line in plan.splitlines() if line.startswith("Inst "))
    return download(names)


def newest(folder: Path, name: str) -> Path | None:
    files = sorted(folder.glob(f"{name}_*.deb"), key=lambda path: path.stat().st_mtime)
    return files[-1] if files else None


def unpack(packages: list[Path], prefix: Path) -> None:
    for package in packages:
        run_logged(
            ["dpkg-deb", "-x", package, prefix],
            "dpkg",
            f"{package} is damaged: remove it and try again.",
        )


def install_command(packages: list[str]) -> str:
    return f"sudo apt-get install --no-install-recommends {shlex.join(packages)}"


def may_install() -> bool:
    if os.environ.get("SYSTEM") == "0" or not shutil.which("apt-get"):
        return False
    if os.getuid() == 0:
        return True
    sudo = shutil.which("sudo")
    return bool(sudo) and subprocess.run([sudo, "-n", "true"], capture_output=True).returncode == 0


def install(packages: list[str]) -> bool:
    """Install on the machine itself where that is allowed; says so before it does."""
    if not may_install():
        return False
    say(f"      installing Debian packages on this machine: {' '.join(packages)}")
    say("      (SYSTEM=0 forbids it)")
    prefix = [] if os.getuid() == 0 else ["sudo", "-n"]
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y",
             "-o", "DPkg::Lock::Timeout=300"]
    with lock("apt-install"):
        for arguments in (["update"], ["install", "--no-install-recommends", *packages]):
            try:
                run_logged([*prefix, *quiet, *arguments], f"apt-{arguments[0]}-system", "")
            except Failure as failure:
                say(f"      that did not work: {failure}")
                return False
    return True
