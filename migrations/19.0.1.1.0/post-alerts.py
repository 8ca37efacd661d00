from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Note the lots Odoo told of already, so that nobody is told twice."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["stock.lot.alert"]._note_told_before()
