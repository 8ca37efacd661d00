"""Where Odoo 19 comes from: $ODOO_SOURCE, or Debian's package unpacked into the cache."""
import ast
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from . import apt
from .common import Failure, built_atomically, cache_dir, digest, lock, require_space, say

SERIES = 19
PACKAGE = f"odoo-{SERIES}"
BESIDE_STABLE = (
    "libjs-jquery", "libjs-jquery-form", "libjs-underscore", "fonts-font-awesome",
    "fonts-roboto-unhinted", "fonts-inconsolata", "fonts-ocr-b", "fonts-glyphicons-halflings",
)
BESIDE_UNSTABLE = ("fonts-montserrat",)
LEFT_OUT = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
OTHER_WAY = (
    "Another way: take a checkout of Odoo's branch 19.0 and name its folder,\n"
    "    make <target> ODOO_SOURCE=/path/to/odoo"
)


@dataclass(frozen=True)
class OdooSource:
    python_path: Path
    addons: tuple[Path, ...]
    key: str


def ready_prefix() -> Path | None:
    found = sorted((cache_dir() / "odoo").glob("[0-9]*"))
    return found[-1] if found else None


def is_ready() -> bool:
    return bool(os.environ.get("ODOO_SOURCE") or ready_prefix())


def prepare() -> OdooSource:
    given = os.environ.get("ODOO_SOURCE")
    if given:
        return describe(Path(given).expanduser().absolute())
    with lock("odoo"):
        prefix = ready_prefix() or unpack()
    return describe(prefix / "usr/lib/python3/dist-packages")


def unpack() -> Path:
    require_space(4)
    say(f"      downloading {PACKAGE} and its fonts and scripts from Debian (130 MB)")
    try:
        packages = apt.download(BESIDE_STABLE, (*BESIDE_UNSTABLE, PACKAGE))
    except Failure as failure:
        raise Failure(f"{failure}\n\n{missing_hint()}") from failure
    version = packages[-1].name.split("_")[1]
    target = cache_dir() / "odoo" / version
    say(f"      unpacking Odoo {version} (1.3 GB)")
    with built_atomically(target) as prefix:
        apt.unpack(packages, prefix)
        complete(prefix)
    return target


def missing_hint() -> str:
    return (
        f"If the network works, unstable may have moved on from {PACKAGE}: a package file of it\n"
        f"from another machine's cache can be put into {cache_dir() / 'debs'}.\n{OTHER_WAY}"
    )


def complete(prefix: Path) -> None:
    """The package links into others and leaves one script out; tours stop on a gap."""
    script = prefix / "usr/lib/python3/dist-packages/odoo/addons" / LEFT_OUT
    if not script.exists():
        script.parent.mkdir(parents=True, exist_ok=True)
        script.touch()
    dangling = [path for path in prefix.rglob("*") if path.is_symlink() and not path.exists()]
    if dangling:
        names = "\n".join(str(path.relative_to(prefix)) for path in dangling[:10])
        raise Failure(f"The unpacked Odoo has links that lead nowhere:\n{names}\n{OTHER_WAY}")


def describe(root: Path) -> OdooSource:
    release = root / "odoo" / "release.py"
    if not release.exists():
        raise Failure(f"ODOO_SOURCE={root} holds no odoo/release.py.\n{OTHER_WAY}")
    version = version_info(release)
    if version[0] != SERIES:
        raise Failure(f"{root} is Odoo {version[0]}; this add-on is for Odoo {SERIES}.")
    extra = root / "addons"
    inside = (root / "odoo" / "addons" / "stock").exists()
    addons = () if inside or not extra.is_dir() else (extra,)
    return OdooSource(root, addons, digest(root, revision(root)))


def version_info(release: Path) -> tuple:
    for node in ast.parse(release.read_text()).body:
        if isinstance(node, ast.Assign) and node.targets[0].id == "version_info":
            return tuple(
                part.value if isinstance(part, ast.Constant) else part.id
                for part in node.value.elts
            )
    raise Failure(f"{release} names no version.")


def revision(root: Path) -> str:
    if not (root / ".git").exists():
        return ""
    found = subprocess.run(
        ["git", "-C", root, "rev-parse", "HEAD"], capture_output=True, text=True
    )
    return found.stdout.strip()
