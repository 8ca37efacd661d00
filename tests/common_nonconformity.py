from datetime import date

from odoo.fields import Command

from .common_signing import PASSWORD, SigningCase


class NonconformityCase(SigningCase):
    """Lots in quarantine, two quality managers with a password, an inspector who reports."""

    def _report(self, lots=None, role="inspector", **vals):
        """Return a nonconformity about `lots` (5 of each), reported by `role`."""
        lots = self.lot if lots is None else lots
        Nonconformity = self.as_(role, self.env["stock.lot.nonconformity"])
        lines = [Command.create({"lot_id": lot.id, "quantity": 5}) for lot in lots]
        return Nonconformity.create({"title": "Broken seals", "line_ids": lines, **vals})

    def _act(self, nonconformity, **vals):
        """Return an action of `nonconformity`, owned by Mia and due in a week."""
        vals = {"name": "Train the shift", "user_id": self.mia.id, **vals}
        vals = {"deadline": date(2026, 6, 22), "nonconformity_id": nonconformity.id, **vals}
        return nonconformity.action_ids.create(vals)

    def _work(self, nonconformity):
        """Do all that has to be done before it can be closed; return it as Mia sees it."""
        own = self.as_(self.mia, nonconformity)
        own.write({"cause": "people", "cause_words": "Nobody was told", "containment": "Sorted"})
        own.line_ids.outcome = "use"
        action = self._act(own)
        action.outcome = "Trained"
        action.action_done()
        own.write({"effectiveness": "effective", "check_words": "Ten lots without"})
        return own

    def _end(self, nonconformity, words=""):
        """Sign and close it as Mia."""
        own = self.as_(self.mia, nonconformity)
        signature = own._sign_closing(self.as_(self.mia, self.meaning), PASSWORD)
        own._close(signature, words)
