"""Statements that find what was altered in the ledger: they return what is broken, only.

Each returns ``(lot id, position, event id, problem, lot name, company id)``; the words of a
problem are in ``stock.lot.verification.line``.
"""

from odoo.tools import SQL

from .hash_chain import HASH_VERSION
from .ledger_sql import DIGEST, TIPS_HASH, tips
from .signature_sql import agrees

# the columns of an event in its payload: as text, and for what is not found so by its meaning
COLUMNS_FOUND = SQL(
    """
    starts_with(payload, '{"at":"' || to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
        || '","by":{"id":' || user_res_id || ',"name":' || to_json(user_name)
        || '},"company":{"id":' || company_id || ',"name":')
    AND strpos(payload, ',"kind":' || to_json(kind) || ',"lot":{"id":' || lot_res_id
        || ',"name":' || to_json(lot_name) || '}') > 0
    AND strpos(payload, ',"product":{"id":' || product_res_id
        || ',"name":' || to_json(product_name) || '}') > 0
    """
)
COLUMNS_SAID = SQL(
    """
    payload::jsonb @> jsonb_build_object(
        'kind', kind,
        'at', to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'lot', jsonb_build_object('id', lot_res_id, 'name', lot_name),
        'company', jsonb_build_object('id', company_id),
        'by', jsonb_build_object('id', user_res_id, 'name', user_name)
    )
    AND COALESCE(payload::jsonb #>> '{product,id}', '0') = COALESCE(product_res_id, 0)::text
    AND COALESCE(payload::jsonb #>> '{product,name}', '') = COALESCE(product_name, '')
    """
)
# the first lot the ledger saw come into being: all with a greater id were created under it
FIRST_TOLD = SQL(
    "(SELECT lot_res_id FROM stock_lot_event"
    " WHERE position = 1 AND kind IN ('created', 'imported') ORDER BY id LIMIT 1)"
)


def chain_problems(where):
    """Return the first broken event of each lot: gaps, links, contents and columns.

    Columns repeat what the payload says, for searching: they must agree with it. Parsing
    every payload costs most, so texts are compared first: what the columns say, written as
    :mod:`.hash_chain` writes it, must stand in the payload. That finds no less. No column can
    bring quotes of its own, as each is written as JSON or is a number or an instant; and of
    the payloads written here none has such a text elsewhere: who, company and instant are
    compared with its beginning, the others are keys whose value is a link, which further
    inside only fields of a lot have, and these have other names. Who writes a payload of
    another form does not need to touch the columns. Whatever is not found so is parsed.

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
                WHEN NOT COALESCE(%(found)s, FALSE) AND NOT COALESCE(%(said)s, FALSE)
                THEN 'columns'
                WHEN position = 1 AND kind NOT IN ('created', 'imported')
                    AND lot_res_id > %(first_told)s THEN 'untold'
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
        found=COLUMNS_FOUND,
        said=COLUMNS_SAID,
        first_told=FIRST_TOLD,
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
                    WHEN lot.id IS NULL AND tip.kind <> 'deleted' AND tip.lot_res_id <> 0
                    THEN 'vanished'
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
        tips=tips(where),
        where=where,
    )


def untold_problems(where):
    """Return lots without any event that were created since there is a ledger.

    :param where: condition on the lots' ids
    """
    return SQL(
        """
        SELECT lot_res_id, NULL::int4, NULL::int4, 'untold', name, company_id
        FROM (SELECT id AS lot_res_id, name, company_id FROM stock_lot) AS lot
        WHERE %(where)s AND lot_res_id > %(first_told)s
            AND NOT EXISTS (SELECT FROM stock_lot_tip t WHERE t.lot_res_id = lot.lot_res_id)
            AND NOT EXISTS (SELECT FROM stock_lot_event e WHERE e.lot_res_id = lot.lot_res_id)
        """,
        where=where,
        first_told=FIRST_TOLD,
    )


def sealed_problems(where):
    """Return lots of which an event that was sealed is no longer there, or another one.

    :param where: condition on the lots' ids
    """
    return SQL(
        """
        SELECT DISTINCT ON (tip.lot_res_id)
            tip.lot_res_id, tip.position, event.id, 'sealed', event.lot_name, seal.company_id
        FROM (SELECT * FROM stock_lot_seal_tip WHERE %s) AS tip
        JOIN stock_lot_seal seal ON seal.id = tip.seal_id
        LEFT JOIN stock_lot_event event
            ON event.lot_res_id = tip.lot_res_id AND event.position = tip.position
        WHERE event.hash IS DISTINCT FROM tip.hash
        ORDER BY tip.lot_res_id, tip.position
        """,
        where,
    )


def seals_over(where):
    """Return the condition on seals that they cover some lots.

    :param where: condition on the lots' ids
    """
    return SQL("id IN (SELECT seal_id FROM stock_lot_seal_tip WHERE %s)", where)


def seal_problems(which):
    """Return broken seals as ``(NULL, number, NULL, problem, NULL, company id)``.

    :param which: condition on the seals
    """
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
                WHEN NOT %(signed)s THEN 'seal_signatures'
            END AS problem
            FROM (
                SELECT *, %(digest)s AS digest, row_number() OVER stream AS place,
                    lag(hash) OVER stream AS hash_before
                FROM stock_lot_seal
                WINDOW stream AS (PARTITION BY company_id ORDER BY number)
            ) AS link
            WHERE %(which)s
        ) AS judged
        WHERE problem IS NOT NULL
        ORDER BY company_id, number
        """,
        digest=DIGEST,
        tips_hash=TIPS_HASH,
        which=which,
        signed=agrees(SQL("(link.payload::jsonb->'signatures')")),
    )
