from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

GS1_DAYS = (("15", "use_date", "best_before_day"), ("17", "expiration_date", "expiration_day"))

BOOKED = ("product_id", "lot_id", "location_id", "quantity")


class StockQuant(models.Model):
    """Stock on a shelf: under which disposition it stands; its barcode carries its lot's days."""

    _inherit = "stock.quant"

    disposition_id = fields.Many2one(
        "stock.lot.disposition",
        compute="_compute_disposition_id",
        search="_search_disposition_id",
        compute_sudo=True,
        help="The lot's disposition; the place's, where only the place blocks.",
    )
    is_blocked = fields.Boolean(
        "Blocked",
        compute="_compute_disposition_id",
        search="_search_is_blocked",
        compute_sudo=True,
        help="The lot or the place is blocked for deliveries or productions.",
    )
    available_quantity = fields.Float(
        help="On hand, neither reserved nor blocked for deliveries, and still fresh."
    )

    @api.depends("lot_id.disposition_id", "location_id.disposition_id")
    def _compute_disposition_id(self):
        for quant in self:
            of_lot = quant.lot_id.disposition_id
            of_place = quant.location_id._get_standing_disposition()
            is_of_place = of_place.is_blocking and not of_lot.is_blocking
            quant.disposition_id = of_place if is_of_place or not of_lot else of_lot
            quant.is_blocked = quant.disposition_id.is_blocking

    def _search_disposition_id(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        Disposition = self.env["stock.lot.disposition"]
        found = Disposition.search([("id", operator, value)])
        return self._domain_under(found)

    def _search_is_blocked(self, operator, value):
        if operator != "in":
            return NotImplemented
        blocked = self._domain_any_blocked()
        return Domain.OR(blocked if wanted else ~blocked for wanted in value)

    @api.model
    def _domain_any_blocked(self):
        """Return the domain of the stock that is blocked for deliveries or for productions."""
        # sudo: a block counts, whichever company's disposition it is
        blocking = self.env["stock.lot.disposition"].sudo().search([("is_blocking", "=", True)])
        return self._domain_under(blocking)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            context = self.env.context
            for vals in vals_list:
                booked = {name: vals.get(name, context.get(f"default_{name}")) for name in BOOKED}
                if booked["quantity"]:
                    self.new(booked)._check_moved_by_document()
        return super().create(vals_list)

    def write(self, vals):
        booked = [name for name in BOOKED if name in vals]
        if self._is_inventory_mode():  # Odoo refuses the others itself there
            booked = [name for name in booked if name == "quantity"]
        if self.env.su or not booked:
            return super().write(vals)
        changed = self.filtered(
            lambda quant: any(
                quant._fields[name].convert_to_write(quant[name], quant) != vals[name]
                for name in booked
            )
        )
        changed._check_moved_by_document()
        result = super().write(vals)
        changed._check_moved_by_document()
        return result

    def _check_moved_by_document(self):
        """Refuse to write the books of lots and of blocked places: movements do, as the system."""
        for quant in self.sudo():  # sudo: a block counts, also for who may not read lots and places
            stand = quant.location_id._get_standing_disposition()
            if stand or quant.product_id.tracking != "none":
                raise UserError(
                    self.env._(
                        "%(product)s in %(place)s changes by a transfer or a count, so that its "
                        "lots and blocks are looked at. Make one of these instead.",
                        product=quant.product_id.display_name,
                        place=quant.location_id.display_name,
                    )
                )

    def _compute_available_quantity(self):  # pylint: disable=missing-return
        super()._compute_available_quantity()
        self.filtered_domain(self._domain_unavailable()).available_quantity = 0

    @api.model
    def _domain_unavailable(self):
        """Return the stock that is not available for customers: blocked, expired, to be tested."""
        lots = self.env["stock.lot"]
        old = lots._domain_age("expired") | lots._domain_age("retest")
        return self._domain_blocked("delivery") | Domain("lot_id", "any!", old)

    def _read_group_select(self, aggregate_spec, query):
        if aggregate_spec != "available_quantity:sum":
            return super()._read_group_select(aggregate_spec, query)
        blocked = self._domain_unavailable().optimize_full(self)
        return SQL(
            "SUM(CASE WHEN %s THEN 0 ELSE %s - %s END)",
            blocked._to_sql(self, query.table, query),
            self._field_to_sql(query.table, "quantity", query),
            self._field_to_sql(query.table, "reserved_quantity", query),
        )

    @api.model
    def _forget_availability(self):
        """Let every quantity that depends on a block be asked anew: none of them is stored."""
        forgotten = {
            "stock.quant": ["available_quantity", "disposition_id", "is_blocked"],
            "product.product": ["free_qty", "virtual_available", "blocked_qty"],
            "product.template": ["virtual_available", "blocked_qty"],
            "stock.warehouse.orderpoint": ["qty_forecast"],
        }
        for model, names in forgotten.items():
            self.env[model].invalidate_model(names, flush=False)

    @api.depends("disposition_id")
    @api.depends_context("formatted_display_name")
    def _compute_display_name(self):
        super()._compute_display_name()
        if not self.env.context.get("formatted_display_name"):
            return
        for quant in self.filtered("is_blocked"):
            # sudo: its name is no secret to who sees the stock
            quant.display_name += f" · --{quant.disposition_id.sudo().name}--"

    def _get_gs1_barcode(self, gs1_quantity_rules_ai_by_uom=False):
        barcode = super()._get_gs1_barcode(gs1_quantity_rules_ai_by_uom)
        start = 0
        for identifier, instant, day in GS1_DAYS if self.use_expiration_date else ():
            lot = self.lot_id
            if not lot[instant]:
                continue
            end = start + len(identifier) + 6  # core wrote the UTC date there, as yymmdd
            printed = identifier + lot[day].strftime("%y%m%d")
            barcode, start = barcode[:start] + printed + barcode[end:], end
        return barcode
