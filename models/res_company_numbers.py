from odoo import models

PADDING = 5
# documents numbered per company and year, without gaps: {code of the sequence: prefix}
NUMBERED = {
    "stock_lot_lifecycle.nonconformity": "NC",
    "stock_lot_lifecycle.certificate": "COA",
    "stock_lot_lifecycle.conformity": "COC",
    "stock_lot_lifecycle.inspection_certificate": "IC",
}


class ResCompany(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Gives quality documents the next number of their company and year; none is left out."""

    _inherit = "res.company"

    def _next_lot_document(self, code):
        """Return the next number of this kind of document, such as NC/2026/00001.

        Taken in the caller's transaction: a document that is not made takes no number.
        """
        self.ensure_one()
        # sudo: whoever makes the document takes its number, whoever may read sequences
        Sequence = self.env["ir.sequence"].sudo()
        own = [("code", "=", code), ("company_id", "=", self.id)]
        sequence = Sequence.search(own, order="id", limit=1)
        if not sequence:
            sequence = Sequence.create(self._prepare_lot_sequence_vals(code))
        return sequence._next(sequence_date=self._get_lot_today())

    def _prepare_lot_sequence_vals(self, code):
        return {
            "name": f"{NUMBERED[code]} ({self.name})",
            "code": code,
            "company_id": self.id,
            "prefix": f"{NUMBERED[code]}/%(range_year)s/",
            "padding": PADDING,
            "implementation": "no_gap",
            "use_date_range": True,
        }
