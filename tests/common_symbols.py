"""An independent reader of barcodes, for tests only: what would a scanner send?"""

import random
import re
from unittest import SkipTest

from PIL import Image

from odoo.addons.stock_lot_lifecycle.tools import gs1_build

try:
    import zxingcpp
except ImportError:
    zxingcpp = None

GTIN = "09521234543213"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CHARACTERS = f"0123456789{LETTERS}{LETTERS.lower()}!\"%&'()*+,-./:;<=>?_"
GRAPHIC = re.compile(r"\^GFA,(\d+),(\d+),(\d+),([0-9A-F:]+)")


class SymbolReader:
    """Mixed into a test case: reads drawings back with a decoder that is not ours."""

    @classmethod
    def setUpClass(cls):
        if not zxingcpp:
            raise SkipTest("zxing-cpp is not installed (dev/requirements/tools.txt)")
        super().setUpClass()

    def _scan_image(self, image):
        """Return ``{(symbology identifier, text)}`` of all codes in an image."""
        found = zxingcpp.read_barcodes(image)
        return {(code.symbology_identifier, code.bytes.decode()) for code in found}

    def _scan_rows(self, rows, scale=3, height=1, quiet=10):
        return self._scan_image(paint(rows, scale, height, quiet))

    def _scan_zpl(self, text):
        """Return the codes of every graphic field of a ZPL label."""
        found = set()
        for total, count, wide, drawn in GRAPHIC.findall(text):
            rows = _dots(drawn, int(wide))
            self.assertEqual(int(total), int(count))
            self.assertEqual(len(rows) * int(wide), int(total))
            found |= self._scan_rows(rows, 1, 1, 40)
        return found


def paint(rows, scale, height=1, quiet=10):
    """Return an image of `rows`, with white around it."""
    size = [(len(rows[0]) + 2 * quiet) * scale, (len(rows) * height + 2 * quiet) * scale]
    image = Image.new("L", size, 255)
    for y, row in enumerate(rows):
        for x, module in enumerate(row):
            if module:
                left, top = (x + quiet) * scale, (y * height + quiet) * scale
                image.paste(0, (left, top, left + scale, top + scale * height))
    return image


def _dots(drawn, wide):
    """Return the rows of dots of the data of a ^GFA field."""
    rows = []
    while drawn:
        if drawn[0] == ":":
            rows.append(rows[-1])
            drawn = drawn[1:]
            continue
        line, drawn = drawn[: wide * 2], drawn[wide * 2 :]
        rows.append([int(bit) for bit in f"{int(line, 16):0{wide * 8}b}"])
    return rows


def random_elements(seed):
    """Return elements of a lot as they could be on a label, the same for the same seed."""
    chance = random.Random(seed)

    def text(longest, characters=CHARACTERS):
        return "".join(chance.choices(characters, k=chance.randint(1, longest)))

    optional = {
        "11": "251231",
        "15": "261130",
        "17": "261200",
        "3103": f"{chance.randrange(10**6):06}",
        "37": str(chance.randrange(1, 10**8)),
        "7003": "2612312359",
        "240": text(30),
        "21": text(20, "0123456789"),
        "91": text(12, LETTERS),
    }
    chosen = {code: value for code, value in optional.items() if chance.random() < 0.4}
    return {"10": text(20), **chosen, "01": GTIN}


def random_strings(count):
    """Yield ``(seed, elements, element string)``."""
    for seed in range(count):
        elements = random_elements(seed)
        yield seed, elements, gs1_build.element_string(elements)
