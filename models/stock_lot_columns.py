from odoo import models
from odoo.tools import SQL
from odoo.tools.sql import add_foreign_key, column_exists, create_index


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The columns of lots that were there before the add-on: filled at install, never later.

    They are filled before the indexes on them exist: on a million lots that is the
    difference between one minute and an hour.
    """

    _inherit = "stock.lot"

    def _auto_init(self):
        if not column_exists(self.env.cr, self._table, "presence"):
            self._add_filled_columns()
        return super()._auto_init()

    def _add_filled_columns(self):
        """Add where the lots are and since when, from the movements that were done."""
        cr = self.env.cr
        lines = self.env["stock.move.line"]
        lines._lot_done.apply_to_database(lines)  # the statement below needs it
        cr.execute(
            SQL(
                "ALTER TABLE stock_lot ADD COLUMN presence varchar NOT NULL DEFAULT 'new',"
                " ADD COLUMN closed_reason varchar, ADD COLUMN received_date date,"
                " ADD COLUMN merged_into_id int4"
            )
        )
        cr.execute(
            SQL(
                """
                UPDATE stock_lot
                SET presence = place.presence,
                    closed_reason = NULLIF(NULLIF(place.presence, 'new'), 'on_hand'),
                    received_date = first.day
                FROM (%(presences)s) AS place (lot_id, presence)
                LEFT JOIN (%(arrivals)s) AS first (lot_id, day) ON first.lot_id = place.lot_id
                WHERE stock_lot.id = place.lot_id
                    AND (place.presence <> 'new' OR first.day IS NOT NULL)
                """,
                presences=self._get_presence_sql(),
                arrivals=self._get_arrivals_sql(*self._read_install_zones()),
            )
        )
        cr.execute(SQL("ALTER TABLE stock_lot ALTER COLUMN presence DROP DEFAULT"))

    def _read_install_zones(self):
        """Return ``{company id: zone}`` and the main one's, before the column for it exists."""
        rows = self.env.execute_query(
            SQL(
                "SELECT company.id, COALESCE(partner.tz, 'UTC') FROM res_company company"
                " JOIN res_partner partner ON partner.id = company.partner_id"
                " ORDER BY company.active DESC, company.id"
            )
        )
        return dict(rows), rows[0][1]

    def _fill_disposition(self):
        """Release the lots that have no disposition, those there before the add-on."""
        released = self._get_released().id
        cr = self.env.cr
        fresh = self.env.execute_query(
            SQL("SELECT NOT EXISTS (SELECT FROM stock_lot WHERE disposition_id IS NOT NULL)")
        )[0][0]
        if not fresh:
            cr.execute(
                SQL(
                    "UPDATE stock_lot SET disposition_id = %s WHERE disposition_id IS NULL",
                    released,
                )
            )
            return
        # a column added with a default needs no rewriting of the table
        cr.execute(SQL("ALTER TABLE stock_lot DROP COLUMN disposition_id"))
        cr.execute(SQL("ALTER TABLE stock_lot ADD COLUMN disposition_id int4 DEFAULT %s", released))
        cr.execute(SQL("ALTER TABLE stock_lot ALTER COLUMN disposition_id DROP DEFAULT"))
        add_foreign_key(
            cr, "stock_lot", "disposition_id", "stock_lot_disposition", "id", "restrict"
        )
        create_index(cr, "stock_lot__disposition_id_index", "stock_lot", ['"disposition_id"'])
