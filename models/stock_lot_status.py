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
    ("returned", "Returned to supplier"),
    ("adjusted", "Adjusted to zero"),
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
    _closed_by_number = models.Index("(name, id) WHERE closed_reason IS NOT NULL")

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
        inactive = self.filtered_domain(self._domain_inactive())
        for lot in self:
            lot.status = "inactive" if lot in inactive else "active"
            lot.inactive_reason = lot in inactive and (lot.closed_reason or "expired")

    def _search_status(self, operator, value):
        if operator != "in":
            return NotImplemented
        inactive = self._domain_inactive()
        by_status = {"inactive": inactive, "active": ~inactive}
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
        by_presence = {}
        # sudo: presence is a fact of all companies' stock, whoever moves it
        for lot in self.sudo().exists():
            by_presence.setdefault(lot.presence, {})[lot.id] = lot
        found = {}
        for lot_id, presence in self._read_presences():
            found.setdefault(presence, []).append(lot_id)
        for presence, ids in found.items():
            same = by_presence.get(presence, {})
            changed = self.sudo().browse(lot_id for lot_id in ids if lot_id not in same)
            if changed:
                changed.write({"presence": presence})

    def _read_presences(self):
        """Return ``[(lot id, presence)]`` of these lots, in one query."""
        if not self.ids:
            return []
        self.env["stock.quant"].flush_model(["lot_id", "location_id", "quantity"])
        self.env["stock.move.line"].flush_model(["lot_id", "state", "picked"])
        self.env["stock.move"].flush_model(["scrap_id"])
        self.flush_recordset(["presence"])
        return self.env.execute_query(
            SQL("%s WHERE lot.id = ANY(%s)", self._get_presence_sql(), list(self.ids))
        )

    @api.model
    def _get_presence_sql(self):
        """Return ``SELECT id, presence FROM stock_lot lot …``: where the stock stands now.

        Stock in a warehouse or on its way wins; else the largest amount tells where the lot
        went; a lot without any stock anywhere has gone back the way it came (to the supplier, or
        out of an inventory that had found it), or never moved.
        """
        return SQL(
            """
            SELECT lot.id, CASE
                WHEN place.usage IN ('internal', 'transit') THEN 'on_hand'
                WHEN place.usage = 'customer' THEN 'shipped'
                WHEN place.usage = 'production' THEN 'consumed'
                WHEN place.usage = 'inventory' AND EXISTS (
                    SELECT FROM stock_move_line line JOIN stock_move move ON move.id = line.move_id
                    WHERE line.lot_id = lot.id AND move.scrap_id IS NOT NULL
                ) THEN 'scrapped'
                WHEN place.usage = 'inventory' THEN 'adjusted'
                WHEN place.usage = 'supplier' THEN 'returned'
                ELSE COALESCE((%(last)s), CASE lot.presence WHEN 'new' THEN 'new'
                    ELSE 'adjusted' END) END
            FROM stock_lot lot
            LEFT JOIN LATERAL (
                SELECT location.usage
                FROM stock_quant quant
                JOIN stock_location location ON location.id = quant.location_id
                WHERE quant.lot_id = lot.id AND quant.quantity > 0
                ORDER BY location.usage IN ('internal', 'transit') DESC,
                    quant.quantity DESC, quant.id
                LIMIT 1
            ) place ON TRUE
            """,
            last=self._get_last_way_sql(),
        )

    @api.model
    def _get_last_way_sql(self):
        """Return ``SELECT presence``: where the last movement of ``lot`` went.

        While a movement is being done its lines are picked and not yet done.
        """
        return SQL(
            """
            SELECT CASE WHEN move.scrap_id IS NOT NULL THEN 'scrapped'
                ELSE CASE target.usage WHEN 'supplier' THEN 'returned' WHEN 'customer' THEN
                    'shipped' WHEN 'production' THEN 'consumed' ELSE 'adjusted' END END
            FROM stock_move_line line
            JOIN stock_move move ON move.id = line.move_id
            JOIN stock_location target ON target.id = line.location_dest_id
            WHERE line.lot_id = lot.id
                AND (line.state = 'done' OR line.picked AND lot.presence <> 'new')
            ORDER BY line.id DESC LIMIT 1
            """
        )

    @api.model
    def _get_arrivals_sql(self):
        """Return ``SELECT lot_id, day``: the first receipt or production of every lot."""
        return SQL(
            """
            SELECT line.lot_id,
                MIN((line.date AT TIME ZONE 'UTC' AT TIME ZONE %s)::date)
            FROM stock_move_line line
            JOIN stock_location source ON source.id = line.location_id
            JOIN stock_location target ON target.id = line.location_dest_id
            WHERE line.state = 'done' AND line.lot_id IS NOT NULL
                AND source.usage IN ('supplier', 'production')
                AND target.usage IN ('internal', 'transit')
            GROUP BY line.lot_id
            """,
            self.env["res.company"]._get_lot_tz(),
        )

    @api.model
    def _set_received(self, arrivals):
        """Write the facts of first arrivals: day, supplier, weight, and the event.

        :param arrivals: done stock.move.line that brought their lots in for the first time
        """
        alike = {}
        seen = set()
        for line in arrivals.sorted("id"):
            if line.lot_id.id in seen:
                continue
            seen.add(line.lot_id.id)
            vals = line._prepare_received_vals()
            key = (line.picking_id, line.move_id, line.quantity_product_uom, *vals.values())
            alike.setdefault(key, (line, vals, []))[2].append(line.lot_id.id)
        for line, vals, lot_ids in alike.values():
            provenance = Provenance(
                "seam",
                document=line.reference or line.move_id.display_name,
                kind="received",
                facts={
                    "quantity": line.quantity_product_uom,
                    "partner": line._get_partner().display_name,
                },
            )
            with_provenance(self.browse(lot_ids), provenance).write(vals)
