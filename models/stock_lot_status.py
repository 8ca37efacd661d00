from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .provenance import Provenance, with_provenance

PRESENCES = [
    ("new", "Never moved"),
    ("on_hand", "In stock"),
    ("shipped", "Shipped"),
    ("consumed", "Consumed"),
    ("scrapped", "Scrapped"),
    ("returned", "Sent back"),
    ("adjusted", "Adjusted"),
    ("merged", "Merged"),
]
PRESENT = ("new", "on_hand")
CLOSED_REASONS = [("retired", "Retired"), *PRESENCES[2:]]


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Presence, kept by the movement seam, and the status derived from the axes."""

    _inherit = "stock.lot"

    presence = fields.Selection(
        PRESENCES,
        default="new",
        required=True,
        readonly=True,
        copy=False,
        help="Where the lot went; maintained by the movements.",
    )
    closed_reason = fields.Selection(
        CLOSED_REASONS, compute="_compute_closed_reason", store=True, precompute=True
    )
    status = fields.Selection(
        [("active", "Active"), ("inactive", "Inactive")],
        compute="_compute_status",
        search="_search_status",
        help="Inactive: retired, nothing left, or expired.",
    )
    inactive_reason = fields.Selection(
        [*CLOSED_REASONS, ("expired", "Expired")],
        compute="_compute_status",
        search="_search_inactive_reason",
    )
    _open_by_number = models.Index("(name, id) WHERE closed_reason IS NULL")
    # with the company, which the rule of access asks for: counting reads nothing but the index
    _closed_by_number = models.Index(
        "(name, id) INCLUDE (company_id) WHERE closed_reason IS NOT NULL"
    )

    @api.depends("presence", "disposition_id.makes_inactive")
    def _compute_closed_reason(self):
        for lot in self:
            if lot.disposition_id.makes_inactive:
                lot.closed_reason = "retired"
            else:
                lot.closed_reason = lot.presence not in PRESENT and lot.presence

    @api.model
    def _domain_inactive(self):
        """Return the one predicate of Inactive, true for a lot that is closed or expired."""
        return Domain("closed_reason", "!=", False) | self._domain_expired()

    @api.depends("closed_reason", "expiration_date", "company_id")
    def _compute_status(self):
        inactive_ids = set(self.filtered_domain(self._domain_inactive())._ids)
        for lot in self:
            inactive = lot.id in inactive_ids
            lot.status = "inactive" if inactive else "active"
            lot.inactive_reason = inactive and (lot.closed_reason or "expired")

    def _search_status(self, operator, value):
        if operator != "in":
            return NotImplemented
        inactive = self._domain_inactive()
        active = Domain("closed_reason", "=", False) & self._domain_expired(False)
        by_status = {"inactive": inactive, "active": active}
        return Domain.OR(by_status.get(status, Domain.FALSE) for status in value)

    def _search_inactive_reason(self, operator, value):
        if operator != "in":
            return NotImplemented
        closed = Domain("closed_reason", "in", [code for code in value if code])
        expired = Domain("closed_reason", "=", False) & self._domain_expired()
        return Domain.OR(
            [
                closed,
                expired if "expired" in value else Domain.FALSE,
                ~self._domain_inactive() if False in value else Domain.FALSE,
            ]
        )

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr not in ("status", "inactive_reason"):
            return super()._field_to_sql(alias, field_expr, query)
        domain = self._domain_inactive() if field_expr == "status" else self._domain_expired()
        condition = domain.optimize_full(self)._to_sql(self, alias, query)
        if field_expr == "status":
            return SQL("CASE WHEN %s THEN 'inactive' ELSE 'active' END", condition)
        closed = self._field_to_sql(alias, "closed_reason", query)
        return SQL("COALESCE(%s, CASE WHEN %s THEN 'expired' END)", closed, condition)

    def _refresh_presence(self):
        """Set where these lots are, from the stock itself; safe to call at any time."""
        # sudo: presence is a fact of all companies' stock, whoever moves it
        lots = with_provenance(self.sudo().exists(), Provenance("seam", decides=True))
        before = {lot.id: lot.presence for lot in lots}
        ids_by_presence = {}
        for lot_id, presence in lots._read_presences():
            if presence != before[lot_id]:
                ids_by_presence.setdefault(presence, []).append(lot_id)
        for presence, ids in ids_by_presence.items():
            lots.browse(ids).write({"presence": presence})

    def _read_presences(self):
        """Return ``[(lot id, presence)]`` of these lots, in one query."""
        if not self.ids:
            return []
        self.env["stock.quant"].flush_model(["lot_id", "location_id", "quantity"])
        self.env["stock.move"].flush_model(["scrap_id"])
        self.flush_model(["merged_into_id"])
        self.env["stock.move.line"].flush_model(
            ["lot_id", "state", "quantity", "date", "location_dest_id", "move_id"]
        )
        return self.env.execute_query(
            SQL("%s WHERE lot.id = ANY(%s)", self._get_presence_sql(), list(self.ids))
        )

    @api.model
    def _get_presence_sql(self):
        """Return ``SELECT id, presence FROM stock_lot lot …``: where the stock stands now.

        Stock in a warehouse or on its way wins; else the largest amount tells where the lot
        went, and where no amount is left anywhere (what is consumed again cancels what was
        made), the last movement does.
        """
        return SQL(
            """
            SELECT lot.id, CASE
                WHEN place.usage IN ('internal', 'transit') THEN 'on_hand'
                WHEN lot.merged_into_id IS NOT NULL THEN 'merged'
                WHEN COALESCE(place.usage, gone.usage) = 'customer' THEN 'shipped'
                WHEN COALESCE(place.usage, gone.usage) = 'production' THEN 'consumed'
                WHEN COALESCE(place.usage, gone.usage) = 'supplier' THEN 'returned'
                WHEN COALESCE(place.usage, gone.usage) IS NULL THEN 'new'
                WHEN EXISTS (
                    SELECT FROM stock_move_line line
                    JOIN stock_move move ON move.id = line.move_id
                    WHERE line.lot_id = lot.id AND line.state = 'done'
                        AND move.scrap_id IS NOT NULL
                        AND line.location_dest_id = COALESCE(place.id, gone.id)
                ) THEN 'scrapped'
                ELSE 'adjusted' END
            FROM stock_lot lot
            LEFT JOIN LATERAL (%(largest)s) place ON TRUE
            LEFT JOIN LATERAL (%(last)s) gone ON TRUE
            """,
            largest=self._get_largest_place_sql(),
            last=self._get_last_place_sql(),
        )

    @api.model
    def _get_largest_place_sql(self):
        """Return the place with most of ``lot``, in a warehouse or on its way before any other."""
        return SQL(
            """
            SELECT location.id, location.usage
            FROM stock_quant quant
            JOIN stock_location location ON location.id = quant.location_id
            WHERE quant.lot_id = lot.id AND quant.quantity > 0
            ORDER BY location.usage IN ('internal', 'transit') DESC,
                quant.quantity DESC, quant.id
            LIMIT 1
            """
        )

    @api.model
    def _get_last_place_sql(self):
        """Return where the last movement of ``lot`` led, asked where nothing is left anywhere."""
        return SQL(
            """
            SELECT location.id, location.usage
            FROM stock_move_line line
            JOIN stock_location location ON location.id = line.location_dest_id
            WHERE place.id IS NULL AND line.lot_id = lot.id AND line.state = 'done'
                AND line.quantity > 0
            ORDER BY line.date DESC, line.id DESC
            LIMIT 1
            """
        )

    @api.model
    def _get_arrivals_sql(self, zones, shared):
        """Return ``SELECT lot_id, day``: the first receipt or production of every lot.

        :param zones: ``{company id: zone}``
        :param shared: the zone of lots without a company
        """
        return SQL(
            """
            SELECT line.lot_id, MIN(
                (line.date AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(zone.name, %(shared)s))::date
            )
            FROM stock_move_line line
            JOIN stock_lot lot ON lot.id = line.lot_id
            LEFT JOIN unnest(%(ids)s::int[], %(zones)s::text[]) AS zone (id, name)
                ON zone.id = lot.company_id
            JOIN stock_location source ON source.id = line.location_id
            JOIN stock_location target ON target.id = line.location_dest_id
            WHERE line.state = 'done' AND line.quantity > 0
                AND source.usage IN ('supplier', 'production')
                AND target.usage IN ('internal', 'transit')
            GROUP BY line.lot_id
            """,
            shared=shared,
            ids=list(zones),
            zones=list(zones.values()),
        )

    @api.model
    def _set_received(self, arrivals):
        """Write the facts of first arrivals: day, supplier, weight, and the event.

        :param arrivals: done stock.move.line that brought their lots in for the first time
        """
        alike = {}
        for lot, lines in arrivals.sorted("id").grouped("lot_id").items():
            vals = lines._prepare_received_vals()
            quantity = sum(lines.mapped("quantity_product_uom"))
            key = (lines[0].move_id, quantity, *vals.items())
            alike.setdefault(key, (lines[0], quantity, vals, []))[3].append(lot.id)
        for line, quantity, vals, lot_ids in alike.values():
            provenance = Provenance(
                "seam",
                document=line.reference or line.move_id.display_name,
                kind="received",
                facts={"quantity": quantity, "partner": line._get_partner().display_name},
            )
            # the event belongs to the company of its document
            lots = self.browse(lot_ids).with_company(line.company_id)
            with_provenance(lots, provenance).write(vals)

    def _unset_received(self):
        """Forget the receipt of lots whose movements were all corrected away."""
        # sudo: as for presence
        lots = self.sudo().filtered(lambda lot: lot.presence == "new" and lot.received_date)
        with_provenance(lots, Provenance("seam")).write({"received_date": False})
