from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date, format_list

from ..tools.hash_chain import canonical
from ..tools.signed_facts import digest
from .provenance import Provenance, with_provenance

QUALITY_MANAGER = "stock_lot_lifecycle.stock_lot_lifecycle_group_quality_manager"


class StockLotNonconformity(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """How a nonconformity goes on: contained, closed with a signature, or void."""

    _inherit = "stock.lot.nonconformity"

    next_step = fields.Text("What is missing", compute="_compute_next_step")
    free_count = fields.Integer("Not blocked", compute="_compute_free_count")

    @api.depends("line_ids.disposition_id", "line_ids.outcome")
    def _compute_free_count(self):
        for nonconformity in self:
            nonconformity.free_count = len(nonconformity._get_free_lots())

    @api.depends(
        "state", "line_ids.outcome", "line_ids.disposition_id", "cause", "cause_words",
        "action_ids.done_at", "action_ids.kind", "effectiveness", "check_day", "containment",
    )  # fmt: skip
    @api.depends_context("lang")
    def _compute_next_step(self):
        for nonconformity in self:
            steps = nonconformity._get_missing() if nonconformity.state == "open" else []
            nonconformity.next_step = "\n".join(steps)

    def action_contain(self):
        """Open Update Lot Status for the lots that are not blocked yet."""
        self.ensure_one()
        lots = self._get_free_lots()
        if not lots:
            raise UserError(
                self.env._("Every lot of %(number)s is blocked already.", number=self.name)
            )
        action = lots.action_update_status()
        context = {**action["context"], "default_reason": self.display_name}
        return {**action, "context": context}

    def action_close(self):
        """Open the dialog in which it is signed and closed."""
        return self._open_ending("stock_lot_nonconformity_close_action")

    def action_make_void(self):
        """Open the dialog that asks why it is void."""
        return self._open_ending("stock_lot_nonconformity_void_action")

    def _open_ending(self, name):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(f"stock_lot_lifecycle.{name}")
        return {**action, "context": {"default_nonconformity_id": self.id}}

    # the verbs

    def _sign_closing(self, meaning, secret):
        """Return the running user's signature under all that this nonconformity says."""
        self._check_may_close()
        return self.env["stock.lot.signature"]._sign(self._get_subject(), meaning, secret)

    def _close(self, signature, words=""):
        """Close it for good, signed; its lots may be released again.

        :param signature: one stock.lot.signature of `_sign_closing`
        :raises UserError: something is missing (all of it is named), or the signature does not hold
        """
        self.ensure_one()
        self._check_may_close()
        if not signature:
            raise UserError(self.env._("Closing needs your signature. Press Close and sign."))
        signature.with_env(self.env)._use(self._get_subject())
        self._end("closed", words, signature)

    def _make_void(self, words):
        """Say that it was opened by mistake; number and entries stay."""
        self.ensure_one()
        self._check_manages()
        self._check_open()
        words = (words or "").strip()
        if not words:
            raise UserError(self.env._("Say why this nonconformity is void."))
        self._end("void", words, self.env["stock.lot.signature"])

    def _end(self, state, words, signature):
        vals = {
            "state": state,
            "closed_by_id": self.env.uid,
            "closed_at": fields.Datetime.now(),
            "closing_words": words,
            "signature_id": signature.id,
        }
        self._decided(self).write(vals)
        self.line_ids._tell(state, words)
        # sudo: nobody is reminded of what is closed, whoever was to do it
        self.sudo().activity_ids.unlink()

    # whether it may

    def _check_manages(self):
        if not self.env.user.has_group(QUALITY_MANAGER):
            raise AccessError(
                self.env._(
                    "Only a quality manager checks, closes or voids a nonconformity. Ask one."
                )
            )

    def _check_may_close(self):
        self.check_access("write")
        self._check_manages()
        self._check_open()
        missing = self._get_missing()
        if missing:
            raise UserError(
                self.env._(
                    "%(number)s cannot be closed yet:\n%(missing)s",
                    number=self.name,
                    missing="\n".join(f"- {step}" for step in missing),
                )
            )

    def _get_missing(self):
        """Return what has to be done before it can be closed, in the order of the work."""
        return list(filter(None, [
            self._get_missing_containment(), *self._get_missing_cause(),
            *self._get_missing_actions(), self._get_missing_check(), self._get_missing_outcome(),
        ]))  # fmt: skip

    def _get_missing_containment(self):
        lots = self._get_free_lots()
        if not lots or (self.containment or "").strip():
            return ""
        return self.env._(
            "Block %(lots)s, or say what was done at once.", lots=self._get_names(lots)
        )

    def _get_missing_cause(self):
        if not self.cause or not (self.cause_words or "").strip():
            yield self.env._("Say why it happened.")

    def _get_missing_actions(self):
        if not self.action_ids and self.severity != "minor":
            yield self.env._("Add what is done so that it does not happen again.")
        for action in self.action_ids.filtered(lambda action: not action.done_at):
            yield self.env._(
                "Open: %(action)s (%(who)s, due %(day)s).",
                action=action.name,
                who=action.user_id.name,
                day=format_date(self.env, action.deadline),
            )

    def _get_missing_check(self):
        if self.effectiveness == "effective" or not self.action_ids:
            return ""
        if self.effectiveness == "ineffective":
            return self.env._("The actions do not work: add others, and check again.")
        return self.env._("Check whether the actions work.")

    def _get_missing_outcome(self):
        lots = self.line_ids.filtered(lambda line: not line.outcome).lot_id
        if not lots:
            return ""
        return self.env._("Say what became of %(lots)s.", lots=self._get_names(lots))

    def _get_free_lots(self):
        """Return the lots that nobody has decided about and that may still go anywhere."""
        lines = self.line_ids.filtered(lambda line: not line.outcome and not line.is_blocking)
        return lines.lot_id

    def _get_names(self, lots):
        names = lots[:5].mapped("name")
        more = [self.env._("%(count)s more", count=len(lots) - 5)] if len(lots) > 5 else []
        return format_list(self.env, [*names, *more])

    # what is signed, and what events say

    def _decided(self, records):
        """Return `records` in a context in which this verb may write guarded fields."""
        return with_provenance(records, Provenance(document=self.name or "", decides=True))

    def _get_event_facts(self):
        return {"id": self.id, "name": self.name, "title": self.title, "severity": self.severity}

    def _get_subject(self):
        """Return the canonical text of what a closing signature stands for."""
        facts = {
            "number": self.name,
            "found": [self.title, self.description, self.severity, self.origin, self.found_day],
            "lots": [
                [line.lot_id.id, line.quantity, line.location_id.id, line.outcome]
                for line in self.line_ids
            ],
            "containment": self.containment,
            "cause": [self.cause, self.cause_words],
            "actions": [
                [action.kind, action.name, action.user_id.id, action.outcome, action.done_at]
                for action in self.action_ids
            ],
            "check": [self.effectiveness, self.check_words, self.checked_by_id.id],
        }
        return canonical(
            {
                "verb": "close_nonconformity",
                "title": self.display_name,
                "nonconformity": self.id,
                "facts": digest(canonical(facts)),
            }
        )
