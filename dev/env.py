"""Developer environment of stock_lot_lifecycle: `python dev/env.py --help`.

Needs nothing but Python 3.10 to 3.13; everything else is fetched into the user's cache.
"""
import os
import shutil
import subprocess
import sys

OLDEST, NEWEST = (3, 10), (3, 13)


def use_supported_python():
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return
    found = ".".join(map(str, sys.version_info[:2]))
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        other = shutil.which("python3.{}".format(minor))
        if other and subprocess.call([other, "-c", ""], stderr=subprocess.DEVNULL) == 0:
            os.execv(other, [other] + sys.argv)
    sys.exit(
        "error: Odoo 19 needs Python 3.10 to 3.13, this is Python {} and no other was found.\n"
        "Install one of them, or name it: make PYTHON=/path/to/python3.12 <target>".format(found)
    )


if __name__ == "__main__":
    use_supported_python()
    from lib.cli import main

    sys.exit(main(sys.argv[1:]))
