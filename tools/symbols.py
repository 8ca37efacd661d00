"""Rows of modules as drawings: for a page, and for label printers that speak ZPL.

>>> outline([[1, 1, 0], [0, 0, 1]])
'M0 0h2v1h-2zM2 1h1v1h-1z'
"""


def outline(rows):
    """Return the dark modules of `rows` as the path of an SVG, one unit per module."""
    parts = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            width = 0
            while x + width < len(row) and row[x + width]:
                width += 1
            if width:
                parts.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width or 1
    return "".join(parts)


def zpl_graphic(rows, dots, height=None):
    """Return a graphic field of a ZPL label: a module is `dots` wide, and `height` high.

    A line of dots that is as the one above is written as a colon.

    >>> zpl_graphic([[1, 0], [0, 1]], 4)
    '^GFA,8,8,1,F0:::0F:::'
    """
    lines = []
    for row in rows:
        bits = "".join(str(module) * dots for module in row)
        bits += "0" * (-len(bits) % 8)
        lines.append(f"{int(bits, 2):0{len(bits) // 4}X}")
    height = height or dots
    wide = len(lines[0]) // 2
    total = wide * len(lines) * height
    drawn = "".join(line + ":" * (height - 1) for line in lines)
    return f"^GFA,{total},{total},{wide},{drawn}"
