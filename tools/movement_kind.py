"""Which kind of movement it is, from the kinds of places it joins and what its document says.

>>> movement_kind(OWN, CUSTOMER)
'delivery'
>>> movement_kind(OWN, OWN, final=CUSTOMER)
'delivery'
>>> movement_kind(OWN, PRODUCTION, says={"rework"})
'rework'
>>> movement_kind(SUPPLIER, OWN, final=CUSTOMER)
'receipt'
>>> movement_kind(OWN, LOSS), movement_kind(OWN, LOSS, says={"inventory"})
('scrap', 'inventory')
"""

OWN = "own"
SUPPLIER = "supplier"
CUSTOMER = "customer"
ELSEWHERE = "elsewhere"
PRODUCTION = "production"
SUBCONTRACTOR = "subcontractor"
LOSS = "loss"
ANY = ""

PLACES = {
    "supplier": SUPPLIER,
    "customer": CUSTOMER,
    "production": PRODUCTION,
    "inventory": LOSS,
}

# from, to, what the document says, kind: the first row that fits decides
ROUTES = (
    (ANY, LOSS, "inventory", "inventory"),
    (LOSS, ANY, "inventory", "inventory"),
    (ANY, CUSTOMER, "", "delivery"),
    (ANY, ELSEWHERE, "", "delivery"),
    (ANY, SUPPLIER, "", "supplier_return"),
    (ANY, LOSS, "", "scrap"),
    (PRODUCTION, ANY, "", "production"),
    (ANY, PRODUCTION, "rework", "rework"),
    (ANY, PRODUCTION, "", "consumption"),
    (OWN, OWN, "rework", "rework"),
    (OWN, SUBCONTRACTOR, "return", "supplier_return"),
    (OWN, SUBCONTRACTOR, "", "consumption"),
    (CUSTOMER, ANY, "", "customer_return"),
    (SUPPLIER, ANY, "", "receipt"),
    (ELSEWHERE, ANY, "", "receipt"),
    (SUBCONTRACTOR, ANY, "", "receipt"),
    (LOSS, ANY, "", "inventory"),
    (ANY, ANY, "", "internal"),
)


def place_kind(usage, has_company=True, is_subcontractor=False):
    """Return what a place is to us.

    :param usage: the usage of the location
    :param has_company: transit without a company leads to another one
    :param is_subcontractor: our goods at somebody who produces for us

    >>> place_kind("internal"), place_kind("transit"), place_kind("transit", has_company=False)
    ('own', 'own', 'elsewhere')
    """
    if is_subcontractor:
        return SUBCONTRACTOR
    if usage == "transit" and not has_company:
        return ELSEWHERE
    return PLACES.get(usage, OWN)


def movement_kind(source, target, final=OWN, says=()):
    """Return the kind of a movement between two kinds of places.

    :param final: where the goods go in the end; the first steps of a delivery are one already
    :param says: what the document is about: inventory, rework, return
    """
    if source == target == OWN:
        target = final
    for start, end, word, kind in ROUTES:
        if start in (ANY, source) and end in (ANY, target) and (not word or word in says):
            return kind
    raise AssertionError("the last route fits everything")
