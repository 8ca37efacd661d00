"""Composed SQL over what came into and left lots, where they are, and what they are."""

from odoo.tools import SQL


def place_class(alias):
    """Return the SQL of what a place is to a lot: one of the world's ends, or own."""
    return SQL(
        """CASE %(usage)s WHEN 'supplier' THEN 'supplier' WHEN 'customer' THEN 'customer'
            WHEN 'production' THEN 'production' WHEN 'inventory' THEN 'loss'
            ELSE CASE WHEN %(usage)s = 'transit' AND %(company)s IS NULL THEN 'between'
                ELSE 'own' END END""",
        usage=SQL.identifier(alias, "usage"),
        company=SQL.identifier(alias, "company_id"),
    )


def documents(columns, fallback):
    """Return three columns: the model, the id and the name of the document of a movement.

    :param columns: ``[(model, SQL of its id, SQL of its name)]``, the first that is there
    :param fallback: SQL of a name where none is
    """
    models = [SQL("WHEN %s IS NOT NULL THEN %s", row_id, model) for model, row_id, _n in columns]
    return SQL(
        "CASE %(models)s ELSE '' END, COALESCE(%(ids)s), COALESCE(%(names)s)",
        models=SQL(" ").join(models),
        ids=SQL(", ").join(row_id for _model, row_id, _name in columns),
        names=SQL(", ").join([*(name for *_model, name in columns), fallback]),
    )


def flows(lot_ids, document, joins, limit=None, seen=None):
    """Return a SELECT of all done movements of these lots, added up by document.

    Movements inside the company, and into and out of production, come without a document:
    the edges have it.

    :param document: three columns, of ``picking``, ``scrap`` and ``move``
    :param joins: further joins the document needs
    :param limit: how many rows; None: no document is told, the sums are of all
    :param seen: queries of the lines and of the transfers that may be told; None: all
    """
    inside = SQL("(source IN ('own', 'production') AND target IN ('own', 'production'))")
    return SQL(
        """
        WITH line AS (
            SELECT line.lot_id, line.date, line.quantity_product_uom AS quantity, line.company_id,
                %(source)s AS source, %(target)s AS target, move.id AS move_id,
                COALESCE(move.is_inventory, FALSE) AS is_count,
                COALESCE(line.picking_id, move.picking_id) AS picking_id, %(is_seen)s AS is_seen
            FROM stock_move_line line
            JOIN stock_move move ON move.id = line.move_id
            JOIN stock_location source ON source.id = line.location_id
            JOIN stock_location target ON target.id = line.location_dest_id
            %(seen)s
            WHERE line.lot_id = ANY(%(lots)s) AND line.state = 'done'
        ), added AS (
            SELECT lot_id, source, target, is_count, is_seen,
                CASE WHEN NOT %(inside)s THEN picking_id END AS picking_id,
                CASE WHEN NOT %(inside)s THEN move_id END AS move_id,
                CASE WHEN NOT %(inside)s THEN company_id END AS company_id,
                SUM(quantity) AS quantity, MIN(date) AS first, MAX(date) AS last,
                COUNT(*) AS lines
            FROM line GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
        )
        SELECT added.lot_id, source, target, is_count, is_seen, added.quantity, first, last,
            lines, %(document)s, partner.id, COALESCE(partner.complete_name, partner.name),
            company.name
        FROM added
        LEFT JOIN stock_move move ON move.id = added.move_id
        LEFT JOIN stock_picking picking ON picking.id = added.picking_id
        LEFT JOIN stock_scrap scrap ON scrap.id = move.scrap_id
        LEFT JOIN res_company company ON company.id = added.company_id
        LEFT JOIN res_partner partner ON partner.id = CASE
            WHEN source = 'supplier' AND target = 'customer'
                THEN COALESCE(move.partner_id, picking.partner_id)
            ELSE COALESCE(picking.partner_id, move.partner_id) END
        %(joins)s
        ORDER BY first, added.lot_id, added.move_id
        %(limit)s
        """,
        source=place_class("source"),
        target=place_class("target"),
        inside=inside if limit else SQL("TRUE"),
        lots=list(lot_ids),
        document=document,
        joins=joins,
        limit=SQL("LIMIT %s", limit) if limit else SQL(),
        is_seen=SQL("TRUE") if seen is None else SEEN,
        seen=SQL()
        if seen is None
        else SQL(
            """
            LEFT JOIN (%s) AS seen_line ON seen_line.id = line.id
            LEFT JOIN (%s) AS seen_picking
                ON seen_picking.id = COALESCE(line.picking_id, move.picking_id)
            """,
            *seen,
        ),
    )


