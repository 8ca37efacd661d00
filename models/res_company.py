from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.base.models.res_partner import _tz_get

from ..tools import calendar_day


class ResCompany(models.Model):
    """The company's zone decides on which day its lots expire, whoever looks."""

    _inherit = "res.company"

    lot_tz = fields.Selection(
        _tz_get,
        string="Time Zone of Lots",
        help="Dates of lots are days in this time zone. Empty: the zone of the company's "
        "address, else UTC. Lots shared by all companies follow the main company.",
    )

    def _get_lot_tz(self):
        """Return the zone's name for the lots of this company; of the main one if empty."""
        company = self or self._get_main_company()
        return company.lot_tz or company.partner_id.tz or "UTC"

    @api.model
    def _get_main_company(self):
        # sudo: the main company decides for shared lots, also for users of other companies
        return self.sudo().search([], order="id", limit=1)

    @api.model
    def _get_lot_zones(self):
        """Return ``[(zone, Domain on stock.lot)]``, one pair per distinct zone."""
        # sudo: lots of every company need a zone, also those the user cannot open
        companies = self.sudo().search([], order="id")
        ids_by_zone = {}
        for company in companies:
            ids_by_zone.setdefault(company._get_lot_tz(), []).append(company.id)
        if len(ids_by_zone) == 1:
            return [(zone, Domain.TRUE) for zone in ids_by_zone]
        shared_zone = companies[:1]._get_lot_tz()
        return [
            (zone, Domain("company_id", "in", [*ids, *([False] if zone == shared_zone else [])]))
            for zone, ids in ids_by_zone.items()
        ]

    def _get_lot_today(self):
        """Return today's date in the zone of this company's lots."""
        return calendar_day.day_of(fields.Datetime.now(), self._get_lot_tz())
