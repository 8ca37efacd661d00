"""What a decision on inspections is bound to: canonical texts of their results."""

from .hash_chain import canonical
from .signed_facts import digest


def results_digest(inspection, results, samples=(), files=()):
    """Return the SHA-256 of an inspection as it was decided upon.

    :param inspection: a dict of plain values: number, lot, product, specification
    :param results: dicts of all results, also of those that were repeated
    :param samples: dicts of the samples
    :param files: checksums of photos and files

    >>> one = results_digest({"name": "I1"}, [{"id": 1, "value": "5.0"}])
    >>> one == results_digest({"name": "I1"}, [{"id": 1, "value": "5.0"}])
    True
    >>> one == results_digest({"name": "I1"}, [{"id": 1, "value": "5.1"}])
    False
    """
    return digest(
        canonical(
            {
                "inspection": inspection,
                "results": sorted(results, key=lambda row: row["id"]),
                "samples": sorted(samples, key=lambda row: row["id"]),
                "files": sorted(files),
            }
        )
    )


def inspections_subject(disposition, reason, until, digests):
    """Return the canonical text that a person signs who decides inspections.

    :param disposition: the code of what the lots become
    :param until: the last day of a conditional release, as text; empty otherwise
    :param digests: ``{inspection id: results_digest}``

    >>> inspections_subject("released", "", "", {1: "a"}) == inspections_subject(
    ...     "released", "", "", {1: "b"}
    ... )
    False
    """
    lines = "\n".join(f"{key} {digests[key]}" for key in sorted(digests))
    return canonical(
        {
            "verb": "decide_inspections",
            "disposition": disposition,
            "reason": reason,
            "until": until,
            "count": len(digests),
            "inspections": digest(lines),
        }
    )