SEEN = SQL(
    "(seen_line.id IS NOT NULL AND (seen_picking.id IS NOT NULL"
    " OR COALESCE(line.picking_id, move.picking_id) IS NULL))"
)


def stock(lot_ids, is_subcontractor, seen=None):
    """Return a SELECT of what lies where of these lots, also less than nothing.

    :param is_subcontractor: SQL of ``place``: whether goods there are at who produces for us
    :param seen: query of the stock that may be told; None: all
    """
    return SQL(
        """
        SELECT quant.lot_id, CASE WHEN %(is_subcontractor)s THEN 'subcontractor'
                WHEN place.usage = 'transit' THEN 'transit' ELSE 'place' END,
            place.id, place.complete_name, company.name, SUM(quant.quantity),
            SUM(quant.reserved_quantity), bool_or(quant.quantity < 0), %(is_seen)s
        FROM stock_quant quant
        JOIN stock_location place ON place.id = quant.location_id
            AND place.usage IN ('internal', 'transit', 'view')
        LEFT JOIN res_company company ON company.id = place.company_id
        %(seen)s
        WHERE quant.lot_id = ANY(%(lots)s) AND quant.quantity <> 0
        GROUP BY 1, 2, place.id, company.id, 9
        ORDER BY place.complete_name, quant.lot_id
        """,
        is_subcontractor=is_subcontractor,
        lots=list(lot_ids),
        is_seen=SQL("TRUE") if seen is None else SQL("(seen.id IS NOT NULL)"),
        seen=SQL() if seen is None else SQL("LEFT JOIN (%s) AS seen ON seen.id = quant.id", seen),
    )


def lots(lot_ids):
    """Return a SELECT of the plain facts of lots: never their product's name, nor a day."""
    return SQL(
        """
        SELECT lot.id, lot.name, lot.product_id, lot.company_id, lot.received_date,
            lot.production_date, lot.expiration_date, lot.closed_reason, lot.disposition_id,
            lot.supplier_lot_ref
        FROM stock_lot lot WHERE lot.id = ANY(%s)
        """,
        list(lot_ids),
    )


def unnamed_lines(product_ids, document, joins, limit, seen=None):
    """Return a SELECT of done movements that name no lot, the latest first.

    :param product_ids: of products that have lots
    :param document: three columns, of ``picking``, ``scrap`` and ``move``
    :param seen: query of the lines that may be told; None: all
    """
    return SQL(
        """
        SELECT line.product_id, %(is_seen)s, %(document)s, SUM(line.quantity_product_uom),
            COUNT(*), SUM(COUNT(*)) OVER ()
        FROM stock_move_line line
        JOIN stock_move move ON move.id = line.move_id
        LEFT JOIN stock_picking picking ON picking.id = COALESCE(line.picking_id, move.picking_id)
        LEFT JOIN stock_scrap scrap ON scrap.id = move.scrap_id
        %(joins)s %(seen)s
        WHERE line.product_id = ANY(%(products)s) AND line.lot_id IS NULL
            AND line.state = 'done' AND line.quantity_product_uom <> 0
        GROUP BY 1, 2, 3, 4, 5 ORDER BY MAX(line.date) DESC, 4 DESC
        LIMIT %(limit)s
        """,
        products=list(product_ids),
        document=document,
        joins=joins,
        limit=limit,
        is_seen=SQL("TRUE") if seen is None else SQL("(seen.id IS NOT NULL)"),
        seen=SQL() if seen is None else SQL("LEFT JOIN (%s) AS seen ON seen.id = line.id", seen),
    )


def former_names(lot_ids):
    """Return ``SELECT lot_id, name``: the numbers these lots had before, the latest last."""
    return SQL(
        """
        SELECT lot_res_id, payload::jsonb #>> '{old,name}' FROM stock_lot_event
        WHERE kind = 'renamed' AND lot_res_id = ANY(%s) ORDER BY lot_res_id, position
        """,
        list(lot_ids),
    )
