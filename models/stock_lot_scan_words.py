from odoo import api, models
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

# what the identifiers people meet are called
IDENTIFIERS = {
    "01": _lt("article number (01)"),
    "02": _lt("article number (02)"),
    "10": _lt("lot number (10)"),
    "11": _lt("manufacturing date (11)"),
    "13": _lt("packing date (13)"),
    "15": _lt("best before date (15)"),
    "17": _lt("expiry date (17)"),
    "21": _lt("serial number (21)"),
    "7003": _lt("expiry time (7003)"),
}
MESSAGES = {
    "not_a_scan": _lt("It is no GS1 code, or only a part of one."),
    "unknown_identifier": _lt(
        "At position %(position)s, (%(identifier)s) begins nothing GS1 knows."
    ),
    "too_short": _lt("At position %(position)s, the %(name)s “%(value)s” is too short."),
    "too_long": _lt("At position %(position)s, the %(name)s “%(value)s” is too long."),
    "bad_digit": _lt(
        "At position %(position)s, the %(name)s “%(value)s” may have digits only."
    ),
    "bad_character": _lt(
        "At position %(position)s, the %(name)s “%(value)s” has a character that no GS1 code has."
    ),
    "bad_check_digit": _lt(
        "At position %(position)s, the last digit of the %(name)s “%(value)s” does not fit the "
        "others: a digit was misread or mistyped."
    ),
    "bad_date": _lt("At position %(position)s, the %(name)s “%(value)s” is no date that exists."),
    "contradiction": _lt(
        "At position %(position)s, the %(name)s “%(value)s” contradicts what stands before it."
    ),
}


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The words of what can be wrong with a scanned code: what, where, what to do next."""

    _inherit = "stock.lot"

    @api.model
    def _get_scan_error_words(self, error, text):
        return self.env._(
            "The code “%(code)s” cannot be read. %(problem)s Scan it again, or type the number "
            "and the dates by hand.",
            code=self._show_scan(text),
            problem=self._get_scan_problem(error),
        )

    @api.model
    def _get_scan_problem(self, error):
        """Return the one sentence that says what is wrong with a code."""
        names = {
            "position": error.position,
            "identifier": error.identifier,
            "name": self._get_identifier_name(error.identifier),
            "value": self._show_scan(error.text),
        }
        text = self.env._(MESSAGES[error.code])
        return text % names

    @api.model
    def _get_identifier_name(self, code):
        known = IDENTIFIERS.get(code)
        return self.env._(known) if known else self.env._("value of (%(code)s)", code=code)

    @api.model
    def _show_scan(self, text):
        """Return a code as people can read it: separators are shown."""
        return "".join(char if char.isprintable() else "␝" for char in text[:120])

    @api.model
    def _get_swallowed_words(self, code, number, date_code, digits):
        return self.env._(
            "The %(name)s “%(whole)s” ends like the %(date)s: the scanner seems to leave out the "
            "separator (FNC1). Set it to send it, or write (%(code)s)%(number)s(%(date_code)s)"
            "%(digits)s if that is meant, or (%(code)s)%(whole)s if the number really is so long.",
            name=self._get_identifier_name(code),
            whole=number + date_code + digits,
            date=self._get_identifier_name(date_code),
            code=code,
            number=number,
            date_code=date_code,
            digits=digits,
        )

    @api.model
    def _get_unknown_gtin_words(self, gtin, product):
        if product:
            return self.env._(
                "The article number of the code, %(gtin)s, is not one of %(product)s. Check the "
                "goods, or add it to the product as a barcode or a packaging's barcode.",
                gtin=gtin,
                product=product.display_name,
            )
        return self.env._(
            "No product has the article number %(gtin)s of the code. Add it to the product as its "
            "barcode or a packaging's barcode, or choose the product by hand.",
            gtin=gtin,
        )

    @api.model
    def _get_missing_number_words(self, elements, product):
        serial = product.tracking == "serial"
        if serial and elements.get("10"):
            return self.env._(
                "%(product)s needs a serial number, but the code only has the lot %(lot)s. Scan "
                "the code with (21), or type the serial number.",
                product=product.display_name,
                lot=elements["10"],
            )
        if not serial and elements.get("21"):
            return self.env._(
                "%(product)s needs a lot number, but the code only has the serial number "
                "%(serial)s. Scan the code with (10), or type the lot number.",
                product=product.display_name,
                serial=elements["21"],
            )
        return self.env._(
            "The code names %(product)s but no lot or serial number. Scan the code with the "
            "number, or type it.",
            product=product.display_name,
        )
