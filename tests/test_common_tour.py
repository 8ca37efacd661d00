from unittest import SkipTest

from odoo.tests import TransactionCase, tagged

from .common_tour import PatientTour


class Browser:
    """Plays tours as Odoo does, with the outcomes it is told."""

    def __init__(self, *outcomes):
        self.outcomes = list(outcomes)

    def start_tour(self, url_path, tour_name, **options):
        outcome = self.outcomes.pop(0)
        if outcome:
            raise outcome


class PatientBrowser(PatientTour, Browser):
    pass


@tagged("post_install", "-at_install")
class TestPatientTour(TransactionCase):
    """Error texts are those of ``odoo.tests.common``."""

    def _play(self, *outcomes):
        browser = PatientBrowser(*outcomes)
        browser.start_tour("/odoo", "walk")
        return len(outcomes) - len(browser.outcomes)

    def test_a_tour_that_succeeds_is_played_once(self):
        self.assertEqual(self._play(None, None), 1)

    def test_a_page_that_was_not_ready_is_opened_once_more(self):
        for late in (
            TimeoutError("Runtime.evaluate({'expression': \"try { odoo.isTourReady('walk') }\"})"),
            AssertionError("False is not true : The ready \"odoo.isTourReady('walk')\" code"),
            TimeoutError("Page.navigate({'url': '/odoo'})"),
            SkipTest("Failed to detect chrome devtools port after 10.0s."),
        ):
            with (
                self.subTest(late=late),
                self.assertLogs("odoo.addons.stock_lot_lifecycle.tests.common_tour", "WARNING"),
            ):
                self.assertEqual(self._play(late, None), 2)

    def test_a_page_that_is_never_ready_fails(self):
        late = TimeoutError("Runtime.evaluate({'expression': \"odoo.isTourReady('walk')\"})")
        with (
            self.assertRaises(TimeoutError),
            self.assertLogs("odoo.addons.stock_lot_lifecycle.tests.common_tour", "WARNING"),
        ):
            self._play(late, late, None)

    def test_a_tour_that_began_is_never_repeated(self):
        for broken in (
            AssertionError("The test code \"odoo.startTour('walk', {})\" failed"),
            TimeoutError("Runtime.evaluate({'expression': \"odoo.startTour('walk', {})\"})"),
        ):
            with self.subTest(broken=broken), self.assertRaises(type(broken)):
                self._play(broken, None)
