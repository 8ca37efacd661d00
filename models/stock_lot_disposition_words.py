from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_list


class StockLotDisposition(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """What a disposition does, in a sentence; where it stands; and whether somebody can lift it."""

    _inherit = "stock.lot.disposition"

    summary = fields.Char("In Words", compute="_compute_summary")
    lift_warning = fields.Char(compute="_compute_lift_warning")
    lot_count = fields.Integer(compute="_compute_lot_count")
    location_count = fields.Integer(compute="_compute_location_count")

    @api.depends(
        "blocks_delivery", "blocks_production", "allows_rework", "counts_in_forecast",
        "makes_inactive", "requires_reason", "group_ids", "lift_group_ids",
    )  # fmt: skip
    @api.depends_context("lang")
    def _compute_summary(self):
        for row in self:
            words = (row._get_flag_words(), row._get_forecast_words(), row._get_inactive_words(),
                     row._get_reason_words(), row._get_roles_words())  # fmt: skip
            row.summary = " ".join(filter(None, words))

    @api.model
    def _get_names(self, codes):
        """Return ``{code: name}``, for words about what was decided."""
        # sudo: what was decided has a name, whichever company's disposition it was
        known = self.sudo().search([("code", "in", list(codes))]) if codes else self
        return {row.code: row.name for row in known}

    def _get_flag_words(self):
        """Return what the disposition blocks, as its administrator reads it."""
        if not self.is_blocking:
            return self.env._("Blocks nothing.")
        if self.blocks_delivery and self.blocks_production:
            words = self.env._("Blocks delivery and production")
        elif self.blocks_delivery:
            words = self.env._("Blocks delivery, not production")
        else:
            words = self.env._("Blocks production, not delivery")
        if self.blocks_production and self.allows_rework:
            return self.env._("%(blocks)s; may be reworked.", blocks=words)
        return f"{words}."

    def _get_forecast_words(self):
        if not self.is_blocking:
            return ""
        if self.counts_in_forecast:
            return self.env._("Counts as stock to come.")
        return self.env._("Does not count as stock to come: it may be bought again.")

    def _get_inactive_words(self):
        return self.env._("Makes lots Inactive.") if self.makes_inactive else ""

    def _get_reason_words(self):
        return self.env._("Needs a reason.") if self.requires_reason else ""

    def _get_roles_words(self):
        """Return who sets and who lifts it, where not everybody may."""
        setters, lifters = self._name_roles("group_ids"), self._name_roles("lift_group_ids")
        if setters and setters == lifters:
            return self.env._("Set and lifted by %(roles)s.", roles=setters)
        words = []
        if setters:
            words.append(self.env._("Set by %(roles)s.", roles=setters))
        if lifters:
            words.append(self.env._("Lifted by %(roles)s.", roles=lifters))
        return " ".join(words)

    def _name_roles(self, roles):
        groups = self.sudo()[roles]  # sudo: roles are policy, readable by all who meet it
        return format_list(self.env, groups.mapped("name"), style="or") if groups else ""

    def _get_block_words(self):
        """Return what cannot be done with a lot under it, as whoever needs the lot reads it."""
        words = {
            (True, True): self.env._("Cannot be delivered or used."),
            (True, False): self.env._("Cannot be delivered."),
            (False, True): self.env._("Cannot be used in productions."),
        }
        return words.get((self.blocks_delivery, self.blocks_production), "")

    @api.depends("blocks_delivery", "blocks_production", "lift_group_ids")
    def _compute_lift_warning(self):
        for row in self:
            row.lift_warning = row._is_locked() and row._get_locked_words()

    def _is_locked(self):
        """Return whether it blocks and nobody who can log in has a role to lift it."""
        return self.is_blocking and self._has_nobody("lift_group_ids")

    def _is_out_of_reach(self):
        """Return whether nobody can set it; not asked while the module comes, see below."""
        return self.pool.ready and self._has_nobody("group_ids")

    def _has_nobody(self, roles):
        """Return whether no active user has one of its `roles`, where it names some."""
        groups = self.sudo()[roles]  # sudo: roles are policy
        if not groups:
            return False
        # sudo: whoever configures may not read all users
        users = self.env["res.users"].sudo()
        domain = [("all_group_ids", "in", groups.ids), ("share", "=", False)]
        return not users.search_count(domain, limit=1)

    def _get_locked_words(self):
        return self.env._(
            "Nobody could lift %(status)s: no active user is %(roles)s. Give somebody this role "
            "first, or let another role lift it.",
            status=self.name,
            roles=self._name_roles("lift_group_ids"),
        )

    @api.constrains("blocks_delivery", "blocks_production", "lift_group_ids")
    def _check_somebody_lifts(self):
        """Refuse what would lock lots in; not while the module comes, before anybody has a role."""
        if not self.pool.ready:
            return
        for row in self:
            if row._is_locked():
                raise ValidationError(row._get_locked_words())

    def _compute_lot_count(self):
        self._count_under("stock.lot", "lot_count")

    def _compute_location_count(self):
        self._count_under("stock.location", "location_count")

    def _count_under(self, model, name):
        counted = dict(
            self.env[model]._read_group(
                [("disposition_id", "in", self.ids)], ["disposition_id"], ["__count"]
            )
        )
        for row in self:
            row[name] = counted.get(row._origin, 0)

    def action_view_lots(self):
        """Open the lots under this disposition."""
        return self.env["stock.lot"]._get_lots_action(
            self.display_name, [("disposition_id", "in", self.ids)]
        )

    def action_view_locations(self):
        """Open the places under this disposition."""
        action = self.env["ir.actions.act_window"]._for_xml_id("stock.action_location_form")
        return {**action, "domain": [("disposition_id", "in", self.ids)], "context": {}}
