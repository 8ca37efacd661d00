"""Composed SQL over the links between lots; no cursor, no environment.

Beware of the link table's columns: in ``stock_move_line_consume_rel`` the column
``consume_line_id`` holds the line that was *produced*, ``produce_line_id`` the line that
was *consumed*.
"""

from odoo.tools import SQL


def is_outgoing(line, dropship=False):
    """Return the condition core's ``_get_outgoing_domain`` puts on the line aliased `line`.

    A line is in the transfer of its movement, where it is in one.

    :param dropship: whether goods that go from a supplier to a customer count as well
    """
    return SQL(
        """(
            EXISTS (
                SELECT FROM stock_picking picking
                JOIN stock_picking_type kind ON kind.id = picking.picking_type_id
                WHERE picking.id = %(line)s.picking_id AND kind.code = 'outgoing'
            ) OR (%(line)s.picking_id IS NULL AND EXISTS (
                SELECT FROM stock_move move
                JOIN stock_picking picking ON picking.id = move.picking_id
                JOIN stock_picking_type kind ON kind.id = picking.picking_type_id
                WHERE move.id = %(line)s.move_id AND kind.code = 'outgoing'
            )) OR EXISTS (
                SELECT FROM stock_move_line_consume_rel link
                WHERE link.produce_line_id = %(line)s.id
            )%(dropship)s
        )""",
        line=line,
        dropship=_is_dropshipped(line) if dropship else SQL(),
    )


def _is_dropshipped(line):
    return SQL(
        """ OR EXISTS (
            SELECT FROM stock_location source, stock_location target
            WHERE source.id = %(line)s.location_id AND source.usage = 'supplier'
                AND target.id = %(line)s.location_dest_id AND target.usage = 'customer'
        )""",
        line=line,
    )


def forward(lot_ids):
    """Return ``reached (root_id, lot_id) AS (…)``: the lots that contain each given lot.

    The lot itself is the first one. A pair is found once, so loops end.
    """
    return SQL(
        """reached (root_id, lot_id) AS (
            SELECT id, id FROM unnest(%(lot_ids)s) AS root (id)
            UNION
            SELECT reached.root_id, made.lot_id
            FROM reached
            JOIN stock_move_line used ON used.lot_id = reached.lot_id AND used.state = 'done'
            JOIN stock_move_line_consume_rel link ON link.produce_line_id = used.id
            JOIN stock_move_line made ON made.id = link.consume_line_id
            WHERE made.lot_id IS NOT NULL
        )""",
        lot_ids=list(lot_ids),
    )


def deliveries(lot_ids, pickings, dropship=False):
    """Return ``SELECT root_id, picking_id, partner_id, date_done``: where the lots went.

    :param pickings: sub-select of the ids of the transfers that may be told
    """
    line = SQL("line")
    return SQL(
        """
        WITH RECURSIVE %(reached)s
        SELECT DISTINCT reached.root_id, delivery.id, delivery.partner_id, delivery.date_done
        FROM reached
        JOIN stock_move_line line ON line.lot_id = reached.lot_id AND line.state = 'done'
        JOIN stock_picking delivery ON delivery.id = line.picking_id
        WHERE %(outgoing)s
            AND delivery.id IN %(pickings)s
            AND NOT EXISTS (
                SELECT FROM stock_move_line_consume_rel link
                JOIN stock_move_line made ON made.id = link.consume_line_id
                WHERE link.produce_line_id = line.id AND made.lot_id IS NOT NULL
            )
        """,
        reached=forward(lot_ids),
        outgoing=is_outgoing(line, dropship),
        pickings=pickings,
    )
