from odoo.tools import SQL, drop_view_if_exists

from .models.stock_lot_ledger import GUARD


def _post_init(env):
    """Release the lots that were there before, and say which numbers are used twice."""
    env.flush_all()
    Lot = env["stock.lot"]
    # the view behind the forecast's graph holds on to the column that is filled here
    drop_view_if_exists(env.cr, "report_stock_quantity")
    Lot._fill_disposition()
    env["report.stock.quantity"].init()
    env.invalidate_all()
    Lot._report_duplicates()


def _uninstall(env):
    """Drop what hangs on core's own columns; the rest goes with the module's tables."""
    for name in ("stock_lot_by_number", "stock_lot__ref_index", "stock_move_line_lot_done"):
        env.cr.execute(SQL("DROP INDEX IF EXISTS %s", SQL.identifier(name)))
    env["report.stock.quantity"].init()  # as it is without our columns
    # each row may be named as a next step of another: the rows can only go when none is
    env["stock.lot.disposition"].search([]).next_ids = False
    guard = SQL.identifier(GUARD)
    env.cr.execute(SQL("DROP FUNCTION IF EXISTS %s() CASCADE", guard))  # and its triggers
    # documents hold on to the records of the demo: they stay, as the company's own
    demo = [("module", "=", "stock_lot_lifecycle"), ("name", "=like", "demo\\_%")]
    env["ir.model.data"].search(demo).unlink()
