from odoo import api, fields, models
from odoo.fields import Domain

KINDS = [
    ("analysis", "Certificate of analysis"),
    ("conformity", "Certificate of conformance"),
    ("inspection", "Inspection certificate EN 10204 3.1"),
]
PAPERS = [("a4", "A4"), ("letter", "US Letter")]


class StockLotCertificateProfile(models.Model):
    """What certificates for a customer look like: kind, language, paper, tests, limits, words.

    It can leave tests out and judge by stricter limits; it can never turn a failure into a pass.
    """

    _name = "stock.lot.certificate.profile"
    _description = "Terms of Certificates"
    _order = "partner_id, product_id, categ_id, id"
    _check_company_auto = True

    name = fields.Char(required=True, default=lambda self: self.env._("Certificates"))
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", check_company=True, ondelete="restrict", index=True,
        help="Empty: every customer.",
    )  # fmt: skip
    product_id = fields.Many2one(
        "product.product", check_company=True, ondelete="restrict", help="Empty: every product."
    )
    categ_id = fields.Many2one("product.category", "Category", ondelete="restrict")
    kind = fields.Selection(KINDS, required=True, default="analysis")
    lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(),
        "Language",
        help="Empty: the customer's language.",
    )
    paper = fields.Selection(PAPERS, required=True, default="a4")
    logo = fields.Binary(help="Instead of the company's logo.")
    statement = fields.Text(
        "Wording",
        translate=True,
        help="Printed below the results, such as a declaration that was asked for.",
    )
    storage = fields.Char("Storage condition", translate=True)
    line_ids = fields.One2many("stock.lot.certificate.profile.line", "profile_id", "Tests")
    at_delivery = fields.Selection(
        [
            ("no", "By hand only"),
            ("attach", "Attach to the delivery"),
            ("mail", "Attach and mail to the customer"),
        ],
        "With each delivery",
        required=True,
        default="no",
    )

    _once = models.UniqueIndex(
        "(company_id, COALESCE(partner_id, 0), COALESCE(product_id, 0), COALESCE(categ_id, 0))",
        "There are terms for this customer and these products already.",
    )

    @api.model
    def _match(self, product, partner, company):
        """Return the most special terms for this product and customer; may be empty."""
        # sudo: terms count for whoever ships
        Profile = self.sudo()
        found = Profile.search(
            Domain("company_id", "=", company.id)
            & Domain("partner_id", "in", [False, *partner.ids, *partner.commercial_partner_id.ids])
            & Domain("product_id", "in", [False, product.id])
            & (
                Domain("categ_id", "=", False)
                | Domain("categ_id", "parent_of", product.categ_id.ids)
            )
        )
        return max(found, key=lambda row: row._get_specialty(), default=Profile)

    def _get_specialty(self):
        depth = (self.categ_id.parent_path or "").count("/")
        partner = self.partner_id
        own = bool(partner) + bool(partner and partner.parent_id)
        return own, bool(self.product_id), depth, -self.id

    def _get_lang(self, partner, company):
        """Return the language of a certificate: its terms', the customer's, the company's."""
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        asked = (self.lang, partner.lang, company.partner_id.lang, self.env.lang)
        return next((lang for lang in asked if lang in installed), "en_US")


class StockLotCertificateProfileLine(models.Model):
    """How one test is printed for a customer, and by which limits it is judged for them."""

    _name = "stock.lot.certificate.profile.line"
    _description = "Test on Certificates"
    _inherit = ["stock.lot.limits"]
    _order = "profile_id, sequence, id"
    _rec_name = "characteristic_id"

    profile_id = fields.Many2one(
        "stock.lot.certificate.profile", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="profile_id.company_id", store=True, index=True)
    shown = fields.Selection(
        [("all", "Result and limits"), ("result", "Result only"), ("no", "Not printed")],
        "Printed",
        required=True,
        default="all",
    )
    label = fields.Char("Printed as", translate=True, help="Empty: the name of the test.")
    has_own_limits = fields.Boolean("Customer's limits", help="Judge by the limits of this row.")

    _once = models.UniqueIndex(
        "(profile_id, characteristic_id)", "This test is in the list already."
    )
