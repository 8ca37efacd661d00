from odoo import api, models


class BasePartnerMerge(models.TransientModel):
    """Merging contacts rewrites the suppliers of lots past the ORM: the lots' events say so."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):  # pylint: disable=missing-return
        # sudo: lots of every company follow the merged contact
        lots = self.env["stock.lot"].sudo().search([("supplier_id", "in", src_partners.ids)])
        with lots._told_as_changed(["supplier_id"]):
            super()._update_foreign_keys(src_partners, dst_partner)
            lots.invalidate_recordset()
