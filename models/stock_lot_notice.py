from odoo import api, fields, models
from odoo.tools import format_date

from ..tools import calendar_day

RED = 1  # of Odoo's twelve colours


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """What the form says of the decision on a lot, and what may follow. Decides nothing."""

    _inherit = "stock.lot"

    decision_notice = fields.Char(compute="_compute_decision_notice")
    place_notice = fields.Char(compute="_compute_place_notice")
    is_refused = fields.Boolean(
        compute="_compute_is_refused", help="Blocked for good, and shown in red."
    )
    next_disposition_ids = fields.Many2many(
        "stock.lot.disposition",
        string="Next Steps",
        compute="_compute_next_disposition_ids",
        help="Dispositions this user may put the lot under now.",
    )

    @api.depends("disposition_id")
    def _compute_is_refused(self):
        for lot in self:
            lot.is_refused = lot.is_blocked and lot.disposition_color == RED

    @api.depends("disposition_id")
    @api.depends_context("uid", "lang")
    def _compute_decision_notice(self):
        decided = self.filtered(lambda lot: lot.is_blocked or lot.disposition_id.makes_inactive)
        (self - decided).decision_notice = False
        events = decided._get_last_decisions()
        for lot in decided:
            sentences = (
                lot._get_since_words(events.get(lot._origin.id)),
                lot.disposition_id._get_block_words(),
                lot._get_stock_words(),
            )
            lot.decision_notice = " ".join(filter(None, sentences))

    def _get_since_words(self, event):
        """Return since when the lot stands under its disposition, by whom and why."""
        status = self.disposition_id.name
        if not event:
            return f"{status}."
        day = calendar_day.day_of(event.at, self.company_id._get_lot_tz())
        words = self.env._(
            "%(status)s since %(day)s by %(who)s",
            status=status,
            day=format_date(self.env, day),
            who=event.user_name,
        )
        reason = (event.reason or "").strip()
        return f"{words}: {reason.rstrip('.')}." if reason else f"{words}."

    def _get_stock_words(self):
        if self.product_qty <= 0:
            return ""
        stock = self._get_quantity_words(self.product_qty)
        if not self.location_id:
            return self.env._("%(stock)s in stock.", stock=stock)
        place = self.location_id.display_name
        return self.env._("%(stock)s in %(place)s.", stock=stock, place=place)

    @api.depends("disposition_id", "place_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_place_notice(self):
        """Say how much of a free lot lies in blocked places."""
        self.place_notice = False
        for lot in self.filtered(lambda lot: not lot.is_blocked):
            parts = lot.place_ids.filtered(lambda part: part.quantity > 0 and part.is_blocked)
            lot.place_notice = " ".join(
                self.env._(
                    "%(stock)s in %(place)s: the place is %(status)s.",
                    stock=lot._get_quantity_words(part.quantity),
                    place=part.location_id.display_name,
                    status=part.disposition_id.sudo().name,  # sudo: as the drop-down names it
                )
                for part in parts
            )

    @api.depends("disposition_id", "company_id")
    @api.depends_context("uid")
    def _compute_next_disposition_ids(self):
        self.next_disposition_ids = False
        for lot in self if self.has_access("write") else ():
            stand = lot.disposition_id
            steps = stand.browse(stand._get_next_ids(lot.company_id.id))
            # sudo: their names are shown, whoever may read the rest; all of them are read at once
            (stand | steps).sudo().mapped("name")
            lot.next_disposition_ids = steps
