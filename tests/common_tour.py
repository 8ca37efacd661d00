"""Tours in a real browser that do not depend on how busy the machine is."""

import contextlib
import fcntl
import logging
from pathlib import Path
from unittest import SkipTest

from odoo.tools import config

TOUR_SECONDS = 180

_logger = logging.getLogger(__name__)
_logger.setLevel(logging.WARNING)  # a second attempt is told even where only the worst is logged


@contextlib.contextmanager
def browser_turn():
    """One browser at a time among all workers and clones: each wants two processors for itself."""
    with Path(config["data_dir"], "browser.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


class PatientTour:
    """A page that did not get ready is opened once more; a tour that began never is.

    Before its first step a tour has clicked nothing, so the second attempt hides nothing.
    """

    def start_tour(self, url_path, tour_name, **options):
        options.setdefault("timeout", TOUR_SECONDS)
        with browser_turn():
            try:
                return super().start_tour(url_path, tour_name, **options)
            except (TimeoutError, AssertionError, SkipTest) as error:
                if f"startTour({tour_name!r}" in str(error):
                    raise
                _logger.warning("%s was not ready (%s): opened once more", tour_name, error)
                return super().start_tour(url_path, tour_name, **options)
