"""Doing a thing for many records, so that one that fails takes nothing else with it."""

import logging

import psycopg2

from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)

# What a record, or a module working on it, may cause. Faults of the moment (locks, a lost
# connection) are not among them: the whole call is repeated for those.
FAILURES = (
    UserError, psycopg2.IntegrityError, psycopg2.DataError, psycopg2.ProgrammingError,
    psycopg2.InternalError, ArithmeticError, AttributeError, LookupError, NotImplementedError,
    TypeError, ValueError,
)  # fmt: skip


def each_apart(records, act):
    """Call ``act(records)``; where that fails, call it for each half, down to single records.

    Every call has a savepoint of its own.

    :return: ``[(record, error)]`` of the records that failed alone
    """
    if not records:
        return []
    try:
        with records.env.cr.savepoint():
            act(records)
    except FAILURES as error:
        if len(records) == 1:
            _logger.warning("%s failed alone", records, exc_info=True)
            return [(records, error)]
        half = len(records) // 2
        return each_apart(records[:half], act) + each_apart(records[half:], act)
    return []
