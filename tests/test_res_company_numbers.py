from odoo.tests import freeze_time, tagged

from odoo.addons.stock_lot_lifecycle.models.res_company_numbers import NUMBERED

from .common import LotCase

CODE = "stock_lot_lifecycle.nonconformity"


@tagged("post_install", "-at_install")
class TestNumbers(LotCase):
    """Numbers of quality documents: per company and year, without gaps."""

    def _next(self, company=None):
        return (company or self.company).with_env(self.env)._next_lot_document(CODE)

    def test_they_count_from_one(self):
        self.assertEqual([self._next() for _time in range(3)][-1], "NC/2026/00003")

    def test_what_is_not_made_takes_no_number(self):
        self._next()
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self._next()
            self.assertFalse(1 / 0)
        self.assertEqual(self._next(), "NC/2026/00002")

    def test_a_year_begins_at_one_in_the_zone_of_the_company(self):
        self.company.lot_tz = "Pacific/Auckland"
        self._next()
        with freeze_time("2026-12-31 13:00:00"):  # 1 January in Auckland
            self.assertEqual(self._next(), "NC/2027/00001")

    def test_companies_and_kinds_count_apart(self):
        self._next()
        self.assertEqual(self._next(self._company()), "NC/2026/00001")
        for code, prefix in NUMBERED.items():
            if code != CODE:
                number = self.company.with_env(self.env)._next_lot_document(code)
                self.assertEqual(number, f"{prefix}/2026/00001")
