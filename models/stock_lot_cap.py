from odoo import api, models
from odoo.tools import format_date

from ..tools import calendar_day
from .provenance import Provenance, with_provenance

LINKS = {"consume_line_ids", "produce_line_ids"}


class StockMoveLine(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """What is produced expires no later than what it is made of, where policy says so.

    Which components went in is known when the finished line is tied to theirs: after both are
    done, in manufacturing orders, subcontracting and wherever else lines are tied.
    """

    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        tied = [line.id for line, vals in zip(lines, vals_list, strict=True) if LINKS & vals.keys()]
        self.browse(tied)._cap_produced_expiry()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if LINKS & vals.keys():
            self._cap_produced_expiry()
        return result

    def _cap_produced_expiry(self):
        """Bring the expiry of what these lines produced down to the earliest component's."""
        made = (self | self.produce_line_ids).filtered(
            lambda line: line.lot_id and line.consume_line_ids.lot_id
        )
        for lot, lines in made.grouped("lot_id").items():
            if lines[0]._get_produced_expiry() == "components":
                lines._cap_expiry_of(lot)

    def _get_produced_expiry(self):
        # sudo: the policy of the product counts for whoever produces it
        product = self.product_id.sudo().with_company(self.company_id)
        return product._get_lot_policy("produced_expiry")

    def _cap_expiry_of(self, lot):
        # sudo: who produces may lack rights on lots
        lot = lot.sudo()
        dated = self.consume_line_ids.lot_id.sudo().filtered("expiration_date") - lot  # sudo: same
        if not dated:
            return
        days = dated._get_last_days()
        first = min(dated, key=lambda part: (days[part], part.id))
        last = lot._get_last_days()[lot]
        if last and last <= days[first]:
            return
        reason = self.env._(
            "Lot %(lot)s of %(product)s in it expires on %(day)s.",
            lot=first.name,
            product=first.product_id.display_name,
            day=format_date(self.env, days[first]),
        )
        document = self[0].reference or self[0].move_id.display_name
        lot = lot.with_company(self[0].company_id)
        provenance = Provenance("policy", reason, document)
        with_provenance(lot, provenance).write({"expiration_day": days[first]})


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The last good day of several lots, each in its own zone."""

    _inherit = "stock.lot"

    def _get_last_days(self):
        """Return ``{lot: last good day, None without an expiry}``."""
        return {
            lot: calendar_day.day_of(lot.expiration_date, zone)
            for lot, zone in self._get_zones().items()
        }
