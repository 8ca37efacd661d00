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


def documents(columns):
    """Return two columns: the model and the id of the document of a movement.

    :param columns: ``[(model, SQL of its id)]``, the first that is there
    """
    models = [SQL("WHEN %s IS NOT NULL THEN %s", row_id, model) for model, row_id in columns]
    return SQL(
        "CASE %s END, COALESCE(%s)",
        SQL(" ").join(models),
        SQL(", ").join(row_id for _model, row_id in columns),
    )


def names(table, column, ids):
    """Return ``SELECT id, name`` of these rows of a document's table."""
    column, table = SQL.identifier(column), SQL.identifier(table)
    return SQL("SELECT id, %s FROM %s WHERE id = ANY(%s)", column, table, list(ids))


def flow_lines(lot_ids, seen=None):
    """Return a SELECT of the done movements of these lots, one row for each line."""
    return SQL(
        """
        SELECT line.lot_id, line.date, line.quantity_product_uom AS quantity, line.company_id,
            %(source)s AS source, %(target)s AS target, line.move_id,
            CASE WHEN source.usage = 'inventory' OR target.usage = 'inventory' THEN (
                SELECT is_inventory FROM stock_move WHERE id = line.move_id
            ) END AS is_count, %(is_seen)s AS is_seen
        FROM stock_move_line line
        JOIN stock_location source ON source.id = line.location_id
        JOIN stock_location target ON target.id = line.location_dest_id
        %(seen)s
        WHERE line.lot_id = ANY(%(lots)s) AND line.state = 'done'
        """,
        source=place_class("source"),
        target=place_class("target"),
        lots=list(lot_ids),
        is_seen=SQL("TRUE") if seen is None else SEEN,
        seen=SQL() if seen is None else seen_joins(seen),
    )


def flows(lot_ids, document, limit=None, seen=None):
    """Return a SELECT of all done movements of these lots, added up by movement.

    What stays inside the company, or goes into or comes out of production, is one row for
    each lot: the edges name its documents. Few tables are joined: planning costs as well.

    :param document: two columns, of ``move``
    :param limit: how many rows; None: no document is told, the sums are of all
    :param seen: queries of the lines and of the transfers that may be told; None: all
    """
    inside = SQL("(source IN ('own', 'production') AND target IN ('own', 'production'))")
    return SQL(
        """
        WITH line AS (%(lines)s), added AS (
            SELECT lot_id, source, target, is_count, is_seen,
                CASE WHEN NOT %(inside)s THEN move_id END AS move_id,
                CASE WHEN NOT %(inside)s THEN company_id END AS company_id,
                SUM(quantity) AS quantity, MIN(date) AS first, COUNT(*) AS lines
            FROM line GROUP BY 1, 2, 3, 4, 5, 6, 7
        )
        SELECT added.lot_id, source, target, is_count IS TRUE, is_seen, added.quantity, first,
            lines, %(document)s, COALESCE(picking.partner_id, move.partner_id),
            COALESCE(move.partner_id, picking.partner_id), added.company_id
        FROM added
        LEFT JOIN stock_move move ON move.id = added.move_id
        LEFT JOIN stock_picking picking ON picking.id = move.picking_id
        ORDER BY first, added.lot_id, added.move_id
        %(limit)s
        """,
        lines=flow_lines(lot_ids, seen),
        inside=inside if limit else SQL("TRUE"),
        document=document,
        limit=SQL("LIMIT %s", limit) if limit else SQL(),
    )


def seen_joins(seen):
    """Return the joins `SEEN` asks, of ``line``."""
    return SQL(
        """
        LEFT JOIN (%s) AS seen_line ON seen_line.id = line.id
        LEFT JOIN (%s) AS seen_picking ON seen_picking.id = line.picking_id
        """,
        *seen,
    )


SEEN = SQL(
    "(seen_line.id IS NOT NULL AND (seen_picking.id IS NOT NULL OR line.picking_id IS NULL))"
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


def translated(column, lang):
    """Return the SQL of a translated column in one language, English where it has none."""
    return SQL("COALESCE(%(column)s->>%(lang)s, %(column)s->>'en_US')", column=column, lang=lang)


def products(product_ids, lang):
    """Return a SELECT of names, units and tracking of products, and whether they are variants."""
    return SQL(
        """
        SELECT product.id, COALESCE('[' || product.default_code || '] ', '') || %(name)s,
            %(unit)s, COALESCE(template.tracking, 'none'),
            COALESCE(product.combination_indices, '') <> ''
        FROM product_product product
        JOIN product_template template ON template.id = product.product_tmpl_id
        JOIN uom_uom unit ON unit.id = template.uom_id
        WHERE product.id = ANY(%(products)s)
        """,
        name=translated(SQL("template.name"), lang),
        unit=translated(SQL("unit.name"), lang),
        products=list(product_ids),
    )


def dispositions(lang):
    """Return ``SELECT id, name, whether it blocks`` of all dispositions."""
    return SQL(
        "SELECT id, %s, blocks_delivery OR blocks_production FROM stock_lot_disposition",
        translated(SQL("name"), lang),
    )


def unnamed_lines(product_ids, document, limit, seen=None):
    """Return a SELECT of done movements that name no lot, the latest first.

    :param product_ids: of products that have lots
    :param document: two columns, of ``move``
    :param seen: query of the lines that may be told; None: all
    """
    return SQL(
        """
        SELECT line.product_id, %(is_seen)s, %(document)s, SUM(line.quantity_product_uom),
            COUNT(*), SUM(COUNT(*)) OVER ()
        FROM stock_move_line line
        JOIN stock_move move ON move.id = line.move_id
        %(seen)s
        WHERE line.product_id = ANY(%(products)s) AND line.lot_id IS NULL
            AND line.state = 'done' AND line.quantity_product_uom <> 0
        GROUP BY 1, 2, 3, 4 ORDER BY MAX(line.date) DESC, 4 DESC
        LIMIT %(limit)s
        """,
        products=list(product_ids),
        document=document,
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
