from odoo import SUPERUSER_ID, api
from odoo.tools import convert_file

SHIPPED = "data/stock_lot_disposition_data.xml"


def migrate(cr, version):
    """Tell the dispositions that were there before what they block and what follows them.

    Later changes of these rows are the administrator's and are never overwritten; this is the
    one version in which they get a meaning at all.
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    convert_file(env, "stock_lot_lifecycle", SHIPPED, {}, mode="init", noupdate=True)
