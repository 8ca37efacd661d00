import doctest
import random

from odoo.tests import BaseCase, tagged

from odoo.addons.stock_lot_lifecycle.tools import expiry_losses
from odoo.addons.stock_lot_lifecycle.tools.expiry_losses import losses


@tagged("post_install", "-at_install")
class TestExpiryLosses(BaseCase):
    def test_its_examples_hold(self):
        self.assertFalse(doctest.testmod(expiry_losses).failed)

    def test_nothing_is_made_and_nothing_is_lost_twice(self):
        dice = random.Random(1)
        for _case in range(200):
            stock = [
                (dice.choice([None, dice.randint(1, 30)]), dice.randint(0, 20))
                for _ in range(dice.randint(0, 6))
            ]
            demand = [
                (dice.randint(1, 40), dice.randint(0, 9)) for _ in range(dice.randint(0, 12))
            ]
            lost = losses(stock, demand)
            wanted = sum(quantity for _day, quantity in demand)
            perishable = sum(quantity for day, quantity in stock if day)
            with self.subTest(stock=stock, demand=demand):
                for gone, (day, quantity) in zip(lost, stock, strict=True):
                    self.assertTrue(0 <= gone <= (quantity if day else 0))
                self.assertGreaterEqual(sum(lost), perishable - wanted)

    def test_more_demand_never_loses_more(self):
        dice = random.Random(2)
        for _case in range(100):
            stock = [(dice.randint(1, 30), dice.randint(0, 20)) for _ in range(4)]
            demand = [(dice.randint(1, 30), dice.randint(0, 9)) for _ in range(6)]
            more = [*demand, (dice.randint(1, 30), 5)]
            self.assertLessEqual(sum(losses(stock, more)), sum(losses(stock, demand)))

    def test_demand_after_the_last_day_saves_nothing(self):
        self.assertEqual(losses([(10, 5)], [(11, 5)]), [5])
        self.assertEqual(losses([(10, 5)], [(10, 5)]), [0])
