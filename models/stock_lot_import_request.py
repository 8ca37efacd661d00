from odoo import api, models
from odoo.exceptions import UserError

from ..tools import lot_table
from ..tools.table_text import is_half
from .stock_lot_import_column import FIELD_LABELS

SELECTED = (
    "unknown_product", "existing_lot", "expiry_conflict", "without_number", "unknown_location",
    "unknown_supplier", "date_order", "decimal_mark",
)  # fmt: skip
SWITCHED = ("set_quantities", "dry_run")
POLICY = {*SELECTED, *SWITCHED, "source"}
LONGEST = 200  # characters of a key or a source


class StockLotImport(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The aspect that refuses requests that make no sense, in words; it reads no lot."""

    _inherit = "stock.lot.import"

    @api.model
    def _check_request(self, rows, key, policy):
        """Refuse what other systems may not send: anything may come in over the network."""
        self.check_access("create")
        if not _is_word(key):
            raise UserError(self.env._("Give the request a key: a text of 1 to 200 characters."))
        if not isinstance(rows, list) or not rows:
            raise UserError(self.env._("The request has no rows."))
        if len(rows) > lot_table.LIMITS.rows:
            raise UserError(
                self.env._("At most %(limit)s rows can be sent.", limit=lot_table.LIMITS.rows)
            )
        if policy and not isinstance(policy, dict):
            raise UserError(self.env._("The policy is an object with names and answers."))
        self._check_names(rows, policy or {})
        self._check_values(rows)
        self._check_policy(policy or {})

    @api.model
    def _check_names(self, rows, policy):
        known = {name for name, _label in FIELD_LABELS}
        unknown = {
            str(name)
            for row in rows
            for name in (row if isinstance(row, dict) else {"(not a row)": 1})
        } - known
        unknown |= {str(name) for name in policy.keys() - POLICY}
        if unknown:
            raise UserError(
                self.env._(
                    "These names are not known: %(names)s.", names=", ".join(sorted(unknown)[:20])
                )
            )

    @api.model
    def _check_values(self, rows):
        """A list or an object in a row means nothing; as a text it would become a number."""
        for number, row in enumerate(rows, 1):
            for name, value in row.items():
                if value is True or isinstance(value, (list, dict)):
                    raise UserError(
                        self.env._(
                            "Row %(row)s: “%(name)s” is neither a text nor a number.",
                            row=number,
                            name=name,
                        )
                    )

    @api.model
    def _check_policy(self, policy):
        source = policy.get("source")
        if source and not _is_word(source):
            raise UserError(self.env._("The source is a text of at most 200 characters."))
        for name in SWITCHED:
            if policy.get(name) not in (None, True, False):
                raise UserError(self.env._("“%(name)s” is true or false.", name=name))
        for name in SELECTED:
            field, value = self._fields[name], policy.get(name)
            allowed = field.get_values(self.env)
            if name in policy and value not in allowed and (value or field.required):
                raise UserError(
                    self.env._(
                        "“%(name)s” cannot be “%(value)s”. It is one of: %(allowed)s.",
                        name=name,
                        value=value,
                        allowed=", ".join(allowed),
                    )
                )


def _is_word(text):
    """Say whether this is a short text that a database can keep."""
    return (
        isinstance(text, str)
        and 0 < len(text.strip()) <= len(text) <= LONGEST
        and not any(char < " " or is_half(char) for char in text)
    )
