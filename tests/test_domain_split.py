from odoo.fields import Domain
from odoo.tests import BaseCase, tagged

from odoo.addons.stock_lot_lifecycle.models.domain_split import split


def _is_status(condition):
    return condition.field_expr == "status"


@tagged("post_install", "-at_install")
class TestDomainSplit(BaseCase):
    status = Domain("status", "=", "inactive")
    name = Domain("name", "=", "A")

    def test_a_demand_among_others_is_taken_out(self):
        others, taken = split(self.name & self.status, _is_status)
        self.assertEqual((others, taken), (self.name, self.status))

    def test_a_demand_alone_leaves_everything(self):
        self.assertEqual(split(self.status, _is_status), (Domain.TRUE, self.status))

    def test_without_the_demand_the_domain_stays(self):
        self.assertEqual(split(self.name, _is_status), (self.name, None))
        self.assertEqual(split(Domain.TRUE, _is_status), (Domain.TRUE, None))

    def test_an_alternative_is_no_demand(self):
        either = self.name | self.status
        self.assertEqual(split(either, _is_status), (either, None))
        denied = ~(self.name & self.status)
        self.assertEqual(split(denied, _is_status), (denied, None))

    def test_one_demand_is_taken_at_a_time(self):
        other = Domain("status", "=", "active")
        others, taken = split(self.status & self.name & other, _is_status)
        self.assertIn(taken, (self.status, other))
        self.assertEqual(len([*others.iter_conditions()]), 2)
