"""Which lots of a trace stand together, where there are too many to draw one by one."""

MOST_OPENED = 500  # lots of one product that are shown one by one although others are not
MOST_ROOTS = 50  # one by one, where lots are not


def side(depth):
    """Return on which side of the roots something is.

    >>> side(-3), side(0), side(2)
    ('before', 'root', 'after')
    """
    return "before" if depth < 0 else "after" if depth else "root"


def groups_of(trace, opened):
    """Return ``{node key: group key}`` of the lots that are not shown one by one."""
    found = {}
    many_roots = len(trace.roots) > MOST_ROOTS
    for node in trace.nodes.values():
        if node.lot_id and (not node.is_root or many_roots):
            key = f"group:{node.product_id}:{side(node.depth)}"
            found.setdefault(key, []).append(node.key)
    return {
        node_key: key
        for key, keys in found.items()
        if len(keys) > 1 and not (key in opened and len(keys) <= MOST_OPENED)
        for node_key in keys
    }
