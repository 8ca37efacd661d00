"""Composed SQL that chains and verifies the ledger of lots; no cursor, no environment.

Each ``…_problems`` gives rows ``(lot id, position, event id, problem, lot name, company id)``;
the problems are the codes of ``PROBLEMS`` in the verification model.
"""

from odoo.tools import SQL

from .hash_chain import HASH_VERSION

DIGEST = SQL("encode(sha256(convert_to(previous_hash || payload, 'UTF8')), 'hex')")
# one line per lot, in the order of their ids: id, number of events, last hash
TIPS_HASH = SQL(
    "encode(sha256(convert_to(COALESCE(string_agg(tip.lot_res_id || ' ' || tip.position || ' '"
    " || tip.hash, E'\n' ORDER BY tip.lot_res_id), ''), 'UTF8')), 'hex')"
)
LINKS = ("product_id", "company_id", "supplier_id", "origin_country_id")
INSTANTS = ("expiration_date", "use_date", "removal_date", "alert_date")
DAYS = ("received_date", "production_date")
TEXTS = ("name", "ref", "supplier_lot_ref")


def chain_old_events():
    """Yield the statements that chain the events written before there were chains."""
    # the one change of events there ever is: what is hashed stays as it was
    yield SQL("ALTER TABLE stock_lot_event DISABLE TRIGGER USER")
    yield SQL(
        "ALTER TABLE stock_lot_event ADD COLUMN position int4, ADD COLUMN hash_version int4,"
        " ADD COLUMN previous_hash varchar, ADD COLUMN hash varchar"
    )
    yield SQL(
        """
        WITH RECURSIVE numbered AS MATERIALIZED (
            SELECT id, lot_res_id, payload,
                row_number() OVER (PARTITION BY lot_res_id ORDER BY id)::int4 AS position
            FROM stock_lot_event
        ), chain AS (
            SELECT id, lot_res_id, position, ''::text AS previous_hash,
                encode(sha256(convert_to(payload, 'UTF8')), 'hex') AS hash
            FROM numbered WHERE position = 1
            UNION ALL
            SELECT numbered.id, numbered.lot_res_id, numbered.position, chain.hash,
                encode(sha256(convert_to(chain.hash || numbered.payload, 'UTF8')), 'hex')
            FROM chain
            JOIN numbered ON numbered.lot_res_id = chain.lot_res_id
                AND numbered.position = chain.position + 1
        )
        UPDATE stock_lot_event
        SET position = chain.position, hash_version = %(version)s,
            previous_hash = chain.previous_hash, hash = chain.hash
        FROM chain WHERE chain.id = stock_lot_event.id
        """,
        version=HASH_VERSION,
    )
    yield SQL("ALTER TABLE stock_lot_event ENABLE TRIGGER USER")


def fill_tips():
    """Return the statement that tells the ends of the chains that have none yet."""
    return SQL(
        """
        INSERT INTO stock_lot_tip (lot_res_id, event_tally, last_hash)
        SELECT lot_res_id, position, hash FROM (%s) AS tip ON CONFLICT DO NOTHING
        """,
        _tips(SQL("TRUE")),
    )


def _tips(where):
    return SQL(
        "SELECT DISTINCT ON (lot_res_id) * FROM stock_lot_event"
        " WHERE %s ORDER BY lot_res_id, position DESC",
        where,
    )


