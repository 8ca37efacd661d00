"""Composed SQL over ways from lot to lot that no production is: repairs and merged lots."""

from odoo.tools import SQL

from .lineage_sql import CONSUMED, PRODUCED, ends

SEEN = SQL("bool_and(seen_whole.id IS NOT NULL AND seen_part.id IS NOT NULL)")
SEEN_JOINS = """
    LEFT JOIN (%(lines)s) AS seen_whole ON seen_whole.id = whole.id
    LEFT JOIN (%(lines)s) AS seen_part ON seen_part.id = part.id
"""


def taken_out(is_forward):
    """Return a SELECT of the neighbours of ``reached.lot_id`` by parts taken out in a repair.

    Odoo links a part taken out like one put in, as what the repaired lot was made of; its
    movement says that it came out.
    """
    near, far = ends(not is_forward)
    return SQL(
        """
        SELECT far.lot_id, far.product_id
        FROM stock_move_line near
        JOIN stock_move_line_consume_rel link ON link.%(near)s = near.id
        JOIN stock_move_line far ON far.id = link.%(far)s
        JOIN stock_move move ON move.id = %(part)s.move_id
        WHERE near.lot_id = reached.lot_id AND near.state = 'done' AND far.state = 'done'
            AND far.lot_id IS NOT NULL AND move.repair_line_type IN ('remove', 'recycle')
        """,
        near=near,
        far=far,
        part=SQL("far") if is_forward else SQL("near"),
    )


def taken_out_edges(lot_ids, is_forward, seen=None):
    """Return a SELECT, as `edges`, of what came out of these lots, or what they came out of."""
    near = SQL("whole") if is_forward else SQL("part")
    return SQL(
        """
        SELECT whole.lot_id, whole.product_id, part.lot_id, part.product_id, 'repair.order',
            move.repair_id, 'removed', SUM(part.quantity_product_uom), MAX(part.date),
            SUM(part.quantity_product_uom), TRUE, FALSE, %(is_seen)s
        FROM stock_move_line part
        JOIN stock_move move ON move.id = part.move_id
            AND move.repair_line_type IN ('remove', 'recycle')
        JOIN stock_move_line_consume_rel link ON link.%(used)s = part.id
        JOIN stock_move_line whole ON whole.id = link.%(made)s AND whole.state = 'done'
        %(seen)s
        WHERE %(near)s.lot_id = ANY(%(lots)s) AND part.state = 'done'
        GROUP BY 1, 2, 3, 4, 5, 6, 7
        """,
        used=CONSUMED,
        made=PRODUCED,
        near=near,
        lots=list(lot_ids),
        is_seen=SQL("TRUE") if seen is None else SEEN,
        seen=SQL() if seen is None else SQL(SEEN_JOINS, lines=seen),
    )


def merged(is_forward):
    """Return a SELECT of the neighbours of ``reached.lot_id`` that lots were merged into."""
    near, far = ("gone", "kept") if is_forward else ("kept", "gone")
    return SQL(
        """
        SELECT %(far)s.id, %(far)s.product_id
        FROM stock_lot gone JOIN stock_lot kept ON kept.id = gone.merged_into_id
        WHERE %(near)s.id = reached.lot_id
        """,
        near=SQL(near),
        far=SQL(far),
    )


def merged_edges(lot_ids, is_forward):
    """Return a SELECT, as `edges`, of lots that were merged; movements say how much."""
    return SQL(
        """
        SELECT gone.id, gone.product_id, kept.id, kept.product_id, '', NULL::int, 'relabelled',
            NULL::float, gone.write_date, NULL::float, TRUE, FALSE, TRUE
        FROM stock_lot gone JOIN stock_lot kept ON kept.id = gone.merged_into_id
        WHERE %s.id = ANY(%s)
        """,
        SQL("gone" if is_forward else "kept"),
        list(lot_ids),
    )
