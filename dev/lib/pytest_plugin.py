"""What pytest adds to Odoo's own test runner."""

import os
import shutil
from unittest.mock import patch

import pytest

from odoo.tests.common import get_db_name
from odoo.tools import config

SECOND_ATTEMPT = "opened once more"


@pytest.fixture(scope="session", autouse=True)
def own_filestore(load_registry, tmp_path_factory):
    """Each worker has its files for itself.

    Odoo names a file by its content and skips the writing of one that exists: a worker would read
    as empty what another one, with the same upload, is about to write.
    """
    if not os.environ.get("PYTEST_XDIST_WORKER"):
        yield
        return
    shared = config.filestore(get_db_name())
    own = tmp_path_factory.mktemp("filestore", numbered=False) / "files"
    if os.path.isdir(shared):
        shutil.copytree(shared, own)
    with patch.object(config, "filestore", return_value=str(own)):
        yield
    shutil.rmtree(own, ignore_errors=True)


def pytest_terminal_summary(terminalreporter):
    """Browsers that needed a second attempt are named, also where the tests passed."""
    for report in terminalreporter.getreports("passed"):
        for line in report.caplog.splitlines():
            if SECOND_ATTEMPT in line:
                terminalreporter.write_line(f"{report.nodeid}: {line}")
