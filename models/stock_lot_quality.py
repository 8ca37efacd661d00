from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from .stock_lot_decision import CHECKED_SOURCES

QUALITY = [
    ("none", "Nothing tested"),
    ("testing", "To test"),
    ("pass", "Passed"),
    ("fail", "Failed"),
    ("undecided", "Closed undecided"),
]


class StockLotDisposition(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Which dispositions free a lot, and which do it until a day only."""

    _inherit = "stock.lot.disposition"

    is_conditional = fields.Boolean(
        "Conditional",
        help="Lots may go although tests failed or are missing, for a reason and until a day.",
    )

    def _closes_gates(self):
        """Return whether lots under this disposition cannot go everywhere."""
        return self.is_blocking or self.makes_inactive


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The aspect of tests: what came out, and how long it holds."""

    _inherit = "stock.lot"

    inspection_ids = fields.One2many("stock.lot.inspection", "lot_id", readonly=True)
    inspection_count = fields.Integer(compute="_compute_quality")
    quality_state = fields.Selection(
        QUALITY, "Tests", compute="_compute_quality", search="_search_quality_state"
    )
    quality_drift = fields.Boolean(
        "Free against its tests",
        compute="_compute_quality_drift",
        search="_search_quality_drift",
        help="On hand and not blocked, although tests are open or failed.",
    )
    quality_notice = fields.Char(compute="_compute_quality_notice")

    @api.depends("inspection_ids.state", "inspection_ids.verdict")
    def _compute_quality(self):
        found = {lot: [] for lot in self}
        inspections = self.env["stock.lot.inspection"].search(
            [("lot_id", "in", self._origin.ids), ("state", "!=", "skipped")], order="id"
        )
        by_lot = inspections.grouped("lot_id")
        for lot in found:
            own = by_lot.get(lot._origin, inspections.browse())
            tested = own.filtered(lambda one: one.state != "cancelled")
            lot.inspection_count = len(own)
            lot.quality_state = tested[-1:]._get_quality_state() or "none"

    def _search_quality_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: whether a lot was tested does not depend on who asks
        last = (
            self.env["stock.lot.inspection"]
            .sudo()
            ._read_group([("state", "not in", ("skipped", "cancelled"))], ["lot_id"], ["id:max"])
        )
        last = self.env["stock.lot.inspection"].sudo().browse(top for _lot, top in last)  # as above
        fitting = last.filtered(lambda one: one._get_quality_state() in value).lot_id
        domain = Domain("id", "in", fitting.ids)
        return domain | Domain("id", "not in", last.lot_id.ids) if "none" in value else domain

    @api.depends("inspection_ids.state", "retest_date", "conditional_until", "disposition_id")
    def _compute_quality_notice(self):
        lapsed = self.filtered_domain(self._domain_lapsed())
        for lot in self:
            waiting = lot.inspection_ids.filtered(lambda one: one.state == "open")
            if lot in lapsed:
                lot.quality_notice = lot._get_lapsed_words()
            elif waiting:
                lot.quality_notice = self.env._(
                    "To be tested: %(names)s", names=", ".join(waiting.mapped("name"))
                )
            elif lot.disposition_id.is_conditional and lot.conditional_until:
                lot.quality_notice = self.env._(
                    "Released conditionally until %(day)s.",
                    day=format_date(self.env, lot.conditional_until),
                )
            else:
                lot.quality_notice = False

    def _search_quality_drift(self, operator, value):
        if operator != "in":
            return NotImplemented
        adrift = Domain("id", "in", self._find_adrift().ids)
        return Domain.OR(adrift if wanted else ~adrift for wanted in value)

    @api.depends("quality_state", "disposition_id", "presence")
    def _compute_quality_drift(self):
        adrift = self._find_adrift(Domain("id", "in", self._origin.ids))
        for lot in self:
            lot.quality_drift = lot._origin in adrift

    @api.model
    def _find_adrift(self, among=Domain.TRUE):
        """Return lots on hand that are free although their tests say otherwise."""
        free = Domain("disposition_id.is_blocking", "=", False)
        free &= Domain("disposition_id.makes_inactive", "=", False) & Domain(
            "presence", "=", "on_hand"
        )
        against = Domain("quality_state", "in", ("testing", "fail", "undecided"))
        lots = self.search(among & free & against)
        # sudo: whether a lot was tested does not depend on who asks
        return lots.filtered(lambda lot: lot.sudo()._is_adrift())

    def _is_adrift(self):
        """Return whether the tests of this free lot say that it is not."""
        tested = self.inspection_ids.sorted("id")
        if any(one._holds() for one in tested):
            return True
        last = tested.filtered(lambda one: one.state == "decided")[-1:]
        conditional = self.disposition_id.is_conditional
        return bool(last) and last.verdict != "pass" and not conditional

    def action_view_inspections(self):
        """Open the inspections of these lots."""
        actions = self.env["ir.actions.act_window"]
        action = actions._for_xml_id("stock_lot_lifecycle.stock_lot_inspection_action")
        context = {"default_lot_id": self.id} if len(self) == 1 else {}
        return {**action, "domain": [("lot_id", "in", self.ids)], "context": context}

    # what tests allow

    def _quarantine(self):
        """Put lots that are free now under quarantine, as they are to be tested."""
        # sudo: whoever receives may lack rights on lots
        free = self.sudo().filtered(lambda lot: not lot.disposition_id._closes_gates())
        quarantine = self.env.ref("stock_lot_lifecycle.stock_lot_disposition_quarantine")
        if free:
            free._set_disposition(quarantine, self.env._("To be tested"), source="seam")

    def _set_disposition(self, disposition, reason="", source="user", signature=None, request=None):
        if source in CHECKED_SOURCES and not disposition._closes_gates():
            self._check_tested(disposition)
        return super()._set_disposition(disposition, reason, source, signature, request)

    def _check_tested(self, disposition):
        """Refuse to free lots of which tests are open, or the last one did not pass."""
        moving = self.filtered(lambda lot: lot.disposition_id != disposition)
        # sudo: a test counts for whoever decides
        Inspection = self.env["stock.lot.inspection"].sudo()
        tested = Inspection.search(
            [("lot_id", "in", moving.ids), ("state", "in", ("open", "decided"))], order="id"
        )
        for inspections in tested.grouped("lot_id").values():
            waiting = inspections.filtered(lambda one: one._holds())
            last = inspections.filtered(lambda one: one.state == "decided")[-1:]
            if waiting:
                raise UserError(waiting[0]._get_waiting_refusal(disposition))
            if last and last.verdict != "pass" and not disposition.is_conditional:
                raise UserError(last._get_verdict_refusal(disposition))
            if disposition.is_conditional and last.decision_id != disposition:
                raise UserError(
                    self.env._(
                        "%(status)s follows from an inspection, which keeps its reason and its "
                        "last day. Decide it there.",
                        status=disposition.name,
                    )
                )
