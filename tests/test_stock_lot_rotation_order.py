import random

from odoo.tests import tagged

from .common_age import FefoCase


@tagged("post_install", "-at_install")
class TestOrder(FefoCase):
    """The whole order: day of removal, endless last, day of receipt, loose, smallest, id."""

    def test_the_day_of_removal_comes_first_and_endless_last(self):
        self._more("NEVER", None)
        self._more("SOON", 5)
        self.assertEqual(self._order(), ["SOON", "OLD", "NEW", "NEVER"])

    def test_hours_of_one_day_do_not_count_the_day_of_receipt_does(self):
        late = self._more("LATE", 20, in_date="2026-01-02 09:00:00")
        late.removal_date = late.removal_date.replace(hour=20)
        self.env.flush_all()
        self.assertEqual(self._order()[0], "LATE")

    def test_loose_goods_leave_before_packed_ones(self):
        same = "2026-06-15 10:00:00"
        self.lot.quant_ids.sudo().in_date = same
        package = self.root["stock.package"].create({"name": "BOX"})
        self._more("BOXED", 20, quantity=1, in_date=same, package_id=package.id)
        self.assertEqual(self._order()[:2], ["OLD", "BOXED"])

    def test_the_smallest_rest_leaves_first(self):
        same = "2026-06-15 10:00:00"
        self.lot.quant_ids.sudo().in_date = same
        self._more("REST", 20, quantity=2, in_date=same)
        self.assertEqual(self._order()[:2], ["REST", "OLD"])

    def test_the_database_orders_as_python_does(self):
        dice = random.Random(7)
        package = self.root["stock.package"].create({"name": "BOX"})
        for number in range(40):
            self._more(
                f"R{number}",
                dice.choice([10, 11, 12, None]),
                quantity=dice.choice([1, 2, 3]),
                in_date=f"2026-0{dice.choice([1, 2])}-01 {dice.choice(['01', '23'])}:00:00",
                package_id=dice.choice([False, package.id]),
            )
        for zone in ("UTC", "Pacific/Auckland"):
            self.company.lot_tz = zone
            quants = self.env["stock.quant"].search(
                [("product_id", "=", self.product.id)],
                order=self.env["stock.quant"]._get_removal_strategy_order("fefo"),
            )
            self.assertEqual(quants, quants.sorted(lambda quant: quant._get_fefo_key()))

    def test_companies_in_several_zones_are_ordered_by_their_own_days(self):
        self._company("Far", "Pacific/Auckland")
        self._more("SOON", 5)
        self.assertEqual(self._order()[0], "SOON")

    def test_typed_quantities_follow_it(self):
        self._more("SOON", 5, quantity=3)
        picking = self._draft(quantity=5)
        picking.move_ids.quantity = 5
        self.assertEqual(self._lots_of(picking), {"SOON", "OLD"})

    def test_what_earlier_steps_brought_follows_it(self):
        output = self._location("Output")
        rows = [(self.product, self.other, 4), (self.product, self.lot, 4)]
        first = self._validate(self._picking(rows, self.shelf, output, "internal"))
        second = self._draft(quantity=4, source=output)
        second.move_ids.move_orig_ids = first.move_ids
        second.action_assign()
        self.assertEqual(self._lots_of(second), {"OLD"})

    def test_fifo_and_lifo_stay_cores(self):
        quants = self.env["stock.quant"]
        self.assertEqual(quants._get_removal_strategy_order("fifo"), "in_date ASC, id")
        self.assertEqual(quants._get_removal_strategy_order("lifo"), "in_date DESC, id DESC")
