"""The demo's chapter on certificates: what a customer wants, and one that was issued and signed."""
from odoo import Command

PASSWORD = "demo"


def certify(company):
    """Almonds for a customer who wants them drier than we do."""
    env = company.env
    if env["ir.actions.report"].get_wkhtmltopdf_state() == "install":
        return  # no PDF on this machine
    mia, customer = company.ref("user_mia"), company.ref("customer_farmacia")
    lot = company.lot("almonds", "00401/180").with_user(mia)
    moisture = env["stock.lot.characteristic"].search([("code", "=", "moisture")])
    limits = {"characteristic_id": moisture.id, "has_own_limits": True, "maximum": "6"}
    env["stock.lot.certificate.profile"].with_user(mia).create(
        {
            "name": "Farmacia Centrale",
            "partner_id": customer.id,
            "statement": "Free of genetically modified organisms.",
            "at_delivery": "attach",
            "line_ids": [Command.create(limits)],
        }
    )
    Certificate = env["stock.lot.certificate"].with_user(mia)
    meaning = env.ref("stock_lot_lifecycle.stock_lot_signature_meaning_approval").with_user(mia)
    terms = {"partner": customer.with_user(mia)}
    signature = Certificate._sign_issue(lot, env.company, meaning, PASSWORD, **terms)
    Certificate._issue(lot, env.company, signature=signature, **terms)
