r"""GS1 DataMatrix (ECC 200, ISO/IEC 16022): an element string as a square of modules.

A symbol is a list of rows of 0 and 1, without the quiet zone. Characters are encoded one by
one, digits in pairs; the first codeword is FNC1, which makes the symbol a GS1 one.

>>> [len(encode(text)) for text in ("010952123454321310A", "01095212345432131726123110ABC123")]
[16, 20]
"""

from functools import lru_cache

FNC1, PAD, UPPER = 232, 129, 127
SEPARATOR = "\x1d"
# side, codewords of data, of error correction, regions along a side
SIZES = (
    (10, 3, 5, 1), (12, 5, 7, 1), (14, 8, 10, 1), (16, 12, 12, 1), (18, 18, 14, 1),
    (20, 22, 18, 1), (22, 30, 20, 1), (24, 36, 24, 1), (26, 44, 28, 1), (32, 62, 36, 2),
    (36, 86, 42, 2), (40, 114, 48, 2), (44, 144, 56, 2), (48, 174, 68, 2),
)  # fmt: skip
# the eight modules of a codeword around its last one, and those of the four corners, the most
# significant bit first; negative places count from the far side
SHAPE = ((-2, -2), (-2, -1), (-1, -2), (-1, -1), (-1, 0), (0, -2), (0, -1), (0, 0))
CORNERS = (
    ((-1, 0), (-1, 1), (-1, 2), (0, -2), (0, -1), (1, -1), (2, -1), (3, -1)),
    ((-3, 0), (-2, 0), (-1, 0), (0, -4), (0, -3), (0, -2), (0, -1), (1, -1)),
    ((-3, 0), (-2, 0), (-1, 0), (0, -2), (0, -1), (1, -1), (2, -1), (3, -1)),
    ((-1, 0), (-1, -1), (0, -3), (0, -2), (0, -1), (1, -3), (1, -2), (1, -1)),
)


def encode(text):
    """Return the rows of modules of an element string; ValueError when it is too long."""
    return draw(*with_correction(codewords(text)))


def codewords(text, gs1=True):
    """Return the data codewords, without padding.

    >>> codewords("123456", gs1=False)
    [142, 164, 186]
    >>> codewords("10A\\x1d21")
    [232, 140, 66, 232, 151]
    """
    words = [FNC1] if gs1 else []
    place = 0
    while place < len(text):
        pair = text[place : place + 2]
        if len(pair) == 2 and pair.isascii() and pair.isdigit():
            words.append(130 + int(pair))
            place += 2
            continue
        if ord(text[place]) > UPPER:
            raise ValueError(f"{text[place]!r} cannot be in a GS1 code")
        words.append(FNC1 if text[place] == SEPARATOR else ord(text[place]) + 1)
        place += 1
    return words


def with_correction(words):
    """Return the smallest fitting entry of SIZES, and the codewords it holds.

    >>> with_correction([142, 164, 186])[1]
    [142, 164, 186, 114, 25, 5, 88, 102]
    """
    size = next((size for size in SIZES if size[1] >= len(words)), None)
    if not size:
        raise ValueError("The code is too long for one symbol")
    padded = list(words)
    while len(padded) < size[1]:
        padded.append(_pad(len(padded) + 1) if len(padded) > len(words) else PAD)
    return size, padded + _correction(padded, size[2])


def _pad(position):
    value = PAD + 149 * position % 253 + 1
    return value if value <= 254 else value - 254


@lru_cache(maxsize=1)
def _powers():
    """Return the powers of 2 in the field of 256 elements, and their logarithms."""
    powers, logarithms, value = [], {}, 1
    for exponent in range(255):
        powers.append(value)
        logarithms[value] = exponent
        value = value << 1 ^ (0x12D if value & 0x80 else 0)
    return powers, logarithms


def _times(left, right):
    powers, logarithms = _powers()
    return powers[(logarithms[left] + logarithms[right]) % 255] if left and right else 0


@lru_cache(maxsize=len(SIZES))
def _generator(count):
    factors = [1]
    for exponent in range(1, count + 1):
        root = _powers()[0][exponent]
        shifted = [_times(factor, root) for factor in factors]
        factors = [
            high ^ low for high, low in zip([*factors, 0], [0, *shifted], strict=True)
        ]
    return factors[1:]


def _correction(words, count):
    rest = [0] * count
    for word in words:
        lead = word ^ rest[0]
        rest = [
            after ^ _times(lead, factor)
            for after, factor in zip([*rest[1:], 0], _generator(count), strict=True)
        ]
    return rest


def draw(size, words):
    """Return the rows of modules of a symbol: its codewords, and the borders of its regions."""
    side, _data, _correction_words, regions = size
    inner = side // regions - 2
    owners = _places(inner * regions)
    rows = []
    for y in range(side):
        row = []
        for x in range(side):
            region_y, region_x = y % (inner + 2), x % (inner + 2)
            if region_x == 0 or region_y == inner + 1:
                module = 1
            elif region_y == 0 or region_x == inner + 1:
                module = (x + 1) % 2 if region_y == 0 else y % 2
            else:
                across = x - 1 - x // (inner + 2) * 2
                module = _module(words, owners, y - 1 - y // (inner + 2) * 2, across)
            row.append(module)
        rows.append(row)
    return rows


def _module(words, owners, y, x):
    if (y, x) not in owners:  # the corner no codeword reaches
        return int((y + x) % 2 == 0)
    word, bit = owners[y, x]
    return words[word] >> (7 - bit) & 1


@lru_cache(maxsize=len(SIZES))
def _places(side):
    """Return ``{(row, column): (codeword, bit)}``, walking the diagonals up and down."""
    owners = {}
    for word, shape in enumerate(_walk(side, owners)):
        for bit, place in enumerate(shape):
            owners[place] = (word, bit)
    return owners


def _walk(side, owners):
    """Yield the places of one codeword after the other; the caller marks them in `owners`."""
    y, x = 4, 0
    while y < side or x < side:
        corner = _corner_at(y, x, side)
        if corner is not None:
            yield [(row % side, column % side) for row, column in CORNERS[corner]]
        for step, turn in ((2, (1, 3)), (-2, (3, 1))):
            while True:
                if 0 <= y < side and 0 <= x < side and (y, x) not in owners:
                    yield [_wrapped(y + row, x + column, side) for row, column in SHAPE]
                y, x = y - step, x + step
                if min(y, x) < 0 or (x if step > 0 else y) >= side:
                    break
            y, x = y + turn[0], x + turn[1]


def _corner_at(y, x, side):
    """Return which of the CORNERS is taken here, or None."""
    if (y, x) == (side, 0):
        return 0
    if (y, x) == (side - 2, 0) and side % 4:
        return 1
    if (y, x) == (side - 2, 0) and side % 8 == 4:
        return 2
    return 3 if (y, x) == (side + 4, 2) and not side % 8 else None


def _wrapped(y, x, side):
    if y < 0:
        y, x = y + side, x + 4 - (side + 4) % 8
    if x < 0:
        y, x = y + 4 - (side + 4) % 8, x + side
    return y, x
