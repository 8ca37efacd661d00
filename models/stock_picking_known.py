from odoo import api, fields, models
from odoo.tools import format_date

OPEN = ("waiting", "confirmed", "partially_available", "assigned")
NAMED = 5


class StockPicking(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """A receipt says beforehand which of its lots are known and what happens with them."""

    _inherit = "stock.picking"

    known_lot_notice = fields.Text(compute="_compute_known_lot_notice")

    @api.depends("move_line_ids.lot_id", "move_line_ids.lot_name", "move_line_ids.known_lot_answer")
    @api.depends("picking_type_code", "state")
    @api.depends_context("lang")
    def _compute_known_lot_notice(self):
        for picking in self:
            lines = picking.move_line_ids if picking.picking_type_code == "incoming" else None
            picking.known_lot_notice = bool(lines) and lines._get_known_lot_words()

    def _pre_action_done_hook(self):
        result = super()._pre_action_done_hook()
        if result is not True:
            return result
        picked = self.move_line_ids.filtered(lambda line: line.picked and line.state in OPEN)
        unanswered = picked._find_unanswered()
        if unanswered:
            return self.env["stock.lot.known.arrival"]._open(self, unanswered)
        return result


class StockMoveLine(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The words of what happens with a known lot."""

    _inherit = "stock.move.line"

    def _get_known_lot_words(self):
        """Return one line for each known lot that these open lines bring again."""
        lines = self.filtered(lambda line: line.state in OPEN)._get_arriving()
        known = {}
        for line, lot in lines._find_known_lots().items():
            known.setdefault(lot, line)
        words = [line._get_known_words(lot) for lot, line in list(known.items())[:NAMED]]
        if len(known) > NAMED:
            words.append(self.env._("… and %(count)s more.", count=len(known) - NAMED))
        return "\n".join(words)

    def _get_known_words(self, lot):
        policy = self._get_known_lot_policy()
        place = self._get_inspection_place() if policy == "place" else None
        if policy == "suffix":
            number = self._get_free_number(lot)
            then = self.env._("What arrives now becomes lot %(number)s.", number=number)
        elif place:
            then = self.env._("What arrives now goes to %(place)s.", place=place.display_name)
        elif policy == "accept":
            then = self.env._("What arrives now is added to it.")
        else:
            then = self.env._("The whole lot goes back to inspection.")
        day = format_date(self.env, lot.received_date) if lot.received_date else ""
        last = format_date(self.env, lot.expiration_day) if lot.expiration_day else ""
        known = self.env._("Lot %(lot)s is known.", lot=lot.name)
        if day and last:
            known = self.env._(
                "Lot %(lot)s is known: received %(day)s, expires %(last)s.",
                lot=lot.name,
                day=day,
                last=last,
            )
        return f"{known} {then}"
