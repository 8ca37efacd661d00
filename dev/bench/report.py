"""The table a bench prints."""

HEAD = ("operation", "case", "native", "add-on", "plain SQL", "ratio", "queries", "rows")


def _time(seconds):
    if seconds is None:
        return "-"
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"


def _cells(row):
    queries = [row.get(f"{side}_queries") for side in ("native", "ours")]
    return (
        row["op"],
        row["case"],
        *(_time(row.get(f"{side}_s")) for side in ("native", "ours", "limit")),
        f"{row['ratio']:.0f}x" if row.get("ratio") else "-",
        " / ".join("-" if count is None else str(count) for count in queries),
        str(row.get("rows", "")),
    )


def line(row):
    """Return one row, for watching."""
    return "      " + "  ".join(_cells(row))


def table(rows):
    """Return all rows as a Markdown table, and below it what each side did."""
    cells = [HEAD, *map(_cells, rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(HEAD))]
    lines = [_markdown(row, widths) for row in cells]
    lines.insert(1, _markdown(["-" * width for width in widths], widths))
    return "\n".join([*lines, "", *_words(rows)])


def _markdown(row, widths):
    padded = [text.ljust(width) for text, width in zip(row, widths, strict=True)]
    return f"| {' | '.join(padded)} |"


def _words(rows):
    for row in rows:
        yield f"{row['op']}, {row['case']}:"
        for side in ("native", "ours", "limit", "locks"):
            if row.get(side):
                yield f"    {side}: {row[side]}"
        for statement, seconds in row.get("statements", {}).items():
            yield f"    {seconds:8.2f} s  {statement}"
