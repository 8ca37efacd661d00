"""Which of our fields is meant by a column header: synonyms in eight languages.

The words of a field are ordered: of two columns that both could be it, the one whose word comes
first wins (a counted quantity before a booked one before an opening balance).
"""

import re
import unicodedata
from functools import lru_cache

SYNONYMS = {
    "supplier_lot_ref": "supplier lot|supplier lot number|supplier batch|supplier batch number"
    "|vendor lot|vendor lot number|vendor batch|vendor batch number|manufacturer lot"
    "|manufacturer lot number|lieferantencharge|chargennummer lieferant|lot fournisseur"
    "|numero lot fournisseur|lote proveedor|lote del proveedor|numero lote proveedor",
    "name": "lot serial number|lot number|batch number|lot no|batch no|lot|batch|lot id|batch id"
    "|lot code|batch code|lot name|batch name|serial number|serial no|serial|lot serial"
    "|lot or serial number|lot batch number|serial lot number|lotnr|batchnr|charge|chargennummer"
    "|chargennr|charge number|chargen number|charg|losnummer|los|seriennummer|seriennr"
    "|numero de lot|numero lot|n de lot|no de lot|lot number serie|numero de serie|lote"
    "|numero de lote|numero lote|n de lote|codigo de lote|lots"
    "|inventory number|lotto|numero lotto|numero di lotto|n lotto|matricola"
    "|numero di serie|numero do lote|codigo do lote|n do lote|partijnummer|partij|lotnummer"
    "|batchnummer|serienummer|numer partii|nr partii|partia|numer serii|numer seryjny|seria",
    "gs1_code": "gs1|gs1 code|gs1 barcode|gs1 datamatrix|gs1 128|datamatrix|data matrix|2d code"
    "|2d barcode|udi|udi code|scan|scanned code|element string|gs1 string|digital link",
    "product_barcode": "barcode|product barcode|ean|ean13|ean 13|ean code|gtin|upc|upc code"
    "|product gtin|strichcode|code barres|code a barres|codigo de barras|gencod"
    "|codice a barre|codigo de barras do produto|streepjescode|kod kreskowy",
    "product_code": "product code|item code|sku|product sku|product internal reference"
    "|product default code"
    "|product id default code|default code|item number|item no|product number|product id"
    "|product reference|article code|article number|article no|material number|material"
    "|material code|material no|stock code|part number|part no|item id|item sku|product no"
    "|artikelnummer|artikelnr|artikelcode|produktcode|produktnummer|materialnummer|sachnummer"
    "|code produit|code article|reference produit|reference article|ref produit|ref article"
    "|codigo de producto|codigo producto|codigo del producto|codigo de articulo|codigo articulo"
    "|referencia producto|codigo|article|artikel|articulo|item"
    "|codice articolo|codice prodotto|cod articolo|codice|articolo|codigo do produto"
    "|codigo do artigo|cod produto|artigo|productcode|productnummer"
    "|kod produktu|kod towaru|indeks|kod",
    "product_name": "product name|product|product display name|item name|item description"
    "|product description|material description|article name|article description|product title"
    "|produktname|produkt|artikelbezeichnung|artikelname|produktbezeichnung|materialkurztext"
    "|bezeichnung|nom du produit|nom produit|produit|designation|libelle|nom article"
    "|nombre del producto|nombre de producto|nombre producto|producto|nombre del articulo"
    "|descripcion del producto|descripcion articulo|name"
    "|display name|item display name|descrizione articolo|descrizione prodotto|nome prodotto"
    "|nome articolo|prodotto|nome do produto|descricao do produto|descricao do artigo|produto"
    "|productnaam|artikelomschrijving|productomschrijving|nazwa produktu|nazwa towaru|nazwa|towar"
    "|produkt nazwa",
    "best_before_date": "best before|best before date|best by|best by date|use by|use by date"
    "|use date|bbd|bbe|bb date|mindesthaltbarkeitsdatum|mindestens haltbar bis|mhd"
    "|date de durabilite minimale|ddm|dluo|consommer de preference avant"
    "|fecha de consumo preferente|consumo preferente|best before day"
    "|tht|tht datum|tenminste houdbaar tot|da consumarsi preferibilmente entro|tmc"
    "|consumir de preferencia antes de|najlepiej spozyc przed",
    "expiration_date": "expiration date|expiry date|expiry|expiration|exp date|expire date"
    "|expires|expires on|exp|exp dt|expirydate|date of expiry|sled bbd|sled|shelf life expiration"
    "|shelf life expiration date|shelf life end|expiration day|valid until|ablaufdatum"
    "|verfallsdatum|verfalldatum|verfall|verfalldat|haltbar bis|haltbarkeitsdatum"
    "|haltbarkeit|gultig bis|date d expiration|date expiration|date de peremption"
    "|date peremption|peremption|date limite|dlc|fecha de caducidad|caducidad|fecha caducidad"
    "|fecha de vencimiento|vencimiento|fecha vencimiento|fecha de expiracion"
    "|scadenza|data scadenza|data di scadenza|validade|data de validade|data validade|vencimento"
    "|data de vencimento|houdbaarheidsdatum|houdbaar tot|vervaldatum|uiterste houdbaarheidsdatum"
    "|data waznosci|termin waznosci|termin przydatnosci",
    "production_date": "production date|manufacturing date|manufacture date|date of manufacture"
    "|manufactured|manufactured on|manufactured date|mfg date|mfg|mfd|produced|produced on"
    "|production day|made on|herstelldatum|herstellungsdatum|produktionsdatum|hergestellt am"
    "|date de fabrication|date fabrication|date de production|fecha de fabricacion"
    "|fecha fabricacion|fecha de produccion|fecha de elaboracion"
    "|data di produzione|data produzione|data di fabbricazione|data de fabricacao|data de fabrico"
    "|data de producao|productiedatum|fabricagedatum|data produkcji",
    "removal_date": "removal date|remove date|remove by|withdrawal date|removal day"
    "|entnahmedatum|auslagerungsdatum|date de retrait|fecha de retirada|fecha de remocion",
    "alert_date": "alert date|alert day|warning date|warndatum|alarmdatum|date d alerte"
    "|date alerte|fecha de alerta",
    "retest_date": "retest date|re test date|retest|retest by|retest from|retest due|date of retest"
    "|retest due date|next inspection date|next inspection|next test date|nachprufdatum"
    "|nachprufung|wiederholungsprufung|retestdatum|nachstes prufdatum|date de retest"
    "|date de recontrole|date de reanalyse|fecha de reanalisis|fecha de reensayo|reanalisis",
    "received_date": "received date|receipt date|date received|received|received on"
    "|goods receipt date|gr date|last gr|receiving date|reception date|arrival date|date in"
    "|eingangsdatum|wareneingang|wareneingangsdatum|erhalten am|date de reception"
    "|date reception|recu le|fecha de recepcion|fecha recepcion|recibido|fecha de entrada"
    "|data di ricevimento|data ricevimento|data de recebimento|data de rececao|ontvangstdatum"
    "|ontvangen op|data przyjecia",
    "weight": "weight|net weight|net wt|lot weight|weight kg|nettogewicht|gewicht|poids net"
    "|poids|peso neto|peso"
    "|peso netto|peso liquido|nettogewicht kg|waga|waga netto",
    "quantity": "physical qoh|physical quantity|physical qty|physical count|counted quantity"
    "|counted qty|count|actual quantity|actual qty|inventory quantity|inventoried quantity"
    "|on hand quantity|quantity on hand|qty on hand|qoh|on hand|on hand qty|unrestricted"
    "|unrestricted stock|unrestricted use|unrestricted use stock|quantity|qty|stock quantity"
    "|stock qty|balance quantity|balance qty|stock|current stock|available quantity"
    "|available qty|available|menge|bestand|frei verwendbar|anzahl|istbestand|lagerbestand"
    "|quantite|quantite en stock|qte|stock physique|cantidad|existencias|cantidad disponible"
    "|cantidad a mano|ob qoh|opening balance|opening quantity"
    "|quantita|giacenza|quantita disponibile|esistenza|quantidade|quantidade em estoque|estoque"
    "|aantal|voorraad|hoeveelheid|ilosc|stan|stan magazynowy",
    "uom": "uom|unit of measure|unit|units|base unit of measure|product unit of measure"
    "|unit of measurement|stock uom|bun|um|me|mengeneinheit|einheit|basismengeneinheit|unite"
    "|unite de mesure|udm|unidad|unidad de medida"
    "|unita di misura|unita|um base|unidade|unidade de medida|eenheid|jednostka|jednostka miary"
    "|jm",
    "location": "bin location|storage bin|bin number|bin|bin code|bin name|storage location"
    "|stock location|location|location name|location code|shelf|shelf location"
    "|warehouse location|position"
    "|lagerplatz|lagerort|lagerstelle|standort|stellplatz|emplacement|ubicacion|localizacion"
    "|warehouse|lager|entrepot|almacen"
    "|ubicazione|scaffale|magazzino|localizacao|armazem|deposito|prateleira|locatie"
    "|magazijn|magazijnlocatie|lokalizacja|magazyn|polka",
    "supplier": "supplier|supplier name|vendor|vendor name|manufacturer|lieferant|hersteller"
    "|fournisseur|nom du fournisseur|proveedor|nombre del proveedor"
    "|fornitore|nome fornitore|fornecedor|nome do fornecedor|leverancier|dostawca|producent",
    "ref": "internal reference|internal ref|reference|ref|lot reference|interne referenz"
    "|referenz|reference interne|referencia interna|referencia"
    "|riferimento|riferimento interno|interne referentie",
    "description": "description|lot description|comment|comments|note|notes|remark|remarks"
    "|memo|beschreibung|bemerkung|bemerkungen|kommentar|notiz|hinweis|commentaire"
    "|commentaires|remarque|remarques|descripcion|comentario|comentarios|observaciones|notas"
    "|descrizione|note lotto|commento|osservazioni|descricao|observacoes|omschrijving|opmerking"
    "|opmerkingen|opis|uwagi",
    "company": "company|company name|legal entity|firma|unternehmen|gesellschaft|societe"
    "|entreprise|empresa|compania"
    "|azienda|societa|bedrijf|firma spolka",
}  # fmt: skip
FIELDS = tuple(SYNONYMS)
PRODUCT = frozenset({"product_code", "product_name", "product_barcode"})
EXACT = {
    word: (field, rank)
    for field, words in SYNONYMS.items()
    for rank, word in enumerate(words.split("|"))
}
DESCRIPTIONS = {"description", "descripcion", "descrizione", "descricao", "omschrijving", "opis",
                "beschreibung"}  # fmt: skip
