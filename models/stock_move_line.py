from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import calendar_day
from .provenance import get_provenance
from .stock_lot_gate import (
    LEAVING,
    BlockedError,
    Reason,
    ReasonNeededError,
    without_reservation,
)

SEAM_FIELDS = {
    "lot_id",
    "quant_id",
    "quantity",
    "product_uom_id",
    "location_id",
    "location_dest_id",
    "state",
}


class StockMoveLine(models.Model):
    """The movement seam: asks the gate, and tells the lots what was done."""

    _inherit = "stock.move.line"

    # every "movements of this lot" would read the whole table without it
    _lot_done = models.Index("(lot_id, date, id) WHERE lot_id IS NOT NULL")
    # a trace asks what moved without naming its lot
    _without_lot = models.Index("(product_id) WHERE lot_id IS NULL AND state = 'done'")

    @api.depends("product_id", "lot_id.expiration_date", "picking_id.scheduled_date")
    def _compute_expiration_date(self):  # pylint: disable=missing-return
        endless = self.filtered(
            lambda line: not line.product_id.expiration_time and not line.expiration_date
        )
        super()._compute_expiration_date()
        for line in endless:  # a shelf life of 0 computes none
            line.expiration_date = line.lot_id.expiration_date

    @api.model_create_multi
    def create(self, vals_list):
        lines = super(StockMoveLine, without_reservation(self)).create(vals_list)
        done = lines.filtered(lambda line: line.state == "done")
        done._check_gate()
        done._record_movement()
        return lines

    def write(self, vals):
        if not SEAM_FIELDS & vals.keys():
            return super().write(vals)
        self = without_reservation(self)  # noqa: PLW0642  # the books see all stock
        done = self.filtered(lambda line: line.state == "done")
        # sudo: who may correct lines may lack rights on lots and places
        before = {line: line.sudo()._get_moved() for line in done}
        lots_before = done.lot_id
        result = super().write(vals)
        if done:
            done._check_correction(before)
        if lots_before or vals.get("state") == "done":
            self.filtered(lambda line: line.state == "done")._record_movement()
            lots_before._refresh_presence()
            lots_before._unset_received()
        return result

    def _action_done(self):
        self._check_gate()
        typed = self.filtered(lambda line: line.lot_name and not line.lot_id)
        result = super()._action_done()
        typed.exists()._check_gate()  # core has found their lots meanwhile
        return result

    def _create_and_assign_production_lot(self):  # pylint: disable=missing-return
        for company, lines in self.grouped("company_id").items():
            # new lots follow who receives them, not who is looking
            lines = lines.with_company(company)
            super(StockMoveLine, lines)._create_and_assign_production_lot()

    # the gate

    def _get_movement_kind(self):
        """Return what kind of movement this line is (a key of MOVEMENTS)."""
        return self.move_id._get_movement_kind(self.location_id, self.location_dest_id)

    def _check_gate(self):
        """Refuse to move what is blocked; with a quality manager's breach, record it instead.

        :raises UserError: one line for each lot and place that stands against it
        """
        # sudo: who delivers, sells or produces may lack rights on lots and places
        lines = self.sudo().filtered(lambda line: line.quantity > 0)
        lines._hold_still()
        lines._raise_or_record(lines._get_refusals())

    def _raise_or_record(self, refusals):
        if not refusals:
            return
        if get_provenance(self.env).breach:
            self._record_breaches(refusals)
            return
        asked = self._get_unanswered(refusals)
        if not asked:
            self._record_answers(refusals)
        elif any(reason.severity == "block" for _kind, reasons in asked for reason in reasons):
            words = self.lot_id._get_refusal_words(asked, self)
            raise BlockedError("\n".join(filter(None, (words, self._get_breach_hint()))))
        else:
            lines = self.filtered(lambda line: line.state != "done")  # these carry their own
            raise ReasonNeededError(self._get_asking_words(asked), lines._origin.ids)

    def _get_refusals(self):
        """Return ``[(kind, reasons)]`` of what stands against moving these lines."""
        refusals = []
        for kind, lines in self.grouped(lambda line: line._get_movement_kind()).items():
            reasons = lines.lot_id._blocking_reasons(kind, lines=lines)
            if reasons:
                refusals.append((kind, reasons))
        return refusals

    def _get_place_reasons(self, kind):
        """Return the reasons of places that block these lines, or that they may not leave."""
        blocking = set(self.env["stock.location"]._get_blocking_ids(kind))
        reasons = [
            lines[0]._get_place_reason(
                "place", lines.lot_id._get_verdict(kind), lines.lot_id, lines.location_id
            )
            for lines in self._group_by_load(blocking)
        ]
        if kind in LEAVING:
            free = self.filtered(lambda line: line.location_id.id not in blocking)
            reasons += free._get_leaving_reasons()
        return reasons

    def _get_leaving_reasons(self):
        """Return why goods may not leave a place for one of ours that blocks less."""
        reasons = []
        for target, lines in self.grouped("location_dest_id").items():
            freeing = set(target._get_freeing_ids(target)) & set(self.location_id._ids)
            if target.usage != "production":
                for group in lines._group_by_load(freeing):
                    reasons += group[0]._get_leaving_reason(target, group.lot_id, group.location_id)
        return reasons

    def _get_leaving_reason(self, target, lot, place):
        """Return why goods of `lot` may not leave `place`, which blocks more than `target`."""
        # sudo: who moves goods may lack rights on what stands over a place
        stand = place._get_standing_disposition().sudo()
        refusal = not self.env.user._is_superuser() and stand._get_role_refusal("lift_group_ids")
        if not refusal:
            return []
        free = self.env._("In %(place)s it would be free.", place=target.display_name)
        return [self._get_place_reason("place_left", f"{free} {refusal}", lot, place)]

    def _group_by_load(self, place_ids):
        """Return the lines that leave one of the places, by place and lot or product."""
        lines = self.filtered(lambda line: line.location_id.id in place_ids)
        return lines.grouped(
            lambda line: (line.location_id, line.lot_id or line.product_id)
        ).values()

    def _get_place_reason(self, code, verdict, lot, place):
        # sudo: who moves goods may lack rights on what stands over a place
        stand = place._get_standing_disposition().sudo()
        words = {"place": place.display_name, "status": stand.name}
        if lot:
            words = self.env._(
                "Lot %(lot)s lies in %(place)s, which has the status %(status)s.",
                lot=lot.name,
                **words,
            )
        else:
            words = self.env._(
                "%(product)s lies in %(place)s, which has the status %(status)s.",
                product=self.product_id.display_name,
                **words,
            )
        remedy = stand._get_lift_words() if code == "place" else ""
        return Reason(lot, place, code, f"{words} {verdict}", remedy, self.product_id)

    # what was done

    def _record_movement(self):
        """Tell the lots what just moved: presence, and the facts of a first receipt."""
        lines = self.filtered("lot_id")
        if not lines:
            return
        # sudo: whoever validates a transfer, a sale or a production may lack rights on lots
        lines = lines.sudo()
        lines.lot_id._refresh_presence()
        arrivals = lines.filtered(lambda line: line._is_first_arrival())
        self.env["stock.lot"].sudo()._set_received(arrivals)  # sudo: as above
        lines._take_over_place()

    def _take_over_place(self):
        """Put serials that customers return under the disposition of the place they come to.

        What comes back of a lot is blocked by the place alone: the rest never left.
        """
        back = self.filtered(lambda line: line.product_id.tracking == "serial").filtered(
            lambda line: line._get_movement_kind() == "customer_return"
        )
        for place, lines in back.grouped("location_dest_id").items():
            stand = place._get_standing_disposition()
            lots = lines.lot_id.filtered(lambda lot: not lot.disposition_id.is_blocking)
            if stand.company_id:  # the lots of others stand under it by the place alone
                lots &= lots.filtered_domain([("company_id", "=", stand.company_id.id)])
            if stand.is_blocking and lots:
                reason = self.env._("Returned to %(place)s", place=place.display_name)
                lots._set_disposition(stand, reason, source="policy")

    def _is_first_arrival(self):
        return (
            not self.lot_id.received_date
            and self.location_id.usage in ("supplier", "production")
            and self.location_dest_id.usage in ("internal", "transit")
        )

    @api.model
    def _domain_of_lots(self, lots):
        return Domain("lot_id", "in", lots.ids) & Domain("state", "=", "done")

    def _prepare_received_vals(self):
        """Return what these first arrivals of one lot say of it (a dict of its values)."""
        line, lot = self[0], self.lot_id
        zone = lot.company_id._get_lot_tz()
        vals = {"received_date": calendar_day.day_of(line.date or fields.Datetime.now(), zone)}
        supplier = line._get_partner().commercial_partner_id
        # a shared lot shows no company another company's partner
        fits = supplier.company_id in (lot.company_id, self.env["res.company"])
        if line.location_id.usage == "supplier" and fits and not lot.supplier_id:
            vals["supplier_id"] = supplier.id
        if not lot.weight and lot.product_id.weight:
            vals["weight"] = lot.product_id.weight * sum(self.mapped("quantity_product_uom"))
        return vals

    def _get_partner(self):
        """Return who sent or receives these goods; empty inside a warehouse."""
        line = self[:1]
        return line.picking_id.partner_id or line.move_id.picking_id.partner_id
