r"""Writing GS1 codes: what scanners are to read, and the text people read below it.

Lengths that everybody knows come first, numbers last, as labels are laid out; a separator
stands only behind a value whose end cannot be known, and never at the end.

>>> elements = {"10": "ABC", "01": "09521234543213", "17": "261231"}
>>> element_string(elements)
'01095212345432131726123110ABC'
>>> element_string({**elements, "21": "S1"})
'01095212345432131726123110ABC\x1d21S1'
>>> printed(elements)
'(01)09521234543213(17)261231(10)ABC'
>>> link(elements)
'https://id.gs1.org/01/09521234543213/10/ABC?17=261231'
"""

from datetime import date
from urllib.parse import quote, urlencode

from . import gs1
from .gs1_identifiers import WITHOUT_SEPARATOR

LAST = ("240", "10", "21")
IN_PATH = ("22", "10", "21")
RESOLVER = "https://id.gs1.org"


def arranged(elements):
    """Return the pairs of `elements` in the order of a label, every value checked.

    >>> elements = {"21": "S", "37": "5", "10": "L", "02": "09521234543213"}
    >>> [code for code, _value in arranged(elements)]
    ['02', '37', '10', '21']
    """
    for code, value in elements.items():
        gs1.check(code, value, date.today())
    return sorted(elements.items(), key=lambda pair: _rank(pair[0]))


def _rank(code):
    return code in LAST and 1 + LAST.index(code), not code.startswith(WITHOUT_SEPARATOR), code


def element_string(elements):
    """Return what a scanner sends of these elements, without the mark it begins with."""
    return joined(arranged(elements))


def joined(pairs):
    """Return the element string of pairs in the order they are given."""
    text = ""
    for place, (code, value) in enumerate(pairs):
        text += code + value
        if place < len(pairs) - 1 and not code.startswith(WITHOUT_SEPARATOR):
            text += gs1.FNC1
    return text


def printed(elements):
    """Return these elements as people read them, each identifier in brackets."""
    return "".join(f"({code}){value}" for code, value in arranged(elements))


def link(elements, resolver=RESOLVER):
    """Return the Digital Link of elements that name an article."""
    pairs = dict(arranged(elements))
    path = "".join(f"/{code}/{quote(pairs[code], safe='')}" for code in IN_PATH if code in pairs)
    asked = {code: value for code, value in pairs.items() if code not in ("01", *IN_PATH)}
    query = f"?{urlencode(asked)}" if asked else ""
    return f"{resolver}/01/{pairs['01']}{path}{query}"


def in_lines(elements, fits):
    """Return the pairs in as few lines as `fits(pairs)` allows, none of them taken apart.

    >>> elements = {"01": "09521234543213", "17": "261231", "10": "ABC"}
    >>> lines = in_lines(elements, lambda pairs: len(pairs) < 3)
    >>> [[code for code, _value in line] for line in lines]
    [['01', '17'], ['10']]
    """
    lines = []
    for pair in arranged(elements):
        if lines and fits([*lines[-1], pair]):
            lines[-1].append(pair)
        else:
            lines.append([pair])
    return lines