# Single words that mean their field wherever they stand in a header.
TELLING = {
    "lot", "batch", "serial", "charge", "lote", "seriennummer", "barcode", "ean", "gtin", "sku",
    "expiry", "expiration", "expires", "sled", "mhd", "ablaufdatum", "verfallsdatum",
    "peremption", "caducidad", "vencimiento", "quantity", "qty", "menge", "quantite", "cantidad",
    "qoh", "bin", "location", "lagerplatz", "emplacement", "ubicacion", "supplier", "vendor",
    "lieferant", "fournisseur", "proveedor", "lotto", "scadenza", "validade", "vencimento",
    "fornitore", "fornecedor", "leverancier", "aantal", "ilosc", "weight", "gewicht", "poids",
    "peso", "comment", "uom",
}  # fmt: skip
# Words that make a header mean something else than the field they stand beside.
OTHERWISE = {
    "category", "group", "status", "state", "size", "price", "cost", "value", "type", "class",
    "reserved", "allocated", "ordered", "minimum", "maximum", "min", "max", "reorder", "blocked",
    "kategorie", "gruppe", "preis", "wert", "kosten", "categorie", "prix", "valeur", "cout",
    "categoria", "precio", "valor", "costo", "coste", "tracking", "days", "country", "count",
    "dest", "destination", "from", "to", "parent", "gross", "id", "lock", "properties",
}  # fmt: skip
CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
NUMBER_WORD = re.compile(r"(?<=[a-z]) (?:nr|num|nbr|numb|#)(?= |$)|#")


