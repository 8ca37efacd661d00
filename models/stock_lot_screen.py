from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import calendar_day
from .stock_lot_story_entries import PLACES

PLACE_FIELDS = (
    "lot_id", "location_id", "product_id", "company_id", "quantity", "reserved_quantity",
)  # fmt: skip


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """What the screens of lots ask for: words, places. Decides and writes nothing."""

    _inherit = "stock.lot"

    product_categ_id = fields.Many2one(related="product_id.categ_id")
    days_left = fields.Integer(
        compute="_compute_days_left", help="Days until the last good day; negative: expired."
    )
    expiry_notice = fields.Char(compute="_compute_expiry_notice")
    place_ids = fields.Many2many("stock.quant", string="Places", compute="_compute_place_ids")

    @api.depends("expiration_day", "company_id")
    def _compute_days_left(self):
        now = fields.Datetime.now()
        for lot, zone in self._get_zones().items():
            today = calendar_day.day_of(now, zone)
            lot.days_left = lot.expiration_day and (lot.expiration_day - today).days

    @api.depends("expiry_state", "days_left", "product_qty", "location_id")
    def _compute_expiry_notice(self):
        for lot in self:
            lot.expiry_notice = (
                lot.expiry_state in ("soon", "expired") and lot._get_expiry_words(lot.days_left)
            )

    def _get_expiry_words(self, days):
        words = self._get_days_words(days)
        if days < 0 and self.product_qty > 0:
            stock = self._get_quantity_words(self.product_qty)
            if self.location_id:
                return self.env._(
                    "%(words)s: %(stock)s still in %(place)s.",
                    words=words, stock=stock, place=self.location_id.display_name,
                )  # fmt: skip
            return self.env._("%(words)s: %(stock)s still in stock.", words=words, stock=stock)
        return f"{words}."

    @api.model
    def _get_days_words(self, days):
        if days < -1:
            return self.env._("Expired %(days)s days ago", days=-days)
        if days > 1:
            return self.env._("Expires in %(days)s days", days=days)
        near = {
            -1: self.env._("Expired yesterday"),
            0: self.env._("Expires today"),
            1: self.env._("Expires tomorrow"),
        }
        return near[days]

    def _get_quantity_words(self, quantity):
        text = self.env["ir.qweb.field.float"].value_to_html(
            quantity, {"precision": 2 if quantity % 1 else 0}
        )
        return f"{text} {self.product_uom_id.name}"

    @api.depends("quant_ids", "quant_ids.quantity", "quant_ids.location_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_place_ids(self):
        """Read the stock of these lots once; what a form says of it is taken from there."""
        found = self.env["stock.quant"].search_fetch(
            [
                ("lot_id", "in", self._origin.ids),
                ("location_id.usage", "in", PLACES),
                ("quantity", "!=", 0),
            ],
            PLACE_FIELDS,
        )
        by_lot = found.grouped("lot_id")
        for lot in self:
            lot.place_ids = by_lot.get(lot._origin, found.browse())

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr != "description":
            return super()._field_to_sql(alias, field_expr, query)
        note = self._field_to_sql(alias, "note", query)
        return SQL("NULLIF(TRIM(REGEXP_REPLACE(%s, '<[^>]+>', '', 'g')), '')", note)

    def action_update_status(self):
        """Open Update Lot Status for these lots."""
        return self._open_wizard("stock_lot_update_status_action")

    def action_update_expiry(self):
        """Open Update Lot Expiry Transactions for these lots."""
        return self._open_wizard("stock_lot_update_expiry_action")

    def _open_wizard(self, name):
        action = self.env["ir.actions.act_window"]._for_xml_id(f"stock_lot_lifecycle.{name}")
        context = {"active_model": self._name, "active_ids": self.ids}
        if "default_disposition_id" in self.env.context:
            context["default_disposition_id"] = self.env.context["default_disposition_id"]
        return {**action, "context": context}

    @api.model
    def _get_lots_action(self, name, domain, **context):
        """Return the action that shows these lots on the lots' own screen, Inactive ones too."""
        actions = self.env["ir.actions.act_window"]
        action = actions._for_xml_id("stock_lot_lifecycle.stock_lot_action")
        keys = ("type", "res_model", "view_mode", "views", "search_view_id", "help")
        own = {key: action[key] for key in keys}
        context = {"display_complete": True, "create": False, **context}
        return {**own, "name": name, "domain": domain, "context": context}