def chain_problems(where):
    """Return the first broken event of each lot: gaps, links, contents and columns.

    Columns repeat what the payload says, for searching: they must agree with it.

    :param where: condition on the events, whole lots only
    """
    return SQL(
        """
        SELECT DISTINCT ON (lot_res_id)
            lot_res_id, position, id, problem, lot_name, company_id
        FROM (
            SELECT lot_res_id, position, id, lot_name, company_id, CASE
                WHEN position <> place THEN 'missing'
                WHEN hash_version <> %(version)s THEN 'version'
                WHEN hash <> digest THEN 'content'
                WHEN previous_hash <> COALESCE(hash_before, '') THEN 'link'
                -- the keys of a payload are sorted: comparing texts is much faster than parsing
                WHEN 0 IN (
                    strpos(payload, '"kind":"' || kind || '"'),
                    strpos(payload, '"at":"' || to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') || '"'),
                    strpos(payload, '"lot":{"id":' || lot_res_id || ',"name":'
                        || to_json(lot_name) || '}'),
                    strpos(payload, '"product":{"id":' || product_res_id || ',"name":'
                        || to_json(product_name) || '}'),
                    strpos(payload, '"company":{"id":' || company_id || ','),
                    strpos(payload, '"by":{"id":' || user_res_id || ',"name":'
                        || to_json(user_name) || '}')
                ) THEN 'columns'
            END AS problem
            FROM (
                SELECT *, %(digest)s AS digest, row_number() OVER chain AS place,
                    lag(hash) OVER chain AS hash_before
                FROM stock_lot_event WHERE %(where)s
                WINDOW chain AS (PARTITION BY lot_res_id ORDER BY position)
            ) AS link
        ) AS judged
        WHERE problem IS NOT NULL
        ORDER BY lot_res_id, position
        """,
        version=HASH_VERSION,
        digest=DIGEST,
        where=where,
    )


def tip_problems(where):
    """Return where the last event of a lot is not the one its chain is known to end with.

    :param where: condition on the lots' ids
    """
    return SQL(
        """
        SELECT lot_id, position, id, problem, lot_name, company_id
        FROM (
            SELECT COALESCE(tip.lot_res_id, known.lot_res_id) AS lot_id, tip.position, tip.id,
                CASE
                    WHEN COALESCE(known.event_tally, 0) > COALESCE(tip.position, 0) THEN 'tail'
                    WHEN COALESCE(known.event_tally, 0) < tip.position THEN 'tally'
                    WHEN known.last_hash <> tip.hash THEN 'tip'
                    WHEN lot.id IS NULL AND tip.kind <> 'deleted' THEN 'vanished'
                    WHEN lot.id IS NOT NULL AND tip.kind = 'deleted' THEN 'returned'
                END AS problem,
                COALESCE(lot.name, tip.lot_name) AS lot_name,
                COALESCE(tip.company_id, lot.company_id) AS company_id
            FROM (%(tips)s) AS tip
            FULL JOIN (SELECT * FROM stock_lot_tip WHERE %(where)s) AS known
                ON known.lot_res_id = tip.lot_res_id
            LEFT JOIN stock_lot lot ON lot.id = COALESCE(tip.lot_res_id, known.lot_res_id)
        ) AS judged
        WHERE problem IS NOT NULL
        """,
        tips=_tips(where),
        where=where,
    )


