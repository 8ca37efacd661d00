from odoo.tools import SQL, drop_view_if_exists

from .models.res_company_numbers import NUMBERED
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
    env["stock.lot.alert"]._note_told_before()


def _uninstall(env):
    """Drop what hangs on core's own columns; the rest goes with the module's tables."""
    for name in (
        "stock_lot_by_number", "stock_lot__ref_index", "stock_move_line_lot_done",
        "stock_move_line_without_lot",
    ):  # fmt: skip
        env.cr.execute(SQL("DROP INDEX IF EXISTS %s", SQL.identifier(name)))
    env["report.stock.quantity"].init()  # as it is without our columns
    env["stock.lot.counter"].search([]).unlink()  # and the sequences they count by
    # steps and roles hold on to each other: rows and groups can only go when nothing does
    for field in ("next_ids", "group_ids", "lift_group_ids"):
        relation = env["stock.lot.disposition"]._fields[field].relation
        env.cr.execute(SQL("DELETE FROM %s", SQL.identifier(relation)))
    # so do rules of alerts and the roles they tell
    env.cr.execute(
        SQL("UPDATE stock_lot_alert_rule SET group_id = NULL, escalation_group_id = NULL")
    )
    guard = SQL.identifier(GUARD)
    env.cr.execute(SQL("DROP FUNCTION IF EXISTS %s() CASCADE", guard))  # and its triggers
    # made when they were first needed, so no module's record
    env["ir.sequence"].search([("code", "in", list(NUMBERED))]).unlink()
    # documents hold on to the records of the demo: they stay, as the company's own
    demo = [("module", "=", "stock_lot_lifecycle"), ("name", "=like", "demo\\_%")]
    env["ir.model.data"].search(demo).unlink()
    _forget_inherited(env)


def _forget_inherited(env):
    """Take out the external ids that other modules have of what our models inherit from them."""
    Data = env["ir.model.data"]
    own = Data.search([("module", "=", "stock_lot_lifecycle"), ("model", "=", "ir.model")])
    for name in own.mapped("name"):
        model = name.removeprefix("model_")
        if not model.startswith("stock_lot_"):
            continue  # core's own, which we only extend
        for pattern in (f"model_inherit__{model}__%", f"selection__{model}__%"):
            Data.search(
                [("name", "=like", pattern), ("module", "!=", "stock_lot_lifecycle")]
            ).unlink()
