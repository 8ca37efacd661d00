from decimal import Context, Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.result_value import ResultError, split_list

KINDS = [
    ("number", "Number"),
    ("text", "Text"),
    ("choice", "Choice"),
    ("yes_no", "Yes or no"),
    ("date", "Date"),
]
MEANING = {"kind", "unit", "uom_id", "choices"}
MOST_DECIMALS = 12
EXACT = Context(prec=15)  # factors of units are binary fractions: beyond this is noise


class StockLotCharacteristic(models.Model):
    """What can be tested of a lot, in every specification the same, so that results compare."""

    _name = "stock.lot.characteristic"
    _description = "Characteristic"
    _order = "sequence, name, id"
    _rec_names_search = ("name", "code")

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True, copy=False, help="Stable code; files and laboratory systems refer to it."
    )
    sequence = fields.Integer(default=10)
    kind = fields.Selection(KINDS, required=True, default="number")
    unit = fields.Char(help="Unit of the results as it is printed: mg, %, CFU/g, pH, nothing.")
    uom_id = fields.Many2one(
        "uom.uom",
        "Converted by",
        ondelete="restrict",
        help="The same unit among the units of measure. Results typed with a related unit are "
        "converted; without it another unit is refused.",
    )
    decimals = fields.Integer(
        default=-1, help="Results are rounded half up to it before they are compared. -1: not."
    )
    method = fields.Char(help="How it is tested: a pharmacopoeia, a standard, a house method.")
    choices = fields.Char(help="Possible results, separated by semicolons.")
    is_identity = fields.Boolean(
        "Identity test", help="It proves what the goods are, so no certificate replaces it."
    )

    _code_unique = models.UniqueIndex("(code)", "Two characteristics cannot have the same code.")

    @api.constrains("kind", "choices", "decimals")
    def _check_complete(self):
        for characteristic in self:
            if characteristic.kind == "choice" and len(split_list(characteristic.choices)) < 2:
                raise UserError(
                    self.env._(
                        "%(name)s is a choice: name at least two possible results, separated by "
                        "semicolons.",
                        name=characteristic.name,
                    )
                )
            if not -1 <= characteristic.decimals <= MOST_DECIMALS:
                raise UserError(
                    self.env._(
                        "%(name)s cannot have %(count)s decimals. Give 0 to %(most)s, or -1 for as "
                        "many as are typed.",
                        name=characteristic.name,
                        count=characteristic.decimals,
                        most=MOST_DECIMALS,
                    )
                )

    def write(self, vals):
        for name in MEANING & vals.keys():
            for characteristic in self:
                field = characteristic._fields[name]
                old = field.convert_to_write(characteristic[name], characteristic)
                if (old or False) != (vals[name] or False):
                    characteristic._check_unused()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for characteristic in self:
            characteristic._check_unused()

    def _check_unused(self):
        # sudo: used is used, whichever company tests it
        Line = self.env["stock.lot.specification.line"].sudo()
        if Line.search_count([("characteristic_id", "=", self.id)], limit=1):
            raise UserError(
                self.env._(
                    "%(name)s is used in specifications: its kind, unit and choices stay as they "
                    "are, so that results remain comparable. Make another characteristic.",
                    name=self.name,
                )
            )

    def _convert(self, reading, typed):
        """Return a number's Reading in the unit of this characteristic.

        :raises ResultError: it was typed with a unit that is no relative of it
        """
        self.ensure_one()
        if not reading.unit or reading.unit.casefold() == (self.unit or "").casefold():
            return reading._replace(unit="")
        # sudo: units are names and factors
        own = self.sudo().uom_id
        found = own.search([("name", "=ilike", reading.unit)]) if own else own
        found = found.filtered(own._has_common_reference)
        if len(found) != 1:
            raise ResultError("other_unit", value=typed, unit=reading.unit, own=self.unit or "–")
        factor = Decimal(repr(found.factor)) / Decimal(repr(own.factor))
        return reading._replace(value=EXACT.multiply(reading.value, factor), unit="")
