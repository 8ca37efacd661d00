"""Composed SQL over who was made of what: which lots are reached, and by how much.

In ``stock_move_line_consume_rel`` the column ``consume_line_id`` holds the line that was
*produced*, ``produce_line_id`` the line that was *consumed*: an edge leads from the second
to the first.
"""

from odoo.tools import SQL

CONSUMED, PRODUCED = SQL("produce_line_id"), SQL("consume_line_id")
LINKED = SQL("stock_move_line_consume_rel")
# of an order taken apart Odoo links only by-products: the rest names the order
UNBUILT = SQL(
    """(
        SELECT part.id AS consume_line_id, whole.id AS produce_line_id
        FROM stock_move taken
        JOIN stock_location used ON used.id = taken.location_dest_id AND used.usage = 'production'
        JOIN stock_move_line whole ON whole.move_id = taken.id
        JOIN stock_move given ON given.unbuild_id = taken.unbuild_id
        JOIN stock_location made ON made.id = given.location_id AND made.usage = 'production'
        JOIN stock_move_line part ON part.move_id = given.id
        WHERE part.quantity > 0 AND NOT EXISTS (
            SELECT FROM stock_move_line_consume_rel known
            WHERE known.consume_line_id = part.id AND known.produce_line_id = whole.id
        )
    )"""
)


def ends(is_forward):
    """Return the link's columns of the near and of the far line, in the direction of travel."""
    return (CONSUMED, PRODUCED) if is_forward else (PRODUCED, CONSUMED)


def reached(lot_ids, is_forward, hubs, limit, more=()):
    """Return ``SELECT lot_id, stops``: these lots and all behind them, the nearest first.

    A pair is found once, so loops end. At lots of `hubs` it stops, unless it began there.

    :param hubs: ids of the products that are not traced through
    :param more: SELECTs of further neighbours ``(lot_id, product_id)`` of ``reached.lot_id``
    """
    stops = SQL("step.product_id = ANY(%s)", list(hubs)) if hubs else SQL("FALSE")
    steps = (neighbours(is_forward, LINKED), *more)
    return SQL(
        """
        WITH RECURSIVE reached (lot_id, stops) AS (
            SELECT id, FALSE FROM unnest(%(lots)s) AS root (id)
            UNION
            SELECT step.lot_id, %(stops)s
            FROM reached CROSS JOIN LATERAL (%(steps)s) AS step
            WHERE NOT reached.stops
        )
        SELECT lot_id, stops FROM reached LIMIT %(limit)s
        """,
        lots=list(lot_ids),
        stops=stops,
        steps=SQL(" UNION ALL ").join(steps),
        limit=limit,
    )


def neighbours(is_forward, links):
    """Return a SELECT of the lots one step from ``reached.lot_id``.

    :param links: LINKED or UNBUILT
    """
    near, far = ends(is_forward)
    return SQL(
        """
        SELECT far.lot_id, far.product_id
        FROM stock_move_line near
        JOIN %(links)s link ON link.%(near)s = near.id
        JOIN stock_move_line far ON far.id = link.%(far)s
        WHERE near.lot_id = reached.lot_id AND near.state = 'done'
            AND far.state = 'done' AND far.lot_id IS NOT NULL
        """,
        links=links,
        near=near,
        far=far,
    )


def used_lines(lot_ids, is_forward, links):
    """Return ``SELECT used_id``: of these lots, or of what these lots were made of."""
    if is_forward:
        return SQL(
            """
            SELECT id AS used_id FROM stock_move_line
            WHERE lot_id = ANY(%s) AND state = 'done'
            """,
            list(lot_ids),
        )
    return SQL(
        """
        SELECT DISTINCT link.%(used)s AS used_id
        FROM stock_move_line near
        JOIN %(links)s link ON link.%(made)s = near.id
        WHERE near.lot_id = ANY(%(lots)s) AND near.state = 'done'
        """,
        links=links,
        used=CONSUMED,
        made=PRODUCED,
        lots=list(lot_ids),
    )


SEEN = SQL("bool_and(seen_used.id IS NOT NULL AND seen_made.id IS NOT NULL)")
SEEN_JOINS = """
    LEFT JOIN (%(lines)s) AS seen_used ON seen_used.id = used.id
    LEFT JOIN (%(lines)s) AS seen_made ON seen_made.id = shared.made_id
"""


WEIGHED = """
    SELECT used.used_id, made.id AS made_id, made.lot_id, made.product_id, made.move_id,
        made.date, made.quantity_product_uom AS quantity,
        made.quantity * unit.factor AS weight,
        split_part(unit.parent_path, '/', 1) AS dimension
    FROM (%(used)s) AS used
    JOIN %(links)s link ON link.%(used_column)s = used.used_id
    JOIN stock_move_line made ON made.id = link.%(made_column)s AND made.state = 'done'
    JOIN uom_uom unit ON unit.id = made.product_uom_id
"""
SHARED = SQL(
    """
    SELECT *, CASE
        WHEN MIN(dimension) OVER every = MAX(dimension) OVER every
            THEN weight / NULLIF(SUM(weight) OVER every, 0)
        ELSE quantity / NULLIF(SUM(quantity) OVER same, 0)
    END AS share, COUNT(*) OVER every AS portions
    FROM weighed
    WINDOW every AS (PARTITION BY used_id), same AS (PARTITION BY used_id, product_id)
    """
)


def weighed(lot_ids, is_forward, links):
    """Return a SELECT of all that was made of the lines of `used_lines`, and how much."""
    return SQL(
        WEIGHED,
        used=used_lines(lot_ids, is_forward, links),
        links=links,
        used_column=CONSUMED,
        made_column=PRODUCED,
    )


def edges(lot_ids, is_forward, document, kind, seen=None, links=LINKED):
    """Return a SELECT of the edges of these lots: what was used, what was made, how much.

    What a line used is shared among all lines made of it in proportion to their quantities,
    in one unit where their units convert. Where they do not (a piece and a kilogram), every
    product counts with the whole: rather too much than too little.

    :param document: SQL of ``move``: two columns that say by what
    :param kind: SQL of ``move``
    :param seen: query of the lines that may be told; None: all
    :param links: LINKED or UNBUILT
    """
    return SQL(
        """
        WITH weighed AS (%(weighed)s), shared AS (%(shared)s)
        SELECT used.lot_id, used.product_id, shared.lot_id, shared.product_id, %(document)s,
            %(kind)s, SUM(used.quantity_product_uom * COALESCE(share, 1)), MAX(shared.date),
            SUM(used.quantity_product_uom), MAX(shared.portions) = 1,
            MAX(used.date) > MIN(shared.date), %(is_seen)s
        FROM shared
        JOIN stock_move_line used ON used.id = shared.used_id AND used.state = 'done'
        JOIN stock_move move ON move.id = shared.move_id
        %(seen)s
        WHERE %(wanted)s
        GROUP BY 1, 2, 3, 4, 5, 6, 7
        """,
        weighed=weighed(lot_ids, is_forward, links),
        shared=SHARED,
        document=document,
        kind=kind,
        wanted=SQL("TRUE") if is_forward else SQL("shared.lot_id = ANY(%s)", list(lot_ids)),
        is_seen=SQL("TRUE") if seen is None else SEEN,
        seen=SQL() if seen is None else SQL(SEEN_JOINS, lines=seen),
    )
