"""The GS1 application identifiers a lot may meet, and the shape of their values."""

# code: kind, shortest, longest. n: digits, x: text, c: check digit, d: day, t: day and minute.
# An n in the code stands for any digit.
KINDS = {
    "00": ("c", 18, 18), "01": ("c", 14, 14), "02": ("c", 14, 14),
    "10": ("x", 1, 20), "11": ("d", 6, 6), "12": ("d", 6, 6), "13": ("d", 6, 6),
    "15": ("d", 6, 6), "16": ("d", 6, 6), "17": ("d", 6, 6),
    "20": ("n", 2, 2), "21": ("x", 1, 20), "22": ("x", 1, 20), "235": ("x", 1, 28),
    "240": ("x", 1, 30), "241": ("x", 1, 30), "242": ("n", 1, 6), "243": ("x", 1, 20),
    "250": ("x", 1, 30), "251": ("x", 1, 30), "253": ("x", 13, 30), "254": ("x", 1, 20),
    "30": ("n", 1, 8), "37": ("n", 1, 8),
    "31nn": ("n", 6, 6), "32nn": ("n", 6, 6), "33nn": ("n", 6, 6), "34nn": ("n", 6, 6),
    "35nn": ("n", 6, 6), "36nn": ("n", 6, 6), "390n": ("n", 1, 15), "391n": ("n", 3, 18),
    "392n": ("n", 1, 15), "393n": ("n", 3, 18), "394n": ("n", 4, 4), "395n": ("n", 6, 6),
    "400": ("x", 1, 30), "401": ("x", 1, 30), "402": ("c", 17, 17), "403": ("x", 1, 30),
    "410": ("c", 13, 13), "411": ("c", 13, 13), "412": ("c", 13, 13), "413": ("c", 13, 13),
    "414": ("c", 13, 13), "415": ("c", 13, 13), "416": ("c", 13, 13), "417": ("c", 13, 13),
    "420": ("x", 1, 20), "421": ("x", 3, 12), "422": ("n", 3, 3), "423": ("n", 3, 15),
    "424": ("n", 3, 3), "425": ("n", 3, 15), "426": ("n", 3, 3), "427": ("x", 1, 3),
    "7001": ("n", 13, 13), "7002": ("x", 1, 30), "7003": ("t", 10, 10), "7004": ("n", 1, 4),
    "7005": ("x", 1, 12), "7006": ("d", 6, 6), "7007": ("n", 6, 12), "7008": ("x", 1, 3),
    "7009": ("x", 1, 10), "7010": ("x", 1, 2), "702n": ("x", 1, 30), "703n": ("x", 4, 30),
    "71n": ("x", 1, 20), "723n": ("x", 3, 30), "8001": ("n", 14, 14), "8002": ("x", 1, 20),
    "8003": ("x", 14, 30), "8004": ("x", 1, 30), "8005": ("n", 6, 6), "8006": ("n", 18, 18),
    "8007": ("x", 1, 34), "8008": ("n", 8, 12), "8009": ("x", 1, 50), "8010": ("x", 1, 30),
    "8011": ("n", 1, 12), "8012": ("x", 1, 20), "8013": ("x", 1, 25), "8017": ("c", 18, 18),
    "8018": ("c", 18, 18), "8019": ("n", 1, 10), "8020": ("x", 1, 25), "8026": ("n", 18, 18),
    "8110": ("x", 1, 70), "8111": ("n", 4, 4), "8112": ("x", 1, 70), "8200": ("x", 1, 70),
    "90": ("x", 1, 30), "9n": ("x", 1, 90),
}  # fmt: skip
DECIMALS = 5  # the last digit of 31nn to 36nn says how many digits follow the point
WITHOUT_SEPARATOR = ("0", "11", "12", "13", "15", "16", "17", "20") + tuple(
    f"3{digit}" for digit in range(1, 7)
) + ("41",)  # fmt: skip


def pattern_of(code):
    """Return the key of KINDS for this identifier, or None.

    >>> pattern_of("3103"), pattern_of("3106"), pattern_of("10"), pattern_of("99")
    ('31nn', None, '10', '9n')
    """
    if not code.isascii() or not code.isdigit():
        return None
    patterns = (code, f"{code[:-1]}n", f"{code[:-2]}nn")
    found = next((key for key in patterns if key in KINDS), None)
    return None if found and found.endswith("nn") and int(code[-1]) > DECIMALS else found


def kind_of(code):
    """Return (kind, shortest, longest) of an identifier's value, or None.

    >>> kind_of("21")
    ('x', 1, 20)
    """
    pattern = pattern_of(code)
    return KINDS[pattern] if pattern else None
