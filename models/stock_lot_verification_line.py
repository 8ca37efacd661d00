from odoo import api, fields, models
from odoo.tools import format_list


class StockLotVerificationLine(models.Model):
    """One broken lot or seal that a verification found; never altered."""

    _name = "stock.lot.verification.line"
    _inherit = ["stock.lot.ledger"]
    _description = "Broken Link of the Ledger"
    _order = "id"
    _rec_name = "lot_name"
    _log_access = False

    verification_id = fields.Many2one(
        "stock.lot.verification", required=True, readonly=True, index=True, ondelete="restrict"
    )
    lot_res_id = fields.Integer("Lot ID", readonly=True)
    lot_name = fields.Char("Lot", readonly=True)
    position = fields.Integer("No.", readonly=True, aggregator=None)
    event_res_id = fields.Integer("Event ID", readonly=True)
    problem = fields.Char("Code", readonly=True)
    words = fields.Char("What Is Wrong", compute="_compute_words")
    company_id = fields.Many2one("res.company", readonly=True, ondelete="restrict")

    @api.depends("problem", "position")
    def _compute_words(self):
        words = self._get_problem_words()
        labels = self.env["stock.lot"].fields_get(attributes=["string"])
        for line in self:
            code, _colon, names = (line.problem or "").partition(":")
            fields_ = [labels[name]["string"] for name in names.split(",") if name in labels]
            line.words = words.get(code, code) % {
                "number": line.position,
                "before": (line.position or 0) - 1,
                "fields": format_list(self.env, fields_),
            }

    @api.depends("lot_name", "problem", "position")
    def _compute_display_name(self):
        for line in self:
            if (line.problem or "").startswith("seal_"):
                line.display_name = self.env._("Seal %(number)s", number=line.position)
            elif line.problem == "signature":
                line.display_name = self.env._("Signature %(number)s", number=line.position)
            else:
                line.display_name = line.lot_name or str(line.lot_res_id)

    @api.model
    def _get_problem_words(self):
        """Return what each problem means, in the reader's language."""
        return {**self._get_event_problem_words(), **self._get_seal_problem_words()}

    @api.model
    def _get_event_problem_words(self):
        return {
            "missing": self.env._("Event %(before)s of this lot is missing: it was removed."),
            "version": self.env._("Event %(number)s was hashed by an unknown recipe."),
            "content": self.env._("What event %(number)s says was altered."),
            "link": self.env._(
                "Event %(number)s does not follow the one before: that one was replaced."
            ),
            "columns": self.env._(
                "Event %(number)s shows something else than what was recorded."
            ),
            "vanished": self.env._("The lot was removed from the database without an event."),
            "untold": self.env._(
                "The beginning of this lot is not in the ledger: its events were removed."
            ),
            "tail": self.env._("Events after event %(number)s were removed."),
            "tally": self.env._("The lot's count of events was altered."),
            "tip": self.env._(
                "The last event is not the one the lot ended with: it was replaced."
            ),
            "returned": self.env._(
                "The lot is there although its last event says it was deleted."
            ),
            "fact": self.env._("Changed past the ledger: %(fields)s."),
            "sealed": self.env._(
                "What was sealed as event %(number)s is no longer in the ledger."
            ),
            "unsigned": self.env._(
                "The signature behind event %(number)s was removed or replaced."
            ),
        }

    @api.model
    def _get_seal_problem_words(self):
        """Return what is said of seals, signatures and tables: of what is no lot."""
        return {
            "seal_missing": self.env._("The seal before this one was removed."),
            "seal_content": self.env._("This seal was altered."),
            "seal_link": self.env._("This seal does not follow the one before."),
            "signature": self.env._("This signature was altered."),
            "seal_signatures": self.env._("The signatures under this seal were altered."),
            "seal_tips": self.env._("The lots under this seal were altered."),
            "guard": self.env._(
                "The database does not guard this table against changes any more."
            ),
        }
