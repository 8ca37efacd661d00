from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Settings of lots; they live on the company."""

    _inherit = "res.config.settings"

    lot_tz = fields.Selection(related="company_id.lot_tz", readonly=False)
    lot_disposition_id = fields.Many2one(related="company_id.lot_disposition_id", readonly=False)
    lot_expired_policy = fields.Selection(related="company_id.lot_expired_policy", readonly=False)
    lot_best_before_policy = fields.Selection(
        related="company_id.lot_best_before_policy", readonly=False
    )
    lot_rotation_policy = fields.Selection(related="company_id.lot_rotation_policy", readonly=False)
    lot_seal_emails = fields.Char(related="company_id.lot_seal_emails", readonly=False)
    lot_expired_location_id = fields.Many2one(
        related="company_id.lot_expired_location_id", readonly=False
    )
    lot_expiry_schedule = fields.Selection(related="company_id.lot_expiry_schedule", readonly=False)
    lot_certificate_signed = fields.Boolean(
        related="company_id.lot_certificate_signed", readonly=False
    )
    lot_demand_days = fields.Integer(related="company_id.lot_demand_days", readonly=False)
