"""Answers that hold for one transaction.

A cache of the whole process would outlive a savepoint that was rolled back and what
another session commits; Odoo empties the cursor's own one with the records' cache.
"""

KEY = "stock_lot_lifecycle_memo"


def remember(env, name, find):
    """Return what `find` found in this transaction, calling it where nothing is known yet."""
    memo = env.cr.cache.setdefault(KEY, {})
    if name not in memo:
        memo[name] = find()
    return memo[name]


def forget(env):
    """Look for everything anew from now on."""
    env.cr.cache.pop(KEY, None)
