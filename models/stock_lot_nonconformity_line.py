from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .provenance import Provenance, with_provenance

OUTCOMES = [
    ("use", "Used as it is"),
    ("rework", "Reworked"),
    ("return", "Sent back"),
    ("scrap", "Scrapped"),
    ("other_grade", "Sold as another grade"),
    ("cleared", "Not affected after all"),
]


class StockLotNonconformityLine(models.Model):
    """A lot that a nonconformity is about, how much of it, where, and what became of it."""

    _name = "stock.lot.nonconformity.line"
    _description = "Lot of a Nonconformity"
    _order = "nonconformity_id, id"
    _check_company_auto = True
    _rec_name = "lot_id"

    nonconformity_id = fields.Many2one(
        "stock.lot.nonconformity", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="nonconformity_id.company_id", store=True, index=True)
    state = fields.Selection(related="nonconformity_id.state")
    lot_id = fields.Many2one(
        "stock.lot",
        "Lot / Serial Number",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    product_id = fields.Many2one(related="lot_id.product_id")
    uom_id = fields.Many2one(related="lot_id.product_id.uom_id", string="Unit")
    quantity = fields.Float("Affected", digits="Product Unit", help="In the product's own unit.")
    location_id = fields.Many2one(
        "stock.location", "Only in", check_company=True, help="Empty: wherever the lot is."
    )
    disposition_id = fields.Many2one(related="lot_id.disposition_id", string="Status")
    is_blocking = fields.Boolean(related="lot_id.disposition_id.is_blocking")
    outcome = fields.Selection(OUTCOMES, "What became of it")

    _once = models.UniqueIndex(
        "(nonconformity_id, lot_id, COALESCE(location_id, 0))",
        "This lot is in the list already. Change its quantity instead.",
    )

    @api.constrains("quantity")
    def _check_quantity(self):
        for line in self:
            if line.quantity < 0:
                raise ValidationError(
                    self.env._("The affected quantity of %(lot)s is below zero.",
                               lot=line.lot_id.name)
                )  # fmt: skip

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.nonconformity_id._check_open()
        lines._tell("affected")
        return lines

    def write(self, vals):
        self.nonconformity_id._check_open()
        if {"lot_id", "nonconformity_id"} & vals.keys():
            raise UserError(
                self.env._("A line keeps its lot. Take it out, and add the other lot.")
            )
        result = super().write(vals)
        if {"quantity", "outcome", "location_id"} & vals.keys():
            self._tell("affected")
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_and_tell(self):
        self.nonconformity_id._check_open()
        self._tell("cleared")

    def _tell(self, step, words=""):
        """Append an event to each lot: that it is affected, not any more, or how it ended."""
        Event = self.env["stock.lot.event"]
        for nonconformity, lines in self.grouped("nonconformity_id").items():
            provenance = Provenance("user", words, document=nonconformity.name)
            events = with_provenance(Event.with_company(nonconformity.company_id), provenance)
            facts = {"step": step, "nonconformity": nonconformity._get_event_facts()}
            per_lot = {line.lot_id.id: line._prepare_event_facts() for line in lines}
            events._record(lines.lot_id, "nonconformity", per_lot=per_lot, **facts)

    def _prepare_event_facts(self):
        place = self.location_id
        return {
            "quantity": self.quantity,
            "unit": self.uom_id.name,
            "place": {"id": place.id, "name": place.display_name} if place else None,
            "outcome": self.outcome,
        }
