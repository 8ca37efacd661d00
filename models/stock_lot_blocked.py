from odoo import api, fields, models
from odoo.fields import Domain

SHORT = 40


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """How a block shows wherever a lot is named or offered; decides nothing."""

    _inherit = "stock.lot"

    is_blocked = fields.Boolean(
        "Blocked",
        related="disposition_id.is_blocking",
        help="The lot cannot be delivered, or not be used in productions.",
    )
    disposition_color = fields.Integer(related="disposition_id.color")

    @api.depends("disposition_id")
    @api.depends_context("formatted_display_name")
    def _compute_display_name(self):
        super()._compute_display_name()
        if not self.env.context.get("formatted_display_name"):
            return
        blocked = self.filtered("is_blocked")
        reasons = {lot_id: event.reason for lot_id, event in blocked._get_last_decisions().items()}
        for lot in blocked:
            # sudo: its name is no secret to who sees the lot
            words = f"{lot.display_name} · {lot.disposition_id.sudo().name}"
            reason = lot._shorten(reasons.get(lot._origin.id) or "")
            lot.display_name = self._mute(words) + (f"\t{self._mute(reason)}" if reason else "")

    @api.model
    def _shorten(self, words):
        """Return the first line of `words`, as far as a drop-down has room for it."""
        line = words.strip().partition("\n")[0]
        return line if len(line) <= SHORT else f"{line[:SHORT - 1].rstrip()}…"

    @api.model
    def _mute(self, words):
        """Mark `words` to be shown in grey, as core marks the days of expiring lots."""
        return f"--{words.replace('--', '')}--"

    def _get_last_decisions(self):
        """Return ``{lot id: the event of the last decision on it}``."""
        # sudo: why a lot is blocked is for everybody who meets it
        events = self.env["stock.lot.event"].sudo()
        found = events._read_group(
            [("lot_res_id", "in", self._origin.ids), ("kind", "=", "disposition")],
            ["lot_res_id"],
            ["id:max"],
        )
        return {lot_id: events.browse(event_id) for lot_id, event_id in found}

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Offer the lots that can be used first, those that are blocked last."""
        # sudo: a block counts, whichever company's disposition it is
        blocking = self.env["stock.lot.disposition"].sudo().search([("is_blocking", "=", True)])
        domain = Domain(domain or Domain.TRUE)
        blocked = Domain("disposition_id", "in", blocking.ids)
        offered = super().name_search(name, domain & ~blocked, operator, limit)
        left = limit and limit - len(offered)
        if limit and not left:
            return offered
        return offered + super().name_search(name, domain & blocked, operator, left)

    def write(self, vals):
        result = super().write(vals)
        if "disposition_id" in vals:
            self.env["stock.quant"]._forget_availability()
        return result