@lru_cache(maxsize=4096)
def normalise(header):
    """Return a header as plain lower-case words.

    >>> normalise("Lot/Serial-Number"), normalise("expirationDate"), normalise("Lot #")
    ('lot serial number', 'expiration date', 'lot number')
    >>> normalise("Quantité (kg)"), normalise("N° de lot")
    ('quantite kg', 'n de lot')
    """
    text = unicodedata.normalize("NFKD", CAMEL.sub(" ", header).casefold())
    text = "".join(char for char in text if not unicodedata.combining(char))
    words = " ".join(re.findall(r"[^\W_]+|#", text.replace("°", " ").replace("º", " ")))
    return " ".join(NUMBER_WORD.sub(" number", words).split())


def guess_fields(headers):
    """Return {column index: field} for the headers that name one of FIELDS.

    Headers that are a synonym come first (in the field's order of preference), then headers
    that contain one (longest first). Each field is given once, each header has one field.

    >>> guess_fields(["Product code", "Lot number", "OB QOH", "Physical QOH", "Colour"])
    {0: 'product_code', 1: 'name', 3: 'quantity'}
    >>> guess_fields(["Supplier batch no.", "Our lot code (new)", "Lot size"])
    {0: 'supplier_lot_ref', 1: 'name'}
    """
    claims = []
    for column, header in enumerate(headers):
        exact = _exact(header)
        if exact:
            claims.append((0, exact[1], column, exact[0]))
        else:
            claims.extend((1, -len(word), column, field) for word, field in _contained(header))
    chosen = {}
    for _level, _rank, column, field in sorted(claims):
        if column not in chosen and field not in chosen.values():
            chosen[column] = field
    _describe_product(headers, chosen)
    return dict(sorted(chosen.items()))


def _describe_product(headers, chosen):
    """A bare "Description" right behind the product's code is the product's, not the lot's."""
    if "product_name" in chosen.values():
        return
    for column, header in enumerate(headers):
        beside = chosen.get(column - 1) == "product_code"
        if beside and normalise(header) in DESCRIPTIONS:
            chosen[column] = "product_name"


def known_fields(cells):
    """Return how many different fields a line of cells names exactly."""
    found = (_exact(cell) for cell in cells if isinstance(cell, str) and len(cell) < 60)
    return len({exact[0] for exact in found if exact})


def _exact(header):
    """Return (field, rank) of a header that is a synonym, with or without its brackets."""
    bare = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", header)
    return EXACT.get(normalise(header)) or EXACT.get(normalise(bare))


@lru_cache(maxsize=1024)
def _contained(header):
    """Return [(synonym, field)] whose words all stand together in the header."""
    words = normalise(header)
    if OTHERWISE & set(words.split()):
        return []
    return [
        (synonym, field)
        for synonym, (field, _rank) in EXACT.items()
        if (" " in synonym or synonym in TELLING) and f" {synonym} " in f" {words} "
    ]
