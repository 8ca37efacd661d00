"""Text files into raw lines: encoding, delimiter, quotes. Knows nothing about headers."""

import csv
import io
import re
from collections import Counter
from itertools import islice

from .table_errors import TableError
from .table_shape import HEADER_WITHIN, Facts, Grid

DELIMITERS = ",;\t|"
SAMPLE_CHARS = 65_536
SAMPLE_ROWS = 60
WELL_SPLIT = 0.6  # share of sample rows with the usual width, from which a delimiter is credible
SEPARATOR_LINE = re.compile(r"sep=(.)(?:\r\n|\r|\n|$)", re.I)
FORCED_TEXT = re.compile(r'="([^"]*)"')
WESTERN = ("windows-1252", "iso-8859-1")
# No Western word has four accented letters in a row: these bytes are Cyrillic, Greek, Japanese…
FOREIGN = re.compile(r"[À-ÖØ-öø-ÿ]{4}|[\x80-\x9f].?[\x80-\x9f]")
BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


def read_csv(content, filename, limits):
    """Return the Grid of a text file.

    Raises empty_file, not_a_spreadsheet, null_bytes, unknown_encoding, unclosed_quote or
    too_many_rows.
    """
    text, encoding = decode(content, filename)
    if not text.strip():
        raise TableError("empty_file", file=filename)
    _check_text(text, filename, encoding)
    stated = SEPARATOR_LINE.match(text)
    delimiter = stated[1] if stated else sniff_delimiter(text)
    lines = _split(text, delimiter, filename, limits)
    facts = Facts("csv", encoding=encoding, delimiter=delimiter)
    return Grid(lines[1:] if stated else lines, [], [], facts)


def decode(content, filename=""):
    """Return (text, encoding name) of the bytes of a text file.

    Byte order mark first, then UTF-16 by its zero bytes, strict UTF-8, else Windows-1252, whose
    few undefined bytes fall back to Latin-1 (which never fails).

    >>> decode("Größe".encode("cp1252"))
    ('Größe', 'windows-1252')
    >>> decode("Lot;Größe".encode("utf-16-le"))[1]
    'utf-16-le'
    """
    for mark, encoding in BOMS:
        if content.startswith(mark):
            return _decode_marked(content, mark, encoding, filename), encoding
    head = content[:4000]
    for encoding, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
        others = head[0::2] if encoding == "utf-16-le" else head[1::2]
        if zeros.count(0) > 0.6 * len(zeros) and others.count(0) < 0.1 * len(others):
            return content.decode(encoding, errors="replace"), encoding
    for encoding, name in (("utf-8", "utf-8"), ("cp1252", "windows-1252")):
        try:
            return content.decode(encoding), name
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1"), "iso-8859-1"


def _decode_marked(content, mark, encoding, filename):
    codec = encoding.removesuffix("-sig")
    try:
        return content[len(mark) :].decode(codec)
    except UnicodeDecodeError as error:
        raise TableError("damaged_file", file=filename) from error


def _check_text(text, filename, encoding):
    zero = text.find("\0")
    if zero >= 0:
        raise TableError("null_bytes", file=filename, line=text.count("\n", 0, zero) + 1)
    foreign = encoding in WESTERN and FOREIGN.search(text)
    if foreign:
        line = text.count("\n", 0, foreign.start()) + 1
        raise TableError("unknown_encoding", file=filename, line=line, value=foreign[0][:20])


def is_binary(text):
    """Say whether the beginning of a text has too many control characters to be one."""
    head = text[:4000]
    controls = sum(char < " " and char not in "\t\r\n\f\x1a" for char in head)
    return controls > max(1, len(head) // 50)


def sniff_delimiter(text):
    """Return the delimiter that splits a sample most evenly; quotes are respected.

    Among delimiters that give most rows the same width, the one whose first such row comes
    first wins (a header has no decimal commas), then the widest.

    >>> sniff_delimiter("Charge;Menge;Preis\\nA1;1,5;2,5\\nA2;2,5;3,5\\n")
    ';'
    >>> sniff_delimiter('"a,b"|c\\n"d,e"|f')
    '|'
    """
    sample = text[:SAMPLE_CHARS]
    if len(text) > SAMPLE_CHARS:
        sample = sample[: sample.rfind("\n") + 1] or sample
    scores = {mark: _score(sample, mark) for mark in DELIMITERS}
    even = {mark: score for mark, score in scores.items() if score[0] >= WELL_SPLIT}
    if even:
        return min(even, key=lambda mark: (even[mark][2], -even[mark][0] * even[mark][1]))
    return max(scores, key=lambda mark: scores[mark][0] * scores[mark][1])


def _score(sample, delimiter):
    """Return (share of rows with the usual width, that width - 1, index of the first such row)."""
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    try:
        widths = [len(cells) for cells in islice(reader, SAMPLE_ROWS) if any(cells)]
    except csv.Error:  # a cell beyond the field limit: judge by what was read
        widths = []
    split = Counter(width for width in widths if width > 1)
    if not split:
        return 0, 0, 0
    width, count = split.most_common(1)[0]
    return count / len(widths), width - 1, widths.index(width)


def _split(text, delimiter, filename, limits):
    """Return [(line number, cells)] of all rows that are not empty."""
    if csv.field_size_limit() < limits.file_bytes:
        # Process-wide, and only ever raised: a long cell becomes an issue of its row, no crash.
        csv.field_size_limit(limits.file_bytes)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    lines, start = [], 1
    for cells in reader:
        if any(cells):
            lines.append((start, [_unwrap(cell) for cell in cells]))
            if len(lines) > limits.rows + HEADER_WITHIN:
                raise TableError("too_many_rows", file=filename, limit=limits.rows)
        last, start = start, reader.line_num + 1
    if reader.line_num > last and text.count('"') % 2:
        _check_last_quote(text, last, delimiter, filename)
    return lines


def _unwrap(cell):
    """Return a cell as text, without the ="0123" by which exports protect leading zeros."""
    if cell.startswith('="'):
        forced = FORCED_TEXT.fullmatch(cell.strip())
        return forced[1] if forced else cell
    return cell


def _check_last_quote(text, line, delimiter, filename):
    """Raise when the last row only ends because the file ends inside its quotes."""
    ending = islice(io.StringIO(text, newline=""), line - 1, None)
    try:
        list(csv.reader(ending, delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise TableError("unclosed_quote", file=filename, line=line) from error
