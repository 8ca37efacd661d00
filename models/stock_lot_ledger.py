from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

GUARD = "stock_lot_ledger_guard"
GUARD_BODY = """
BEGIN
    RAISE EXCEPTION USING
        ERRCODE = 'restrict_violation',
        MESSAGE = 'The ledger of lots is append-only: ' || TG_OP || ' on '
            || TG_TABLE_NAME || ' is refused.',
        HINT = 'Correct the lot: that adds an entry.';
END
"""


class StockLotLedger(models.AbstractModel):
    """Rows that are written once: refuses every change, in Odoo and in the database."""

    _name = "stock.lot.ledger"
    _description = "Append-Only Rows"
    _log_access = False
    _guarded = True  # by the database too

    def init(self):
        if self._guarded and not self._abstract:
            self._guard_table()

    @api.model
    def _guard_table(self):
        """Make the database itself refuse UPDATE, DELETE and TRUNCATE on this table."""
        cr = self.env.cr
        cr.execute(
            SQL(
                "CREATE OR REPLACE FUNCTION %s() RETURNS trigger LANGUAGE plpgsql AS %s",
                SQL.identifier(GUARD),
                GUARD_BODY,
            )
        )
        for name, events, level in (
            (GUARD, SQL("UPDATE OR DELETE"), SQL("ROW")),
            (f"{GUARD}_truncate", SQL("TRUNCATE"), SQL("STATEMENT")),
        ):
            names = {
                "name": SQL.identifier(name),
                "table": SQL.identifier(self._table),
                "guard": SQL.identifier(GUARD),
            }
            cr.execute(SQL("DROP TRIGGER IF EXISTS %(name)s ON %(table)s", **names))
            cr.execute(
                SQL(
                    "CREATE TRIGGER %(name)s BEFORE %(events)s ON %(table)s"
                    " FOR EACH %(level)s EXECUTE FUNCTION %(guard)s()",
                    events=events,
                    level=level,
                    **names,
                )
            )

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise UserError(
            self.env._("The ledger is written by the system, together with the fact.")
        )

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(
            self.env._("The ledger is never altered. Correct the lot: it adds an event.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_always(self):
        raise UserError(self.env._("Nothing in the ledger is ever deleted."))

    @api.model
    def _get_insert_sql(self, columns, rows):
        """Return the statement that appends `rows` and returns their ids, in their order.

        :param columns: pairs of column and type
        :param rows: tuples of values, one for each column
        """
        arrays = [
            SQL("%s::" + cast + "[]", list(values))
            for (_name, cast), values in zip(columns, zip(*rows, strict=True), strict=True)
        ]
        return SQL(
            "INSERT INTO %s (%s) SELECT * FROM unnest(%s) RETURNING id",
            SQL.identifier(self._table),
            SQL(", ").join(SQL.identifier(name) for name, _cast in columns),
            SQL(", ").join(arrays),
        )
