"""The statement that finds lots whose row says something else than the ledger.

Its rows are those of :mod:`.verify_sql`.
"""

from odoo.tools import SQL

LINKS = ("product_id", "company_id", "supplier_id", "origin_country_id")
INSTANTS = ("expiration_date", "use_date", "removal_date", "alert_date")
NO_FACTS = ("place", "policy")  # kinds of events whose news are not those of the lot
DAYS = ("received_date", "production_date", "retest_date")
TEXTS = ("name", "ref", "supplier_lot_ref")


def fact_problems(where):
    """Return lots whose row says something else than the last event about the same fact.

    The problem is ``fact:`` and the names of the fields. What a lot did not have when it was
    created is a fact as well; of older lots only what events speak of.

    The new facts of a lot's events, one after the other, are read as one object: of a key
    that comes twice the last one counts.

    :param where: condition on the events, whole lots only
    """
    return SQL(
        """
        SELECT lot_id, different.position, event.id, problem, different.lot_name, company_id
        FROM (
            SELECT lot.id AS lot_id, lot.name AS lot_name, told.position,
                'fact:' || string_agg(fact.key, ',' ORDER BY fact.key) AS problem
            FROM (%(told)s) AS told
            JOIN stock_lot lot ON lot.id = told.lot_res_id
            LEFT JOIN stock_lot_disposition disposition ON disposition.id = lot.disposition_id
            CROSS JOIN LATERAL (VALUES %(values)s) AS fact (key, stands, said)
            WHERE (told.from_the_start OR told.facts ? fact.key)
                AND fact.stands IS DISTINCT FROM fact.said
            GROUP BY lot.id, lot.name, told.position
        ) AS different
        CROSS JOIN LATERAL (
            SELECT id, company_id FROM stock_lot_event event
            WHERE event.lot_res_id = lot_id AND event.position = different.position LIMIT 1
        ) AS event
        """,
        told=_told(where),
        values=SQL(", ").join(_facts()),
    )


def _told(where):
    """Return what the events say of each lot; `OFFSET 0` so that each is parsed once."""
    return SQL(
        """
        SELECT lot_res_id, max(position) AS position,
            ('{' || string_agg(substr(new, 2, length(new) - 2), ',' ORDER BY position)
                || '}')::jsonb AS facts,
            bool_or(CASE WHEN position = 1 AND kind IN ('created', 'imported')
                THEN new::json->'disposition_id' IS NOT NULL END) AS from_the_start
        FROM (
            SELECT lot_res_id, position, kind, CASE WHEN kind NOT IN %s
                THEN NULLIF((payload::json->'new')::text, '{}') END AS new
            FROM stock_lot_event WHERE %s OFFSET 0
        ) AS event
        GROUP BY lot_res_id
        """,
        NO_FACTS,
        where,
    )


def _facts():
    """Yield ``(field, what stands in the row, what the events say)``, both as text."""
    said = "told.facts->>%s"
    for name in TEXTS:
        yield SQL("(%s, NULLIF(%s, ''), " + said + ")", name, SQL.identifier("lot", name), name)
    for name in DAYS:
        yield SQL("(%s, %s::text, " + said + ")", name, SQL.identifier("lot", name), name)
    for name in INSTANTS:
        stands = SQL.identifier("lot", name)
        form = 'YYYY-MM-DD"T"HH24:MI:SS"Z"'
        yield SQL("(%s, to_char(%s, %s), " + said + ")", name, stands, form, name)
    for name in LINKS:
        said_id = SQL("told.facts->%s->>'id'", name)
        yield SQL("(%s, %s::text, %s)", name, SQL.identifier("lot", name), said_id)
    # numbers are equal as numbers: 12.4 is 12.40
    yield SQL(
        "('weight', NULLIF(lot.weight, 0)::text, CASE"
        " WHEN told.facts->'weight' = to_jsonb(NULLIF(lot.weight, 0))"
        " THEN NULLIF(lot.weight, 0)::text ELSE told.facts->>'weight' END)"
    )
    yield SQL("('disposition_id', disposition.code, told.facts->>'disposition_id')")
