"""Composed SQL over the movements of one lot, in their order."""

from odoo.tools import SQL

from .flow_sql import SEEN, place_class, seen_joins


def hops(lot_id, document, is_subcontractor, limit, seen=None):
    """Return a SELECT of the done movements of a lot, the earliest first.

    :param document: two columns, of ``move``
    :param is_subcontractor: function of an alias: SQL of whether goods there are at who
        produces for us
    :param seen: queries of the lines and of the transfers that may be told; None: all
    """
    return SQL(
        """
        SELECT line.date, %(source)s, source.complete_name, source_company.name, %(target)s,
            target.complete_name, target_company.name, line.quantity_product_uom,
            COALESCE(partner.complete_name, partner.name), who.complete_name, %(document)s,
            %(is_seen)s
        FROM stock_move_line line
        JOIN stock_move move ON move.id = line.move_id
        JOIN stock_location source ON source.id = line.location_id
        JOIN stock_location target ON target.id = line.location_dest_id
        LEFT JOIN res_company source_company ON source_company.id = source.company_id
        LEFT JOIN res_company target_company ON target_company.id = target.company_id
        LEFT JOIN stock_picking picking ON picking.id = COALESCE(line.picking_id, move.picking_id)
        LEFT JOIN res_partner partner ON partner.id = COALESCE(picking.partner_id, move.partner_id)
        LEFT JOIN res_users login ON login.id = line.create_uid
        LEFT JOIN res_partner who ON who.id = login.partner_id
        %(seen)s
        WHERE line.lot_id = %(lot)s AND line.state = 'done'
        ORDER BY line.date, line.id LIMIT %(limit)s
        """,
        source=_kind("source", is_subcontractor),
        target=_kind("target", is_subcontractor),
        document=document,
        lot=lot_id,
        limit=limit,
        is_seen=SQL("TRUE") if seen is None else SEEN,
        seen=SQL() if seen is None else seen_joins(seen),
    )


def _kind(alias, is_subcontractor):
    return SQL(
        "CASE WHEN %s THEN 'subcontractor' ELSE %s END",
        is_subcontractor(alias),
        place_class(alias),
    )
