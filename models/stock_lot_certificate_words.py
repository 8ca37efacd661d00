from odoo import models


class StockLotEvent(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """What events say of certificates, in the reader's language. Writes nothing."""

    _inherit = "stock.lot.event"

    def _get_summary(self, facts, names):
        words = super()._get_summary(facts, names)
        certificate = facts.get("certificate")
        if not certificate:
            return words
        step = {
            "issued": self.env._("issued"),
            "superseded": self.env._("superseded"),
            "void": self.env._("void"),
            "accepted": self.env._("of the supplier accepted"),
            "refused": self.env._("of the supplier refused"),
        }.get(facts.get("step"), "")
        partner = (certificate.get("partner") or {}).get("name")
        said = [f"{certificate['name']} {step}", *([partner] if partner else [])]
        return "\n".join(filter(None, [", ".join(said), words]))
