"""Composed SQL over the chains and seals of the ledger of lots; no cursor, no environment."""

from odoo.tools import SQL

from .hash_chain import HASH_VERSION

DIGEST = SQL("encode(sha256(convert_to(previous_hash || payload, 'UTF8')), 'hex')")
# one line per lot, in the order of their ids: id, number of events, last hash
TIPS_HASH = SQL(
    "encode(sha256(convert_to(COALESCE(string_agg(tip.lot_res_id || ' ' || tip.position || ' '"
    " || tip.hash, E'\n' ORDER BY tip.lot_res_id), ''), 'UTF8')), 'hex')"
)


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


def fill_empty_columns():
    """Yield the statements that fill empty columns of events; what is hashed is only read."""
    yield SQL("ALTER TABLE stock_lot_event DISABLE TRIGGER USER")
    yield SQL(
        """
        UPDATE stock_lot_event SET
            user_res_id = COALESCE(user_res_id, (payload::jsonb #>> '{by,id}')::int4),
            user_name = COALESCE(user_name, payload::jsonb #>> '{by,name}', ''),
            company_id = COALESCE(company_id, (payload::jsonb #>> '{company,id}')::int4),
            product_res_id = COALESCE(product_res_id, (payload::jsonb #>> '{product,id}')::int4),
            product_name = COALESCE(product_name, payload::jsonb #>> '{product,name}', '')
        WHERE user_res_id IS NULL OR user_name IS NULL OR company_id IS NULL
            OR lot_res_id <> 0 AND (product_res_id IS NULL OR product_name IS NULL)
        """
    )
    yield SQL("ALTER TABLE stock_lot_event ENABLE TRIGGER USER")


def fill_tips():
    """Return the statement that tells the ends of the chains that have none yet."""
    return SQL(
        """
        INSERT INTO stock_lot_tip (lot_res_id, event_tally, last_hash)
        SELECT lot_res_id, position, hash FROM (%s) AS tip ON CONFLICT DO NOTHING
        """,
        tips(SQL("TRUE")),
    )


def tips(where):
    """Return the last events of lots.

    :param where: condition on the events, whole lots only
    """
    return SQL(
        "SELECT DISTINCT ON (lot_res_id) * FROM stock_lot_event"
        " WHERE %s ORDER BY lot_res_id DESC, position DESC",  # as the index does, read backwards
        where,
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
        tips=tips(
            SQL("lot_res_id IN (SELECT lot_res_id FROM stock_lot_event WHERE at >= %s)", since)
        ),
        stream=stream,
    )
