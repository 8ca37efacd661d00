from odoo import api, models


class StockLotCertificate(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """What whoever holds a certificate may know of it: what it is, and whether it still holds."""

    _inherit = "stock.lot.certificate"

    @api.model
    def _find_public(self, token):
        """Return number, product, lot, hash and status of the certificate of this token, or None.

        Nothing else leaves the house: not who issued it, not the customer, not where the lot is.
        """
        # sudo: the token is the right to read these few words
        found = self.sudo().search([("token", "=", token)], limit=1)
        if not found:
            return None
        content = found._get_content()
        return {
            "number": content["number"],
            "revision": content["revision"],
            "issuer": content["issuer"]["name"],
            "product": content["product"],
            "lot": content["lot"],
            "sha256": found.sha256,
            "status": found._get_public_status(),
        }

    def _get_public_status(self):
        """Return valid, superseded, void, or withdrawn: the lot is not released any more."""
        if self.state != "valid":
            return self.state
        stand = self.lot_id.disposition_id
        return "withdrawn" if stand.is_blocking else "valid"
