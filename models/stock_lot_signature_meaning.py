from odoo import fields, models


class StockLotSignatureMeaning(models.Model):
    """What a person declares by signing; configured words, no behaviour."""

    _name = "stock.lot.signature.meaning"
    _description = "Meaning of a Signature"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True, help="As it is printed with the signature.")
    code = fields.Char(required=True, help="Stable code; signatures keep it.")
    sequence = fields.Integer(default=10)

    _code_unique = models.UniqueIndex("(code)", "Two meanings cannot have the same code.")
