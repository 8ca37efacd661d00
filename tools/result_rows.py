"""Rows of test results, from a file or another system, as clean dicts. Pure."""

import re

FIELDS = {
    "inspection": (
        "inspection", "inspection number", "inspection no", "order", "job", "prüfung",
        "prüfnummer", "prüflos", "contrôle", "inspección", "ispezione",
    ),
    "lot": (
        "lot", "lot number", "lot no", "lot serial number", "batch", "batch number", "serial",
        "charge", "chargennummer", "los", "seriennummer", "numéro de lot", "lote", "lotto",
        "partij",
    ),
    "product_code": (
        "product code", "product", "item", "article", "sku", "material", "produkt", "artikel",
        "artikelnummer", "produit", "producto", "código", "prodotto", "codice",
    ),
    "operation": (
        "operation", "stage", "vorgang", "stufe", "opération", "operación", "operazione",
    ),
    "characteristic": (
        "characteristic", "code", "test", "test code", "parameter", "analyte", "analysis",
        "merkmal", "prüfmerkmal", "caractéristique", "essai", "característica", "ensayo",
        "caratteristica", "kenmerk",
    ),
    "sample": (
        "sample", "sample number", "sample no", "sample id", "probe", "probennummer",
        "échantillon", "muestra", "campione",
    ),
    "value": (
        "value", "result", "reading", "measurement", "wert", "ergebnis", "messwert", "valeur",
        "résultat", "valor", "resultado", "valore", "risultato",
    ),
    "unit": (
        "unit", "units", "uom", "einheit", "unité", "unidad", "unità", "eenheid",
    ),
    "tested_on": (
        "tested on", "date", "test date", "analysed on", "tested", "geprüft am", "prüfdatum",
        "datum", "date d essai", "fecha", "data",
    ),
    "analyst": (
        "analyst", "tester", "laboratory", "lab", "prüfer", "labor", "analyste", "laboratoire",
        "analista", "laboratorio",
    ),
    "instrument": (
        "instrument", "equipment", "device", "gerät", "messgerät", "appareil", "instrumento",
        "strumento",
    ),
    "uncertainty": (
        "uncertainty", "messunsicherheit", "incertitude", "incertidumbre", "incertezza",
    ),
    "note": (
        "note", "remark", "remarks", "comment", "bemerkung", "notiz", "remarque", "nota",
    ),
    "repeat_reason": (
        "repeat reason", "repeated because", "reason", "wiederholungsgrund", "grund", "motif",
        "motivo",
    ),
}  # fmt: skip
NEEDED = ("characteristic", "value")
WORDS = {word: field for field, words in FIELDS.items() for word in words}
MOST_ROWS = 20_000
LONGEST = 500


def field_of(header):
    """Return the field a header names, None for others.

    >>> field_of("Batch-Number"), field_of("tested_on"), field_of("Colour of pen")
    ('lot', 'tested_on', None)
    >>> field_of("Prüfmerkmal"), field_of("Résultat"), field_of("Número")
    ('characteristic', 'value', None)
    """
    return WORDS.get(" ".join(re.findall(r"\w+", str(header or "").replace("_", " ").lower())))


def clean_row(row):
    """Return a row of known fields with texts; what is empty is left out.

    >>> clean_row({"lot": " L1 ", "value": 0, "note": None, "unit": False})
    {'lot': 'L1', 'value': '0'}
    """
    cleaned = {}
    for name, value in row.items():
        text = "" if value is None or value is False else str(value).strip()
        if text:
            cleaned[name] = text[: LONGEST + 1]
    return cleaned


def unknown_fields(rows):
    """Return the names in `rows` that are no fields, sorted.

    >>> unknown_fields([{"lot": 1, "weather": 2}])
    ['weather']
    """
    return sorted({str(name) for row in rows for name in row} - FIELDS.keys())
