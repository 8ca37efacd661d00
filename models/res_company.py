from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import ormcache

from odoo.addons.base.models.res_partner import _tz_get

from ..tools import calendar_day

ZONE_FIELDS = {"lot_tz", "partner_id", "active"}


class ResCompany(models.Model):
    """The company's zone decides on which day its lots expire, whoever looks."""

    _inherit = "res.company"

    lot_tz = fields.Selection(
        _tz_get,
        string="Time Zone of Lots",
        help="Dates of lots are days in this time zone. Empty: the zone of the company's "
        "address, else UTC. Lots shared by all companies follow the main company.",
    )
    lot_disposition_id = fields.Many2one(
        "stock.lot.disposition",
        string="New Lots Are",
        domain="[('makes_inactive', '=', False)]",
        help="Disposition of new lots where neither the product nor its category says another.",
    )

    lot_seal_emails = fields.Char(
        "Send Seals of Lots to",
        help="The daily seal of the lots' ledger is mailed to these addresses, separated by "
        "commas. Best outside the company: what left the house cannot be rewritten in it.",
    )

    def _get_lot_tz(self):
        """Return the zone's name for the lots of this company; of the main one if empty."""
        zones, main_id = self._get_known_zones()
        company_id = self.id or main_id
        if company_id in zones:
            return zones[company_id][0]
        return self.lot_tz or self.partner_id.tz or "UTC"

    @api.model
    @ormcache(cache="default")
    def _get_known_zones(self):
        """Return ``{company id: (zone, partner id)}`` and the main company's id."""
        # sudo: lots of every company need a zone, also those the user cannot open
        companies = self.sudo().search([("active", "in", (True, False))], order="id")
        zones = {
            company.id: (company.lot_tz or company.partner_id.tz or "UTC", company.partner_id.id)
            for company in companies
        }
        return zones, (companies.filtered("active") or companies)[:1].id

    @api.model
    def _get_only_lot_zone(self):
        """Return the zone of all lots, or None where companies differ."""
        zones = {zone for zone, _partner_id in self._get_known_zones()[0].values()}
        return zones.pop() if len(zones) == 1 else None

    @api.model
    def _get_lot_zones(self):
        """Return ``[(zone, Domain on stock.lot)]``, one pair per distinct zone."""
        zones, main_id = self._get_known_zones()
        ids_by_zone = {}
        for company_id, (zone, _partner_id) in zones.items():
            ids_by_zone.setdefault(zone, []).append(company_id)
        if len(ids_by_zone) == 1:
            return [(zone, Domain.TRUE) for zone in ids_by_zone]
        shared_zone = zones[main_id][0]
        return [
            (zone, Domain("company_id", "in", [*ids, *([False] if zone == shared_zone else [])]))
            for zone, ids in ids_by_zone.items()
        ]

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        self.env.registry.clear_cache()
        return companies

    def write(self, vals):
        told = {"lot_disposition_id"} & vals.keys()
        with self.env["stock.lot.event"]._policy_told(self, told):
            result = super().write(vals)
        if ZONE_FIELDS & vals.keys():
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    def _get_lot_today(self):
        """Return today's date in the zone of this company's lots."""
        return calendar_day.day_of(fields.Datetime.now(), self._get_lot_tz())

    def _get_subcontractors_place(self):
        """Return the place around all subcontractors; empty where nobody subcontracts."""
        if "subcontracting_location_id" in self._fields:
            return self.subcontracting_location_id
        return self.env["stock.location"]
