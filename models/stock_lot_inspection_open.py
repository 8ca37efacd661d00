from typing import NamedTuple

from odoo import api, models

from .stock_lot_specification_policy import OPENED_BY


class Arrival(NamedTuple):
    """One lot that a movement brought.

    :param lot: one stock.lot
    :param spec: the specification that counts
    :param key: the movement, stable: it is inspected once
    :param facts: partner_id, quantity, document, company_id, due_date of the inspection
    :param holds: whether the whole lot waits in quarantine
    """

    lot: models.BaseModel
    spec: models.BaseModel
    key: str
    facts: dict
    holds: bool = False


class StockMoveLine(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """What arrives is inspected where a specification says so."""

    _inherit = "stock.move.line"

    def _record_movement(self):
        result = super()._record_movement()
        # sudo: whoever validates a transfer, a sale or a production may lack rights on lots
        lines = self.sudo().filtered("lot_id")
        Specification = lines.env["stock.lot.specification"]
        if lines and Specification._get_opening_operations():
            lines._open_inspections()
        return result

    def _open_inspections(self):
        """Open the inspections of what these done lines brought, once for each movement."""
        Inspection = self.env["stock.lot.inspection"]
        ways = self.grouped(lambda line: (line.move_id, line.location_id, line.location_dest_id))
        arrivals = [
            arrival
            for lines in ways.values()
            if (operation := OPENED_BY.get(lines[0]._get_movement_kind()))
            for lot, own in lines.grouped("lot_id").items()
            if (arrival := own._get_arrival(lot, operation))
        ]
        Inspection._open_arrivals(arrivals)

    def _get_arrival(self, lot, operation):
        """Return the Arrival of one lot by these lines; None where nothing is tested."""
        line = self[0]
        company = line.company_id
        partner = line._get_partner()
        Specification = self.env["stock.lot.specification"]
        spec = Specification._match_once(line.product_id, operation, partner, company)
        if not spec or spec.frequency == "hand":
            return None
        facts = {
            "operation": operation,
            "partner_id": partner.id,
            "quantity": sum(self.mapped("quantity_product_uom")),
            "document": line._get_arrival_document(),
            "company_id": company.id,
        }
        return Arrival(lot, spec, f"{operation}:{line.move_id.id}", facts, line._may_hold(lot))

    def _get_arrival_document(self):
        return self.picking_id.name or self.move_id.reference or ""

    def _may_hold(self, lot):
        """Return whether the whole lot may wait: never for a part that is blocked by its place."""
        place_blocks = self.location_dest_id._get_standing_disposition().is_blocking
        if self._get_movement_kind() == "customer_return":
            return lot.product_id.tracking == "serial" and not place_blocks
        return not place_blocks


class StockLotInspection(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Opening inspections for what arrives or is due: one for each lot and movement."""

    _inherit = "stock.lot.inspection"

    @api.model
    def _open_arrivals(self, arrivals):
        """Open, or keep as not tested, what was not looked at yet; return the inspections."""
        arrivals = self._without_known(arrivals)
        if not arrivals:
            return self.browse()
        chosen = []
        by_spec = {}
        for arrival in sorted(arrivals, key=lambda one: one.lot.id):
            by_spec.setdefault(arrival.spec, []).append(arrival)
        for spec, own in by_spec.items():
            chosen += spec._get_choices(own)
        Inspection = self._as_system().with_context(tracking_disable=True)
        inspections = Inspection.create([self._prepare_arrival_vals(*choice) for choice in chosen])
        opened = inspections.filtered(lambda one: one.state == "open")
        opened._prepare_rows()
        inspections._record_opening()
        tested = [arrival for arrival, is_tested, _why in chosen if is_tested]
        holding = [one.lot.id for one in tested if one.holds and one.spec.hold]
        self.env["stock.lot"].browse(holding)._quarantine()
        return inspections

    @api.model
    def _without_known(self, arrivals):
        # sudo: what was inspected does not depend on who asks
        known = self.sudo().search_fetch(
            [
                ("lot_id", "in", [one.lot.id for one in arrivals]),
                ("source_key", "in", [one.key for one in arrivals]),
            ],
            ["lot_id", "source_key"],
        )
        keys = {(one.lot_id.id, one.source_key) for one in known}
        return [one for one in arrivals if (one.lot.id, one.key) not in keys]

    @api.model
    def _prepare_arrival_vals(self, arrival, is_tested, why):
        return {
            "lot_id": arrival.lot.id,
            "specification_id": arrival.spec.id,
            "source_key": arrival.key,
            "state": "open" if is_tested else "skipped",
            "origin": why,
            **arrival.facts,  # a retest says itself why
        }

    def _record_opening(self):
        for inspections in self._in_rounds():
            self.env["stock.lot.event"]._record(
                inspections.lot_id,
                "inspection",
                per_lot={
                    one.lot_id.id: {
                        "document": one.name,
                        "inspection": {
                            "id": one.id,
                            "name": one.name,
                            "why": one.origin,
                            "tested": one.state == "open",
                        },
                    }
                    for one in inspections
                },
            )
