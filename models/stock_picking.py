from odoo import api, fields, models

OPEN = ("waiting", "confirmed", "partially_available", "assigned")


class StockMoveLine(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """A line says whether its lot or its place is blocked for where it goes, before validating."""

    _inherit = "stock.move.line"

    block_notice = fields.Char("Blocked", compute="_compute_block_notice", compute_sudo=True)

    warn_notice = fields.Char("To Know", compute="_compute_block_notice", compute_sudo=True)

    @api.depends(
        "lot_id.disposition_id", "lot_id.expiration_date", "lot_id.use_date",
        "lot_id.removal_date", "lot_id.retest_date", "location_id", "location_dest_id",
        "quant_id", "state",
    )  # fmt: skip
    def _compute_block_notice(self):
        self.block_notice = self.warn_notice = False
        known = self.filtered(lambda line: line.state not in ("done", "cancel") and line.move_id)
        for line in known:
            line.block_notice = line._get_stopping_disposition().name
        for line, reasons in known._get_age_reasons().items():
            for reason in reasons:
                name = "block_notice" if reason.severity == "block" else "warn_notice"
                line[name] = line[name] or reason.label

    def _get_age_reasons(self):
        """Return ``{line: [Reason]}`` of what the age of their lots stands against."""
        found = {}
        for kind, lines in self.grouped(lambda line: line._get_movement_kind()).items():
            for reason in lines.lot_id._get_reasons_by_age(kind, lines):
                for line in lines._get_lines_of(reason):
                    found.setdefault(line, []).append(reason)
        return found

    def _get_stopping_disposition(self):
        """Return the disposition of the lot or the place that stops this line; may be empty."""
        source = self.quant_id.location_id or self.location_id
        lot = self.quant_id.lot_id or self.lot_id
        stands = lot.disposition_id | source._get_standing_disposition()
        kind = self.move_id._get_movement_kind(source, self.location_dest_id)
        return (stands & self.env["stock.lot.disposition"]._get_stopping(kind))[:1]


class StockPicking(models.Model):
    """A transfer says beforehand what cannot leave, and helps to go on without it."""

    _inherit = "stock.picking"

    block_notice = fields.Text(compute="_compute_block_notice")
    warn_notice = fields.Text(compute="_compute_warn_notice")

    @api.depends("move_line_ids.warn_notice", "move_line_ids.override_reason", "state")
    @api.depends_context("lang")
    def _compute_warn_notice(self):
        for picking in self:
            warned = picking.move_line_ids.filtered(
                lambda line: line.state in OPEN and line.quantity > 0 and line.warn_notice
            )
            # sudo: who picks may lack rights on lots and rules, and is told why
            lines = warned.sudo()
            asked = lines._get_unanswered(lines._get_refusals()) if lines else []
            words = lines.lot_id._get_refusal_words(lines._only_warnings(asked), lines)
            how = words and self.env._("You are asked for a reason when you validate.")
            picking.warn_notice = "\n".join(filter(None, (words, how)))

    def action_trace(self):
        """Open the trace of the lots that moved by these transfers."""
        return self.env["stock.lot"]._get_trace_action(self)

    @api.depends("move_line_ids.block_notice", "state")
    @api.depends_context("lang")
    def _compute_block_notice(self):
        for picking in self:
            lines = picking._get_blocked_lines()
            # sudo: who picks may lack rights on lots and places, and is told why
            refusals = lines.sudo()._only_blocks(lines.sudo()._get_refusals())
            lots = lines.lot_id.sudo()  # sudo: as above
            picking.block_notice = lots._get_refusal_words(refusals, lines.sudo())

    def _get_blocked_lines(self):
        """Return the open lines the gate would refuse for their lot or their place."""
        return self.move_line_ids.filtered(
            lambda line: line.state in OPEN and line.quantity > 0 and line.block_notice
        )

    def action_remove_blocked_lines(self):
        """Take what is blocked out of these transfers; the rest can go."""
        for picking in self:
            picking._drop_blocked_lines(self.env._("Taken out, because it is blocked: %(lots)s"))
        return True

    def action_choose_other_lots(self):
        """Take what is blocked out of these transfers, and reserve what is free instead."""
        for picking in self:
            words = self.env._("Other lots are looked for instead of: %(lots)s")
            for move in picking._drop_blocked_lines(words):
                missing = move.product_uom_qty - move.quantity
                if move.product_uom.compare(missing, 0) > 0:
                    # core would pass by a move of which something is picked
                    move._action_assign(force_qty=missing)
        return True

    def _drop_blocked_lines(self, words):
        """Remove the blocked lines, tell so in the transfer, and return their moves."""
        self.ensure_one()
        lines = self._get_blocked_lines()
        moves = lines.move_id
        if lines:
            named = [line.lot_id.name or line.product_id.display_name for line in lines]
            self.message_post(body=words % {"lots": ", ".join(dict.fromkeys(named))})
        lines.unlink()
        moves = moves.exists()
        moves.filtered(lambda move: not move.move_line_ids).picked = False
        return moves
