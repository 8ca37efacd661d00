from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import calendar_day

# what a line says of its lot: field of the line, field of the lot
SAID = {
    "production_date": "production_date",
    "expiration_day": "expiration_day",
    "best_before_day": "best_before_day",
    "supplier_lot_ref": "supplier_lot_ref",
    "origin_country_id": "origin_country_id",
}


class StockMoveLine(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """What stands on goods that arrive, written beside them as days; new lots take it over.

    ``expiration_day`` is what somebody says; core's ``expiration_date`` follows it, and is a
    proposal where nobody says anything.
    """

    _inherit = "stock.move.line"

    production_date = fields.Date("Manufacturing Date")
    expiration_day = fields.Date("Expiry Date", help="As it stands on the goods: the last day.")
    best_before_day = fields.Date("Best Before")
    supplier_lot_ref = fields.Char("Supplier Lot")
    origin_country_id = fields.Many2one(
        "res.country", string="Country of Origin", ondelete="restrict"
    )
    lot_weight = fields.Float(
        "Net Weight", digits="Stock Weight", help="Net weight of what arrives on this line."
    )
    proposed_expiry = fields.Char(compute="_compute_proposed_expiry")

    _lot_weight_positive = models.Constraint(
        "CHECK (lot_weight IS NULL OR lot_weight >= 0)", "What arrives cannot weigh less than 0."
    )

    @api.depends("expiration_date", "expiration_day")
    @api.depends_context("lang")
    def _compute_proposed_expiry(self):
        """Return, as the screen writes it, the day that counts if nobody says another."""
        lang = self.env["res.lang"]._lang_get(self.env.user.lang or "en_US")
        for line in self:
            day = calendar_day.day_of(line.expiration_date, line._get_lot_zone())
            line.proposed_expiry = day.strftime(lang.date_format) if day else False

    @api.depends("expiration_day", "production_date")
    def _compute_expiration_date(self):  # pylint: disable=missing-return
        said = self.filtered(lambda line: line.expiration_day and not line.lot_id.expiration_date)
        rest = self - said
        open_lines = rest.filtered(
            lambda line: line.picking_type_use_create_lots and not line.lot_id and line._is_open()
        )
        open_lines.expiration_date = False  # a proposal is made anew, not kept
        super(StockMoveLine, rest)._compute_expiration_date()
        for line in open_lines.filtered("production_date"):
            day, zone = line._get_proposed_day(), line._get_lot_zone()
            line.expiration_date = calendar_day.noon_of(day, zone)
        for line in said:
            zone = line._get_lot_zone()
            if calendar_day.day_of(line.expiration_date, zone) != line.expiration_day:
                line.expiration_date = calendar_day.noon_of(line.expiration_day, zone)

    def _is_open(self):
        return self.state not in ("done", "cancel")

    def _get_lot_zone(self):
        """Return the zone of the lot of this line, also when it does not exist yet."""
        company = self.lot_id.company_id if self.lot_id else self._get_new_lot_company()
        return company._get_lot_tz()

    def _get_new_lot_company(self):
        """Return the company of a new lot of this line; empty for a shared one."""
        owner = self.product_id.company_id
        # sudo: the companies below that of the product, also those the user is not in
        fits = owner and self.company_id in owner | owner.sudo().all_child_ids
        return self.company_id if fits else self.env["res.company"]

    def _get_proposed_day(self):
        """Return the expiry that follows from the product; None where there is none."""
        product = self.product_id
        if not product.use_expiration_date or not product.expiration_time:
            return None
        start = self.production_date
        if not start:
            planned = self.picking_id.scheduled_date or fields.Datetime.today()
            start = calendar_day.day_of(planned, self._get_lot_zone())
        return calendar_day.shifted(start, product.expiration_time)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_said_expiry(vals) for vals in vals_list])

    @api.model
    def _with_said_expiry(self, vals):
        """Return `vals` with an expiry in core's own field as what somebody says."""
        if not vals.get("expiration_date") or vals.get("expiration_day") or vals.get("lot_id"):
            return vals
        names = ("product_id", "move_id", "picking_id", "company_id", "production_date")
        line = self.new({name: vals[name] for name in names if name in vals})
        line.product_id = line.product_id or line.move_id.product_id
        line.picking_id = line.picking_id or line.move_id.picking_id
        instant = fields.Datetime.to_datetime(vals["expiration_date"])
        day = calendar_day.day_of(instant, line._get_lot_zone())
        # the screen sends back what was proposed: that says nothing
        return vals if day == line._get_proposed_day() else {**vals, "expiration_day": day}

    def write(self, vals):
        if (SAID.keys() | {"lot_weight"}) & vals.keys() and any(
            not line._is_open() for line in self
        ):
            raise UserError(
                self.env._(
                    "What stood on the goods is written down until the transfer is done. "
                    "Correct the lot instead."
                )
            )
        result = super().write(vals)
        if vals.get("expiration_date") and "expiration_day" not in vals:
            self._take_as_said()
        return result

    def _take_as_said(self):
        """Keep an expiry that was written into core's own field as what somebody says."""
        by_day = {}
        for line in self.filtered(lambda line: line.expiration_date and not line.lot_id):
            day = calendar_day.day_of(line.expiration_date, line._get_lot_zone())
            if line._is_open() and line.expiration_day != day != line._get_proposed_day():
                by_day.setdefault(day, []).append(line.id)
        for day, ids in by_day.items():
            self.browse(ids).write({"expiration_day": day})

    def _get_said(self):
        """Return what this line says of its lot, as values of stock.lot."""
        said = {lot_name: self[name] for name, lot_name in SAID.items() if self[name]}
        if "origin_country_id" in said:
            said["origin_country_id"] = self.origin_country_id.id
        return said

    def _prepare_new_lot_vals(self):
        return {**super()._prepare_new_lot_vals(), **self._get_said()}
