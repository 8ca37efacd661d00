from odoo.tools import SQL


def _post_init(env):
    """Release the lots that were there before, and say which numbers are used twice."""
    env.flush_all()
    Lot = env["stock.lot"]
    Lot._fill_disposition()
    env.invalidate_all()
    Lot._report_duplicates()


def _uninstall(env):
    """Drop what hangs on core's own columns; the rest goes with the module's tables."""
    for name in ("stock_lot_by_number", "stock_lot__ref_index", "stock_move_line_lot_done"):
        env.cr.execute(SQL("DROP INDEX IF EXISTS %s", SQL.identifier(name)))
    # documents hold on to the records of the demo: they stay, as the company's own
    demo = [("module", "=", "stock_lot_lifecycle"), ("name", "=like", "demo\\_%")]
    env["ir.model.data"].search(demo).unlink()
