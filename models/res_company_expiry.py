from odoo import fields, models
from odoo.exceptions import UserError


class ResCompany(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Where the company's expired stock goes, and who proposes it."""

    _inherit = "res.company"

    lot_expired_location_id = fields.Many2one(
        "stock.location",
        "Expired Stock Goes to",
        domain="[('usage', '=', 'internal'), ('company_id', '=', id)]",
        ondelete="restrict",
        help="Expiry runs move expired lots here. Empty: the first run makes a place for it "
        "beside the stock of the first warehouse.",
    )
    lot_expiry_schedule = fields.Selection(
        [
            ("hand", "By hand only"),
            ("propose", "Propose every day"),
            ("post", "Move out every day"),
        ],
        "Expiry Runs",
        default="propose",
        required=True,
        help="What the nightly job does with expired stock. Scrapping always takes a person.",
    )
    lot_demand_days = fields.Integer(
        "Demand of the Last Days",
        default=90,
        required=True,
        help="Stock at risk counts on the demand of this many days.",
    )

    _lot_demand_days_positive = models.Constraint(
        "CHECK (lot_demand_days > 0)", "Demand needs at least one day to look back on."
    )

    def _get_expired_place(self):
        """Return the place for this company's expired stock; it is made when it is needed."""
        self.ensure_one()
        if not self.lot_expired_location_id:
            warehouse = self._get_first_warehouse()
            # sudo: whoever posts the first run may lack rights on places and companies
            place = self.env["stock.location"].sudo().create(
                {
                    "name": self.env._("Expired"),
                    "usage": "internal",
                    "location_id": warehouse.view_location_id.id,
                    "company_id": self.id,
                }
            )
            self.sudo().lot_expired_location_id = place  # sudo: as above
        return self.lot_expired_location_id.with_env(self.env)

    def _get_first_warehouse(self):
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", self.id)], limit=1)
        if not warehouse:
            raise UserError(
                self.env._(
                    "%(company)s has no warehouse. Make one before moving its stock.",
                    company=self.name,
                )
            )
        return warehouse
