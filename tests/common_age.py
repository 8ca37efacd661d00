"""Perishable lots of every age, rules on remaining life, and first expired, first out."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form

from .common_gate import GateCase

TODAY = fields.Date.to_date("2026-06-15")


class AgeCase(GateCase):
    """`lot` and `other` of a perishable product lie on `shelf`; `lot` is to leave first."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._perishable(name="Yoghurt")
        cls.lot = cls._lot(cls.product, "OLD")
        cls.other = cls._lot(cls.product, "NEW")
        for lot in (cls.lot, cls.other):
            cls._stock(cls.product, 10, cls.shelf, lot)

    def _age(self, lot=None, **days):
        """Set dates of a lot as days from today; those not given lie a year ahead."""
        last = days.get("expiration", 365)
        names = {"expiration": 365, "best_before": last, "removal": 365} | days
        vals = {
            f"{name}_day" if name != "retest" else "retest_date": TODAY + timedelta(days=number)
            for name, number in names.items()
        }
        lot = lot or self.lot
        lot.write(vals)
        self.env.flush_all()
        return lot

    def _deliver(self, lot=None, quantity=1, **line):
        """Return a picked delivery of that lot, not validated yet."""
        rows = [(self.product, lot or self.lot, quantity)]
        picking = self._picking(rows, self.shelf, self.customers, "outgoing", self.customer)
        if line:
            picking.move_line_ids.write(line)
        return picking

    def _refused(self, call, *args, words="OLD"):
        with self.assertRaisesRegex(UserError, words) as refused, self.env.cr.savepoint():
            call(*args)
        self.env.invalidate_all()
        return str(refused.exception)

    def _policy(self, name, value, record=None):
        (record or self.company).with_env(self.root)[f"lot_{name}_policy"] = value


class OverrideCase(AgeCase):
    def setUp(self):
        super().setUp()
        self._age(best_before=-1)

    def _answer(self, action, reason="Customer agreed"):
        """Give the reason in the dialog that `action` opens."""
        self.assertEqual(action["res_model"], "stock.lot.override")
        wizard = Form(self.env["stock.lot.override"].with_context(**action["context"]))
        wizard.reason = reason
        return wizard.save().action_pass()


class LifeCase(AgeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.as_("lot_administrator", cls.env["stock.lot.life.rule"])
        # 100 days of life; OLD has 40 left, NEW 80
        for lot, left in ((cls.lot, 40), (cls.other, 80)):
            lot.write(
                {
                    "production_date": TODAY - timedelta(days=100 - left),
                    "expiration_day": TODAY + timedelta(days=left),
                    "best_before_day": TODAY + timedelta(days=left),
                    "removal_day": TODAY + timedelta(days=left),
                }
            )
        cls.chain = cls._partner("Retail", is_company=True)
        cls.shop = cls._partner("Retail, shop 7", parent_id=cls.chain.id, type="delivery")

    def _rule(self, minimum="2/3", name="Retail", **vals):
        return self.rules.create({"name": name, "minimum": minimum, **vals})

    def _find(self, partner=None, movement="delivery", company=None, day=TODAY):
        found = self.rules._find(
            movement, partner or self.customer, self.product, company or self.company, day
        )
        return found.name or None


class FefoCase(AgeCase):
    """The product leaves by first expired, first out; OLD is to be removed before NEW."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        fefo = cls.env.ref("product_expiry.removal_fefo")
        cls.category = cls.root["product.category"].create(
            {"name": "Fresh", "removal_strategy_id": fefo.id}
        )
        cls.product.with_env(cls.root).categ_id = cls.category
        cls._dated(cls.lot, 20)
        cls._dated(cls.other, 40)

    @classmethod
    def _dated(cls, lot, removal):
        day = removal is not None and TODAY + timedelta(days=removal)
        vals = dict.fromkeys(("expiration_day", "best_before_day", "removal_day"), day)
        lot.write(vals)
        cls.env.flush_all()
        return lot

    def _more(self, name, removal, quantity=10, **quant):
        lot = self._dated(self._lot(self.product, name), removal)
        place = quant.pop("place", self.shelf)
        self._stock(self.product, quantity, place, lot)
        found = lot.quant_ids.filtered(lambda one: one.location_id == place)
        if quant:
            found.sudo().write(quant)
        self.env.flush_all()
        return lot

    def _order(self, quantity=1000):
        picking = self._assign(quantity=quantity)
        order = [line.lot_id.name for line in picking.move_line_ids.sorted("id")]
        picking.do_unreserve()
        return order
