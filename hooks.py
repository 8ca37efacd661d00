from odoo.tools import SQL


def _post_init(env):
    """Fill the columns of the lots that were there before, in one statement."""
    Lot = env["stock.lot"]
    env.flush_all()
    env.execute_query(
        SQL(
            """
            UPDATE stock_lot
            SET disposition_id = %(released)s,
                presence = place.presence,
                closed_reason = NULLIF(NULLIF(place.presence, 'new'), 'on_hand'),
                received_date = first.day
            FROM (%(presences)s) AS place (lot_id, presence)
            LEFT JOIN (%(arrivals)s) AS first (lot_id, day) ON first.lot_id = place.lot_id
            WHERE stock_lot.id = place.lot_id
            RETURNING stock_lot.id
            """,
            released=Lot._default_disposition_id().id,
            presences=Lot._get_presence_sql(),
            arrivals=Lot._get_arrivals_sql(),
        )
    )
    env.invalidate_all()


def _uninstall(env):
    """Drop what hangs on core's own columns; the rest goes with the module's tables."""
    for name in ("stock_lot__by_number", "stock_lot_ref_index", "stock_move_line__lot_done"):
        env.cr.execute(SQL("DROP INDEX IF EXISTS %s", SQL.identifier(name)))
