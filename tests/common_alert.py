"""Lots in stock that come near a date, and what was told about them."""

from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import new_test_user

from .common import MODULE, ROLES, LotCase


class AlertCase(LotCase):
    """Only the rules a test makes are in use; Rita is responsible for the tablets."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Rule = cls.root["stock.lot.alert.rule"]
        cls.shipped = cls.root.ref(f"{MODULE}.stock_lot_alert_rule_default")
        cls.Rule.search([]).is_on = False
        cls.rita, cls.carl, cls.paul = (
            cls._colleague(name, "stock_manager") for name in ("Rita", "Carl", "Paul")
        )
        # 100 days of life; best before 30, removal 20, alert 40 days before
        cls.product = cls._perishable(responsible_id=cls.rita.id)
        cls.env["stock.lot.alert.check"].sudo().search([]).unlink()

    @classmethod
    def _colleague(cls, name, role="warehouse", company=None, **vals):
        company = company or cls.company
        login = f"{name.lower()}_{company.id}"
        return new_test_user(
            cls.root, login, groups=ROLES[role], name=name, tz="UTC",
            email=f"{login}@example.com", company_id=company.id,
            company_ids=[Command.set(company.ids)], **vals,
        )  # fmt: skip

    @classmethod
    def _warnings(cls, *tiers):
        """Return commands for warnings given as (amount, date) or (amount, date, unit)."""
        keys = ("amount", "date_name", "unit")
        return [Command.create(dict(zip(keys, tier, strict=False))) for tier in tiers]

    @classmethod
    def _rule(cls, *tiers, **vals):
        tiers = tiers or ((30, "expiration_date"),)
        name = vals.pop("name", "Rule")
        return cls.Rule.create({"name": name, "tier_ids": cls._warnings(*tiers), **vals})

    def _in_stock(self, days=10, number="L1", quantity=10, product=None, **vals):
        """Return a lot in stock that expires in `days` days."""
        day = fields.Date.today() + timedelta(days=days)
        lot = self._lot(product or self.product, number, expiration_day=day, **vals)
        self._receive(lot.product_id, lot, quantity)
        return lot

    def _run(self):
        """Do what the hourly job does, without its commits."""
        count = sum(self.root["stock.lot.alert.check"]._work())
        self.env.invalidate_all()
        return count

    def _alerts(self, lots=None, **terms):
        domain = [("lot_id", "in", lots.ids)] if lots is not None else []
        domain += [(name, "=", value) for name, value in terms.items()]
        return self.root["stock.lot.alert"].search(domain, order="id")

    def _activities(self, lots=None, user=None):
        domain = [("res_model", "=", "stock.lot")]
        if lots is not None:
            domain.append(("res_id", "in", lots.ids))
        if user:
            domain.append(("user_id", "=", user.id))
        return self.root["mail.activity"].search(domain)

    def _mails(self, user=None):
        mails = self.root["mail.mail"].search([("subject", "ilike", "expir")], order="id")
        return mails.filtered(lambda mail: not user or user.email in mail.email_to)
