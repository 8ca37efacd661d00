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


OUTGOING_TYPES = SQL("(SELECT id FROM stock_picking_type WHERE code = 'outgoing')")


def delivered_lots(lines_of_transfers, lines_of_moves, dropship=False):
    """Return ``SELECT lot_id``: of those of these lines that `is_outgoing` is true of.

    The lines are read first, and once: the planner would else test all lines there are.

    :param lines_of_transfers: from `lines_of`
    :param lines_of_moves: from `lines_of`
    """
    return SQL(
        """
        WITH line AS MATERIALIZED (%(transfers)s UNION %(moves)s)
        SELECT DISTINCT lot_id FROM line
        WHERE picking_type_id IN %(types)s
            OR EXISTS (
                SELECT FROM stock_move_line_consume_rel link WHERE link.produce_line_id = line.id
            )%(dropship)s
        """,
        transfers=lines_of_transfers,
        types=OUTGOING_TYPES,
        moves=lines_of_moves,
        dropship=_is_dropshipped(SQL("line")) if dropship else SQL(),
    )


def lines_of(documents, lines, link):
    """Return the SELECT of what `delivered_lots` must know of the lines of these documents.

    :param documents: query of transfers or moves
    :param lines: query of lines, to which the documents are joined
    :param link: ``picking_id`` or ``move_id``, the line's document
    """
    line = SQL.identifier(lines.table)
    document = SQL.identifier(documents.table)
    found = SQL("(%s)", documents.select(SQL("%s.*", document)))
    linked = SQL("document.id = %s", SQL.identifier(lines.table, link))
    lines.add_join("JOIN", "document", found, linked)
    kind = SQL("document.picking_type_id")
    if link == "move_id":
        kind = SQL(
            """(
                SELECT picking.picking_type_id FROM stock_picking picking
                WHERE picking.id = COALESCE(%s.picking_id, document.picking_id)
            )""",
            line,
        )
    columns = SQL("%(line)s.id, %(line)s.lot_id, %(line)s.location_id", line=line)
    return lines.select(
        SQL("%s, %s.location_dest_id, %s AS picking_type_id", columns, line, kind)
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

    :param pickings: query of the transfers that may be told
    """
    return SQL(
        """
        WITH RECURSIVE %(reached)s
        SELECT DISTINCT reached.root_id, delivery.id, delivery.partner_id, delivery.date_done
        FROM reached
        JOIN stock_move_line line ON line.lot_id = reached.lot_id AND line.state = 'done'
            AND line.picking_id IS NOT NULL
        CROSS JOIN LATERAL (  -- one by one: few of all transfers are asked for
            SELECT * FROM (%(pickings)s) told WHERE told.id = line.picking_id OFFSET 0
        ) delivery
        WHERE (
            delivery.picking_type_id IN %(types)s
            OR EXISTS (
                SELECT FROM stock_move_line_consume_rel link WHERE link.produce_line_id = line.id
            )%(dropship)s
        )
            AND NOT EXISTS (
                SELECT FROM stock_move_line_consume_rel link
                JOIN stock_move_line made ON made.id = link.consume_line_id
                WHERE link.produce_line_id = line.id AND made.lot_id IS NOT NULL
            )
        """,
        reached=forward(lot_ids),
        pickings=pickings.select(SQL("%s.*", SQL.identifier(pickings.table))),
        types=OUTGOING_TYPES,
        dropship=_is_dropshipped(SQL("line")) if dropship else SQL(),
    )
