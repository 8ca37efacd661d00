"""Composed SQL over signatures: what a seal covers of them, and what was altered."""

from odoo.tools import SQL

HASH = SQL("encode(sha256(convert_to(payload, 'UTF8')), 'hex')")
# what the columns say, written as :mod:`.hash_chain` writes it, stands in the payload
SAID = SQL(
    """
    starts_with(payload, '{"at":"' || to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') || '",')
    AND strpos(payload, ',"outcome":' || to_json(outcome) || ',"signer":{"id":' || user_res_id
        || ',"login":' || to_json(user_login) || ',"name":' || to_json(user_name) || '}') > 0
    AND CASE WHEN meaning IS NULL THEN strpos(payload, ',"meaning":"') = 0
        ELSE strpos(payload, ',"meaning":' || to_json(meaning) || ',') > 0 END
    AND CASE WHEN method IS NULL THEN strpos(payload, ',"method":"') = 0
        ELSE strpos(payload, ',"method":' || to_json(method) || ',') > 0 END
    """
)
DIGEST = SQL(
    "encode(sha256(convert_to(COALESCE(string_agg(id || ' ' || hash, E'\\n' ORDER BY id), ''),"
    " 'UTF8')), 'hex')"
)


def covered(since, until):
    """Return ``(count, last id, hash)`` of the entries between two instants."""
    return SQL(
        "SELECT count(*), COALESCE(max(id), 0), %s FROM stock_lot_signature"
        " WHERE at >= %s AND at < %s",
        DIGEST,
        since,
        until,
    )


def agrees(said):
    """Return the condition that the entries are those a seal speaks of, if it does.

    :param said: what the payload of the seal says of them, as jsonb
    """
    instants = [SQL("(%s->>%s)::timestamptz AT TIME ZONE 'UTC'", said, n) for n in ("from", "to")]
    return SQL(
        "(%s IS NULL OR (SELECT (covered.count, covered.last, covered.hash) ="
        " ((%s->>'count')::int8, (%s->>'last')::int4, %s->>'hash')"
        " FROM (%s) AS covered (count, last, hash)))",
        said,
        said,
        said,
        said,
        covered(*instants),
    )


def unsigned_problems(where):
    """Return lots of which an event names a signature that is not there, or another one.

    :param where: condition on the events, whole lots only
    """
    return SQL(
        """
        SELECT DISTINCT ON (lot_res_id)
            lot_res_id, position, id, 'unsigned', lot_name, company_id
        FROM (
            SELECT *, payload::jsonb AS facts FROM stock_lot_event
            WHERE %s AND strpos(payload, ',"signatures":[{') > 0 OFFSET 0
        ) AS event
        CROSS JOIN LATERAL jsonb_path_query(facts, '$.signatures[*]') AS named
        WHERE NOT EXISTS (
            SELECT FROM stock_lot_signature entry
            WHERE entry.id = (named->>'id')::int4 AND entry.hash = named->>'hash'
                AND entry.outcome = 'signed'
        )
        ORDER BY lot_res_id, position
        """,
        where,
    )


def signature_problems():
    """Return altered entries as ``(NULL, id, NULL, problem, NULL, company id)``."""
    return SQL(
        "SELECT NULL::int4, id, NULL::int4, 'signature', NULL::varchar, company_id"
        " FROM stock_lot_signature"
        " WHERE hash IS DISTINCT FROM %s OR NOT COALESCE(%s, FALSE) ORDER BY id",
        HASH,
        SAID,
    )
