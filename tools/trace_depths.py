"""How many steps everything in a trace is away from where it begins.

>>> edges = [("lot:1", "lot:2"), ("lot:2", "lot:3")]
>>> depths(["lot:1"], edges, FORWARD)
{'lot:1': 0, 'lot:2': 1, 'lot:3': 2}
>>> depths(["lot:2"], edges, BOTH)
{'lot:2': 0, 'lot:3': 1, 'lot:1': -1}
"""

from collections import deque

from .trace import BACKWARD, BOTH, FORWARD


def depths(roots, edges, direction):
    """Return ``{key: steps from the nearest root}``, the nearer first.

    :param edges: rows that begin with the key of the source and the key of the target
    """
    found = dict.fromkeys(roots, 0)
    for way, sign, (start, end) in ((FORWARD, 1, (0, 1)), (BACKWARD, -1, (1, 0))):
        if direction not in (way, BOTH):
            continue
        steps = {}
        for edge in edges:
            steps.setdefault(edge[start], []).append(edge[end])
        seen, queue = dict.fromkeys(roots, 0), deque(roots)
        while queue:
            key = queue.popleft()
            for other in steps.get(key, ()):
                if other not in seen:
                    seen[other] = seen[key] + sign
                    queue.append(other)
        for key, depth in seen.items():
            found.setdefault(key, depth)
    return found
