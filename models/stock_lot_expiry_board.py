from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

WEEKS = 26
EXPIRED = "expired"
LONGEST = 10  # places and products shown
ALERTS = 20


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """What expires when, where and of what, in one statement. Decides and writes nothing."""

    _inherit = "stock.lot"

    @api.model
    @api.readonly
    def get_expiry_board(self, week=None, location_id=None, product_id=None):
        """Return what the stock of the user's companies loses in the coming weeks.

        :param week: first day of a week, or ``expired``: places and products of that week only
        :param location_id: weeks and products of that place only
        :param product_id: weeks and places of that product only
        :return: a dict of plain values; an empty ``weeks`` means that nothing expires
        """
        self.check_access("read")
        chosen = {"week": week, "location": location_id, "product": product_id}
        lots = self._search(self._domain_board())
        currency = self._get_board_currency()
        rows = self.env.execute_query(self._get_board_sql(lots, chosen, bool(currency)))
        by_kind = {kind: [] for kind in ("week", "location", "product")}
        for kind, *row in rows:
            by_kind[kind].append(row)
        return {
            "currency_id": currency.id,
            "weeks": self._get_board_weeks(by_kind["week"]) if rows else [],
            "places": self._get_board_lines(by_kind["location"], "stock.location"),
            "products": self._get_board_lines(by_kind["product"], "product.product"),
            **self._get_board_alerts(chosen),
        }

    @api.model
    def _domain_board(self):
        held = Domain("presence", "=", "on_hand") & Domain("expiration_date", "!=", False)
        return held & self._domain_day("expiration_date", "<", WEEKS * 7)

    @api.model
    def _get_board_currency(self):
        """Return the one currency in which costs may be added up; none if there is no such."""
        Product = self.env["product.product"]
        nothing = self.env["res.currency"]
        seen = Product._has_field_access(Product._fields["standard_price"], "read")
        if not seen or not Product.has_access("read"):
            return nothing
        currencies = self.env.companies.currency_id
        return currencies if len(currencies) == 1 else nothing

    @api.model
    def _get_board_sql(self, lots, chosen, with_value):
        """Return ``kind, key, unit, lots, quantity, value`` by week, by place and by product."""
        alias = lots.table
        day = self._get_day_sql(alias, "expiration_date", lots)
        expired = self._domain_expired().optimize_full(self)._to_sql(self, alias, lots)
        week = SQL(
            "CASE WHEN %s THEN %s ELSE date_trunc('week', %s)::date::text END",
            expired, EXPIRED, day,
        )  # fmt: skip
        price = SQL("COALESCE((product.standard_price ->> place.company_id::text)::numeric, 0)")
        return SQL(
            """
            WITH held AS MATERIALIZED (
                SELECT lot.id AS lot_id, lot.week, quant.location_id::text AS location,
                    lot.product_id::text AS product, template.uom_id AS unit, quant.quantity,
                    quant.quantity * %(price)s AS value
                FROM (%(lots)s) AS lot (id, product_id, week)
                JOIN stock_quant quant ON quant.lot_id = lot.id AND quant.quantity > 0
                JOIN stock_location place ON place.id = quant.location_id
                    AND place.usage IN ('internal', 'transit')
                    AND place.company_id = ANY(%(companies)s)
                JOIN product_product product ON product.id = lot.product_id
                JOIN product_template template ON template.id = product.product_tmpl_id
            )
            %(weeks)s UNION ALL %(places)s UNION ALL %(products)s
            """,
            lots=lots.select(*(SQL.identifier(alias, name) for name in ("id", "product_id")), week),
            price=price if with_value else SQL("0"),
            companies=self.env.companies.ids,
            weeks=self._get_board_part_sql("week", chosen),
            places=self._get_board_part_sql("location", chosen),
            products=self._get_board_part_sql("product", chosen),
        )

    @api.model
    def _get_board_part_sql(self, kind, chosen):
        """Return the sums by `kind`, of what was chosen of the two other kinds."""
        conditions = [
            SQL("%s = %s", SQL.identifier(other), str(key))
            for other, key in chosen.items()
            if key and other != kind
        ]
        return SQL(
            "SELECT %(kind)s, %(column)s, unit, COUNT(DISTINCT lot_id), SUM(quantity), SUM(value)"
            " FROM held WHERE %(where)s GROUP BY 2, 3",
            kind=kind,
            column=SQL.identifier(kind),
            where=SQL(" AND ").join(conditions) if conditions else SQL("TRUE"),
        )

    @api.model
    def _add_up(self, rows):
        """Return ``{key: facts}``: units are never added to each other."""
        units = self.env["uom.uom"].sudo()  # sudo: names of units of lots the reader sees
        found = {}
        for key, unit_id, lots, quantity, value in rows:
            facts = found.setdefault(key, {"lots": 0, "quantity": 0, "value": 0, "amounts": []})
            facts["lots"] += lots
            facts["quantity"] += float(quantity)
            facts["value"] += float(value)
            facts["amounts"].append([float(quantity), units.browse(unit_id).display_name])
        return found

    @api.model
    def _get_board_weeks(self, rows):
        """Return what is expired and every coming week, those without anything too."""
        nothing = {"lots": 0, "quantity": 0, "value": 0, "amounts": []}
        found = self._add_up(rows)
        today = self.env.company._get_lot_today()
        monday = today - timedelta(days=today.weekday())
        days = [monday + timedelta(weeks=number) for number in range(WEEKS)]
        keys = [EXPIRED, *map(fields.Date.to_string, days)]
        keys += sorted(found.keys() - set(keys))  # the last days of the last week
        return [{"key": key, **found.get(key, nothing)} for key in keys]

    @api.model
    def _get_board_lines(self, rows, model):
        found = self._add_up(rows)
        most = sorted(found, key=lambda key: (found[key]["value"], found[key]["lots"]))[::-1]
        ids = [int(key) for key in most[:LONGEST]]
        # sudo: names of places and products of lots the reader sees
        records = self.env[model].sudo().browse(ids)
        return [
            {"key": record.id, "name": record.display_name, **found[str(record.id)]}
            for record in records
        ]

    @api.model
    def _get_board_alerts(self, chosen):
        """Return the alerts to answer, escalated first, of what was chosen."""
        Alert = self.env["stock.lot.alert"]
        domain = Domain("is_open", "=", True)
        if chosen["product"]:
            domain &= Domain("product_id", "=", chosen["product"])
        alerts = Alert.search(domain, limit=ALERTS)
        names = (
            "lot_id", "product_id", "warning", "day", "state", "quantity", "product_uom_id",
            "left_words",
        )  # fmt: skip
        return {
            "alerts": alerts.read(names, load="_classic_read"),
            "alert_count": Alert.search_count(domain),
            "may_answer": self.has_access("write"),
        }

    @api.model
    def action_open_board_lots(self, week=None, location_id=None, product_id=None):
        """Open the lots behind what was chosen on the dashboard."""
        domain = self._domain_board()
        if week == EXPIRED:
            domain &= self._domain_expired()
        elif week:
            first = fields.Date.to_date(week)
            domain = Domain("presence", "=", "on_hand") & self._domain_expired(False)
            domain &= Domain("expiration_day", ">=", first)
            domain &= Domain("expiration_day", "<", first + timedelta(days=7))
        if location_id:
            domain &= Domain("quant_ids.location_id", "=", location_id)
        if product_id:
            domain &= Domain("product_id", "=", product_id)
        found = self.search(domain, limit=10_000)
        return self._get_lots_action(self.env._("Expiring lots"), [("id", "in", found.ids)])
