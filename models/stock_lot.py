from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import html2plaintext, ormcache, plaintext2html

from .provenance import get_provenance

IDENTITY_FIELDS = (
    "name",
    "product_id",
    "company_id",
    "ref",
    "received_date",
    "weight",
    "note",
    "supplier_id",
    "supplier_lot_ref",
    "origin_country_id",
    "lot_properties",
)
DATE_FIELDS = (
    "production_date",
    "expiration_date",
    "use_date",
    "removal_date",
    "alert_date",
    "retest_date",
)


class StockLot(models.Model):
    """Identity of a lot: what it is, from whom, since when; every change becomes an event."""

    _inherit = "stock.lot"

    company_id = fields.Many2one(
        compute="_compute_company_id", store=True, readonly=False, precompute=True
    )
    ref = fields.Char(index="trigram")
    received_date = fields.Date(
        copy=False, index="btree_not_null", help="Day of the first receipt or production."
    )
    production_date = fields.Date("Manufacturing Date", index="btree_not_null")
    retest_date = fields.Date(
        "Retest From", index="btree_not_null", help="From this day on the lot needs a new test."
    )
    weight = fields.Float(
        digits="Stock Weight",
        copy=False,
        help="Net weight of the whole lot. Proposed at the first receipt from the product's.",
    )
    weight_uom_name = fields.Char("Weight Unit", compute="_compute_weight_uom_name")
    description = fields.Char(
        "Description as Text",
        compute="_compute_description",
        inverse="_inverse_description",
        search="_search_description",
        help="The description as plain text.",
    )
    supplier_id = fields.Many2one(
        "res.partner", check_company=True, index="btree_not_null", ondelete="restrict"
    )
    supplier_lot_ref = fields.Char("Supplier Lot", index="trigram")
    origin_country_id = fields.Many2one(
        "res.country", string="Country of Origin", ondelete="restrict"
    )
    event_count = fields.Integer(
        compute="_compute_event_count",
        groups="stock_lot_lifecycle.stock_lot_lifecycle_group_user,"
        "stock_lot_lifecycle.stock_lot_lifecycle_group_auditor",
    )

    product_expiry_reminded = fields.Boolean(copy=False)

    _weight_positive = models.Constraint(
        "CHECK (weight IS NULL OR weight >= 0)", "The weight of a lot cannot be negative."
    )
    _by_number = models.Index("(name, id)")

    def _compute_weight_uom_name(self):
        self.weight_uom_name = self._get_weight_uom_name()

    @api.model
    @ormcache("self.env.lang")
    def _get_weight_uom_name(self):
        Template = self.env["product.template"]
        return Template._get_weight_uom_name_from_ir_config_parameter()

    @api.depends("note")
    def _compute_description(self):
        for lot in self:
            lot.description = lot.note and html2plaintext(lot.note).strip()

    def _inverse_description(self):
        for lot in self:
            lot.note = lot.description and plaintext2html(lot.description)

    def _search_description(self, operator, value):
        return Domain("note", operator, value)

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_event_count(self):
        counted = self.env["stock.lot.event"]._read_group(
            [("lot_res_id", "in", self.ids)], ["lot_res_id"], ["__count"]
        )
        count_by_lot = dict(counted)
        for lot in self:
            lot.event_count = count_by_lot.get(lot.id, 0)

    @api.model_create_multi
    def create(self, vals_list):
        lots = super().create(vals_list)
        changes = {lot.id: ({}, lot._get_first_facts()) for lot in lots}
        kind = get_provenance(self.env).kind or "created"
        self.env["stock.lot.event"]._record(lots, kind, changes)
        return lots

    def _get_first_facts(self):
        code = self.disposition_id.code
        facts = self._get_facts(IDENTITY_FIELDS + DATE_FIELDS)
        return {**facts, **({"disposition_id": code} if code else {})}

    def write(self, vals):
        if get_provenance(self.env).told:
            return super().write(vals)
        names = [name for name in IDENTITY_FIELDS + DATE_FIELDS if name in vals]
        if "product_id" in vals:
            names += [name for name in DATE_FIELDS if name not in names]
        old = {lot.id: lot._get_facts(names, empty=True) for lot in self} if names else {}
        result = super().write(vals)
        if names:
            self._record_changes(old, names)
        return result

    @contextmanager
    def _told_as_changed(self, names):
        """Append events for what happens to these values meanwhile without a write."""
        old = {lot.id: lot._get_facts(names, empty=True) for lot in self}
        yield
        self._record_changes(old, names)

    def _record_changes(self, old, names):
        """Append an event to every lot whose named values differ from `old`."""
        provenance = get_provenance(self.env)
        changes = {}
        for lot in self:
            new = lot._get_facts(names, empty=True)
            changed = [name for name in names if new[name] != old[lot.id][name]]
            if changed:
                changes[lot.id] = (
                    {name: old[lot.id][name] for name in changed},
                    {name: new[name] for name in changed},
                )
        kind = provenance.kind or self._get_change_kind(names)
        Event = self.env["stock.lot.event"]
        Event._record(self.browse(changes), kind, changes, **(provenance.facts or {}))

    @api.model
    def _get_change_kind(self, names):
        if "name" in names:
            return "renamed"
        return "dates" if set(names) <= set(DATE_FIELDS) else "changed"

    def _get_facts(self, names, empty=False):
        """Return the named values as an event keeps them: plain, with names for records."""
        self.ensure_one()
        facts = {}
        lot = self.sudo()  # sudo: the words of linked records are copied into the ledger
        for name in names:
            value = lot._get_properties() if name == "lot_properties" else lot[name]
            if isinstance(value, models.BaseModel):
                value = {"id": value.id, "name": value.display_name} if value else None
            elif name == "note":
                value = html2plaintext(value).strip() if value else None
            if value or empty:
                facts[name] = value or None
        return facts

    def _get_properties(self):
        """Return the product's own attributes of this lot, by their labels."""
        values = self.read(["lot_properties"])[0]["lot_properties"] or []
        return {
            row.get("string") or row["name"]: str(row["value"])
            for row in values
            if row.get("value") not in (None, False, "", [])
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_moved(self):
        lines = self.env["stock.move.line"].sudo()  # sudo: lines of every company count
        moved = lines._read_group(lines._domain_of_lots(self), ["lot_id"])
        if moved or self.sudo().quant_ids:  # sudo: stock of every company counts
            # sudo: as above
            lot = moved[0][0] if moved else self.sudo().quant_ids.lot_id[0]
            raise UserError(
                self.env._(
                    "Lot %(lot)s has moved and is part of the history: it cannot be deleted. "
                    "Retire it instead (Update Lot Status).",
                    lot=lot.name,
                )
            )

    def unlink(self):
        facts = {lot.id: (lot._get_facts(IDENTITY_FIELDS + DATE_FIELDS), {}) for lot in self}
        self.env["stock.lot.event"]._record(self, "deleted", facts)
        return super().unlink()

    def action_view_events(self):
        """Open the events of these lots."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "stock_lot_lifecycle.stock_lot_event_action"
        )
        return {**action, "domain": [("lot_res_id", "in", self.ids)]}
