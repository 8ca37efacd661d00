from datetime import date

from odoo.tests import tagged

from .common_nonconformity import NonconformityCase


@tagged("post_install", "-at_install")
class TestSupplierScore(NonconformityCase):
    """How a supplier's lots turned out."""

    def _score(self, partner=None, user=None):
        self.env.flush_all()
        Score = self.env["stock.lot.supplier.score"]
        Score = self.as_(user, Score) if user else Score
        return Score.search([("partner_id", "=", (partner or self.supplier).id)])

    def test_it_counts_lots_blocks_and_rejections_by_month(self):
        product = self._product()
        lots = [self._receive(product, f"R{number}") for number in range(4)]
        self._decide(lots[0], self.on_hold)
        self._decide(lots[1], self.on_hold)
        self._decide(lots[1], self.rejected)
        score = self._score()
        self.assertEqual(score.month, date(2026, 6, 1))
        self.assertEqual(score.lot_count, 4)
        self.assertEqual(score.blocked_count, 2)
        self.assertEqual(score.rejected_count, 1)

    def test_it_counts_what_was_reported(self):
        self._report(partner_id=self.supplier.id, origin="supplier", severity="critical")
        void = self._report(partner_id=self.supplier.id, origin="supplier")
        self.as_(self.mia, void)._make_void("Twice")
        score = self._score()
        counts = (score.nonconformity_count, score.critical_count, score.open_count)
        self.assertEqual(counts, (1, 1, 1))

    def test_a_customers_complaint_is_not_the_customers_fault(self):
        self._report(partner_id=self.customer.id, origin="return")
        self.assertFalse(self._score(self.customer))

    def test_another_companys_score_is_not_shown(self):
        self._report(partner_id=self.supplier.id, origin="supplier")
        self.assertFalse(self._score(user=self._user_of(self._company(), "quality_manager")))
        self.assertTrue(self._score(user=self.user["auditor"]))
