from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date, format_list

from ..tools.result_value import (
    ResultError,
    read_number,
    read_result,
    round_half_up,
    split_list,
)  # fmt: skip
from ..tools.result_verdict import Limits, judge
from .stock_lot_characteristic import KINDS

BOUNDS = ("minimum", "maximum", "target", "lod")


class StockLotLimits(models.AbstractModel):
    """What a value is and must keep: of a specification's line, and copied to each result.

    Bounds are texts with a decimal point, exactly as they were entered and will be printed.
    """

    _name = "stock.lot.limits"
    _description = "Limits"

    characteristic_id = fields.Many2one(
        "stock.lot.characteristic", required=True, index=True, ondelete="restrict"
    )
    sequence = fields.Integer(default=10)
    kind = fields.Selection(KINDS, compute="_compute_terms", store=True, precompute=True)
    unit = fields.Char(compute="_compute_terms", store=True, precompute=True)
    choices = fields.Char(compute="_compute_terms", store=True, precompute=True)
    decimals = fields.Integer(compute="_compute_terms", store=True, precompute=True, readonly=False)
    method = fields.Char(compute="_compute_terms", store=True, precompute=True, readonly=False)
    is_identity = fields.Boolean(
        "Identity test", compute="_compute_terms", store=True, precompute=True
    )
    minimum = fields.Char()
    maximum = fields.Char()
    minimum_included = fields.Boolean("Minimum passes", default=True)
    maximum_included = fields.Boolean("Maximum passes", default=True)
    target = fields.Char()
    lod = fields.Char("Detection Limit", help="What <LOD and “not detected” stand for.")
    accepted = fields.Char(
        help="Texts or choices that pass, separated by semicolons; yes or no. Empty: all."
    )
    is_required = fields.Boolean(
        "Required", default=True, help="Without its result nobody can say that the lot passes."
    )
    limits_words = fields.Char("Limits", compute="_compute_limits_words")

    @api.depends("characteristic_id")
    def _compute_terms(self):
        for row in self:
            of = row.characteristic_id
            row.update(
                {
                    name: of[name]
                    for name in ("kind", "unit", "choices", "decimals", "method", "is_identity")
                }
            )

    @api.depends(
        "kind", "unit", "minimum", "maximum", "minimum_included", "maximum_included", "accepted"
    )
    @api.depends_context("lang")
    def _compute_limits_words(self):
        for row in self:
            row.limits_words = row._get_limits_words()

    def _get_limits_words(self):
        if self.kind not in ("number", "date"):
            words = [self._get_value_words(text) for text in split_list(self.accepted)]
            return format_list(self.env, words, style="or") if words else ""
        low, high = map(self._get_value_words, (self.minimum, self.maximum))
        unit = f" {self.unit}" if self.unit else ""
        if low and high and self.minimum_included and self.maximum_included:
            return f"{low} – {high}{unit}"
        parts = []
        if low:
            parts.append(f"{'≥' if self.minimum_included else '>'} {low}{unit}")
        if high:
            parts.append(f"{'≤' if self.maximum_included else '<'} {high}{unit}")
        return ", ".join(parts)

    def _get_value_words(self, value):
        """Return a kept value as the reader's language writes it."""
        if not value:
            return ""
        if self.kind == "number":
            return value.replace(".", self._get_decimal_mark())
        if self.kind == "yes_no":
            return self.env._("Yes") if value == "yes" else self.env._("No")
        return format_date(self.env, value) if self.kind == "date" else value

    @api.model
    def _get_decimal_mark(self):
        return self.env["res.lang"]._get_data(code=self.env.lang or "en_US").decimal_point or "."

    @api.constrains("characteristic_id", *BOUNDS, "accepted")
    def _check_limits(self):
        for row in self:
            limits = row._get_limits()
            low, high = limits.minimum, limits.maximum
            if low is not None and high is not None and low > high:
                raise ValidationError(
                    self.env._(
                        "%(name)s: the minimum %(low)s is above the maximum %(high)s, so nothing "
                        "could pass. Correct one of them.",
                        name=row.characteristic_id.name,
                        low=row.minimum,
                        high=row.maximum,
                    )
                )
            row._check_accepted(limits.accepted)

    def _check_accepted(self, accepted):
        known = {"choice": split_list(self.choices), "yes_no": ["yes", "no"]}.get(self.kind)
        for text in accepted if known is not None else ():
            if text.casefold() not in {choice.casefold() for choice in known}:
                raise ValidationError(
                    self.env._(
                        "%(name)s can never be “%(text)s”. Possible are: %(choices)s.",
                        name=self.characteristic_id.name,
                        text=text,
                        choices=format_list(self.env, known, style="or"),
                    )
                )

    @api.model
    def _clean_bounds(self, vals):
        """Write numbers among the bounds with a decimal point, whatever was typed."""
        mark = self._get_decimal_mark()
        for name in BOUNDS:
            typed = str(vals.get(name) or "").strip()
            if typed:
                vals[name] = _as_day(typed) or self._clean_number(typed, mark)
        return vals

    @api.model
    def _clean_number(self, typed, mark):
        try:
            number, unit = read_number(typed, mark)
        except ResultError as error:
            raise ValidationError(self._get_error_words(error)) from error
        if unit:
            raise ValidationError(
                self.env._(
                    "Limits are numbers in the unit of their characteristic: take “%(unit)s” out "
                    "of “%(value)s”.",
                    unit=unit,
                    value=typed,
                )
            )
        return f"{number:f}"

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._clean_bounds(dict(vals)) for vals in vals_list])

    def write(self, vals):
        return super().write(self._clean_bounds(dict(vals)))

    # reading and judging

    def _get_limits(self):
        """Return the Limits a reading is judged by."""
        self.ensure_one()
        low, high = map(self._get_bound, (self.minimum, self.maximum))
        return Limits(
            low, high, self.minimum_included, self.maximum_included,
            tuple(split_list(self.accepted)),
        )  # fmt: skip

    def _get_bound(self, text):
        if not text:
            return None
        return fields.Date.to_date(text) if self.kind == "date" else Decimal(text)

    def _read(self, typed):
        """Return the Reading of what was typed, in this row's unit; None for nothing.

        :raises UserError: it is no value of this kind
        """
        self.ensure_one()
        try:
            reading = read_result(
                self.kind,
                typed,
                lod=Decimal(self.lod) if self.lod else None,
                choices=split_list(self.choices),
                mark=self._get_decimal_mark(),
            )
            if reading and self.kind == "number":
                reading = self.characteristic_id._convert(reading, typed)
                if not reading.sign and self.decimals >= 0:  # a bound stays what it says
                    reading = reading._replace(value=round_half_up(reading.value, self.decimals))
            return reading
        except ResultError as error:
            words = self._get_error_words(error)
            name = self.characteristic_id.name
            raise UserError(self.env._("%(name)s: %(words)s", name=name, words=words)) from error

    def _judge(self, reading):
        return judge(reading, self._get_limits())

    @api.model
    def _get_error_words(self, error):
        facts = {
            key: format_list(self.env, value, style="or") if isinstance(value, list) else value
            for key, value in error.facts.items()
        }
        words = {
            "not_a_number": self.env._("“%(value)s” is no number. Type one, such as 1.5 or <0.05."),
            "ambiguous_number": self.env._(
                "“%(value)s” can be read in two ways. Type it without a thousands separator."
            ),
            "number_too_large": self.env._("“%(value)s” is too large. Look at it again."),
            "other_unit": self.env._(
                "“%(value)s” has the unit %(unit)s, but results are in %(own)s. Convert it."
            ),
            "no_detection_limit": self.env._(
                "“%(value)s” says nothing here, as there is no detection limit. Type it, such as "
                "<0.05."
            ),
            "not_a_choice": self.env._("“%(value)s” is none of: %(choices)s."),
            "not_yes_no": self.env._("“%(value)s” is neither yes nor no."),
            "not_a_date": self.env._("“%(value)s” is no clear date. Type it as 2026-01-31."),
            "too_long": self.env._("This is too long: %(limit)s characters at most."),
        }
        return words[error.code] % facts


def _as_day(text):
    """Return a day as 2026-01-31; None for what is none."""
    try:
        return fields.Date.to_date(text).isoformat()
    except ValueError:
        return None
