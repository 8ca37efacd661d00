import json

from odoo import api, fields, models
from odoo.tools import SQL

TIMES = ("expiration_time", "use_time", "removal_time", "alert_time")
KEPT = 5  # earlier values that are remembered


class ProductTemplate(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Remembers earlier shelf lives, to find the lots whose dates still follow them."""

    _inherit = "product.template"

    lot_times_before = fields.Json(
        copy=False, readonly=True, help="Earlier numbers of days, by field, the latest first."
    )
    stale_lots_notice = fields.Char(compute="_compute_stale_lots_notice")

    def write(self, vals):
        changed = [name for name in TIMES if name in vals]
        before = {row.id: {name: row[name] for name in changed} for row in self} if changed else {}
        result = super().write(vals)
        for row in self if changed else ():
            row._remember_times(before[row.id])
        return result

    def _remember_times(self, before):
        times = dict(self.lot_times_before or {})
        for name, days in before.items():
            if days and days != self[name]:
                earlier = [days, *(old for old in times.get(name, ()) if old != days)]
                times[name] = earlier[:KEPT]
        if times != (self.lot_times_before or {}):
            self.lot_times_before = times

    @api.depends("lot_times_before", *TIMES)
    @api.depends_context("lang", "uid", "allowed_company_ids")
    def _compute_stale_lots_notice(self):
        for row in self:
            expiry, others = row._find_stale_lots()
            lots = expiry | others
            row.stale_lots_notice = bool(lots) and self.env._(
                "%(lots)s in use carry dates by an earlier shelf life of this product. Lots whose "
                "dates were given by hand are left out.",
                lots=lots._get_count_words(len(lots)),
            )

    def _find_stale_lots(self):
        """Return the lots whose expiry, and those whose other dates, follow earlier days."""
        Lot = self.env["stock.lot"]
        times = self.lot_times_before or {}
        if not times or not self.use_expiration_date or not Lot.has_access("read"):
            return Lot, Lot
        # read by SQL below
        self.env["stock.picking"].flush_model(["scheduled_date"])
        self.env["stock.move.line"].flush_model(["lot_id", "state", "date", "picking_id"])
        own = [("product_id", "in", self.with_context(active_test=False).product_variant_ids.ids)]
        own += [("closed_reason", "=", False), ("expiration_date", "!=", False)]
        stale = []
        for names in (TIMES[:1], TIMES[1:]):
            query = Lot._search(own)
            conditions = [
                condition
                for name in names
                if (condition := self._get_stale_condition(name, times.get(name), query))
            ]
            if conditions:
                query.add_where(SQL("(%s)", SQL(" OR ").join(conditions)))
            stale.append(Lot.browse(query if conditions else ()))
        return stale

    def _get_stale_condition(self, name, earlier, query):
        days = [old for old in earlier or () if old != self[name]]
        if not days:
            return None
        if name == "expiration_time":
            return self.env["stock.lot"]._get_life_condition(days, self[name], query)
        return self.env["stock.lot"]._get_distance_condition(name, days, query)

    def action_review_lot_dates(self):
        """Open Update Lot Expiry Transactions on the lots that follow an earlier shelf life."""
        self.ensure_one()
        expiry, others = self._find_stale_lots()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "stock_lot_lifecycle.stock_lot_update_expiry_action"
        )
        context = {
            "default_scope": "chosen",
            "default_lot_domain": json.dumps([["id", "in", (expiry or others).ids]]),
            "default_mode": "life" if expiry else "product",
            "default_reason": self.env._("Shelf life of the product changed"),
        }
        return {**action, "context": context}

    def action_keep_lot_dates(self):
        """Leave the dates of lots as they are: nobody is reminded of earlier shelf lives."""
        self.check_access("write")
        self.lot_times_before = False
        return True


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """SQL over the distances between a lot's dates."""

    _inherit = "stock.lot"

    @api.model
    def _get_life_condition(self, days, now, query):
        """Return the lots that expire one of so many `days` after they began, and not `now`."""
        alias = self._table
        last = self._get_day_sql(alias, "expiration_date", query)
        made = self._field_to_sql(alias, "production_date", query)
        starts = [
            self._field_to_sql(alias, "received_date", query),
            self._get_day_sql(alias, "create_date", query),
            self._get_planned_day_sql(alias, query),
        ]
        return SQL(
            "CASE WHEN %(made)s IS NOT NULL THEN %(last)s - %(made)s = ANY(%(days)s)"
            " ELSE (%(old)s) AND NOT COALESCE(%(now)s, FALSE) END",
            made=made,
            last=last,
            days=days,
            old=SQL(" OR ").join(SQL("%s - %s = ANY(%s)", last, day, days) for day in starts),
            now=SQL(" OR ").join(SQL("%s - %s = %s", last, day, now) for day in starts),
        )

    @api.model
    def _get_planned_day_sql(self, alias, query):
        """Return the day for which the first receipt of a lot was planned: core counts from it."""
        lot_id = self._field_to_sql(alias, "id", query)
        day = self._get_by_zone_sql(
            alias,
            query,
            lambda zone: SQL(
                "(picking.scheduled_date AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", zone
            ),
        )
        return SQL(
            "(SELECT %s FROM stock_move_line line JOIN stock_picking picking"
            " ON picking.id = line.picking_id WHERE line.lot_id = %s AND line.state = 'done'"
            " ORDER BY line.date, line.id LIMIT 1)",
            day,
            lot_id,
        )

    @api.model
    def _get_distance_condition(self, time, days, query):
        """Return the lots of which a date lies one of so many `days` before the expiry."""
        instant = {"use_time": "use_date", "removal_time": "removal_date"}.get(time, "alert_date")
        last = self._get_day_sql(self._table, "expiration_date", query)
        day = self._get_day_sql(self._table, instant, query)
        return SQL("%s - %s = ANY(%s)", last, day, days)