def fact_problems(where):
    """Return lots whose row says something else than the last event about the same fact.

    The problem is ``fact:`` and the names of the fields. What a lot did not have when it was
    created is a fact as well; of older lots only what events speak of.

    :param where: condition on the events
    """
    return SQL(
        """
        SELECT lot_id, position, event_id, 'fact:' || string_agg(key, ',' ORDER BY key),
            lot_name, company_id
        FROM (
            SELECT lot.id AS lot_id, lot.name AS lot_name, told.company_id, fact.key,
                told.position, told.event_id
            FROM (
                SELECT event.lot_res_id, max(event.position) AS position,
                    (array_agg(event.id ORDER BY event.position DESC))[1] AS event_id,
                    (array_agg(event.company_id ORDER BY event.position DESC))[1] AS company_id,
                    jsonb_object_agg(new.key, new.value ORDER BY event.position)
                        FILTER (WHERE new.key IS NOT NULL) AS facts,
                    bool_or(event.position = 1 AND event.kind IN ('created', 'imported')
                        AND new.key = 'disposition_id') AS from_the_start
                FROM stock_lot_event event
                LEFT JOIN LATERAL jsonb_each(event.payload::jsonb->'new') AS new ON TRUE
                WHERE %(where)s
                GROUP BY event.lot_res_id
            ) AS told
            JOIN stock_lot lot ON lot.id = told.lot_res_id
            LEFT JOIN stock_lot_disposition disposition ON disposition.id = lot.disposition_id
            CROSS JOIN LATERAL (VALUES %(values)s) AS fact (key, stands, said)
            WHERE (told.from_the_start OR told.facts ? fact.key)
                AND fact.stands IS DISTINCT FROM fact.said
        ) AS different
        GROUP BY lot_id, position, event_id, lot_name, company_id
        """,
        where=where,
        values=SQL(", ").join(_facts()),
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


def sealed_problems():
    """Return lots of which an event that was sealed is no longer there, or another one."""
    return SQL(
        """
        SELECT DISTINCT ON (tip.lot_res_id)
            tip.lot_res_id, tip.position, event.id, 'sealed', event.lot_name, seal.company_id
        FROM stock_lot_seal_tip tip
        JOIN stock_lot_seal seal ON seal.id = tip.seal_id
        LEFT JOIN stock_lot_event event
            ON event.lot_res_id = tip.lot_res_id AND event.position = tip.position
        WHERE event.hash IS DISTINCT FROM tip.hash
        ORDER BY tip.lot_res_id, tip.position
        """
    )


def seal_problems():
    """Return broken seals as ``(NULL, number, NULL, problem, NULL, company id)``."""
    return SQL(
        """
        SELECT NULL::int4, number, NULL::int4, problem, NULL::varchar, company_id
        FROM (
            SELECT number, company_id, CASE
                WHEN number <> place THEN 'seal_missing'
                WHEN hash <> digest OR NOT payload::jsonb @> jsonb_build_object(
                    'seal', number, 'lots', lot_count, 'events', event_count, 'tips', tips_hash,
                    'at', to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
                ) THEN 'seal_content'
                WHEN previous_hash <> COALESCE(hash_before, '') THEN 'seal_link'
                WHEN tips_hash IS DISTINCT FROM (
                    SELECT %(tips_hash)s FROM stock_lot_seal_tip tip WHERE tip.seal_id = link.id
                ) THEN 'seal_tips'
            END AS problem
            FROM (
                SELECT *, %(digest)s AS digest, row_number() OVER stream AS place,
                    lag(hash) OVER stream AS hash_before
                FROM stock_lot_seal
                WINDOW stream AS (PARTITION BY company_id ORDER BY number)
            ) AS link
        ) AS judged
        WHERE problem IS NOT NULL
        ORDER BY company_id, number
        """,
        digest=DIGEST,
        tips_hash=TIPS_HASH,
    )


def unsealed_tips(stream, since):
    """Return ``(lot id, position, hash, new events)`` of the lots that changed since sealed.

    :param stream: id of the company, 0 for the lots all companies share
    :param since: no transaction that was open then is open any longer
    """
    return SQL(
        """
        SELECT tip.lot_res_id, tip.position, tip.hash,
            tip.position - COALESCE(sealed.position, 0) AS fresh
        FROM (%(tips)s) AS tip
        LEFT JOIN stock_lot lot ON lot.id = tip.lot_res_id
        LEFT JOIN LATERAL (
            SELECT max(position) AS position FROM stock_lot_seal_tip
            WHERE lot_res_id = tip.lot_res_id
        ) AS sealed ON TRUE
        WHERE tip.position > COALESCE(sealed.position, 0) AND CASE
            WHEN lot.id IS NULL
            THEN COALESCE(tip.payload::jsonb->'old'->'company_id'->'id', '0') = to_jsonb(%(stream)s)
            ELSE COALESCE(lot.company_id, 0) = %(stream)s
        END
        """,
        tips=_tips(
            SQL("lot_res_id IN (SELECT lot_res_id FROM stock_lot_event WHERE at >= %s)", since)
        ),
        stream=stream,
    )
