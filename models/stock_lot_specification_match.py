import math

from odoo import api, models
from odoo.fields import Domain

MOST_SAMPLES = 500


class StockLotSpecification(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Which specification counts for which goods. Decides nothing."""

    _inherit = "stock.lot.specification"

    @api.model
    def _match(self, product, operation, partner=None, day=None, company=None):
        """Return the one specification that counts; empty when nothing is to be tested.

        The more special one wins: for this partner, then for this product, for its nearest
        category, for all; a company's own before the one of all companies.

        :param operation: a key of OPERATIONS
        :param partner: the supplier or customer; what is only for others never counts
        :param day: the day on which it counts; today in the company's zone otherwise
        """
        company = company or self.env.company
        day = day or company._get_lot_today()
        partner = (partner or self.env["res.partner"]).commercial_partner_id
        # sudo: what must be tested does not depend on who receives
        categories = product.sudo().categ_id.ids
        found = self.sudo().search(
            Domain("state", "=", "approved")
            & Domain("operation", "=", operation)
            & Domain("company_id", "in", [False, company.id])
            & Domain("partner_id", "in", [False, *partner.ids])
            & Domain("effective_from", "<=", day)
            & (Domain("effective_to", "=", False) | Domain("effective_to", ">=", day))
            & Domain("product_id", "in", [False, product.id])
            & (Domain("categ_id", "=", False) | Domain("categ_id", "parent_of", categories))
        )
        best = sorted(found, key=lambda spec: spec._get_specialty())[-1:]
        return self.browse(spec.id for spec in best)

    def _get_specialty(self):
        """Return how special this is; the greater, the more it counts."""
        depth = (self.categ_id.parent_path or "").count("/")
        return (
            bool(self.partner_id), bool(self.product_id), depth, bool(self.company_id),
            self.effective_from, self.version, self.id,
        )  # fmt: skip

    def _get_sample_count(self, quantity):
        """Return how many samples are drawn of `quantity`, never more than there is."""
        self.ensure_one()
        quantity = max(quantity or 0, 0)
        count = {
            "none": 0,
            "fixed": math.ceil(self.sample_size),
            "root": math.ceil(math.sqrt(quantity)) + 1 if quantity else 0,
            "percent": math.ceil(round(quantity * self.sample_size / 100, 6)),
        }[self.sampling]
        most = math.ceil(quantity) if self.sampling != "fixed" else MOST_SAMPLES
        return min(count, most, MOST_SAMPLES)
