from odoo import api, fields, models


class StockLotLifeTest(models.TransientModel):
    """Says whether a lot would do for a customer on a day. Moves nothing."""

    _name = "stock.lot.life.test"
    _description = "Test a Lot Against a Customer"

    lot_id = fields.Many2one("stock.lot", "Lot / Serial Number", required=True)
    partner_id = fields.Many2one("res.partner", "Customer")
    day = fields.Date(
        "Delivered On", default=lambda self: self.env.company._get_lot_today(), required=True
    )
    verdict = fields.Selection(
        [
            ("pass", "It would pass"),
            ("warn", "It would need a reason"),
            ("block", "It would be refused"),
        ],
        compute="_compute_verdict",
    )
    rule_words = fields.Char("Rule That Counts", compute="_compute_verdict")
    reason_words = fields.Text("What Stands Against It", compute="_compute_verdict")
    other_words = fields.Char("Next That Would Do", compute="_compute_verdict")

    @api.depends("lot_id", "partner_id", "day")
    def _compute_verdict(self):
        self.verdict = self.rule_words = self.reason_words = self.other_words = False
        for test in self.filtered(lambda one: one.lot_id and one.day):
            reasons, rule, others = test.lot_id._test_for(test.partner_id, test.day)
            severities = {reason.severity for reason in reasons}
            test.verdict = "block" if "block" in severities else "warn" if severities else "pass"
            none = self.env._("No rule: any remaining life will do.")
            test.rule_words = (
                rule._get_asking_words(test.lot_id._get_total_life()) if rule else none
            )
            test.reason_words = "\n".join(reason.words for reason in reasons)
            test.other_words = others or self.env._("No other lot would do.")
